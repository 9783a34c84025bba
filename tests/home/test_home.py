"""What the Home and `/csops mine` show: each section by itself, in its order, with buttons that act in place."""

from datetime import timedelta

import msgspec
import pytest
import sqlalchemy as sa

from storage import tables
from tests.checkins.test_check_ins import begun
from tests.office import Office, slack, staff
from tests.pricing import priced, set_role, to_approval
from workflows.engagements.waiting import READ_AT_ONCE
from workflows.home import rules
from workflows.home.commands import all_button
from workflows.kernel.answers import Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card, Row
from workflows.kernel.requests import Visited
from workflows.kernel.text import Strong

__all__ = ["priced"]


def mine(office: Office, who: str) -> Card:
    """Return somebody's Home."""
    answer = office.type(who, "/csops mine")
    assert isinstance(answer, Shown), answer
    return answer.card


def sections(card: Card) -> dict[str, list[Row]]:
    """Return the entries under each heading, by the heading without its count."""
    found: dict[str, list[Row]] = {}
    entries: list[Row] = []
    for row in card.rows:
        if row.heading:
            entries = found[str(row.text[0].words).partition(":")[0]] = []  # type: ignore[union-attr]  # It is Strong.
        else:
            entries.append(row)
    return found


def headings(card: Card) -> list[str]:
    """Return the headings with their counts."""
    return [str(row.text[0].words) for row in card.rows if row.heading]  # type: ignore[union-attr]  # They are Strong.


def keys(rows: list[Row] | tuple[Row, ...]) -> list[str]:
    """Return the numbers on a list, in its order."""
    return [piece.words for row in rows for piece in row.text[:1] if isinstance(piece, Strong)]


def pages(office: Office, who: str, heading: str) -> list[str]:
    """Return the numbers on all pages of a section."""
    home = mine(office, who)
    head = next(row for row in home.rows if row.heading and heading in str(row.text))
    assert head.button is not None
    card = shown(office, who, Card(title="", rows=(head,)), "Show all")
    found = keys(card.rows)
    while any(button.label == "More" for button in card.buttons):
        card = shown(office, who, card, "More")
        found += keys(card.rows)
    return found


def shown(office: Office, who: str, card: Card, label: str) -> Card:
    """Press a button and return the card that it shows."""
    answer = office.press(who, card, label)
    assert isinstance(answer, Shown), answer
    return answer.card


def log(office: Office, who: str, title: str) -> None:
    """Log a ticket, which goes to Carl."""
    office.later(seconds=1)
    values = {"customer": "acme", "kind": "customer-success", "title": title}
    assert isinstance(office.submit(who, office.type(who, "/ticket"), values), Done)


def test_an_empty_home_says_what_comes_there(office: Office) -> None:
    """Sections that everybody has say what will stand in them; those of other roles are not there."""
    card = mine(office, "ivan")

    assert headings(card) == [
        *("Decisions waiting for you", "Hand-offs to accept", "Your next steps", "What you asked for")
    ]
    assert all(rows[0].text for rows in sections(card).values())
    assert [button.label for button in card.buttons] == ["Log a ticket", "Customer"]
    assert card.home


@pytest.mark.parametrize(
    ("who", "sections_of_role", "first"),
    [
        ("pria", {"Waiting longest in your team"}, "Log a ticket"),
        ("fina", {"To bill", "To collect"}, "Log a ticket"),
        ("mara", {"Case studies", "Register of references"}, "Log a ticket"),
        ("lena", {"User stories without a priority"}, "Log a ticket"),
        ("carl", {"Check-ins due", "Your customers at risk"}, "Check in"),
        ("ada", set(), "New engagement"),
    ],
)
def test_a_role_adds_its_sections_and_buttons(office: Office, who: str, sections_of_role: set[str], first: str) -> None:
    """Which ones is data (workflows/home/sections.toml); at most three buttons stand on top."""
    everybody = {"Decisions waiting for you", "Hand-offs to accept", "Your next steps", "What you asked for"}
    card = mine(office, who)

    assert set(headings(card)) - everybody == sections_of_role
    assert card.buttons[0].label == first
    assert len(card.buttons) <= rules.MOST_ACTIONS
    form = office.press(who, card, "Log a ticket")
    assert isinstance(form, Opened)
    assert form.form.title == "Log a ticket"


def test_a_decision_is_given_in_place(priced: Office) -> None:
    """With its figures, and a question before what decides at once; the second click is told the quiet truth."""
    to_approval(priced)
    card = mine(priced, "pria")
    (entry,) = sections(card)["Decisions waiting for you"]

    assert keys([entry]) == ["ENG-1"]
    assert "Budget" in str(entry.detail) or "EUR" in str(entry.detail)
    assert [button.label for button in entry.buttons] == ["Approve", "Needs discovery", "Decline"]
    approve = entry.buttons[0]
    assert approve.confirm is not None
    assert approve.confirm.title == "Approve ENG-1?"
    assert isinstance(priced.press("ada", card, "Approve"), Refused)  # Ada asked for it.
    assert isinstance(priced.press("pria", card, "Approve"), Done)
    late = priced.press("pria", card, "Approve")
    assert isinstance(late, Refused)
    assert late.reason is Reason.ALREADY_DONE
    assert "Decisions waiting for you" in headings(mine(priced, "pria"))


