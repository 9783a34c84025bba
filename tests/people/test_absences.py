"""Being away: by words, by the form and by an administrator; told to who stands in, in the history, and ended."""

import msgspec
import pytest
import sqlalchemy as sa

from storage import history, tables
from tests.office import Office, slack
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.requests import Typed
from workflows.kernel.text import Usage
from workflows.people.commands import ComeBack, GoAway, away_words

UNTIL = "until 2026-03-06"


def card_of(answer: Answer) -> Card:
    """Return the card of an answer that was no refusal."""
    assert isinstance(answer, Done | Shown), answer
    return answer.card


def told(card: Card) -> str:
    """Return everything that a card says, as one string."""
    return msgspec.json.encode(card).decode()


def refusal(answer: Answer) -> tuple[Reason, str]:
    """Return why something was refused, and at which field."""
    assert isinstance(answer, Refused), answer
    return answer.reason, answer.field


def entries(office: Office, person: str) -> list[tuple[str, str, dict[str, str]]]:
    """Return what the history keeps of a person's absences: who, what, and the details."""
    rows = [row for row in office.rows(tables.history) if row["action"] in {"away", "back"}]
    rows.sort(key=lambda row: row["seq"])
    told = [(row["actor"], row["action"], msgspec.json.decode(row["details"])) for row in rows]
    return [(actor, action, details) for actor, action, details in told if details.pop("person") == person]


@pytest.mark.parametrize("whom", ["@dora", "dora", "Dora Weiss", "@Dora", "weiss"])
def test_words_are_enough(office: Office, whom: str) -> None:
    """A day and somebody who stands in: it is written down, both names are in the history, the delegate is told."""
    card = card_of(office.type("pria", f"/csops away {UNTIL} to {whom}"))
    assert card.title == "Pria Nair is away"
    assert "Away from 02 Mar 2026 until 06 Mar 2026, that day included." in told(card)
    (row,) = office.rows(tables.absence)
    assert (row["person_key"], row["delegate_key"], row["first_day"], row["last_day"]) == (
        "pria",
        "dora",
        "2026-03-02",
        "2026-03-06",
    )
    details = {"first_day": "2026-03-02", "last_day": "2026-03-06", "delegate": "dora"}
    assert entries(office, "pria") == [("pria", "away", details)]
    assert office.last_card("slack:UDORA").title == "You stand in for Pria Nair"
    assert "You stand in for Pria Nair until 06 Mar 2026." in told(card_of(office.type("dora", "/csops mine")))
    assert "Dora Weiss stands in" in told(card_of(office.type("pria", "/csops mine")))


def test_without_words_a_form_opens_and_what_was_typed_is_in_it(office: Office) -> None:
    """Only administrators are asked whose absence it is; sent, the form does what the words do."""
    form = office.type("pria", "/csops away to dora")
    assert isinstance(form, Opened)
    assert [field.key for field in form.form.fields] == ["first_day", "last_day", "delegate"]
    assert form.form.fields[2].initial == "dora"
    assert refusal(office.submit("pria", form, {})) == (Reason.FIELD_MISSING, "last_day")
    card_of(office.submit("pria", form, {"last_day": "2026-03-04"}))
    assert office.rows(tables.absence)[0]["delegate_key"] == "dora"
    again = office.type("pria", "/csops away")
    assert isinstance(again, Opened)
    assert {field.key: field.initial for field in again.form.fields}["last_day"] == "2026-03-04"
    for_others = office.type("zoe", "/csops away carl until 2026-03-04")
    assert isinstance(for_others, Opened)
    assert (for_others.form.fields[0].key, for_others.form.fields[0].initial) == ("person", "carl")


def test_an_administrator_may_for_others_and_nobody_else(office: Office) -> None:
    """The person and who stands in are both told, and the history says who wrote it down."""
    assert refusal(office.type("carl", f"/csops away pria {UNTIL} to dora")) == (Reason.NOT_ALLOWED, "")
    card_of(office.type("zoe", f"/csops away pria {UNTIL} to dora"))
    assert entries(office, "pria")[0][:2] == ("zoe", "away")
    assert "Written down by" in told(office.last_card("slack:UPRIA"))
    assert refusal(office.type("carl", "/csops back pria")) == (Reason.NOT_ALLOWED, "")
    assert card_of(office.type("zoe", "/csops back pria")).title == "Pria Nair is back"
    assert "You no longer stand in" in told(office.last_card("slack:UDORA"))


def test_back_ends_it_once_and_says_how_to_take_that_back(office: Office) -> None:
    """The button and the words do the same; a second click is told the quiet truth; the slip can be undone."""
    card = card_of(office.type("pria", f"/csops away {UNTIL} to dora"))
    back = card_of(office.press("pria", card, "End it now"))
    assert office.rows(tables.absence) == []
    assert refusal(office.press("pria", card, "End it now")) == (Reason.NOT_AWAY, "")
    assert refusal(office.type("pria", "/csops back")) == (Reason.NOT_AWAY, "")
    assert [action for _, action, _ in entries(office, "pria")] == ["away", "back"]
    words = next(piece.words for piece in back.footer if isinstance(piece, Usage))
    card_of(office.type("pria", words))
    assert office.rows(tables.absence)[0]["delegate_key"] == "dora"
    newer = card_of(office.type("pria", "/csops away until 2026-03-20 to dora"))
    assert refusal(office.press("pria", card, "End it now")) == (Reason.CHANGED_MEANWHILE, "")
    card_of(office.press("pria", newer, "End it now"))


