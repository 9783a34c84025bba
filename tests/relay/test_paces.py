"""The pace of each platform keeps every limit that its documentation has for one channel."""

import itertools

import pytest

from bot.paces import PACES
from storage.engine import open_database
from storage.settling import Pace
from tests.relay.ledger import Ledger, post, sent

TEAMS = ((1.0, 7), (2.0, 8), (30.0, 60))
SLACK = ((60.0, 63),)
STEP_SECONDS = 0.05


def sent_at(url: str, pace: Pace, lane: str, *, seconds: float) -> list[float]:
    """Return when messages leave that all wait for nothing but the pace, in seconds."""
    database = open_database(url)
    ledger = Ledger(database, paces={lane.partition(":")[0]: pace})
    ledger.promise(lane, *(post(str(number)) for number in range(int(seconds * 8))))
    times, started = [], ledger.now
    for _ in range(int(seconds / STEP_SECONDS)):
        while claimed := ledger.claim():
            times.append((ledger.now - started).total_seconds())
            ledger.settle(sent(claimed[0]))
        ledger.pass_time(STEP_SECONDS)
    database.close()
    return times


def most_within(times: list[float], seconds: float) -> int:
    """Return how many messages left within any so many seconds."""
    return max(sum(start <= at < start + seconds for at in times) for start in times)


@pytest.mark.parametrize(("platform", "limits"), [("teams", TEAMS), ("slack", SLACK)])
def test_no_window_holds_more_than_it_may(
    sqlite_url: str, platform: str, limits: tuple[tuple[float, int], ...]
) -> None:
    """A channel with hundreds of messages waiting never goes faster than its platform allows, and not much slower."""
    times = sent_at(sqlite_url, PACES[platform], f"{platform}:C1", seconds=65)
    for seconds, most in limits:
        assert most_within(times, seconds) <= most, seconds
    assert len(times) >= 60
    assert times == sorted(times)


def test_control_a_larger_burst_breaks_the_shortest_window(sqlite_url: str) -> None:
    """The test above sees it: with a burst of eight, eight leave within a second."""
    pace = Pace(gap_seconds=PACES["teams"].gap_seconds, burst=8)
    assert most_within(sent_at(sqlite_url, pace, "teams:C1", seconds=3), 1.0) > 7


def test_a_burst_after_a_rest_is_no_larger(sqlite_url: str) -> None:
    """Whoever waited for minutes has no more than one burst to spend."""
    times = sent_at(sqlite_url, PACES["teams"], "teams:C1", seconds=4)
    assert sum(at == 0 for at in times) == 5
    gaps = [later - earlier for earlier, later in itertools.pairwise(times[4:])]
    assert all(gap >= 0.5 for gap in gaps)
