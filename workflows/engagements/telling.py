"""Telling the customer: csops does it where it reaches them, else a person does with the words at hand (D)."""

from collections.abc import Mapping
from typing import Final

import msgspec

from workflows.desk import Desk
from workflows.engagements import mailing
from workflows.engagements.work import Work
from workflows.kernel.cards import Card
from workflows.kernel.people import Customer
from workflows.kernel.posts import Post
from workflows.kernel.text import Line, line
from workflows.process import templates
from workflows.process.position import Moved, Position
from workflows.process.steps import Outcome, Step

WORDS: Final = "words_for_customer"
"""The fact that keeps what the customer is told, until somebody has told them."""


def position(desk: Desk, work: Work, outcome: str) -> Position:
    """Return the position from which an outcome is said: where csops tells the customer itself, that step is decided.

    The engine passes through it, as through a decision that was given before.
    """
    way = work.definition.routes.steps[work.position.step].ways.get(outcome)
    step = way.step if way else None
    told = step.approving if step is not None and step.tells is not None else None
    if step is None or told is None or work.is_private or not _lane(desk, work.customer):
        return work.position
    decisions = {**work.position.decisions, step.id: told.key}
    return msgspec.structs.replace(work.position, decisions=decisions)


def carry_out(desk: Desk, work: Work, moved: Moved, words: Mapping[str, str]) -> None:
    """Tell the customer at the steps that were passed; at one that waits for a person, keep the words for them."""
    work.facts.pop(WORDS, None)
    for step_id, _ in moved.passed:
        step = work.definition.step(step_id)
        if step is not None and step.tells is not None:
            _tell(desk, work, templates.fill(step.tells, words))
    if moved.step is not None and moved.step.tells is not None:
        work.facts[WORDS] = templates.fill(moved.step.tells, words)


def passed(work: Work, step_id: str) -> str:
    """Return what is said of a step that was passed."""
    step = work.definition.step(step_id)
    if step is not None and step.tells is not None:
        return f"The customer was told {_way(work.customer)}."
    return f"Step {step_id} had been decided before."


def announced(work: Work, outcome: Outcome) -> tuple[Line, ...]:
    """Return where the words of an outcome's form go, for who writes them; nothing where they go nowhere."""
    step: Step | None = work.definition.step(outcome.next)
    if step is None or step.tells is None:
        return ()
    customer = work.customer
    if work.is_private:
        return (line("You send it to the customer yourself: private work is written to nobody but its people."),)
    if customer.shared_channel:
        return (line("It is posted in the channel that you share with the customer, as you write it."),)
    if customer.contact_email:
        return (line(f"It goes by mail to {customer.contact_email}; where no mail is set up, you send it yourself."),)
    return (line("You send it to the customer yourself: csops gives you the words to copy."),)


def _tell(desk: Desk, work: Work, text: str) -> None:
    card = Card(title=f"{work.key} {work.title}", body=(line(text),))
    desk.send(_lane(desk, work.customer), Post(card=card))
    work.say(desk, Card(title="", body=(line(f"The customer is told {_way(work.customer)}:"),), quote=text))


def _lane(desk: Desk, customer: Customer) -> str:
    """Return where csops reaches a customer by itself; empty where it cannot."""
    if customer.shared_channel:
        return customer.shared_channel
    if customer.contact_email and mailing.SYSTEM in desk.ties.reached:
        return f"{mailing.SYSTEM}:{customer.contact_email}"
    return ""


def _way(customer: Customer) -> str:
    return "in the shared channel" if customer.shared_channel else f"by mail to {customer.contact_email}"
