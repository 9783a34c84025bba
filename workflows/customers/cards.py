"""What people see of customers: the account card, a change of stage, a hand-off that began."""

from collections.abc import Sequence
from datetime import datetime

from workflows.customers.commands import HAND_OFF, REMARK, STAGE, show_button
from workflows.engagements.cards import done_card, people_line
from workflows.engagements.work import Work
from workflows.kernel.cards import Button, Card, Fact, Row
from workflows.kernel.people import Customer, Directory
from workflows.kernel.text import Line, Strong, When, joined, line, with_usages
from workflows.process.definition import Definition
from workflows.process.steps import Kind
from workflows.process.tables import RaciRow


def stage_line(customer: Customer, stage: RaciRow, was: RaciRow | None, by: Line) -> Line:
    """Return the sentence that tells of a change of stage."""
    before = f" from {was.title}" if was else ""
    return line(Strong(customer.name), f" moved{before} to ", Strong(stage.title), ", says ", *by, ".")


def noted_card(customer: Customer, by: Line, words: str) -> Card:
    """Return a note on a customer as colleagues read it: who says it, and the words as they were written."""
    return Card(title="", body=(line("Note on ", Strong(customer.name), ", by ", *by, ":"),), quote=words)


def noted_answer(customer: Customer) -> Card:
    """Return the private answer to who noted something."""
    return Card(title="", body=(line("Noted in the history of ", Strong(customer.name), "."),))


def told_card(customer: Customer, told: Line, unreached: Sequence[str] = ()) -> Card:
    """Return a message about a customer that asks for nothing but to tell who has no account here."""
    asked = line("No chat account is known for ", *people_line(unreached), ", so please tell them.")
    return Card(title="", body=(told, *((asked,) if unreached else ())), footer=line(customer.name))


def stage_card(customer: Customer, stage: RaciRow, work: Work | None, directory: Directory) -> Card:
    """Return the answer to who changed the stage, with the hand-off that this began."""
    body = [line(f"{customer.name} is in the stage ", Strong(stage.title), " now. Who is informed has heard of it.")]
    if work is not None:
        body += [line(f"This began {work.key}: {work.title}."), *done_card(work, directory, "started").body]
    buttons = (show_button("Account card", customer.key),)
    return Card(title=f"{customer.name}: {stage.title}", body=tuple(body), buttons=buttons)


def already_card(customer: Customer, stage: RaciRow, kind: Kind, *, key: str, since: datetime) -> Card:
    """Return the answer to who came to a stage again whose hand-off is under way: it does not begin twice."""
    said = line(f"{customer.name} is in the stage ", Strong(stage.title), " now. Who is informed has heard of it.")
    already = line(f"“{kind.title}” is already in flight since ", When(since), f": {key}.")
    buttons = (show_button("Account card", customer.key),)
    return Card(title=f"{customer.name}: {stage.title}", body=(said, already), buttons=buttons)


def begun_card(work: Work, kind: Kind, directory: Directory) -> Card:
    """Return the answer to who began a hand-off."""
    return done_card(work, directory, f"{kind.title} begun")


def account_facts(
    customer: Customer, *, tier: str, stage: Line, definition: Definition, titles: dict[str, str]
) -> tuple[Fact, ...]:
    """Return who a customer is: tier, stage, and the people who stand for a role; `titles` name the roles."""
    people = [
        line(f"{definition.role_of[role].title if role in definition.role_of else titles.get(role, role)}: ", *names)
        for role, keys in sorted(customer.roles.items())
        if (names := people_line(keys))
    ]
    facts = [Fact("Tier", line(tier or "none")), Fact("Stage", stage)]
    return (*facts, Fact("People", joined(people) if people else line("nobody of their own; the team's are asked")))


def account_buttons(customer: Customer) -> tuple[Button, ...]:
    """Return what can be done from a customer's card."""
    return (
        Button(key="checkin.report", label="Check in", subject="customer", argument=customer.key),
        Button(key=STAGE, label="Change stage", subject="customer", argument=customer.key),
        Button(key=HAND_OFF, label="Hand off", subject="customer", argument=customer.key),
        Button(key=REMARK, label="Note", subject="customer", argument=customer.key),
    )


def section(title: str, rows: Sequence[Row], *, empty: str, more: str = "") -> list[Row]:
    """Return a part of the account card: its heading, its entries, and a word where there are none or more."""
    told = [Row(text=with_usages(empty))] if not rows else []
    rest = [Row(text=line(more))] if more else []
    return [Row(text=line(Strong(title)), heading=True), *rows, *told, *rest]
