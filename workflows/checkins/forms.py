"""The forms that plan check-ins: until when, why left out, why paused, how often."""

from collections.abc import Mapping
from typing import Final

from workflows.checkins.commands import BY_TIER, CADENCE, DAY, PAUSE, PUT_OFF, REASON, SKIP
from workflows.engagements.work import Work
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.text import Strong, line

_TITLES: Final[Mapping[str, str]] = {
    PUT_OFF: "Put it off",
    SKIP: "Leave it out",
    PAUSE: "Pause check-ins",
    CADENCE: "How often?",
}


def planning(work: Work, kind: str, *, typed: str, every: str) -> Form:
    """Return one of the forms; `typed` is what was typed of its field, `every` how often they come now."""
    fields = {PUT_OFF: (DAY,), SKIP: (_reason(typed),), PAUSE: (_reason(typed),), CADENCE: (_how_often(work),)}
    return Form(
        kind=kind,
        title=_TITLES[kind],
        submit="Save",
        intro=(line(Strong(work.key), f" {work.customer.name}: {work.step.title}, {every}"),),
        fields=fields[kind],
        subject=work.id,
    )


def _reason(typed: str) -> Field:
    return Field(
        key=REASON.key, label=REASON.label, kind=REASON.kind, max_length=REASON.max_length, initial=typed or None
    )


def _how_often(work: Work) -> Field:
    """Return the choices of the definition, by the words that it has for them, and the tier's own."""
    labels = {
        choice.key: choice.label for step in work.definition.steps for field in step.form for choice in field.choices
    }
    offered = [
        Choice(value, labels.get(value, f"Every {span}"))
        for spans in work.step.recurs_by.values()
        for value, span in spans.items()
    ]
    chosen = next((found for field in work.step.recurs_by if (found := work.facts.get(field))), None)
    return Field(
        key="every",
        label="Check in",
        kind="choice",
        choices=(*offered, Choice(BY_TIER, "As the service tier has it")),
        initial=chosen,
        hint="Never less often than the customer's service tier has business reviews.",
    )
