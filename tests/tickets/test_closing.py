"""Closing a ticket: what is missing until then, how the customer is told, and what it gives to who goes on (D)."""

from collections.abc import Mapping

import msgspec
import pytest
import sqlalchemy as sa

from storage import tables
from tests.office import Office, every_button, slack
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.posts import Post
from workflows.tickets.commands import LogTicket

ACME = "slack:CACME"
SHARED = "slack:CSHARED"


def log(office: Office, kind: str) -> str:
    """Log a ticket and return its id."""
    words = {"customer": "acme", "title": "A wish", "description": "Words"}
    asked = LogTicket(actor=slack("carl"), request_key=office.key(), kind=kind, **words)  # type: ignore[arg-type]
    assert isinstance(office.dispatcher.answer(asked), Done)
    (row,) = office.rows(tables.ticket)
    return str(row["engagement_id"])


def walk(office: Office, ticket: str, *outcomes: str) -> None:
    """Say what came of the first steps."""
    for outcome in outcomes:
        answer = office.say("carl", ticket, outcome)
        assert isinstance(answer, Done), answer


def reach(office: Office, **how: str) -> None:
    """Let csops reach the customer."""
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.customer).where(tables.customer.c.key == "acme").values(**how))


def with_mail(office: Office) -> None:
    """Let csops send mail."""
    office.registry.ties = msgspec.structs.replace(office.registry.ties, reached=frozenset({"mail"}))


def shown(answer: Answer) -> Card:
    """Return what was shown."""
    assert isinstance(answer, Shown), answer
    return answer.card


def row(office: Office) -> Mapping[str, object]:
    """Return the ticket's row."""
    return next(row for row in office.rows(tables.engagement) if row["process"] == "ticket")


def intro(answer: Answer) -> str:
    """Return what stands above the fields of a form."""
    assert isinstance(answer, Opened), answer
    return str(answer.form.intro)


TO_THE_LAST = ("taken", "resolved", "closed")


def test_before_it_can_be_closed_it_says_what_is_missing(office: Office) -> None:
    """Step by step until the customer was told, with who has it; the buttons are for who may press them."""
    ticket = log(office, "customer-success")

    card = shown(office.type("carl", "/ticket close 1"))

    steps = [item.title for item in card.items if not item.title.startswith("Add")]
    assert steps == [
        "Logged: Take it up",
        "In progress: Resolved",
        "Resolved on board: Close in HubSpot",
        "Closed in HubSpot: Write to the customer",
        "Tell the customer: I told them",
    ]
    assert "Take it up" in [button.label for button in card.buttons]
    assert shown(office.type("fina", "/ticket close 1")).buttons == ()
    walk(office, ticket, *TO_THE_LAST)
    assert isinstance(office.type("carl", "/ticket close 1"), Opened)


def test_somebody_tells_the_customer(office: Office) -> None:
    """The words stand on the card until somebody says that they told them; only then does the ticket end."""
    walk(office, log(office, "customer-success"), *TO_THE_LAST)
    form = office.type("carl", "/ticket close TCK-1")
    assert "csops gives you the words" in intro(form)

    assert isinstance(office.submit("carl", form, {"message": "It works\nagain."}), Done)

    card = office.last_card(ACME, having="I told them")
    assert card.quote == "It works\nagain."
    assert row(office)["step"] == "telling"
    again = shown(office.type("carl", "/ticket close TCK-1"))
    assert again.quote == "It works\nagain."
    assert isinstance(office.press("carl", again, "I told them"), Done)
    assert (row(office)["ending"], row(office)["owner"]) == ("customer-informed", "carl")


def test_the_shared_channel_is_told(office: Office) -> None:
    """Where the customer reads along, the words are posted there and the ticket has ended, all at once."""
    reach(office, shared_channel=SHARED, contact_email="desk@acme.example")
    walk(office, log(office, "customer-success"), *TO_THE_LAST)
    form = office.type("carl", "/ticket close TCK-1")
    assert "the channel that you share" in intro(form)

    assert isinstance(office.submit("carl", form, {"message": "It works."}), Done)

    (told,) = [sent.payload for sent in office.sent() if sent.lane == SHARED]
    assert isinstance(told, Post)
    assert (told.card.title, told.card.body) == ("TCK-1 A wish", (("It works.",),))
    assert row(office)["ending"] == "customer-informed"
    notes = [(one["action"], one["note"]) for one in office.rows(tables.history) if one["action"] == "passed"]
    assert notes == [("passed", "The customer was told in the shared channel.")]
    assert "had been decided" not in str(office.sent())


