"""Editing a check-in for a quarter of an hour: its fan-out is corrected where it stands, and never repeated (C 1.2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from storage import history, tables
from tests.office import Office, slack, staff
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused
from workflows.kernel.cards import Card
from workflows.kernel.posts import Post, Update
from workflows.tickets.commands import LogTicket

SALES, MARKETING, ACME = "slack:CSALES", "slack:CMARKETING", "slack:CACME"


@pytest.fixture
def checking(office: Office) -> Office:
    """Return an office in which check-ins run with Acme, and somebody is account manager."""
    staff(office.database, "am", "luis")
    work = office.start("carl", process="customer-success", title="Acme's year")
    assert isinstance(office.say("carl", work, "started"), Done)
    return office


def send(office: Office, outcome: str = "happy", **values: str) -> Answer:
    """Send the check-in."""
    return office.say("carl", work_of(office)["id"], outcome, **values)


def edit(office: Office, outcome: str = "happy", who: str = "carl", **values: Any) -> Answer:  # noqa: ANN401 - as a form has them.
    """Edit what was sent by the form, filled in anew."""
    opened = office.type(who, "/checkin edit acme")
    if not isinstance(opened, Opened):
        return opened
    empty = {field.key: False if field.kind == "yes_no" else "" for field in opened.form.fields}
    return office.submit(who, opened, {**empty, "outcome": outcome, **values})


def work_of(office: Office) -> Mapping[str, Any]:
    """Return the row of the check-ins."""
    return next(row for row in office.rows(tables.engagement) if row["process"] == "customer-success")


def faces(office: Office, lane: str) -> list[str]:
    """Return what the messages of a lane say now, without those that were taken back before they left."""
    moot = {row["id"] for row in office.rows(tables.effect) if row["state"] == "moot"}
    shown: dict[str, Card] = {}
    for row in sorted(office.rows(tables.effect), key=lambda row: row["seq"]):
        payload = msgspec.json.decode(row["payload"], type=Post | Update)
        if row["lane"] == lane and row["id"] not in moot:
            target = payload.target if isinstance(payload, Update) else row["id"]
            if target not in moot:
                shown[target] = payload.card
    return [str(card.title) + str(card.body) + str(card.status) for card in shown.values()]


def items(office: Office) -> list[str]:
    """Return what is to be ticked off."""
    found = msgspec.json.decode(work_of(office)["items"])
    return sorted(
        item["title"].partition(":")[2].strip().partition(" (")[0] for item in found if not item.get("done_at")
    )


def leave(office: Office) -> None:
    """Let everything that is due be delivered."""
    with office.database.transaction() as connection:
        due = tables.effect.c.due_at <= office.now
        pending = tables.effect.c.state == "pending"
        connection.execute(sa.update(tables.effect).where(due, pending).values(state="sent"))


def test_what_was_posted_says_what_is_so_now(checking: Office) -> None:
    """Other words are said in the same message; what is not wanted any more is taken back in it."""
    send(checking, upsell="yes", renewal="yes", description="Ten seats.")
    leave(checking)
    before = len(faces(checking, SALES))

    assert isinstance(edit(checking, upsell=True, description="Twenty seats."), Done)

    shown = faces(checking, SALES)
    assert len(shown) == before == 2
    assert "Twenty seats." in shown[0]
    assert "Taken back" in shown[1]
    assert [title for title in items(checking) if "Renewal" in title] == []
    assert len([title for title in items(checking) if "Upsell" in title]) == 2
    leave(checking)

    assert isinstance(edit(checking, upsell=True, renewal=True, description="Twenty seats."), Done)

    assert len(faces(checking, SALES)) == 2
    assert "wants to renew" in faces(checking, SALES)[1]


def test_what_has_not_left_does_not_leave(checking: Office) -> None:
    """A promise that nobody has delivered is taken back, and what comes instead is posted."""
    send(checking, cross_sell="yes")

    assert isinstance(edit(checking, referenceable=True), Done)

    assert faces(checking, SALES) == []
    assert len(faces(checking, MARKETING)) == 1
    assert [row["state"] for row in checking.rows(tables.reference_entry)] == ["willing"]
    assert isinstance(edit(checking, cross_sell=True), Done)
    assert len(faces(checking, SALES)) == 1
    assert [row["ending"] for row in checking.rows(tables.reference_entry)] == ["removed"]


def test_what_was_started_is_cancelled_with_the_reason(checking: Office) -> None:
    """A services engagement that nobody took up ends; one that sales accepted stays, and the edit is refused."""
    send(checking, upsell="yes", services="yes")
    assert isinstance(edit(checking, upsell=True), Done)
    services = [row for row in checking.rows(tables.engagement) if row["process"] == "services-engagement"]
    assert [row["ending"] for row in services] == ["cancelled"]
    assert "was corrected" in str(
        [row["note"] for row in checking.rows(tables.history) if row["action"] == "cancelled"]
    )

    assert isinstance(edit(checking, upsell=True, services=True), Done)
    offered = checking.last_card(SALES, having="Accept")
    assert isinstance(checking.press("ada", offered, "Accept"), Done)
    refused = edit(checking, upsell=True)

    assert isinstance(refused, Refused)
    assert refused.reason is Reason.CANNOT_TAKE_BACK
    assert refused.facts["key"].startswith("ENG-")


def test_happy_becomes_not_happy_and_back(checking: Office) -> None:
    """The step, its card, the escalation's item and the links are those of what is said last."""
    ticket = LogTicket(actor=slack("carl"), request_key="t", customer="acme", kind="bug", title="Slow")
    assert isinstance(checking.dispatcher.answer(ticket), Done)
    send(checking, renewal="yes")
    leave(checking)

    assert isinstance(edit(checking, "not-happy", issue="It is slow.", ticket="TCK-2"), Done)

    assert work_of(checking)["step"] == "1.3"
    assert items(checking) == ["Customer Issues/Escalation"]
    card = checking.last_card(ACME, having="Step 1.3")
    assert "TCK-2 Slow" in [item.title for item in card.items]
    assert "Taken back" in faces(checking, SALES)[0]
    assert isinstance(edit(checking, description="All is well."), Done)
    assert (work_of(checking)["step"], items(checking), work_of(checking)["links"]) == ("1.2", [], "[]")
    assert all(row["links"] == "[]" for row in checking.rows(tables.engagement))
    form = checking.type("carl", "/checkin acme")
    assert isinstance(form, Opened)
    assert str(form.form.intro).count("All is well.") == 1
    assert "It is slow." not in str(form.form.intro)
    with checking.database.transaction() as connection:
        assert history.verify(connection) is None


