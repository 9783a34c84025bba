"""What somebody still has to tick off stands on their Home, whoever has the work by now, and is ticked off there."""

from datetime import timedelta

import msgspec
import sqlalchemy as sa

from storage import tables
from tests.checkins.test_check_ins import begun
from tests.home.test_home import headings, keys, mine, own, pages, sections, shown
from tests.office import Office, staff
from tests.privacy.test_privacy import do
from workflows.engagements.waiting import READ_AT_ONCE
from workflows.home.commands import all_button
from workflows.kernel.answers import Done
from workflows.kernel.cards import Card, Row

OWED = "Still yours to do"


def owed(office: Office, who: str) -> list[Row]:
    """Return what stands there of what somebody still owes."""
    return sections(mine(office, who)).get(OWED, [])


def titles(office: Office, who: str) -> list[str]:
    """Return what is to be done of it."""
    return ["".join(map(str, row.detail)) for row in owed(office, who)]


def pressed(office: Office, who: str, row: Row, label: str) -> Done:
    """Press a button of an entry."""
    answer = office.press(who, Card(title="", rows=(row,)), label)
    assert isinstance(answer, Done), answer
    return answer


def conducted(office: Office) -> str:
    """Let a project be given to Emil, who accepts it and which Pria has to record; return its id."""
    engagement = office.start("ada")
    with office.database.transaction() as connection:
        which = tables.engagement.c.id == engagement
        at = {"step": "13", "owner": "pria", "owner_role": "ps_manager", "handoff_id": None, "arrival": 1}
        position = msgspec.json.encode({"step": "13", "visits": {"13": 1}}).decode()
        connection.execute(sa.update(tables.engagement).where(which).values(**at, position=position))
    assert isinstance(office.say("pria", engagement, "assigned", engineer="emil"), Done)
    assert len(titles(office, "pria")) == 1  # As long as nobody took the step she has it, whatever else is true.
    accept = office.last_card("slack:CINTERNAL", having="Accept")
    assert isinstance(office.press("emil", accept, "Accept"), Done)
    return engagement


def test_what_is_left_behind_is_ticked_off_at_home(office: Office) -> None:
    """Pria gave the project to Emil and owes its record: it is hers at home until she has done it, and back if not."""
    conducted(office)
    assert titles(office, "emil") == []
    (entry,) = owed(office, "pria")
    assert keys([entry]) == ["ENG-1"]
    assert "Emil Kraus conducts the project" in str(entry.detail)

    pressed(office, "pria", entry, "Mark done")

    assert OWED not in str(headings(mine(office, "pria")))
    assert isinstance(office.type("pria", "/csops undo"), Done)
    assert len(owed(office, "pria")) == 1


def test_who_has_the_role_by_now_owes_it(office: Office) -> None:
    """The role is resolved when they look: the customer's own people first, and who stands in for who is away."""
    conducted(office)
    own(office, "acme", ps_manager=["mara"])
    assert titles(office, "pria") == []
    assert len(titles(office, "mara")) == 1
    own(office, "acme")
    staff(office.database, "ps_manager", "luis")
    assert len(titles(office, "luis")) == 1
    assert isinstance(office.type("luis", "/csops away until 2026-03-06 to @lena"), Done)
    assert len(titles(office, "lena")) == 1


def test_of_the_step_itself_its_owner_alone_is_told(office: Office) -> None:
    """What entering brought is said by the outcome; what a check-in brought is for who has it, until it is done."""
    staff(office.database, "csm", "carl", "luis")
    engagement = begun(office)
    assert titles(office, "carl") == titles(office, "luis") == []
    office.later(days=30)
    assert isinstance(office.say("carl", engagement, "happy", upsell="yes"), Done)
    assert titles(office, "luis") == []
    assert titles(office, "carl") != []


def test_also_of_what_has_ended(office: Office) -> None:
    """Nobody has the work any more, and its record is still owed; who cancels work takes it along."""
    engagement = conducted(office)
    assert isinstance(do(office, "pria", "/engagement cancel ENG-1", reason="They said no."), Done), engagement
    assert len(titles(office, "pria")) == 1


def test_of_private_work_its_people_alone_are_told(office: Office) -> None:
    """Who held the role and does not see the work any more owes nothing that they could see."""
    conducted(office)
    assert isinstance(do(office, "ada", "/engagement private ENG-1"), Done)
    assert len(titles(office, "pria")) == 1
    with office.database.transaction() as connection:
        hidden = msgspec.json.encode(["ada"]).decode()
        connection.execute(sa.update(tables.engagement).values(seen_by=hidden))
    assert titles(office, "pria") == []


def test_what_is_owed_behind_hundreds_of_others_is_found(office: Office) -> None:
    """Customers with people of their own come between: the page has all that is hers, oldest first, ten at a time."""
    own(office, "birk", ps_manager=["mara"])
    engagement = conducted(office)
    (row,) = office.rows(tables.engagement)
    with office.database.transaction() as connection:
        for number in range(READ_AT_ONCE + 22):
            customer = "birk" if number <= READ_AT_ONCE else "acme"
            at = row["created_at"] + timedelta(seconds=number + 1)
            copy = {**row, "id": f"e{number}", "key": f"ENG-{number + 2}", "customer_key": customer, "created_at": at}
            connection.execute(sa.insert(tables.engagement).values(**copy))

    found = pages(office, "pria", OWED)

    assert found == ["ENG-1", *(f"ENG-{number + 2}" for number in range(READ_AT_ONCE + 1, READ_AT_ONCE + 22))]
    assert "Still yours to do: more than 500" in headings(mine(office, "mara"))
    assert engagement


def test_an_empty_page_says_so(office: Office) -> None:
    """Whoever ticked off the last one and turns the page is told that there is nothing."""
    button = all_button("Show all", "owed")
    card = shown(office, "ada", Card(title="", buttons=(button,)), "Show all")
    assert "There is nothing." in str(card.body)
