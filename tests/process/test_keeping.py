"""Every version of a definition that ran is kept, once, and never changes under the engagements that stand on it."""

from datetime import UTC, datetime

import pytest

from bot.definitions import ChangedDefinitionError, keep_definitions
from storage import tables
from tests.office import Office
from workflows.process.catalogue import SHIPPED, Definitions, read_contents
from workflows.process.definition import Definition

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_version_that_ran_cannot_be_edited(office: Office) -> None:
    """The words name the next version; nothing is kept of the edited one."""
    before = office.rows(tables.definition)
    path = SHIPPED / "reference-program.yml"
    text = path.read_text(encoding="utf-8").replace("title: ", "title: Not ", 1)
    read = read_contents({path: (path.name, text.encode())})[path]
    assert isinstance(read, Definition), read
    edited = Definitions([read])
    with pytest.raises(ChangedDefinitionError, match=f"version: {read.version + 1}"):
        keep_definitions(office.database, edited, now=NOW)
    assert office.rows(tables.definition) == before
