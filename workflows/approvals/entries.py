"""The list of decisions that wait, and the entries of the Home, with the buttons that act there."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from workflows.approvals import cards, commands, rules
from workflows.approvals.subjects import bound_in
from workflows.desk import by
from workflows.engagements.cards import step_words
from workflows.kernel.cards import Button, Card, Confirm, Row
from workflows.kernel.cleaning import cut
from workflows.kernel.text import Line, Mention, Strong, When, line

LONGEST_ASKED: Final = 250
"""Characters of a question in the Home, and of what is said again before a decision is given there."""
MOST_FIGURES: Final = 3


def list_card(entries: Sequence[Row], *, scope: str, page: int, more: bool, left_out: str = "") -> Card:
    """Return a page of the decisions that wait."""
    title = "Decisions that wait" if scope == commands.ALL else "Decisions that wait for you"
    if not entries:
        return Card(title=title, body=(line("There is none."),), more=left_out)
    back = (Button(key=commands.LIST, label="Back", subject=scope, version=page - 1),) if page > 1 else ()
    on = (Button(key=commands.LIST, label="More", subject=scope, version=page + 1),) if more else ()
    return Card(title=title, rows=tuple(entries), buttons=(*back, *on), more=left_out)


def entry(of: cards.Deciding) -> Row:
    """Return one decision of the list."""
    work, approval = of.work, of.approval
    shown = bound_in(approval.figures).figures
    first = "".join(f", {label.lower()} {value}" for label, value in shown.facts[:1])
    state = "a question waits for its answer" if approval.state == rules.DISCOVERY else "waits"
    due: Line = ("", " until ", When(of.due_at)) if of.due_at else ()
    private = " · private" if work.is_private else ""
    return Row(
        text=line(Strong(work.key), f" {work.customer.name}: {work.title}{private}"),
        detail=(f"{shown.title}{first}. Step {step_words(of.step)}: {state}", *due),
        button=Button(key=commands.SHOW, label="Open", subject=approval.id, version=approval.round),
    )


def deciding_entry(of: cards.Deciding) -> Row:
    """Return one decision or question of the Home, with the buttons that act there; what decides at once asks first."""
    row, approval = entry(of), of.approval
    if approval.state == rules.DISCOVERY:
        asked = line(Mention(approval.decided_by or "", notify=False), f" asks: {cut(approval.reason, LONGEST_ASKED)}")
        return replace(row, detail=asked, buttons=cards.answer_button_of(approval))
    shown = bound_in(approval.figures).figures
    figures = ", ".join(f"{label} {value}" for label, value in shown.facts[:MOST_FIGURES])
    said = f"{shown.title}{': ' if figures else ''}{figures}"
    due: Line = (" · by ", When(of.due_at)) if of.due_at else ()
    asked_by = (" · asked by ", *by(approval.requested_by, approval.requested_for))
    buttons = tuple(_asking_first(of, button, said) for button in cards.decision_buttons(approval, of.step))
    return replace(row, detail=(f"{said}. Step {step_words(of.step)}", *asked_by, *due), buttons=buttons)


def _asking_first(of: cards.Deciding, button: Button, said: str) -> Button:
    """Return the button with a question before what it does at once: in a list one is soon pressed by mistake."""
    if button.key != commands.DECIDE:
        return button
    what = cut(f"{of.work.customer.name}: {of.work.title}. {said}", LONGEST_ASKED)
    return replace(button, confirm=Confirm(title=f"{button.label} {of.work.key}?", text=what, yes=button.label))
