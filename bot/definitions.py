"""Keeping definitions: an engagement stays on the version it began with, so every version that ran is kept."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables
from storage.engine import Database
from workflows.process.catalogue import Definitions
from workflows.process.definition import Definition


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
            adding = {"sqlite": sqlite, "postgresql": postgresql}[connection.dialect.name].insert(tables.definition)
            adding = adding.values(**values, body=one.to_json(), kept_at=now).on_conflict_do_nothing()
            connection.execute(adding)
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
    older = [Definition.from_json(row.body) for key, row in known.items() if key not in shipped_keys]
    return shipped.including(older) if older else shipped


def _kept(connection: sa.Connection) -> dict[tuple[str, int], sa.Row[Any]]:
    return {(row.process, row.version): row for row in connection.execute(sa.select(tables.definition))}
