"""Editing what was said a moment ago: what it brought is corrected where it stands, and never repeated (C 1.2)."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import sqlalchemy as sa

from storage import opening, tables
from storage.batches import ROWS, over, packed
from storage.statements import Prepared
from workflows.desk import Desk
from workflows.engagements import (
    cards,
    effecting,
    filled,
    linking,
    moving,
    offering,
    recurring,
    rules,
    sending,
    titles,
    watching,
    wording,
)
from workflows.engagements.actions import not_allowed, read_outcome
from workflows.engagements.parts import Copy
from workflows.engagements.sending import Brought, Sending
from workflows.engagements.work import ROOT, STEP, Work, save, work_behind
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.cards import Card, note
from workflows.kernel.forms import Value
from workflows.kernel.posts import Update
from workflows.kernel.text import Line, When, line
from workflows.process import engine, templates
from workflows.process.effects import Effect, Enlist, Post, Record
from workflows.process.position import Moved, NotAllowed
from workflows.process.steps import Step

_MAIL: Final = "mail:"
STATES: Final = Prepared(
    over(
        {"id": sa.Text()},
        lambda given: sa.select(tables.effect.c.id, tables.effect.c.state).select_from(
            given.join(tables.effect, tables.effect.c.id == given.c.id)
        ),
    )
)
TAKE_BACK: Final = Prepared(
    sa.update(tables.effect)
    .where(
        tables.effect.c.id == sa.bindparam("which", type_=sa.Text),
        tables.effect.c.state == sa.literal_column("'pending'"),
        sa.not_(tables.effect.c.doubt),
    )
    .values(state=sa.literal_column("'moot'"))
)
"""What was promised and has certainly not left does not leave any more."""


def correct(desk: Desk, work: Work, outcome: str, given: Mapping[str, Value]) -> str:
    """Say something else of the step that was said last. The caller saves the work. Returns what is said now.

    Refused where it is too late, where somebody moved it on, and where something of it cannot be taken back.
    """
    sent = editable(desk, work)
    step_now = work.position.step
    work.position, work.facts = sent.position, sending.facts_before(work, sent)
    step = work.step
    values = read_outcome(desk, work, step, outcome, given)
    moved = _moved(work, outcome, values)
    linked = _relink(desk, work, sent, step, values)
    work.record(desk, "step", step=step.id, outcome=outcome, note="Corrected", details=_details(sent, values))
    work.position, work.arrival = moved.position, work.version
    if moved.position.step != step_now:
        work.entered_at, work.due_at = desk.now, moving.due_of(desk, work, moved)
        recurring.arrived(desk, work, step)
        watching.leave(desk, work)
    brought = _fan_out(desk, work, sent, moved, reason=values.get("reason", ""))
    if work.step.recurs is not None:
        moving.begin_round(work, work.step)
    label = moved.outcome.label if moved.outcome else outcome
    answers = filled.facts_of(work.definition, step, outcome, values, desk.directory.named)
    _show(desk, work, sent, cards.past_step_card(work, step, _said_now(desk, label), "", answers))
    watching.tell(desk, work)
    linking.answer(desk, work, linked)
    links = _links(sent, work, linked)
    new = {"outcome": outcome, "values": values, "arrival": work.arrival, "brought": brought, "linked": links}
    sending.keep(desk, work, msgspec.structs.replace(sent, **new))
    work.say(desk, note(f"{cards.step_words(step)} corrected: {label}, by ", *desk.by, "."))
    return label


def _moved(work: Work, outcome: str, values: Mapping[str, str]) -> Moved:
    """Return where the work comes to with another outcome, and let it know what was filled in."""
    asked = [field.key for field in work.step.form_for(outcome)]
    work.facts = rules.facts_after(work.facts, values, asked=asked)
    facts = {**work.facts, "reason": values.get("reason", "")}
    moved = engine.advance(work.definition, work.position, outcome, facts)
    if isinstance(moved, NotAllowed):
        raise not_allowed(moved)
    return moved


def editable(desk: Desk, work: Work) -> Sending:
    """Return what was said last, where the acting person may still edit it."""
    sent = sending.of(desk.unit, work.id)
    step = work.definition.step(sent.step) if sent is not None else None
    until = sending.until(sent, step) if sent is not None and step is not None else None
    if sent is None or until is None or sent.arrival != work.arrival:
        raise RefusedError(Reason.NOTHING_TO_EDIT, key=work.key)
    if desk.now > until:
        raise RefusedError(Reason.TOO_LATE_TO_EDIT, key=work.key, at=sent.at.isoformat())
    if not desk.act_as(sent.by):
        raise RefusedError(Reason.NOT_ALLOWED, may=desk.directory.names(sent.by))
    return sent


def _details(sent: Sending, values: Mapping[str, str]) -> dict[str, str]:
    return {**values, "corrects": str(sent.arrival)}


def _relink(desk: Desk, work: Work, sent: Sending, step: Step, values: Mapping[str, str]) -> list[Work]:
    """Link with what is chosen now, and take off what was chosen before and is not any more."""
    chosen = [(field.key, values[field.key]) for field in step.form if field.type == "ticket" and field.key in values]
    added = linking.choose(desk, work, chosen)
    wanted = {titles.find(desk, words, field=field).id for field, words in chosen}
    for gone in (one for one in sent.linked if one not in wanted):
        link = linking.linked_with(work, gone)
        other = linking.other_side(desk, link) if link is not None else None
        linking.take_off(work, gone)
        if other is not None:
            linking.take_off(other, work.id)
            other.record(desk, "unlinked", note=linking.seen(work).name, details={"with": work.id})
            linking.refresh(desk, other)
            save(desk, other)
    return added


def _links(sent: Sending, work: Work, added: Sequence[Work]) -> tuple[str, ...]:
    kept = (one for one in sent.linked if linking.linked_with(work, one) is not None)
    return (*kept, *(one.id for one in added))


def _fan_out(desk: Desk, work: Work, sent: Sending, moved: Moved, *, reason: str) -> tuple[Brought, ...]:
    """Take back what is not wanted any more, correct what is, and bring what is new; return what there is now."""
    outcome = moved.outcome.label if moved.outcome else ""
    words = wording.words_for(desk, work, outcome=outcome, reason=reason)
    words["person"] = desk.directory.named(sent.by[-1])
    wanted = {sending.mark_of(effect): effect for effect in moved.effects}
    states = _states(desk, sent)
    found: dict[str, Brought] = {}
    for one in sent.brought:
        effect = wanted.get(one.mark)
        if effect is not None and not one.withdrawn:
            found[one.mark] = _corrected(desk, work, effect, one, words, states)
        elif effect is not None and isinstance(effect, Post) and _stands(one, states):
            _wait_again(work, effect, one)
            found[one.mark] = msgspec.structs.replace(_updated(desk, work, effect, one, words), withdrawn=False)
        elif not one.withdrawn:
            found[one.mark] = _withdrawn(desk, work, one, states)
        elif effect is None:
            found[one.mark] = one
    anew = tuple(
        effect for mark, effect in wanted.items() if mark not in found or (found[mark].withdrawn and mark in wanted)
    )
    traced = effecting.traced(desk, work, anew, words)
    return (*(one for one in found.values() if one.mark not in {new.mark for new in traced}), *traced)


def _corrected(
    desk: Desk, work: Work, effect: Effect, one: Brought, words: Mapping[str, str], states: Mapping[str, str]
) -> Brought:
    """Correct what is wanted still; what cannot be changed where it stands is taken back, and brought anew."""
    if sending.said_by(effect, words) == one.said:
        return one
    if isinstance(effect, Post):
        return _updated(desk, work, effect, one, words)
    if isinstance(effect, Record):
        _check_open(work, one)
        title = rules.record_title(effect, words)
        work.items = [
            msgspec.structs.replace(item, title=title) if item.key in one.items else item for item in work.items
        ]
        return msgspec.structs.replace(one, said=sending.said_by(effect, words))
    return _withdrawn(desk, work, one, states)


def _updated(desk: Desk, work: Work, effect: Post, one: Brought, words: Mapping[str, str]) -> Brought:
    card = wording.post_card(work, effect, words)
    if effect.accept:
        name, text = _waiting(work, one), templates.fill(effect.text, words)
        work.cards[name] = [Copy(copy.effect, copy.lane, text) for copy in work.cards[name]]
        offering.wait_for(desk, work, effect, name, text)
        card = offering.offered_card(work, effect, name, text, desk.directory)
    for copy in one.posts:
        desk.send(copy.lane, Update(target=copy.effect, card=card, private=work.is_private))
    return msgspec.structs.replace(one, said=sending.said_by(effect, words))


def _withdrawn(desk: Desk, work: Work, one: Brought, states: Mapping[str, str]) -> Brought:
    """Take back all that an effect brought. Refused where somebody has built on it, or where it has left for good."""
    _check_open(work, one)
    if offering.effect_of(work, one.mark) is not None:
        work.cards.pop(_waiting(work, one))
    back = note(f"Taken back: {work.key} was corrected by ", *desk.by, ", ", When(desk.now), ".")
    for copy in one.posts:
        if copy.lane.startswith(_MAIL) and states.get(copy.effect) not in {"pending", "moot"}:
            raise RefusedError(Reason.CANNOT_TAKE_BACK, what="The mail", key=work.key)
        desk.unit.write(TAKE_BACK, {"which": copy.effect})
        if not copy.lane.startswith(_MAIL):
            desk.send(copy.lane, Update(target=copy.effect, card=back, private=work.is_private))
    work.items = [item for item in work.items if item.key not in one.items]
    if one.child:
        _cancel_child(desk, work, one.child)
    if one.mark in _lists(work):
        desk.ties.unlist(desk, work)
    return msgspec.structs.replace(one, withdrawn=True, items=(), child="")


def _waiting(work: Work, one: Brought) -> str:
    """Return the name of the live card of a post that nobody has answered yet; refused where somebody has."""
    name = offering.live(work, one.mark)
    if not name or all(copy.effect != one.posts[0].effect for copy in work.cards[name]):
        raise RefusedError(Reason.CANNOT_TAKE_BACK, what="What somebody accepted or returned", key=work.key)
    return name


def _wait_again(work: Work, effect: Post, one: Brought) -> None:
    """Let a post that was taken back wait for somebody once more, where it stands."""
    if effect.accept:
        work.cards[f"{offering.NAME}{one.mark}:{work.version}"] = list(one.posts)


def _lists(work: Work) -> frozenset[str]:
    """Return the marks of the effects of the work's process that put the customer on a list."""
    routes = work.definition.routes.steps.values()
    effects = [effect for step in routes for way in step.ways.values() for effect in way.effects]
    return frozenset(sending.mark_of(effect) for effect in effects if isinstance(effect, Enlist))


