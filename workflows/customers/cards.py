"""What people see of customers: the account card, a change of stage, the brief of a hand-off."""

from collections.abc import Sequence

from workflows.customers.commands import HAND_OFF, STAGE, show_button
from workflows.engagements.cards import done_card, people_line
from workflows.engagements.work import Work
from workflows.kernel.cards import Button, Card, Fact, Row
from workflows.kernel.people import Customer, Directory
from workflows.kernel.text import Line, Strong, joined, line, with_usages
from workflows.process.definition import Definition
from workflows.process.steps import Handing, Kind
from workflows.process.tables import RaciRow

_LETTERS = {"A": "Accountable", "R": "Responsible", "C": "Consulted", "I": "Informed"}


def stage_line(customer: Customer, stage: RaciRow, was: RaciRow | None, by: Line) -> Line:
    """Return the sentence that tells of a change of stage."""
    before = f" from {was.title}" if was else ""
    return line(Strong(customer.name), f" moved{before} to ", Strong(stage.title), ", says ", *by, ".")


def told_card(customer: Customer, told: Line) -> Card:
    """Return a message about a customer that asks for nothing."""
    return Card(title="", body=(told,), footer=line(customer.name))


def stage_card(customer: Customer, stage: RaciRow, work: Work | None, directory: Directory) -> Card:
    """Return the answer to who changed the stage, with the hand-off that this began."""
    body = [line(f"{customer.name} is in the stage ", Strong(stage.title), " now. Who is informed has heard of it.")]
    if work is not None:
        body += [line(f"This began {work.key}: {work.title}."), *done_card(work, directory, "started").body]
    buttons = (show_button("Account card", customer.key),)
    return Card(title=f"{customer.name}: {stage.title}", body=tuple(body), buttons=buttons)


def begun_card(work: Work, kind: Kind, directory: Directory) -> Card:
    """Return the answer to who began a hand-off."""
    return done_card(work, directory, f"{kind.title} begun")


def brief_card(work: Work, kind: Kind, note: str) -> Card:
    """Return what stands in the thread of a hand-off: all that its kind says beside the plan and the criteria."""
    handing = kind.handing
    if handing is None:
        return Card(title=kind.title, quote=note)
    facts = [
        Fact("Objective", line(handing.objective)),
        Fact("When", line(handing.trigger)),
        Fact("Scope", line(handing.scope)),
        Fact("Customer's people", line(handing.audience)),
        *_shares(work.definition, handing),
        Fact("Afterwards", line(" ".join(handing.next_steps))),
    ]
    if handing.resources:
        facts.append(Fact("Resources", line("; ".join(handing.resources))))
    criteria = "; ".join(task.title for task in handing.success)
    facts.append(Fact("Good when", line(criteria)))
    return Card(title=f"{work.key}: {kind.title}", facts=tuple(facts), quote=note)


def _shares(definition: Definition, handing: Handing) -> list[Fact]:
    titles = {letter: handing.holding(letter) for letter in _LETTERS}
    return [
        Fact(_LETTERS[letter], line(", ".join(definition.role_of[role].title for role in roles)))
        for letter, roles in titles.items()
        if roles
    ]


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
    )


def section(title: str, rows: Sequence[Row], *, empty: str, more: str = "") -> list[Row]:
    """Return a part of the account card: its heading, its entries, and a word where there are none or more."""
    told = [Row(text=with_usages(empty))] if not rows else []
    rest = [Row(text=line(more))] if more else []
    return [Row(text=line(Strong(title)), heading=True), *rows, *told, *rest]
