"""What was handed over and waits for somebody: to be accepted, to be handed over again, to be decided on."""

from collections.abc import Sequence
from functools import partial
from itertools import islice

from storage import tables
from storage.statements import Row
from workflows.desk import Look
from workflows.engagements import sight
from workflows.engagements.cards import step_words
from workflows.engagements.waiting import offered_to, waiting_for
from workflows.handoffs import cards, rules
from workflows.kernel.cards import Button
from workflows.kernel.cards import Row as Entry
from workflows.kernel.piles import COUNTED, Pile, Section
from workflows.kernel.text import Line, Mention, Strong, When, line

_NAMES = ("id", "key", "process", "process_version", "title", "step", "due_at", "seen_by")
OFFERED_TO = offered_to(*(tables.engagement.c[name] for name in _NAMES), tables.customer.c.name.label("customer_name"))


def piles(look: Look, sections: Sequence[Section]) -> dict[str, Pile]:
    """Return the hand-offs that wait for the asking person, with their buttons."""
    rows = list(islice(waiting_for(look, OFFERED_TO), COUNTED + 1))
    pile = Pile(min(len(rows), COUNTED), partial(_entries, look, rows), more=len(rows) > COUNTED)
    return {section.key: pile for section in sections}


def _entries(look: Look, rows: Sequence[Row], first: int, last: int) -> list[Entry]:
    return [
        Entry(
            text=line(Strong(row.key), f" {row.customer_name}: {row.title}{sight.mark(row)}"),
            detail=_detail(look, row),
            button=Button(key="engagement.show", label="Open", subject="engagement", argument=row.key),
            buttons=_buttons(look, row),
        )
        for row in rows[first:last]
    ]


def _detail(look: Look, row: Row) -> Line:
    step = look.definitions.version(row.process, row.process_version).step(row.step)
    words = step_words(step) if step else row.step
    if row.state == rules.RETURNED:
        said = line(f"{words} · came back to you from ", Mention(row.answered_by, notify=False))
    elif row.state == rules.DISPUTED:
        said = line(f"{words} · returned a second time by ", Mention(row.answered_by, notify=False), ", to be decided")
    else:
        said = line(f"{words} · handed over by ", Mention(row.given_by, notify=False), ", to be accepted")
    late = line(" · overdue since ", When(row.due_at, "date")) if row.due_at and row.due_at < look.now else ()
    return (*said, " · since ", When(row.offered_at, "date"), *late)


def _buttons(look: Look, row: Row) -> tuple[Button, ...]:
    if row.state == rules.RETURNED:
        return cards.again_buttons(row.waiting_id, row.round)
    if row.state == rules.DISPUTED:
        giver, receiver = look.directory.named(row.given_by), look.directory.named(row.answered_by)
        return cards.deciding_buttons(row.waiting_id, row.round, giver=giver, receiver=receiver)
    return cards.offered_buttons(row.waiting_id, row.round)
