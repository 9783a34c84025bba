"""People in chat: added and known at once, let go with what they own handed on, away by an administrator's hand."""

import sqlalchemy as sa

from storage import history, tables
from tests.administration.test_administration import ADMIN, add, card_of, directory, entry, open_form
from tests.checkins.test_check_ins import said
from tests.office import Office, staff
from workflows.kernel.answers import Done, Opened, Reason, Refused, Shown


def test_a_person_is_added_and_known_at_once(office: Office) -> None:
    """With the account that they have on Slack they can act at once; an account or an address is one person's."""
    values = {"name": "Nina Sol", "slack": "UNINA, UNINA2", "email": "nina@quellwerk.example"}

    added = add(office, "people", "Add to people", values)

    assert card_of(added).title == "nina.sol is added"
    assert isinstance(office.type("nina", "/csops mine"), Shown)
    for wrong, field in (
        ({"name": "Other", "slack": "UNINA"}, "slack"),
        ({"name": "Other", "email": "nina@quellwerk.example"}, "email"),
        ({"name": "Other", "email": "no address"}, "email"),
        ({"name": "Other", "time_zone": "Europe/Berln"}, "time_zone"),
        ({"name": "Other", "key": "Not A Key"}, "key"),
        ({"name": "—"}, "key"),
    ):
        answer = add(office, "people", "Add to people", wrong)
        assert isinstance(answer, Refused), wrong
        assert (answer.reason, answer.field) == (Reason.NOT_TAKEN, field), wrong
    assert "nina" in str(card_of(office.type(ADMIN, "/csops admin people nina")).rows)


def test_who_leaves_hands_on_what_they_own(office: Office) -> None:
    """What they hold and have in hand is shown, and goes to who takes over, each piece with an entry of its history."""
    staff(office.database, "am", "ada")
    for number in range(3):
        office.start("ada", title=f"Portal {number}")
    form = open_form(office, "people ada", "Ada Palmer", "Let go")
    assert isinstance(form, Opened)
    told = " ".join(said(one) for one in form.form.intro)
    assert "In hand: 3 pieces of work." in told
    assert "Strategic account leader" in told
    assert form.form.title == "Let Ada Palmer go"

    nobody = office.submit(ADMIN, form, {})
    themselves = office.submit(ADMIN, form, {"heir": "ada"})
    answer = office.submit(ADMIN, form, {"heir": "sven"})

    assert (nobody.reason, nobody.field) == (Reason.HEIR_MISSING, "heir")  # type: ignore[union-attr]
    assert (themselves.reason, themselves.field) == (Reason.NOT_A_CHOICE, "heir")  # type: ignore[union-attr]
    assert card_of(answer).title == "Ada Palmer is one of the past now"
    assert {row["owner"] for row in office.rows(tables.engagement)} == {"sven"}
    assert directory(office).roles["sal"] == ("sven",)
    assert isinstance(office.type("ada", "/csops mine"), Refused)
    notes = [str(getattr(sent.payload, "card", "")) for sent in office.sent() if sent.lane == "slack:CACME"]
    assert sum("Ada Palmer has left" in note for note in notes) == 3
    late = office.submit(ADMIN, form, {"heir": "sven"})
    assert isinstance(late, Refused)
    with office.database.transaction() as connection:
        assert history.verify(connection) is None
    back = office.submit(ADMIN, open_form(office, "people ada", "Ada Palmer", "Take back"), {})
    assert isinstance(back, Done)
    assert isinstance(office.type("ada", "/csops mine"), Shown)


def test_what_is_handed_on_is_still_unanswered(office: Office) -> None:
    """A ticket whose clock runs goes to who takes over: nobody has answered the customer by that."""
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.customer).where(tables.customer.c.key == "acme").values(tier="basic"))
    form = office.type("carl", "/ticket")
    values = {"customer": "acme", "kind": "customer-success", "title": "Add a user", "severity": "1"}
    assert isinstance(office.submit("carl", form, values), Done)
    (ticket,) = office.rows(tables.ticket)
    assert ticket["respond_by"] is not None

    answer = office.submit(ADMIN, open_form(office, "people carl", "Carl Jensen", "Let go"), {"heir": "luis"})

    assert isinstance(answer, Done), answer
    assert [row["owner"] for row in office.rows(tables.engagement)] == ["luis"]
    assert [row["respond_by"] for row in office.rows(tables.ticket)] == [ticket["respond_by"]]


def test_very_much_in_hand_changes_hands_in_parts(office: Office) -> None:
    """A piece is never left to nobody: who has more than fits one command stays until all of it is handed on."""
    for number in range(52):
        office.start("ada", title=f"Portal {number}")
    form = open_form(office, "people ada", "Ada Palmer", "Let go")

    part = office.submit(ADMIN, form, {"heir": "sven"})
    rest = office.submit(ADMIN, form, {"heir": "sven"})

    assert card_of(part).title == "Ada Palmer is still here"
    assert card_of(rest).title == "Ada Palmer is one of the past now"
    assert {row["owner"] for row in office.rows(tables.engagement)} == {"sven"}


def test_somebody_is_away_by_the_hand_of_an_administrator(office: Office) -> None:
    """The part lists who is away; the form is that of /csops away, with the person filled in."""
    empty = card_of(office.type(ADMIN, "/csops admin away"))
    assert said(empty.body[0]) == "Nothing is here yet."
    form = office.press(ADMIN, entry(office, "people", "carl"), "Away")
    assert isinstance(form, Opened)
    assert form.form.fields[0].initial == "carl"
    assert isinstance(office.submit(ADMIN, form, {"last_day": "2026-03-20", "delegate": "emil"}), Done)
    card = card_of(office.type(ADMIN, "/csops admin away"))
    assert "Carl Jensen is away" in said(card.rows[0].text)
    assert isinstance(office.press(ADMIN, card, "Somebody is away"), Opened)
    assert isinstance(office.press(ADMIN, card, "End it"), Done)


def test_who_stands_in_for_an_administrator_administers(office: Office) -> None:
    """While they are away, and the history names both; afterwards no longer."""
    assert isinstance(office.type(ADMIN, "/csops away until 2026-03-06 to @dora"), Done)
    form = open_form(office, "roles fin", "Finance", who="dora")

    answer = office.submit("dora", form, {"add": "ada"})

    assert isinstance(answer, Done), answer
    entries = [row for row in office.rows(tables.history) if row["action"] == "administered"]
    assert [(row["actor"], '"for":"zoe"' in row["details"]) for row in entries] == [("dora", True)]
    office.later(days=30)
    assert isinstance(office.type("dora", "/csops admin"), Refused)
