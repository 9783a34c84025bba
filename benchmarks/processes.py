"""Processes under measurement: started, watched through the kernel's own accounting, stopped."""

import json
import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


class Running:
    """A child process that printed one line of JSON when it was ready."""

    def __init__(self, words: list[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            words,
            stdout=subprocess.PIPE,
            env={**inherited(), **environment},
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith("{"):
            self._process.kill()
            message = f"{' '.join(words)} did not start: {line!r}"
            raise RuntimeError(message)
        self.said: dict[str, Any] = json.loads(line)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def cpu_seconds(self) -> float:
        """Return the CPU time that all its threads used so far, user and system."""
        return cpu_seconds(self.pid)

    def memory_megabytes(self) -> float:
        """Return its resident memory now."""
        return memory_megabytes(self.pid)

    def stop(self) -> None:
        """End it, and wait until it has."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


@contextmanager
def running(words: list[str], **environment: str) -> Iterator[Running]:
    """Start a Python module with its words, for the length of the block."""
    process = Running([sys.executable, "-m", *words], environment)
    try:
        yield process
    finally:
        process.stop()


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that the threads of a process used so far, by the kernel's accounting (to the nanosecond)."""
    tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def memory_megabytes(pid: int) -> float:
    """Return the resident memory of a process."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def as_installed(folder: str) -> dict[str, str]:
    """Return what a child process is told so that it finds what `pip install` brings, and no rich.

    structlog takes rich where it finds one, such as beside the tools of `make setup`: 4 MB. Nobody runs csops with it.
    """
    (pathlib.Path(folder) / "rich.py").write_text("raise ImportError")
    return {"PYTHONPATH": folder}


def inherited() -> dict[str, str]:
    """Return what a child process is told of this one's environment: nothing of csops."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")
    return {name: value for name in kept if (value := os.environ.get(name))}  # noqa: TID251 - for a child's environment.
