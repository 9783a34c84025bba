"""What can be done with a hand-off in which state, and who may do it."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

State = Literal["offered", "accepted", "returned", "closed"]
Act = Literal["accept", "return", "offer", "leave"]

OFFERED: Final[State] = "offered"
ACCEPTED: Final[State] = "accepted"
RETURNED: Final[State] = "returned"
CLOSED: Final[State] = "closed"

_AFTER: Final[Mapping[tuple[str, Act], State]] = {
    (OFFERED, "accept"): ACCEPTED,
    (OFFERED, "return"): RETURNED,
    (RETURNED, "offer"): OFFERED,
    (OFFERED, "leave"): CLOSED,
    (ACCEPTED, "leave"): CLOSED,
    (RETURNED, "leave"): CLOSED,
}


def after(state: str, act: Act) -> State | None:
    """Return the state that an act leads to; None where it is too late for it, or too early.

    `leave` is the engagement leaving the step that was handed over: the hand-off is past, whatever became of it.
    """
    return _AFTER.get((state, act))


def what_was_done(state: str, *, answered: bool) -> str:
    """Return the word for what became of a hand-off, for who comes too late."""
    if state == CLOSED:
        return "finished"
    return "offered again" if state == OFFERED and not answered else state


def alternatives(to_role: str, owners: Sequence[str]) -> tuple[str, ...]:
    """Return the roles whose people may take a hand-off: the one it was offered to, then the step's other owners."""
    return (to_role, *(role for role in owners if role != to_role))


def role_taken(held: Sequence[str], to_role: str) -> str:
    """Return the role in which somebody takes a hand-off: the first of the offered ones that they stand for."""
    return held[0] if held else to_role
