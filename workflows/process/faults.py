"""What is wrong in a definition file: where, what, and how to mend it."""

import difflib
from collections.abc import Iterable
from typing import Final

import msgspec

_MOST_NAMES: Final = 30


class Fault(msgspec.Struct, frozen=True, order=True):
    """One mistake, with the line it stands on (counted from 1)."""

    file: str
    line: int
    what: str
    mend: str

    def words(self) -> str:
        """Return the fault as a line for the terminal."""
        return f"{self.file}:{self.line}: {self.what} Mend: {self.mend}"


class DefinitionError(Exception):
    """Definitions that cannot be used, with every fault that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(fault.words() for fault in self.faults))


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that a misspelt one is most like, or None when it is like no other."""
    found = difflib.get_close_matches(word.lower(), tuple(known), n=1, cutoff=0.6)
    return found[0] if found else None


def choose(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """Return how to mend a name that is not known: the likely one, else the whole list, else `otherwise`."""
    names = tuple(known)
    near = closest(word, names)
    if near is not None:
        return f"did you mean '{near}'?"
    if names:
        listed = ", ".join(names[:_MOST_NAMES]) + (" and more" if len(names) > _MOST_NAMES else "")
        return f"use one of {listed}{f', or {otherwise}' if otherwise else ''}."
    return f"{otherwise}." if otherwise else "take it out."
