"""How a dead letter looks: the notice with its buttons, what it becomes, and the list of all."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from workflows.deliveries.commands import DROP, RETRY
from workflows.kernel.cards import Button, Card, Confirm, Fact, Row
from workflows.kernel.text import Line, Mention, When, line

LONGEST_SUBJECT = 300


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A message that could not be delivered. `version` tells one death from the next."""

    id: str
    version: int
    subject: str
    where: Line
    error: str
    tries: int
    promised_at: datetime
    in_doubt: bool


def notice(letter: Letter) -> Card:
    """Return the card for the operations channel: what, where, why, and what can be done."""
    return Card(
        title="A message could not be delivered",
        status=line("Nobody at its destination knows of it."),
        facts=_facts(letter),
        quote=letter.subject[:LONGEST_SUBJECT],
        body=(line("It may have arrived all the same: look there first."),) if letter.in_doubt else (),
        buttons=(
            Button(key=RETRY, label="Try again", subject=letter.id, version=letter.version, style="primary"),
            Button(
                key=DROP,
                label="Drop it",
                subject=letter.id,
                version=letter.version,
                style="danger",
                confirm=Confirm(
                    title="Drop this message?",
                    text="It will not be delivered, and no longer be listed. The history keeps that you dropped it.",
                    yes="Drop it",
                ),
            ),
        ),
        footer=line("Mend the reason first; then try again. What was to follow in its thread went on without it."),
    )


def past(letter: Letter, done: str, person: str, at: datetime) -> Card:
    """Return what the notice becomes when somebody has seen to it."""
    return Card(
        title="A message could not be delivered",
        status=line(f"{done} by ", Mention(person, notify=False), ", ", When(at)),
        facts=_facts(letter),
        quote=letter.subject[:LONGEST_SUBJECT],
    )


def answer(letter: Letter, done: str) -> Card:
    """Return what whoever pressed the button is told."""
    return Card(title="", body=(line(f"{done}: the message to ", *letter.where, "."),))


def listed(letters: Sequence[Letter], *, more: bool) -> Card:
    """Return the list of dead letters with a button for each."""
    if not letters:
        return Card(title="", body=(line("Everything that was promised has been delivered, or is on its way."),))
    return Card(
        title="What could not be delivered",
        rows=tuple(entry(letter, may=True) for letter in letters),
        more="There are older ones." if more else "",
    )


def entry(letter: Letter, *, may: bool) -> Row:
    """Return one dead letter of a list; who may see to it has the button."""
    again = Button(key=RETRY, label="Try again", subject=letter.id, version=letter.version)
    return Row(
        text=line(letter.subject[:LONGEST_SUBJECT] or "A message"),
        detail=line("To ", *letter.where, f": {letter.error}, promised ", When(letter.promised_at)),
        button=again if may else None,
    )


def _facts(letter: Letter) -> tuple[Fact, ...]:
    return (
        Fact("To", letter.where),
        Fact("Why", line(letter.error)),
        Fact("Promised", line(When(letter.promised_at))),
        Fact("Tries", line(str(letter.tries))),
    )
