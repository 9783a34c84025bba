"""Every replica seals every minute: at the same moment they write one checkpoint, and none of them fails."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event, exc

from storage import history, tables
from storage.engine import Database, open_database
from workflows.desk import COMPANY

MORNING = datetime(2031, 3, 4, 9, 0, tzinfo=UTC)
ROUNDS = 50
REPLICAS = 4

Write = Callable[[sa.Connection], object]


def happened(database: Database, number: int, previous: str) -> str:
    """Let something happen to the company, and return the head of its chain."""
    at = MORNING + timedelta(minutes=5 * number)
    entry = history.Entry(subject=COMPANY, seq=number, at=at, actor="ada", action="noted", request_key=str(number))
    with database.unit() as unit:
        head = history.append(unit, entry, previous=previous)
        unit.commit()
    return head


def seal(connection: sa.Connection) -> int | None:
    """Seal what happened."""
    return history.seal(connection, now=MORNING + timedelta(days=1))


def insert_blindly(connection: sa.Connection) -> None:
    """Write the first checkpoint as if nobody else could."""
    row = {"number": 1, "at": MORNING, "heads": "[]", "hash": ""}
    connection.execute(sa.insert(tables.checkpoint).values(**row))


def test_replicas_that_seal_at_once_write_one_checkpoint(database: Database) -> None:
    """As it comes, again and again: one checkpoint a round, and the whole history holds."""
    gate = Barrier(REPLICAS)

    def seal_with_others(at: datetime) -> int | None:
        gate.wait(timeout=30)
        with database.transaction() as connection:
            return history.seal(connection, now=at)

    head = history.GENESIS
    with ThreadPoolExecutor(REPLICAS) as replicas:
        for number in range(1, ROUNDS + 1):
            head = happened(database, number, head)
            at = MORNING + timedelta(minutes=5 * number)
            written = list(replicas.map(seal_with_others, [at] * REPLICAS))
            assert sorted(written, key=lambda one: one or 0) == [None] * (REPLICAS - 1) + [number]
    with database.looking() as connection:
        assert history.verify(connection) is None


def both(database: Database, write: Write) -> list[Future[object]]:
    """Let two write a checkpoint after both have read what is to be sealed; return what became of them."""
    gate = Barrier(2)

    def written() -> object:
        with database.transaction() as connection:

            @event.listens_for(connection, "before_cursor_execute")
            def _hold(*given: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own.
                if given[2].startswith("INSERT"):
                    gate.wait(timeout=30)

            return write(connection)

    with ThreadPoolExecutor(2) as replicas:
        return [replicas.submit(written) for _ in range(2)]


@pytest.fixture
def server(postgres_url: str) -> Iterator[Database]:
    """Return a PostgreSQL in which something happened."""
    database = open_database(postgres_url)
    happened(database, 1, history.GENESIS)
    yield database
    database.close()


@pytest.mark.postgres
def test_the_second_writes_nothing_and_does_not_fail(server: Database) -> None:
    """Both read what was to be sealed before either of them wrote it."""
    assert {one.result() for one in both(server, seal)} == {1, None}


@pytest.mark.postgres
def test_control_a_blind_insert_fails_at_that_moment(server: Database) -> None:
    """The moment is the dangerous one: who writes without looking runs into the other one's checkpoint."""
    faults = [one.exception() for one in both(server, insert_blindly)]
    assert {type(fault) for fault in faults} == {type(None), exc.IntegrityError}
