"""A command asks PostgreSQL twice at most: once to read, once to write everything and commit it."""

import pathlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import pytest
from sqlalchemy import event

from storage.engine import open_database
from tests.office import Office, furnish
from workflows.kernel.answers import Answer, Done
from workflows.kernel.cards import Card

pytestmark = pytest.mark.postgres


class Traced:
    """An office whose connections write every message of PostgreSQL's protocol into a file."""

    def __init__(self, office: Office, trace: pathlib.Path) -> None:
        self.office = office
        self._trace = trace

    def trips(self, ask: Callable[[], Answer]) -> tuple[int, int]:
        """Return how often the client waited for the server, and how many commits there were, while this was asked."""
        before = len(self._lines())
        answer = ask()
        assert isinstance(answer, Done), answer
        new = self._lines()[before:]
        waits = sum(part[1] == "F" and part[3] in {"Sync", "Query"} for part in new)
        return waits, sum("COMMIT" in part[-1] and part[1] == "B" for part in new)

    def _lines(self) -> list[list[str]]:
        found = [line.split("\t") for line in self._trace.read_text(errors="replace").splitlines()]
        return [part for part in found if len(part) > 3]


@pytest.fixture
def traced(postgres_url: str, tmp_path: pathlib.Path) -> Iterator[Traced]:
    """Return an office whose traffic with PostgreSQL is written down by libpq itself."""
    trace = tmp_path / "trace.txt"
    files: list[BinaryIO] = []
    database = open_database(postgres_url, pool_size=1)

    @event.listens_for(database.engine, "connect")
    def _write_down(driver: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection.
        files.append(trace.open("ab", buffering=0))
        driver.pgconn.trace(files[-1].fileno())

    furnish(database)
    office = Office(database)
    yield Traced(office, trace)
    office.dispatcher.close()
    database.close()
    for file in files:
        file.close()


def test_an_outcome_takes_two_trips_and_one_commit(traced: Traced) -> None:
    """Moving an engagement reads in one statement and writes, with the commit, in one pipeline."""
    office = traced.office
    first, second = office.start(title="One"), office.start(title="Two")
    office.say("ada", first, "scoped")  # The directory is read once, and statements are prepared.

    waits, commits = traced.trips(lambda: office.say("ada", second, "scoped"))

    assert (waits, commits) == (2, 1)


def test_a_start_takes_two_trips_and_one_commit(traced: Traced) -> None:
    """So does beginning one, its number included."""
    office = traced.office
    office.start(title="One")
    opened = office.type("ada", "/engagement new Two")

    waits, commits = traced.trips(lambda: office.submit("ada", opened, {"customer": "acme"}))

    assert (waits, commits) == (2, 1)


def offered(office: Office, title: str) -> Card:
    """Bring a reference to its hand-off to the services director, and return the hand-off's card."""
    engagement = office.start("emil", process="reference-program", title=title)
    for outcome in ("yes", "invited", "attended", "sent", "commits"):
        office.say("emil", engagement, outcome)
    return office.last_card("slack:CINTERNAL", having="Accept")


def test_accepting_a_hand_off_takes_two_trips_and_one_commit(traced: Traced) -> None:
    """So does a click on a hand-off, once its statements are prepared."""
    office = traced.office
    office.press("dora", offered(office, "One"), "Accept")
    card = offered(office, "Two")

    waits, commits = traced.trips(lambda: office.press("dora", card, "Accept"))

    assert (waits, commits) == (2, 1)
