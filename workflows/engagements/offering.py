"""A post that is handed to somebody: it calls the people of its roles, and waits until one of them takes it (C 1.2)."""

from collections.abc import Mapping
from typing import Final

from workflows.desk import Desk
from workflows.engagements import cards, sending
from workflows.engagements.work import Work
from workflows.kernel.cards import Button, Card
from workflows.kernel.people import Directory
from workflows.kernel.text import Line, line
from workflows.process import templates
from workflows.process.effects import Post

NAME: Final = "offer:"
"""What the names of such live cards begin with; the effect's mark and the version follow."""
MOST_CALLED: Final = 5


def offer(desk: Desk, work: Work, effect: Post, words: Mapping[str, str], lane: str) -> None:
    """Promise the post, with the buttons to take it or to give it back."""
    name = f"{NAME}{sending.mark_of(effect)}:{work.version}"
    text = templates.fill(effect.text, words)
    work.post(desk, name, offered_card(work, effect, name, text, desk.directory), lane=lane, words=text)


def offered_card(work: Work, effect: Post, name: str, text: str, directory: Directory) -> Card:
    """Return the post as it waits: what was found, and who is called to take it."""
    found = directory.resolve(effect.accept, work.customer, work.definition.role_of)
    people = found[1][:MOST_CALLED] if found is not None else ()
    titles = " or ".join(role.title for key in effect.accept if (role := work.definition.role_of.get(key)))
    called = cards.people_line(people, notify=True, away=directory.away) if people else line("nobody yet")
    return Card(
        title="",
        status=line(f"For {titles}: ", *called),
        body=(line(text),),
        buttons=(
            Button(key="offer.accept", label="Accept", subject=work.id, argument=name, style="primary"),
            Button(key="offer.return", label="Return", subject=work.id, argument=name),
        ),
        footer=_footer(work),
    )


def answered_card(work: Work, text: str, said: Line, reason: str = "") -> Card:
    """Return what the post becomes when somebody took it, or gave it back with the reason."""
    return Card(title="", status=said, body=(line(text),), quote=reason, footer=_footer(work))


def effect_of(work: Work, mark: str) -> Post | None:
    """Return the post of the work's process that a mark tells; None where it is no such post."""
    steps = work.definition.routes.steps.values()
    effects = (effect for step in steps for way in step.ways.values() for effect in way.effects)
    return next((one for one in effects if isinstance(one, Post) and one.accept and sending.mark_of(one) == mark), None)


def mark_in(name: str) -> str:
    """Return the mark that the name of a live card holds."""
    return name.removeprefix(NAME).partition(":")[0]


def live(work: Work, mark: str) -> str:
    """Return the name of the newest live card of a post; empty where none waits any more."""
    return next((name for name in reversed(work.cards) if name.startswith(f"{NAME}{mark}:")), "")


def _footer(work: Work) -> Line:
    return line(f"{work.key} · {work.customer.name}")
