"""What holds for every engagement: names of its kinds, when a step is due, and which facts a process is told."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from workflows.kernel.reading import several
from workflows.kernel.working_time import Calendar, first_moment
from workflows.process import templates
from workflows.process.definition import Definition
from workflows.process.effects import Record
from workflows.process.parts import Span
from workflows.process.steps import FormField, Step

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

_FIXED: Final[Mapping[str, timedelta]] = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "working hours": timedelta(hours=1),
}


_ACTIONS: Final[Mapping[str, str]] = {"item": "ticked off", "acknowledged": "got it"}
"""What an entry of the history says was done, where the words of its own are not those of people."""


def action_words(action: str) -> str:
    """Return what an entry of the history says was done."""
    return _ACTIONS.get(action) or action.replace("-", " ").replace("handoff", "hand-off")


def prefix_of(process: str) -> str:
    """Return what stands before an engagement's number."""
    return PREFIXES.get(process) or "".join(word[0] for word in process.split("-")).upper()


def lasting(span: Span) -> timedelta:
    """Return how long a span of minutes or hours is, whatever the hour."""
    return _FIXED[span.unit] * span.amount


def due(now: datetime, span: Span, calendar: Calendar) -> datetime:
    """Return when something that takes `span` is due.

    Working hours and working days are the calendar's, and of a working day its end. Days, weeks and months are days of
    its time zone, at the same time of the day; a month that has no such day ends with its last one.
    """
    if span.unit == "working days":
        return calendar.days_later(now, span.amount)
    if span.unit == "working hours":
        return calendar.later(now, _FIXED[span.unit] * span.amount)
    if span.unit in _FIXED:
        return now + _FIXED[span.unit] * span.amount
    return _days_away(now, span, calendar, sign=1)


def before(moment: datetime, span: Span, calendar: Calendar) -> datetime:
    """Return when something is as long before a moment as `span` says; of a working day that is its beginning."""
    if span.unit == "working days":
        return calendar.days_earlier(moment, span.amount)
    if span.unit == "working hours":
        return calendar.earlier(moment, _FIXED[span.unit] * span.amount)
    if span.unit in _FIXED:
        return moment - _FIXED[span.unit] * span.amount
    return _days_away(moment, span, calendar, sign=-1)


def _days_away(moment: datetime, span: Span, calendar: Calendar, *, sign: int) -> datetime:
    zone = ZoneInfo(calendar.zone)
    wall = moment.astimezone(zone).replace(tzinfo=None)
    if span.unit == "months":
        months = wall.year * 12 + wall.month - 1 + sign * span.amount
        year, month = months // 12, months % 12 + 1
        wall = wall.replace(year=year, month=month, day=min(wall.day, monthrange(year, month)[1]))
    else:
        wall += timedelta(days=sign * span.amount * (7 if span.unit == "weeks" else 1))
    return first_moment(wall, zone).astimezone(moment.tzinfo)


_DAYS: Final[Mapping[str, float]] = {"days": 1, "working days": 7 / 5, "weeks": 7, "months": 365 / 12}
"""About how many days; what is shorter than a day counts as none."""


def more_often(*spans: Span | None, otherwise: Span) -> Span:
    """Return the shortest of the lengths of time that there are, or the other one where there is none."""
    there = [span for span in spans if span is not None]
    return min(there, key=lambda span: _DAYS.get(span.unit, 0) * span.amount, default=otherwise)


def times_a_year(times: int) -> Span | None:
    """Return how long it is from one to the next of what happens so many times a year; None where it never does."""
    if times <= 0:
        return None
    for unit, parts in (("months", 12), ("weeks", 52)):
        if times <= parts:
            return Span.model_validate({"amount": parts // times, "unit": unit})
    return Span.model_validate({"amount": max(1, 365 // times), "unit": "days"})


def chosen_span(step: Step, facts: Mapping[str, str], *, every: str = "") -> Span | None:
    """Return how long it is until a step comes back by what was chosen; `every` is a length of time of its own."""
    if every:
        return Span.model_validate(every)
    found = (spans.get(facts.get(field, "")) for field, spans in step.recurs_by.items())
    return next((span for span in found if span is not None), None)


def day_words(at: datetime, zone: str) -> str:
    """Return the day of a moment, as the company's time zone has it: an evening in the west is the next day in UTC."""
    return at.astimezone(ZoneInfo(zone)).strftime("%d %b %Y")


def facts_after(facts: Mapping[str, str], values: Mapping[str, str], *, asked: Iterable[str]) -> dict[str, str]:
    """Return an engagement's facts with what a form just said.

    What the form asked and nobody answered this time is no longer a fact: last month's upsell is not this month's.
    """
    forgotten = set(asked)
    kept = {key: value for key, value in facts.items() if key not in forgotten}
    return {**kept, **{key: value for key, value in values.items() if key != "reason"}}


def unasked(field: FormField, values: Mapping[str, str]) -> bool:
    """Return whether the other answers of its form leave a field unasked: what stands in it does not count."""
    return not all(values.get(key) in said for key, said in field.asked_when.items())


def missing(fields: Iterable[FormField], values: Mapping[str, str]) -> FormField | None:
    """Return the first field that the other answers of its form ask for, and that was left empty."""
    asked = (field for field in fields if field.asked_when and not unasked(field, values))
    return next((field for field in asked if field.key not in values), None)


def in_words(definition: Definition, facts: Mapping[str, str], *, named: Callable[[str], str]) -> dict[str, str]:
    """Return the facts as people read them: who is meant, what was chosen, days and amounts."""
    fields = definition.fields
    return {key: _in_words(fields[key], fact, named) if key in fields else fact for key, fact in facts.items()}


def _in_words(field: FormField, fact: str, named: Callable[[str], str]) -> str:
    match field.type:
        case "person":
            return named(fact)
        case "choice" | "choices":
            labels = {choice.key: choice.label for choice in field.choices}
            return ", ".join(labels.get(one, one) for one in several(fact))
        case "date":
            return date.fromisoformat(fact).strftime("%d %b %Y")
        case "money":
            return f"{Decimal(fact):,}"
        case _:
            return fact


def step_words(step: Step) -> str:
    """Return a step's number and title, as they stand everywhere."""
    return f"{step.id} {step.title}" if step.id[0].isdigit() else step.title


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


LONGEST_ITEM: Final = 300
"""Characters of a checklist item."""


def record_title(effect: Record, words: Mapping[str, str]) -> str:
    """Return what is to be done in a system of record, as its checklist item says it."""
    filled = ((value.key, templates.fill(value.text, words, missing="").strip()) for value in effect.values)
    values = "; ".join(f"{key}: {text}" for key, text in filled if text)
    verb = "Add" if effect.action == "create" else "Update"
    system = SYSTEMS.get(effect.system, effect.system)
    title = f"{verb} {effect.what.replace('-', ' ')} in {system}: {templates.fill(effect.title, words)}"
    return (f"{title} ({values})" if values else title)[:LONGEST_ITEM]
