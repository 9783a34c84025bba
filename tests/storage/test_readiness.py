"""A process starts on tables that fit it: SQLite is brought up to date, PostgreSQL is refused with what to do."""

import pathlib

import psycopg
import pytest

from storage import migrations
from storage.engine import open_database
from storage.readiness import NEEDED, NotReadyError, make_ready, version_of


def test_the_version_needed_is_the_newest_migration() -> None:
    """The start looks without alembic, so its number must follow the migrations."""
    assert migrations.newest() == NEEDED


def test_an_empty_sqlite_file_is_made_ready(tmp_path: pathlib.Path) -> None:
    """The embedded database needs no command of its own."""
    database = open_database(f"sqlite:///{tmp_path}/csops.db")

    make_ready(database)

    assert version_of(database) == NEEDED
    database.close()


@pytest.mark.postgres
def test_an_empty_postgresql_is_refused(postgres_server: str) -> None:
    """What replicas share is changed by who runs them; the refusal names the command."""
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE csops_unready")
    database = open_database(postgres_server.replace("/postgres?", "/csops_unready?"))

    with pytest.raises(NotReadyError, match="csops db upgrade"):
        make_ready(database)

    database.close()
