"""Who decides for whom: whose request it is and so does not, and in whose place somebody does, at the click."""

from collections.abc import Sequence

import msgspec

from workflows.approvals import rules, subjects
from workflows.approvals.rules import Panel
from workflows.desk import Desk, Look
from workflows.engagements.parts import Approval
from workflows.engagements.work import Work
from workflows.kernel.absences import Away
from workflows.process.steps import Step


def requesters(approval: Approval) -> frozenset[str]:
    """Return whose request it is: whoever asked, for whom, and whoever prepared what is asked about."""
    people = (approval.requested_by, approval.requested_for, *subjects.bound_in(approval.figures).prepared_by)
    return frozenset(people) - {""}


def barred(at: Desk | Look, approval: Approval) -> frozenset[str]:
    """Return who cannot decide, whatever role they hold: whose request it is, and who stands in for one of these."""
    whose = requesters(approval)
    return whose | {key for person in whose if (away := at.directory.away.get(person)) for key in away.chain}


def panel(at: Desk | Look, standing: Sequence[Sequence[str]], step: Step, work: Work, approval: Approval) -> Panel:
    """Return who decides, with the next who may where all of them are away and nobody can decide in their place.

    So a decision never waits for whoever stands in for the only one who decides, and asked for it themselves. Next come
    the role that the step escalates to, and the fallbacks of those who own it. Where several must agree, it waits.
    """
    decides = rules.panel(step.rule, standing, barred(at, approval))
    if decides.rule != "any" or not decides.people or not all(_out(at, one, approval) for one in decides.people):
        return decides
    owners, known = work.definition.owners(step, work.facts), work.definition.role_of
    fallbacks = (known[role].fallback for role in owners if role in known)
    for role in (step.escalation.to if step.escalation else None, *fallbacks):
        found = at.directory.standing_for(role, work.customer, known) if role else None
        unable = barred(at, approval)
        able = [one for one in (found[1] if found else ()) if one not in unable and not _out(at, one, approval)]
        if able:
            return Panel("any", (tuple(dict.fromkeys((*decides.people, *able))),))
    return decides


def _out(at: Desk | Look, person: str, approval: Approval) -> bool:
    """Return whether somebody is away with nobody who can decide in their place."""
    away = at.directory.away.get(person)
    return away is not None and (not away.here or away.here in barred(at, approval))


def seat_of(at: Desk | Look, decides: Panel, step: Step, work: Work, approval: Approval) -> str | None:
    """Return as whom the person at the desk decides: as themselves, else for who is away; None where they do not.

    Of several who are away it is the one whose turn it is. Nobody's own vote is lost to this: it comes first.
    """
    me = at.actor.key
    before = next((vote.person for vote in work.votes if vote.giver == me), None)
    if before in decides.people or me in decides.people:
        return before if before in decides.people else me
    if me in barred(at, approval):
        return None
    wanted = rules.asked_now(decides, votes_of(work), rules.approving_key(step))
    return at.directory.acting_for(me, (*wanted, *decides.people))


def waits_for_me(at: Desk | Look, decides: Panel, step: Step, work: Work, approval: Approval) -> bool:
    """Return whether a decision waits for the person at the desk, by themselves or for who is away."""
    if any(vote.giver == at.actor.key for vote in work.votes):
        return False
    seat = seat_of(at, decides, step, work, approval)
    return seat in rules.asked_now(decides, votes_of(work), rules.approving_key(step))


def votes_of(work: Work) -> dict[str, str]:
    """Return what was said so far, by the person whose vote it is."""
    return {vote.person: vote.decision for vote in work.votes}


def away_from(at: Desk | Look, work: Work, approval: Approval) -> dict[str, Away]:
    """Return who is away, with those who can decide in their place: nobody votes twice, or on their own request."""
    unable = {*barred(at, approval), *(vote.giver for vote in work.votes)}
    return {
        key: msgspec.structs.replace(away, here="") if away.here in unable else away
        for key, away in at.directory.away.items()
    }
