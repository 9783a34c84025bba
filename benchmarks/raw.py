"""The raw driver doing the same SQL: what of a command's cost is the database's client, whoever calls it.

Commands are carried out on one database and what they say to it is written down; the driver then says the same to
another database with the same rows, the plain way, one statement after the other in one transaction.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import msgspec
import psycopg
import sqlalchemy as sa
from typing_extensions import override

from benchmarks import grounds
from storage.engine import Database, open_database, sqlite_module
from storage.unit import Unit
from tests.office import Office
from workflows.engagements.commands import SayOutcome
from workflows.kernel.answers import Done
from workflows.kernel.people import Identity

COMMANDS = 1200
PER_BATCH = 100

Asked = tuple[str, Sequence[Any]]
"""SQL as the driver spells it, and its parameters."""


class Said(msgspec.Struct):
    """What one command said to the database."""

    reads: list[Asked]
    writes: list[Asked]

    @property
    def trips(self) -> int:
        """How often a server was waited for: each read, and the writes with their commit."""
        return len(self.reads) + bool(self.writes)


class _Listening(Unit):
    """Passes everything on to a unit, and writes it down."""

    def __init__(self, unit: Unit, said: list[Said]) -> None:
        self.dialect = unit.dialect
        self._unit = unit
        self._queue = []
        self._said = Said([], [])
        said.append(self._said)

    @override
    def fetch(self, sql: str, parameters: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        self._said.reads.append((sql, parameters))
        return self._unit.fetch(sql, parameters)

    @override
    def commit(self) -> None:
        self._said.writes = self.queued()
        for statement, parameters in self._queue:
            self._unit.write(statement, parameters)
        self._unit.commit()


class _Recording(Database):
    """A database whose units are listened to."""

    def __init__(self, opened: Database) -> None:
        self.__dict__.update(opened.__dict__)
        self.said: list[Said] = []

    @override
    @contextmanager
    def unit(self) -> Iterator[Unit]:
        with super().unit() as unit:
            yield _Listening(unit, self.said)


def _recorded(url: str) -> list[Said]:
    """Carry out commands and return what each said."""
    grounds.furnished(url, engagements=COMMANDS)
    with closing(open_database(url)) as opened:
        database = _Recording(opened)
        office = Office(database)
        values = {"scope": "The customer wants a portal, and says so at length. " * 20}
        office.dispatcher.directory()
        for number, engagement in enumerate(grounds.ids(url, COMMANDS)):
            asked = SayOutcome(
                actor=Identity("slack", grounds.USER),
                request_key=f"raw:{number}",
                engagement=engagement,
                arrival=0,
                outcome="scoped",
                values=values,
            )
            answer = office.dispatcher.answer(asked)
            assert isinstance(answer, Done), answer
        office.dispatcher.close()
    return database.said


def _measured(said: Sequence[Said], say: Callable[[Said], None]) -> dict[str, Any]:
    cpu, taken = [], []
    for start in range(0, len(said), PER_BATCH):
        before = time.process_time()
        for one in said[start : start + PER_BATCH]:
            started = time.perf_counter()
            say(one)
            taken.append((time.perf_counter() - started) * 1000)
        cpu.append((time.process_time() - before) / PER_BATCH * 1e6)
    return {
        "cpu_us": round(statistics.median(cpu)),
        "p50_ms": round(statistics.median(taken), 2),
        "queries": len(said[-1].reads) + len(said[-1].writes),
        "our_round_trips": said[-1].trips,
    }


def sqlite(first: str, second: str) -> dict[str, Any]:
    """Return what the same SQL costs through SQLite's own module, with a commit for each command."""
    said = _recorded(first)
    grounds.furnished(second, engagements=COMMANDS)
    path = sa.make_url(second).database
    with closing(sqlite_module().connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

        def say(one: Said) -> None:
            connection.execute("BEGIN IMMEDIATE")
            for asked in one.reads:
                connection.execute(*asked).fetchall()
            for asked in one.writes:
                connection.execute(*asked)
            connection.execute("COMMIT")

        figures = _measured(said, say)
    del figures["our_round_trips"]  # SQLite is in the process: nothing travels.
    return figures


def postgres(first: str, second: str) -> dict[str, Any]:
    """Return what the same SQL costs through psycopg: prepared statements, each a round trip of its own."""
    said = _recorded(first)
    grounds.furnished(second, engagements=COMMANDS)
    with psycopg.connect(second, autocommit=True, prepare_threshold=0, cursor_factory=psycopg.RawCursor) as connection:

        def say(one: Said) -> None:
            with connection.transaction():
                for sql, parameters in one.reads:
                    connection.execute(sql.encode(), parameters).fetchall()
                for sql, parameters in one.writes:
                    connection.execute(sql.encode(), parameters)

        return _measured(said, say)
