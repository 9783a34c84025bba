"""The same request twice: it is noticed among what is open, and offered as the same ticket (D)."""

import pytest

from storage import history, tables
from tests.office import Office, slack
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused
from workflows.kernel.posts import Post
from workflows.kernel.requests import Shared

LINK = "https://acme.slack.example/archives/C1/p1"


def ask(office: Office, title: str, *, customer: str = "acme", who: str = "carl") -> Answer:
    """Send the form of `/ticket`."""
    values = {"customer": customer, "kind": "bug", "title": title, "description": "It says 500."}
    return office.submit(who, office.type(who, "/ticket"), values)


def again(answer: Answer) -> Opened:
    """Return the form that asks whether it is the same."""
    assert isinstance(answer, Opened), answer
    assert answer.form.fields[0].key == "same"
    return answer


def test_a_look_alike_is_asked_about_first(office: Office) -> None:
    """All that was filled in stands in the form still; nothing is logged before it is answered."""
    assert isinstance(ask(office, "The login page fails"), Done)
    office.later(days=40)
    before = len(office.rows(tables.history))

    form = again(ask(office, "the login page FAILS!", who="ada")).form

    assert [choice.value for choice in form.fields[0].choices] == ["TCK-1", "anyway"]
    filled = {field.key: field.initial for field in form.fields[1:] if field.initial}
    assert filled["customer"] == "acme"
    assert (filled["title"], filled["description"]) == ("the login page FAILS!", "It says 500.")
    assert "The login page fails" in str(form.intro)
    assert len(office.rows(tables.history)) == before


def test_what_is_the_same_is_added(office: Office) -> None:
    """The words and the link to the message go to the ticket's thread and history, and the message hears of it."""
    ask(office, "The login page fails")
    shared = Shared(
        actor=slack("ada"),
        request_key=office.key(),
        shortcut="ticket.log",
        message_key="slack:T1:CACME:1.1",
        text="The login page fails again",
        link=LINK,
        place="slack:CACME",
    )
    form = again(office.submit("ada", office.ask(shared), {"kind": "bug", "customer": "acme"}))

    assert isinstance(office.submit("ada", form, {"same": "TCK-1"}), Done)

    assert len(office.rows(tables.ticket)) == 1
    (entry,) = [row for row in office.rows(tables.history) if row["action"] == "asked-again"]
    assert (entry["note"], LINK in entry["details"]) == ("The login page fails again\nThe login page fails again", True)
    payloads = [sent.payload for sent in office.sent() if isinstance(sent.payload, Post)]
    assert any(payload.under == "slack:T1:CACME:1.1" and "TCK-1" in str(payload.card) for payload in payloads)
    assert any("Asked for again" in str(payload.card) and LINK in str(payload.card) for payload in payloads)
    with office.database.transaction() as connection:
        assert history.verify(connection) is None


def test_what_is_another_is_logged(office: Office) -> None:
    """Log it anyway is not asked about once more."""
    ask(office, "The login page fails")

    answer = office.submit("carl", again(ask(office, "The login page fails")), {"same": "anyway"})

    assert isinstance(answer, Done)
    assert len(office.rows(tables.ticket)) == 2


@pytest.mark.parametrize("title", ["The export is slow", "\"'OR* AND (", "!!!", "or"])
def test_what_is_not_alike_is_logged_at_once(office: Office, title: str) -> None:
    """Another request, and words that would mean something to a search."""
    ask(office, "The login page fails")

    assert isinstance(ask(office, title), Done)


def test_only_what_is_open_and_of_the_same_customer_counts(office: Office) -> None:
    """A ticket of somebody else, and one that has ended, are other requests."""
    ask(office, "The login page fails")
    assert isinstance(ask(office, "The login page fails", customer="birk"), Done)
    cancelled = office.submit("carl", office.type("carl", "/engagement cancel TCK-1"), {"reason": "Tested."})
    assert isinstance(cancelled, Done), cancelled

    assert isinstance(ask(office, "The login page fails"), Done)


def test_who_does_not_see_the_other_is_not_asked(office: Office) -> None:
    """A private ticket is not betrayed by its title."""
    ask(office, "The login page fails")
    with office.database.transaction() as connection:
        connection.execute(tables.engagement.update().values(seen_by='["zoe"]'))

    assert isinstance(ask(office, "The login page fails", who="fina"), Done)


@pytest.mark.parametrize(("same", "reason"), [("TCK-99", Reason.NOT_FOUND), ("ENG-2", Reason.NOT_FOUND)])
def test_what_is_no_ticket_takes_nothing(office: Office, same: str, reason: Reason) -> None:
    """A number that is none, and an engagement."""
    ask(office, "The login page fails")
    office.start("ada")

    answer = office.submit("carl", again(ask(office, "The login page fails")), {"same": same})

    assert isinstance(answer, Refused)
    assert answer.reason is reason
