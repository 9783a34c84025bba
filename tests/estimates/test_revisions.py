"""A ROM through the real dispatcher, on both databases: its form, its revisions, and how it moves the process."""

import msgspec
import pytest

from storage import tables
from tests.office import Office, every_button
from tests.pricing import CARDS, HOURS, draft, only, position, set_rate_cards, to_approval
from workflows.kernel.answers import Done, Opened, Reason, Refused, Shown


def at_step_2(office: Office) -> str:
    """Start an engagement and bring it to the step where its ROM is made."""
    engagement = office.start("ada")
    assert isinstance(office.say("ada", engagement, "scoped"), Done)
    return engagement


def refused(answer: object) -> Refused:
    """Return the refusal that an answer is."""
    assert isinstance(answer, Refused), answer
    return answer


def test_the_form_has_a_field_for_every_role_of_todays_card(priced: Office) -> None:
    """The card of this year is asked about, not last year's or next year's; the engagement is named above."""
    at_step_2(priced)
    opened = priced.type("ada", "/rom ENG-1")
    assert isinstance(opened, Opened)
    assert [field.key for field in opened.form.fields] == [
        "hours_engineer",
        "hours_architect",
        "travel",
        "contingency",
        "assumptions",
    ]
    assert opened.form.argument == "2026-1"


def test_saving_the_first_rom_moves_its_step_on(priced: Office) -> None:
    """A 2 `drafted`: the engagement stands at 3, the revision and its figures are kept, and the answer shows them."""
    at_step_2(priced)
    done = draft(priced)
    assert isinstance(done, Done)
    assert position(priced) == "3"
    row = only(priced.rows(tables.estimate))
    assert (row["revision"], row["currency"], row["budget_minor"], row["state"]) == (1, "EUR", 1770000, "draft")
    assert ("Budget", ("17,700.00 EUR",)) in [(fact.label, fact.value) for fact in done.card.facts]
    assert [button.label for button in done.card.buttons] == ["Send for approval", "Edit", "Clone"]
    facts = msgspec.json.decode(priced.rows(tables.engagement)[0]["facts"])
    assert facts["amount"] == "17,700.00 EUR"
    assert facts["range"] == "13,200.00 to 22,200.00 EUR"


def test_saving_the_same_figures_changes_nothing(priced: Office) -> None:
    """No revision, no history, no message: the figures are the ones that stood there."""
    at_step_2(priced)
    draft(priced)
    before = len(priced.rows(tables.history)), len(priced.sent())
    done = draft(priced)
    assert isinstance(done, Done)
    assert len(priced.rows(tables.estimate)) == 1
    assert (len(priced.rows(tables.history)), len(priced.sent())) == before


def test_every_change_is_a_revision_and_the_older_ones_stay(priced: Office) -> None:
    """Three saves are three rows; only their state changes, never their figures."""
    at_step_2(priced)
    draft(priced)
    first = only(priced.rows(tables.estimate))
    draft(priced, hours_architect="8")
    draft(priced, travel="0")
    rows = sorted(priced.rows(tables.estimate), key=lambda row: row["revision"])
    assert [row["state"] for row in rows] == ["superseded", "superseded", "draft"]
    assert rows[0]["figures"] == first["figures"]
    assert rows[2]["budget_minor"] == (15000 + 1500 + 1500 + 150) * 100


def test_the_form_shows_the_newest_revision(priced: Office) -> None:
    """Editing begins where the last one ended."""
    at_step_2(priced)
    draft(priced)
    opened = priced.type("sven", "/rom eng-1")
    assert isinstance(opened, Opened)
    initial = {field.key: field.initial for field in opened.form.fields}
    assert initial == {
        "hours_engineer": "80/100/140",
        "hours_architect": None,
        "travel": "1200.00",
        "contingency": "10",
        "assumptions": "There is a test system.",
    }


