"""What people see of check-ins: the ones that are due, what was said before, and what to do where there are none."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from storage.statements import Row
from workflows.checkins import rules
from workflows.checkins.commands import (
    ANOTHER_DAY,
    CADENCE,
    NEXT_WEEK,
    PAUSE,
    RESUME,
    SKIP,
    TOMORROW,
    later_button,
    plan_button,
    report_button,
    start_button,
)
from workflows.engagements import recurring
from workflows.engagements.cards import owner_line, step_words
from workflows.engagements.work import Work
from workflows.kernel.cards import Button, Card, Fact
from workflows.kernel.cards import Row as Entry
from workflows.kernel.cleaning import cut
from workflows.kernel.people import Customer, Directory
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


def entry(row: Row, step: Step | None, *, button: Button | None, now: datetime, paused: bool) -> Entry:
    """Return one line of the list: the customer, the step, and when the next talk is due."""
    due: Line = (" · paused",) if paused else ()
    if row.due_at is not None:
        due = (" · overdue since " if row.due_at < now else " · due ", When(row.due_at, "date"))
    who: Line = (" · ", Mention(row.owner, notify=False)) if row.owner else (" · nobody has it yet",)
    detail = line(step_words(step) if step else row.step, *due, *who)
    return Entry(text=line(Strong(row.key), f" {row.customer_name}"), detail=detail, button=button)


def due_card(work: Work, directory: Directory, last: Line) -> Card:
    """Return the message that asks for a check-in: for when, how the last one went, and what can be done about it."""
    return Card(
        title=f"{work.customer.name}: {work.step.title}",
        status=_next(work, "Due "),
        facts=_plan_facts(work, directory, last)[1:],
        buttons=(
            report_button(work.customer.key),
            *_later(work),
            Button(key=SKIP, label="Leave it out", subject=work.id),
        ),
        footer=_footer(work),
    )


def asked_again_card(work: Work) -> Card:
    """Return what an older message becomes that asked for the same check-in."""
    said = line("There is a newer message about this check-in.")
    return Card(title=f"{work.customer.name}: {work.step.title}", status=said, footer=_footer(work))


def no_longer_due_card(work: Work, said: Line) -> Card:
    """Return what the message that asked becomes when the check-in was put off, left out or paused."""
    return Card(
        title=f"{work.customer.name}: {work.step.title}",
        status=line(*said, " Next: ", *_next(work), "."),
        buttons=(plan_button(work.customer.key),),
        footer=_footer(work),
    )


def plan_card(work: Work, directory: Directory, *, last: Line, said: Line = (), may: bool = True) -> Card:
    """Return when the next check-in is due and why then, with the buttons of whoever may change it."""
    return Card(
        title=f"Check-ins with {work.customer.name}",
        status=said,
        facts=_plan_facts(work, directory, last),
        buttons=_plan_buttons(work) if may else (),
        footer=_footer(work),
    )


def _plan_facts(work: Work, directory: Directory, last: Line) -> tuple[Fact, ...]:
    span = recurring.span_of(work, work.step, directory)
    tier = directory.settings.tier(work.customer.tier)
    reviews = (
        f"; {tier.title} has {tier.reviews_per_year} business reviews a year" if tier and tier.reviews_per_year else ""
    )
    return (
        Fact("Next", _next(work)),
        Fact("Last", last or line("none yet")),
        Fact("How often", line(f"every {str(span).removeprefix('1 ')}{reviews}")),
        Fact("With", owner_line(work, directory)),
    )


def _next(work: Work, due: str = "due ") -> Line:
    since = work.facts.get(recurring.PAUSED)
    if since:
        return line("paused since ", When(datetime.fromisoformat(since), "date"))
    if work.due_at is None:
        return line("not planned")
    first = work.facts.get(recurring.PUT_OFF)
    before: Line = (", put off from ", When(datetime.fromisoformat(first), "date")) if first else ()
    return line(due, When(work.due_at, "date"), *before)


def _plan_buttons(work: Work) -> tuple[Button, ...]:
    often = Button(key=CADENCE, label="How often", subject=work.id)
    if recurring.PAUSED in work.facts:
        return (Button(key=RESUME, label="Resume", subject=work.id, style="primary"), often)
    skip = Button(key=SKIP, label="Leave it out", subject=work.id)
    return (*_later(work), skip, often, Button(key=PAUSE, label="Pause", subject=work.id))


def _later(work: Work) -> tuple[Button, ...]:
    return (
        later_button("Tomorrow", TOMORROW, work.id),
        later_button("Next week", NEXT_WEEK, work.id),
        later_button("Another day", ANOTHER_DAY, work.id),
    )


def _footer(work: Work) -> Line:
    return line(f"{work.key} · step {step_words(work.step)}")
