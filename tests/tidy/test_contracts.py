"""The import contracts of pyproject.toml catch what they are for, in a tree of empty modules that is made for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tidy.sources import ROOT

MODULES = (
    *(
        "bot.play",
        "bot.wiring",
        "connectors.mail.poster",
        "handlers.slack.parse",
        "handlers.teams.parse",
        "playground.slack",
        "storage.outbox",
    ),
    *("workflows.registry", "workflows.desk", "workflows.process.engine", "workflows.kernel.cards"),
    *("workflows.approvals.rules", "workflows.engagements.actions", "workflows.people.actions"),
    *("workflows.tickets.rules", "workflows.tickets.commands", "workflows.tickets.actions"),
)

# The contract, the module that breaks it, and what it imports.
BROKEN = [
    ("One way down", "storage.outbox", "workflows.kernel.cards"),
    ("One way down", "workflows.kernel.cards", "handlers.slack"),
    ("One way down", "handlers.slack.parse", "bot.wiring"),
    ("One way down", "handlers.slack.parse", "connectors.mail.poster"),
    ("One way down", "connectors.mail.poster", "handlers.slack"),
    ("Inside workflows", "workflows.tickets.actions", "workflows.approvals.rules"),
    ("Inside workflows", "workflows.engagements.actions", "workflows.tickets.rules"),
    ("Inside workflows", "workflows.process.engine", "workflows.engagements.actions"),
    ("Inside workflows", "workflows.kernel.cards", "workflows.process.engine"),
    ("Inside workflows", "workflows.people.actions", "workflows.registry"),
    ("Platforms never meet", "handlers.slack.parse", "handlers.teams.parse"),
    ("Rules are pure", "workflows.tickets.rules", "sqlalchemy"),
    ("Rules are pure", "workflows.tickets.commands", "storage.outbox"),
    ("Rules are pure", "workflows.kernel.cards", "time"),
    ("Rules are pure", "workflows.process.engine", "asyncio"),
    ("Chat SDKs stay at the edge", "workflows.tickets.actions", "slack_sdk"),
    ("Chat SDKs stay at the edge", "storage.outbox", "aiohttp"),
    ("Handlers reach rows only through workflows", "handlers.slack.parse", "sqlalchemy"),
    ("Handlers reach rows only through workflows", "handlers.slack.parse", "storage.outbox"),
    ("Handlers reach rows only through workflows", "connectors.mail.poster", "storage.outbox"),
    ("The playground stands alone", "playground.slack", "workflows.kernel.cards"),
    ("Only the command line knows the playground", "bot.wiring", "playground.slack"),
]
CONTRACTS = sorted({contract for contract, *_ in BROKEN})


@pytest.fixture
def rooms(tmp_path: Path) -> Path:
    """Empty modules in the rooms of the project, under the project's own contracts."""
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")
    for name in MODULES:
        path = tmp_path.joinpath(*name.split("."))
        path.mkdir(parents=True)
        for folder in (path, *path.parents):
            if folder.is_relative_to(tmp_path) and folder != tmp_path:
                (folder / "__init__.py").touch()
    return tmp_path


def verdicts(rooms: Path) -> dict[str, str]:
    """Ask import-linter, and return KEPT or BROKEN for each contract, with the whole report under the empty name."""
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]
    asked = subprocess.run(lint, cwd=rooms, capture_output=True, check=False, text=True)
    said = {line.rpartition(" ")[0]: line.rpartition(" ")[2] for line in asked.stdout.splitlines() if line}
    return {"": asked.stdout + asked.stderr} | {name: word for name, word in said.items() if word in {"KEPT", "BROKEN"}}


def test_empty_rooms_keep_every_contract(rooms: Path) -> None:
    """The control: what follows is caught because of what was put there."""
    said = verdicts(rooms)

    assert [said.get(contract) for contract in CONTRACTS] == ["KEPT"] * len(CONTRACTS), said[""]


def test_each_forbidden_import_is_caught(rooms: Path) -> None:
    """Each contract breaks, and the report names each of the imports that break it."""
    for _, module, imported in BROKEN:
        with rooms.joinpath(*module.split("."), "__init__.py").open("a", encoding="utf-8") as file:
            file.write(f"import {imported}\n")

    said = verdicts(rooms)

    assert [said.get(contract) for contract in CONTRACTS] == ["BROKEN"] * len(CONTRACTS), said[""]
    missed = [(module, imported) for _, module, imported in BROKEN if f"{module} -> {imported}" not in said[""]]
    assert missed == [], said[""]


def test_a_new_folder_must_take_its_place(rooms: Path) -> None:
    """A folder of workflows that no contract names is refused, so that nothing grows outside the order."""
    (rooms / "workflows" / "surprise").mkdir()
    (rooms / "workflows" / "surprise" / "__init__.py").touch()

    assert verdicts(rooms)["Inside workflows"] == "BROKEN"