def test_two_who_edit_at_once_do_not_overwrite_each_other(priced: Office) -> None:
    """The second form was made for a revision that is not the newest any more: refused, nothing is lost."""
    at_step_2(priced)
    draft(priced)
    first, second = priced.type("ada", "/rom ENG-1"), priced.type("sven", "/rom ENG-1")
    assert isinstance(priced.submit("ada", first, {"travel": "1"}), Done)
    assert refused(priced.submit("sven", second, {"travel": "2"})).reason is Reason.CHANGED_MEANWHILE
    assert len(priced.rows(tables.estimate)) == 2


def test_a_form_of_an_older_rate_card_is_refused(priced: Office) -> None:
    """Rates that changed while the form was open are looked at again before they are sent anywhere."""
    at_step_2(priced)
    opened = priced.type("ada", "/rom ENG-1")
    set_rate_cards(priced, CARDS[0])
    assert refused(priced.submit("ada", opened, HOURS)).reason is Reason.CHANGED_MEANWHILE


def test_without_a_rate_card_there_is_no_form(office: Office) -> None:
    """The refusal says what is missing instead of showing a form that nobody can send."""
    office.start("ada")
    assert refused(office.type("ada", "/rom ENG-1")).reason is Reason.NO_RATE_CARD


@pytest.mark.parametrize("who", ["pria", "fina", "emil"])
def test_only_who_owns_its_steps_makes_a_rom(priced: Office, who: str) -> None:
    """Those who decide about it, bill it or do the work do not make it; the refusal names who does."""
    at_step_2(priced)
    no = refused(priced.type(who, "/rom ENG-1"))
    assert no.reason is Reason.NOT_ALLOWED
    assert "Ada Palmer" in no.facts["may"]
    opened = priced.type("ada", "/rom ENG-1")
    assert refused(priced.submit(who, opened, HOURS)).reason is Reason.NOT_ALLOWED
    assert priced.rows(tables.estimate) == []


def test_the_engagement_can_be_chosen_in_the_form(priced: Office) -> None:
    """`/rom` alone asks which engagement; one that has a ROM already is not overwritten by it."""
    at_step_2(priced)
    opened = priced.type("ada", "/rom")
    assert isinstance(opened, Opened)
    assert opened.form.fields[0].kind == "engagement"
    assert isinstance(priced.submit("ada", opened, {**HOURS, "engagement": "ENG-1"}), Done)
    again = priced.submit("ada", opened, {**HOURS, "engagement": "ENG-1", "travel": "7"})
    assert refused(again).reason is Reason.CHANGED_MEANWHILE
    nobody = refused(priced.submit("ada", opened, {**HOURS, "engagement": "ENG-99"}))
    assert (nobody.reason, nobody.field) == (Reason.NOT_FOUND, "engagement")


def test_a_rom_can_be_cloned(priced: Office) -> None:
    """The form of another engagement begins with the figures of this one, and leaves this one alone."""
    at_step_2(priced)
    draft(priced)
    second = priced.start("ada", title="Second portal")
    priced.say("ada", second, "scoped")
    opened = priced.type("ada", "/rom ENG-2 clone ENG-1")
    assert isinstance(priced.submit("ada", opened, {}), Done)
    rows = priced.rows(tables.estimate)
    assert len({row["digest"] for row in rows}) == 1
    assert {row["engagement_id"] for row in rows} == {row["id"] for row in priced.rows(tables.engagement)}
    shown = priced.type("ada", "/rom show ENG-1")
    assert isinstance(shown, Shown)
    button = priced.press("ada", shown.card, "Clone")
    assert isinstance(button, Opened)
    assert button.form.fields[0].key == "engagement"
    assert button.form.fields[1].initial == "80/100/140"