def test_the_same_again_changes_nothing(office: Office) -> None:
    """A second time says so; another person who stands in replaces the first, who is told."""
    card_of(office.type("pria", f"/csops away {UNTIL} to dora"))
    sent = len(office.sent())
    assert "written down already" in told(card_of(office.type("pria", f"/csops away {UNTIL} to dora")))
    assert (len(entries(office, "pria")), len(office.sent())) == (1, sent)
    card_of(office.type("pria", f"/csops away {UNTIL} to carl"))
    assert "You no longer stand in" in told(office.last_card("slack:UDORA"))
    assert office.last_card("slack:UCARL").title == "You stand in for Pria Nair"


@pytest.mark.parametrize(
    ("words", "reason", "field"),
    [
        ("until 2026-02-27 to dora", Reason.DAY_PASSED, "last_day"),
        ("from 2026-03-06 until 2026-03-04 to dora", Reason.DAYS_REVERSED, "last_day"),
        ("until tomorrow to dora", Reason.NOT_A_DATE, "last_day"),
        ("from never until 2026-03-06 to dora", Reason.NOT_A_DATE, "first_day"),
        ("until 2026-03-06 to pria", Reason.STANDS_FOR_SELF, "delegate"),
        ("until 2026-03-06 to nobody", Reason.NOBODY_CALLED, "delegate"),
        ("until 2026-03-06 to l", Reason.SEVERAL_PEOPLE, "delegate"),
        ("until 9999-03-06 to dora", Reason.OUT_OF_RANGE, "last_day"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(office: Office, words: str, reason: Reason, field: str) -> None:
    """Nothing is written, and the words say what to correct."""
    assert refusal(office.type("pria", f"/csops away {words}")) == (reason, field)
    assert office.rows(tables.absence) == []


def test_nobody_is_sent_round_in_a_circle(office: Office) -> None:
    """Who is away to Dora cannot stand in for Dora on the same days; on other days they can."""
    card_of(office.type("pria", f"/csops away {UNTIL} to carl"))
    card_of(office.type("carl", f"/csops away {UNTIL} to dora"))
    assert refusal(office.type("dora", f"/csops away {UNTIL} to pria")) == (Reason.AWAY_IN_CIRCLE, "delegate")
    card_of(office.type("dora", "/csops away from 2026-03-09 until 2026-03-13 to pria"))
    assert "is away too" in told(card_of(office.type("emil", f"/csops away {UNTIL} to carl")))


def test_who_has_no_account_cannot_stand_in(office: Office) -> None:
    """They could neither be asked nor answer."""
    with office.database.transaction() as connection:
        connection.execute(sa.delete(tables.identity).where(tables.identity.c.person_key == "dora"))
        version = tables.company.c.directory_version + 1
        connection.execute(sa.update(tables.company).values(directory_version=version))
    assert refusal(office.type("pria", f"/csops away {UNTIL} to dora")) == (Reason.NO_ACCOUNT, "delegate")


def test_it_ends_by_itself_and_begins_when_it_should(office: Office) -> None:
    """Before the first day and after the last one nobody stands in; nothing has to be done for that."""
    card_of(office.type("pria", "/csops away from 2026-03-04 until 2026-03-05 to dora"))
    head = "You stand in for Pria Nair"
    assert head not in told(card_of(office.type("dora", "/csops mine")))
    office.later(days=2)
    assert head in told(card_of(office.type("dora", "/csops mine")))
    office.later(days=2)
    assert head not in told(card_of(office.type("dora", "/csops mine")))
    assert refusal(office.type("pria", "/csops back")) == (Reason.NOT_AWAY, "")


def test_the_history_is_a_chain_of_the_persons_own(office: Office) -> None:
    """`csops audit verify` looks at it as at every other."""
    card_of(office.type("pria", f"/csops away {UNTIL} to dora"))
    card_of(office.type("pria", "/csops back"))
    with office.database.transaction() as connection:
        assert history.verify(connection) is None


def test_a_role_left_alone_is_a_fault(office: Office) -> None:
    """`csops check` names the roles all of whose people are away with nobody who stands in, and how to mend it."""
    assert "are away" not in told(card_of(office.type("zoe", "/csops check")))
    form = office.type("fina", "/csops away")
    card_of(office.submit("fina", form, {"last_day": "2026-03-06"}))
    found = told(card_of(office.type("zoe", "/csops check")))
    assert "All of Finance are away, and nobody stands in: Fina Moreau" in found
    assert "/csops away fina" in found
    card_of(office.type("zoe", f"/csops away fina {UNTIL} to dora"))
    assert "are away" not in told(card_of(office.type("zoe", "/csops check")))


def test_words_are_told_apart() -> None:
    """Names may have several words; what stands before the first keyword is who is away."""
    assert away_words("Pria Nair from 2026-03-04 until 2026-03-06 to Dora Weiss") == {
        "person": "Pria Nair",
        "first_day": "2026-03-04",
        "last_day": "2026-03-06",
        "delegate": "Dora Weiss",
    }


def test_the_router_knows_the_words(office: Office) -> None:
    """With a day and a delegate it is a command at once."""

    def routed(words: str) -> object:
        return office.registry.route(Typed(actor=slack("pria"), request_key="k", verb="/csops", words=words))

    assert isinstance(routed(f"AWAY {UNTIL} to dora"), GoAway)
    assert isinstance(routed("back"), ComeBack)