def test_a_quarter_of_an_hour_and_no_longer(checking: Office) -> None:
    """To the minute; the refusal says what to do instead, and so it does where the next one was said."""
    send(checking, renewal="yes")
    checking.later(minutes=15)
    form = checking.type("carl", "/checkin edit acme")
    assert isinstance(form, Opened)
    assert isinstance(checking.submit("carl", form, {"outcome": "happy"}), Done)
    checking.later(seconds=1)

    late = checking.type("carl", "/checkin edit acme")

    assert isinstance(late, Refused)
    assert late.reason is Reason.TOO_LATE_TO_EDIT
    stale = checking.submit("carl", form, {"outcome": "happy"})
    assert isinstance(stale, Refused)
    assert stale.reason is Reason.CHANGED_MEANWHILE


def test_who_sent_it_edits_it(checking: Office) -> None:
    """Nobody else, but who stands in for them."""
    staff(checking.database, "csm", "carl", "emil")
    send(checking, renewal="yes")
    refused = edit(checking, who="emil")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_ALLOWED
    away = checking.type("carl", "/csops away until 2026-03-06 to @emil")
    assert isinstance(away, Done | Opened), away

    answer = edit(checking, who="emil", renewal=True, description="Words of Emil")

    assert isinstance(answer, Done), answer
    assert "found by" not in faces(checking, SALES)[0]
    assert "says Carl Jensen" in faces(checking, SALES)[0]


def test_no_two_buttons_say_the_same(checking: Office) -> None:
    """Where several things are to be put into one system, each button says which of them it is."""
    send(checking, upsell="yes", renewal="yes")

    card = checking.last_card(ACME, having="Mark done")

    labels = [button.label for button in card.buttons if button.key == "item.done"]
    assert len(labels) == len(set(labels)) == 4
    assert "Mark done: Add opportunity in vtiger: Renewal: Acme Mills" in labels


def test_what_is_ticked_off_is_not_taken_back(checking: Office) -> None:
    """A record that somebody made is theirs to put right; the refusal names it, and nothing is changed."""
    send(checking, renewal="yes")
    item = next(item for item in msgspec.json.decode(work_of(checking)["items"]) if "Renewal" in item["title"])
    card = checking.last_card(ACME, having="Mark done: Add opportunity")
    assert isinstance(checking.press("carl", card, "Mark done: Add opportunity"), Done)
    before = len(checking.rows(tables.history))

    refused = edit(checking)

    assert isinstance(refused, Refused)
    assert refused.reason is Reason.CANNOT_TAKE_BACK
    assert item["title"].partition(":")[0] in refused.facts["what"]
    assert len(checking.rows(tables.history)) == before


def test_mails_wait_as_long_as_it_can_be_edited(checking: Office) -> None:
    """What cannot be called back leaves when nothing can be edited any more; taken back before, it never leaves."""
    checking.registry.ties = msgspec.structs.replace(checking.registry.ties, reached=frozenset({"mail"}))
    with checking.database.transaction() as connection:
        connection.execute(sa.update(tables.person).where(tables.person.c.key == "luis").values(email="luis@q.example"))
        version = tables.company.c.directory_version + 1
        connection.execute(sa.update(tables.company).values(directory_version=version))
    send(checking, renewal="yes")
    (mail,) = [row for row in checking.rows(tables.effect) if row["lane"].startswith("mail:")]
    assert (mail["due_at"] - checking.now).total_seconds() == 16 * 60

    assert isinstance(edit(checking), Done)

    assert faces(checking, "mail:luis@q.example") == []
    assert isinstance(edit(checking, renewal=True), Done)
    leave(checking)
    checking.later(minutes=10)
    with checking.database.transaction() as connection:
        connection.execute(sa.update(tables.effect).where(tables.effect.c.state == "pending").values(state="sent"))
    refused = edit(checking)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.CANNOT_TAKE_BACK


def asks_at(office: Office) -> list[datetime]:
    """Return when the check-in asks for itself."""
    return [row["next_at"] for row in office.rows(tables.timer) if row["kind"] == "recurring"]


def test_what_comes_again_after_all_asks_for_itself(checking: Office) -> None:
    """Sent as not happy, no check-in is to come; corrected to happy, the next one asks for itself on its day."""
    send(checking, "not-happy", issue="It is slow.")
    assert asks_at(checking) == []
    assert isinstance(edit(checking, "happy"), Done)
    due_at = work_of(checking)["due_at"]
    assert [one.date() for one in asks_at(checking)] == [due_at.date()]
