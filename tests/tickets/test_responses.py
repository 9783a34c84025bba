"""The first response to a ticket: due by tier and severity, warned of, noticed once, stopped by an answer."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given as given_that
from hypothesis import strategies as st

from storage import tables
from tests.checkins.test_check_ins import said, shown
from tests.checkins.test_planning import tick
from tests.office import Office, staff
from workflows.engagements import response
from workflows.kernel.answers import Done, Opened, Reason, Refused
from workflows.kernel.cards import Card
from workflows.kernel.hours import read_week
from workflows.kernel.posts import Post, Update
from workflows.kernel.working_time import ROUND_THE_CLOCK, Calendar

NIGHT = datetime(2026, 3, 7, 2, 0, tzinfo=UTC)
"""A Saturday, in the middle of the night."""

spans = st.timedeltas(timedelta(minutes=1), timedelta(hours=40))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
calendars = st.sampled_from(
    [
        ROUND_THE_CLOCK,
        Calendar(zone="Europe/Berlin"),
        Calendar(zone="America/New_York", week=read_week("Sun-Thu 22:00-06:00")),
    ]
)


def clock(target: timedelta) -> response.Response:
    return response.Response(target=target, warning=target / 5, left=target)


@given_that(moments, spans, calendars)
def test_it_warns_and_runs_out_and_each_is_told_once(now: datetime, target: timedelta, calendar: Calendar) -> None:
    """Four fifths of the time have gone by at the warning, all of it at the end; later looks tell nothing new."""
    running = response.resumed(clock(target), now, calendar)
    assert running.due_at is not None
    assert running.warn_at is not None
    assert calendar.between(now, running.due_at) == target
    assert abs(calendar.between(now, running.warn_at) - target * 4 / 5) < timedelta(seconds=1)

    assert response.told(running, running.warn_at - timedelta(seconds=1))[1] == ""
    warned, what = response.told(running, running.warn_at)
    assert what == response.WARNED
    assert response.told(warned, running.warn_at)[1] == ""
    assert warned.next_look == running.due_at
    breached, what = response.told(warned, running.due_at)
    assert what == response.BREACHED
    assert breached.next_look is None
    assert response.told(breached, running.due_at + timedelta(days=9))[1] == ""


@given_that(moments, spans, calendars, st.lists(st.tuples(spans, spans), max_size=5))
def test_what_stands_still_goes_on_with_what_is_left(
    now: datetime, target: timedelta, calendar: Calendar, stops: list[tuple[timedelta, timedelta]]
) -> None:
    """However often it stands still, the working time during which it ran adds up to its target, or it has run out."""
    running = response.resumed(clock(target), now, calendar)
    gone = timedelta(0)
    for runs, stands in stops:
        before = running.due_at
        assert before is not None
        still = response.paused(running, now + runs, calendar)
        if before <= now + runs:
            assert still == running
            return
        gone += calendar.between(now, now + runs)
        assert still.next_look is None
        assert response.told(still, now + timedelta(days=900))[1] == ""
        now += runs + stands
        running = response.resumed(still, now, calendar)
        assert running.due_at is not None
        assert calendar.between(now, running.due_at) == target - gone


@given_that(moments, spans, calendars, spans)
def test_an_answer_stops_it_for_good(now: datetime, target: timedelta, calendar: Calendar, later: timedelta) -> None:
    """Nothing is told any more, it never goes on, and the first answer counts."""
    answered = response.given(response.resumed(clock(target), now, calendar), now + later, "carl")

    assert answered.next_look is None
    assert response.told(answered, now + timedelta(days=900)) == (answered, "")
    for after in (response.paused(answered, now, calendar), response.resumed(answered, now, calendar)):
        assert after == answered
    assert response.given(answered, now + 2 * later, "lena") == answered


# --- in the office ---


def tiered(office: Office, tier: str) -> None:
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.customer).where(tables.customer.c.key == "acme").values(tier=tier))


def log(office: Office, who: str = "ada", **values: str) -> str:
    """Log a ticket of Acme's, and return its number."""
    form = office.type(who, "/ticket")
    given = {"customer": "acme", "kind": "customer-success", "title": "Add a user", **values}
    answer = office.submit(who, form, given)
    if isinstance(answer, Opened):
        answer = office.submit(who, answer, {"same": "anyway"})
    assert isinstance(answer, Done), answer
    return max(str(row["key"]) for row in office.rows(tables.engagement))


def facts(office: Office, key: str) -> dict[str, str]:
    return {fact.label: said(fact.value) for fact in shown(office.type("carl", f"/ticket show {key}")).facts}


def respond_by(office: Office) -> datetime | None:
    found = office.rows(tables.ticket)[-1]["respond_by"]
    assert found is None or isinstance(found, datetime)
    return found


