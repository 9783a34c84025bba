"""The buttons with which checklist items are ticked off."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from workflows.engagements.parts import WorkItem
from workflows.engagements.work import Work
from workflows.kernel.cards import Button
from workflows.kernel.cleaning import cut

ITEM_BUTTONS: Final = 5
"""How many checklist items get a button of their own on one card; the rest is shown when these are done."""
LONGEST_ITEM: Final = 48
"""Characters of an item's title on its button."""


def item_buttons(work: Work, items: Sequence[WorkItem] | None = None) -> tuple[Button, ...]:
    """Return "Mark done" buttons for the first open checklist items, or for the first of these.

    No two of them say the same. The list above the buttons says all of it; a button has room for what is done where,
    and for what, if need be.
    """
    items = (work.open_items() if items is None else items)[:ITEM_BUTTONS]
    short = [item.title.partition(":")[0] for item in items]
    whole = [item.title.partition(" (")[0] for item in items]
    labels = [one if short.count(one) == 1 else long for one, long in zip(short, whole, strict=True)]
    return tuple(
        replace(done_button(work.id, item), label=f"Mark done: {_button_words(label)}")
        for item, label in zip(items, labels, strict=True)
    )


def done_button(engagement: str, item: WorkItem) -> Button:
    """Return the button that ticks an item off where it stands beside it."""
    return Button(key="item.done", label="Mark done", subject=engagement, argument=item.key)


def _button_words(title: str) -> str:
    """Return as much of a title as a button has room for, and no half of a word."""
    if len(title) <= LONGEST_ITEM:
        return title
    end = title.rfind(" ", LONGEST_ITEM // 2, LONGEST_ITEM)
    return f"{title[:end].rstrip(',;')} …" if end > 0 else cut(title, LONGEST_ITEM)
