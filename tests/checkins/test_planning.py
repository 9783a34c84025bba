"""When check-ins come: a due one asks for itself in working time, and can be put off, left out, paused, set anew."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage import tables
from storage.timers import Timers
from tests.checkins.test_check_ins import begun, said, shown
from tests.office import Office, staff
from workflows.kernel.answers import Done, Opened, Reason, Refused
from workflows.kernel.cards import Card
from workflows.kernel.posts import Post, Update
from workflows.process.parts import Span
from workflows.timing import CLOCK, Fire

DAY = timedelta(days=1)


def tick(office: Office) -> int:
    """Carry out what is due by the office's clock, and return how much that was."""
    timers = Timers(office.database, clock=lambda: office.now, lease=timedelta(seconds=1), own_clock=True)
    due = timers.claim(most=16)
    for one in due:
        answer = office.dispatcher.answer(Fire(actor=CLOCK, request_key=office.key(), due=one))
        assert isinstance(answer, Done), answer
    return len(due)


def due_at(office: Office) -> datetime:
    (row,) = office.rows(tables.engagement)
    found = row["due_at"]
    assert isinstance(found, datetime)
    return found


def asks_at(office: Office) -> datetime | None:
    """Return when the check-in asks for itself; None where it does not."""
    found = [row["next_at"] for row in office.rows(tables.timer) if row["kind"] == "recurring"]
    assert len(found) <= 1
    return found[0] if found else None


def asked(office: Office, who: str = "carl") -> list[Card]:
    """Return the messages that somebody got."""
    sent = [one.payload for one in office.sent() if one.lane == f"slack:U{who.upper()}"]
    return [payload.card for payload in sent if isinstance(payload, Post)]


def facts(card: Card) -> dict[str, str]:
    return {fact.label: said(fact.value) for fact in card.facts}


def done(answer: object) -> Card:
    assert isinstance(answer, Done), answer
    return answer.card


def refused(answer: object) -> Reason:
    assert isinstance(answer, Refused), answer
    return answer.reason


def history(office: Office) -> list[str]:
    rows = [row for row in office.rows(tables.history) if str(row["subject"]).startswith("engagement:")]
    return [str(row["action"]) for row in sorted(rows, key=lambda row: int(str(row["seq"])))]


def test_a_day_off_that_is_written_down_later(office: Office) -> None:
    """The day on which it is due becomes a day off: it is asked for on the next one, and nobody is written to early."""
    begun(office)
    with office.database.transaction() as connection:
        off = sa.update(tables.person).where(tables.person.c.key == "carl")
        connection.execute(off.values(working_time='{"closed":[["2026-03-04","2026-03-04"]]}'))
        connection.execute(sa.update(tables.company).values(directory_version=tables.company.c.directory_version + 1))
    office.now = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    tick(office)
    assert asked(office) == []
    assert asks_at(office) == datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
    office.now = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
    tick(office)
    assert len(asked(office)) == 1


def test_a_check_in_whose_owner_works_later(office: Office) -> None:
    """On the day before it is due it goes to a colleague whose day begins at twelve: asked for then, not at nine."""
    begun(office)
    with office.database.transaction() as connection:
        late = sa.update(tables.person).where(tables.person.c.key == "luis")
        connection.execute(late.values(working_time='{"hours":"mon-fri 12:00-20:00"}'))
    staff(office.database, "csm", "carl", "luis")
    opened = office.type("carl", "/engagement assign CS-1")
    done(office.submit("carl", opened, {"person": "luis"}))
    office.now = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    tick(office)
    office.now = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
    assert asks_at(office) == office.now
    tick(office)
    assert asked(office) == []
    assert len(asked(office, "luis")) == 1


def test_what_is_taken_back_asks_no_more(office: Office) -> None:
    """Check-ins that begin are taken back at once: none is to come, and `csops timers` lists none."""
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    begun = done(office.say("carl", engagement, "started"))
    assert asks_at(office) is not None
    done(office.press("carl", begun, "Undo"))
    assert asks_at(office) is None


