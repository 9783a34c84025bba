"""Carrying out the effects of a definition: posts, messages, checklist items of records, lists and other processes."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from workflows.desk import Desk
from workflows.engagements import (
    briefs,
    cards,
    documenting,
    linking,
    mailing,
    offering,
    rules,
    sending,
    sight,
    starting,
)
from workflows.engagements.parts import Copy, WorkItem
from workflows.engagements.work import Work, save
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.cards import Card
from workflows.kernel.people import ADMIN, ROLE
from workflows.kernel.posts import Post as PostPayload
from workflows.kernel.text import Line, Link, Mention, Piece, line
from workflows.process import templates
from workflows.process.effects import Document, Effect, Enlist, Mail, Message, Post, Record, Start
from workflows.process.parts import PURPOSES
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


def words_for(desk: Desk, work: Work, *, outcome: str = "", reason: str = "") -> dict[str, str]:
    """Return what the templates of a definition can say of an engagement now."""
    ticket: dict[str, str] = {}
    handing = briefs.handing_of(work)
    if handing is not None:
        ticket = {"kind": work.title, "next_steps": " ".join(handing.next_steps)}
    if work.ticket is not None:
        kind = work.definition.kind_of.get(work.ticket.kind)
        board = kind.board if kind else None
        ticket = {
            "kind": kind.title if kind else work.ticket.kind,
            "priority": next((one.title for one in kind.priorities if one.key == work.ticket.priority), "")
            if kind
            else work.ticket.priority,
            "board": board.system if board else "",
            "board_link": f"(to be added in {rules.SYSTEMS.get(board.system, board.system)})" if board else work.key,
            "request": work.ticket.description,
            "request_link": work.ticket.source_link or "logged without a message",
        }
    return {
        **rules.in_words(work.definition, work.facts, named=desk.directory.named),
        **ticket,
        "customer": work.customer.name,
        "subject": work.title,
        "reference": work.key,
        # A chat has no address of its own for what is not posted yet: the number is what people look it up by.
        "link": work.key,
        "process": work.definition.title,
        "step": "" if work.ended else work.step.id,
        "step_title": work.ending_title if work.ended else work.step.title,
        "outcome": outcome,
        "person": desk.actor.name,
        "owner": desk.directory.named(work.owner) if work.owner else "",
        "reason": reason,
        "due": rules.day_words(work.due_at, desk.directory.time_zone) if work.due_at else "",
    }


def address_of(desk: Desk, work: Work, role_or_purpose: str) -> str:
    """Return where a role or a purpose is reached; refused with CHANNEL_MISSING when there is no such channel.

    What is private stays in its thread.
    """
    directory = desk.directory
    if work.is_private:
        return work.lane
    if role_or_purpose in PURPOSES:
        own = work.customer.channel if role_or_purpose == "customer" else ""
        address = own or directory.channels.get(role_or_purpose) or directory.channels.get("operations", "")
    else:
        address = directory.channel_of(role_or_purpose, work.customer, work.definition.role_of)
    if not address:
        raise RefusedError(Reason.CHANNEL_MISSING, purpose=role_or_purpose)
    return address


def people_of(desk: Desk, work: Work, role: str) -> tuple[str, ...]:
    """Return who holds a role, or stands in for it; refused with ROLE_EMPTY when nobody does."""
    resolved = desk.directory.resolve((role,), work.customer, work.definition.role_of)
    if resolved is None:
        words = work.definition.role_of.get(role)
        raise RefusedError(Reason.ROLE_EMPTY, role=words.title if words else role, admins=administrators(desk))
    return resolved[1]


def administrators(desk: Desk) -> str:
    """Return who can mend a missing role or channel, by name."""
    return desk.directory.names(desk.directory.holders(ADMIN, None)) or "an administrator"


def _post(desk: Desk, work: Work, effect: Post, words: Mapping[str, str]) -> None:
    lane = address_of(desk, work, effect.to)
    if effect.accept:
        offering.offer(desk, work, effect, words, lane)
    else:
        work.tell(desk, lane, post_card(work, effect, words))


def post_card(work: Work, effect: Post, words: Mapping[str, str]) -> Card:
    """Return what a post says."""
    footer = line(f"{work.key} · {work.customer.name}")
    return Card(title="", body=(linked(work, templates.fill(effect.text, words)),), footer=footer)


def linked(work: Work, text: str) -> Line:
    """Return filled-in words with the link to the ticket's message as a link; nothing else in them becomes one."""
    url = work.ticket.source_link if work.ticket else ""
    before, found, after = text.partition(url) if url else (text, "", "")
    return line(before, Link(url, "the message"), after) if found else line(text)


def _message(desk: Desk, work: Work, effect: Message, words: Mapping[str, str]) -> None:
    text = templates.fill(effect.text, words)
    told = linked(work, text)
    people = dict.fromkeys(person for role in effect.to for person in people_of(desk, work, role))
    unreachable: list[Piece] = []
    for person in people:
        lanes = lanes_of(desk, person)
        if not lanes:
            unreachable += ([", "] if unreachable else []) + [Mention(person)]
        for lane in lanes:
            _tell(desk, work, told, person=person, lane=lane, words=text if effect.acknowledge else "")
    if unreachable:
        # Nobody is passed over in silence: who has no account here is named where colleagues see it.
        asked = line("No chat account is known for ", *unreachable, ", so please tell them: ", *told)
        work.tell(desk, address_of(desk, work, "operations"), Card(title="", body=(asked,)))


def lanes_of(desk: Desk, person: str) -> tuple[str, ...]:
    """Return where a person gets their messages, and who stands in for them while they are away."""
    away = desk.directory.away.get(person)
    found = (desk.directory.addresses.get(key, "") for key in (person, away.here if away else ""))
    return tuple(dict.fromkeys(lane for lane in found if lane))


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
    left = mailing.write_to(desk, work, people, subject=subject, told=linked(work, templates.fill(effect.text, words)))
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
