"""A hand-off that is returned twice: who is accountable is asked with both reasons, and their word holds."""

import pytest

from storage import history, tables
from tests.handoffs.test_handoffs import INTERNAL, actions, everything, handoff, newest_face, offered, returned
from tests.office import Office, every_button, slack, staff
from workflows.handoffs.commands import DecideHandOff
from workflows.kernel.answers import Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.text import Mention

ASKED = "slack:ULUIS"


@pytest.fixture
def disputed(office: Office) -> Office:
    """Return an office where Carl returned Ada's hand-off of a ticket twice; Luis is the account manager, A of it."""
    staff(office.database, "am", "luis")
    returned(office, offered(office), reason="Which user?")
    office.later(hours=1)
    office.press("ada", office.last_card("slack:UADA"), "Hand off again")
    office.later(hours=1)
    returned(office, office.last_card(INTERNAL, having="Accept"), reason="Not our *customer*")
    return office


def question(office: Office) -> Card:
    """Return what the accountable person was asked."""
    return office.last_card(ASKED, having="Somebody else")


def test_who_is_accountable_is_asked_with_both_reasons(disputed: Office) -> None:
    """The second return offers nothing again: the account manager reads both reasons and has a button for each way."""
    card = question(disputed)

    facts = {fact.label: fact.value for fact in card.facts}
    assert facts["Returned first"][-1] == "Which user?"
    assert facts["Returned again"][-1] == "Not our *customer*"
    assert [button.label for button in card.buttons] == ["Ada Palmer keeps it", "Carl Jensen takes it", "Somebody else"]
    assert Mention("luis") in card.status
    assert (handoff(disputed)["state"], handoff(disputed)["decider"]) == ("disputed", "am")
    assert disputed.rows(tables.engagement)[0]["owner"] == "ada"
    told = disputed.last_card("slack:UADA")
    assert told.title.endswith("your hand-off came back again")
    assert told.buttons == ()
    assert newest_face(disputed).title.startswith("Returned again")
    assert actions(disputed)[-1] == "handoff-disputed"


def test_it_waits_for_who_decides_and_for_nobody_else(disputed: Office) -> None:
    """It stands in their list and in why; neither side has it in theirs, and it is in nobody's hands to assign."""
    mine = disputed.type("luis", "/csops mine")
    assert isinstance(mine, Shown)
    assert "to be decided" in str(mine.card.rows)
    assert "TCK-1" not in str(disputed.type("carl", "/csops mine"))
    why = disputed.type("ada", "/csops why TCK-1")
    assert "Sales account lead decides" in str(why)
    form = disputed.type("carl", "/engagement assign TCK-1")
    assert isinstance(form, Opened | Refused)
    refused = disputed.submit("carl", form, {"person": "carl"}) if isinstance(form, Opened) else form
    assert isinstance(refused, Refused)


@pytest.mark.parametrize(("button", "person"), [("Ada Palmer keeps", "ada"), ("Carl Jensen takes", "carl")])
def test_a_decision_is_an_acceptance(disputed: Office, button: str, person: str) -> None:
    """Whoever it goes to has the step and can do it, whatever roles they hold; all sides and the thread hear of it."""
    answer = disputed.press("luis", question(disputed), button)

    assert isinstance(answer, Done), answer
    row = handoff(disputed)
    assert (row["state"], row["decided_by"], row["decided_at"]) == ("accepted", "luis", disputed.now)
    assert disputed.rows(tables.engagement)[0]["owner"] == person
    assert "Decided by" in str(newest_face(disputed).status)
    assert "Decided by" in str(disputed.last_card("slack:CACME").status)
    for lane in ("slack:UADA", "slack:UCARL", ASKED):
        assert disputed.last_card(lane).title == "TCK-1: decided", lane
    done = disputed.press(person, newest_face(disputed), "Take it up")
    assert isinstance(done, Done), done
    with disputed.database.transaction() as connection:
        assert history.verify(connection) is None


