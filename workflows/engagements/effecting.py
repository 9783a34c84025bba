"""Carrying out the effects of a definition: posts, messages, checklist items of records, lists and other processes."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from workflows.desk import Desk
from workflows.engagements import (
    addressing,
    cards,
    documenting,
    linking,
    mailing,
    offering,
    rules,
    sending,
    sight,
    starting,
    wording,
)
from workflows.engagements.parts import Copy, WorkItem
from workflows.engagements.work import Work, save
from workflows.kernel.cards import Card
from workflows.kernel.people import ROLE
from workflows.kernel.posts import Post as PostPayload
from workflows.kernel.text import Line, Mention, Piece, line
from workflows.process import templates
from workflows.process.effects import Document, Effect, Enlist, Mail, Message, Post, Record, Start
from workflows.process.steps import SYSTEM


def carry_out(desk: Desk, work: Work, effects: tuple[Effect, ...], *, words: Mapping[str, str]) -> None:
    """Promise or write everything that a move makes happen, in the definition's order. `words` fill the templates."""
    before = len(work.items)
    for effect in effects:
        if desk.brought is None:
            _WAYS[type(effect)](desk, work, effect, words)
        else:
            desk.brought.append(_traced(desk, work, effect, words))
    if len(work.items) > before and not work.ended:
        _mark_own(work, before)


def traced(desk: Desk, work: Work, effects: tuple[Effect, ...], words: Mapping[str, str]) -> list[sending.Brought]:
    """Carry effects out, and return what each of them brought."""
    desk.brought = []
    carry_out(desk, work, effects, words=words)
    return desk.brought


def _traced(desk: Desk, work: Work, effect: Effect, words: Mapping[str, str]) -> sending.Brought:
    sent, items = len(desk.promises), len(work.items)
    brought, desk.brought = desk.brought, None  # What it begins brings things of its own.
    _WAYS[type(effect)](desk, work, effect, words)
    desk.brought = brought
    posts, child = desk.promises[sent:], ""
    if isinstance(effect, Start):
        # Of what it began, only the note that it did is this work's own.
        posts, child = posts[-1:], starting.child_id(desk, work.id, effect, starting.title_of(desk, effect, words))
    return sending.Brought(
        mark=sending.mark_of(effect),
        said=sending.said_by(effect, words),
        posts=tuple(Copy(one.id, one.lane) for one in posts),
        items=tuple(item.key for item in work.items[items:]),
        child=child,
    )


def _mark_own(work: Work, before: int) -> None:
    """Mark the items that entering the current step brought: they are what the step is about."""
    here = work.definition.routes.steps[work.position.step]
    own = sum(isinstance(effect, Record) and _applies(effect, work) for effect in here.on_enter)
    # What entering brings comes last among a move's effects, and so do its items.
    first = max(before, len(work.items) - own)
    work.items[first:] = [msgspec.structs.replace(item, own=True) for item in work.items[first:]]


def _applies(effect: Record, work: Work) -> bool:
    wanted = all(work.facts.get(name) in values for name, values in effect.when.items())
    unwanted = bool(effect.unless) and all(work.facts.get(name) in values for name, values in effect.unless.items())
    return wanted and not unwanted


def _post(desk: Desk, work: Work, effect: Post, words: Mapping[str, str]) -> None:
    lane = addressing.address_of(desk, work, effect.to)
    if effect.accept:
        offering.offer(desk, work, effect, words, lane)
    else:
        work.tell(desk, lane, wording.post_card(work, effect, words))


def _message(desk: Desk, work: Work, effect: Message, words: Mapping[str, str]) -> None:
    text = templates.fill(effect.text, words)
    told = wording.linked(work, text)
    people = dict.fromkeys(person for role in effect.to for person in addressing.people_of(desk, work, role))
    unreachable: list[Piece] = []
    for person in people:
        lanes = addressing.lanes_of(desk, person)
        if not lanes:
            unreachable += ([", "] if unreachable else []) + [Mention(person)]
        for lane in lanes:
            _tell(desk, work, told, person=person, lane=lane, words=text if effect.acknowledge else "")
    if unreachable:
        # Nobody is passed over in silence: who has no account here is named where colleagues see it.
        asked = line("No chat account is known for ", *unreachable, ", so please tell them: ", *told)
        work.tell(desk, addressing.address_of(desk, work, "operations"), Card(title="", body=(asked,)))