def test_in_the_place_of_who_left_a_colleague_is_asked(office: Office) -> None:
    """Carl is no longer of the company, and his check-in is due: who else holds his role is asked, at that hour."""
    begun(office)
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.person).where(tables.person.c.key == "carl").values(active=False))
    staff(office.database, "csm", "luis")
    office.now = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    assert tick(office) >= 1
    assert asked(office) == []
    (card,) = asked(office, "luis")
    assert "Check in with the customer" in card.title


def test_a_due_check_in_asks_for_itself_once(office: Office) -> None:
    """On the morning of its day Carl gets a message with the form behind a button; when it was held, it says so."""
    begun(office)
    assert due_at(office) == datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
    assert asks_at(office) == datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    office.now = datetime(2026, 3, 4, 8, 59, tzinfo=UTC)
    assert tick(office) == 0
    office.later(minutes=2)
    assert tick(office) == 1
    assert tick(office) == 0

    (card,) = asked(office)
    assert card.title == "Acme Mills: Check in with the customer"
    assert [button.label for button in card.buttons] == [
        "Check in",
        "Tomorrow",
        "Next week",
        "Another day",
        "Leave it out",
    ]
    form = office.press("carl", card, "Check in")
    assert isinstance(form, Opened)
    done(office.submit("carl", form, {"outcome": "happy"}))

    updates = [one.payload for one in office.sent() if one.lane == "slack:UCARL" and isinstance(one.payload, Update)]
    assert not updates[-1].card.buttons
    assert said(updates[-1].card.status).startswith("✓ Happy, by @")
    assert "asked-for" in history(office)


def test_the_next_date_follows_the_last_one_held(office: Office) -> None:
    """Held a day late, the next one is a month after that, at the end of a working day, and asks on its morning."""
    engagement = begun(office)
    office.now = datetime(2026, 3, 5, 11, 0, tzinfo=UTC)
    assert isinstance(office.say("carl", engagement, "happy"), Done)

    assert due_at(office) == datetime(2026, 6, 5, 17, 0, tzinfo=UTC)  # Nothing was chosen: as the definition has it.
    assert asks_at(office) == datetime(2026, 6, 5, 9, 0, tzinfo=UTC)
    done(office.type("carl", "/checkin acme every month"))
    assert due_at(office) == datetime(2026, 4, 6, 17, 0, tzinfo=UTC)  # The fifth of April is a Sunday.
    assert asks_at(office) == datetime(2026, 4, 6, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tier", "cadence", "every"),
    [
        ("", "monthly", "1 month"),
        ("", "", "3 months"),
        ("basic", "quarterly", "3 months"),
        ("enhanced", "", "6 months"),
        ("premium", "", "3 months"),
        ("premium", "weekly", "1 week"),
        ("enhanced", "quarterly", "3 months"),
    ],
)
def test_the_tier_and_the_choice_together(office: Office, tier: str, cadence: str, every: str) -> None:
    """Whichever is more often; where neither says anything, as the definition has it (processes.md E, C 1.1)."""
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.customer).where(tables.customer.c.key == "acme").values(tier=tier))
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    assert isinstance(office.say("carl", engagement, "started", **({"cadence": cadence} if cadence else {})), Done)

    plan = facts(shown(office.type("carl", "/checkin acme plan")))

    assert plan["How often"].partition(";")[0] == f"every {every.removeprefix('1 ')}"


def test_putting_it_off(office: Office) -> None:
    """Tomorrow, next week or a day: it is due then, the message says so, and it asks again on that morning."""
    begun(office)
    office.now = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    tick(office)

    card = done(office.press("carl", asked(office)[0], "Next week"))

    assert due_at(office) == datetime(2026, 3, 9, 17, 0, tzinfo=UTC)
    assert facts(card)["Next"] == "due #, put off from #"
    assert asks_at(office) == datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
    done(office.type("carl", "/checkin acme later 2026-03-14"))  # A Saturday.
    assert due_at(office) == datetime(2026, 3, 16, 17, 0, tzinfo=UTC)
    office.now = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
    assert tick(office) == 1
    assert len(asked(office)) == 2
    form = office.press("carl", asked(office)[1], "Another day")
    assert refused(office.submit("carl", form, {"day": "2026-03-13"})) is Reason.DAY_PASSED
    assert refused(office.submit("carl", form, {"day": "some day"})) is Reason.NOT_A_DATE
    done(office.submit("carl", form, {"day": "2026-03-17"}))
    assert history(office).count("put-off") == 3


