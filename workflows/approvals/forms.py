"""The forms of an approval: a decision that wants a reason, and the answer to a question."""

from typing import Final

from workflows.approvals import commands
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.text import Line
from workflows.process.steps import FormField, Outcome, Step

LONGEST_REASON: Final = 1000
_ANSWER: Final = Field(key="answer", label="Answer", kind="long_text", max_length=3000)


def decision_fields(outcome: Outcome) -> tuple[Field, ...]:
    """Return what is asked with an outcome: its reason, by the definition's own words for it."""
    if outcome.reason == "none":
        return ()
    return (
        Field(
            key="reason",
            label=outcome.reason_label,
            kind="long_text",
            required=outcome.reason == "required",
            max_length=LONGEST_REASON,
        ),
    )


def decision_form(outcome: Outcome, *, approval: str, version: int, intro: tuple[Line, ...]) -> Form:
    """Return the form of a decision that wants a reason or a question."""
    return Form(
        kind=commands.DECIDE,
        title=outcome.label,
        fields=decision_fields(outcome),
        submit="Send",
        intro=intro,
        subject=approval,
        version=version,
        argument=outcome.key,
    )


def answer_fields(step: Step, outcome: Outcome) -> tuple[Field, ...]:
    """Return the fields of the answer: those of the step that answers questions, or a plain one where it has none."""
    return tuple(_field(field) for field in step.form_for(outcome.key)) or (_ANSWER,)


def answer_form(step: Step, outcome: Outcome, *, approval: str, version: int, intro: tuple[Line, ...]) -> Form:
    """Return the form that answers a question."""
    return Form(
        kind=commands.ANSWER,
        title="Answer",
        fields=answer_fields(step, outcome),
        submit="Send",
        intro=intro,
        subject=approval,
        version=version,
    )


def _field(field: FormField) -> Field:
    return Field(
        key=field.key,
        label=field.label,
        kind=field.type,
        required=field.required,
        hint=field.hint,
        choices=tuple(Choice(choice.key, choice.label) for choice in field.choices),
        max_length=field.max_length or 3000,
    )
