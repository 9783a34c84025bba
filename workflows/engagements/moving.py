"""Carrying out a move of the engine: history, effects, the hand-off to the next owner or the card of the next step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from workflows.desk import Desk
from workflows.engagements import (
    addressing,
    cards,
    effecting,
    filled,
    offering,
    places,
    recurring,
    responding,
    rework,
    rules,
    telling,
    watching,
    wording,
)
from workflows.engagements.parts import Copy
from workflows.engagements.work import ROOT, STEP, Work
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.cards import Fact
from workflows.kernel.cards import note as note_card
from workflows.kernel.posts import Post
from workflows.kernel.text import Line, When, line
from workflows.process.parts import CANCELLED, END
from workflows.process.position import Moved
from workflows.process.steps import Step

DUE: Final = "due-at"
"""Among the details of an entry of the history: by when the step that was left was due, before anybody put it off."""
ENDED: Final = "ended"
"""The live cards that told of its end, outside its thread: they change no more, unless it becomes private."""
AGAIN: Mapping[str, str] = {"set-back": "Set back", "reopened": "Taken up again"}
"""What is said of a move without an outcome that somebody made by hand; the others are decisions asked for again."""


def move(
    desk: Desk, work: Work, moved: Moved, *, note: str = "", values: Mapping[str, str] | None = None, action: str = ""
) -> None:
    """Take the engagement where the engine says, and let everybody hear of it who must. The caller saves it."""
    said = _said(desk, work, moved, action)
    here = work.definition.step(work.position.step) if moved.left is not None else None
    if here is not None:
        # Whoever does a step that was only offered has accepted it first, and so it stands in the history.
        desk.ties.settle(desk, work, done=moved.outcome is not None and not _elsewhere(moved, here))
    _write_down(desk, work, moved, note=note, values=values or {}, action=action)
    if here is not None:
        _tick_own_items(desk, work, moved)
        _leave(
            desk, work, here, _outcome(desk, moved, here, action), note, _filled(desk, work, moved, here, values or {})
        )
    work.position = moved.position
    work.entered_at = desk.now
    work.arrival = work.version
    work.due_at = due_of(desk, work, moved)
    _keep_rework(desk, work, moved, note)
    outcome = moved.outcome.label if moved.outcome else ""
    words = wording.words_for(desk, work, outcome=outcome, reason=note)
    telling.carry_out(desk, work, moved, words)
    effecting.carry_out(desk, work, moved.effects, words=words)
    if moved.left is not None and moved.step is not None and moved.step.recurs is not None:
        begin_round(work, moved.step)
    for step in moved.opens:
        desk.ties.ask(desk, work, step)
    _warn_of_rounds(desk, work, moved)
    if moved.step is None:
        _end(desk, work, said)
    else:
        _arrive(desk, work, moved, said, note)
    _set_clocks(desk, work, here, again=action in AGAIN and _comes_back(here, moved.step))
    if not work.is_new:
        work.refresh(desk, ROOT, cards.root_card(work, desk.directory))
    watching.tell(desk, work)


def cancel(desk: Desk, work: Work, reason: str) -> None:
    """End the engagement where it stands, by hand. The caller saves it."""
    here = work.step
    desk.ties.settle(desk, work, done=False)
    work.record(desk, "cancelled", step=here.id, note=reason)
    said = line("Cancelled by ", *desk.by, ", ", When(desk.now), ".")
    _leave(desk, work, here, said, reason)
    work.position = msgspec.structs.replace(work.position, step=f"{END}{CANCELLED}", open=(), decisions={})
    work.entered_at, work.arrival, work.due_at = desk.now, work.version, None
    _end(desk, work, line(*said, f" {reason}"))
    _set_clocks(desk, work, here)
    work.refresh(desk, ROOT, cards.root_card(work, desk.directory))
    watching.tell(desk, work)


def _leave(desk: Desk, work: Work, here: Step, said: Line, note: str, given: tuple[Fact, ...] = ()) -> None:
    """Let every card of the step that is left say what came of it, without buttons."""
    for name in (STEP, recurring.ASKED):
        work.refresh(desk, name, cards.past_step_card(work, here, said, note, given), last=True)
    watching.leave(desk, work)


def _warn_of_rounds(desk: Desk, work: Work, moved: Moved) -> None:
    for loop in moved.loops:
        rounds = moved.position.rounds.get(loop.key, loop.warn_at)
        work.say(desk, cards.loop_card(work, loop.title, rounds))


def _keep_rework(desk: Desk, work: Work, moved: Moved, reason: str) -> None:
    """Keep what is to be made anew, and tell whoever made it."""
    maker = rework.keep(desk, work, moved, reason)
    for lane in places.lanes_of(desk, work, maker):
        desk.send(lane, Post(card=rework.changes_card(work), private=work.is_private))


def _comes_back(left: Step | None, step: Step | None) -> bool:
    """Return whether somebody waits for an answer again: it had ended, or what was asked for was done, and is not."""
    return left is None or (left.settles and step is not None and not step.settles)


def _set_clocks(desk: Desk, work: Work, left: Step | None, *, again: bool = False) -> None:
    """Set what goes by time as the step says that was reached: when it asks for itself, and a first response."""
    recurring.arrived(desk, work, left)
    responding.arrived(desk, work, again=again)


def begin_round(work: Work, step: Step) -> None:
    """Forget what was ticked and said in the last round: the history has it, and after years the row is still small.

    What is still to be ticked off stays on the list until somebody does, and so does what it is linked with.
    """
    asked = rules.asked_in_round(work.definition, step.id)
    work.facts = {key: value for key, value in work.facts.items() if key not in asked}
    work.items = [item for item in work.items if item.done_at is None]
    work.links = [link for link in work.links if not link.settled]


def due_of(desk: Desk, work: Work, moved: Moved) -> datetime | None:
    """Return when the new step is due, in the working time of whoever it falls to; None where it may take for ever."""
    step = moved.step
    if step is None:
        return None
    if step.recurs is not None and moved.left is not None and moved.left.id == step.id:
        # The next date follows the last time that it was held (C 1.2).
        return recurring.due_again(work, step, desk.directory, desk.now)
    paused = step.recurs is not None and recurring.PAUSED in work.facts
    return rules.due(desk.now, step.due, work.calendar(desk.directory, step)) if step.due and not paused else None


def _write_down(desk: Desk, work: Work, moved: Moved, *, note: str, values: Mapping[str, str], action: str) -> None:
    if moved.left is None:
        work.record(desk, action or "started", step=moved.position.step, note=note, details=dict(work.facts))
        return
    outcome = moved.outcome.key if moved.outcome else ""
    # By when the step was due, so that a report can say whether it was done in time; no field is called so.
    due = {DUE: work.facts.get(recurring.PUT_OFF) or work.due_at.isoformat()} if work.due_at is not None else {}
    details = {**values, **due}
    work.record(desk, action or "step", step=moved.left.id, outcome=outcome, note=note, details=details)
    for step, key in moved.passed:
        work.record(desk, "passed", step=step, outcome=key, note=telling.passed(work, step))
    if moved.end is not None:
        work.record(desk, "ended", step=moved.left.id, outcome=moved.end.key)


def _tick_own_items(desk: Desk, work: Work, moved: Moved) -> None:
    """Tick what the step that is left was about: "Opportunity created" says that the opportunity was created."""
    if moved.left is None or moved.outcome is None or moved.outcome.style == "danger":
        return
    done = {"done_by": desk.actor.key, "done_for": desk.behalf, "done_at": desk.now}
    for index, item in enumerate(work.items):
        if item.own and item.step == moved.left.id and item.done_at is None:
            work.items[index] = msgspec.structs.replace(item, **done)


def _outcome(desk: Desk, moved: Moved, here: Step, action: str) -> Line:
    """Return what is said on the card of the step that is left: its own outcome, or what was decided elsewhere."""
    label = moved.outcome.label if moved.outcome else AGAIN.get(action, "Asked again")
    said = f"Step {cards.step_words(moved.left)}: {label}" if moved.left and _elsewhere(moved, here) else f"✓ {label}"
    return line(f"{said}, by ", *desk.by, ", ", When(desk.now))


def _filled(desk: Desk, work: Work, moved: Moved, here: Step, values: Mapping[str, str]) -> tuple[Fact, ...]:
    """Return what was filled in with the outcome of the step that is left; nothing where it is left by another one."""
    if moved.outcome is None or _elsewhere(moved, here):
        return ()
    return filled.facts_of(work.definition, here, moved.outcome.key, values, desk.directory.named)


def _elsewhere(moved: Moved, here: Step) -> bool:
    """Return whether the engagement leaves its step by another one: an approval that was decided early ended it."""
    return moved.left is not None and moved.left.id != here.id


def _said(desk: Desk, work: Work, moved: Moved, action: str) -> Line:
    if moved.left is None and action in AGAIN:
        return line(f"{AGAIN[action]} by ", *desk.by, ", ", When(desk.now), ".")
    if moved.left is None:
        return line("Started by ", *desk.by, ", ", When(desk.now), ".")
    label = moved.outcome.label if moved.outcome else AGAIN.get(action, "Asked again")
    passed = "".join(f" {telling.passed(work, step)}" for step, _ in moved.passed)
    step = f"Step {cards.step_words(moved.left)}"
    return line(f"{step}: {label}, by ", *desk.by, ", ", When(desk.now), f".{passed}")


def _end(desk: Desk, work: Work, said: Line) -> None:
    desk.ties.close(desk, work)
    offering.close(desk, work)
    work.handoff = None
    work.refresh(desk, STEP, cards.ended_card(work, said), last=True)
    for head in work.heads:
        effect = desk.send(head.lane, Post(card=cards.ended_card(work, said), private=work.is_private))
        work.cards.setdefault(ENDED, []).append(Copy(effect, head.lane))


def _arrive(desk: Desk, work: Work, moved: Moved, said: Line, note: str) -> None:
    step = work.step
    role, people = _chosen(desk, work, moved) or _owners(desk, work, step)
    if step.kind == "approval":
        # The decision has its own card with its own buttons; the step's card has those of the checklist alone.
        work.owner, work.owner_role, work.handoff = None, role, None
        work.post(desk, STEP, cards.step_card(work, desk.directory, before=said), lane=work.lane)
        return
    given = moved.outcome is not None and moved.outcome.gives_to is not None
    if given and people == (desk.principal,):
        work.owner = desk.principal  # Who names themselves has taken it.
    kept = None if given else _kept_role(desk, work, step)
    if kept is None and (moved.hand_off or given) and people != (work.owner,):
        receiving = work.definition.role_of.get(role)
        places.open_to(desk, work, people)
        work.say(desk, note_card(*said, f" Handed to {receiving.title if receiving else role}."))
        filled.keep_reason(work, note if moved.outcome else "")
        desk.ties.offer(desk, work, moved, role, people)
        return
    work.handoff = None
    work.owner_role = kept or role
    if kept is None and work.owner not in people:
        work.owner = people[0] if len(people) == 1 else None
    places.open_to(desk, work, (work.owner,) if work.owner else people)
    work.post(desk, STEP, cards.step_card(work, desk.directory, before=said), lane=work.lane)


def _chosen(desk: Desk, work: Work, moved: Moved) -> tuple[str, tuple[str, ...]] | None:
    """Return the person to whom an outcome gives the next step, in a role of it; None where it gives it to nobody.

    Refused with NOT_A_CHOICE for who may not do that step. A role that the engagement is not held in comes first.
    """
    field = moved.outcome.gives_to if moved.outcome is not None else None
    if field is None or moved.step is None:
        return None
    person = work.facts.get(field, "")
    owners = sorted(work.definition.owners(moved.step, work.facts), key=lambda role: role == work.owner_role)
    for role in owners:
        found = desk.directory.standing_for(role, work.customer, work.definition.role_of)
        if found is not None and person in found[1]:
            return found[0], (person,)
    raise RefusedError(Reason.NOT_A_CHOICE, field, label=work.definition.fields[field].label)


def _owners(desk: Desk, work: Work, step: Step) -> tuple[str, tuple[str, ...]]:
    owners = work.definition.owners(step, work.facts)
    resolved = desk.directory.resolve(owners, work.customer, work.definition.role_of)
    if resolved is None:
        titles = " or ".join(known.title for key in owners if (known := work.definition.role_of.get(key)))
        admins = addressing.administrators(desk)
        raise RefusedError(Reason.ROLE_EMPTY, role=titles or ", ".join(owners), step=step.id, admins=admins)
    return resolved


def _kept_role(desk: Desk, work: Work, step: Step) -> str | None:
    """Return the role in which whoever has the engagement has this step too; None where it goes to another role.

    A step that falls to the role they have it in stays with them. Who starts an engagement has its first step in any
    of its roles (processes.md A 1: SAL or SA).
    """
    owners = work.definition.owners(step, work.facts)
    held = owners if work.is_new else tuple(role for role in owners if role == work.owner_role)
    for role in held:
        found = desk.directory.standing_for(role, work.customer, work.definition.role_of)
        if found is not None and work.owner in found[1]:
            return found[0]
    return None