def test_leaving_one_out_wants_a_reason(office: Office) -> None:
    """The reason stands in the history, and the next one follows the day on which this one was due."""
    begun(office)
    done(office.type("carl", "/checkin acme every 2 weeks"))
    form = office.type("carl", "/checkin acme skip")
    assert refused(office.submit("carl", form, {"reason": " "})) is Reason.FIELD_MISSING

    done(office.submit("carl", form, {"reason": "They are on holiday."}))

    assert due_at(office) == datetime(2026, 3, 18, 17, 0, tzinfo=UTC)
    note = next(row["note"] for row in office.rows(tables.history) if row["action"] == "skipped")
    assert note == "They are on holiday."


def test_a_pause_lasts_until_it_is_ended(office: Office) -> None:
    """None is due and none asks for itself, also after one that was held all the same; resumed, one is due soon."""
    engagement = begun(office)
    form = office.type("carl", "/checkin acme pause Merging with Birk")
    assert isinstance(form, Opened)
    assert form.form.fields[0].initial == "Merging with Birk"
    card = done(office.submit("carl", form, {}))
    assert facts(card)["Next"] == "paused since #"
    assert [button.label for button in card.buttons] == ["Resume", "How often"]
    assert asks_at(office) is None
    assert refused(office.submit("carl", form, {})) is Reason.ALREADY_DONE
    assert refused(office.type("carl", "/checkin acme later tomorrow")) is Reason.NOT_WAITING
    assert isinstance(office.say("carl", engagement, "happy"), Done)
    assert asks_at(office) is None
    assert " · paused" in said(shown(office.type("carl", "/checkin list")).rows[0].detail)

    done(office.press("carl", card, "Resume"))

    assert due_at(office) == datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
    assert refused(office.type("carl", "/checkin acme resume")) is Reason.NOT_PAUSED
    assert [action for action in history(office) if action != "asked-for"][-3:] == ["paused", "step", "resumed"]


def test_how_often_by_words_and_by_a_form(office: Office) -> None:
    """Words of their own, a choice of the definition, the tier's alone; what is no length of time is told."""
    begun(office)
    assert facts(done(office.type("carl", "/checkin acme every 10 days")))["How often"] == "every 10 days"
    assert facts(done(office.type("carl", "/checkin acme every week")))["How often"] == "every week"
    for words in ("now and then", "5 minutes", "0 weeks"):
        assert refused(office.type("carl", f"/checkin acme every {words}")) is Reason.NOT_A_CADENCE
    form = office.type("carl", "/checkin acme every")
    assert facts(done(office.submit("carl", form, {"every": "fortnightly"})))["How often"] == "every 2 weeks"
    again = office.type("carl", "/checkin acme every")
    assert isinstance(again, Opened)
    assert again.form.fields[0].initial == "fortnightly"
    assert facts(done(office.submit("carl", again, {"every": "tier"})))["How often"] == "every 3 months"


def test_only_who_holds_them_plans_them(office: Office) -> None:
    """Somebody else is told who may, sees the plan without buttons, and changes nothing."""
    begun(office)
    before = office.rows(tables.history)

    assert refused(office.type("ada", "/checkin acme every week")) is Reason.NOT_ALLOWED
    assert refused(office.type("ada", "/checkin acme pause")) is Reason.NOT_ALLOWED
    assert shown(office.type("ada", "/checkin acme plan")).buttons == ()

    assert office.rows(tables.history) == before


def test_who_stands_in_is_asked_and_may(office: Office) -> None:
    """Carl is away to Lena: she is asked, puts it off for him, and the history names both."""
    begun(office)
    done(office.type("carl", "/csops away until 2026-03-10 to lena"))
    office.now = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)

    tick(office)

    card = next(card for card in asked(office, "lena") if "Check in with" in card.title)
    assert not any("Check in with" in one.title for one in asked(office))
    done(office.press("lena", card, "Tomorrow"))
    entry = next(row for row in office.rows(tables.history) if row["action"] == "put-off")
    assert '"for":"carl"' in str(entry["details"])


