"""Beginning an engagement: its number, its thread in the customer's channel, its first step."""

from collections.abc import Mapping, Sequence

from workflows.desk import Desk
from workflows.engagements import cards, rules
from workflows.engagements.parts import Copy, Linked, TicketFacts, WorkItem
from workflows.engagements.work import ROOT, Work
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.people import Customer
from workflows.kernel.posts import Post
from workflows.process import engine, templates
from workflows.process.effects import Start
from workflows.process.parts import PRIVATE
from workflows.process.position import NotAllowed, Position


def begin(  # noqa: PLR0913 - everything a piece of work begins with, by name.
    desk: Desk,
    *,
    process: str,
    customer: Customer,
    title: str,
    facts: Mapping[str, str],
    at: str | None = None,
    parent: str | None = None,
    ticket: TicketFacts | None = None,
    items: Sequence[WorkItem] = (),
    links: Sequence[Linked] = (),
    seen_by: frozenset[str] | None = None,
) -> Work:
    """Return a new engagement, standing in its first step, with its thread opened. The caller saves it.

    `seen_by` are its people where it is private. Refused with CHANNEL_MISSING when it has no place to be posted, and
    with ROLE_EMPTY when nobody can own the first step.
    """
    from workflows.engagements.moving import move  # noqa: PLC0415 - a move can begin an engagement, which begins by a move.

    definition = desk.definitions.current(process)
    number = desk.next_number()
    work = Work(
        id=desk.new_id(f"engagement:{number}" if parent is None else _child(parent, process, at, title)),
        key=f"{rules.prefix_of(process)}-{number}",
        definition=definition,
        customer=customer,
        title=title,
        position=Position(step=at or definition.first),
        entered_at=desk.now,
        created_by=desk.actor.key,
        created_at=desk.now,
        owner=desk.principal,
        facts=dict(facts),
        parent_id=parent,
        ticket=ticket,
        items=list(items),
        links=list(links),
        seen_by=seen_by,
        is_new=True,
    )
    moved = engine.start(definition, work.facts, at)
    if isinstance(moved, NotAllowed):
        raise RefusedError(Reason.NO_SUCH_OUTCOME, possible="")
    head = desk.reserve(lane := first_lane(desk, customer, private=work.is_private))
    work.cards[ROOT] = [Copy(desk.promises[head].id, lane)]
    move(desk, work, moved, note=title)
    desk.fill(head, Post(card=cards.root_card(work, desk.directory), private=work.is_private))
    return work


def child_id(desk: Desk, parent: str, effect: Start, title: str) -> str:
    """Return the id of what an effect of this command begins under other work."""
    return desk.new_id(_child(parent, effect.process, effect.at, title))


def _child(parent: str, process: str, at: str | None, title: str) -> str:
    return f"engagement:{parent}:{process}:{at}:{title}"


def first_lane(desk: Desk, customer: Customer, *, private: bool) -> str:
    """Return where the head of a thread goes: the customer's channel, else operations.

    What is private goes to the channel for that, else to whoever acts. Refused with CHANNEL_MISSING.
    """
    channels = desk.directory.channels
    if private:
        lane = channels.get(PRIVATE) or desk.directory.addresses.get(desk.actor.key, "")
    else:
        lane = customer.channel or channels.get("operations", "")
    if not lane:
        raise RefusedError(Reason.CHANNEL_MISSING, purpose=PRIVATE if private else "operations")
    return lane


def title_of(desk: Desk, effect: Start, words: Mapping[str, str]) -> str:
    """Return what work that an effect begins is called."""
    title = effect.title or f"{desk.definitions.current(effect.process).title}: {{subject}}"
    return templates.fill(title, words)[:150]
