"""Replicas whose clocks are wrong share one PostgreSQL: leases go by the database's clock, so nobody steals one."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from storage import outbox
from storage.engine import Database, open_database
from storage.relaying import Relaying
from storage.settling import Terms
from tests.relay.ledger import post, sent

SKEWS = [-5, 5]
TERMS = Terms(lease=timedelta(seconds=3))

pytestmark = pytest.mark.postgres


@pytest.fixture
def server(postgres_url: str) -> Iterator[Database]:
    """Return a PostgreSQL; on SQLite there is one process, and so one clock."""
    database = open_database(postgres_url)
    yield database
    database.close()


def wrong_by(seconds: float) -> Callable[[], datetime]:
    """Return a clock that is wrong."""
    return lambda: datetime.now(UTC) + timedelta(seconds=seconds)  # noqa: TID251 - it is about the clock.


def promise(database: Database, key: str, *, now: datetime) -> str:
    """Promise one post, by a command whose replica has this clock."""
    payload = msgspec.json.encode(post(key)).decode()
    one = outbox.Promise(id=outbox.effect_id(key, 0), lane="slack:C1", payload=payload, due_at=now)
    with database.unit() as unit:
        outbox.promise(unit, [one], request_key=key, now=now)
        unit.commit()
    return one.id


@pytest.mark.parametrize("skew", SKEWS)
def test_what_is_due_now_is_due_whatever_the_replicas_clock_says(server: Database, skew: float) -> None:
    """A command on a replica that is five seconds ahead is posted at once, and so is one that is behind."""
    expected = promise(server, "now", now=wrong_by(skew)())
    claimed = Relaying(server, clock=wrong_by(-skew), terms=TERMS).exchange((), most=5).claimed
    assert [one.id for one in claimed] == [expected]


@pytest.mark.parametrize("skew", SKEWS)
def test_order_is_kept_across_replicas_with_different_clocks(server: Database, skew: float) -> None:
    """What was promised first is posted first, although its replica's clock said later."""
    ids = [promise(server, "first", now=wrong_by(skew)()), promise(server, "second", now=wrong_by(-skew)())]
    relaying = Relaying(server, clock=wrong_by(skew), terms=TERMS)
    order = []
    while claimed := relaying.exchange((), most=5).claimed:
        order += [one.id for one in claimed]
        relaying.exchange([sent(one) for one in claimed], most=0)
    assert order == ids


@pytest.mark.parametrize("skew", SKEWS)
def test_no_replica_takes_anothers_lease(server: Database, skew: float) -> None:
    """A lease of three seconds holds against a replica whose clock is five seconds off, and ends for both alike."""
    promise(server, "held", now=wrong_by(0)())
    assert len(Relaying(server, clock=wrong_by(-skew), terms=TERMS).exchange((), most=5).claimed) == 1
    other = Relaying(server, clock=wrong_by(skew), terms=TERMS)
    exchange = other.exchange((), most=5)
    assert exchange.claimed == ()
    assert exchange.next_seconds == pytest.approx(3, abs=0.8)


def test_control_leases_by_the_replicas_own_clocks_are_stolen(server: Database) -> None:
    """The test above needs the database's clock: with their own, one replica takes what the other is sending."""
    promise(server, "held", now=wrong_by(-10)())
    behind = Relaying(server, clock=wrong_by(-5), terms=TERMS, own_clock=True)
    ahead = Relaying(server, clock=wrong_by(5), terms=TERMS, own_clock=True)
    assert len(behind.exchange((), most=5).claimed) == 1
    assert len(ahead.exchange((), most=5).claimed) == 1
