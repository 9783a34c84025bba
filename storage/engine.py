"""Opening the database: SQLite embedded or PostgreSQL, with what each needs so that nothing acknowledged is lost."""

import fcntl
import pathlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import ModuleType
from typing import IO, TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from storage.turns import Turns
from storage.unit import READING, SHARING, WRITING, DatabaseLostError, SqliteUnit, Unit

if TYPE_CHECKING:
    from storage.wires import Wires

SQLITE_WITH_SOUND_WAL = (3, 51, 3)
"""Older versions can lose a commit when two connections checkpoint at once (the WAL-reset bug)."""

POSTGRES_LIMITS = (
    "-c timezone=UTC -c lock_timeout=3s -c statement_timeout=10s -c idle_in_transaction_session_timeout=5s"
)
POSTGRES_PATIENCE = "-c timezone=UTC -c lock_timeout=30s"
"""For a change of tables, which may have much to copy."""


ServerUnit = Callable[[Dialect, PoolProxiedConnection], Unit]

MOST_WIRES = 8
"""How many commands go on at one moment on PostgreSQL; the pool has as many connections for everything else."""


class DatabaseInUseError(Exception):
    """Another process has this SQLite file open; one process per file is the rule."""


def sqlite_module() -> ModuleType:
    """Return the newest SQLite at hand: the one that pysqlite3 brings, or Python's own."""
    try:
        import pysqlite3.dbapi2 as newer  # noqa: PLC0415 - not on every platform.
    except ImportError:
        return sqlite3
    return newer if newer.sqlite_version_info > sqlite3.sqlite_version_info else sqlite3


class Database:
    """A database that is open. Units are for commands, `transaction` is for everything that is not hot."""

    def __init__(
        self,
        engine: sa.Engine,
        *,
        dialect: Dialect | None = None,
        server_unit: ServerUnit | None = None,
        server_reading: ServerUnit | None = None,
        lock: IO[str] | None = None,
    ) -> None:
        self.engine = engine
        self.is_sqlite = server_unit is None
        self._dialect = dialect or engine.dialect
        self._server_unit = server_unit
        self._server_reading = server_reading
        self._turns = Turns()
        self._lock = lock
        self._losses = 0
        self._closed = False
        event.listen(engine, "connect", self._opened)
        event.listen(engine, "checkout", self._checked)
        event.listen(engine, "checkin", self._given_back)

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """Open one command's unit of work. Nothing is kept unless it commits. Raises DatabaseLostError."""
        if self._server_unit is None:
            with self._turns.turn():
                connection = self._connected()
                try:
                    yield from _closing(SqliteUnit(self._dialect, connection, WRITING))
                finally:
                    connection.close()
            return
        connection = self._connected()
        try:
            yield from _closing(self._server_unit(self._dialect, connection))
        finally:
            connection.close()

    @contextmanager
    def group(self) -> Iterator[Callable[[], AbstractContextManager[Unit]]]:
        """Open one transaction of SQLite for several units, each kept or given up by itself, all durable at the end.

        Raises DatabaseLostError.
        """
        with self._turns.turn():
            connection = self._connected()
            try:
                for whole in _closing(SqliteUnit(self._dialect, connection, WRITING)):
                    yield lambda: contextmanager(_closing)(SqliteUnit(self._dialect, connection, SHARING))
                    whole.commit()
            finally:
                connection.close()

    def wires(self) -> "Wires":
        """Return connections of PostgreSQL for commands on the event loop."""
        from storage.wires import Wires  # noqa: PLC0415 - it brings psycopg.

        return Wires(self._dialect, self._connected, most=MOST_WIRES)

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """Open a unit that only reads, all of one moment: it takes no turn and waits for no writer.

        Raises DatabaseLostError.
        """
        connection = self._connected()
        try:
            if self._server_reading is None:
                yield from _closing(SqliteUnit(self._dialect, connection, READING))
            else:
                yield from _closing(self._server_reading(self._dialect, connection))
        finally:
            connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Open an ordinary SQLAlchemy transaction that commits at the end of the block."""
        if self.is_sqlite:
            with self._turns.turn(), self.engine.begin() as connection:
                yield connection
            return
        with self.engine.execution_options(isolation_level="READ COMMITTED").begin() as connection:
            yield connection

    @contextmanager
    def looking(self) -> Iterator[sa.Connection]:
        """Open a connection that only reads, of one moment, beside whoever writes."""
        if self.is_sqlite:
            with self.engine.connect().execution_options(reads_only=True) as connection, connection.begin():
                yield connection
            return
        level = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with level.connect() as connection, connection.begin():
            yield connection

    def reconnect(self) -> None:
        """Use no connection again that was opened before now: where one was lost, so were the others."""
        self._losses += 1

    def ping(self) -> None:
        """Ask the database for an answer. Raises DatabaseLostError, or what the driver raises, when there is none.

        A unit waits for a server that is silent no longer than for any command's answer, so probes do not pile up.
        """
        with self.reading() as unit:
            unit.fetch("SELECT 1", ())

    def close(self) -> None:
        """Give every connection back, and the file to the next process."""
        self._closed = True
        self.engine.dispose()
        if self._lock is not None:
            self._lock.close()

    def _opened(self, _driver: object, record: ConnectionPoolEntry) -> None:
        record.info["losses"] = self._losses

    def _checked(self, _driver: object, record: ConnectionPoolEntry, _proxy: object) -> None:
        if record.info["losses"] != self._losses:
            raise exc.DisconnectionError  # The pool opens another one.

    def _given_back(self, driver: Any, _record: ConnectionPoolEntry) -> None:
        # The pool forgets what somebody still used as it was disposed of, and would leave it open.
        if self._closed and driver is not None:
            driver.close()

    def _connected(self) -> PoolProxiedConnection:
        try:
            return self.engine.raw_connection()
        except (self.engine.dialect.loaded_dbapi.OperationalError, exc.TimeoutError) as error:
            raise DatabaseLostError(str(error)) from error


def _closing(unit: Unit) -> Iterator[Unit]:
    try:
        yield unit
    finally:
        unit.end()


def open_database(url: str, *, pool_size: int = 16, exclusive: bool = True, patient: bool = False) -> Database:
    """Open the database at an SQLAlchemy URL (`sqlite:///FILE` or `postgresql://...`).

    `exclusive` takes the SQLite file for this process and raises DatabaseInUseError when another has it. Only a guest
    does without: `csops audit verify`, which reads, and `csops load`, which writes one short transaction. `patient`
    gives a change of tables the time that it needs.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed, pool_size=pool_size, exclusive=exclusive)
    limits = POSTGRES_PATIENCE if patient else POSTGRES_LIMITS
    return _open_postgres(parsed.set(drivername="postgresql+psycopg"), pool_size=pool_size, limits=limits)


