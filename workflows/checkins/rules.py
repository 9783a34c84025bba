"""What holds for check-ins: which of a process's steps they are, and what a past one is called."""

from collections.abc import Mapping

from workflows.process.definition import Definition
from workflows.process.steps import Step


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
