"""How a ROM looks: its figures with what can be done with them, and the list of the newest ones."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from workflows.engagements.estimate import APPROVED, DRAFT, SENT, shown_in
from workflows.engagements.parts import Estimate
from workflows.engagements.work import Work
from workflows.estimates import commands
from workflows.kernel.cards import Button, Card, Fact, Row
from workflows.kernel.figures import Figures
from workflows.kernel.text import Line, Mention, Strong, When, line, with_usages

_STATES = {
    DRAFT: "Not sent for approval yet.",
    SENT: "It waits for its approval.",
    APPROVED: "Approved.",
}


def estimate_card(
    work: Work, estimate: Estimate, *, before: Line = (), may_edit: bool = False, may_send: bool = False
) -> Card:
    """Return a revision with all its figures, for the person who asked or who just kept it."""
    shown = shown_in(estimate.figures)
    state = line(_STATES.get(estimate.state, "Replaced by a newer revision."))
    return Card(
        title=f"{work.key}: {shown.title}",
        status=(*before, " ", *state) if before else state,
        facts=(
            Fact("Customer", line(work.customer.name)),
            Fact("For", line(work.title)),
            *(Fact(label, line(value)) for label, value in shown.facts),
        ),
        body=(line(Strong("Assumptions:")),) if shown.text else (),
        quote=shown.text,
        rows=tuple(Row(text=line(one)) for one in shown.lines),
        buttons=_buttons(work, estimate, may_edit=may_edit, may_send=may_send),
        footer=line("Made by ", Mention(estimate.created_by, notify=False), ", ", When(estimate.created_at)),
    )


def _buttons(work: Work, estimate: Estimate, *, may_edit: bool, may_send: bool) -> tuple[Button, ...]:
    buttons: tuple[Button, ...] = ()
    if may_send:
        buttons += (
            Button(
                key=commands.SEND,
                label="Send for approval",
                subject=work.id,
                version=estimate.revision,
                style="primary",
            ),
        )
    if may_edit:
        buttons += (Button(key=commands.EDIT, label="Edit", subject=work.id, version=estimate.revision),)
    return (*buttons, Button(key=commands.CLONE, label="Clone", subject=work.id, argument=work.key))


def sent_card(work: Work, estimate: Estimate, said: Line) -> Card:
    """Return the private answer to who sent a ROM for approval."""
    return Card(title=f"{work.key}: {shown_in(estimate.figures).title} is sent for approval", body=(said,))


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One ROM of the list."""

    key: str
    title: str
    customer: str
    shown: Figures
    state: str
    made_by: str
    made_at: datetime


def list_card(entries: Sequence[Entry], *, page: int, more: bool) -> Card:
    """Return a page of the newest ROMs."""
    if not entries:
        said = with_usages("There is none here. Make one with `/rom` and an engagement's number.")
        return Card(title="ROMs", body=(said,))
    back = (Button(key=commands.SHOW, label="Back", subject="list", version=page - 1),) if page > 1 else ()
    on = (Button(key=commands.SHOW, label="More", subject="list", version=page + 1),) if more else ()
    return Card(title="The newest ROMs", rows=tuple(_row(entry) for entry in entries), buttons=(*back, *on))


def _row(entry: Entry) -> Row:
    figures = ", ".join(f"{label.lower()} {value}" for label, value in entry.shown.facts[:2])
    state = _STATES.get(entry.state, "Replaced by a newer revision.")
    return Row(
        text=line(Strong(entry.key), f" {entry.customer}: {entry.title}"),
        detail=line(
            f"{entry.shown.title}: {figures}. {state} ", Mention(entry.made_by, notify=False), ", ", When(entry.made_at)
        ),
        button=Button(key=commands.SHOW, label="Open", subject="list", argument=entry.key),
    )
