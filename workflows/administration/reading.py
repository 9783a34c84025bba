"""Who administers, and the company as an administrator sees it: as much of it as a part needs."""

from collections.abc import Mapping
from typing import Final

from storage.statements import Prepared
from workflows.administration import commands as parts
from workflows.administration.commands import LONGEST_WORDS
from workflows.desk import Desk, Look
from workflows.kernel.people import ADMIN
from workflows.people import statements
from workflows.people.actions import state_of as company_of
from workflows.people.directory import customer_in
from workflows.people.rules import CompanyState, Listed
from workflows.process.parts import PURPOSES
from workflows.process.steps import SYSTEM

_PURPOSES: Final[Mapping[str, str]] = {
    "sales": "Sales",
    "approvals": "Approvals",
    "finance": "Finance",
    "marketing": "Marketing",
    "internal": "The team",
    "operations": "Who runs csops",
    "customer": "Customers without a channel of their own",
}


_AROUND: Final[Mapping[str, Prepared]] = {
    parts.CUSTOMERS: statements.ONE_CUSTOMER,
    parts.CUSTOMER_ROLES: statements.ONE_CUSTOMER,
    parts.TIERS: statements.CUSTOMERS_OF_TIER,
    parts.PEOPLE: statements.CUSTOMERS_NAMING,
}
"""Which customers an entry of a part has to do with; they are many, and so not all read."""


def state_of(at: Desk | Look, part: str, key: str = "") -> CompanyState:
    """Return the company, with those of its customers that an entry has to do with."""
    # Nobody's key is longer, and SQLite takes no endless pattern.
    given = (key.partition(" ")[0] if part == parts.CUSTOMER_ROLES else key)[:LONGEST_WORDS]
    rows = at.unit.rows(_AROUND[part], {"given": given}) if given and part in _AROUND else []
    return company_of(at.directory, {row.key: Listed(customer_in(row), row.active) for row in rows})


def roles_of(at: Desk | Look, part: str) -> dict[str, str]:
    """Return every role that can be held, with its title; of channels also what they are for."""
    found = {ADMIN: "Administrator"}
    for process in at.definitions.processes:
        for role in at.definitions.current(process).roles:
            if not role.outside and role.key != SYSTEM:
                found.setdefault(role.key, role.title)
    if part == parts.ROLES:
        return {**{key: key for key in at.directory.roles}, **found}
    if part == parts.CHANNELS:
        return {**found, **{key: _PURPOSES.get(key, key) for key in sorted(PURPOSES)}}
    return {key: title for key, title in found.items() if key != ADMIN}
