"""The register of referenceable customers: who, for what, until when, how often used; renewed, withdrawn, taken off."""

import pytest

from storage import history, tables
from tests.checkins.test_check_ins import said
from tests.office import AGREED, Office
from tests.references.agreeing import agreed, customers, done, live, opened, refused, told, willing
from workflows.kernel.answers import Reason


def test_an_empty_register_says_how_one_gets_there(office: Office) -> None:
    """Nobody is left with an empty card."""
    card = done(office.type("lena", "/references"))

    assert "happy check-in" in said(card.body[0])


def test_the_register_says_who_for_what_and_how_far(office: Office) -> None:
    """By name: what they agreed to and until when, how often used, and the newest reference program with its step."""
    willing(office, "birk")
    agreed(office, until="2027-01-31")
    office.start("emil", process="reference-program", title="Story")

    card = done(office.type("lena", "/references"))

    assert card.title == "Referenceable customers: 2, 1 with a consent that holds today"
    assert [said(row.text) for row in card.rows] == ["Acme Mills", "Birk & Sons"]
    detail = said(card.rows[0].detail)
    assert detail.startswith("Reference call, Quote · until 2027-01-31 · not used yet · REF-1: 1.1 ")
    assert said(card.rows[1].detail).startswith("Willing; what they agree to is to be recorded")


def test_a_consent_is_kept_as_it_was_given(office: Office) -> None:
    """Its words, its day, who gave it and who recorded it; all of it in the customer's history as well."""
    agreed(office, until="2027-01-31", note="Ask before calls.")

    card = done(office.type("lena", "/references acme"))

    assert card.quote == "You may give our name."
    facts = {fact.label: said(fact.value) for fact in card.facts}
    assert facts["Given by"] == "Dr Ito, 2026-03-01"
    assert facts["Remark"] == "Ask before calls."
    assert [button.label for button in card.buttons][:2] == ["Record a use", "Renew consent"]
    assert told(office) == [("consent-recorded", "You may give our name.")]
    shown = done(office.type("carl", "/customer acme"))
    assert "consent recorded" in said(shown.rows[-1].text)


@pytest.mark.parametrize(
    ("values", "reason", "field"),
    [
        ({"uses": ()}, Reason.FIELD_MISSING, "uses"),
        ({"uses": ("all",)}, Reason.NOT_A_CHOICE, "uses"),
        ({"wording": " "}, Reason.FIELD_MISSING, "wording"),
        ({"given_on": "2026-03-03"}, Reason.DAY_AHEAD, "given_on"),
        ({"given_on": "soon"}, Reason.NOT_A_DATE, "given_on"),
        ({"until": "2026-03-01"}, Reason.DAY_PASSED, "until"),
    ],
)
def test_a_consent_that_cannot_be_is_refused(
    office: Office, values: dict[str, object], reason: Reason, field: str
) -> None:
    """With the field to correct, and nothing changed."""
    form = opened(office.type("carl", "/references consent acme"))
    given = {"uses": ("call",), "given_by": "Dr Ito", "given_on": "2026-03-01", **values}

    answer = office.submit("carl", form, given)

    assert refused(answer) is reason
    assert answer.field == field  # type: ignore[union-attr]  # It was refused.
    assert live(office) == []


def test_a_consent_is_renewed_with_what_was_there(office: Office) -> None:
    """The form has the old consent filled in; the old one stays in the rows, ended; listed since the same day."""
    agreed(office, until="2026-03-31")
    office.later(days=40)
    assert "Consent has ended (2026-03-31)" in said(done(office.type("lena", "/references")).rows[0].detail)
    form = opened(office.type("carl", "/references consent acme"))
    given = {field.key: field.initial for field in form.form.fields}
    assert given["uses"] == ("call", "quote")

    done(office.submit("carl", form, {"uses": ("call", "logo"), "until": "2027-03-31"}))

    (entry,) = live(office)
    assert (entry["uses"], entry["until"]) == ('["call","logo"]', "2027-03-31")
    ended = [row for row in office.rows(tables.reference_entry) if row["ended_at"] is not None]
    assert [(row["ending"], row["listed_at"]) for row in ended] == [("replaced", entry["listed_at"])]
    late = office.submit("carl", form, {"uses": ("video",), "until": ""})
    assert refused(late) is Reason.CHANGED_MEANWHILE


