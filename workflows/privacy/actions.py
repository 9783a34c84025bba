"""Making work private or public again, inviting and uninviting: each one more entry in its history."""

from workflows.desk import Desk
from workflows.engagements import cards as work_cards
from workflows.engagements import places, sight, watching
from workflows.engagements.work import ROOT, Work, load, save
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cleaning import paragraphs, single_line
from workflows.kernel.people import Person
from workflows.kernel.posts import Retract
from workflows.kernel.reading import read_values
from workflows.privacy import cards, queries, rules
from workflows.privacy.commands import PERSON, WHY, Invite, MakePrivate, MakePublic, Uninvite


def make_private(desk: Desk, command: MakePrivate) -> Done:
    """Hide it from all but its people, and take what was posted of it out of open channels, as far as csops posted it.

    Whoever began it or has it may, and administrators. Refused with ALREADY_DONE where it is private.
    """
    work = _kept(desk)
    if work.is_private:
        raise RefusedError(Reason.ALREADY_DONE, key=work.key, done="made private")
    reason = _reason(command.reason)
    said_before = queries.posted_under(desk, [head.effect for head in work.heads])
    live = {copy.effect for copies in work.cards.values() for copy in copies}
    for row in said_before:
        if row.id not in live:
            desk.send(row.lane, Retract(target=row.id))
    work.seen_by = sight.people_of(work.definition) | queries.taking_part(work)
    work.record(desk, "made-private", note=reason)
    places.move_house(desk, work, cards.LEFT)
    places.open_to(desk, work, sorted(queries.taking_part(work)))
    work.say(desk, cards.private_note(desk.by))
    watching.tell(desk, work)
    save(desk, work)
    people = desk.directory.names(rules.named(work.seen_by))
    return Done(card=cards.answer(work, "private", f"It is seen by {people}, and by whoever holds a role in it."))


def make_public(desk: Desk, command: MakePublic) -> Done:
    """Let everybody see it, and begin its thread anew in the customer's channel; what was said in private stays there.

    Whoever began it or has it may, and administrators. Refused with NOT_PRIVATE where everybody sees it.
    """
    work = _private(desk)
    reason = _reason(command.reason)
    work.record(desk, "made-public", note=reason)
    places.move_house(desk, work, cards.OPENED, public=True)
    work.say(desk, cards.public_note(desk.by))
    watching.tell(desk, work)
    save(desk, work)
    return Done(card=cards.answer(work, "public", "Everybody sees it, with all of its history."))


def invite(desk: Desk, command: Invite) -> Done:
    """Let one more person see it, with a thread of their own. Refused with ALREADY_SEES where they do."""
    work = _private(desk)
    person = _person(desk, command.person)
    seen_by = work.seen_by or frozenset()
    if sight.seen(desk.directory, person.key, seen_by, work.customer):
        raise RefusedError(Reason.ALREADY_SEES, PERSON.key, key=work.key, person=person.name)
    if person.key not in desk.directory.addresses:
        raise RefusedError(Reason.NO_ACCOUNT, PERSON.key, person=person.name)
    work.seen_by = seen_by | {person.key}
    work.record(desk, "invited", details={"person": person.key})
    places.open_to(desk, work, (person.key,))
    work.say(desk, cards.invited_note(person.key, desk.by))
    work.refresh(desk, ROOT, work_cards.root_card(work, desk.directory))
    save(desk, work)
    return Done(
        card=cards.answer(work, f"{person.name} is invited", "They see it from now on, with all of its history.")
    )


def uninvite(desk: Desk, command: Uninvite) -> Done:
    """Let somebody see it no longer, and close their thread.

    Refused with KEEPS_SEEING for who began it, has it or holds a role in it, and NOT_INVITED for who does not see it.
    """
    work = _private(desk)
    person = _person(desk, command.person)
    seen_by = work.seen_by or frozenset()
    if person.key not in seen_by:
        raise RefusedError(Reason.NOT_INVITED, PERSON.key, key=work.key, person=person.name)
    left = seen_by - {person.key}
    if person.key in queries.keepers(work) or sight.seen(desk.directory, person.key, left, work.customer):
        raise RefusedError(Reason.KEEPS_SEEING, PERSON.key, key=work.key, person=person.name)
    work.seen_by = left
    work.record(desk, "uninvited", details={"person": person.key})
    sight.close_to_others(desk, work.cards, left, work.customer)
    work.say(desk, cards.uninvited_note(person.key, desk.by))
    work.refresh(desk, ROOT, work_cards.root_card(work, desk.directory))
    save(desk, work)
    return Done(card=cards.answer(work, f"{person.name} does not see it any more"))


def _kept(desk: Desk) -> Work:
    """Return the engagement; refused with NOT_ALLOWED unless the actor is one of those who decide who sees it."""
    work = load(desk)
    queries.check_keeps(desk, work)
    return work


def _private(desk: Desk) -> Work:
    work = _kept(desk)
    if not work.is_private:
        raise RefusedError(Reason.NOT_PRIVATE, key=work.key)
    return work


def _person(desk: Desk, words: str) -> Person:
    key = read_values((PERSON,), {PERSON.key: single_line(words)})[PERSON.key]
    person = desk.directory.people.get(key)
    if person is None or not person.active:
        raise RefusedError(Reason.NOT_A_CHOICE, PERSON.key, label=PERSON.label)
    return person


def _reason(words: str) -> str:
    return read_values((WHY,), {WHY.key: paragraphs(words)}).get(WHY.key, "")
