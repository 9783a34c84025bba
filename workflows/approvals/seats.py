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
    """Return who decides: who left, or lost the role, is none of them any more, and none who cannot blocks for ever.

    Where all are away and one would do, the next who may decide as well. Where several must agree, the next who may
    decide in the place of who is away (`seat_of`); where there is none, those who are there decide without them.
    """
    decides = rules.panel(step.rule, standing, barred(at, approval))
    out = frozenset(one for one in decides.people if _out(at, one, approval))
    if not out:
        return decides
    following = _next(at, decides, step, work, approval)
    if decides.rule == "any":
        if len(out) < len(decides.people) or not following:
            return decides
        return Panel("any", (tuple(dict.fromkeys((*decides.people, *following))),))
    return decides if following else rules.without(decides, out - votes_of(work).keys())


def substitutes(at: Desk | Look, decides: Panel, step: Step, work: Work, approval: Approval) -> dict[str, str]:
    """Return who decides in the place of each who is away without anybody who can; under `any` nobody has to."""
    if decides.rule == "any" or not at.directory.away:
        return {}
    lacking = _lacking(at, decides, step, work, approval)
    return dict(zip(lacking, _next(at, decides, step, work, approval), strict=False)) if lacking else {}


def _lacking(at: Desk | Look, decides: Panel, step: Step, work: Work, approval: Approval) -> list[str]:
    """Return those in whose place somebody else must decide; where the votes are enough, must say so once more."""
    voted = votes_of(work)
    if closing := rules.closing(decides, voted, rules.approving_key(step)):
        givers = {vote.giver for vote in work.votes if vote.person in closing}
        return list(closing) if all(_out(at, giver, approval) for giver in givers) else []
    given = {vote.giver for vote in work.votes}
    asked = rules.asked_now(decides, voted, rules.approving_key(step))
    lacking = [one for one in asked if _out(at, one, approval) or _delegate(at, one) in given]
    # Of a stage in a sequence one is enough, and need not be replaced while another is there.
    return [] if decides.rule == "sequence" and len(lacking) < len(asked) else lacking


def _delegate(at: Desk | Look, person: str) -> str:
    away = at.directory.away.get(person)
    return away.here if away is not None else ""


def _next(at: Desk | Look, decides: Panel, step: Step, work: Work, approval: Approval) -> tuple[str, ...]:
    """Return the next who may where somebody cannot: the role that the step escalates to, its owners' fallbacks.

    So a decision never waits for whoever stands in for the only one who decides, and asked for it themselves. Where
    several must agree it is nobody who has a word of their own: nobody votes twice.
    """
    unable = barred(at, approval)
    if decides.rule != "any":
        unable |= {*decides.people, *(vote.giver for vote in work.votes)}
    owners, known = work.definition.owners(step, work.facts), work.definition.role_of
    fallbacks = (known[role].fallback for role in owners if role in known)
    for role in (step.escalation.to if step.escalation else None, *fallbacks):
        found = at.directory.standing_for(role, work.customer, known) if role else None
        able = [one for one in (found[1] if found else ()) if one not in unable and not _out(at, one, approval)]
        if able:
            return tuple(able)
    return ()


def wanted(at: Desk | Look, decides: Panel, step: Step, work: Work, approval: Approval) -> tuple[str, ...]:
    """Return who is to do something about a decision now; nobody where none can, which operations must mend.

    It is whose vote is wanted, or who decides in their place. Since people may leave, the votes that were given can be
    enough: then it is those who gave them, one of whom says so again.
    """
    closing = rules.closing(decides, votes_of(work), rules.approving_key(step))
    instead = substitutes(at, decides, step, work, approval)
    if closing:
        givers = [vote.giver for vote in work.votes if vote.person in closing]
        return tuple(one for one in givers if not _out(at, one, approval)) or tuple(instead.values())
    asked = rules.asked_now(decides, votes_of(work), rules.approving_key(step))
    found = (instead.get(one, "" if _out(at, one, approval) else one) for one in asked)
    return tuple(dict.fromkeys(one for one in found if one))


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
    asked = rules.asked_now(decides, votes_of(work), rules.approving_key(step))
    seat = at.directory.acting_for(me, (*asked, *decides.people))
    instead = substitutes(at, decides, step, work, approval)
    return seat or next((person for person, other in instead.items() if other == me), None)


def waits_for_me(at: Desk | Look, decides: Panel, step: Step, work: Work, approval: Approval) -> bool:
    """Return whether a decision waits for the person at the desk, by themselves or for who is away."""
    if (before := next((vote for vote in work.votes if vote.giver == at.actor.key), None)) is not None:
        return before.person in rules.closing(decides, votes_of(work), rules.approving_key(step))
    seat = seat_of(at, decides, step, work, approval)
    if at.actor.key in substitutes(at, decides, step, work, approval).values():
        return True
    return seat in rules.asked_now(decides, votes_of(work), rules.approving_key(step))


def votes_of(work: Work) -> dict[str, str]:
    """Return what was said so far, by the person whose vote it is."""
    return {vote.person: vote.decision for vote in work.votes}


def away_from(at: Desk | Look, decides: Panel, step: Step, work: Work, approval: Approval) -> dict[str, Away]:
    """Return who is away, with those who can decide in their place: nobody votes twice, or on their own request."""
    unable = {*barred(at, approval), *(vote.giver for vote in work.votes)}
    instead = substitutes(at, decides, step, work, approval)
    return {
        key: msgspec.structs.replace(away, here=instead.get(key, "")) if key in instead or away.here in unable else away
        for key, away in at.directory.away.items()
    }