def test_what_todays_card_has_no_rate_for_is_said(priced: Office) -> None:
    """Line items that fall out of a clone or an edit are named above the form."""
    at_step_2(priced)
    draft(priced)
    priced.later(days=365)
    opened = priced.type("ada", "/rom ENG-1")
    assert isinstance(opened, Opened)
    assert "Engineer (80/100/140 h)" in str(opened.form.intro)


def test_a_rom_is_sent_once(priced: Office) -> None:
    """A second press of "Send for approval" gets the quiet truth: who sent it, and when."""
    to_approval(priced)
    no = refused(priced.type("ada", "/rom ENG-1 send"))
    assert (no.reason, no.facts["by"]) == (Reason.ALREADY_DONE, "Ada Palmer")
    assert position(priced) == "4"
    assert only(priced.rows(tables.estimate))["state"] == "sent"


def test_a_button_of_an_older_revision_sends_nothing(priced: Office) -> None:
    """What would be sent is not what the card shows, so nothing is."""
    at_step_2(priced)
    older = draft(priced)
    draft(priced, travel="1")
    assert isinstance(older, Done)
    assert refused(priced.press("ada", older.card, "Send")).reason is Reason.ESTIMATE_CHANGED
    assert position(priced) == "3"


def test_nothing_is_sent_without_a_rom(priced: Office) -> None:
    """Neither the command nor the step's own button gets an engagement to its approval without figures."""
    engagement = at_step_2(priced)
    assert refused(priced.type("ada", "/rom ENG-1 send")).reason is Reason.NO_ESTIMATE
    assert refused(priced.type("ada", "/rom ENG-1 show")).reason is Reason.NO_ESTIMATE
    assert refused(priced.say("ada", engagement, "drafted")).reason is Reason.NO_ESTIMATE
    assert position(priced) == "2"


def test_only_its_own_step_sends_it(priced: Office) -> None:
    """A ROM made ahead of its step waits until the engagement gets there; only the account leader sends it."""
    priced.start("ada")
    assert isinstance(draft(priced), Done)
    assert position(priced) == "1"
    assert refused(priced.type("ada", "/rom ENG-1 send")).reason is Reason.NOT_THAT_STEP


def test_a_solution_architect_makes_but_does_not_send(priced: Office) -> None:
    """A 3 belongs to the account leader alone; the architect's card has no such button."""
    at_step_2(priced)
    done = draft(priced, "sven")
    assert isinstance(done, Done)
    assert [button.label for button in done.card.buttons] == ["Edit", "Clone"]
    assert refused(priced.type("sven", "/rom ENG-1 send")).reason is Reason.NOT_ALLOWED


def test_a_process_without_an_approval_of_figures_has_no_rom(priced: Office) -> None:
    """Customer success check-ins are not estimated."""
    priced.start("carl", process="customer-success", title="Check-ins")
    assert refused(priced.type("carl", "/rom CS-1")).reason is Reason.NOT_THAT_STEP


def test_the_newest_roms_are_listed_page_by_page(priced: Office) -> None:
    """Ten to a page, newest first, each with a button that shows it."""
    for number in range(1, 12):
        priced.start("ada", title=f"Portal {number}")
        priced.later(minutes=1)
        draft(priced, key=f"ENG-{number}")
    shown = priced.type("fina", "/rom list")
    assert isinstance(shown, Shown)
    assert [str(row.text[0].words) for row in shown.card.rows][:2] == ["ENG-11", "ENG-10"]  # type: ignore[union-attr]
    assert len(shown.card.rows) == 10
    second = priced.press("fina", shown.card, "More")
    assert isinstance(second, Shown)
    assert len(second.card.rows) == 1
    one = priced.press("fina", second.card, "Open")
    assert isinstance(one, Shown)
    assert one.card.title == "ENG-1: ROM revision 1"
    assert [button.label for button in every_button(one.card)] == ["Clone"]


