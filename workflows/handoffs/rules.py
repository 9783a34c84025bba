"""What can be done with a hand-off in which state, and who may do it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Literal

State = Literal["offered", "accepted", "returned", "disputed", "closed"]
Act = Literal["accept", "return", "offer", "dispute", "decide", "leave"]

OFFERED: Final[State] = "offered"
ACCEPTED: Final[State] = "accepted"
RETURNED: Final[State] = "returned"
DISPUTED: Final[State] = "disputed"
CLOSED: Final[State] = "closed"

MOST_RETURNS: Final = 1
"""How often a hand-off goes back to its giver (processes.md E); the next return goes to who is accountable for it."""

_AFTER: Final[Mapping[tuple[str, Act], State]] = {
    (OFFERED, "accept"): ACCEPTED,
    (OFFERED, "return"): RETURNED,
    (RETURNED, "offer"): OFFERED,
    (OFFERED, "dispute"): DISPUTED,
    (DISPUTED, "decide"): ACCEPTED,
    (OFFERED, "leave"): CLOSED,
    (ACCEPTED, "leave"): CLOSED,
    (RETURNED, "leave"): CLOSED,
    (DISPUTED, "leave"): CLOSED,
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
    if state == DISPUTED:
        return "returned a second time"
    return "offered again" if state == OFFERED and not answered else state


def act_of_return(round_: int) -> Act:
    """Return what giving back the offer of a round is: a return to the giver, or a dispute that somebody decides."""
    return "return" if round_ <= MOST_RETURNS else "dispute"


Standing = tuple[str, tuple[str, ...]]
"""A role with the people who stand for it."""


def deciders(standing: Sequence[Standing | None], parties: Collection[str]) -> Standing | None:
    """Return which role decides on a disputed hand-off, and who of it; `standing` begins with the nearest role.

    Nobody decides on their own hand-off where somebody else can; None where nobody stands for any of the roles.
    """
    held = [one for one in standing if one is not None]
    others = ((role, tuple(key for key in people if key not in parties)) for role, people in held)
    return next((one for one in others if one[1]), held[0] if held else None)


def alternatives(to_role: str, owners: Sequence[str]) -> tuple[str, ...]:
    """Return the roles whose people may take a hand-off: the one it was offered to, then the step's other owners."""
    return (to_role, *(role for role in owners if role != to_role))


def role_taken(held: Sequence[str], to_role: str) -> str:
    """Return the role in which somebody takes a hand-off: the first of the offered ones that they stand for."""
    return held[0] if held else to_role
