"""Editing a check-in for a while after it was sent: the form as it was filled in, and who is told that it can be."""

from collections.abc import Mapping

import msgspec

from workflows.checkins.commands import EDIT
from workflows.checkins.queries import running
from workflows.desk import Look
from workflows.engagements import customers, sending
from workflows.engagements.forms import find, saying
from workflows.engagements.work import Work
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Field, Form
from workflows.kernel.text import When, line
from workflows.process import engine


def edit_form(look: Look, ask: OpenForm) -> Form:
    """Return the form of the check-in that was sent a moment ago, as it was filled in; refused where it is too late."""
    found = customers.meant(look.unit, ask.subject)
    row = running(look, found.key)
    if row is None:
        raise RefusedError(Reason.NOTHING_TO_EDIT)
    work = find(look, row.id, by_key=False)
    sent = sending.of(look.unit, work.id)
    if sent is None or sent.arrival != work.arrival:
        raise RefusedError(Reason.NOTHING_TO_EDIT, key=work.key)
    work.position, work.facts = sent.position, sending.facts_before(work, sent)
    return _form(look, work, sent)


def _form(look: Look, work: Work, sent: sending.Sending) -> Form:
    until = sending.until(sent, work.step)
    if until is None or look.now > until:
        raise RefusedError(Reason.TOO_LATE_TO_EDIT, key=work.key, at=sent.at.isoformat())
    if look.directory.acting_for(look.actor.key, sent.by) is None:
        raise RefusedError(Reason.NOT_ALLOWED, may=look.directory.names(sent.by))
    possible = engine.possible(work.definition, work.step.id, work.facts)
    chosen = next((outcome for outcome in possible if outcome.key == sent.outcome), possible[0])
    told = line("What it brought is corrected where it stands, until ", When(until, "time"), ".")
    form = saying(work, chosen=chosen, before=(told,))
    fields = tuple(_as_sent(field, sent.values) for field in form.fields)
    return msgspec.structs.replace(form, kind=EDIT, title="Edit the check-in", fields=fields)


def _as_sent(field: Field, values: Mapping[str, str]) -> Field:
    """Return a field as it was filled in; which outcome it was stands there already."""
    known = values.get(field.key)
    if known is None:
        return field
    return msgspec.structs.replace(field, initial=known == "yes" if field.kind == "yes_no" else known)
