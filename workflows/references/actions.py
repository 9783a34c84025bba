"""Taking a customer off the register of referenceable customers."""

import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared
from workflows.desk import Desk, Noted
from workflows.engagements.actions import check_may, customer_at
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cleaning import paragraphs
from workflows.kernel.reading import read_values
from workflows.references import cards, rules
from workflows.references.commands import LIST, REASON, RemoveReference
from workflows.references.queries import LISTED

listing = tables.listing
DROP = Prepared(
    sa.delete(listing).where(
        listing.c.list == sa.literal_column(f"'{LIST}'", sa.Text),
        listing.c.customer_key == sa.bindparam("gone", type_=sa.Text),
    )
)


def remove_reference(desk: Desk, command: RemoveReference) -> Done:
    """Take a customer off, with the reason in their history; who keeps the register may."""
    customer = customer_at(desk)
    definition = desk.definitions.current(rules.PROCESS)
    check_may(desk, customer, rules.KEEPERS, definition.role_of)
    reason = read_values((REASON,), {REASON.key: paragraphs(command.reason)})[REASON.key]
    if desk.unit.row(LISTED, {"customer": customer.key}) is None:
        raise RefusedError(Reason.ALREADY_DONE, key=customer.name, step="Taken off the register")
    desk.unit.write(DROP, {"gone": customer.key})
    desk.record_next(Noted("off-the-register", note=reason), subject=f"customer:{customer.key}", customer=customer.key)
    return Done(card=cards.removed_card(customer.name))
