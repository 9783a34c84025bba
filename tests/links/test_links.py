"""Links: what both sides show, who hears when the last ticket of an escalation is resolved, and what is refused."""

import pytest
import sqlalchemy as sa

from storage import history, tables
from tests.office import Office, slack
from workflows.engagements.linking import MOST
from workflows.kernel.answers import Answer, Done, Offered, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.posts import Post, Update
from workflows.kernel.requests import Searched
from workflows.links.commands import Link
from workflows.tickets.commands import LogTicket


def log(office: Office, title: str, kind: str = "customer-success") -> str:
    """Log a ticket and return its id."""
    office.later(minutes=1)
    asked = LogTicket(actor=slack("carl"), request_key=office.key(), customer="acme", kind=kind, title=title)
    assert isinstance(office.dispatcher.answer(asked), Done)
    return next(str(row["id"]) for row in office.rows(tables.engagement) if row["title"] == title)


def resolve(office: Office, ticket: str) -> None:
    """Bring a ticket of customer success to where it is resolved."""
    for outcome in ("taken", "resolved"):
        assert isinstance(office.say("carl", ticket, outcome), Done)


def escalation(office: Office, **tickets: str) -> str:
    """Begin check-ins and say that the customer is not happy; return the id."""
    work = office.start("carl", process="customer-success", title="Acme's year")
    assert isinstance(office.say("carl", work, "started"), Done)
    assert isinstance(office.say("carl", work, "not-happy", issue="Reports are slow.", **tickets), Done)
    return work


def refused(answer: Answer) -> Refused:
    """Return a refusal."""
    assert isinstance(answer, Refused), answer
    return answer


def facts(office: Office, words: str) -> str:
    """Return what a piece of work is linked with, as `/csops` and `/ticket` show it."""
    answer = office.type("carl", words)
    assert isinstance(answer, Shown), answer
    found = [fact.value for fact in answer.card.facts if fact.label == "Linked with"]
    pieces = [piece for line in found for piece in line]
    return "".join(piece if isinstance(piece, str) else str(getattr(piece, "words", "")) for piece in pieces)


def direct(office: Office, who: str) -> list[Card]:
    """Return the direct messages to somebody, as they were posted and changed."""
    payloads = [one.payload for one in office.sent() if one.lane == f"slack:U{who.upper()}"]
    return [payload.card for payload in payloads if isinstance(payload, Post | Update)]


def test_both_sides_show_each_other_as_they_stand(office: Office) -> None:
    """From either side, and after every move of either."""
    ticket = log(office, "Login fails")
    office.start("ada", title="New portal")
    assert isinstance(office.type("carl", "/ticket link 1 eng-2"), Done)
    assert facts(office, "/ticket show TCK-1") == "ENG-2 New portal (1 Services discussed in pre-sales)"
    assert facts(office, "/engagement show ENG-2") == "TCK-1 Login fails (Logged)"

    resolve(office, ticket)

    assert facts(office, "/engagement show ENG-2") == "TCK-1 Login fails (Resolved on board)"
    assert isinstance(office.type("carl", "/ticket unlink TCK-1 ENG-2"), Done)
    assert facts(office, "/ticket show TCK-1") == facts(office, "/engagement show ENG-2") == ""
    with office.database.transaction() as connection:
        assert history.verify(connection) is None


def test_the_tickets_of_an_escalation_are_watched(office: Office) -> None:
    """Chosen in the form of the check-in, they stand on its card; the last one resolved is told to who has it."""
    first, second = log(office, "Reports time out"), log(office, "Export is slow")
    work = escalation(office, ticket="TCK-1", second_ticket="tck-2", third_ticket="TCK-1")
    card = office.last_card("slack:CACME", having="Step 1.3")
    assert [(item.title, item.done) for item in card.items[:2]] == [
        ("TCK-1 Reports time out", False),
        ("TCK-2 Export is slow", False),
    ]
    assert facts(office, "/ticket show TCK-2").startswith("CS-3 Acme's year (1.3 ")

    resolve(office, first)
    assert direct(office, "carl") == []
    resolve(office, second)

    told = direct(office, "carl")[-1]
    assert [item.done for item in told.items] == [True, True]
    assert isinstance(office.press("carl", told, "Resolved"), Opened)
    assert isinstance(office.say("carl", work, "resolved"), Done)
    assert direct(office, "carl")[-1].buttons == ()
    (row,) = [row for row in office.rows(tables.engagement) if row["id"] == work]
    assert (row["step"], row["links"]) == ("1.2", "[]"), "the next round begins without what is settled"