BAD_ENTRIES = {
    "hours_engineer": ("NaN", "-1", "1" + "0" * 30, "3/2/1", "100001", "sNaN", "1e5", "8\x000/1"),
    "travel": ("NaN", "-1", "1" + "0" * 30, "1000000001", "Infinity", "12,34"),
    "contingency": ("NaN", "-1", "1" + "0" * 30, "101", "ten"),
    "assumptions": ("x" * 2001,),
}


@pytest.mark.parametrize("field", BAD_ENTRIES)
def test_a_bad_entry_is_refused_at_its_field(priced: Office, field: str) -> None:
    """Every field of the form refuses what it cannot be, names itself, and nothing is written."""
    at_step_2(priced)
    opened = priced.type("ada", "/rom ENG-1")
    before = len(priced.sent())
    for entry in BAD_ENTRIES[field]:
        assert refused(priced.submit("ada", opened, {**HOURS, field: entry})).field == field, entry
    assert priced.rows(tables.estimate) == []
    assert len(priced.sent()) == before


def test_fields_that_nobody_offered_are_ignored(priced: Office) -> None:
    """A forged field for another role or for the total has no effect on the figures."""
    at_step_2(priced)
    opened = priced.type("ada", "/rom ENG-1")
    done = priced.submit("ada", opened, {**HOURS, "hours_wizard": "9999", "budget": "1", "rate_engineer": "1"})
    assert isinstance(done, Done)
    assert only(priced.rows(tables.estimate))["budget_minor"] == 1770000


def test_a_rate_of_its_own_is_asked_for_only_where_the_card_allows_it(priced: Office) -> None:
    """The form has a field for it, keeps what was set, and a forged one for another role changes nothing."""
    rates = tuple(msgspec.structs.replace(rate, override=rate.key == "engineer") for rate in CARDS[1].rates)
    set_rate_cards(priced, msgspec.structs.replace(CARDS[1], rates=rates))
    at_step_2(priced)
    opened = priced.type("ada", "/rom ENG-1")
    for bad in ("-1", "NaN", "1000001", "1" + "0" * 30):
        assert refused(priced.submit("ada", opened, {**HOURS, "rate_engineer": bad})).field == "rate_engineer"
    own = {"rate_engineer": "100", "hours_architect": "1/1/1", "rate_architect": "1"}
    assert isinstance(priced.submit("ada", opened, {**HOURS, **own}), Done)
    assert only(priced.rows(tables.estimate))["budget_minor"] == 1100000 + 120000 + 18750 + 1875
    again = priced.type("ada", "/rom ENG-1")
    assert isinstance(again, Opened)
    initial = {field.key: field.initial for field in again.form.fields}
    assert initial["rate_engineer"] == "100"
    assert "rate_architect" not in initial


def test_a_forged_form_finds_nothing(priced: Office) -> None:
    """Another id, a version that never was and another card's name each get a refusal."""
    at_step_2(priced)
    opened = priced.type("ada", "/rom ENG-1")
    assert isinstance(opened, Opened)
    for changes, reason in (
        ({"subject": "0" * 32}, Reason.NOT_FOUND),
        ({"version": 99}, Reason.CHANGED_MEANWHILE),
        ({"version": 2**31 - 1}, Reason.CHANGED_MEANWHILE),
        ({"argument": "2025-1"}, Reason.CHANGED_MEANWHILE),
        ({"argument": ""}, Reason.CHANGED_MEANWHILE),
    ):
        forged = Opened(form=msgspec.structs.replace(opened.form, **changes))
        assert refused(priced.submit("ada", forged, HOURS)).reason is reason
    assert priced.rows(tables.estimate) == []


def test_what_cannot_be_seen_is_not_kept(priced: Office) -> None:
    """Controls and marks that turn text around are gone before anything is stored or hashed."""
    at_step_2(priced)
    done = draft(priced, assumptions="Test\x00 system\u202e <!channel>")
    assert isinstance(done, Done)
    assert done.card.quote == "Test system <!channel>"
    assert "(10 % of the likely work)" in str(done.card.facts)
