"""Where something goes: the channel of a role or a purpose, the people of a role, and the lanes of a person."""

from collections.abc import Mapping

from workflows.desk import Desk, Look
from workflows.engagements.work import Work
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.people import ADMIN, Customer, RoleWords
from workflows.process.parts import PURPOSES


def address_of(desk: Desk, work: Work, role_or_purpose: str) -> str:
    """Return where a role or a purpose is reached; refused with CHANNEL_MISSING when there is no such channel.

    What is private stays in its thread.
    """
    directory = desk.directory
    if work.is_private:
        return work.lane
    if role_or_purpose in PURPOSES:
        own = work.customer.channel if role_or_purpose == "customer" else ""
        address = own or directory.channels.get(role_or_purpose) or directory.channels.get("operations", "")
    else:
        address = directory.channel_of(role_or_purpose, work.customer, work.definition.role_of)
    if not address:
        raise RefusedError(Reason.CHANNEL_MISSING, purpose=role_or_purpose)
    return address


def people_of(desk: Desk, work: Work, role: str) -> tuple[str, ...]:
    """Return who holds a role, or stands in for it; refused with ROLE_EMPTY when nobody does."""
    resolved = desk.directory.resolve((role,), work.customer, work.definition.role_of)
    if resolved is None:
        words = work.definition.role_of.get(role)
        raise RefusedError(Reason.ROLE_EMPTY, role=words.title if words else role, admins=administrators(desk))
    return resolved[1]


def lanes_of(desk: Desk, person: str) -> tuple[str, ...]:
    """Return where a person gets their messages, and who stands in for them while they are away."""
    away = desk.directory.away.get(person)
    found = (desk.directory.addresses.get(key, "") for key in (person, away.here if away else ""))
    return tuple(dict.fromkeys(lane for lane in found if lane))


def holders_of(at: Desk | Look, roles: tuple[str, ...], customer: Customer, words: Mapping[str, RoleWords]) -> str:
    """Return who holds the first of the roles that anybody holds, by name; who can mend it, where nobody does."""
    resolved = at.directory.resolve(roles, customer, words)
    return at.directory.names(resolved[1]) if resolved else administrators(at)


def administrators(at: Desk | Look) -> str:
    """Return who can mend a missing role or channel, by name."""
    return at.directory.names(at.directory.holders(ADMIN, None)) or "an administrator"