def test_a_consent_is_withdrawn_and_given_again(office: Office) -> None:
    """They stay on the register, marked; nobody records a use; a new consent makes them a reference again."""
    agreed(office)
    form = opened(office.type("carl", "/references withdraw acme"))

    done(office.submit("carl", form, {"reason": "A new manager."}))

    row = done(office.type("lena", "/references")).rows[0]
    assert said(row.detail).startswith("Consent withdrawn · it was for: Reference call, Quote")
    assert refused(office.type("carl", "/references use acme")) is Reason.NOT_COVERED
    assert refused(office.type("carl", "/references withdraw acme")) is Reason.ALREADY_DONE
    assert refused(office.submit("carl", form, {"reason": "Again."})) is Reason.ALREADY_DONE
    agreed(office)
    assert [action for action, _ in told(office)] == ["consent-recorded", "consent-withdrawn", "consent-recorded"]
    assert live(office)[0]["state"] == "consent"


def test_a_use_is_counted_and_taken_back(office: Office) -> None:
    """As what, when, for whom and by whom; a mistake is taken back once, and both stand in the history."""
    agreed(office)
    form = opened(office.type("ada", "/references use acme"))
    assert [choice.value for choice in form.form.fields[0].choices] == ["call", "quote"]

    card = done(office.submit("ada", form, {"kind": "call", "purpose": "Contoso's buyer"}))
    done(office.submit("ada", form, {"kind": "quote", "used_on": "2026-02-27"}))

    assert "That makes 1 use." in said(card.body[0])
    assert "used 2 times, last on 2026-03-02" in said(done(office.type("lena", "/references")).rows[0].detail)
    assert refused(office.press("fina", card, "Take back")) is Reason.NOT_ALLOWED
    done(office.press("ada", card, "Take back"))
    assert refused(office.press("carl", card, "Take back")) is Reason.ALREADY_DONE
    shown = done(office.type("lena", "/references acme"))
    assert [said(row.text) for row in shown.rows] == ["Quote"]
    assert told(office)[1:] == [
        ("used", "Reference call: Contoso's buyer"),
        ("used", "Quote"),
        ("use-taken-back", "Reference call"),
    ]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"kind": "video"}, Reason.NOT_COVERED),
        ({"kind": "call", "used_on": "2026-03-03"}, Reason.DAY_AHEAD),
        ({"kind": "nothing"}, Reason.NOT_A_CHOICE),
        ({"kind": ""}, Reason.FIELD_MISSING),
    ],
)
def test_a_use_that_was_not_agreed_to_is_refused(office: Office, values: dict[str, str], reason: Reason) -> None:
    """What the consent does not cover is no use, whatever a form says."""
    agreed(office)
    form = opened(office.type("ada", "/references use acme"))

    assert refused(office.submit("ada", form, values)) is reason
    assert office.rows(tables.reference_use) == []


def test_a_consent_covers_its_last_day_and_no_later_one(office: Office) -> None:
    """A use on the last day is one, also when it is written down later; one after it is refused."""
    agreed(office, until="2026-03-04")
    form = opened(office.type("ada", "/references use acme"))
    office.later(days=5)

    done(office.submit("ada", form, {"kind": "call", "used_on": "2026-03-04"}))

    assert refused(office.submit("ada", form, {"kind": "call", "used_on": "2026-03-05"})) is Reason.NOT_COVERED


def test_the_wrong_person_changes_nothing(office: Office) -> None:
    """Who keeps the register changes it, and who sells records uses; everybody reads it."""
    agreed(office)
    for verb, values in (("consent", {}), ("withdraw", {"reason": "So."}), ("remove", {"reason": "So."})):
        form = opened(office.type("fina", f"/references {verb} acme"))
        assert refused(office.submit("fina", form, values)) is Reason.NOT_ALLOWED, verb
    form = opened(office.type("fina", "/references use acme"))
    assert refused(office.submit("fina", form, {"kind": "call"})) is Reason.NOT_ALLOWED
    assert len(told(office)) == 1


def test_a_customer_is_taken_off_once_and_put_back(office: Office) -> None:
    """With a reason that stands in their history; back they come as they were, by the button or by the command."""
    agreed(office, until="2027-01-31")
    form = opened(office.type("lena", "/references remove acme"))
    assert refused(office.submit("fina", form, {"reason": "I say so."})) is Reason.NOT_ALLOWED
    assert refused(office.submit("carl", form, {"reason": " "})) is Reason.FIELD_MISSING
    gone = done(office.submit("carl", form, {"reason": "They left us."}))
    assert refused(office.submit("carl", form, {"reason": "They left us."})) is Reason.ALREADY_DONE
    assert live(office) == []
    assert refused(office.type("carl", "/references remove acme")) is Reason.NO_REFERENCE

    done(office.press("carl", gone, "Put back"))

    assert refused(office.press("carl", gone, "Put back")) is Reason.ALREADY_DONE
    (entry,) = live(office)
    assert (entry["until"], entry["uses"], entry["state"]) == ("2027-01-31", '["call","quote"]', "consent")
    again = opened(office.type("carl", "/references remove acme"))
    done(office.submit("carl", again, {"reason": "Again."}))
    shown = done(office.type("lena", "/references acme"))
    back = opened(office.press("carl", shown, "Put back"))
    done(office.submit("carl", back, {"note": "They came back."}))
    assert told(office)[-1] == ("back-on-the-register", "They came back.")
    assert refused(office.type("carl", "/references restore birk")) is Reason.NO_REFERENCE
    with office.database.transaction() as connection:
        assert history.verify(connection) is None


