"""The example company, loaded and changed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command

from bot.load import load_sources
from storage import migrations
from storage.engine import Database
from workflows.kernel.people import Directory
from workflows.people.actions import Loaded
from workflows.people.directory import read_directory
from workflows.people.reading import Source, read_file
from workflows.process.faults import Fault

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[2] / "examples" / "csops.toml"

Load = Callable[..., Loaded]


@pytest.fixture
def example() -> str:
    """The example company's file."""
    return EXAMPLE.read_text(encoding="utf-8")


@pytest.fixture
def load(database: Database) -> Load:
    """Load texts by the names of their files: `load(csops_toml="...", people_csv="...")`."""

    def carry_out(*, prune: bool = False, force: bool = False, **files: str | bytes) -> Loaded:
        sources = [read(content, name.replace("_", ".")) for name, content in files.items()]
        return load_sources(database, sources, now=NOW, prune=prune, by="tester", force=force)

    return carry_out


def stamp(database: Database) -> None:
    """Write down that the tables, which the tests copy from a template, are those of the newest version."""
    config = migrations.alembic_config()
    with database.transaction() as connection:
        config.attributes["connection"] = connection
        command.stamp(config, "head")


def read(content: str | bytes, name: str = "csops.toml") -> Source:
    """Return a file that has no fault."""
    found = read_file(content.encode() if isinstance(content, str) else content, name)
    assert isinstance(found, Source), [fault.words() for fault in found]
    return found


def faults(content: str | bytes, name: str = "csops.toml") -> list[Fault]:
    """Return the faults of a file that has some."""
    found = read_file(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content, name)
    assert not isinstance(found, Source)
    return found


def directory_of(database: Database) -> Directory:
    """Return the directory as it stands."""
    with database.reading() as unit:
        return read_directory(unit)
