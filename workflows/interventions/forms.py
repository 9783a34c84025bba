"""The forms of interventions: what they are about stands above, and only what is possible can be chosen."""

from workflows.desk import Look
from workflows.engagements.cards import step_words
from workflows.engagements.forms import find
from workflows.engagements.work import Work
from workflows.interventions import rules
from workflows.interventions.commands import ASSIGN, CANCEL, COMMENT, REASON, SET_BACK, WORDS
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.people import folded
from workflows.kernel.text import Line, Strong, Usage, line

MOST_PEOPLE = 100
"""As many choices as a field of a chat platform shows."""


def assign_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that says who has the current step; typed words fill in the person whose name begins so."""
    work = find(look, ask.subject, by_key=True)
    owners = work.definition.owners(work.step, work.facts)
    standing = (look.directory.standing_for(role, work.customer, work.definition.role_of) for role in owners)
    people = list(dict.fromkeys(person for found in standing if found for person in found[1]))[:MOST_PEOPLE]
    if not people:
        raise RefusedError(Reason.ROLE_EMPTY, role=", ".join(owners), step=work.step.id)
    low = folded(ask.words.lstrip("@"))
    named = [one for one in people if low and (one == low or folded(look.directory.named(one)).startswith(low))]
    meant = look.actor.key if low == "me" and look.actor.key in people else next(iter(named), None)
    choices = tuple(Choice(person, look.directory.named(person)) for person in people)
    field = Field(key="person", label="Who has it from now on?", kind="choice", choices=choices, initial=meant)
    return _form(ASSIGN, work, title="Assign", submit="Assign", fields=(field,))


def set_back_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that takes an engagement back; refused where there is no step to go back to."""
    work = find(look, ask.subject, by_key=True)
    ways = rules.ways_back(work.definition, work.position)
    if not ways:
        here = work.ending_title if work.ended else step_words(work.step)
        raise RefusedError(Reason.NOT_THAT_STEP, key=work.key, step=here)
    choices = tuple(Choice(step.id, step_words(step)) for step in ways[:MOST_PEOPLE])
    back = Field(key="step", label="Back to", kind="choice", choices=choices, initial=choices[0].value)
    said = line("What happened then is not undone: messages stay where they are, and nothing is posted twice.")
    return _form(SET_BACK, work, title="Set back", submit="Set back", fields=(back, REASON), also=(said,))


def cancel_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that ends an engagement before its time; refused where it has ended."""
    work = find(look, ask.subject, by_key=True)
    _ = work.step
    said = line("It ends for everybody. It can be taken up again with ", Usage(f"/engagement back {work.key}"), ".")
    # Beside its button stands the platform's own "Cancel", which closes the form and does nothing.
    return _form(CANCEL, work, title="Cancel", submit="End it", fields=(REASON,), also=(said,))


def comment_form(look: Look, ask: OpenForm) -> Form:
    """Return the form of a comment, with the typed words in it."""
    work = find(look, ask.subject, by_key=True)
    field = Field(
        key=WORDS.key,
        label=WORDS.label,
        kind="long_text",
        hint=WORDS.hint,
        max_length=WORDS.max_length,
        initial=ask.words or None,
    )
    return _form(COMMENT, work, title="Comment", submit="Comment", fields=(field,))


def _form(
    kind: str, work: Work, *, title: str, submit: str, fields: tuple[Field, ...], also: tuple[Line, ...] = ()
) -> Form:
    where = work.ending_title if work.ended else f"Step {step_words(work.step)}"
    return Form(
        kind=kind,
        title=f"{title}: {work.key}",
        submit=submit,
        intro=(line(Strong(work.key), f" {work.title}"), line(where), *also),
        fields=fields,
        subject=work.id,
        version=work.arrival,
    )
