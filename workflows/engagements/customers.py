"""The one customer that a person means by typed words: a key, a name, or the beginning of one."""

from typing import Final

import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared
from storage.unit import Unit
from workflows.engagements.rows import customer_of
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.cleaning import cut, single_line
from workflows.kernel.people import Customer, folded

LONGEST_WORDS: Final = 150
NAMED: Final = 5
"""So many customers are named to choose from when the words could mean several."""

_LAST: Final = "\U0010ffff"
customer = tables.customer
_COLUMNS = [column.label(f"customer_{column.name}") for column in customer.columns]
_LOW = sa.bindparam("low", type_=sa.Text)
MEANT = Prepared(
    sa.select(*_COLUMNS)
    .where(
        customer.c.active,
        sa.or_(
            customer.c.key == _LOW,
            sa.and_(customer.c.folded_name >= _LOW, customer.c.folded_name < sa.bindparam("high", type_=sa.Text)),
        ),
    )
    .order_by(customer.c.folded_name, customer.c.key)
    .limit(sa.literal_column(str(NAMED + 1)))
)
BY_KEY = Prepared(sa.select(*_COLUMNS).where(customer.c.key == _LOW, customer.c.active))


def meant(unit: Unit, words: str, *, field: str = "customer") -> Customer:
    """Return the customer whose key or name the words are, or the only one whose name begins so.

    Refused with UNKNOWN_CUSTOMER, or with SEVERAL_CUSTOMERS and the names to choose from.
    """
    low = folded(single_line(words))[:LONGEST_WORDS]
    exact = unit.row(BY_KEY, {"low": low}) if low else None
    if exact is not None:
        return customer_of(exact)
    found = [customer_of(row) for row in unit.rows(MEANT, {"low": low, "high": low + _LAST})] if low else []
    named = [one for one in found if folded(one.name) == low]
    if len(named or found) == 1:
        return (named or found)[0]
    if not found:
        raise RefusedError(Reason.UNKNOWN_CUSTOMER, field, customer=cut(single_line(words), LONGEST_WORDS))
    names = ", ".join(one.name for one in found[:NAMED]) + (" and others" if len(found) > NAMED else "")
    raise RefusedError(Reason.SEVERAL_CUSTOMERS, field, words=low, customers=names)
