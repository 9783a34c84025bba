"""The tools that make runs do what their docstrings say."""

import subprocess
import sys
from pathlib import Path

from tests.tidy.sources import ROOT
from tools import lock

PRODUCT = '''"""Doors."""
from msgspec import Struct

class Door(Struct):
    width: int
    def __post_init__(self) -> None:
        self.height = 2

def open_door(door: Door, slowly: bool) -> int:
    return door.width

def paint_door() -> None: ...

def only_tested() -> None: ...

open_door(Door(1), True)
'''
TEST = '''"""Tests of doors."""
from bot.doors import only_tested

def test_door() -> None:
    only_tested()

def forgotten() -> None: ...
'''


def test_dead_code_is_found_where_it_is_dead(tmp_path: Path) -> None:
    """What nothing uses is named, what only a test uses too; fields and arguments are left to those who know them."""
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")
    for name, text in {"bot/doors.py": PRODUCT, "tests/test_doors.py": TEST}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")

    asked = subprocess.run(
        [sys.executable, "-m", "tools.dead_code"], cwd=tmp_path, capture_output=True, check=False, text=True
    )

    assert asked.returncode == 1, asked.stderr
    assert asked.stdout.splitlines() == [
        "bot/doors.py:7: unused attribute 'height'",
        "bot/doors.py:12: unused function 'paint_door'",
        "bot/doors.py:14: unused function 'only_tested'",
        "tests/test_doors.py:7: unused function 'forgotten'",
        "3 unused in the product, 1 in tests and tools",
    ]


def test_the_lock_repeats_nothing_below_its_divider() -> None:
    """What running needs stands above, once; the rest stands below, each entry with all of its hashes."""
    running = "yarl==1.25.1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
    tool = "ruff==0.17.6 ; python_version > '3' \\\n    --hash=sha256:cc\n"

    assert lock.entries(f"# words\n{running}{tool}") == [running, tool]
    assert [lock.name_of(entry) for entry in (running, tool)] == ["yarl", "ruff"]

    text = lock.combine([running], [tool, running])
    assert text == f"{lock.HEADER}{running}{lock.DIVIDER}\n{tool}"