def posted(office: Office, lane: str, words: str) -> list[Card]:
    sent = [one.payload for one in office.sent() if one.lane == lane and isinstance(one.payload, Post)]
    return [payload.card for payload in sent if words in payload.card.title]


@pytest.mark.parametrize(
    ("tier", "severity", "due"),
    [
        ("basic", "1", timedelta(minutes=60)),
        ("enhanced", "2", timedelta(minutes=30)),
        ("premium", "1", timedelta(minutes=15)),
    ],
)
def test_severity_one_and_two_count_round_the_clock(office: Office, tier: str, severity: str, due: timedelta) -> None:
    """In the night to Sunday too, by the customer's tier (processes.md E)."""
    tiered(office, tier)
    office.now = NIGHT

    key = log(office, severity=severity)

    assert respond_by(office) == NIGHT + due
    assert facts(office, key)["First response"] == "due #"
    assert facts(office, key)["Severity"].startswith(severity)


def test_everything_else_counts_in_working_time(office: Office) -> None:
    """Four working hours of Premium from Saturday night on end on Monday at one; the usual severity is 3."""
    tiered(office, "premium")
    office.now = NIGHT

    key = log(office)

    assert respond_by(office) == datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
    assert facts(office, key)["Severity"].startswith("3 Medium")


def test_nothing_is_promised_without_a_tier(office: Office) -> None:
    """No clock, no fact, no timer; and a kind that asks for no severity refuses one at its field."""
    key = log(office)
    assert respond_by(office) is None
    assert "First response" not in facts(office, key)
    assert not [row for row in office.rows(tables.timer) if row["kind"] == "response"]
    form = office.type("ada", "/ticket")
    refused = office.submit(
        "ada", form, {"customer": "acme", "kind": "development-request", "title": "A map", "severity": "1"}
    )
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.NOT_A_CHOICE, "severity")


def test_it_warns_and_then_says_once_that_it_is_late(office: Office) -> None:
    """After 48 of 60 minutes the role's channel and Carl hear of it, at 60 once more, and then never again."""
    tiered(office, "basic")
    key = log(office, severity="1")
    start = office.now
    office.now = start + timedelta(minutes=47)
    tick(office)
    assert posted(office, "slack:CINTERNAL", "first response") == []
    office.now = start + timedelta(minutes=48)
    tick(office)

    (warning,) = posted(office, "slack:CINTERNAL", "first response")
    assert said(warning.status) == "First response due #."
    assert posted(office, "slack:UCARL", "first response") == [warning]
    office.now = start + timedelta(minutes=60)
    tick(office)
    assert len(posted(office, "slack:CINTERNAL", "first response overdue")) == 1
    assert facts(office, key)["First response"] == "overdue since #"
    office.now = start + timedelta(days=3)
    for _ in range(3):
        tick(office)
        office.later(days=1)
    assert len(posted(office, "slack:CINTERNAL", "first response")) == 2
    actions = [row["action"] for row in office.rows(tables.history)]
    assert (actions.count("response-warned"), actions.count("response-breached")) == (1, 1)


def test_in_the_place_of_who_left_others_must_answer(office: Office) -> None:
    """Carl had the ticket and is no longer of the company: the others of his role are told in person."""
    tiered(office, "basic")
    log(office, "carl", severity="1")
    assert [row["owner"] for row in office.rows(tables.engagement)] == ["carl"]
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.person).where(tables.person.c.key == "carl").values(active=False))
    staff(office.database, "csm", "luis", "lena")
    office.later(minutes=48)
    tick(office)
    assert posted(office, "slack:UCARL", "first response") == []
    assert [len(posted(office, lane, "first response")) for lane in ("slack:ULUIS", "slack:ULENA")] == [1, 1]


def test_what_is_not_pressing_is_told_in_the_channel_alone(office: Office) -> None:
    """Severity 3 warns where colleagues are, in working time, and writes to nobody in person."""
    tiered(office, "premium")
    office.now = NIGHT
    log(office)
    office.now = datetime(2026, 3, 9, 12, 11, tzinfo=UTC)
    tick(office)
    assert posted(office, "slack:CINTERNAL", "first response") == []
    office.now = datetime(2026, 3, 9, 12, 12, tzinfo=UTC)
    tick(office)

    assert len(posted(office, "slack:CINTERNAL", "first response")) == 1
    assert posted(office, "slack:UCARL", "first response") == []


