"""Who decides, and when enough of them have: any, all, a majority, or one after the other. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final, Literal

import msgspec

from workflows.process.definition import Definition
from workflows.process.steps import Outcome, Rule, Step

WAITING: Final = "waiting"
DISCOVERY: Final = "discovery"
APPROVED: Final = "approved"
DECLINED: Final = "declined"
SUPERSEDED: Final = "superseded"


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of the conversation about a decision: a question, an answer, or that the figures changed."""

    kind: Literal["question", "answer", "change"]
    by: str
    at: datetime
    text: str


class Panel(msgspec.Struct, frozen=True):
    """Who decides and by which rule. In a sequence each stage is asked when the one before has approved."""

    rule: Rule
    stages: tuple[tuple[str, ...], ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who decides, each once, in order."""
        return tuple(dict.fromkeys(person for stage in self.stages for person in stage))


def panel(rule: Rule | None, standing: Sequence[Sequence[str]], barred: AbstractSet[str]) -> Panel:
    """Return who decides: those who stand for the owner roles, without whoever is barred.

    `standing` are the people of each owner role, in the definition's order. Only a sequence keeps roles apart.
    """
    stages = tuple(tuple(person for person in dict.fromkeys(people) if person not in barred) for people in standing)
    if rule != "sequence":
        together = tuple(dict.fromkeys(person for stage in stages for person in stage))
        return Panel(rule or "any", (together,) if together else ())
    return Panel(rule, tuple(stage for stage in stages if stage))


def without(decides: Panel, gone: AbstractSet[str]) -> Panel:
    """Return who decides while some are gone; a stage of which nobody would be left stays as it is."""
    stages = (tuple(person for person in stage if person not in gone) or stage for stage in decides.stages)
    return Panel(decides.rule, tuple(stages))


def closing(decides: Panel, votes: Mapping[str, str], approving: str) -> tuple[str, ...]:
    """Return who said what the votes come to, where they are enough and nobody else is waited for.

    That is so for a moment, before it is carried out, and longer only where somebody who was waited for has left.
    """
    reached = verdict(decides, votes, approving, frozenset())
    return tuple(person for person in decides.people if reached and votes.get(person) == reached)


def asked_now(decides: Panel, votes: Mapping[str, str], approving: str) -> tuple[str, ...]:
    """Return those whose vote is wanted now: who has not voted yet, in a sequence only of the stage that is due."""
    for stage in decides.stages:
        if decides.rule == "sequence" and any(votes.get(person) == approving for person in stage):
            continue
        return tuple(person for person in stage if person not in votes)
    return ()


def verdict(decides: Panel, votes: Mapping[str, str], approving: str, questions: AbstractSet[str]) -> str | None:
    """Return the outcome that the votes come to, or None while others must be waited for.

    Only votes of those who decide count. A question holds under every rule: who lacks information cannot be outvoted.
    A majority is more than half of all who decide, so an even split is no approval.
    """
    counted = {person: votes[person] for person in decides.people if person in votes}
    asked = [outcome for outcome in counted.values() if outcome in questions]
    if asked:
        return asked[0]
    against = [outcome for outcome in counted.values() if outcome != approving]
    if _declined(decides, len(against)):
        return _most_common(against)
    return approving if _approved(decides, counted, approving) else None


def _declined(decides: Panel, against: int) -> bool:
    if decides.rule == "majority":
        return against > 0 and len(decides.people) - against < _majority(decides)
    return against > 0


def _approved(decides: Panel, counted: Mapping[str, str], approving: str) -> bool:
    people = decides.people
    given = sum(outcome == approving for outcome in counted.values())
    match decides.rule:
        case "any":
            return given > 0
        case "all":
            return bool(people) and given == len(people)
        case "majority":
            return bool(people) and given >= _majority(decides)
        case "sequence":
            return bool(people) and all(
                any(counted.get(person) == approving for person in stage) for stage in decides.stages
            )


def _majority(decides: Panel) -> int:
    return len(decides.people) // 2 + 1


def _most_common(outcomes: Sequence[str]) -> str:
    """Return the outcome that was said most often; of several, the one whose name comes first."""
    counted = Counter(outcomes)
    return min(counted, key=lambda outcome: (-counted[outcome], outcome))


def approving_key(step: Step) -> str:
    """Return the outcome that approves; a checked definition has exactly one."""
    return step.approving.key if step.approving else ""


def questions_of(definition: Definition, step: Step) -> frozenset[str]:
    """Return the outcomes that ask a question: neither approving nor declining, with a step behind that leads back.

    So A 6 asks by way of 7. A rejection that has the work made again is none: it is styled as a danger (B 2.6).
    """
    return frozenset(
        outcome.key for outcome in step.outcomes if outcome.style == "default" and way_back(definition, step, outcome)
    )


def way_back(definition: Definition, step: Step, outcome: Outcome) -> tuple[Step, Outcome] | None:
    """Return the step behind an outcome, with its outcome that leads straight back to the approval, or None."""
    behind = definition.step(outcome.next)
    if behind is None:
        return None
    return next(((behind, back) for back in behind.outcomes if back.next == step.id), None)


def answering(definition: Definition, step: Step) -> tuple[Step, Outcome] | None:
    """Return the step at which questions of an approval are answered, and how it leads back; None where none are."""
    asking = questions_of(definition, step)
    found = (way_back(definition, step, outcome) for outcome in step.outcomes if outcome.key in asking)
    return next((one for one in found if one), None)


def state_after(definition: Definition, step: Step, outcome: str) -> str:
    """Return what an approval becomes when this outcome was decided."""
    if outcome == approving_key(step):
        return APPROVED
    return DISCOVERY if outcome in questions_of(definition, step) else DECLINED
