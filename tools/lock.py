"""Writes requirements.lock: one file with a hash for everything, and what running needs above what development needs.

Run by `make lock`; more words go to uv (`--upgrade`, `--upgrade-package NAME`). The versions already locked are kept
unless asked otherwise. docs/decisions/0002-one-lock-file.md says why the file looks as it does.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

LOCK = Path("requirements.lock")
DIVIDER = "# ---- development: everything below is for tests and checks; running needs nothing of it ----"
HEADER = """\
# What csops installs, exactly. Written by `make lock`; change pyproject.toml instead.
# `make setup` installs all of it; `make play` only what stands above the line that says development.
"""
COMPILE = (
    *("uv", "pip", "compile", "pyproject.toml", "--quiet"),
    *("--universal", "--python-version", "3.11", "--only-binary", ":all:", "--generate-hashes"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--no-emit-build-options"),
)
RUN_PART = ("--group", "build")
EVERYTHING = ("--group", "build", "--group", "dev", "--all-extras")


def main(options: list[str]) -> int:
    """Resolve twice, so that adding a tool for development never moves a version that runs."""
    with tempfile.TemporaryDirectory() as folder:
        run_part = _compile(Path(folder) / "run.txt", RUN_PART, options)
        pins = Path(folder) / "pins.txt"
        pins.write_text("\n".join(entry.partition(" \\\n")[0] for entry in run_part), encoding="utf-8")
        everything = _compile(Path(folder) / "all.txt", (*EVERYTHING, "--constraints", str(pins)), options)
    LOCK.write_text(combine(run_part, everything), encoding="utf-8")
    return 0


def combine(run_part: list[str], everything: list[str]) -> str:
    """Return the text of the lock file; what stands in the run-time part is not repeated below the divider."""
    names = {name_of(entry) for entry in run_part}
    for_development = [entry for entry in everything if name_of(entry) not in names]
    return f"{HEADER}{''.join(run_part)}{DIVIDER}\n{''.join(for_development)}"


def entries(text: str) -> list[str]:
    """Cut a requirements file into its entries: a line that begins with a name, and the lines of hashes after it."""
    return re.findall(r"^[A-Za-z0-9][^\n]*\n(?:[ ]+[^\n]*\n)*", text, flags=re.MULTILINE)


def name_of(entry: str) -> str:
    """Return the name of the package that an entry pins."""
    return entry.partition("==")[0].strip().lower()


def _compile(target: Path, what: tuple[str, ...], options: list[str]) -> list[str]:
    """Ask uv for one resolution. It keeps the versions that it finds in the target file, hence the copy."""
    if LOCK.exists():
        target.write_text(LOCK.read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([*COMPILE, *what, *options, "--output-file", str(target)], check=True)
    return entries(target.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
