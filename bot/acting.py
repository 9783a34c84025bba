"""Who carries out what was asked: the person behind an account, or csops itself."""

from collections.abc import Mapping

from workflows.desk import Carried
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.people import BOT, GUEST, STRANGER, Directory, Identity, Person

_NO_MEMBERS: Mapping[str, Reason] = {GUEST: Reason.GUEST, BOT: Reason.BOT, STRANGER: Reason.OTHER_WORKSPACE}
"""Why an account may do nothing, whoever csops.toml says it is: its platform says that it is no member's."""


def acting(carried: Carried, directory: Directory, identity: Identity) -> Person:
    """Return who carries a command out: the person behind the identity, or csops where a platform or the clock asks."""
    if carried.by_platform or carried.by_clock:
        return Person(key="csops", name="csops")
    return known(directory, identity, strangers=carried.for_strangers)


def known(directory: Directory, identity: Identity, *, strangers: bool = False) -> Person:
    """Return the person behind an identity; refused with UNKNOWN_PERSON for strangers, guests and people who left.

    With `strangers` somebody whom nobody knows yet is let through, as a person without a key.
    """
    person, standing = directory.person(identity), directory.standings.get(identity, "")
    if person is None and strangers and not standing:
        return Person(key="", name=identity.user)
    if person is None or standing:
        admins = directory.names(directory.holders("admin", None)) or "whoever runs csops"
        raise RefusedError(_NO_MEMBERS.get(standing, Reason.UNKNOWN_PERSON), user=identity.user, admins=admins)
    return person
