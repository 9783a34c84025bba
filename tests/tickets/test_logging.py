"""Logging tickets: each kind with its records, checklist, posts and messages, and what is seen of it."""

from collections.abc import Mapping

import msgspec
import pytest
import sqlalchemy as sa

from storage import history, tables
from tests.office import Office, words_of
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.forms import Value
from workflows.kernel.posts import Post
from workflows.kernel.text import Mention

ACME = "slack:CACME"
HUBSPOT = "Add ticket in HubSpot: Login fails (Acme Mills)"


def log(office: Office, who: str = "carl", **values: Value) -> Answer:
    """Let somebody fill in the form of `/ticket` for Acme."""
    given = {"customer": "acme", "kind": "bug", "title": "Login fails", **values}
    return office.submit(who, office.type(who, "/ticket"), given)


def logged(office: Office, who: str = "carl", **values: Value) -> Card:
    """Do the same, see that it is done, and return the answer's card."""
    answer = log(office, who, **values)
    assert isinstance(answer, Done), answer
    return answer.card


def shown(office: Office, who: str = "carl", key: str = "TCK-1") -> Card:
    """Return the card of `/ticket show`."""
    answer = office.type(who, f"/ticket show {key}")
    assert isinstance(answer, Shown), answer
    return answer.card


def facts(card: Card) -> Mapping[str, str]:
    """Return the facts of a card as plain words."""
    return {fact.label: "".join(_plain(piece) for piece in fact.value) for fact in card.facts}


def _plain(piece: object) -> str:
    return piece if isinstance(piece, str) else str(getattr(piece, "words", getattr(piece, "person", "")))


def titles(card: Card) -> list[str]:
    """Return a card's checklist."""
    return [item.title for item in card.items]


def posts(office: Office, lane: str) -> list[Card]:
    """Return the cards of the new messages in a lane."""
    return [sent.payload.card for sent in office.sent() if sent.lane == lane and isinstance(sent.payload, Post)]


def on_board(office: Office, who: str = "carl") -> Card:
    """Put the first ticket on its board and return how it looks then."""
    answer = office.press(who, shown(office, who), "On its board")
    assert isinstance(answer, Done), answer
    return shown(office, who)


def test_a_customer_success_ticket_needs_hubspot_alone(office: Office) -> None:
    """Its one record is HubSpot's, its owner the CSM, who takes it up at once: it goes on no board."""
    card = logged(office, kind="customer-success", title="Login fails")

    assert titles(card) == [f"{HUBSPOT} (Kind: Customer success)"]
    assert card.items[0].note == ("Customer success manager",)
    assert "Board" not in facts(card)
    assert "Priority" not in facts(card)
    assert shown(office).buttons[0].label == "Take it up"


def test_a_development_request_goes_to_the_development_leads(office: Office) -> None:
    """A user story on the developers' board; the leads set the priority, and until they do it has none."""
    logged(office, kind="development-request", title="Login fails")

    card = on_board(office)
    assert titles(card)[-1] == "Add user story in Azure DevOps: Login fails (Acme Mills)"
    assert card.items[-1].note == ("Development lead",)
    assert "Priority" not in facts(card)
    assert posts(office, "slack:ULENA") == []


@pytest.mark.parametrize(("priority", "told"), [("", False), ("normal", False), ("low", False), ("high", True)])
def test_a_high_bug_messages_both_development_leads(office: Office, priority: str, *, told: bool) -> None:
    """High means inoperable: both are messaged at once and asked for a "got it". Normal is the usual one; Low waits."""
    card = logged(office, kind="bug", priority=priority)

    assert facts(card)["Priority"].startswith({"": "Normal"}.get(priority, priority.title()))
    for lead in ("slack:ULENA", "slack:ULUIS"):
        cards = posts(office, lead)
        assert len(cards) == told
        assert all([button.label for button in card.buttons] == ["Got it"] for card in cards)
    assert titles(on_board(office))[-1] == "Add bug in Azure DevOps: Login fails (Acme Mills)"


