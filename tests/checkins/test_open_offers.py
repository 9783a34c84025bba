"""An offer that nobody has answered: on whose Home it stands, who is reminded, and what is left of it after years."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from storage import tables
from tests.checkins.test_editing import SALES, checking, edit, leave, send, work_of
from tests.home.test_home import mine, sections
from tests.office import Office, slack, staff
from tests.reminders.stand import Waiting
from workflows.engagements.commands import TickItem
from workflows.kernel.answers import Done, Opened
from workflows.kernel.cards import Card, Row
from workflows.offers.commands import AcceptOffer

__all__ = ["checking"]

HEADING = "Found at check-ins"
CHECK_INS = 200


@pytest.fixture
def waiting(checking: Office) -> Waiting:
    """Return the office of the check-ins, in which time passes."""
    return Waiting(checking)


def found(office: Office, who: str) -> list[Row]:
    """Return what stands on somebody's Home of what was found at check-ins."""
    return sections(mine(office, who)).get(HEADING, [])


def words(rows: list[Row]) -> str:
    """Return what rows say."""
    return " ".join(str(row.text) + str(row.detail) for row in rows)


def test_it_stands_at_home_until_it_is_answered(checking: Office) -> None:
    """Sales has what sales can take, marketing what it can, nobody else anything; both buttons act in place."""
    assert "waits here until" in words(found(checking, "luis"))
    send(checking, upsell="yes", renewal="yes", referenceable="yes", description="Ten seats.")

    assert [len(found(checking, who)) for who in ("luis", "mara", "carl")] == [2, 1, 0]
    upsell = next(row for row in found(checking, "luis") if "Upsell" in str(row.text))
    assert "Ten seats." in words([upsell])
    assert isinstance(checking.press("luis", Card(title="", rows=(upsell,)), "Accept"), Done)
    (renewal,) = found(checking, "luis")
    form = checking.press("luis", Card(title="", rows=(renewal,)), "Return")
    assert isinstance(form, Opened)
    assert isinstance(checking.submit("luis", form, {"reason": "They renewed."}), Done)

    assert "waits here until" in words(found(checking, "luis"))
    assert work_of(checking)["offers"].count("offer:") == 1


def test_it_follows_the_role_and_who_is_away(checking: Office) -> None:
    """It is worked out when somebody looks: the new account manager has it, the old one does not."""
    send(checking, upsell="yes")
    staff(checking.database, "am", "ivan")
    assert len(found(checking, "ivan")) == 1
    assert found(checking, "luis") == []


def test_an_edit_shows_at_home(checking: Office) -> None:
    """Other words stand there, since when it waits stays; what was taken back does not stand there any more."""
    send(checking, upsell="yes", renewal="yes", description="Ten seats.")
    leave(checking)
    checking.later(minutes=5)
    assert isinstance(edit(checking, upsell=True, description="Twenty seats."), Done)
    (left,) = found(checking, "luis")
    assert "Twenty seats." in words([left])
    leave(checking)
    assert isinstance(edit(checking, upsell=True, renewal=True, description="Twenty seats."), Done)
    assert len(found(checking, "luis")) == 2


def test_who_is_to_take_it_is_reminded_and_it_is_escalated(waiting: Waiting) -> None:
    """By the process's own data: due in a working day, three times, a working day later the director's channel."""
    office = waiting.office
    send(office, cross_sell="yes", description="The other product.")

    told = [one for one in waiting.told(office.now + timedelta(days=14)) if "The other product." in str(one.details)]

    mine_alone = [one.when for one in told if one.lane == "slack:ULUIS"]
    assert mine_alone == ["Wed 09:00", "Thu 09:00", "Fri 09:00"]
    assert "to be accepted or returned" in str(told[0].details)
    (too_long,) = [one for one in told if one.lane != "slack:ULUIS"]
    assert (too_long.lane, too_long.when, too_long.people) == ("slack:CINTERNAL", "Wed 17:01", ["dora", "luis"])


def test_nobody_is_reminded_of_what_was_answered(waiting: Waiting) -> None:
    """Accepted, its timer has nothing to tell of it."""
    office = waiting.office
    send(office, upsell="yes", description="Ten seats.")
    assert isinstance(office.press("luis", office.last_card(SALES, having="Accept"), "Accept"), Done)
    told = waiting.told(office.now + timedelta(days=14))
    assert "Ten seats." not in str([one.details for one in told])


def test_what_is_found_again_waits_once(checking: Office) -> None:
    """The older message says that the newer one counts; the Home has the newer words alone."""
    send(checking, upsell="yes", description="Ten seats.")
    old = checking.last_card(SALES, having="Accept")
    send(checking, upsell="yes", description="Twenty seats.")

    assert "Found again" in str([sent.payload for sent in checking.sent() if sent.lane == SALES])
    (left,) = found(checking, "luis")
    assert "Twenty seats." in words([left])
    assert not isinstance(checking.press("luis", old, "Accept"), Done)


def test_the_end_ends_what_waits(checking: Office) -> None:
    """A customer who is lost wants nothing more: the message says so, and nobody's Home has it."""
    send(checking, upsell="yes")
    for outcome, values in (
        ("not-happy", {"issue": "Slow."}),
        ("not-resolved", {"reason": "Still slow."}),
        ("cancelled", {}),
    ):
        assert isinstance(send(checking, outcome, **values), Done)
    assert "Nobody took it" in str(checking.last_card(SALES).status)
    assert "waits here until" in words(found(checking, "luis"))
    assert work_of(checking)["offers"] == "[]"


def years(office: Office) -> Iterator[int]:
    """Give the size of the row after each of many check-ins: some offers are answered, some are never looked at."""
    ticked = {"upsell": "yes", "cross_sell": "yes", "renewal": "yes", "referenceable": "yes"}
    for number in range(CHECK_INS):
        office.later(days=7)
        assert isinstance(send(office, description=f"Visit {number:03}.", **ticked), Done)
        row = work_of(office)
        for offer in msgspec.json.decode(row["offers"]) if number % 3 == 0 else ():
            who = "luis" if "am" in offer["roles"] else "mara"
            command = AcceptOffer(actor=slack(who), request_key=office.key(), engagement=row["id"], offer=offer["name"])
            assert isinstance(office.dispatcher.answer(command), Done)
        for item in msgspec.json.decode(row["items"]):
            done = TickItem(actor=slack("carl"), request_key=office.key(), engagement=row["id"], item=item["key"])
            assert isinstance(office.dispatcher.answer(done), Done)
        yield sum(len(value) for value in work_of(office).values() if isinstance(value, str))


def test_the_row_is_as_small_after_years(checking: Office) -> None:
    """Two hundred check-ins leave a row of the size that a few leave."""
    sizes = list(years(checking))
    assert max(sizes[20:]) <= max(sizes[:20]) + 100
    assert len(checking.rows(tables.engagement)) == 1
