"""Letting a person be one of the past: what they still own is counted, and goes to who takes over."""

from typing import Final

import sqlalchemy as sa

from storage import opening, tables
from storage.statements import Prepared
from storage.unit import Unit
from workflows.administration import cards, rules
from workflows.administration import commands as parts
from workflows.administration.actions import write
from workflows.administration.commands import HEIR, LetGo
from workflows.administration.reading import roles_of, state_of
from workflows.desk import Desk, Noted, check_admin, person_subject
from workflows.engagements import places
from workflows.engagements.cards import people_line, root_card
from workflows.engagements.work import ROOT, STEP, save, work_of
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cleaning import single_line

AT_ONCE: Final = 50
"""So many pieces of work change hands with one command: each is an entry of its history, and updates of its cards."""

engagement = tables.engagement
_THEIRS = sa.and_(engagement.c.owner == sa.bindparam("person", type_=sa.Text), engagement.c.step.is_not(None))
HELD = Prepared(sa.select(sa.func.count().label("many")).select_from(engagement).where(_THEIRS))
THEIRS = Prepared(
    sa.select(engagement.c.id)
    .where(_THEIRS)
    .order_by(engagement.c.entered_at, engagement.c.id)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)


def held_by(unit: Unit, person: str) -> int:
    """Return how many pieces of work somebody has in hand."""
    row = unit.row(HELD, {"person": person})
    return int(row.many) if row is not None else 0


def let_go(desk: Desk, command: LetGo) -> Done:
    """Let a person be one of the past; their roles and what they have in hand go to the heir.

    Refused with HEIR_MISSING where something of theirs would be left to nobody, with LAST_ADMIN, and as `change` is.
    """
    check_admin(desk)
    key, heir = single_line(command.person), single_line(command.heir)
    desk.guard(person_subject(key))  # Whatever is given to them from here on meets a conflict.
    state = state_of(desk, parts.PEOPLE, key)
    member = state.people.get(key)
    if member is None or not member.person.active:
        raise RefusedError(Reason.NOT_FOUND, what=key)
    if command.state != rules.digest_of(member):
        raise RefusedError(Reason.CHANGED_MEANWHILE)
    roles, held = rules.roles_held(state, key, roles_of(desk, parts.ROLES)), held_by(desk.unit, key)
    _check_heir(desk, key, heir, needed=bool(held or roles))
    moved = _hand_on(desk, key, heir) if held else 0
    after = rules.handed_on(state, key, heir)
    if not rules.has_admin(after, desk.directory):
        raise RefusedError(Reason.LAST_ADMIN, HEIR.key)
    if held > moved:
        return Done(card=cards.gone_card(member.person.name, desk.directory.named(heir), (), moved, held - moved))
    desk.record_next(Noted("let-go", details={"heir": heir}), subject=person_subject(key))
    write(desk, parts.PEOPLE, key, state, after)
    return Done(card=cards.gone_card(member.person.name, desk.directory.named(heir), roles, moved, 0))


def _check_heir(desk: Desk, person: str, heir: str, *, needed: bool) -> None:
    if not heir:
        if needed:
            raise RefusedError(Reason.HEIR_MISSING, HEIR.key, person=desk.directory.named(person))
        return
    chosen = desk.directory.people.get(heir)
    if chosen is None or not chosen.active or heir == person:
        raise RefusedError(Reason.NOT_A_CHOICE, HEIR.key, label=HEIR.label)


def _hand_on(desk: Desk, person: str, heir: str) -> int:
    """Put what somebody has in hand into the hands of the heir, each with an entry of its history; return how many."""
    rows = desk.unit.rows(THEIRS, {"person": person, "limit": AT_ONCE})
    name = desk.directory.named(person)
    for row in rows:
        work = work_of(desk.unit.row(opening.BY_ID, {"request_key": "", "subject": row.id}), desk)
        work.owner = heir
        # Not `assigned`: who takes over has answered nobody yet, and the clock of a first response goes on.
        work.record(desk, "handed-on", details={"person": heir, "was": person})
        places.bring_to(desk, work, heir)
        work.say(desk, cards.assigned_note(name, people_line((heir,), notify=True), desk.by))
        if STEP in work.cards:
            work.refresh(desk, STEP, desk.ties.face(work, desk.directory))
        work.refresh(desk, ROOT, root_card(work, desk.directory))
        save(desk, work)
    return len(rows)
