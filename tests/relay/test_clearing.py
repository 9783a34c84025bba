"""What left long ago is cleared away, and what may still be needed stays."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from storage import letters, tables
from storage.engine import Database
from tests.relay.ledger import Ledger, post, refused, sent, unknown, update


def old_ledger(database: Database) -> Ledger:
    """Return an outbox of years ago: PostgreSQL dates nothing later than its own time."""
    ledger = Ledger(database)
    ledger.now = datetime(2020, 1, 1, tzinfo=UTC)
    return ledger


def cleared(ledger: Ledger, *, after: timedelta) -> int:
    """Let time pass and clear away."""
    ledger.now += after
    with ledger.database.transaction() as connection:
        return letters.purge(connection, now=ledger.now)


def test_after_a_month_only_the_place_of_a_message_is_kept(database: Database) -> None:
    """Its text goes, its changes go, and it can still be changed and answered."""
    ledger = old_ledger(database)
    (root,) = ledger.promise("slack:C1", post("card"))
    (face,) = ledger.promise("slack:C1", update(root, "face"))
    ledger.send_all()
    assert cleared(ledger, after=letters.TEXT_KEPT - timedelta(days=1)) == 0
    assert cleared(ledger, after=timedelta(days=2)) == 2
    assert (ledger.row(root).payload, ledger.row(root).result) == ("", '{"ts":"1.1"}')
    with database.transaction() as connection:
        assert connection.execute(sa.select(tables.effect.c.id)).scalars().all() == [root]
    assert face != root
    ledger.promise("slack:C1", update(root, "later"))
    (claimed,) = ledger.claim()
    assert claimed.target_place == '{"ts":"1.1"}'


def test_after_two_years_the_place_goes_too(database: Database) -> None:
    """Nothing grows for ever."""
    ledger = old_ledger(database)
    ledger.promise("slack:C1", post("card"))
    ledger.send_all()
    cleared(ledger, after=letters.PLACE_KEPT + timedelta(days=1))
    with database.transaction() as connection:
        assert connection.execute(sa.select(tables.effect)).all() == []
        assert connection.execute(sa.select(tables.lane)).all() == []


def test_what_is_not_over_stays(database: Database) -> None:
    """Dead letters wait for a person, and what waits or is to be looked at again is not touched."""
    ledger = old_ledger(database)
    (dead,) = ledger.promise("slack:C1", post("dead"))
    ledger.settle(*map(refused, ledger.claim()))
    (doubtful,) = ledger.promise("slack:C2", post("doubtful"))
    ledger.settle(*map(unknown, ledger.claim()))
    ledger.pass_time(10)
    ledger.settle(*map(sent, ledger.claim()))
    (waiting,) = ledger.promise("slack:C3", post("waiting"))
    cleared(ledger, after=timedelta(days=1000))
    assert ledger.states([dead, doubtful, waiting]) == ["dead", "sent", "pending"]
    assert all(ledger.row(one).payload for one in (dead, doubtful, waiting))
