"""How a code is spelt, how long it works, how often one may try, and whose an e-mail address is; pure."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from workflows.kernel.people import Directory, Identity, Person

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that looks like a digit, none that makes a word."""
LENGTH: Final = 12
"""60 bits: a code cannot be found from its hash while it works, nor guessed in the tries that there are."""
GROUP: Final = 4
WORKS_FOR: Final = timedelta(minutes=10)
MOST_TRIES: Final = 5
TRIES_WITHIN: Final = timedelta(minutes=15)

_READ_AS: Final = str.maketrans("OIL", "011", "- \u2010\u2011\u2013")


def spelt(code: str) -> str:
    """Return a code as people read it: ABCD-EFGH-JKMN."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(words: str) -> str:
    """Return a code as it was made, whatever hyphens and capitals it was typed with; empty for what can be none."""
    code = words.upper().translate(_READ_AS)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def digest_of(code: str) -> str:
    """Return what is kept of a code."""
    return hashlib.blake2b(code.encode(), digest_size=20, person=b"csops-link").hexdigest()


def may_try(tries: Sequence[datetime], now: datetime) -> bool:
    """Return whether one more try is allowed after these, of which there may be more than count."""
    return sum(now - at < TRIES_WITHIN for at in tries) < MOST_TRIES


def person_of_email(directory: Directory, email: str) -> Person | None:
    """Return who of those who are here has an e-mail address; None where nobody has, or where two have."""
    folded = email.strip().casefold()
    found = [
        person for person in directory.people.values() if person.active and person.email.strip().casefold() == folded
    ]
    return found[0] if folded and len(found) == 1 else None


def accounts_of(directory: Directory, person: str) -> tuple[Identity, ...]:
    """Return the accounts of a person, those of csops.toml first."""
    mine = [identity for identity, key in directory.identities.items() if key == person]
    return tuple(sorted(mine, key=lambda one: (one in directory.links, one.platform, one.user)))


def platforms_of(directory: Directory, person: str) -> frozenset[str]:
    """Return the platforms that a person has accounts on."""
    return frozenset(identity.platform for identity in accounts_of(directory, person))