def test_a_survey_lists_the_customer_with_its_consent(office: Office) -> None:
    """B 1.5 and 1.6: what was filled in is the consent; it takes the place of a word in a check-in (C 1.2)."""
    willing(office, "acme")
    engagement = office.start("emil", process="reference-program", title="Story")
    for outcome in ("yes", "invited", "attended", "sent", "commits"):
        done(office.say("emil", engagement, outcome, **AGREED.get(outcome, {})))
    office.later(days=1)

    done(office.say("dora", engagement, "listed", consent_until="2027-03-01"))

    (entry,) = live(office)
    assert (entry["uses"], entry["until"], entry["engagement_id"]) == ('["call"]', "2027-03-01", engagement)
    assert (entry["wording"], entry["given_by"]) == ("We agree to be a reference.", "Dr Ito")
    assert (entry["listed_by"], entry["recorded_by"]) == ("carl", "dora")
    assert told(office) == [("consent-recorded", "We agree to be a reference.")]


def test_a_check_in_takes_nothing_away(office: Office) -> None:
    """Who says so again in a talk keeps the consent that they gave; who had withdrawn it is willing again (C 1.2)."""
    agreed(office)
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    done(office.say("carl", engagement, "started"))

    done(office.say("carl", engagement, "happy", referenceable="yes", description="Gladly."))
    assert live(office)[0]["state"] == "consent"
    form = opened(office.type("carl", "/references withdraw acme"))
    done(office.submit("carl", form, {"reason": "Not now."}))
    done(office.say("carl", engagement, "happy", referenceable="yes", description="Gladly."))

    (entry,) = live(office)
    assert (entry["state"], entry["note"], entry["uses"]) == ("willing", "Gladly.", "[]")
    assert told(office)[-1] == ("on-the-register", "Gladly.")


def test_a_slip_of_a_check_in_forgets_no_withdrawal(office: Office) -> None:
    """Who had taken their consent back, and was put on by a check-in that was corrected, is not to be asked still."""
    agreed(office)
    done(office.submit("carl", opened(office.type("carl", "/references withdraw acme")), {"reason": "Not now."}))
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    done(office.say("carl", engagement, "started"))
    office.later(minutes=1)
    done(office.say("carl", engagement, "happy", referenceable="yes"))
    assert live(office)[0]["state"] == "willing"
    office.later(minutes=1)

    done(office.submit("carl", opened(office.type("carl", "/checkin edit acme")), {"referenceable": False}))

    (entry,) = live(office)
    assert (entry["state"], entry["wording"]) == ("withdrawn", "You may give our name.")
    assert told(office)[-1][0] == "off-the-register"


def test_a_long_register_and_many_uses_have_pages(office: Office) -> None:
    """Ten to a page, and back."""
    willing(office, *customers(office, 12))
    agreed(office)
    form = opened(office.type("ada", "/references use acme"))
    for _ in range(12):
        done(office.submit("ada", form, {"kind": "call"}))

    first = done(office.type("lena", "/references"))
    second = done(office.press("lena", first, "More"))
    assert (len(first.rows), len(second.rows)) == (10, 3)
    assert done(office.press("lena", second, "Back")) == first
    uses = done(office.press("lena", first, "Open"))
    older = done(office.press("lena", uses, "Older"))
    assert (len(uses.rows), len(older.rows)) == (10, 2)
    assert done(office.press("lena", older, "Newer")) == uses


def test_without_a_customer_a_form_asks_which(office: Office) -> None:
    """`/references use` alone leads to the same form as with the customer's name."""
    agreed(office)
    asked = opened(office.type("ada", "/references use"))

    form = opened(office.submit("ada", asked, {"customer": "acme"}))

    assert form.form.kind == "reference.use"
    assert refused(office.type("ada", "/references nobody")) is Reason.UNKNOWN_CUSTOMER
