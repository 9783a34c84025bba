"""What holds for links: which one is meant, and what is asked for where work is to be linked."""

from collections.abc import Sequence
from typing import Literal

from workflows.engagements.parts import Linked


def meant(links: Sequence[Linked], words: str) -> Linked | None:
    """Return the link to the work whose number or id the words are; None where there is none."""
    return next((one for one in links if words in {one.key, one.id}), None)


def asked(*, watches: bool) -> Literal["ticket", "engagement"]:
    """Return what a form asks for: a ticket where the step watches tickets, any work elsewhere."""
    return "ticket" if watches else "engagement"
