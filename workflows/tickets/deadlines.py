"""Looking at the clock of a first response: warning before it runs out, and noticing once that it has (E)."""

from datetime import datetime

from workflows.desk import Desk
from workflows.engagements import addressing, responding
from workflows.engagements.cards import root_card
from workflows.engagements.responding import RESPONSE
from workflows.engagements.response import BREACHED, told
from workflows.engagements.work import ROOT, Work, load, save
from workflows.tickets import cards
from workflows.timing import Firing


def look(desk: Desk, firing: Firing) -> datetime | None:
    """Warn of a first response, or notice that there was none, each once; return when to look again.

    The channel of the role hears of it, and whoever it waits for is called there. What counts round the clock is told
    to them in person as well; everything else comes in working time by itself.
    """
    work = load(desk)
    clock = work.ticket.response if work.ticket else None
    if work.ended or clock is None:
        return None
    after, what = told(clock, firing.now)
    if not what:
        return after.next_look
    responding.keep(desk, work, after)
    people = _waited_for(desk, work)
    work.record(
        desk, what, details={"due": after.due_at.isoformat() if after.due_at else "", "people": ", ".join(people)}
    )
    work.refresh(desk, RESPONSE, cards.newer_card(work), last=True)
    card = cards.response_card(work, after, people, late=what == BREACHED)
    lanes = [_channel(desk, work)] if work.seen_by is None else []
    if after.round_the_clock or not lanes:
        lanes += [lane for person in people for lane in addressing.lanes_of(desk, person)]
    for lane in dict.fromkeys(lanes or (work.lane,)):
        work.post(desk, RESPONSE, card, lane=lane, threaded=False)
    work.refresh(desk, ROOT, root_card(work, desk.directory))
    save(desk, work)
    return after.next_look


def _waited_for(desk: Desk, work: Work) -> tuple[str, ...]:
    """Return who must answer: whoever has accepted it and is here, else the people of the role to whom it falls."""
    offered = work.handoff is not None and work.handoff.state == "offered"
    if not offered and (owner := desk.directory.active((work.owner,) if work.owner else ())):
        return owner
    owners = work.definition.owners(work.step, work.facts)
    resolved = desk.directory.resolve(owners, work.customer, work.definition.role_of)
    return resolved[1] if resolved else ()


def _channel(desk: Desk, work: Work) -> str:
    owners = work.definition.owners(work.step, work.facts)
    resolved = desk.directory.resolve(owners, work.customer, work.definition.role_of)
    role = resolved[0] if resolved else owners[0]
    return desk.directory.channel_of(role, work.customer, work.definition.role_of) or work.lane
