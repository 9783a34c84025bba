"""Case studies by the customer's name: begun for who agreed to one, once at a time, shown with the draft, listed."""

from collections.abc import Mapping
from typing import Any

import pytest

from storage import tables
from tests.checkins.test_check_ins import said
from tests.office import AGREED, Office
from tests.references.agreeing import agreed, customers, done, opened, refused, willing
from workflows.kernel.answers import Opened, Reason
from workflows.kernel.text import Link

USES: Mapping[str, Any] = {"uses": ("call", "case-study")}


def begun(office: Office, customer: str = "acme", **values: object) -> str:
    """Begin a customer's case study by its form, and return its number."""
    form = opened(office.type("mara", f"/casestudy {customer}"))
    done(office.submit("mara", form, values))
    return str(max(office.rows(tables.engagement), key=lambda row: row["created_at"])["key"])


@pytest.mark.parametrize(("agreed_to", "step"), [(None, "2.8"), (True, "2.9")])
def test_it_begins_where_it_must(office: Office, *, agreed_to: bool | None, step: str) -> None:
    """At the question to the customer, or where they agreed to this one already at its writing; with the draft."""
    agreed(office, **USES)
    given: Mapping[str, Any] = {"draft": "https://study.example/1"} if agreed_to is None else {"agreed": agreed_to}

    begun(office, **given)

    (row,) = office.rows(tables.engagement)
    assert (row["step"], row["title"], row["owner"]) == (step, "Case study: Acme Mills", "mara")
    assert ("study.example" in row["facts"]) == (agreed_to is None)


def test_the_same_one_again_while_it_is_under_way(office: Office) -> None:
    """The command shows it with its draft; a form that was open does not begin a second one."""
    agreed(office, **USES)
    form = opened(office.type("mara", "/casestudy acme"))
    begun(office, draft="https://study.example/1")

    card = done(office.type("mara", "/casestudy acme"))
    late = done(office.submit("mara", form, {}))

    draft = next(fact for fact in card.facts if fact.label == "Draft")
    assert draft.value == (Link("https://study.example/1", "the draft"),)
    assert "Yes to a case study" in {button.label for button in card.buttons}
    assert "under way already" in said(late.body[0])
    assert len(office.rows(tables.engagement)) == 1
    assert done(office.press("mara", late, "Open")) == card


def test_a_program_that_came_to_it_is_one(office: Office) -> None:
    """Who came to 2.8 by the reference program has their case study under way; once it has ended, a new one begins."""
    agreed(office, **USES)
    engagement = office.start("emil", process="reference-program", title="Story")
    for outcome in ("yes", "invited", "attended", "sent", "commits"):
        done(office.say("emil", engagement, outcome, **AGREED.get(outcome, {})))
    done(office.say("dora", engagement, "listed"))
    agreed(office, **USES)
    assert isinstance(office.type("mara", "/casestudy acme"), Opened)
    done(office.say("mara", engagement, "no"))
    assert "REF-1" in done(office.type("mara", "/casestudy acme")).title

    done(office.say("mara", engagement, "no"))

    assert isinstance(office.type("mara", "/casestudy acme"), Opened)


def test_who_did_not_agree_has_no_case_study(office: Office) -> None:
    """Not on the register, not recorded yet, for other uses, ended, withdrawn: refused, with what to do."""
    assert refused(office.type("mara", "/casestudy acme")) is Reason.NO_REFERENCE
    willing(office, "birk")
    assert refused(office.type("mara", "/casestudy birk")) is Reason.NOT_COVERED
    agreed(office)
    assert refused(office.type("mara", "/casestudy acme")) is Reason.NOT_COVERED
    agreed(office, **USES, until="2026-03-05")
    form = opened(office.type("mara", "/casestudy acme"))
    office.later(days=10)
    assert refused(office.type("mara", "/casestudy acme")) is Reason.NOT_COVERED
    assert refused(office.submit("mara", form, {})) is Reason.NOT_COVERED
    assert refused(office.type("mara", "/casestudy nobody")) is Reason.UNKNOWN_CUSTOMER
    assert office.rows(tables.engagement) == []


def test_only_marketing_begins_one(office: Office) -> None:
    """Whoever could not do its first step cannot begin it; a bad link is refused under its field."""
    agreed(office, **USES)
    form = opened(office.type("carl", "/casestudy acme"))

    assert refused(office.submit("carl", form, {})) is Reason.NOT_ALLOWED
    assert refused(office.submit("mara", form, {"draft": "on my desk"})) is Reason.NOT_A_LINK
    assert refused(office.submit("mara", form, {"title": " "})) is Reason.FIELD_MISSING
    assert office.rows(tables.engagement) == []


def test_those_under_way_are_listed(office: Office) -> None:
    """Page by page, each with its step and its draft; what has ended is not among them."""
    assert "No case study is under way" in said(done(office.type("mara", "/casestudy list")).body[0])
    for key in customers(office, 12):
        agreed(office, key, **USES)
        office.later(minutes=1)
        begun(office, key, draft=f"https://study.example/{key}")

    first = done(office.type("mara", "/casestudy list"))
    second = done(office.press("mara", first, "More"))

    assert (len(first.rows), len(second.rows)) == (10, 2)
    assert said(first.rows[0].text).startswith("REF-1 Customer 00: Case study")
    assert Link("https://study.example/c00", "the draft") in first.rows[0].detail
    assert done(office.press("mara", second, "Back")) == first


def test_it_is_begun_from_the_register(office: Office) -> None:
    """The customer's card has the button where they agreed to a case study."""
    agreed(office, **USES)
    shown = done(office.type("mara", "/references acme"))

    form = opened(office.press("mara", shown, "Case study"))

    assert form.form.kind == "casestudy.start"