def test_who_is_away_with_nobody_is_asked_when_they_are_back(office: Office) -> None:
    """Nobody stands in for Carl: the message waits for his first working moment."""
    begun(office)
    with office.database.transaction() as connection:
        row = {"person_key": "carl", "first_day": "2026-03-03", "last_day": "2026-03-08", "set_by": "carl"}
        connection.execute(sa.insert(tables.absence).values(**row, set_at=office.now))
        connection.execute(sa.update(tables.company).values(directory_version=tables.company.c.directory_version + 1))
    office.now = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)

    assert tick(office) == 1

    assert asked(office) == []
    assert asks_at(office) == datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
    office.now = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
    tick(office)
    assert len(asked(office)) == 1


@pytest.mark.parametrize(
    ("zone", "hours", "asks"),
    [
        ("Europe/Berlin", "", datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),  # The clocks were changed the day before.
        ("America/New_York", "Mon-Fri 07:30-15:30", datetime(2026, 3, 30, 11, 30, tzinfo=UTC)),
        ("Asia/Tokyo", "Tue-Sat 10:00-18:00", datetime(2026, 3, 31, 1, 0, tzinfo=UTC)),
    ],
)
def test_it_asks_in_the_morning_of_whoever_has_it(office: Office, zone: str, hours: str, asks: datetime) -> None:
    """In Carl's own zone and hours, whatever the clocks do."""
    with office.database.transaction() as connection:
        working = f'{{"hours":"{hours}"}}' if hours else "{}"
        person = tables.person
        connection.execute(sa.update(person).where(person.c.key == "carl").values(time_zone=zone, working_time=working))
        connection.execute(sa.update(tables.company).values(directory_version=tables.company.c.directory_version + 1))
    begun(office)

    done(office.type("carl", "/checkin acme later 2026-03-29"))  # A Sunday.

    assert asks_at(office) == asks
    office.now = asks
    tick(office)
    assert len(asked(office)) == 1


def test_where_nobody_has_it_all_are_asked_and_the_first_does_it(office: Office) -> None:
    """Two hold the role: both are asked, and when one holds it the other's message says so too."""
    staff(office.database, "csm", "carl", "lena")
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    assert isinstance(office.say("carl", engagement, "started"), Done)
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.engagement).values(owner=None))
    office.now = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    tick(office)
    assert len(asked(office)) == len(asked(office, "lena")) == 1

    assert isinstance(office.say("lena", engagement, "happy"), Done)

    for who in ("carl", "lena"):
        updates = [one.payload for one in office.sent() if one.lane == f"slack:U{who.upper()}"]
        last = updates[-1]
        assert isinstance(last, Update)
        assert not last.card.buttons


def test_a_customer_who_leaves_is_asked_for_no_more(office: Office) -> None:
    """At a step between two check-ins, and when the process is over, nothing asks for itself."""
    engagement = begun(office)
    assert isinstance(office.say("carl", engagement, "not-happy", issue="Slow."), Done)
    assert asks_at(office) is None
    assert refused(office.type("carl", "/checkin acme pause")) is Reason.NOT_THAT_STEP
    assert isinstance(office.say("carl", engagement, "resolved"), Done)
    assert asks_at(office) is not None
    form = office.type("carl", "/engagement cancel CS-1")
    done(office.submit("carl", form, {"reason": "They left."}))
    assert asks_at(office) is None


def test_nothing_runs_with_a_customer(office: Office) -> None:
    """What is typed of check-ins that do not run is refused with how to begin some, and the plan has the button."""
    assert refused(office.type("carl", "/checkin acme every week")) is Reason.NO_CHECK_INS
    assert refused(office.type("carl", "/checkin acme skip")) is Reason.NO_CHECK_INS
    assert [button.label for button in shown(office.type("carl", "/checkin acme plan")).buttons] == ["Start check-ins"]


def test_a_length_of_time_is_kept_as_it_is_meant(office: Office) -> None:
    """Every length of time that somebody can choose is one that the engine knows."""
    begun(office)
    for words in ("3 working days", "every 6 weeks", "2 months"):
        plan = facts(done(office.type("carl", f"/checkin acme every {words.removeprefix('every ')}")))
        assert str(Span.model_validate(plan["How often"].removeprefix("every "))) in words
