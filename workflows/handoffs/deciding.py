"""Deciding who has what was returned twice: who is accountable is asked with both reasons, and their word holds."""

from msgspec.structs import replace

from workflows.desk import Desk
from workflows.engagements import addressing, places
from workflows.engagements.cards import root_card, step_words
from workflows.engagements.parts import HandOff
from workflows.engagements.work import ROOT, STEP, Work, save
from workflows.handoffs import cards, rules
from workflows.handoffs.commands import GIVER, PERSON, RECEIVER, WORDS, DecideHandOff
from workflows.handoffs.finding import DISPUTE, find, titles, write
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cards import Card
from workflows.kernel.cleaning import paragraphs, single_line
from workflows.kernel.people import ADMIN
from workflows.kernel.posts import Post
from workflows.kernel.reading import read_values
from workflows.kernel.text import Mention, line


def dispute(desk: Desk, work: Work, handoff: HandOff) -> Done:
    """Ask who is accountable; it stays with whoever gave it until they have decided."""
    decider, people = deciders(desk, work, handoff)
    handoff = replace(handoff, decider=decider)
    write(desk, work, handoff)
    details = {"handoff": handoff.id, "decider": decider, "people": ", ".join(people)}
    work.record(desk, "handoff-disputed", note=handoff.reason, details=details)
    work.refresh(desk, STEP, cards.returned_card(work, handoff))
    whom = cards.called(people, desk.directory.away)
    work.say(desk, cards.disputed_note(work, handoff, people, away=desk.directory.away))
    card = cards.dispute_card(work, handoff, people, desk.directory)
    lanes = dict.fromkeys(lane for person in people for lane in addressing.lanes_of(desk, person))
    for lane in lanes or (addressing.address_of(desk, work, decider),):
        work.post(desk, DISPUTE, card, lane=lane, threaded=False)
    _tell(desk, work, handoff.given_by, cards.waits_for_decision_card(work, handoff, whom))
    save(desk, work)
    return Done(card=cards.answer_card(work, "returned again", line("Now ", *whom, " decides who has it.")))


def deciders(desk: Desk, work: Work, handoff: HandOff) -> tuple[str, tuple[str, ...]]:
    """Return the role that decides on a disputed hand-off, with its people as they are now.

    Refused with ROLE_EMPTY where nobody answers for it, not even an administrator.
    """
    roles = (*work.definition.accountable_for(handoff.to_role, work.facts), ADMIN)
    standing = [desk.directory.standing_for(role, work.customer, work.definition.role_of) for role in roles]
    found = rules.deciders(standing, {handoff.given_by, handoff.answered_by or ""})
    if found is None:
        raise RefusedError(Reason.ROLE_EMPTY, role=titles(work, roles), step=work.step.id)
    return found


def decide(desk: Desk, command: DecideHandOff) -> Done:
    """Say who has a step that was returned twice; it is theirs from now on, accepted by decision.

    Refused with NOT_ALLOWED for all but who is accountable for it at this moment.
    """
    work, handoff = find(desk, command.version, "decide")
    role, people = deciders(desk, work, handoff)
    if not desk.act_for(desk.directory.acting_for(desk.actor.key, people)):
        raise RefusedError(Reason.NOT_ALLOWED, may=desk.directory.names(people), role=titles(work, (role,)))
    person = _chosen(desk, handoff, command)
    words = read_values((WORDS,), {WORDS.key: paragraphs(command.words)}).get(WORDS.key, "")
    handoff = replace(
        handoff,
        state=rules.ACCEPTED,
        decider=role,
        decided_by=desk.actor.key,
        decided_for=desk.behalf,
        decided_at=desk.now,
    )
    write(desk, work, handoff)
    was = work.owner or ""
    work.owner, work.owner_role = person, _role_of(desk, work, handoff, person)
    work.record(desk, "handoff-decided", note=words, details={"handoff": handoff.id, "person": person, "was": was})
    places.bring_to(desk, work, person)
    work.refresh(desk, STEP, cards.accepted_card(work, handoff, desk.directory))
    work.refresh(desk, ROOT, root_card(work, desk.directory))
    decided = cards.decided_note(work, handoff, person, words)
    work.refresh(desk, DISPUTE, decided, last=True)
    work.say(desk, decided)
    for each in dict.fromkeys((person, handoff.given_by, handoff.answered_by or "")):
        if each != desk.actor.key:
            _tell(desk, work, each, decided)
    save(desk, work)
    said = line("Step ", step_words(work.step), " is in the hands of ", Mention(person, notify=False), " now.")
    return Done(card=cards.answer_card(work, "decided", said))


def _chosen(desk: Desk, handoff: HandOff, command: DecideHandOff) -> str:
    """Return who has it from now on; refused with NOT_A_CHOICE or NO_ACCOUNT at the form's field."""
    sides = {GIVER: handoff.given_by, RECEIVER: handoff.answered_by or ""}
    key = sides.get(command.side) or single_line(command.person)
    if not key:
        raise RefusedError(Reason.FIELD_MISSING, PERSON.key, label=PERSON.label)
    chosen = desk.directory.people.get(key)
    if chosen is None or not chosen.active:
        raise RefusedError(Reason.NOT_A_CHOICE, PERSON.key, label=PERSON.label)
    if not desk.directory.addresses.get(key):
        raise RefusedError(Reason.NO_ACCOUNT, PERSON.key, person=chosen.name)
    return key


def _role_of(desk: Desk, work: Work, handoff: HandOff, person: str) -> str:
    """Return the role in which somebody has the step: one of its own that they stand for, else that of their side."""
    step = work.definition.step(handoff.to_step)
    owners = work.definition.owners(step, work.facts) if step else ()
    for role in rules.alternatives(handoff.to_role, owners):
        found = desk.directory.standing_for(role, work.customer, work.definition.role_of)
        if found is not None and person in found[1]:
            return role
    return handoff.from_role if person == handoff.given_by and handoff.from_role else handoff.to_role


def _tell(desk: Desk, work: Work, person: str, card: Card) -> None:
    for lane in places.lanes_of(desk, work, person)[:1]:
        desk.send(lane, Post(card=card, private=work.is_private))