@pytest.mark.parametrize("how", ["accept", "outcome", "comment", "take"])
def test_each_of_these_is_a_first_response(office: Office, how: str) -> None:
    """Taking it, an outcome, a comment: the clock stops, the warning says so, and nothing is told any more."""
    tiered(office, "basic")
    if how == "take":
        staff(office.database, "csm", "carl", "lena")
    key = log(office, "carl" if how == "take" else "ada", severity="1")
    office.now += timedelta(minutes=48)
    tick(office)

    if how == "accept":
        answer = office.press("carl", office.last_card("slack:CINTERNAL", having="Accept"), "Accept")
    elif how == "outcome":
        answer = office.say("carl", str(office.rows(tables.engagement)[-1]["id"]), "taken")
    elif how == "comment":
        answer = office.submit("carl", office.type("carl", f"/engagement comment {key} We look at it."), {})
    else:
        answer = office.submit("lena", office.type("lena", f"/engagement take {key}"), {})
    assert isinstance(answer, Done), answer

    assert respond_by(office) is None
    assert facts(office, key)["First response"].startswith("in time, #, by @")
    updates = [
        one.payload for one in office.sent() if isinstance(one.payload, Update) and one.lane == "slack:CINTERNAL"
    ]
    assert any(said(update.card.status).startswith("First response by @") for update in updates)
    assert not [row for row in office.rows(tables.timer) if row["kind"] == "response"]
    office.now += timedelta(days=2)
    tick(office)
    assert posted(office, "slack:CINTERNAL", "first response overdue") == []


def test_an_answer_that_comes_late_is_called_so(office: Office) -> None:
    """It is kept that it was late, by whom and when."""
    tiered(office, "premium")
    key = log(office, severity="1")
    office.later(minutes=20)
    tick(office)

    assert isinstance(office.submit("carl", office.type("carl", f"/engagement comment {key} Sorry."), {}), Done)

    assert facts(office, key)["First response"] == "late, #, by @"


def test_a_step_that_waits_for_somebody_outside_lets_it_stand_still(office: Office) -> None:
    """While the ticket waits for the customer nothing is due and nobody is warned."""
    rest = "    due: 1 working day\n    reminder: {every: 1 working day}\n    on_enter:"
    office.revise("ticket", {f"    kind: task\n{rest}": f"    kind: wait\n{rest}"})
    tiered(office, "basic")

    key = log(office, severity="1")

    assert respond_by(office) is None
    assert facts(office, key)["First response"] == "waits for somebody outside"
    office.now += timedelta(days=2)
    tick(office)
    assert posted(office, "slack:CINTERNAL", "first response") == []


def test_a_ticket_that_ends_waits_for_no_answer(office: Office) -> None:
    """Cancelled unanswered: its clock stands still for good."""
    tiered(office, "basic")
    key = log(office, severity="1")
    form = office.type("zoe", f"/engagement cancel {key}")
    assert isinstance(office.submit("zoe", form, {"reason": "Sent twice."}), Done)

    assert respond_by(office) is None
    assert not [row for row in office.rows(tables.timer) if row["kind"] == "response"]


def test_the_queue_is_in_the_order_of_tiers_then_severity_then_time(office: Office) -> None:
    """Premium before Enhanced before Basic before no tier; within one, severity 1 first, and then first come first."""
    with office.database.transaction() as connection:
        for key, tier in (("p", "premium"), ("e", "enhanced"), ("b", "basic"), ("n", "")):
            row = {
                "key": key,
                "name": key.upper(),
                "folded_name": key,
                "tier": tier,
                "channel": f"slack:C{key.upper()}1",
            }
            connection.execute(sa.insert(tables.customer).values(**row))
    logged: list[str] = []
    for customer, severity in (
        ("n", "1"),
        ("b", "3"),
        ("b", "1"),
        ("p", "4"),
        ("e", "2"),
        ("p", "3"),
        ("b", "3"),
        ("p", "3"),
    ):
        logged.append(log(office, customer=customer, severity=severity, title=f"{customer}{severity} {len(logged)}"))
        office.later(minutes=1)

    queue = shown(office.type("carl", "/ticket queue"))

    found = [said(row.text[:1]) for row in queue.rows]
    assert found == [logged[at] for at in (5, 7, 3, 4, 2, 1, 6, 0)]
    assert said(queue.rows[0].detail).startswith("Premium · severity 3 Medium · Logged")
    assert "first response due #" in said(queue.rows[0].detail)
    assert shown(office.type("carl", "/ticket queue mine")).rows == ()


def test_an_empty_queue_says_what_to_do(office: Office) -> None:
    """Nothing waits."""
    assert "logs one" in said(shown(office.type("carl", "/ticket queue")).body[0])


def test_a_long_queue_has_pages(office: Office) -> None:
    """Ten to a page, and back."""
    for number in range(12):
        log(office, title=f"Ticket {number}")
    first = shown(office.type("carl", "/ticket queue"))
    second = shown(office.press("carl", first, "Next"))
    assert (len(first.rows), len(second.rows)) == (10, 2)
    assert len(shown(office.press("carl", second, "Back")).rows) == 10