def test_the_home_is_what_the_command_shows(priced: Office) -> None:
    """Opened or typed, it is the same."""
    to_approval(priced)
    home = priced.ask(Visited(actor=slack("pria"), request_key="visit"))
    assert isinstance(home, Shown)
    assert home.card == mine(priced, "pria")


def test_a_question_waits_for_who_answers(priced: Office) -> None:
    """When the decision needs discovery it waits for the answer, in place, and no longer for who asked."""
    card = to_approval(priced)
    priced.submit("dora", priced.press("dora", card, "Needs discovery"), {"reason": "How many users?"})

    assert "Decisions waiting for you" in headings(mine(priced, "pria"))
    home = mine(priced, "ada")
    (entry,) = sections(home)["Questions for you"]
    assert "How many users?" in str(entry.detail)
    form = priced.press("ada", Card(title="", rows=(entry,)), "Answer")
    assert isinstance(form, Opened)
    assert "a question waits" in str(sections(home)["What you asked for"][0].detail)


def test_what_was_handed_over_waits_for_the_other(office: Office) -> None:
    """It is accepted in place; returned, it is the giver's to hand over again; each is told where it stands."""
    log(office, "ada", "Add a user")
    assert keys(sections(mine(office, "ada"))["What you asked for"]) == ["TCK-1"]
    assert "waits for Customer success manager to accept" in str(
        sections(mine(office, "ada"))["What you asked for"][0].detail
    )
    card = mine(office, "carl")
    assert keys(sections(card)["Hand-offs to accept"]) == ["TCK-1"]

    office.submit("carl", office.press("carl", card, "Return"), {"reason": "Which user?"})

    assert "Hand-offs to accept: 1" not in headings(mine(office, "carl"))
    back = mine(office, "ada")
    assert "came back" in str(sections(back)["Hand-offs to accept"][0].detail)
    assert isinstance(office.press("ada", back, "Hand off again"), Done)
    assert isinstance(office.press("carl", mine(office, "carl"), "Accept"), Done)
    assert keys(sections(mine(office, "carl"))["Your next steps"]) == ["TCK-1"]


def test_next_steps_come_by_their_dates(office: Office) -> None:
    """What is overdue is first, and what has no date last; each has what can be said of it."""
    for number, days in enumerate((3, -1, None, 1)):
        engagement = office.start("ada", title=f"Portal {number}")
        due = None if days is None else office.now + timedelta(days=days)
        which = sa.update(tables.engagement).where(tables.engagement.c.id == engagement)
        with office.database.transaction() as connection:
            connection.execute(which.values(due_at=due))

    assert pages(office, "ada", "Your next steps") == ["ENG-2", "ENG-4", "ENG-1", "ENG-3"]
    first = sections(mine(office, "ada"))["Your next steps"][0]
    assert "overdue since" in str(first.detail)
    assert "Scoped" in [button.label for button in first.buttons]
    done = office.press("ada", Card(title="", rows=(first,)), "Scoped")
    assert isinstance(done, Done | Opened)
    opened = office.press("ada", Card(title="", rows=(first,)), "Open")
    assert isinstance(opened, Shown)
    assert "ENG-2" in opened.card.title


def test_pages_leave_nothing_out(priced: Office) -> None:
    """Over all pages of a section each entry stands exactly once, and the heading says how many."""
    for number in range(23):
        log(priced, "carl", f"Mine {number}")

    assert "Your next steps: 23" in headings(mine(priced, "carl"))
    assert pages(priced, "carl", "Your next steps") == [f"TCK-{number}" for number in range(1, 24)]


def test_a_section_of_another_role_is_not_found(office: Office) -> None:
    """A button that was kept from before a role was taken away shows nothing."""
    button = next(row for row in mine(office, "fina").rows if row.heading and "To bill" in str(row.text))
    assert button.button is None
    with_button = Card(title="", buttons=(all_button("all", "to-bill"),))
    assert isinstance(office.press("fina", with_button, "all"), Shown)
    staff(office.database, "finance", "mara")
    refused = office.press("fina", with_button, "all")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_FOUND