def test_it_can_go_to_somebody_else(disputed: Office) -> None:
    """The form asks who and, if one likes, why; that person has the step and is told."""
    form = disputed.press("luis", question(disputed), "Somebody else")

    nobody = disputed.submit("luis", form, {})
    unknown = disputed.submit("luis", form, {"person": "nobody"})
    answer = disputed.submit("luis", form, {"person": "emil", "words": "He knows them."})

    assert (nobody.reason, nobody.field) == (Reason.FIELD_MISSING, "person")  # type: ignore[union-attr]
    assert (unknown.reason, unknown.field) == (Reason.NOT_A_CHOICE, "person")  # type: ignore[union-attr]
    assert isinstance(answer, Done), answer
    assert disputed.rows(tables.engagement)[0]["owner"] == "emil"
    assert disputed.last_card("slack:UEMIL").quote == "He knows them."
    shown = disputed.type("emil", "/engagement show TCK-1")
    assert isinstance(shown, Shown)
    assert "Take it up" in [button.label for button in every_button(shown.card)]


def test_only_who_is_accountable_decides(disputed: Office) -> None:
    """Neither the giver nor the receiver nor anybody else; the refusal names who may, and nothing changes."""
    card = question(disputed)
    before = everything(disputed)

    for who in ("ada", "carl", "fina"):
        answer = disputed.press(who, card, "Carl Jensen takes")
        assert isinstance(answer, Refused), who
        assert answer.reason is Reason.NOT_ALLOWED
        assert answer.facts["may"] == "Luis Rojas"
    assert everything(disputed) == before


def test_who_decides_is_looked_up_at_the_click(disputed: Office) -> None:
    """Who was account manager when it was asked decides no longer; who is now does."""
    card = question(disputed)
    staff(disputed.database, "am", "emil")

    assert isinstance(disputed.press("luis", card, "Ada Palmer keeps"), Refused)
    assert isinstance(disputed.press("emil", card, "Ada Palmer keeps"), Done)


def test_late_clicks_get_the_quiet_truth(disputed: Office) -> None:
    """A second decision, an acceptance and an offer are told who decided; nothing changes."""
    card = question(disputed)
    offer = disputed.last_card(INTERNAL)
    disputed.press("luis", card, "Carl Jensen takes")
    before = everything(disputed)
    disputed.later(minutes=5)

    again = disputed.press("luis", card, "Ada Palmer keeps")

    assert isinstance(again, Refused)
    assert (again.reason, again.facts["done"], again.facts["by"]) == (Reason.ALREADY_DONE, "decided", "Luis Rojas")
    assert "Accept" not in [button.label for button in offer.buttons]
    assert everything(disputed) == before


def test_a_party_does_not_decide_where_somebody_else_can(office: Office) -> None:
    """The account manager gave it, so the next who answers is asked: here the administrators."""
    staff(office.database, "am", "ada")
    returned(office, offered(office))
    office.press("ada", office.last_card("slack:UADA"), "Hand off again")
    returned(office, office.last_card(INTERNAL, having="Accept"))

    assert handoff(office)["decider"] == "admin"
    assert Mention("zoe") in office.last_card("slack:UZOE", having="Somebody else").status


def test_doing_the_step_settles_the_dispute(disputed: Office) -> None:
    """When the step is finished after all, nobody is left with a question."""
    shown = disputed.type("carl", "/ticket show 1")
    assert isinstance(shown, Shown)

    assert isinstance(disputed.press("carl", shown.card, "Take it up"), Done)

    assert handoff(disputed)["state"] == "closed"
    assert disputed.last_card(ASKED).buttons == ()


def test_a_decision_without_a_side_or_a_person_is_refused(disputed: Office) -> None:
    """Control of the door: a command that names nobody changes nothing."""
    before = everything(disputed)
    asked = DecideHandOff(
        actor=slack("luis"), request_key=disputed.key(), handoff=str(handoff(disputed)["id"]), version=2
    )

    answer = disputed.dispatcher.answer(asked)

    assert isinstance(answer, Refused)
    assert everything(disputed) == before


def test_what_is_not_taken_in_time_is_overdue(office: Office) -> None:
    """In the list of who is to take it, it says since when; before that it does not."""
    offered(office)
    early = office.type("carl", "/csops mine")
    office.later(days=9)

    late = office.type("carl", "/csops mine")

    assert isinstance(early, Shown)
    assert isinstance(late, Shown)
    assert "overdue since" not in str(early.card.rows)
    assert " · overdue since " in str(late.card.rows)
