"""What leaves by itself in an office whose days pass: once, on working days, to whom it is for."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from storage import tables
from tests.digests.mornings import Mornings
from tests.office import Office, staff
from workflows.kernel.answers import Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.files import Bars, Sheet


def at(month: int, day: int, hour: int = 23) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def log(office: Office, title: str, kind: str = "development-request") -> str:
    """Log a ticket for Acme, and return its number."""
    answer = office.submit("carl", office.type("carl", f"/ticket {kind} acme {title}"), {})
    assert isinstance(answer, Done), answer
    return answer.card.title.partition(" ")[0].rstrip(":")


def shown(office: Office, who: str, words: str) -> Card:
    answer = office.type(who, words)
    assert isinstance(answer, Shown | Done), answer
    return answer.card


def test_the_referenceable_report_comes_on_the_first_working_day_of_the_month(mornings: Mornings) -> None:
    """In Marketing's channel with the whole of it as a file, of the month before: once (B 1.6)."""
    reports = [one for one in mornings.until(at(7, 31)) if one.title == "Referenceable Customer Report"]

    assert [f"{one.at:%a %d %b %H}" for one in reports] == [
        "Wed 01 Apr 09",
        "Fri 01 May 09",
        "Mon 01 Jun 09",
        "Wed 01 Jul 09",
    ]
    assert {one.lane for one in reports} == {mornings.office.dispatcher.directory().channels["marketing"]}
    assert "March 2026" in reports[0].post.card.title
    assert isinstance(reports[0].post.file, Sheet)


def test_an_outage_on_the_day_is_made_up_for_on_the_next(mornings: Mornings) -> None:
    """Nothing ran until the third of April, a Friday: the report comes then, and not again."""
    mornings.office.now = at(4, 3, 9)

    late = [one for one in mornings.tick() if one.title == "Referenceable Customer Report"]
    again = [one for one in mornings.until(at(4, 30)) if one.title == "Referenceable Customer Report"]

    assert len(late) == 1
    assert again == []


def test_a_long_outage_brings_no_burst(mornings: Mornings) -> None:
    """After a year each channel hears of each of its digests once, of the last period."""
    mornings.office.start("ada")
    mornings.office.now = datetime(2027, 3, 2, 9, tzinfo=UTC)

    back = mornings.tick()

    titles = [(one.lane, one.title) for one in back if one.post.card.title]
    assert len(titles) == len(set(titles))
    assert any("February 2027" in one.post.card.title for one in back)


def test_the_leads_review_new_stories_each_working_day(mornings: Mornings) -> None:
    """Each lead has them with a button for each priority; once all have one, nothing comes (processes.md D)."""
    office = mornings.office
    key = log(office, "Dark mode")
    first = [one for one in mornings.until(at(3, 3)) if one.title == "To be given a priority"]

    assert sorted(one.lane for one in first) == ["slack:ULENA", "slack:ULUIS"]
    row = first[0].post.card.rows[0]
    assert [button.label for button in row.buttons] == ["High", "Normal", "Low"]
    assert isinstance(office.press("lena", first[0].post.card, "High"), Done)
    with office.database.transaction() as connection:
        assert connection.execute(sa.select(tables.ticket.c.priority)).scalar_one() == "high"
    assert [one for one in mornings.until(at(3, 9)) if one.title == "To be given a priority"] == []
    assert key in row.text[0].words  # type: ignore[union-attr]


def test_ones_own_digest_comes_as_the_day_begins(mornings: Mornings) -> None:
    """Daily: on working days on which something waits, in one's own chat; switched off it comes no more."""
    office = mornings.office
    assert "does not come" in str(shown(office, "ada", "/csops digest").body)
    assert "comes every working day" in str(shown(office, "ada", "/csops digest daily").body)
    assert [one for one in mornings.until(at(3, 4)) if one.lane == "slack:UADA"] == []
    office.start("ada", title="New portal")

    told = [one for one in mornings.until(at(3, 10)) if one.title == "What waits for you today"]

    assert [f"{one.at:%a %H}" for one in told] == ["Thu 09", "Fri 09", "Mon 09", "Tue 09"]
    assert {one.lane for one in told} == {"slack:UADA"}
    assert "New portal" in str(told[0].post.card.rows)
    assert isinstance(office.press("ada", shown(office, "ada", "/csops digest"), "Not at all"), Done)
    assert [one for one in mornings.until(at(3, 20)) if one.title == "What waits for you today"] == []


