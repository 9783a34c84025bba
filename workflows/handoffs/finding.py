"""Finding the hand-off that was clicked, who may answer it, where it is offered; and writing it back."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from msgspec.structs import asdict

from storage import tables
from storage.statements import Prepared
from storage.unit import insert
from workflows.desk import Desk
from workflows.engagements import addressing
from workflows.engagements.cards import step_words
from workflows.engagements.parts import HandOff
from workflows.engagements.work import PERSONAL, Work, load
from workflows.handoffs import rules
from workflows.kernel.answers import Reason, RefusedError

HANDED_BACK: Final = f"{PERSONAL}handed-back"
"""The live card that tells whoever gave it that the hand-off was returned."""
DISPUTE: Final = f"{PERSONAL}dispute"
"""The live card that asks who is accountable to decide."""

INSERT = insert(tables.handoff)
_FIXED = frozenset({"id", "engagement_id", "from_step", "outcome", "to_step", "from_role", "due_at"})
_CHANGED = tuple(column.name for column in tables.handoff.columns if column.name not in _FIXED)
UPDATE = Prepared(
    sa.update(tables.handoff)
    .where(tables.handoff.c.id == sa.bindparam("which"))
    .values({name: sa.bindparam(name) for name in _CHANGED})
)


def find(desk: Desk, version: int, act: rules.Act) -> tuple[Work, HandOff]:
    """Return the hand-off that was clicked; refused with the quiet truth where it is too late for that."""
    work = load(desk)
    handoff = work.handoff
    if handoff is None:
        raise RefusedError(Reason.NOT_FOUND)
    live = desk.opened.engagement_handoff_id == handoff.id and not work.ended
    if not live or rules.after(handoff.state, act) is None:
        raise too_late(desk, work, handoff)
    if version != handoff.round:
        raise RefusedError(Reason.CHANGED_MEANWHILE, key=work.key)
    return work, handoff


def too_late(desk: Desk, work: Work, handoff: HandOff) -> RefusedError:
    step = work.definition.step(handoff.to_step)
    decided = handoff.state == rules.ACCEPTED and handoff.decided_by
    done = "decided" if decided else rules.what_was_done(handoff.state, answered=handoff.answered_by is not None)
    facts = {"done": done, "key": work.key, "step": step_words(step) if step else handoff.to_step}
    if decided and handoff.decided_by and handoff.decided_at:
        facts |= {"by": desk.directory.named(handoff.decided_by), "at": handoff.decided_at.isoformat()}
        return RefusedError(Reason.ALREADY_DONE, **facts)
    person = handoff.answered_by or (handoff.given_by if handoff.state == rules.OFFERED else "")
    at = handoff.answered_at or (handoff.offered_at if handoff.state == rules.OFFERED else None)
    if person and at is not None:
        facts |= {"by": desk.directory.named(person), "at": at.isoformat()}
    return RefusedError(Reason.ALREADY_DONE, **facts)


def held(desk: Desk, work: Work, handoff: HandOff) -> tuple[str, ...]:
    """Return the roles, of those the step was offered to, that the actor stands for now.

    Where it is none of their own, it is those of somebody who is away and in whose place they act from here on.
    """
    step = work.definition.step(handoff.to_step)
    owners = work.definition.owners(step, work.facts) if step else ()
    roles = rules.alternatives(handoff.to_role, owners)
    found = {role: whom(desk, work, (role,)) for role in roles}
    own = tuple(role for role, whom in found.items() if whom == desk.actor.key)
    if own:
        return own
    whose = next((whom for whom in found.values() if whom), None)
    desk.act_for(whose)
    return tuple(role for role, whom in found.items() if whom and whom == whose)


def whom(desk: Desk, work: Work, roles: Sequence[str]) -> str | None:
    return desk.directory.acting_as(desk.actor.key, roles, work.customer, work.definition.role_of)


def answer(desk: Desk) -> dict[str, Any]:
    """Return who answers now, and in whose place."""
    return {"answered_by": desk.actor.key, "answered_at": desk.now, "answered_for": desk.behalf}


def not_yours(desk: Desk, work: Work, roles: Sequence[str], giver: str = "") -> RefusedError:
    found = (desk.directory.standing_for(role, work.customer, work.definition.role_of) for role in roles)
    people = dict.fromkeys(person for one in found if one for person in one[1])
    keys = ([giver] if giver else []) + [person for person in people if person != giver]
    who = desk.directory.names(keys)
    return RefusedError(Reason.NOT_ALLOWED, may=who or addressing.administrators(desk), role=titles(work, roles))


def owners(work: Work) -> tuple[str, ...]:
    return work.definition.owners(work.step, work.facts)


def titles(work: Work, roles: Sequence[str]) -> str:
    known = work.definition.role_of
    return " or ".join(known[role].title if role in known else role for role in roles)


def address(desk: Desk, work: Work, role: str) -> str:
    return addressing.address_of(desk, work, work.step.channel or role)


def write(desk: Desk, work: Work, handoff: HandOff) -> None:
    work.handoff = handoff
    values = asdict(handoff)
    desk.unit.write(UPDATE, {"which": handoff.id, **{name: values[name] for name in _CHANGED}})
