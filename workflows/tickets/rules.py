"""What holds for tickets: which priority a kind takes, what typed words may mean, and when two tickets look alike."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import Final

import msgspec

from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.cleaning import cut, single_line
from workflows.kernel.people import folded
from workflows.process import engine
from workflows.process.definition import Definition
from workflows.process.steps import Kind, Outcome, Priority, Step

SEVERITY: Final = "severity"
PRIORITY: Final = "priority"
"""The key of the form's field."""
LONGEST_TITLE: Final = 150
SHORTEST_GUESS: Final = 3
"""So many letters of a kind's name are enough to mean it."""
ALIKE_FROM: Final = 0.85
"""Two titles that share so much of their letters are nearly the same."""
FEWEST_SHARED: Final = 2
"""A single word that two titles share says little."""

_WORD: Final = re.compile(r"\w+")


class Recent(msgspec.Struct, frozen=True, array_like=True):
    """An open ticket of the customer, as `storage.opening.TICKET` reads it."""

    id: str
    key: str
    title: str
    logged_at: datetime


def choosable(kind: Kind) -> tuple[Priority, ...]:
    """Return the priorities that whoever logs a ticket can choose: none where others review it and set one."""
    return () if kind.review else kind.priorities


def severity_of(kind: Kind, chosen: str) -> str:
    """Return how badly a ticket hits its customer: as chosen, or as usual; nothing where the kind does not ask.

    Refused at its field where the kind has no such severity.
    """
    found = kind.severity(chosen)
    if chosen and found is None:
        names = ", ".join(f"{one.key} {one.title}" for one in kind.severities)
        raise RefusedError(Reason.NOT_A_CHOICE, SEVERITY, label="Severity", kind=kind.title, choices=names or "none")
    return found.key if found is not None else ""


def priority_of(kind: Kind, chosen: str, *, reviewers: str = "") -> str:
    """Return the ticket's priority: the chosen one, or the kind's usual one; none yet where others review it (D).

    Refused at its field where the kind takes none, or where the reviewers, by their titles, set it.
    """
    offered = choosable(kind)
    if not chosen:
        return "" if kind.review else kind.usual_priority
    if not offered:
        raise RefusedError(Reason.NO_PRIORITY, PRIORITY, kind=kind.title, by=reviewers)
    if chosen not in {priority.key for priority in offered}:
        names = ", ".join(priority.title for priority in offered)
        raise RefusedError(Reason.NOT_A_CHOICE, PRIORITY, label="Priority", kind=kind.title, choices=names)
    return chosen


def setters(kind: Kind) -> tuple[str, ...]:
    """Return the roles that set the priority of a logged ticket: its reviewers, else who works on it."""
    return kind.review.by if kind.review else kind.owners


def meant_priority(kind: Kind, said: str) -> Priority:
    """Return the priority that is meant by its key or its title; refused at its field where there is none."""
    found = next((one for one in kind.priorities if said.casefold() in {one.key, one.title.casefold()}), None)
    if found is not None:
        return found
    if not kind.priorities:
        raise RefusedError(Reason.NO_PRIORITY, PRIORITY, kind=kind.title)
    names = ", ".join(priority.title for priority in kind.priorities)
    raise RefusedError(Reason.NOT_A_CHOICE, PRIORITY, label="Priority", choices=names)


def ways_to_close(definition: Definition, step: str, facts: Mapping[str, str]) -> tuple[tuple[Step, Outcome], ...]:
    """Return what must still be said, step by step, until the customer was told: the usual way from where it stands."""
    found: list[tuple[Step, Outcome]] = []
    here = definition.step(step)
    while here is not None and all(here.id != one.id for one, _ in found):
        possible = engine.possible(definition, here.id, facts)
        usual = next((outcome for outcome in possible if outcome.style == "primary"), possible[0])
        found.append((here, usual))
        here = definition.step(usual.next)
    return tuple(found)


def guess_kind(words: str, kinds: Sequence[Kind]) -> tuple[str, str]:
    """Return the kind that words begin with, and the rest; an empty kind where they begin with none.

    A kind is meant by its key, by its title, or by the first letters of its key where only one begins with them.
    """
    names = [(name, kind.key) for kind in kinds for name in {kind.key, kind.title, kind.key.replace("-", " ")}]
    for name, key in sorted(names, key=lambda one: -len(one[0])):
        begun, rest = words[: len(name)], words[len(name) :]
        if begun.casefold() == name.casefold() and (not rest or rest[0].isspace()):
            return key, rest.strip()
    first, _, rest = words.partition(" ")
    meant = {kind.key for kind in kinds if len(first) >= SHORTEST_GUESS and kind.key.startswith(first.casefold())}
    return (meant.pop(), rest.strip()) if len(meant) == 1 else ("", words.strip())


def guess_customer(words: str, known: Sequence[tuple[str, str]]) -> tuple[str, str, str]:
    """Return the key and name of the customer that words begin with, and the rest; empty where they begin with none.

    `known` are the keys and names of customers that may be meant. The one of whom the most words are there is meant,
    and of two a name that is there to its end; where two are equally likely, none.
    """
    tokens = words.split()
    likely = [(_likeness(tokens, (name, key, key.replace("-", " "))), key, name) for key, name in known]
    best = max((likeness for likeness, _, _ in likely), default=(0, False))
    meant = [(key, name) for likeness, key, name in likely if likeness == best]
    if not best[0] or len(meant) != 1:
        return "", "", words.strip()
    return meant[0][0], meant[0][1], " ".join(tokens[best[0] :])


def _likeness(tokens: Sequence[str], names: Sequence[str]) -> tuple[int, bool]:
    """Return how many words of a text are the beginning of one of the names, and whether that name is whole."""
    found = []
    for name in names:
        spelt = folded(name).split()
        shared = 0
        for token, word in zip(tokens, spelt, strict=False):
            if folded(token) != word:
                break
            shared += 1
        found.append((shared, shared == len(spelt)))
    return max(found)


def title_from(text: str) -> str:
    """Return a title for a message: its first line that says something, and not just hello."""
    lines = [line for line in (single_line(one) for one in text.split("\n")) if line]
    telling = next((line for line in lines if len(_WORD.findall(line)) > SHORTEST_GUESS), lines[0] if lines else "")
    return cut(telling, LONGEST_TITLE)


def look_alike(title: str, found: Sequence[Recent]) -> Recent | None:
    """Return the newest of these tickets whose title is nearly the same, or None.

    It is where nearly all letters are the same, or where all that one says stands in the other: “Login fails” in “The
    login fails again”. What tells numbers apart is not the same: invoice 4711 is not invoice 4712.
    """
    wanted = _WORD.findall(title.casefold())
    for one in sorted(found, key=lambda one: one.logged_at, reverse=True):
        other = _WORD.findall(one.title.casefold())
        if _numbers(wanted) == _numbers(other) and (_nearly(wanted, other) or _within(wanted, other)):
            return one
    return None


def _nearly(words: Sequence[str], other: Sequence[str]) -> bool:
    return SequenceMatcher(None, " ".join(words), " ".join(other)).ratio() >= ALIKE_FROM


def _within(words: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether all the telling words of one, and at least two, stand in the other."""
    one, two = ({word for word in each if len(word) >= SHORTEST_GUESS} for each in (words, other))
    fewer = min(len(one), len(two))
    return fewer >= FEWEST_SHARED and len(one & two) == fewer


def _numbers(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word for word in words if any(letter.isdigit() for letter in word))
