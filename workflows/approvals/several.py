"""Approving several decisions at once: chosen, listed once more with what it does, and each decided by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from storage import opening
from workflows.approvals import actions, commands, queries, rules, subjects
from workflows.approvals.commands import REMARK, ApproveSeveral
from workflows.approvals.queries import Waiting
from workflows.desk import Desk, Look
from workflows.engagements.parts import Approval
from workflows.engagements.work import Work
from workflows.kernel.answers import Done, Reason, Refused, RefusedError
from workflows.kernel.cards import Card
from workflows.kernel.cards import Row as Entry
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.text import Line, Strong, line

MOST: Final = 10
"""So many can be approved at once: as many as one card lists, and somebody reads."""
_LONGEST: Final = 75
_BETWEEN: Final = " "
_WHY: Final = {
    Reason.CHANGED_MEANWHILE: "was changed since you looked, and is left out",
    Reason.ALREADY_DONE: "was decided by somebody else meanwhile",
    Reason.OWN_REQUEST: "is your own request",
    Reason.NOT_ALLOWED: "is not yours to decide",
    Reason.NOT_WAITING: "does not wait for a decision any more",
    Reason.REASON_MISSING: "needs a reason; decide on it by itself",
    Reason.FIELD_MISSING: "needs a reason; decide on it by itself",
}

_NOT_THEIRS: Final = frozenset({Reason.NOT_ALLOWED, Reason.NOT_FOUND})


def choose_form(look: Look, _ask: OpenForm) -> Form:
    """Return the form in which several of what waits for the asking person are chosen; refused where it is not two."""
    found = _mine(look)[:MOST]
    if len(found) < 2:  # noqa: PLR2004 - several are two or more.
        raise RefusedError(Reason.NOT_WAITING)
    choices = tuple(Choice(_token(one.approval), _label(one)[:_LONGEST], _figures(one.approval)) for one in found)
    field = Field(key=commands.CHOSEN, label="Which?", kind="choices", choices=choices)
    told = line("Before anything is decided, the next window lists what it does.")
    return Form(kind=commands.CHOOSE, title="Approve several", submit="Go on", intro=(told,), fields=(field,))


def several_form(look: Look, ask: OpenForm) -> Form:
    """Return the list of exactly what is approved; what has changed since it was chosen is named and left out."""
    chosen = ask.argument.split(_BETWEEN)[:MOST]
    waiting = {_token(one.approval): one for one in _mine(look)}
    kept = [token for token in dict.fromkeys(chosen) if token in waiting]
    if not kept:
        raise RefusedError(Reason.NOT_WAITING)
    gone = len(set(chosen)) - len(kept)
    left_out = (line(f"{gone} of what you chose was decided or changed meanwhile, and is left out."),) if gone else ()
    listed: list[Line] = []
    for token in kept:
        one = waiting[token]
        listed.append(line(Strong(f"Approve {one.work.key}"), f" {_about(one)}: {_figures(one.approval)}"))
    return Form(
        kind=commands.SEVERAL,
        title="Approve all of these?",
        submit="Approve all of these",
        intro=(*listed, *left_out),
        fields=(REMARK,),
        argument=_BETWEEN.join(kept),
    )


def approve_several(desk: Desk, command: ApproveSeveral) -> Done:
    """Approve each by itself, with a history entry and a request key of its own; what cannot be is told, and stays.

    Each is bound to the figures that were shown: what has others by now is left out. Refused where none of them is the
    acting person's to decide, as each would be by itself.
    """
    said = [_approve(desk, token, command) for token in dict.fromkeys(command.chosen[:MOST])]
    refusals = [one[1] for one in said if not isinstance(one, Work)]
    if len(refusals) == len(said) and {refused.reason for refused in refusals} <= _NOT_THEIRS:
        raise RefusedError(Reason.NOT_FOUND) if not refusals else _plainest(refusals)
    title = f"{len(said) - len(refusals)} of {len(said)} approved"
    return Done(card=Card(title=title, rows=tuple(_told(one) for one in said)))


def _plainest(refusals: Sequence[Refused]) -> RefusedError:
    """Return the refusal that says most: who may decide, where one of them says it."""
    told = next((one for one in refusals if one.reason is Reason.NOT_ALLOWED), refusals[0])
    return RefusedError(told.reason, told.field, **told.facts)


def _approve(desk: Desk, token: str, command: ApproveSeveral) -> Work | tuple[str, Refused]:
    """Approve one at a desk of its own; what a refusal had queued is given up."""
    approval, _, shown = token.partition(":")
    row = desk.unit.row(opening.BY_APPROVAL, {"request_key": "", "subject": approval})
    if row is None or row.engagement_id is None:
        return "", Refused(reason=Reason.NOT_FOUND)
    own = replace(desk, opened=row, request_key=f"{desk.request_key}:{approval}", promises=[], behalf="")
    key = ""
    mark = desk.unit.mark()
    try:
        work, found, step = actions.live(own, row.approval_round)
        key = work.key
        _check_unchanged(work, found, shown)
        decided = commands.Decide(
            actor=command.actor,
            request_key=own.request_key,
            approval=approval,
            version=found.round,
            outcome=rules.approving_key(step),
            values=command.values,
        )
        actions.decide(own, decided)
    except RefusedError as refused:
        desk.unit.back_to(mark)
        return key, refused.refusal
    desk.promises.extend(own.promises)
    return work


def _check_unchanged(work: Work, found: Approval, shown: str) -> None:
    if _token(found).partition(":")[2] != shown:
        raise RefusedError(Reason.CHANGED_MEANWHILE, key=work.key)


def _told(said: Work | tuple[str, Refused]) -> Entry:
    if isinstance(said, Work):
        return Entry(text=line(Strong(said.key), f" {said.customer.name}: {said.title}"), detail=line("Approved."))
    key, refused = said
    why = _WHY.get(refused.reason, "could not be approved; look at it by itself")
    return Entry(text=line(Strong(key) if key else "One of them", f" {why}."))


def _mine(look: Look) -> list[Waiting]:
    return list(_deciding(look))


def _deciding(look: Look) -> Iterator[Waiting]:
    """Give the decisions that the asking person can give now, oldest first."""
    return (one for one in queries.waiting(look) if one.mine and one.approval.state == rules.WAITING)


def _token(approval: Approval) -> str:
    """Return a decision with what it is bound to, as a form carries it."""
    return f"{approval.id}:{approval.round}:{approval.digest[:12]}"


def _about(one: Waiting) -> str:
    return f"{one.work.customer.name}: {one.work.title}"


def _label(one: Waiting) -> str:
    return f"{one.work.key} {_about(one)}"


def _figures(approval: Approval) -> str:
    """Return what is decided about, with its first figure."""
    shown = subjects.bound_in(approval.figures).figures
    return shown.title + "".join(f", {label.lower()} {value}" for label, value in shown.facts[:1])