def test_a_got_it_is_noted_for_each_lead(office: Office) -> None:
    """Each lead acknowledges for themselves, once; the thread sees it."""
    logged(office, kind="bug", priority="high")
    (asked,) = posts(office, "slack:ULENA")

    assert isinstance(office.press("luis", asked, "Got it"), Refused)
    assert isinstance(office.press("lena", asked, "Got it"), Done)
    assert isinstance(office.press("lena", asked, "Got it"), Refused)
    assert posts(office, ACME)[-1].body[0] == (Mention("lena", notify=False), " has got it.")


def test_post_implementation_has_its_checklist_post_and_questions(office: Office) -> None:
    """A task in Rocketlane's phase for the CSM and the implementation lead, a post in the internal channel, a form."""
    logged(office, kind="post-implementation")

    card = on_board(office)
    assert titles(card)[-1] == ("Add task in Rocketlane: Login fails (Acme Mills) (Phase: Post Implementation)")
    assert card.items[-1].note == ("Customer success manager, Implementation lead",)
    assert {"A screenshot of the customer's request is on the task", "Ticketing Questions"} <= set(titles(card))
    told = posts(office, "slack:CINTERNAL")
    assert any("Post implementation task for Acme Mills: Login fails." in str(card.body) for card in told)
    assert "Ticketing Questions" in words_of(posts(office, ACME)[0])


def test_additional_scope_is_a_proposal_for_three(office: Office) -> None:
    """The task is assigned to CSM, implementation lead and sales; a proposal that is wanted starts an engagement."""
    logged(office, kind="additional-scope")

    card = on_board(office)
    assert titles(card)[-1].startswith("Add task in Rocketlane: Proposal: Login fails (Acme Mills)")
    assert card.items[-1].note == ("Customer success manager, Implementation lead, Sales account lead",)
    assert "The proposal is written" in titles(card)
    office.press("carl", card, "Work has started")
    form = office.press("carl", shown(office), "Customer wants the proposal")
    answer = office.submit("carl", form, {}) if isinstance(form, Opened) else form
    assert isinstance(answer, Done), answer
    with office.database.transaction() as connection:
        process = sa.select(tables.engagement.c.process).order_by(tables.engagement.c.process)
        assert connection.execute(process).scalars().all() == ["services-engagement", "ticket"]


@pytest.mark.parametrize("who", ["ivan", "carl"])
def test_everybody_whom_a_record_is_assigned_to_may_tick_it(office: Office, who: str) -> None:
    """The implementation lead marks the shared task done as well as the CSM; Finance may not."""
    logged(office, kind="post-implementation")
    card = on_board(office)
    assert card.items[-1].title.startswith("Add task")
    (row,) = office.rows(tables.engagement)
    key = msgspec.json.decode(row["items"])[-1]["key"]
    button = type(card.buttons[0])("item.done", "Mark done", row["id"], 0, key)
    marked = Card(title="", buttons=(button,))

    assert isinstance(office.press("fina", marked, "Mark done"), Refused)
    assert isinstance(office.press(who, marked, "Mark done"), Done)


def test_a_ticket_is_an_engagement_with_a_row_of_its_own(office: Office) -> None:
    """Kind, priority and description are in SQL beside the engagement; the reporter and every step in its history."""
    logged(office, "ada", kind="bug", priority="low", description="The button\nis grey.")

    (row,) = office.rows(tables.ticket)
    (work,) = office.rows(tables.engagement)
    assert {name: row[name] for name in ("engagement_id", "customer_key", "kind", "priority", "description")} == {
        "engagement_id": work["id"],
        "customer_key": "acme",
        "kind": "bug",
        "priority": "low",
        "description": "The button\nis grey.",
    }
    assert (work["key"], work["process"], work["step"], work["created_by"]) == ("TCK-1", "ticket", "logged", "ada")
    with office.database.transaction() as connection:
        assert history.verify(connection) is None


