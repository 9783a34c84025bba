"""The forms of a customer's stage and of a hand-off, with what the typed words mean filled in."""

from workflows.customers import rules
from workflows.customers.commands import NOTE, NOTED, PROCESS, REMARK, RESOURCES, STAGE, hand_off_form
from workflows.customers.queries import STAGE_OF
from workflows.desk import Look
from workflows.engagements import customers
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.text import Strong, line


def stage_form(look: Look, ask: OpenForm) -> Form:
    """Return the form of a customer's stage, with the stage that the typed words mean filled in."""
    found = customers.meant(look.unit, ask.words)
    stages = look.definitions.current(PROCESS).raci
    row = look.unit.row(STAGE_OF, {"customer": found.key})
    now = rules.stage_of(stages, row.stage) if row else None
    meant = rules.stage_meant(stages, ask.argument) or now
    choices = tuple(Choice(one.key, one.title, one.group or "") for one in stages)
    field = Field(key="stage", label="Stage", kind="choice", choices=choices, initial=meant.key if meant else None)
    begins = [one.title for one in stages if one.hand_off]
    intro = (
        line(Strong(found.name), f" is in the stage {now.title}." if now else " has no stage yet."),
        line(f"Everybody who is Informed hears of it. A hand-off begins with: {', '.join(begins) or 'none'}."),
    )
    return Form(
        kind=STAGE,
        title="Stage",
        submit="Change",
        intro=intro,
        fields=(field, NOTE, RESOURCES) if begins else (field,),
        subject=found.key,
        argument=now.key if now else "",
    )


def hand_off_start_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that begins a hand-off, with the customer that the typed words mean filled in."""
    kinds = [(value, kind.title) for value, (_, kind) in rules.kinds_of(look.definitions, PROCESS).items()]
    if not ask.words:
        return hand_off_form(kinds)
    found = customers.meant(look.unit, ask.words)
    return hand_off_form(kinds, customer=(found.key, found.name))


def note_form(look: Look, ask: OpenForm) -> Form:
    """Return the form of a note on a customer, with the typed words in it."""
    found = customers.meant(look.unit, ask.subject)
    field = Field(
        key=NOTED.key,
        label=NOTED.label,
        kind=NOTED.kind,
        hint=NOTED.hint,
        max_length=NOTED.max_length,
        initial=ask.words or None,
    )
    said = line("A note on ", Strong(found.name), ", who is not told of it.")
    return Form(kind=REMARK, title="Note", submit="Note it", intro=(said,), fields=(field,), subject=found.key)
