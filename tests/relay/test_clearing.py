"""What left long ago is cleared away, and what may still be needed stays."""

import asyncio
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.chores import chores
from bot.clock import FIRST_AFTER, Chore, Clock
from storage import answers, clearing, letters, tables
from storage.engine import Database
from tests.relay import rig
from tests.relay.ledger import Ledger, post, refused, sent, unknown, update


def old_ledger(database: Database) -> Ledger:
    """Return an outbox of years ago: PostgreSQL dates nothing later than its own time."""
    ledger = Ledger(database)
    ledger.now = datetime(2020, 1, 1, tzinfo=UTC)
    return ledger


def cleared(ledger: Ledger, *, after: timedelta) -> int:
    """Let time pass and clear away."""
    ledger.now += after
    return sum(letters.purge(ledger.database, now=ledger.now))


def test_after_a_month_only_the_place_of_a_message_is_kept(database: Database) -> None:
    """Its text goes, its changes go, and it can still be changed and answered."""
    ledger = old_ledger(database)
    (root,) = ledger.promise("slack:C1", post("card"))
    (face,) = ledger.promise("slack:C1", update(root, "face"))
    ledger.send_all()
    assert cleared(ledger, after=letters.TEXT_KEPT - timedelta(days=1)) == 0
    assert cleared(ledger, after=timedelta(days=2)) == 3  # The face, the text, and the lane that is empty.
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


def test_a_thread_that_goes_on_for_years_keeps_its_head(database: Database) -> None:
    """Whoever answers in it once a year finds it; two years after the last answer it goes."""
    ledger = old_ledger(database)
    (root,) = ledger.promise("slack:C1", post("head"))
    ledger.send_all()
    for year in range(4):
        cleared(ledger, after=timedelta(days=365))
        ledger.promise("slack:C1", post(f"year {year}", thread=root))
        (answer,) = ledger.claim()
        assert (answer.target_state, answer.target_place) == ("sent", '{"ts":"1.1"}')
        ledger.settle(sent(answer, f"2.{year}"))
    for _ in range(2):  # The head is looked at before its answers, and so goes a day later.
        cleared(ledger, after=letters.PLACE_KEPT + timedelta(days=1))
    with database.transaction() as connection:
        assert connection.execute(sa.select(tables.effect)).all() == []


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


def test_a_clean_up_goes_in_portions_and_holds_nothing_between_them(database: Database) -> None:
    """However much is old, no transaction goes through more than its portion, and others write in between."""
    ledger = old_ledger(database)
    ledger.promise("slack:C1", *(post(f"card {number}") for number in range(55)))
    ledger.send_all()
    ledger.now += letters.PLACE_KEPT + timedelta(days=1)
    (young,) = ledger.promise("slack:C1", post("young"))
    portions = letters.purge(database, now=ledger.now, portion=10)
    assert next(portions) == 10
    ledger.send_all()
    left = list(portions)
    assert sum(left) == 45
    assert max(left) <= 10
    assert ledger.states([young]) == ["sent"]


def test_a_clean_up_goes_no_further_than_what_is_old(database: Database) -> None:
    """What is younger is not gone through every day."""
    ledger = old_ledger(database)
    ledger.promise("slack:C1", *(post(f"old {number}") for number in range(10)))
    ledger.send_all()
    ledger.now += letters.TEXT_KEPT + timedelta(days=1)
    ledger.promise("slack:C1", *(post(f"young {number}") for number in range(100)))
    # One portion of the old, one of lanes; of the young there are ten portions.
    assert list(letters.purge(database, now=ledger.now, portion=10)) == [10, 0]


def test_answers_are_forgotten_in_portions(database: Database) -> None:
    """An answer older than a month goes, a younger one stays, and no transaction deletes more than its portion."""
    now = datetime(2031, 3, 4, tzinfo=UTC)
    with database.unit() as unit:
        for number in range(25):
            old = now - answers.KEPT - timedelta(minutes=1 + number)
            answers.remember(unit, request_key=f"old-{number}", digest="d", reply="r", now=old)
        answers.remember(unit, request_key="young", digest="d", reply="r", now=now - timedelta(days=1))
        unit.commit()
    assert list(answers.forget(database, now=now, portion=10)) == [10, 10, 5]
    with database.transaction() as connection:
        assert connection.execute(sa.select(tables.answer.c.request_key)).scalars().all() == ["young"]


async def test_the_chores_clear_everything_away(database: Database) -> None:
    """What the clock starts goes through all portions, without being asked again."""
    ledger = old_ledger(database)
    ledger.promise("slack:C1", *(post(f"card {number}") for number in range(2 * clearing.PORTION + 1)))
    ledger.send_all()
    with database.unit() as unit:
        answers.remember(unit, request_key="old", digest="d", reply="r", now=ledger.now)
        unit.commit()
    with database.transaction() as connection:
        wrong = {"platform": "slack", "user_id": "UADA", "number": 1, "at": ledger.now}
        connection.execute(sa.insert(tables.link_try).values(**wrong))
    ledger.now += letters.PLACE_KEPT + timedelta(days=1)
    for chore in chores(database, now=lambda: ledger.now):
        await chore.run()
    with database.transaction() as connection:
        for table in (tables.effect, tables.lane, tables.answer, tables.link_try):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0


async def test_what_is_done_once_a_day_is_done_soon_after_the_start() -> None:
    """A process that is started every morning clears away too."""
    done = asyncio.Event()

    async def run() -> None:
        done.set()

    clock = Clock([Chore(name="daily", every_seconds=86_400, run=run)], now=lambda: rig.clock() - FIRST_AFTER)
    clock.start()
    try:
        async with asyncio.timeout(10):
            await done.wait()
    finally:
        clock.stop()
