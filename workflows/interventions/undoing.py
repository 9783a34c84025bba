"""Taking back what somebody just did, where nothing left that cannot be called back and nobody acted on it since."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from storage import opening, outbox, tables
from storage.batches import ROWS, over, packed
from storage.statements import Prepared, Row
from workflows.desk import Desk
from workflows.engagements import cards as work_cards
from workflows.engagements import recurring, undoing, watching
from workflows.engagements.parts import Approval, HandOff
from workflows.engagements.undoing import Before, Kept
from workflows.engagements.work import ROOT, STEP, Work, save, work_of
from workflows.interventions import cards, rules
from workflows.interventions.commands import Undo
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.posts import Update

effect, history = tables.effect, tables.history
_PENDING: Final = sa.literal_column("'pending'", sa.Text)
_POST: Final = "post"


def _these(given: sa.FromClause) -> sa.Select[*tuple[Any, ...]]:
    chosen = sa.select(effect.c.id, effect.c.lane, effect.c.kind, effect.c.state, effect.c.doubt)
    return chosen.where(effect.c.id.in_(sa.select(given.c.id))).order_by(effect.c.seq)


PROMISED: Final = Prepared(over({"id": sa.Text()}, _these))
TAKE_BACK: Final = Prepared(
    over(
        {"id": sa.Text()},
        lambda given: (
            sa.update(effect)
            .where(effect.c.id.in_(sa.select(given.c.id)))
            .values(
                state=sa.case((effect.c.state == _PENDING, sa.literal_column("'moot'")), else_=sa.null()),
                error=sa.literal_column("'taken back before it left'"),
            )
        ),
    )
)
"""Nothing can be without a state: where the relay took one of them since they were read, the undo looks again."""
LAST: Final = Prepared(
    sa.select(history.c.subject)
    .where(
        history.c.at >= sa.bindparam("since", type_=history.c.at.type),
        history.c.actor == sa.bindparam("actor", type_=sa.Text),
        history.c.subject.like(sa.literal_column("'engagement:%'")),
    )
    .order_by(history.c.at.desc(), history.c.seq.desc())
    .limit(sa.literal_column("1"))
)


def _row(table: sa.Table) -> Prepared:
    changed = {column.name: sa.bindparam(f"b_{column.name}", type_=column.type) for column in table.columns}
    return Prepared(sa.update(table).where(table.c.id == sa.bindparam("which")).values(changed))


HAND_OFF, APPROVAL = _row(tables.handoff), _row(tables.approval)
ROM: Final = Prepared(
    sa.update(tables.estimate)
    .where(tables.estimate.c.id == sa.bindparam("which"))
    .values(state=sa.bindparam("new_state", type_=sa.Text))
)
FORGET_VOTE: Final = Prepared(
    sa.delete(tables.vote).where(
        tables.vote.c.approval_id == sa.bindparam("approval"),
        tables.vote.c.round == sa.bindparam("in_round"),
        tables.vote.c.person_key == sa.bindparam("person"),
    )
)


def undo(desk: Desk, command: Undo) -> Done:
    """Bring an engagement back to what it was before the actor's last change of it; the history keeps both.

    Refused with UNDO_NOTHING, with UNDO_OVERTAKEN when somebody acted since, UNDO_LATE after a minute, UNDO_FINAL when
    it began something else, and UNDO_LEFT when a mail or a message to somebody is on its way.
    """
    row = _opened(desk, command)
    work = work_of(row, desk)
    kept = _kept(desk, work, row.engagement_before, version=command.version)
    promised = _promised(desk, work, kept)
    before = undoing.before_of(kept)
    work.record(desk, "undone", step=kept.step, note=rules.undone_words(work.definition, kept.step))
    _take_back(desk, work, promised)
    left = work.definition.step(work.position.step)
    _bring_back(desk, work, before)
    recurring.taken_back(desk, work, left)
    work.refresh(desk, ROOT, work_cards.root_card(work, desk.directory))
    if not work.ended and STEP in work.cards:
        work.refresh(desk, STEP, desk.ties.face(work, desk.directory))
    desk.ties.refresh(desk, work)
    watching.tell(desk, work)
    save(desk, work)
    return Done(card=cards.undone_answer(work, desk.directory))


def _opened(desk: Desk, command: Undo) -> Row:
    """Return the row of the engagement that the button names, or of the one that the actor changed last."""
    row, subject = desk.opened, command.engagement
    if not subject:
        since = desk.now - undoing.WITHIN
        last = desk.unit.row(LAST, {"since": since, "actor": desk.actor.key})
        if last is None:
            raise RefusedError(Reason.UNDO_NOTHING)
        row = desk.unit.row(opening.BY_ID, {"request_key": "", "subject": last.subject.partition(":")[2]})
    if row is None or row.engagement_id is None:
        raise RefusedError(Reason.NOT_FOUND)
    return row


def _kept(desk: Desk, work: Work, words: str | None, *, version: int) -> Kept:
    """Return what is kept of the newest change; `version` is what a button was made for, 0 where it was typed."""
    kept = undoing.kept_in(words)
    theirs = kept is not None and kept.by != desk.actor.key
    if kept is None or kept.version != work.version or (version != kept.version if version else theirs):
        raise RefusedError(Reason.UNDO_OVERTAKEN, key=work.key)
    if theirs:
        raise RefusedError(Reason.NOT_ALLOWED, may=desk.directory.names((kept.by,)))
    if desk.now - kept.at > undoing.WITHIN:
        raise RefusedError(Reason.UNDO_LATE, key=work.key)
    if kept.final:
        raise RefusedError(Reason.UNDO_FINAL, key=work.key)
    return kept


def _promised(desk: Desk, work: Work, kept: Kept) -> list[Row]:
    """Return what was promised with it; refused when something of it left that nobody can call back."""
    ids = packed({"id": outbox.effect_id(kept.key, number)} for number in range(kept.promises))
    promised = desk.unit.rows(PROMISED, {ROWS: ids})
    own = desk.directory.addresses.get(desk.actor.key, "")
    near = {own, *(head.lane for head in work.heads)}
    people = set(desk.directory.addresses.values())
    for one in promised:
        told = rules.cannot_return(one.lane, people=people, near=near, shared=work.customer.shared_channel)
        if told and _left(one):
            raise RefusedError(Reason.UNDO_LEFT, key=work.key, where=_where(desk, one.lane))
    return promised


def _left(one: Row) -> bool:
    """Return whether a post left, or is on its way; of what is in doubt nobody knows that it did not."""
    return one.kind == _POST and (one.state in {"sent", "inflight"} or bool(one.doubt))


def _where(desk: Desk, lane: str) -> str:
    people = [desk.directory.named(key) for key, address in desk.directory.addresses.items() if address == lane]
    return people[0] if people else lane.partition(":")[2] if lane.startswith("mail:") else "the customer"


def _take_back(desk: Desk, work: Work, promised: Iterable[Row]) -> None:
    """Let what has not left stay here, and say of what was posted that it was taken back."""
    pending = [one.id for one in promised if one.state == "pending" and not one.doubt]
    if pending:
        desk.unit.write(TAKE_BACK, {ROWS: packed({"id": one} for one in pending)})
    card = cards.taken_back(desk.by, desk.now)
    for one in promised:
        if _left(one):
            desk.send(one.lane, Update(target=one.id, card=card, private=work.is_private))


def _bring_back(desk: Desk, work: Work, before: Before) -> None:
    """Make the engagement and its parts what they were. A part that is new since is past."""
    if work.handoff is not None and work.handoff != before.handoff:
        new = before.handoff is None or work.handoff.id != before.handoff.id
        past = msgspec.structs.replace(work.handoff, state="closed") if new else before.handoff
        _write(desk, HAND_OFF, past)
        if new and before.handoff is not None:
            _write(desk, HAND_OFF, before.handoff)
    elif before.handoff is not None and work.handoff is None:
        _write(desk, HAND_OFF, before.handoff)
    _bring_back_decision(desk, work, before)
    if work.estimate is not None and work.estimate.state != before.rom:
        desk.unit.write(ROM, {"which": work.estimate.id, "new_state": before.rom})
        work.estimate = msgspec.structs.replace(work.estimate, state=before.rom)
    work.position, work.facts, work.items, work.cards = before.position, before.facts, before.items, before.cards
    work.offers = before.offers
    work.arrival, work.entered_at, work.due_at = before.arrival, before.entered_at, before.due_at
    work.owner, work.owner_role = before.owner, before.owner_role
    work.handoff, work.approval, work.approval_id = before.handoff, before.approval, before.approval_id
    work.votes = before.votes


def _bring_back_decision(desk: Desk, work: Work, before: Before) -> None:
    now, then = work.approval, before.approval
    if now is not None and (then is None or now.id != then.id):
        _write(desk, APPROVAL, msgspec.structs.replace(now, state="superseded"))
    if then is not None and now != then:
        _write(desk, APPROVAL, then)
    if now is not None and then is not None and now.id == then.id:
        for vote in work.votes:
            if vote not in before.votes:
                given = {"approval": now.id, "in_round": now.round, "person": vote.person}
                desk.unit.write(FORGET_VOTE, given)


def _write(desk: Desk, statement: Prepared, part: HandOff | Approval | None) -> None:
    if part is not None:
        values = {f"b_{name}": value for name, value in msgspec.structs.asdict(part).items()}
        desk.unit.write(statement, {"which": part.id, **values})
