"""What was filled in when something was said of a step, as whoever comes next reads it on a card."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from workflows.engagements import rules
from workflows.engagements.work import Work
from workflows.kernel.cards import Fact
from workflows.kernel.cleaning import cut
from workflows.kernel.people import Directory
from workflows.kernel.reading import is_link
from workflows.kernel.text import Link, line
from workflows.process.definition import Definition
from workflows.process.steps import FormField, Step

LONGEST: Final = 500
"""Characters of one answer that a card shows; the history keeps all of it."""
REASON: Final = "work.reason"
"""Where the reason that came with a hand-off is kept among the facts; no field of a form can be called so."""
_ELSEWHERE: Final = frozenset({"ticket"})
"""What is chosen in these fields stands on the card by itself, with its state."""


def facts_of(
    definition: Definition, step: Step, outcome: str, values: Mapping[str, str], named: Callable[[str], str]
) -> tuple[Fact, ...]:
    """Return what the form of an outcome was answered with, field by field; without those answered with no."""
    asked = {field.key: field for field in step.form_for(outcome) if field.type not in _ELSEWHERE}
    given = {key: value for key, value in values.items() if key in asked and value and _counts(asked[key], value)}
    words = rules.in_words(definition, given, named=named)
    return tuple(_facts(asked, words))


def handed_on(work: Work, directory: Directory, *, shown: tuple[Fact, ...] = ()) -> tuple[Fact, ...]:
    """Return what was filled in at the step that a hand-off comes from, beside what its card shows already."""
    handoff = work.handoff
    before = work.definition.step(handoff.from_step) if handoff is not None else None
    if handoff is None or before is None:
        return ()
    found = facts_of(work.definition, before, handoff.outcome, work.facts, directory.named)
    labels = {fact.label for fact in shown}
    reason = [fact for fact in _reason(work, before, handoff.outcome) if fact.value[0] not in _words(shown)]
    return (*reason, *(fact for fact in found if fact.label not in labels))


def keep_reason(work: Work, reason: str) -> None:
    """Keep the reason of what was just said, for whom the work is handed to; that of the hand-off before is gone."""
    kept = {key: value for key, value in work.facts.items() if key != REASON}
    work.facts = {**kept, REASON: reason} if reason else kept


def _reason(work: Work, step: Step, outcome: str) -> Iterator[Fact]:
    labels = [one.reason_label for one in step.outcomes if one.key == outcome and one.reason != "none"]
    if labels and (kept := work.facts.get(REASON)):
        yield Fact(labels[0], line(cut(kept, LONGEST)))


def _words(shown: tuple[Fact, ...]) -> set[object]:
    return {piece for fact in shown for piece in fact.value}


def _counts(field: FormField, value: str) -> bool:
    return field.type != "yes_no" or value == "yes"


def _facts(asked: Mapping[str, FormField], words: Mapping[str, str]) -> Iterator[Fact]:
    for key, field in asked.items():
        if key not in words:
            continue
        said = "Yes" if field.type == "yes_no" else cut(words[key], LONGEST)
        yield Fact(field.label, line(Link(words[key], field.label) if is_link(words[key]) else said))
