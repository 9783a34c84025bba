"""Whether a database has the tables that this csops needs; looked up without alembic, whose import costs 0.3 s."""

from pathlib import Path
from typing import Final

import sqlalchemy as sa

from storage.engine import Database

NEEDED: Final = max(
    path.name.partition("_")[0] for path in Path(__file__).parent.joinpath("migrations", "versions").glob("[0-9]*.py")
)
"""The newest version in storage/migrations, by the names of its files; a test holds it to be what alembic says."""


class NotReadyError(Exception):
    """The database has not the tables that this csops needs."""


def make_ready(database: Database) -> None:
    """Bring an embedded SQLite file up to date. A PostgreSQL that is not raises NotReadyError with what to do.

    A server may be shared by several replicas, so when its tables change is for those who run it to say.
    """
    found = version_of(database)
    if found == NEEDED:
        return
    if not database.is_sqlite:
        message = f"The database is at version {found or 'none'}, csops needs {NEEDED}. Run: csops db upgrade"
        raise NotReadyError(message)
    from storage import migrations  # noqa: PLC0415 - it brings alembic, which only a change of tables needs.

    with database.transaction() as connection:
        migrations.upgrade_over(connection)


def version_of(database: Database) -> str | None:
    """Return the version of the tables, None when there are none yet."""
    with database.looking() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)
