"""A command asks PostgreSQL twice at most: once to read, once to write everything and commit it.

Counted in the protocol itself, for both ways in which a command is carried out: on the event loop, as everything that
comes through a door, and in a thread, where it could not be.
"""

import asyncio
import pathlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import pytest
from sqlalchemy import event

from bot.dispatch import Dispatcher
from storage import tables
from storage.engine import open_database
from tests.office import AGREED, Office, furnish, slack
from tests.pricing import CARDS, HOURS, set_rate_cards
from workflows.engagements.commands import SayOutcome
from workflows.estimates.commands import SaveEstimate, SendEstimate
from workflows.kernel.answers import Answer, Done
from workflows.kernel.cards import Card
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.tickets.commands import LogTicket

pytestmark = pytest.mark.postgres

ONCE = (2, 1)
"""Two round trips, one commit."""


class OnTheLoop:
    """A dispatcher that is asked as the doors ask it, by somebody who has no loop of their own."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._runner = asyncio.Runner()

    def answer(self, asked: Command | Query | OpenForm) -> Answer:
        """Ask on the loop."""
        return self._runner.run(self._asked(asked))

    def close(self) -> None:
        """Close both."""
        self._runner.run(self._closed())
        self._runner.close()

    async def _asked(self, asked: Command | Query | OpenForm) -> Answer:
        return await self._dispatcher(asked)

    async def _closed(self) -> None:
        self._dispatcher.close()


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


@pytest.fixture(params=["on the loop", "in a thread"])
def traced(request: pytest.FixtureRequest, postgres_url: str, tmp_path: pathlib.Path) -> Iterator[Traced]:
    """Return an office whose traffic with PostgreSQL is written down by libpq itself."""
    trace = tmp_path / "trace.txt"
    files: list[BinaryIO] = []
    database = open_database(postgres_url, pool_size=2)

    @event.listens_for(database.engine, "connect")
    def _write_down(driver: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection.
        files.append(trace.open("ab", buffering=0))
        driver.pgconn.trace(files[-1].fileno())

    furnish(database)
    office = Office(database)
    set_rate_cards(office, *CARDS)
    office.dispatcher.directory()  # It is read once, not with each command.
    if request.param == "on the loop":
        office.dispatcher = OnTheLoop(office.dispatcher)  # type: ignore[assignment]  # As far as the office asks it.
    yield Traced(office, trace)
    office.dispatcher.close()
    database.close()
    for file in files:
        file.close()


def test_an_outcome_takes_two_trips_and_one_commit(traced: Traced) -> None:
    """Moving an engagement reads in one statement and writes, with the commit, in one pipeline."""
    office = traced.office
    first, second = office.start(title="One"), office.start(title="Two")
    office.say("ada", first, "scoped")  # Its statements are prepared.

    assert traced.trips(lambda: office.say("ada", second, "scoped")) == ONCE


def test_a_start_takes_two_trips_and_one_commit(traced: Traced) -> None:
    """So does beginning one, its number included."""
    office = traced.office
    office.start(title="One")
    opened = office.type("ada", "/engagement new Two")

    assert traced.trips(lambda: office.submit("ada", opened, {"customer": "acme"})) == ONCE


def offered(office: Office, title: str) -> Card:
    """Bring a reference to its hand-off to the services director, and return the hand-off's card."""
    engagement = office.start("emil", process="reference-program", title=title)
    for outcome in ("yes", "invited", "attended", "sent", "commits"):
        office.say("emil", engagement, outcome, **AGREED.get(outcome, {}))
    return office.last_card("slack:CINTERNAL", having="Accept")


def test_accepting_a_hand_off_takes_two_trips_and_one_commit(traced: Traced) -> None:
    """So does a click on a hand-off, once its statements are prepared."""
    office = traced.office
    office.press("dora", offered(office, "One"), "Accept")
    card = offered(office, "Two")

    assert traced.trips(lambda: office.press("dora", card, "Accept")) == ONCE


def asked_to_decide(office: Office, title: str) -> Card:
    """Bring an engagement with a ROM to the step where it is decided, and return the card that asks."""
    ada, engagement = slack("ada"), office.start(title=title)
    office.say("ada", engagement, "scoped")
    key = next(str(row["key"]) for row in office.rows(tables.engagement) if row["id"] == engagement)
    save = SaveEstimate(actor=ada, request_key=office.key(), key=key, revision=0, rate_card="2026-1", values=HOURS)
    assert isinstance(office.dispatcher.answer(save), Done)
    assert isinstance(office.dispatcher.answer(SendEstimate(actor=ada, request_key=office.key(), key=key)), Done)
    for outcome in ("created", "entered"):
        said = SayOutcome(actor=ada, request_key=office.key(), engagement=engagement, arrival=0, outcome=outcome)
        assert isinstance(office.dispatcher.answer(said), Done)
    return office.last_card("slack:CAPPROVALS", having="Approve")


def test_a_decision_takes_two_trips_and_one_commit(traced: Traced) -> None:
    """So does approving a ROM: the votes, and the figures that they are bound to, come with the first read."""
    office = traced.office
    office.press("pria", asked_to_decide(office, "One"), "Approve")
    card = asked_to_decide(office, "Two")

    assert traced.trips(lambda: office.press("pria", card, "Approve")) == ONCE


def test_logging_a_ticket_takes_two_trips_and_one_commit(traced: Traced) -> None:
    """So does logging a ticket: its number and the customer's newest tickets come with the first read."""
    office = traced.office

    def log(title: str) -> Answer:
        asked = LogTicket(actor=slack("carl"), request_key=office.key(), customer="acme", kind="bug", title=title)
        return office.dispatcher.answer(asked)

    log("The login fails")

    assert traced.trips(lambda: log("The export is empty")) == ONCE
