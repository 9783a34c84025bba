"""`/csops why`: what brought a piece of work where it is, what it waits for, who can move it, what did not arrive."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared
from workflows.desk import Look
from workflows.engagements import cards
from workflows.engagements.commands import Why
from workflows.engagements.forms import find
from workflows.engagements.queries import entries_of, entry_of, handoff_fact, who_may
from workflows.engagements.rules import action_words
from workflows.engagements.work import Work
from workflows.kernel.answers import Shown
from workflows.kernel.cards import Button, Card, Fact
from workflows.kernel.cards import Row as Entry
from workflows.kernel.text import Line, Mention, Strong, When, joined, line

LAST: Final = 3
"""So many of its newest entries are told."""

history = tables.history
ARRIVAL = Prepared(
    sa.select(history.c.at, history.c.actor, history.c.action, history.c.step, history.c.outcome, history.c.note)
    .where(
        history.c.subject == sa.bindparam("subject", type_=sa.Text),
        history.c.seq <= sa.bindparam("arrival", type_=sa.Integer),
        history.c.action.in_(
            [sa.literal_column(f"'{one}'", sa.Text) for one in ("step", "started", "set-back")]
            + [sa.literal_column(f"'{one}'", sa.Text) for one in ("reopened", "decided", "passed", "cancelled")]
        ),
    )
    .order_by(history.c.seq.desc())
    .limit(sa.literal_column("1"))
)


@dataclass(frozen=True, slots=True)
class Others:
    """What other subjects know of a piece of work, which the registry brings."""

    deciders: Callable[[Look, Work], Sequence[str]]
    """For whom its decision, or a question about it, waits."""
    undelivered: Callable[[Look, Work], Sequence[Entry]]
    """What was promised about it and could not be delivered."""


def why(look: Look, query: Why, others: Others) -> Shown:
    """Say why a piece of work is where it is, since when, what it waits for, who can move it, and what went wrong.

    Refused with NOT_FOUND for who does not see it, as where there is none.
    """
    work = find(look, query.key, by_key=True)
    brought = _brought(look, work)
    happened = [entry_of(work.definition, row) for row in entries_of(look, work, limit=LAST)]
    rows = [_heading("What happened last"), *happened]
    if lost := others.undelivered(look, work):
        rows += [_heading("Promised, and not delivered"), *lost]
    if work.ended:
        said = line(Strong(work.ending_title), ", ", When(work.entered_at), ".")
        return Shown(card=Card(title=f"{work.key} has ended", body=(said, *brought), rows=tuple(rows)))
    here = cards.step_words(work.step)
    since = line(f"It has stood at step {here} since ", When(work.entered_at), *_late(look, work))
    body = (since, *brought, ("It waits for ", *_waits_for(look, work, others), "."))
    facts = (Fact("Who can move it", who_may(look, work)), *_how(work), *handoff_fact(look, work), *_open(work))
    whole = Button(key="engagement.show", label="Open", subject="engagement", argument=work.key)
    past = Button(key="list.page", label="History", subject="history", version=1, argument=work.key)
    return Shown(
        card=Card(title=f"Why is {work.key} here?", body=body, facts=facts, rows=tuple(rows), buttons=(whole, past))
    )


def _heading(words: str) -> Entry:
    return Entry(text=line(Strong(words)), heading=True)


def _late(look: Look, work: Work) -> Line:
    if work.due_at is None:
        return (".",)
    return (" and is overdue since " if work.due_at < look.now else "; it is due ", When(work.due_at, "date"), ".")


def _brought(look: Look, work: Work) -> tuple[Line, ...]:
    """Return who said what when it came to where it is."""
    row = look.unit.row(ARRIVAL, {"subject": f"engagement:{work.id}", "arrival": work.arrival})
    if row is None:
        return ()
    step = work.definition.step(row.step)
    label = next((one.label for one in step.outcomes if one.key == row.outcome), "") if step else ""
    said = f"“{label}”" if label else action_words(row.action)
    at_step = f" at step {cards.step_words(step)}" if step is not None and label else ""
    note = f": {row.note}" if row.note else ""
    who = Mention(row.actor, notify=False)
    return (
        (line("It came here because ", who, f" said {said}{at_step}, ", When(row.at), f"{note}."),)
        if label
        else (line("It is here because it was ", said, " by ", who, ", ", When(row.at), f"{note}."),)
    )


def _waits_for(look: Look, work: Work, others: Others) -> Line:
    away = look.directory.away
    handoff = work.handoff
    if handoff is not None and handoff.waits:
        return _hand_off(look, work)
    if work.step.kind == "approval":
        people = others.deciders(look, work)
        asked = work.approval.asked_at if work.approval else work.entered_at
        who = cards.people_line(people, away=away) if people else ("somebody who may decide",)
        return ("the word of ", *who, ", asked since ", When(asked))
    outside = [role for key in work.step.owners if (role := work.definition.role_of.get(key)) and role.outside]
    if outside:
        marks = work.definition.role_of.get(work.step.marked_by or "")
        told = f"; {marks.title} marks what they say" if marks else ""
        return (f"{outside[0].title}, who is outside{told}",)
    if work.owner:
        return (*cards.people_line((work.owner,), away=away), " to say what came of the step")
    role = work.definition.role_of.get(work.owner_role)
    return (f"somebody of {role.title if role else work.owner_role} to take it",)


def _hand_off(look: Look, work: Work) -> Line:
    handoff, known = work.handoff, work.definition.role_of
    if handoff is None:
        return ()
    role = known.get(handoff.to_role)
    title = role.title if role else handoff.to_role
    if handoff.state == "offered":
        return (f"{title} to accept it, since ", When(handoff.offered_at))
    if handoff.state == "disputed":
        decides = known.get(handoff.decider)
        return (f"{decides.title if decides else handoff.decider} to decide who has it",)
    giver = cards.people_line((handoff.given_by,), away=look.directory.away)
    return (*giver, f" to hand it over again; it came back: “{handoff.reason}”")


def _how(work: Work) -> tuple[Fact, ...]:
    labels = [line(f"“{button.label}”") for button in cards.outcome_buttons(work)]
    return (Fact("How", joined(labels)),) if labels else ()


def _open(work: Work) -> tuple[Fact, ...]:
    waiting = [item.title for item in work.open_items()]
    if not waiting:
        return ()
    more = f" and {len(waiting) - LAST} more" if len(waiting) > LAST else ""
    return (Fact("Still to be ticked off", line("; ".join(waiting[:LAST]), more)),)
