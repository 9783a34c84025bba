"""The versions of the tables, from the first day on: bring a database to the one that this csops needs."""

import pathlib

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.engine import open_database


def upgrade(url: str) -> None:
    """Bring the database at an SQLAlchemy URL to the newest version; does nothing when it is there.

    Each version is one transaction. On SQLite no other process may have the file open.
    """
    database = open_database(url, patient=True)
    try:
        with database.transaction() as connection:
            upgrade_over(connection)
    finally:
        database.close()


def upgrade_over(connection: sa.Connection) -> None:
    """Do the same over a transaction that is open."""
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def current(url: str) -> str | None:
    """Return the version that the database is at, None when it has no tables of csops yet."""
    database = open_database(url, exclusive=False)
    try:
        with database.engine.connect() as connection:
            return version_of(connection)
    finally:
        database.close()


def version_of(connection: sa.Connection) -> str | None:
    """Return the version of the database behind a connection, None when it has no tables of csops yet."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """Return the version that this csops needs."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if head is None:
        message = "storage/migrations/versions is empty; install csops again."
        raise LookupError(message)
    return head


def alembic_config() -> Config:
    """Return what alembic needs to find the versions."""
    config = Config()
    config.set_main_option("script_location", str(pathlib.Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
