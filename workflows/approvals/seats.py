"""Who decides for whom: whose request it is and so does not, and in whose place somebody does, at the click."""

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