def test_customers_are_at_risk_while_they_are(office: Office) -> None:
    """Overdue, escalated, unhappy the last time; it is the CSM's and the account manager's own customers alone."""
    staff(office.database, "am", "ada")
    engagement = begun(office)
    assert "Your customers at risk" in headings(mine(office, "carl"))

    office.later(days=40)
    (entry,) = sections(mine(office, "carl"))["Your customers at risk"]
    assert "Check-in overdue since" in str(entry.detail)
    assert keys(sections(mine(office, "carl"))["Check-ins due"]) == ["CS-1"]

    assert isinstance(office.say("carl", engagement, "not-happy", issue="Slow"), Done)
    for who in ("carl", "ada"):
        (entry,) = sections(mine(office, who))["Your customers at risk"]
        assert "Open escalation" in str(entry.detail), who
    assert "Your customers at risk" not in headings(mine(office, "emil"))

    assert isinstance(office.say("carl", engagement, "resolved"), Done)
    (entry,) = sections(mine(office, "carl"))["Your customers at risk"]
    assert "Last check-in: Not happy" in str(entry.detail)
    assert isinstance(office.say("carl", engagement, "happy"), Done)
    assert "Your customers at risk: 1" not in headings(mine(office, "carl"))

    own(office, "acme", csm=["zoe"], am=["zoe"])
    office.later(days=120)
    assert "Your customers at risk: 1" not in headings(mine(office, "carl"))
    assert "Your customers at risk: 1" in headings(mine(office, "zoe"))


def test_what_stands_at_the_steps_of_a_role(office: Office) -> None:
    """Finance sees what is to be billed, a manager what waits longest, development leads what has no priority."""
    billed = office.start("ada", title="To be billed")
    with office.database.transaction() as connection:
        which = tables.engagement.c.id == billed
        connection.execute(sa.update(tables.engagement).where(which).values(step="12", owner=None))
    office.later(minutes=1)
    office.start("ada", title="Portal")
    values = {"customer": "acme", "kind": "development-request", "title": "Dark mode"}
    assert isinstance(office.submit("carl", office.type("carl", "/ticket"), values), Done)

    assert keys(sections(mine(office, "fina"))["To bill"]) == ["ENG-1"]
    assert keys(sections(mine(office, "lena"))["User stories without a priority"]) == ["TCK-3"]
    assert "ENG-2" in keys(sections(mine(office, "pria"))["Waiting longest in your team"])


def hand_over(
    office: Office, number: int, *, customer: str, role: str, by: str = "ada", state: str = "offered"
) -> None:
    """Write a hand-off that waits, behind those before it."""
    at = office.now + timedelta(seconds=number)
    one = f"e{number}"
    version = office.definitions.current("hand-off").version
    work = {"process": "hand-off", "process_version": version, "customer_key": customer, "title": "T", "step": "plan"}
    fixed = {"version": 1, "arrival": 1, "head": "", "created_by": "ada", "created_at": at, "entered_at": at}
    handed = {"id": f"h{number}", "engagement_id": one, "from_step": "1", "outcome": "o", "to_step": "2"}
    offered = {"address": "slack:C1", "state": state, "given_by": by, "answered_by": "carl", "offered_at": at}
    with office.database.transaction() as connection:
        keys = {"id": one, "key": f"TCK-{number}", "handoff_id": f"h{number}"}
        connection.execute(sa.insert(tables.engagement).values(**work, **fixed, **keys))
        connection.execute(sa.insert(tables.handoff).values(**handed, **offered, to_role=role))


def own(office: Office, customer: str, **roles: list[str]) -> None:
    """Let a customer have people of its own."""
    which = tables.customer.c.key == customer
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.customer).where(which).values(roles=msgspec.json.encode(roles).decode()))


def test_what_waits_behind_hundreds_of_others_is_found(office: Office) -> None:
    """However many wait for others: by the role in the team, by the customer's own, by the fallback, and come back."""
    own(office, "birk", csm=["zoe"], finance=["mara"])
    for number in range(READ_AT_ONCE + 10):
        hand_over(office, number, customer="birk", role="csm")
    last = 9000
    hand_over(office, last, customer="acme", role="csm")
    hand_over(office, last + 1, customer="acme", role="css")
    hand_over(office, last + 2, customer="birk", role="finance")
    hand_over(office, last + 3, customer="birk", role="csm", state="returned", by="emil")

    def handed(who: str) -> list[str]:
        return [key for key in keys(sections(mine(office, who))["Hand-offs to accept"]) if key]

    assert handed("carl") == [f"TCK-{last}", f"TCK-{last + 1}"]
    assert handed("mara") == [f"TCK-{last + 2}"]
    assert handed("emil") == [f"TCK-{last + 3}"]
    assert handed("luis") == []
    assert handed("zoe")[:2] == ["TCK-0", "TCK-1"]
    assert "Hand-offs to accept: more than 500" in headings(mine(office, "zoe"))
    set_role(office, "csm", "luis")
    assert handed("luis") == [f"TCK-{last}", f"TCK-{last + 1}"]