@pytest.mark.parametrize("mail", [True, False])
def test_the_contact_is_written_to(office: Office, *, mail: bool) -> None:
    """By mail where csops sends any; where it does not, the words are for somebody to send."""
    reach(office, contact_email="desk@acme.example")
    if mail:
        with_mail(office)
    walk(office, log(office, "customer-success"), *TO_THE_LAST)
    form = office.type("carl", "/ticket close TCK-1")
    assert "desk@acme.example" in intro(form)

    assert isinstance(office.submit("carl", form, {"message": "It works."}), Done)

    mails = [sent for sent in office.sent() if sent.lane == "mail:desk@acme.example"]
    assert len(mails) == mail
    assert row(office)["step"] == (None if mail else "telling")


def test_a_ticket_is_not_closed_without_words(office: Office) -> None:
    """The message is needed, and stays within its length."""
    walk(office, log(office, "customer-success"), *TO_THE_LAST)
    form = office.type("carl", "/ticket close TCK-1")
    for words, reason in (("  ", Reason.FIELD_MISSING), ("x" * 2001, Reason.TOO_LONG)):
        answer = office.submit("carl", form, {"message": words})
        assert isinstance(answer, Refused)
        assert (answer.reason, answer.field) == (reason, "message")


def test_what_is_no_ticket_is_not_closed(office: Office) -> None:
    """An engagement, and a ticket that has ended."""
    office.start("ada")
    for words, reason in (("close ENG-1", Reason.NOT_FOUND), ("close 77", Reason.NOT_FOUND)):
        answer = office.type("carl", f"/ticket {words}")
        assert isinstance(answer, Refused)
        assert answer.reason is reason


def test_additional_scope_gives_its_facts_to_the_services_engagement(office: Office) -> None:
    """It begins with the ticket's title, what the customer wants and where they said it; both know of each other."""
    ticket = log(office, "additional-scope")
    walk(office, ticket, "on-board")
    work = next(one for one in office.rows(tables.engagement) if one["id"] == ticket)
    assert work["step"] == "on-board"
    for outcome in ("started", "wants-proposal"):
        assert isinstance(office.say("carl", ticket, outcome), Done)

    new = next(one for one in office.rows(tables.engagement) if one["process"] == "services-engagement")
    known = msgspec.json.decode(str(new["facts"]))
    assert (new["title"], known, new["parent_id"]) == ("A wish", {"scope": "Words"}, ticket)
    origin = office.last_card(ACME, having="From TCK-1 A wish")
    assert (origin.quote, origin.facts[0].label) == ("Words", "Kind")
    for words, other in (("/ticket show TCK-1", "ENG-2"), ("/engagement show ENG-2", "TCK-1")):
        linked = [fact.value for fact in shown(office.type("carl", words)).facts if fact.label == "Linked with"]
        assert other in str(linked)


def test_reviewers_set_the_priority_of_a_request(office: Office) -> None:
    """By typing it, by the button of the ticket, or by one of a digest; it stands on the ticket and in its thread."""
    log(office, "development-request")
    refused = office.type("carl", "/ticket priority 1 high")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_ALLOWED
    assert "Priority" not in [button.label for button in shown(office.type("carl", "/ticket show 1")).buttons]

    assert isinstance(office.type("lena", "/ticket priority TCK-1 High"), Done)
    assert office.rows(tables.ticket)[0]["priority"] == "high"
    form = office.press("luis", shown(office.type("luis", "/ticket show TCK-1")), "Priority")
    assert isinstance(form, Opened)
    assert form.form.fields[0].initial == "high"
    assert isinstance(office.submit("luis", form, {"priority": "low"}), Done)

    assert office.rows(tables.ticket)[0]["priority"] == "low"
    facts = {fact.label: str(fact.value) for fact in shown(office.type("carl", "/ticket show 1")).facts}
    assert "Low" in facts["Priority"]
    again = office.submit("luis", form, {"priority": "low"})
    assert isinstance(again, Refused)
    assert again.reason is Reason.ALREADY_DONE


def test_a_bug_that_becomes_pressing_calls_both_leads(office: Office) -> None:
    """As if it had been logged so: both are messaged at once, and each says "Got it"."""
    log(office, "bug")
    assert isinstance(office.type("lena", "/ticket priority TCK-1 high"), Done)

    for lead in ("lena", "luis"):
        told = office.last_card(f"slack:U{lead.upper()}", having="Got it")
        assert isinstance(office.press(lead, told, "Got it"), Done)
    assert not [button for button in every_button(office.last_card("slack:ULENA")) if button.label == "Got it"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("priority TCK-1 urgent", Reason.NOT_A_CHOICE),
        ("priority TCK-2 high", Reason.NOT_FOUND),
        ("priority ENG-2", Reason.NOT_FOUND),
    ],
)
def test_what_is_no_priority_is_refused(office: Office, words: str, reason: Reason) -> None:
    """A word that is none of the kind's, and work that is no ticket."""
    log(office, "bug")
    office.start("ada")

    answer = office.type("lena", f"/ticket {words}")

    assert isinstance(answer, Refused)
    assert answer.reason is reason
