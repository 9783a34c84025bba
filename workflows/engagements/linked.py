"""How what a piece of work is linked with looks: on the head of its thread, and where a step watches it."""

from collections.abc import Sequence

from workflows.engagements.parts import Linked
from workflows.engagements.work import Work
from workflows.kernel.cards import Button, Card, Item
from workflows.kernel.text import Line, Strong, joined, line

LINKS_SHOWN = 5
"""How many links the head of a thread names; the rest is counted, and the step that watches lists them all."""


def linked_line(links: Sequence[Linked]) -> Line:
    """Return what something is linked with, and where each stands."""
    shown = [line(Strong(one.name), f"{one.words.removeprefix(one.name)} ({one.state})") for one in links[:LINKS_SHOWN]]
    more = [line(f"{len(links) - LINKS_SHOWN} more")] if len(links) > LINKS_SHOWN else []
    return joined([*shown, *more])


def watched_items(work: Work) -> tuple[Item, ...]:
    """Return what a step that watches waits for, as it stands."""
    links = () if work.ended or not work.step.watches else work.links
    return tuple(Item(title=one.words, done=one.settled, note=line(one.state)) for one in links)


def watched_card(work: Work, said: Line, *, buttons: Sequence[Button] = ()) -> Card:
    """Return what is told of the work that a step waits for."""
    return Card(
        title=f"{work.key} {work.title}",
        status=said,
        items=watched_items(work),
        buttons=tuple(buttons),
        footer=line(f"{work.key} · {work.customer.name} · {work.definition.title}"),
    )


def link_button(work: Work) -> tuple[Button, ...]:
    """Return the button that adds to what a step watches."""
    if work.ended or not work.step.watches:
        return ()
    return (Button(key="work.link", label="Link a ticket", subject="engagement", argument=work.key),)