def _open_postgres(url: URL, *, pool_size: int, limits: str) -> Database:
    from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg  # noqa: PLC0415 - SQLite needs neither.

    from storage.pipelines import PostgresReading, PostgresUnit  # noqa: PLC0415 - it brings psycopg.

    engine = sa.create_engine(
        url,
        isolation_level="AUTOCOMMIT",  # A unit reads statement by statement and writes in one transaction at its end.
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        pool_use_lifo=True,
        connect_args={
            "options": limits,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "connect_timeout": 5,
        },
    )
    dialect = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # SQLAlchemy's own.
    return Database(engine, dialect=dialect, server_unit=PostgresUnit, server_reading=PostgresReading)


def _open_sqlite(url: URL, *, pool_size: int, exclusive: bool) -> Database:
    if not url.database or url.database == ":memory:":
        message = "csops keeps its rows in a file; name one, such as sqlite:///csops.db."
        raise ValueError(message)
    path = pathlib.Path(url.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = _take_file(path) if exclusive else None
    module = sqlite_module()
    journal = "WAL" if module.sqlite_version_info >= SQLITE_WITH_SOUND_WAL else "DELETE"
    engine = sa.create_engine(
        url,
        module=module,
        pool_size=pool_size,
        max_overflow=0,
        pool_use_lifo=True,  # The same few connections stay warm; each has its own page cache.
        connect_args={"check_same_thread": False, "timeout": 10},
    )

    @event.listens_for(engine, "connect")
    def _settle(driver: Any, _record: object) -> None:
        driver.isolation_level = None
        for pragma in (
            "busy_timeout=10000",
            *([f"journal_mode={journal}"] if exclusive else []),  # A guest takes it as whoever has the file keeps it.
            "synchronous=FULL",
            "foreign_keys=ON",
            "trusted_schema=OFF",
        ):
            driver.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        reads_only = connection.get_execution_options().get("reads_only")
        connection.exec_driver_sql("BEGIN DEFERRED" if reads_only else "BEGIN IMMEDIATE")

    return Database(engine, lock=lock)


def _take_file(path: pathlib.Path) -> IO[str]:
    lock = pathlib.Path(f"{path}.lock").open("a", encoding="utf-8")  # noqa: SIM115 - open for as long as the file is ours.
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        message = (
            f"{path} is open in another csops process. Stop that one first; to run several, use PostgreSQL "
            "(set CSOPS_DATABASE_URL)."
        )
        raise DatabaseInUseError(message) from error
    return lock
