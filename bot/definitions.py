"""Keeping definitions: an engagement stays on the version it began with, so every version that ran is kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from pydantic import ValidationError

from storage import tables
from storage.engine import Database
from storage.statements import Prepared, insert_on
from workflows.process.catalogue import Definitions
from workflows.process.definition import Definition

ALL = Prepared(sa.select(tables.definition))

log = structlog.get_logger()


class ChangedDefinitionError(Exception):
    """A shipped definition differs from the one that is kept under the same version."""


def keep_definitions(database: Database, shipped: Definitions, *, now: datetime) -> Definitions:
    """Keep every shipped version that is new, and return the shipped ones with all older versions beside them.

    Raises ChangedDefinitionError when a version that already ran was edited: engagements that stand on it would find
    other steps under their feet. The mend is a new version number.
    """
    with database.transaction() as connection:
        known = _kept(connection)
        missing = [one for one in shipped.all() if (one.process, one.version) not in known]
        for one in missing:
            values = {"process": one.process, "version": one.version, "digest": one.digest}
            adding = insert_on(connection.dialect.name, tables.definition)
            adding = adding.values(**values, body=one.to_json(), kept_at=now)
            connection.execute(adding.on_conflict_do_nothing())
        if missing:  # Another replica that starts at the same moment may have kept them, and other ones.
            known = _kept(connection)
        for one in shipped.all():
            if known[one.process, one.version].digest != one.digest:
                message = (
                    f"Version {one.version} of {one.process} is not what it was when it first ran. "
                    f"Give the changed definition a new version number (version: {one.version + 1})."
                )
                raise ChangedDefinitionError(message)
    shipped_keys = {(one.process, one.version) for one in shipped.all()}
    return _including(shipped, [row for key, row in known.items() if key not in shipped_keys])


def refreshed(database: Database, known: Definitions) -> Definitions:
    """Return these with what another replica, which has newer ones, has kept since they were read.

    Raises storage.unit.DatabaseLostError.
    """
    keys = {(one.process, one.version) for one in known.all()}
    with database.reading() as unit:
        rows = unit.rows(ALL, {})
    return _including(known, [row for row in rows if (row.process, row.version) not in keys])


def _including(known: Definitions, rows: Sequence[Any]) -> Definitions:
    """Return these with kept ones beside them. What only a newer csops can read is left out, and told in the log."""
    others = []
    for row in rows:
        try:
            others.append(Definition.from_json(row.body))
        except ValidationError:
            log.warning("definition_unreadable", process=row.process, version=row.version)
    return known.including(others) if others else known


def _kept(connection: sa.Connection) -> dict[tuple[str, int], sa.Row[Any]]:
    return {(row.process, row.version): row for row in connection.execute(sa.select(tables.definition))}
