"""What people see of check-ins: the ones that are due, what was said before, and what to do where there are none."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from storage.statements import Row
from workflows.checkins import rules
from workflows.checkins.commands import start_button
from workflows.engagements.cards import step_words
from workflows.kernel.cards import Button, Card
from workflows.kernel.cards import Row as Entry
from workflows.kernel.cleaning import cut
from workflows.kernel.people import Customer
from workflows.kernel.text import Line, Mention, Strong, Usage, When, line
from workflows.process.steps import Step

NO_CHECK_INS: Final = "No check-ins run here. Begin some with /checkin and the customer's name."
LONGEST_SAID: Final = 150


def none_card(customer: Customer) -> Card:
    """Return what is said of a customer with whom no check-ins run, with the button that begins them."""
    opens = Usage(f"/checkin {customer.key}")
    said = line(f"No check-ins run with {customer.name} yet. Once they have begun, ", opens, " opens the form.")
    return Card(title=f"Check-ins with {customer.name}", body=(said,), buttons=(start_button(customer.key),))


def past_line(step: Step, row: Row, details: Mapping[str, str]) -> Line:
    """Return a past check-in in one line: when, how it went, what it brought, what was written."""
    label = next((outcome.label for outcome in step.outcomes if outcome.key == row.outcome), row.outcome)
    words = (*rules.brought(step, row.outcome, details), cut(rules.said(step, row.outcome, details), LONGEST_SAID))
    rest = " · ".join(word for word in (*words, row.note) if word)
    return line(
        When(row.at, "date"), ": ", Strong(label), ", ", Mention(row.actor, notify=False), f" · {rest}" if rest else ""
    )


def entry(row: Row, step: Step | None, *, button: Button | None, now: datetime) -> Entry:
    """Return one line of the list: the customer, the step, and when the next talk is due."""
    due: Line = ()
    if row.due_at is not None:
        due = (" · overdue since " if row.due_at < now else " · due ", When(row.due_at, "date"))
    who: Line = (" · ", Mention(row.owner, notify=False)) if row.owner else (" · nobody has it yet",)
    detail = line(step_words(step) if step else row.step, *due, *who)
    return Entry(text=line(Strong(row.key), f" {row.customer_name}"), detail=detail, button=button)