def test_a_weekly_digest_comes_on_mondays(mornings: Mornings) -> None:
    """Chosen in the middle of a week, it waits for the next one."""
    office = mornings.office
    office.start("ada", title="New portal")
    shown(office, "ada", "/csops digest weekly")

    told = [one for one in mornings.until(at(3, 24)) if one.title == "This week waits for you"]

    assert [f"{one.at:%a %d}" for one in told] == ["Mon 09", "Mon 16", "Mon 23"]


def test_who_left_gets_none(mornings: Mornings) -> None:
    """A person who is no longer of the company is written to no more, and their timer is gone."""
    office = mornings.office
    office.start("ada", title="New portal")
    shown(office, "ada", "/csops digest daily")
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.person).where(tables.person.c.key == "ada").values(active=False))
        connection.execute(sa.update(tables.company).values(directory_version=tables.company.c.directory_version + 1))

    assert [one for one in mornings.until(at(3, 6)) if one.lane == "slack:UADA"] == []
    assert not any("UADA" in str(row["id"]) or row["person"] == "ada" for row in office.rows(tables.timer))


def test_a_channel_hears_what_waits_in_it(mornings: Mornings) -> None:
    """On Mondays, what has waited longest first; without anything there is no post."""
    office = mornings.office
    office.start("ada", title="New portal")

    told = [one for one in mornings.until(at(3, 9)) if one.title.startswith("Waiting in")]

    assert [one.title for one in told] == ["Waiting in sales"]
    assert "New portal" in str(told[0].post.card.rows)


def test_the_pipeline_of_a_week(mornings: Mornings) -> None:
    """What began and moved, a picture of how long it stood, all of it as a sheet; managers have it on Monday."""
    office = mornings.office
    staff(office.database, "ps_director", "dora")
    engagement = office.start("ada", title="New portal")
    office.now += timedelta(hours=30)
    assert isinstance(office.say("ada", engagement, "scoped"), Done)

    told = [one for one in mornings.until(at(3, 9)) if one.post.card.title.startswith("Pipeline") or one.post.file]

    heads = [one for one in told if one.post.card.title]
    assert sorted(one.lane for one in heads) == ["slack:UDORA", "slack:UPRIA"]
    head = heads[0].post
    facts = {fact.label: str(fact.value) for fact in head.card.facts}
    assert "1: Services engagement 1" in facts["Began"]
    assert "1: Services engagement 1" in facts["Under way"]
    assert isinstance(head.file, Bars)
    assert [(bar.label, bar.words) for bar in head.file.bars] == [
        ("Services engagement: 1 Services discussed in pre-sales", "30.0 hours (1)")
    ]
    sheets = [one.post.file for one in told if isinstance(one.post.file, Sheet)]
    assert ("Services engagement", "", "Began", 1, "") in sheets[0].rows


def test_a_past_week_has_the_same_figures_whenever_it_is_asked_for(mornings: Mornings) -> None:
    """The report of the first week does not change by what happens later."""
    office = mornings.office
    office.start("ada", title="New portal")
    mornings.until(at(3, 9, 12))
    before = shown(office, "pria", "/csops report pipeline 2026-W10")
    ended = office.start("ada", title="Another")
    assert isinstance(office.say("ada", ended, "scoped"), Done)
    office.submit("ada", office.type("ada", "/engagement cancel ENG-1"), {"reason": "They said no."})

    assert shown(office, "pria", "/csops report pipeline 2026-W10") == before
    now = shown(office, "pria", "/csops report pipeline")
    assert "1: Services engagement 1" in str({fact.label: fact.value for fact in now.facts}["Ended"])
    week_before = office.press("pria", now, "The week before")
    assert isinstance(week_before, Done)
    assert week_before.card == before


