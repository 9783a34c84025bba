"""What people see of the register of referenceable customers."""

from typing import Final

from storage.statements import Row
from workflows.engagements.cards import step_words
from workflows.kernel.cards import Card
from workflows.kernel.cards import Row as Entry
from workflows.kernel.text import Line, Mention, Strong, When, line
from workflows.process.definition import Definition

EMPTY: Final = (
    "No customer is on the register yet. A happy check-in (/checkin) or the end of a reference survey puts one there."
)


def entry(row: Row, tier: str, program: Line) -> Entry:
    """Return one customer of the register: since when, by whom, and how far their program is."""
    words = line(Strong(row.customer_name), f" · {tier}" if tier else "")
    since = line("since ", When(row.added_at, "date"), ", by ", Mention(row.added_by, notify=False))
    return Entry(text=words, detail=(*since, *program))


def program_line(row: Row, definition: Definition | None) -> Line:
    """Return how far the customer's newest reference program is; empty where there is none."""
    if row.program_key is None or definition is None:
        return ()
    if row.program_step is None:
        end = definition.routes.ends.get(row.program_ending or "")
        return line(f" · {row.program_key}: {end.title if end else row.program_ending}")
    step = definition.step(row.program_step)
    return line(f" · {row.program_key}: {step_words(step) if step else row.program_step}")


def removed_card(name: str) -> Card:
    """Return the answer to who took a customer off."""
    return Card(title="", body=(line(f"{name} is on the register no more."),))