def test_the_thread_begins_with_all_there_is_to_the_ticket(office: Office) -> None:
    """The head of the thread shows kind, priority with its meaning, board, reporter, the customer's words, the step."""
    logged(office, "ada", kind="bug", priority="high", description="It *fails* <!channel>")

    head = posts(office, ACME)[0]
    assert head.title == "TCK-1 Login fails"
    assert head.quote == "It *fails* <!channel>"
    said = facts(head)
    assert said["Kind"] == "Bug"
    assert said["Priority"] == "High: The system is inoperable"
    assert said["Board"] == "Bug in Azure DevOps (Development lead)"
    assert said["Logged by"].startswith("ada")
    assert (said["Customer"], said["Step"]) == ("Acme Mills", "Logged")


def test_the_questions_are_answered_once(office: Office) -> None:
    """The form's answers are kept and told in the thread, its item is ticked off, and its button goes away."""
    logged(office, kind="post-implementation")
    form = office.press("carl", posts(office, ACME)[0], "Ticketing Questions")
    assert isinstance(form, Opened)
    assert [field.key for field in form.form.fields] == ["expected", "happens", "since", "blocked"]

    empty = office.submit("carl", form, {})
    wrong = office.submit("carl", form, {"expected": "Log in", "since": "yesterday"})
    done = office.submit("carl", form, {"expected": "Log in", "since": "2026-02-27", "blocked": True})
    again = office.submit("carl", form, {"expected": "Something else"})

    assert isinstance(empty, Refused)
    assert (empty.reason, empty.field) == (Reason.FIELD_MISSING, "expected")
    assert isinstance(wrong, Refused)
    assert (wrong.reason, wrong.field) == (Reason.NOT_A_DATE, "since")
    assert isinstance(done, Done)
    assert isinstance(again, Refused)
    assert (again.reason, again.facts["by"]) == (Reason.ALREADY_DONE, "Carl Jensen")
    card = shown(office)
    assert facts(card)["What should it do?"] == "Log in"
    assert facts(card)["Since when?"] == "2026-02-27"
    assert [item.done for item in card.items if item.title == "Ticketing Questions"] == [True]
    assert "Ticketing Questions" not in [button.label for button in card.buttons]
    assert isinstance(office.press("carl", posts(office, ACME)[0], "Ticketing Questions"), Refused)


def test_only_who_the_ticket_belongs_to_answers_its_questions(office: Office) -> None:
    """Its owners by kind, whoever has it and whoever logged it may; others are told who."""
    logged(office, kind="post-implementation")
    form = office.press("fina", posts(office, ACME)[0], "Ticketing Questions")

    assert isinstance(form, Opened)
    answer = office.submit("fina", form, {"expected": "Log in"})

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_ALLOWED
    assert isinstance(office.submit("ivan", form, {"expected": "Log in"}), Done)


def test_a_ticket_walks_to_its_end(office: Office) -> None:
    """Logged, on board, in progress, resolved, closed in HubSpot, customer informed; each in the right hands."""
    logged(office, kind="bug")
    on_board(office)
    leads = [("lena", "Work has started"), ("lena", "Resolved")]
    walk = [*leads, ("carl", "Close in HubSpot"), ("carl", "Write to"), ("carl", "I told")]
    for who, label in walk:
        form = office.press(who, shown(office, who), label)
        values = {"resolution": "Fixed", "message": "The login works again."}
        answer = office.submit(who, form, values) if isinstance(form, Opened) else form
        assert isinstance(answer, Done), answer

    (work,) = office.rows(tables.engagement)
    assert (work["step"], work["ending"]) == (None, "customer-informed")
    assert "Update ticket in HubSpot" in str(titles(shown(office)))
    states = {row["state"] for row in office.rows(tables.handoff)}
    assert states == {"closed"}
