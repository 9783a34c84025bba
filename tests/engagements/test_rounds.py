"""A process that runs for years stays small: each round of check-ins begins without what was ticked and said before."""

from collections.abc import Iterator

import msgspec
import pytest
import sqlalchemy as sa

from storage import history, tables
from tests.office import Office, slack, staff
from workflows.engagements.commands import TickItem
from workflows.engagements.parts import WorkItem
from workflows.engagements.rules import asked_in_round
from workflows.kernel.answers import Answer, Done, Reason, Refused
from workflows.offers.commands import AcceptOffer

ROUNDS = 200
MORE = {"upsell": "yes", "cross_sell": "yes", "renewal": "yes", "referenceable": "yes"}
_ITEMS = msgspec.json.Decoder(list[WorkItem])
_FACTS = msgspec.json.Decoder(dict[str, str])
_CARDS = msgspec.json.Decoder(dict[str, list[tuple[str, str, str]]])
TAKERS = {"slack:CSALES": "ada", "slack:CMARKETING": "mara"}
"""Who takes what a talk found, by the channel in which it is offered."""


@pytest.fixture
def check_ins(office: Office) -> str:
    """Begin check-ins, every two weeks."""
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    assert isinstance(office.say("carl", engagement, "started", cadence="fortnightly"), Done)
    return engagement


def row_of(office: Office, engagement: str) -> sa.Row[tuple[object, ...]]:
    """Return the engagement's row."""
    with office.database.looking() as connection:
        return connection.execute(sa.select(tables.engagement).where(tables.engagement.c.id == engagement)).one()


def size_of(office: Office, engagement: str) -> int:
    """Return how many characters the row has."""
    return sum(len(str(value)) for value in row_of(office, engagement))


def items_of(office: Office, engagement: str) -> list[WorkItem]:
    """Return the checklist."""
    return _ITEMS.decode(row_of(office, engagement).items)


def facts_of(office: Office, engagement: str) -> dict[str, str]:
    """Return what is known."""
    return _FACTS.decode(row_of(office, engagement).facts)


def tick(office: Office, engagement: str, key: str) -> Answer:
    """Tick an item off, as whoever has the engagement."""
    return office.dispatcher.answer(
        TickItem(actor=slack("carl"), request_key=office.key(), engagement=engagement, item=key)
    )


def tick_all(office: Office, engagement: str) -> None:
    """Tick everything off that is open."""
    for item in items_of(office, engagement):
        if item.done_at is None:
            assert isinstance(tick(office, engagement, item.key), Done)


def take_all(office: Office, engagement: str) -> None:
    """Take everything that waits to be taken."""
    for name, ((_, lane, _), *_) in _CARDS.decode(row_of(office, engagement).cards).items():
        if name.startswith("offer:"):
            command = AcceptOffer(
                actor=slack(TAKERS[lane]), request_key=office.key(), engagement=engagement, offer=name
            )
            assert isinstance(office.dispatcher.answer(command), Done)


def talks(number: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Return what is said in a round: mostly all is well; sometimes there is trouble, and once in a while a lot."""
    if number % 5:
        yield "happy", {**MORE, "description": f"Talk {number:03d}"}
        return
    yield "not-happy", {"issue": f"Slow, as in talk {number:03d}"}
    if number % 10:
        yield "resolved", {"reason": f"Faster since {number:03d}"}
        return
    yield "not-resolved", {"reason": f"Still slow {number:03d}"}
    yield "saved", {}


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_two_hundred_rounds_leave_the_row_as_small_as_ten(office: Office, check_ins: str) -> None:
    """Years of check-ins whose finds are taken and done: the row stays flat, and the history has all of it."""
    staff(office.database, "am", "ada")
    sizes = []
    for number in range(1, ROUNDS + 1):
        for outcome, values in talks(number):
            office.later(days=7)
            assert isinstance(office.say("carl", check_ins, outcome, **values), Done)
            sizes.append(size_of(office, check_ins))
            tick_all(office, check_ins)
            take_all(office, check_ins)

    # Counters have more digits, once more in what can be taken back; nothing else grows.
    assert max(sizes[-20:]) <= max(sizes[:20]) + 100
    with office.database.looking() as connection:
        of = tables.history.c.subject == f"engagement:{check_ins}"
        noted = connection.execute(sa.select(tables.history.c.note).where(of, tables.history.c.action == "item"))
        assert sum("Upsell" in note for note in noted.scalars()) >= ROUNDS * 4 // 5
        assert history.verify(connection) is None


def test_a_round_begins_without_what_was_said_and_ticked(office: Office, check_ins: str) -> None:
    """What was set for good stays, what is still to be done stays, and the rest is in the history."""
    assert isinstance(office.say("carl", check_ins, "happy", upsell="yes", description="They want more"), Done)
    first, *others = [item.key for item in items_of(office, check_ins)]
    assert isinstance(tick(office, check_ins, first), Done)
    assert facts_of(office, check_ins) == {"cadence": "fortnightly"}

    assert isinstance(office.say("carl", check_ins, "not-happy", issue="Slow"), Done)
    assert facts_of(office, check_ins)["issue"] == "Slow"
    assert isinstance(office.say("carl", check_ins, "resolved"), Done)

    assert facts_of(office, check_ins) == {"cadence": "fortnightly"}
    assert [item.key for item in items_of(office, check_ins)] == others


def test_an_old_button_ticks_nothing_else_off(office: Office, check_ins: str) -> None:
    """An item of an earlier round is gone, and no later one takes its place."""
    seen: set[str] = set()
    for _ in range(3):
        assert isinstance(office.say("carl", check_ins, "happy", upsell="yes"), Done)
        keys = {item.key for item in items_of(office, check_ins)}
        assert not keys & seen
        for old in seen:
            refused = tick(office, check_ins, old)
            assert isinstance(refused, Refused)
            assert refused.reason is Reason.NOT_FOUND
        tick_all(office, check_ins)
        seen |= keys


def test_what_is_asked_in_a_round_is_what_leads_back(office: Office) -> None:
    """The fields of the steps between two check-ins, and not those of the step before the first."""
    asked = asked_in_round(office.definitions.current("customer-success"), "1.2")
    assert {"upsell", "issue"} <= asked
    assert "cadence" not in asked
