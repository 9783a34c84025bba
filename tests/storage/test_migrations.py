"""A database that was migrated is the one that the tables describe, and the history in it cannot be changed."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy import exc

from storage import migrations, tables
from storage.engine import Database, open_database

DESCRIPTIONS = {
    "sqlite": [
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%' AND sql IS NOT NULL"
    ],
    "postgresql": [
        """SELECT table_name, column_name, ordinal_position, data_type, is_nullable, column_default, collation_name
           FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'""",
        """SELECT tablename, indexname, indexdef FROM pg_indexes
           WHERE schemaname = 'public' AND tablename <> 'alembic_version'""",
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'""",
        "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'",
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    ],
}


@pytest.fixture
def empty_url(
    request: pytest.FixtureRequest, database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the address of a database without any tables, of the same kind as `database_url`."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path_factory.mktemp('empty')}/empty.db"
        return
    server: str = request.getfixturevalue("postgres_server")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE csops_empty")
    yield server.replace("/postgres?", "/csops_empty?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE csops_empty WITH (FORCE)"))


def described(url: str) -> set[tuple[str, ...]]:
    """Return everything that a database says of its own shape."""
    database = open_database(url)
    with database.transaction() as connection:
        asked = DESCRIPTIONS[connection.dialect.name]
        rows = [row for text in asked for row in connection.exec_driver_sql(text)]
    database.close()
    return {tuple(_plain(str(value)) for value in row) for row in rows}


def _plain(words: str) -> str:
    """Return a definition without its spaces, and its clauses in one order: constraints may be named in any."""
    return ",".join(sorted(re.sub(r"[\s\"()]+", "", words).split(",")))


def test_a_migrated_database_is_the_one_that_the_tables_describe(empty_url: str, database_url: str) -> None:
    """Columns, defaults, indexes, constraints and triggers are the same; if not: python -m tools.migration."""
    migrations.upgrade(empty_url)
    migrated, made = described(empty_url), described(database_url)
    assert migrated - made == set()
    assert made - migrated == set()


def test_upgrading_again_does_nothing(empty_url: str) -> None:
    """`csops db upgrade` may be run at every start."""
    assert migrations.current(empty_url) is None
    migrations.upgrade(empty_url)
    migrations.upgrade(empty_url)
    assert migrations.current(empty_url) == migrations.newest()


ENTRY = {
    "subject": "company",
    "seq": 1,
    "at": datetime(2031, 1, 1, tzinfo=UTC),
    "actor": "ada",
    "action": "tested",
    "request_key": "k",
    "hash": "h",
}


@pytest.mark.parametrize(
    "tampering",
    [
        sa.update(tables.history).values(actor="bob"),
        sa.delete(tables.history),
        sa.text("DELETE FROM history WHERE seq = 1"),
    ],
)
def test_the_history_cannot_be_changed(database: Database, tampering: sa.Executable) -> None:
    """The database itself refuses to alter or delete what happened; adding goes on."""
    with database.transaction() as connection:
        connection.execute(sa.insert(tables.history).values(ENTRY))
    with pytest.raises(exc.DBAPIError, match="append-only"), database.transaction() as connection:
        connection.execute(tampering)
    with database.transaction() as connection:
        connection.execute(sa.insert(tables.history).values({**ENTRY, "seq": 2}))
        kept = connection.execute(sa.select(tables.history.c.actor)).scalars().all()
    assert kept == ["ada", "ada"]