def _tell(desk: Desk, work: Work, told: Line, *, person: str, lane: str, words: str) -> None:
    """Send a message to one lane of a person; `words` are kept where it wants to be acknowledged."""
    if lane != desk.directory.addresses.get(person):
        told = (*cards.people_line((person,), away=desk.directory.away), ": ", *told)
    if words:
        card = cards.got_it_card(work, told, person=person)
        work.post(desk, f"message:{person}", card, lane=lane, words=words)
        return
    footer = line(f"{work.key} · {work.customer.name}")
    desk.send(lane, PostPayload(card=Card(title="", body=(told,), footer=footer), private=work.is_private))


def _mail(desk: Desk, work: Work, effect: Mail, words: Mapping[str, str]) -> None:
    """Write to the people of the roles. Whom csops cannot write to is a checklist item of the step's owner."""
    roles = work.definition.role_of
    held = {key: desk.directory.resolve((key,), work.customer, roles) for key in effect.to}
    people = [person for found in held.values() if found is not None for person in found[1]]
    subject = templates.fill(effect.subject, words)
    left = mailing.write_to(
        desk, work, people, subject=subject, told=wording.linked(work, templates.fill(effect.text, words))
    )
    nobody_written_to = len(left) == len(dict.fromkeys(people))
    titled = [key for key, found in held.items() if found is None or nobody_written_to]
    names = [roles[key].title for key in titled if key in roles]
    if not nobody_written_to:
        names += [desk.directory.named(person) for person in left]
    if names:
        title = f"Mail to {', '.join(names)}: {subject}"
        _add_item(work, title=title, role=_item_role(work, work.owner_role), system=mailing.SYSTEM)


def _record(_desk: Desk, work: Work, effect: Record, words: Mapping[str, str]) -> None:
    _add_item(
        work, title=rules.record_title(effect, words), role=effect.owner, system=effect.system, others=effect.assign
    )


def _item_role(work: Work, role: str) -> str:
    known = work.definition.role_of.get(role)
    if role == SYSTEM and known is not None and known.fallback:
        return known.fallback
    return role


def _add_item(work: Work, *, title: str, role: str, system: str, others: tuple[str, ...] = ()) -> None:
    step = work.position.step
    key = f"{work.version}.{len(work.items) + 1}"  # No later item has the same: an old button must not tick it off.
    owner = _item_role(work, role)
    others = tuple(other for other in others if other != owner)
    work.items.append(
        WorkItem(key=key, title=title[: rules.LONGEST_ITEM], role=owner, others=others, step=step, system=system)
    )


def _start(desk: Desk, work: Work, effect: Start, words: Mapping[str, str]) -> None:
    child = starting.begin(
        desk,
        process=effect.process,
        customer=work.customer,
        title=starting.title_of(desk, effect, words),
        facts={value.key: told for value in effect.values if (told := templates.fill(value.text, words, missing=""))},
        at=effect.at,
        parent=work.id,
        links=[linking.seen(work)] if effect.link else (),
        seen_by=_inherited(desk, work, effect),
    )
    if effect.link:
        work.links.append(linking.seen(child))
        child.say(desk, cards.origin_card(work))
    save(desk, child)
    work.say(desk, Card(title="", body=(line(f"This started {child.key}: {child.title}."),)))


def _inherited(desk: Desk, work: Work, effect: Start) -> frozenset[str] | None:
    """Return who sees what private work starts: whoever has a role in it, and the people of the one before."""
    if work.seen_by is None:
        return None
    definition = desk.definitions.current(effect.process)
    return sight.people_of(definition) | {one for one in work.seen_by if not one.startswith(ROLE)}


def _enlist(desk: Desk, work: Work, effect: Enlist, _words: Mapping[str, str]) -> None:
    desk.ties.enlist(desk, work, effect)


def _document(desk: Desk, work: Work, effect: Document, words: Mapping[str, str]) -> None:
    paper, step = work.definition.papers[effect.document]
    documenting.post(desk, work, paper, words, again=work.position.visits.get(step.id, 0) > 1)


_WAYS: Mapping[type, Callable[[Desk, Work, Any, Mapping[str, str]], None]] = {
    Post: _post,
    Message: _message,
    Mail: _mail,
    Record: _record,
    Start: _start,
    Enlist: _enlist,
    Document: _document,
}
