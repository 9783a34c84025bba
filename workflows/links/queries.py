"""The forms of links: with what work is to be linked, and which of its links is to be taken off."""

from workflows.desk import Look
from workflows.engagements.forms import find
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.text import Strong, line
from workflows.links import rules
from workflows.links.commands import LINK, OTHER, UNLINK


def link_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that asks with what: a ticket where the step watches tickets, otherwise any work."""
    work = find(look, ask.subject, by_key=True)
    kind = rules.asked(watches=not work.ended and work.step.watches)
    told = line("Both show where the other stands, and change with it.")
    return Form(
        kind=LINK,
        title=f"Link {work.key}",
        submit="Link",
        intro=(line(Strong(work.key), f" {work.title}"), told),
        fields=(Field(key=OTHER, label="What it is linked with", kind=kind),),
        subject=work.key,
    )


def unlink_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that asks which link is taken off; refused where there is none."""
    work = find(look, ask.subject, by_key=True)
    if not work.links:
        raise RefusedError(Reason.NOT_LINKED, key=work.key)
    choices = tuple(Choice(one.key, one.words) for one in work.links)
    return Form(
        kind=UNLINK,
        title=f"Unlink {work.key}",
        submit="Unlink",
        intro=(line(Strong(work.key), f" {work.title}"),),
        fields=(Field(key=OTHER, label="Which one?", kind="choice", choices=choices, initial=choices[0].value),),
        subject=work.key,
    )