def test_the_lead_of_success_hears_of_overdue_check_ins(mornings: Mornings) -> None:
    """On Monday, of every customer whose check-in is overdue, with a button to the account; of none while none is."""
    office = mornings.office
    engagement = office.start("carl", process="customer-success", title="Acme's year")
    assert isinstance(office.say("carl", engagement, "started"), Done)

    told = [one for one in mornings.until(at(3, 9)) if one.title == "Customers at risk"]

    assert [(one.at, one.lane) for one in told] == [(at(3, 9, 9), "slack:UDORA")]
    (row,) = told[0].post.card.rows
    assert "Check-in overdue since" in str(row.detail)
    assert row.button is not None
    assert isinstance(office.type("ada", "/csops report risks"), Refused)
    assert isinstance(office.say("carl", engagement, "happy"), Done)
    assert [one for one in mornings.until(at(3, 23)) if one.title == "Customers at risk"] == []


def test_private_work_is_not_counted(mornings: Mornings) -> None:
    """What only its people see is in no figure."""
    office = mornings.office
    engagement = office.start("ada", title="Secret")
    with office.database.transaction() as connection:
        hidden = sa.update(tables.engagement).where(tables.engagement.c.id == engagement)
        connection.execute(hidden.values(seen_by='["ada"]'))

    now = shown(office, "pria", "/csops report pipeline")

    assert str({fact.label: fact.value for fact in now.facts}["Began"]) == "('nothing',)"
    assert "There is nothing to tell" in str(shown(office, "pria", "/csops report sales").body)


def test_reports_are_listed_and_refused_in_words(office: Office) -> None:
    """What there is, where it goes; neither an unknown report nor a period to come changes anything."""
    listed = shown(office, "ada", "/csops report")
    assert [row.text[0].words for row in listed.rows][:2] == [  # type: ignore[union-attr]
        "Referenceable Customer Report",
        "Pipeline and risks",
    ]
    before = office.rows(tables.effect)
    for words in ("nonsense", "pipeline 2031-W01", "pipeline tomorrow", "sales 2026-W01", "references 2026-99"):
        assert isinstance(office.type("ada", f"/csops report {words}"), Refused), words
    assert isinstance(office.type("ada", "/csops digest hourly"), Refused)
    assert office.rows(tables.effect) == before


def test_a_report_for_managers_is_for_them_alone(office: Office) -> None:
    """Everybody else is told who may, finds no button, and may while they stand in for one who does."""
    told = office.type("ada", "/csops report pipeline")
    assert isinstance(told, Refused)
    assert (told.reason, told.facts["may"]) == (Reason.NOT_ALLOWED, "Pria Nair, Dora Weiss")
    listed = {str(row.text[0].words): row.button for row in shown(office, "ada", "/csops report").rows}  # type: ignore[union-attr]
    assert listed["Pipeline and risks"] is None
    assert listed["Waiting in sales"] is not None
    assert isinstance(office.type("pria", "/csops away until 2026-03-06 to @ada"), Done)
    assert shown(office, "ada", "/csops report pipeline").title.startswith("Pipeline")


def test_a_check_in_that_was_put_off_is_late(office: Office) -> None:
    """It is counted against the first day that was planned, not the day that it was put off to."""
    engagement = office.start("carl", process="customer-success", title="Acme's year")
    assert isinstance(office.say("carl", engagement, "started"), Done)
    for until in ("2026-03-09", "2026-03-16"):
        form = office.type("carl", f"/checkin acme later {until}")
        assert isinstance(office.submit("carl", form, {}) if isinstance(form, Opened) else form, Done)
    office.now = datetime(2026, 3, 12, 10, tzinfo=UTC)
    assert isinstance(office.say("carl", engagement, "happy"), Done)

    week = shown(office, "pria", "/csops report pipeline")
    assert "1 held, 0 of 1" in str({fact.label: fact.value for fact in week.facts}["Check-ins"])


def test_ones_own_digest_comes_daily_again_after_it_came_weekly(mornings: Mornings) -> None:
    """Changed before the day begins: it comes that morning, whatever the weeks before were called."""
    office = mornings.office
    office.start("ada", title="New portal")
    shown(office, "ada", "/csops digest weekly")
    mornings.until(at(3, 10, 6))
    shown(office, "ada", "/csops digest daily")

    told = [one for one in mornings.until(at(3, 11)) if one.title == "What waits for you today"]

    assert [f"{one.at:%a %d}" for one in told] == ["Tue 10", "Wed 11"]
