"""The register of referenceable customers, and the form that takes one off it."""

from typing import Final

import sqlalchemy as sa

from storage import tables
from storage.sight import seen
from storage.statements import Prepared, Row
from workflows.desk import Look
from workflows.engagements import customers, sight
from workflows.kernel.answers import Reason, RefusedError, Shown
from workflows.kernel.cards import Card
from workflows.kernel.cards import Row as Entry
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Form
from workflows.kernel.text import Strong, line
from workflows.references import cards, rules
from workflows.references.commands import LIST, REASON, REMOVE, ListReferences, page_button

ON_A_PAGE: Final = 10

listing, customer, engagement = tables.listing, tables.customer, tables.engagement
_LIST = sa.literal_column(f"'{LIST}'", sa.Text)
_newest = (
    sa.select(engagement.c.id)
    .where(
        engagement.c.customer_key == listing.c.customer_key,
        engagement.c.process == sa.literal_column(f"'{rules.PROCESS}'", sa.Text),
        seen(engagement),
    )
    .order_by(engagement.c.created_at.desc(), engagement.c.id)
    .limit(sa.literal_column("1"))
    .correlate(listing)
    .scalar_subquery()
)
REGISTER = Prepared(
    sa.select(
        listing.c.added_by,
        listing.c.added_at,
        customer.c.key.label("customer_key"),
        customer.c.name.label("customer_name"),
        customer.c.tier.label("customer_tier"),
        engagement.c.key.label("program_key"),
        engagement.c.step.label("program_step"),
        engagement.c.ending.label("program_ending"),
        engagement.c.process_version.label("program_version"),
    )
    .select_from(
        listing.join(customer, customer.c.key == listing.c.customer_key).outerjoin(
            engagement, engagement.c.id == _newest
        )
    )
    .where(listing.c.list == _LIST, customer.c.active)
    .order_by(customer.c.folded_name, customer.c.key)
    .limit(sa.bindparam("limit", type_=sa.Integer))
    .offset(sa.bindparam("offset", type_=sa.Integer))
)
COUNT = Prepared(
    sa.select(sa.func.count().label("all"))
    .select_from(listing.join(customer, customer.c.key == listing.c.customer_key))
    .where(listing.c.list == _LIST, customer.c.active)
)
LISTED = Prepared(
    sa.select(listing.c.added_at).where(
        listing.c.list == _LIST, listing.c.customer_key == sa.bindparam("customer", type_=sa.Text)
    )
)


def list_references(look: Look, query: ListReferences) -> Shown:
    """Show the Referenceable Customer Report: everybody on the register, by name."""
    page = {"limit": ON_A_PAGE + 1, "offset": (query.page - 1) * ON_A_PAGE, **sight.sees(look)}
    rows = look.unit.rows(REGISTER, page)
    if not rows:
        return Shown(card=Card(title="Referenceable customers", body=(line(cards.EMPTY),)))
    counted = look.unit.row(COUNT, {})
    buttons = [page_button("Back", query.page - 1)] if query.page > 1 else []
    if len(rows) > ON_A_PAGE:
        buttons.append(page_button("More", query.page + 1))
    title = f"Referenceable customers: {counted.all if counted else len(rows)}"
    entries = tuple(_entry(look, row) for row in rows[:ON_A_PAGE])
    return Shown(card=Card(title=title, rows=entries, buttons=tuple(buttons)))


def _entry(look: Look, row: Row) -> Entry:
    tier = look.directory.settings.tier(row.customer_tier)
    definition = look.definitions.version(rules.PROCESS, row.program_version) if row.program_key is not None else None
    return cards.entry(row, tier.title if tier else row.customer_tier, cards.program_line(row, definition))


def remove_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that takes a customer off; refused where they are not on the register."""
    found = customers.meant(look.unit, ask.words)
    if look.unit.row(LISTED, {"customer": found.key}) is None:
        raise RefusedError(Reason.NOT_FOUND, what=f"{found.name} on the register")
    said = line(Strong(found.name), " will be offered as a reference to nobody any more.")
    return Form(
        kind=REMOVE,
        title="Take off the register",
        submit="Take off",
        intro=(said,),
        fields=(REASON,),
        subject=found.key,
    )