def test_a_ticket_that_is_taken_up_again_is_waited_for_again(office: Office) -> None:
    """What was told loses its buttons, and it is told anew when the ticket is resolved once more."""
    ticket = log(office, "Reports time out")
    work = escalation(office, ticket="TCK-1")
    resolve(office, ticket)

    again = office.submit("carl", office.type("carl", "/ticket reopen TCK-1"), {"step": "logged", "reason": "Not yet."})

    assert isinstance(again, Done), again
    assert direct(office, "carl")[-1].buttons == ()
    resolve(office, ticket)
    assert direct(office, "carl")[-1].buttons != ()
    assert isinstance(office.say("carl", work, "not-resolved", reason="Still slow."), Done)
    assert direct(office, "carl")[-1].buttons == ()


def test_a_ticket_is_linked_from_the_card_of_the_escalation(office: Office) -> None:
    """The button asks for a ticket, which is looked up by its number, its title or the customer; linked it is shown."""
    log(office, "Reports time out")
    escalation(office)
    opened = office.press("carl", office.last_card("slack:CACME", having="Step 1.3"), "Link a ticket")
    assert isinstance(opened, Opened)
    assert opened.form.fields[0].kind == "ticket"
    for words in ("", "1", "time rep", "acme"):
        found = office.ask(Searched(actor=slack("carl"), request_key=office.key(), source="ticket", words=words))
        assert isinstance(found, Offered)
        assert [choice.value for choice in found.choices] == ["TCK-1"]

    assert isinstance(office.submit("carl", opened, {"other": "TCK-1"}), Done)

    card = office.last_card("slack:CACME", having="Step 1.3")
    assert card.items[0].title == "TCK-1 Reports time out"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("link TCK-1 TCK-9", Reason.NOT_FOUND),
        ("link TCK-9 TCK-1", Reason.NOT_FOUND),
        ("link TCK-1 TCK-1", Reason.NOT_A_CHOICE),
        ("link TCK-1 TCK-2", Reason.ALREADY_DONE),
        ("unlink TCK-1 TCK-3", Reason.NOT_LINKED),
        ("unlink TCK-3", Reason.NOT_LINKED),
    ],
)
def test_what_is_no_link_is_refused(office: Office, words: str, reason: Reason) -> None:
    """With the field that is wrong, where a form asked; nothing is written."""
    for title in ("One", "Two", "Three"):
        log(office, title)
    assert isinstance(office.type("carl", "/ticket link TCK-1 TCK-2"), Done)
    before = len(office.rows(tables.history))

    assert refused(office.type("carl", f"/ticket {words}")).reason is reason

    assert len(office.rows(tables.history)) == before


def test_a_check_in_with_a_ticket_that_is_none_is_not_said(office: Office) -> None:
    """The field is named, and the check-in stands where it stood."""
    work = office.start("carl", process="customer-success", title="Acme's year")
    office.say("carl", work, "started")

    answer = refused(office.say("carl", work, "not-happy", issue="Slow.", second_ticket="TCK-77"))

    assert (answer.reason, answer.field) == (Reason.NOT_FOUND, "second_ticket")


def test_there_is_a_most_to_link(office: Office) -> None:
    """More than a card can show is refused, and what to do is said."""
    log(office, "The one")
    for number in range(MOST + 1):
        log(office, f"Number {number}")
    asked = [
        Link(actor=slack("carl"), request_key=office.key(), key=f"TCK-{number + 2}", other="TCK-1")
        for number in range(MOST + 1)
    ]
    assert refused([office.dispatcher.answer(one) for one in asked][-1]).reason is Reason.TOO_MANY_LINKS
    with office.database.transaction() as connection:
        most = connection.execute(sa.select(sa.func.max(tables.engagement.c.version))).scalar_one()
    assert most == MOST + 1
