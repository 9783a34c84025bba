"""What the playground's README says of the driver is so: its example runs, and what it names is there."""

import re
import subprocess
import sys
from pathlib import Path

from playground.slack.control import ASYNC, SYNC
from playground.slack.faults import CALL_KINDS, DELIVERY_KINDS
from playground.slack.people.acts import ACTS

ROOT = Path(__file__).parents[2]
SLACK = (ROOT / "playground/README.md").read_text(encoding="utf-8").partition("\n# The local Teams")[0]


def test_the_example_runs(tmp_path: Path) -> None:
    """As a file of its own, in a project that has the playground."""
    code = re.search(r"<!-- example:.*?```python\n(.*?)```", SLACK, flags=re.DOTALL)
    assert code is not None
    (tmp_path / "test_example.py").write_text(code[1], encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]

    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout
    assert "2 passed" in ran.stdout


def test_every_control_act_and_fault_is_named() -> None:
    """A reader finds each of them; the control is that a name which is none is not found."""
    named = set(re.findall(r"`([a-z_]+)(?: \{[^`]*)?`", SLACK))

    assert {*SYNC, *ASYNC} - named == set()
    assert ACTS.keys() - named == set()
    assert (CALL_KINDS | DELIVERY_KINDS) - named == set()
    assert "nothing_such" not in named


def test_the_playground_needs_only_what_the_readme_names() -> None:
    """Its folder can be copied: it imports nothing of this project, and the libraries that are listed."""
    allowed = {"aiohttp", "msgspec", "yaml", "typing_extensions", "yarl", "uvloop", "playground"}
    found: set[str] = set()
    for path in (*(ROOT / "playground/slack").rglob("*.py"), *(ROOT / "playground/driver").rglob("*.py")):
        code = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"^\s*(?:from|import) ([a-z_0-9]+)", code, flags=re.MULTILINE))

    assert found - sys.stdlib_module_names <= allowed
