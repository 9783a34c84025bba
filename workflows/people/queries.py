"""Finding people and customers while somebody fills in a form, and looking for what the company file leaves open."""

from collections.abc import Collection
from typing import Final

from workflows.desk import Look
from workflows.kernel.answers import Offered, Reason, RefusedError, Shown
from workflows.kernel.forms import Choice
from workflows.kernel.people import ADMIN, Person, folded
from workflows.people import statements
from workflows.people.cards import findings_card
from workflows.people.commands import CheckCompany, FindCustomers, FindPeople
from workflows.people.directory import read_customers
from workflows.people.gaps import gaps

MOST_OFFERED: Final = 100
"""As many choices as a field of a chat platform shows."""

_LAST: Final = "\U0010ffff"


def find_customers(look: Look, query: FindCustomers) -> Offered:
    """Offer the customers whose name begins so, in the order of their names; one whose key it is comes first."""
    low = folded(query.words)
    found = look.unit.rows(statements.CUSTOMERS_BY_NAME, {"low": low, "high": low + _LAST, "most": MOST_OFFERED + 1})
    named = look.unit.row(statements.CUSTOMER_BY_KEY, {"given": low}) if low else None
    if named is not None:
        found = [named, *(row for row in found if row.key != named.key)]
    choices = [Choice(row.key, row.name, _tier_title(look, row.tier)) for row in found]
    return _offered(choices, "customers")


def find_people(look: Look, query: FindPeople) -> Offered:
    """Offer the colleagues of whose names each of the words begins one, in the order of their names."""
    words = folded(query.words).split()
    found = [person for person in look.directory.people.values() if person.active and _is_called(person, words)]
    ordered = sorted(found, key=lambda person: (folded(person.name), person.key))
    return _offered([Choice(person.key, person.name, person.email) for person in ordered], "people")


def check_company(look: Look, _query: CheckCompany) -> Shown:
    """Show what `csops check` says of the company, without asking a platform; refused for all but administrators."""
    admins = look.directory.holders(ADMIN, None)
    if look.directory.acting_for(look.actor.key, admins) is None:
        names = look.directory.names(admins)
        raise RefusedError(Reason.NOT_ALLOWED, may=names or "administrators, and there are none in csops.toml")
    customers = [customer for customer, active in read_customers(look.unit) if active]
    found = gaps(look.directory, customers, look.definitions, today=look.now.date())
    return Shown(card=findings_card(list(found), {one.platform for one in look.directory.identities}))


def _is_called(person: Person, words: Collection[str]) -> bool:
    names = (*folded(person.name).replace("-", " ").split(), person.key, person.email.casefold())
    return all(any(name.startswith(word) for name in names) for word in words)


def _tier_title(look: Look, tier: str) -> str:
    known = look.directory.settings.tier(tier)
    return known.title if known else ""


def _offered(choices: list[Choice], what: str) -> Offered:
    more = f"The first {MOST_OFFERED} {what}; type more of the name." if len(choices) > MOST_OFFERED else ""
    return Offered(choices=tuple(choices[:MOST_OFFERED]), more=more)
