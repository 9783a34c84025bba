"""A post that is handed to somebody: it calls the people of its roles, and waits until one of them takes it (C 1.2).

Of one kind of post at most one waits. What is found again stands in the newer one: the last check-in says what is so.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from workflows.desk import Desk
from workflows.engagements import cards, sending
from workflows.engagements.parts import Offer
from workflows.engagements.work import Work
from workflows.kernel.cards import Button, Card
from workflows.kernel.people import Directory
from workflows.kernel.text import Line, When, line
from workflows.process import templates
from workflows.process.effects import Post

NAME: Final = "offer:"
"""What the names of such live cards begin with; the effect's mark and the version follow."""
MOST_CALLED: Final = 5
_SHORT: Final = 150
"""So much of what was found stands in lists; its message has all of it."""


def offer(desk: Desk, work: Work, effect: Post, words: Mapping[str, str], lane: str) -> None:
    """Promise the post, with the buttons to take it or to give it back; the same that waited before waits no more."""
    mark = sending.mark_of(effect)
    if before := live(work, mark):
        text = work.cards[before][0].words
        said = line("Found again: the newer message counts, ", When(desk.now), ".")
        work.refresh(desk, before, answered_card(work, text, said), last=True)
    name = f"{NAME}{mark}:{work.version}"
    text = templates.fill(effect.text, words)
    wait_for(desk, work, effect, name, text)
    show(desk, work, effect, name, text, lane)


def show(desk: Desk, work: Work, effect: Post, name: str, text: str, lane: str) -> None:
    """Promise the card of a post; what is private goes to whoever may take it, in a thread of their own."""
    from workflows.engagements.places import open_to  # noqa: PLC0415 - whose threads effects fill, of which this is one.

    found = desk.directory.resolve(effect.accept, work.customer, work.definition.role_of)
    open_to(desk, work, found[1] if found is not None else ())
    work.post(desk, name, offered_card(work, effect, name, text, desk.directory), lane=lane, words=text)


def wait_for(desk: Desk, work: Work, effect: Post, name: str, text: str) -> None:
    """Let a post wait for the people of its roles from now on, or with other words since it began to wait."""
    since = next((one.at for one in work.offers if one.name == name), desk.now)
    new = Offer(name=name, roles=effect.accept, step=_step_of(work, mark_in(name)), at=since, words=text[:_SHORT])
    work.offers = [*(one for one in work.offers if one.name != name), new]


def close(desk: Desk, work: Work) -> None:
    """End what waits when the process ends: its message says so."""
    said = line(f"Nobody took it before it ended: {work.ending_title}.")
    for one in work.open_offers():
        work.refresh(desk, one.name, answered_card(work, work.cards[one.name][0].words, said), last=True)


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
        buttons=offer_buttons(work.id, name),
        footer=_footer(work),
    )


def offer_buttons(engagement: str, name: str) -> tuple[Button, ...]:
    """Return the buttons to take what was found, and to give it back."""
    return (
        Button(key="offer.accept", label="Accept", subject=engagement, argument=name, style="primary"),
        Button(key="offer.return", label="Return", subject=engagement, argument=name),
    )


def answered_card(work: Work, text: str, said: Line, reason: str = "") -> Card:
    """Return what the post becomes when somebody took it, or gave it back with the reason."""
    return Card(title="", status=said, body=(line(text),), quote=reason, footer=_footer(work))


def effect_of(work: Work, mark: str) -> Post | None:
    """Return the post of the work's process that a mark tells; None where it is no such post."""
    return next((effect for _, effect in _posts(work) if sending.mark_of(effect) == mark), None)


def _step_of(work: Work, mark: str) -> str:
    """Return the step that brings a post."""
    return next((step for step, effect in _posts(work) if sending.mark_of(effect) == mark), work.position.step)


def _posts(work: Work) -> Iterator[tuple[str, Post]]:
    for key, step in work.definition.routes.steps.items():
        for way in step.ways.values():
            yield from ((key, one) for one in way.effects if isinstance(one, Post) and one.accept)


def mark_in(name: str) -> str:
    """Return the mark that the name of a live card holds."""
    return name.removeprefix(NAME).partition(":")[0]


def live(work: Work, mark: str) -> str:
    """Return the name of the newest live card of a post; empty where none waits any more."""
    return next((name for name in reversed(work.cards) if name.startswith(f"{NAME}{mark}:")), "")


def _footer(work: Work) -> Line:
    return line(f"{work.key} · {work.customer.name}")
