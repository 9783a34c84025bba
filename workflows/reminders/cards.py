"""How reminders look: one message that lists several things, the list of one's own, and what is said of a stop."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from storage.statements import Row
from workflows.desk import Desk, Look
from workflows.engagements import reminding
from workflows.engagements.cards import people_line, step_words
from workflows.engagements.rows import customer_of
from workflows.engagements.work import Work
from workflows.kernel.cards import Button, Card
from workflows.kernel.cards import Row as CardRow
from workflows.kernel.people import ADMIN
from workflows.kernel.text import Line, Mention, Strong, When, line
from workflows.reminders import commands
from workflows.reminders.rules import REMINDER
from workflows.reminders.standing import offers_in

MOST: Final = 10
"""How many things one message lists."""

_WAITS: Final = {
    (reminding.HAND_OFF, "offered"): "to be accepted",
    (reminding.HAND_OFF, "returned"): "it came back, to be handed over again",
    (reminding.HAND_OFF, "disputed"): "it came back twice, who does it is to be decided",
    (reminding.DECISION, "waiting"): "to be decided",
    (reminding.DECISION, "discovery"): "a question, to be answered",
}


def reminder_card(rows: Sequence[Row], count: int, at: Desk, now: datetime, *, person: str) -> Card:
    """Return what somebody is told. `person` is who cannot be written to, where others are asked to tell them."""
    status = line("No chat account is known for ", Mention(person), ", so please tell them.") if person else ()
    return Card(
        title="Reminder: waiting for you",  # Without a number: what is seen to before this leaves is left out.
        status=status,
        rows=tuple(_row(row, at, now) for row in rows),
        more=_more(count),
        buttons=() if person else (Button(key=commands.LIST, label="My reminders", subject="list", version=1),),
    )


def escalation_card(rows: Sequence[Row], count: int, at: Desk, now: datetime) -> Card:
    """Return what a channel is told: what waits too long, with whom it is, and the people whose turn it is."""
    called = dict.fromkeys(person for row in rows for person in _called(row, at))
    return Card(
        title="Waiting too long",
        status=(*people_line(tuple(called), notify=True, away=at.directory.away), ", please look after it.")
        if called
        else (),
        rows=tuple(_row(row, at, now) for row in rows),
        more=_more(count),
    )


def _called(row: Row, at: Desk) -> tuple[str, ...]:
    words = at.definitions.version(row.process, row.process_version).role_of
    found = at.directory.standing_for(row.role, customer_of(row), words) if row.role else None
    return found[1] if found else ()


def list_card(rows: Sequence[CardRow], *, page: int, more: bool) -> Card:
    """Return a page of somebody's reminders."""
    if not rows:
        none = "You are reminded of nothing. What falls due for you comes here."
        return Card(title="Your reminders", body=(line(none),))
    back = (Button(key=commands.LIST, label="Back", subject="list", version=page - 1),) if page > 1 else ()
    on = (Button(key=commands.LIST, label="More", subject="list", version=page + 1),) if more else ()
    return Card(title="Your reminders", rows=tuple(rows), buttons=(*back, *on))


def entry(row: Row, look: Look) -> CardRow:
    """Return something of an engagement of which somebody is reminded, with the button to stop it or have it again."""
    when: Line = (
        ("stopped",) if row.stopped else ("next on ", When(row.next_due)) if row.next_due else ("you were reminded",)
    )
    return CardRow(
        text=_text(row),
        detail=(f"{_step(row, look)} · ", *when),
        button=_switch(row.engagement_id, row.about, stopped=bool(row.stopped)),
    )


def timer_entry(row: Row, title: str) -> CardRow:
    """Return something of one's own that happens by itself, with the button to stop it or have it again."""
    when: Line = ("next on ", When(row.due_at)) if row.next_at is not None else ("stopped",)
    button = _switch(commands.TIMER, row.id, stopped=row.next_at is None)
    return CardRow(text=line(Strong(title)), detail=when, button=button)


def switched_card(work: Work, about: str, *, stopped: bool) -> Card:
    """Return what is said of a reminder that was stopped, or wanted again, with the way back."""
    said = (
        f"{work.key}: you are reminded of this no more. It still waits for you, and others hear of it when it is late."
        if stopped
        else f"{work.key}: you are reminded of this again."
    )
    return Card(title="", body=(line(said),), buttons=(_switch(work.id, about, stopped=stopped),))


def timer_card(row: Row, now: datetime, *, stopped: bool) -> Card:
    """Return what is said of something of one's own that was stopped, or wanted again, with the way back.

    What was due meanwhile comes at once.
    """
    said = line("Stopped. It does not happen by itself any more.")
    again = line("It happens again, next on ", When(max(row.due_at, now)), ".")
    button = _switch(commands.TIMER, row.id, stopped=stopped)
    return Card(title="", body=(said if stopped else again,), buttons=(button,))


def _switch(subject: str, argument: str, *, stopped: bool) -> Button:
    if stopped:
        return Button(key=commands.GO_ON, label="Remind me again", subject=subject, argument=argument)
    return Button(key=commands.STOP, label="Stop", subject=subject, argument=argument)


def _row(row: Row, at: Desk, now: datetime) -> CardRow:
    due: Line = ("was due ", When(row.due_at)) if row.due_at <= now else ("due ", When(row.due_at))
    kind, state = row.about.partition(":")[0], row.about.rpartition(":")[2]
    waits = f" · {_WAITS[kind, state]}" if (kind, state) in _WAITS else ""
    if kind == reminding.OFFER:
        waits = " · to be accepted or returned"
    if _is_stranded(row, at):
        can = "decide it" if kind == reminding.DECISION else "take it"
        waits = f" · nobody can {can}: give somebody its role by /csops admin roles, or name who stands in"
    with_whom: Line = ()
    if row.people:
        people = tuple(row.people.split(", "))
        before = " · too long, with " if row.kind == "escalation" else " · for "
        with_whom = (before, *people_line(people, away=at.directory.away))
    return CardRow(
        text=_text(row),
        detail=(f"{_step(row, at)} · ", *due, waits, *with_whom),
        button=Button(key="engagement.show", label="Open", subject="engagement", argument=row.key),
    )


def _is_stranded(row: Row, at: Desk) -> bool:
    """Return whether it waits for nobody: then those are told of it who look after csops."""
    if row.kind == REMINDER:
        return row.role == ADMIN or row.whom not in at.directory.people
    return not row.people


def _text(row: Row) -> Line:
    return line(Strong(row.key), f" {row.customer_name}: {row.title}")


def _step(row: Row, at: Desk | Look) -> str:
    if (found := next((offer for offer in offers_in(row) if offer.name == row.about), None)) is not None:
        return found.words
    decision = row.about.startswith(reminding.DECISION)
    step = at.definitions.version(row.process, row.process_version).step(row.approval_step if decision else row.step)
    return step_words(step) if step else row.step


def _more(count: int) -> str:
    return f"{count - MOST} more: /csops mine has them all." if count > MOST else ""