def _check_open(work: Work, one: Brought) -> None:
    done = next((item for item in work.items if item.key in one.items and item.done_at is not None), None)
    if done is not None:
        raise RefusedError(Reason.CANNOT_TAKE_BACK, what=f"“{done.title.partition(':')[0]}”", key=work.key)


def _cancel_child(desk: Desk, work: Work, child_id: str) -> None:
    """Cancel what was started and nobody has touched."""
    row = desk.unit.row(opening.BY_ID, {"request_key": "", "subject": child_id})
    if row is None or row.engagement_id is None:
        return
    child = work_behind(row, desk)
    if child.ended:
        return
    touched = (
        child.position.visits.get(child.position.step, 0) > 1
        or len(child.position.visits) > 1
        or any(item.done_at is not None for item in child.items)
        or (child.handoff is not None and child.handoff.state != "offered")
    )
    if touched:
        raise RefusedError(Reason.CANNOT_TAKE_BACK, what=f"{child.key}, which somebody took up", key=child.key)
    moving.cancel(desk, child, f"{work.key} was corrected.")
    save(desk, child)


def _stands(one: Brought, states: Mapping[str, str]) -> bool:
    """Return whether the messages that were taken back are there, and can say something else again."""
    return bool(one.posts) and all(states.get(copy.effect) != "moot" for copy in one.posts)


def _states(desk: Desk, sent: Sending) -> dict[str, str]:
    ids = [copy.effect for one in sent.brought for copy in one.posts]
    if not ids:
        return {}
    return {row.id: row.state for row in desk.unit.rows(STATES, {ROWS: packed({"id": one} for one in ids)})}


def _said_now(desk: Desk, label: str) -> Line:
    return line(f"✓ {label}, corrected by ", *desk.by, ", ", When(desk.now))


def _show(desk: Desk, work: Work, sent: Sending, past: Card) -> None:
    """Let the cards say what is so now: of the step that was said (`past`), of the one that it is at, of the thread."""
    for copy in sent.past:
        desk.send(copy.lane, Update(target=copy.effect, card=past, private=work.is_private))
    work.refresh(desk, STEP, desk.ties.face(work, desk.directory))
    work.refresh(desk, ROOT, cards.root_card(work, desk.directory))
