"""What holds for check-ins: which of a process's steps they are, and what a past one is called."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from pydantic import ValidationError

from workflows.process.definition import Definition
from workflows.process.parts import Span
from workflows.process.steps import Step

LONG_ENOUGH: Final = frozenset({"days", "working days", "weeks", "months"})
"""The units in which somebody can say how often they check in."""


def recurring(definition: Definition) -> frozenset[str]:
    """Return the steps that come back by themselves: a check-in is one of these (processes.md C 1.2)."""
    return frozenset(step.id for step in definition.steps if step.recurs is not None)


def brought(step: Step, outcome: str, details: Mapping[str, str]) -> tuple[str, ...]:
    """Return, in the form's own words, what was ticked when an outcome was said: `They want to renew`."""
    asked = (field for field in step.form_for(outcome) if field.type == "yes_no")
    return tuple(field.label for field in asked if details.get(field.key) == "yes")


def said(step: Step, outcome: str, details: Mapping[str, str]) -> str:
    """Return what was written when an outcome was said: the first long text of its form that was filled in."""
    written = (details.get(field.key, "") for field in step.form_for(outcome) if field.type == "long_text")
    return next((words for words in written if words), "")


def span_in(words: str) -> Span | None:
    """Return the length of time that words say: `2 weeks`, `week`, `every month`; None where they say none."""
    said = words.casefold().removeprefix("every").strip()
    try:
        return Span.model_validate(said if said[:1].isdigit() else f"1 {said}")
    except ValidationError:
        return None


def day_in(words: str, today: date) -> date | None:
    """Return the day that words say: `tomorrow`, `next week` (its Monday), or an ISO date; None where they say none."""
    match words.strip().casefold():
        case "tomorrow":
            return today + timedelta(days=1)
        case "next week":
            return today + timedelta(days=7 - today.weekday())
        case said:
            try:
                return date.fromisoformat(said)
            except ValueError:
                return None
