"""The forms of private work: each says what it does before it is sent. And what csops posted in a thread so far."""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from storage import tables
from storage.batches import ROWS, over, packed
from storage.statements import Prepared, Row
from workflows.desk import Desk, Look
from workflows.engagements.forms import find
from workflows.engagements.work import Work
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.calling import only
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Field, Form
from workflows.kernel.people import ADMIN
from workflows.kernel.text import Line, Strong, line
from workflows.privacy import rules
from workflows.privacy.commands import INVITE, PERSON, PRIVATE, PUBLIC, UNINVITE, WHY

effect = tables.effect
_POST: Final = sa.literal_column("'post'", sa.Text)
POSTED: Final = Prepared(
    over(
        {"id": sa.Text()},
        lambda given: (
            sa.select(effect.c.id, effect.c.lane)
            .select_from(given.join(effect, effect.c.target == given.c.id))
            .where(effect.c.kind == _POST)
            .order_by(effect.c.seq)
        ),
    )
)
"""The posts that stand under these messages."""


def posted_under(desk: Desk, heads: Sequence[str]) -> list[Row]:
    """Return what csops posted under the heads of a thread, oldest first."""
    return desk.unit.rows(POSTED, {ROWS: packed({"id": head} for head in heads)})


def check_keeps(at: Desk | Look, work: Work) -> None:
    """Refuse all but who began it, who has it, and administrators, with NOT_ALLOWED."""
    people = (*keepers(work), *at.directory.holders(ADMIN, None))
    whom = at.directory.acting_for(at.actor.key, people)
    if whom is None:
        raise RefusedError(Reason.NOT_ALLOWED, may=at.directory.names(people))
    if isinstance(at, Desk):
        at.act_for(whom)


def keepers(work: Work) -> tuple[str, ...]:
    """Return who decides whether it is private, beside administrators."""
    return rules.keepers(work.created_by, work.owner)


def taking_part(work: Work) -> frozenset[str]:
    """Return who has had to do with it: who began it, has it, handed it over or took it, and asked for a decision."""
    handoff, approval = work.handoff, work.approval
    people = (
        *keepers(work),
        *((handoff.given_by, handoff.answered_by) if handoff else ()),
        *((approval.requested_by, approval.requested_for) if approval else ()),
    )
    return frozenset(person for person in people if person)


def private_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that makes it private; refused where it is."""
    work = _kept(look, ask)
    if work.is_private:
        raise RefusedError(Reason.ALREADY_DONE, key=work.key, done="made private")
    people = look.directory.names(sorted(taking_part(work)))
    said = (
        line(f"Only its people will see it: {people}, whoever holds a role in it, and administrators."),
        line("What csops posted in its thread is taken away there. What people wrote, and posts elsewhere, stay."),
    )
    return _form(PRIVATE, work, title="Make private", submit="Make private", fields=(WHY,), also=said)


def public_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that makes it public again; refused where it is."""
    work = _private(look, ask)
    where = f"the channel of {work.customer.name}"
    said = line(f"Everybody will see it, with all of its history, and it goes on in {where}.")
    return _form(PUBLIC, work, title="Make public", submit="Make public", fields=(WHY,), also=(said,))


def invite_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that invites somebody, with the person whom the typed words mean filled in."""
    work = _private(look, ask)
    said = line("They will see all of it, from its beginning.")
    return _form(INVITE, work, title="Invite", submit="Invite", fields=(_who(look, ask),), also=(said,))


def uninvite_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that takes an invitation back."""
    work = _private(look, ask)
    people = look.directory.names(rules.named(work.seen_by or ()))
    said = line(f"It names {people}. Whoever began it, has it or holds a role in it goes on seeing it.")
    return _form(UNINVITE, work, title="Uninvite", submit="Uninvite", fields=(_who(look, ask),), also=(said,))


def _kept(look: Look, ask: OpenForm) -> Work:
    work = find(look, ask.subject, by_key=True)
    check_keeps(look, work)
    return work


def _private(look: Look, ask: OpenForm) -> Work:
    work = _kept(look, ask)
    if not work.is_private:
        raise RefusedError(Reason.NOT_PRIVATE, key=work.key)
    return work


def _who(look: Look, ask: OpenForm) -> Field:
    key = only(look.directory, ask.words)
    label = look.directory.named(key) if key else ""
    return Field(key=PERSON.key, label=PERSON.label, kind="person", initial=key or None, initial_label=label)


def _form(kind: str, work: Work, *, title: str, submit: str, fields: tuple[Field, ...], also: tuple[Line, ...]) -> Form:
    return Form(
        kind=kind,
        title=f"{title}: {work.key}",
        submit=submit,
        intro=(line(Strong(work.key), f" {work.title}"), *also),
        fields=fields,
        subject=work.id,
    )
