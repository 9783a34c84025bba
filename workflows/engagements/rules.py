"""What holds for every engagement: names of its kinds, when a step is due, and which facts a process is told."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from workflows.process.definition import Definition
from workflows.process.parts import Span

PREFIXES: Final[Mapping[str, str]] = {
    "services-engagement": "ENG",
    "reference-program": "REF",
    "customer-success": "CS",
    "ticket": "TCK",
    "hand-off": "HND",
}
"""How the number of an engagement begins; a process that is not here takes the initials of its name."""

SYSTEMS: Final[Mapping[str, str]] = {
    "salesforce": "Salesforce",
    "hubspot": "HubSpot",
    "azure-devops": "Azure DevOps",
    "rocketlane": "Rocketlane",
    "vtiger": "vtiger",
    "zuora": "Zuora",
}
"""The systems of record as their users write them."""

_WORKDAY: Final = (time(9), time(17))
_SATURDAY: Final = 5
_STEPS: Final[Mapping[str, timedelta]] = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
    "months": timedelta(days=30),
}


def prefix_of(process: str) -> str:
    """Return what stands before an engagement's number."""
    return PREFIXES.get(process) or "".join(word[0] for word in process.split("-")).upper()


def due(now: datetime, span: Span, zone: str) -> datetime:
    """Return when something that takes `span` is due, in the company's working time (Monday to Friday, 9 to 17)."""
    if span.unit == "working days":
        return _later_working_days(now, span.amount, ZoneInfo(zone))
    if span.unit == "working hours":
        return _later_working_hours(now, span.amount, ZoneInfo(zone))
    return now + _STEPS[span.unit] * span.amount


def day_words(at: datetime, zone: str) -> str:
    """Return the day of a moment, as the company's time zone has it: an evening in the west is the next day in UTC."""
    return at.astimezone(ZoneInfo(zone)).strftime("%d %b %Y")


def _later_working_days(now: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the end of the working day that is so many working days later: nobody is due in the night."""
    day = now.astimezone(zone).date()
    while days:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY:
            days -= 1
    return datetime.combine(day, _WORKDAY[1], zone).astimezone(now.tzinfo)


def _later_working_hours(now: datetime, hours: int, zone: ZoneInfo) -> datetime:
    local = now.astimezone(zone).replace(tzinfo=None)
    left = timedelta(hours=hours)
    start, end = _WORKDAY
    while True:
        opens = datetime.combine(local.date(), start)
        closes = datetime.combine(local.date(), end)
        local = max(local, opens)
        if local.weekday() < _SATURDAY and local < closes:
            if left <= closes - local:
                return (local + left).replace(tzinfo=zone).astimezone(now.tzinfo)
            left -= closes - local
        local = opens + timedelta(days=1)


def facts_after(facts: Mapping[str, str], values: Mapping[str, str], *, asked: Iterable[str]) -> dict[str, str]:
    """Return an engagement's facts with what a form just said.

    What the form asked and nobody answered this time is no longer a fact: last month's upsell is not this month's.
    """
    forgotten = set(asked)
    kept = {key: value for key, value in facts.items() if key not in forgotten}
    return {**kept, **{key: value for key, value in values.items() if key != "reason"}}


def asked_in_round(definition: Definition, step: str) -> frozenset[str]:
    """Return what is asked between two visits of a step: the fields of all steps that lead from it back to it.

    A process that begins again and again (processes.md C 1.2) begins without what was said the last time.
    """
    following = {one.id: {outcome.next for outcome in one.outcomes} for one in definition.steps}
    on_the_way = [one for one in definition.steps if one.id in _after(step, following)]
    return frozenset(field.key for one in on_the_way if step in _after(one.id, following) for field in one.form)


def _after(step: str, following: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the steps that can come after a step."""
    found: set[str] = set()
    waiting = list(following.get(step, ()))
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting.extend(following.get(here, ()))
    return found
