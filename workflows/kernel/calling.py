"""Whom typed words mean: a key, a name or its beginning, an address; with or without an @."""

from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.people import Directory, Person, folded


def called(directory: Directory, words: str, *, field: str) -> Person:
    """Return the one person who is meant by words. Refused with NOBODY_CALLED or SEVERAL_PEOPLE."""
    found = meant(directory, words)
    if not found:
        raise RefusedError(Reason.NOBODY_CALLED, field, words=words)
    if len(found) > 1:
        raise RefusedError(Reason.SEVERAL_PEOPLE, field, words=words, people=", ".join(one.name for one in found[:10]))
    return found[0]


def only(directory: Directory, words: str) -> str:
    """Return the key of the one person who is meant, empty where that is not certain."""
    found = meant(directory, words) if words else []
    return found[0].key if len(found) == 1 else ""


def meant(directory: Directory, words: str) -> list[Person]:
    """Return everybody whom the words could mean: by their key, else by their whole name, else by a word of it."""
    name = folded(words.removeprefix("@"))
    known = [person for person in directory.people.values() if person.active]
    ways = (
        [person for person in known if person.key == name],
        [person for person in known if folded(person.name) == name or person.email.casefold() == name],
        [person for person in known if name and f" {folded(person.name)}".find(f" {name}") >= 0],
    )
    return next((found for found in ways if found), [])
