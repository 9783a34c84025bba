"""What a decision is bound to: the figures of the ROM, or the piece of work that was handed in, and who prepared it."""

import hashlib
from collections.abc import Iterator

import msgspec

from workflows.engagements import estimate as kept
from workflows.engagements.cards import step_words
from workflows.engagements.work import Work
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.figures import Figures
from workflows.kernel.reading import several
from workflows.kernel.text import Link
from workflows.process.steps import FormField, Step


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """What was shown to those who decide, and who prepared it and so cannot be one of them."""

    figures: Figures
    prepared_by: tuple[str, ...] = ()


_BOUND = msgspec.json.Decoder(Bound)


def bound_in(figures: str) -> Bound:
    """Return what an approval's row says that was shown."""
    return _BOUND.decode(figures)


def written(bound: Bound) -> str:
    """Return it as the row keeps it."""
    return msgspec.json.encode(bound).decode()


def bound_to(work: Work, step: Step) -> tuple[Bound, str]:
    """Return what an approval step asks about now, with its digest; refused with NO_ESTIMATE where a ROM is missing."""
    if step.asks == "estimate":
        newest = work.estimate
        if newest is None:
            raise RefusedError(Reason.NO_ESTIMATE, key=work.key)
        makers = (newest.created_by, *((newest.created_for,) if newest.created_for else ()))
        return Bound(figures=kept.shown_in(newest.figures), prepared_by=makers), newest.digest
    figures = _deliverable(work, step)
    return Bound(figures=figures), hashlib.sha256(msgspec.json.encode(figures)).hexdigest()


def _deliverable(work: Work, step: Step) -> Figures:
    """Return what was filled in at the step that handed the work in, or at the nearest one before it that asks."""
    for maker in _before(work, step):
        given = [(field, work.facts[field.key]) for field in maker.form if work.facts.get(field.key)]
        if given:
            links = tuple(Link(value, field.label) for field, value in given if field.type == "link")
            facts = tuple((field.label, _words(field, value)) for field, value in given if field.type != "link")
            return Figures(title=step_words(maker), facts=facts, links=links)
    return Figures(title=work.title)


def _before(work: Work, goal: Step) -> Iterator[Step]:
    """Return the steps that lead to an approval, nearest first."""
    seen, due = {goal.id}, [goal.id]
    while due:
        behind = due.pop(0)
        for step in work.definition.steps:
            if step.id not in seen and any(outcome.next == behind for outcome in step.outcomes):
                seen.add(step.id)
                due.append(step.id)
                yield step


def _words(field: FormField, value: str) -> str:
    labels = {choice.key: choice.label for choice in field.choices}
    return ", ".join(labels.get(one, one) for one in several(value))
