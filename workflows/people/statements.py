"""The statements that load a company and look its customers up."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared, Spelt, insert_on
from storage.unit import insert

customer, estimate = tables.customer, tables.estimate


def _upsert(table: sa.Table, keys: Sequence[str], *, kept: Sequence[str] = (), counted: str = "") -> Prepared:
    """Return the statement that writes a row whole, whether it is there or not; `kept` columns have their default.

    The column that is `counted` goes up by one where the row is there, whatever was given.
    """
    names = [column.name for column in table.columns if column.name not in kept]
    given = {name: sa.bindparam(name, type_=table.c[name].type) for name in names}

    def write(dialect: str) -> sa.Executable:
        adding = insert_on(dialect, table).values(given)
        changed: dict[str, sa.ColumnElement[Any]] = {name: adding.excluded[name] for name in names if name not in keys}
        if counted:
            changed[counted] = table.c[counted] + sa.literal_column("1")
        written: sa.Executable = adding.on_conflict_do_update(index_elements=list(keys), set_=changed)
        return written

    return Prepared(Spelt(write))


def _text(name: str) -> sa.BindParameter[str]:
    return sa.bindparam(name, type_=sa.Text)


SAVE_COMPANY = _upsert(tables.company, ["id"], counted="directory_version")
DIRECTORY_CHANGED = Prepared(
    sa.update(tables.company)
    .where(tables.company.c.id == sa.literal_column("1"))
    .values(directory_version=tables.company.c.directory_version + sa.literal_column("1"))
)
"""Counted in the database: a load and an absence at the same moment are two versions, never the same one."""
SAVE_STANDING = _upsert(tables.standing, ["platform", "user_id"])
DROP_STANDING = Prepared(
    sa.delete(tables.standing).where(
        tables.standing.c.platform == _text("of_platform"), tables.standing.c.user_id == _text("of_user")
    )
)
SAVE_ABSENCE = _upsert(tables.absence, ["person_key"])
DROP_ABSENCE = Prepared(sa.delete(tables.absence).where(tables.absence.c.person_key == _text("dropped")))
SAVE_PERSON = _upsert(tables.person, ["key"])
SAVE_CUSTOMER = _upsert(customer, ["key"], kept=("stage", "stage_at"))
SAVE_CHANNEL = _upsert(tables.channel, ["purpose"])
ADD_IDENTITY = insert(tables.identity)
ADD_HOLDER = insert(tables.role_holder)
ADD_ROLE_GROUP = insert(tables.role_group)
ADD_GROUP_MEMBER = insert(tables.group_member)
DROP_IDENTITIES = Prepared(sa.delete(tables.identity).where(tables.identity.c.person_key == _text("person")))
DROP_HOLDERS = Prepared(sa.delete(tables.role_holder).where(tables.role_holder.c.role == _text("held_role")))
DROP_ROLE_GROUPS = Prepared(sa.delete(tables.role_group).where(tables.role_group.c.role == _text("held_role")))
DROP_GROUP_MEMBERS = Prepared(sa.delete(tables.group_member).where(tables.group_member.c.group_key == _text("group")))
DROP_CHANNEL = Prepared(sa.delete(tables.channel).where(tables.channel.c.purpose == _text("dropped")))

_NOT_OF_THE_FILE = {"folded_name", "stage", "stage_at"}
_WHOLE = sa.select(*(column for column in customer.columns if column.name not in _NOT_OF_THE_FILE))
ALL_CUSTOMERS = Prepared(_WHOLE)
CARD_IN_USE = Prepared(sa.select(estimate.c.id).where(estimate.c.rate_card == _text("version")).limit(1))

_OFFERED = sa.select(customer.c.key, customer.c.name, customer.c.tier).where(customer.c.active)
CUSTOMERS_BY_NAME = Prepared(
    _OFFERED.where(customer.c.folded_name >= _text("low"), customer.c.folded_name < _text("high"))
    .order_by(customer.c.folded_name, customer.c.key)
    .limit(sa.bindparam("most", type_=sa.Integer))
)
ONE_CUSTOMER = Prepared(_WHOLE.where(customer.c.key == _text("given")))
CUSTOMERS_OF_TIER = Prepared(_WHOLE.where(customer.c.active, customer.c.tier == _text("given")))
CUSTOMERS_NAMING = Prepared(
    _WHOLE.where(customer.c.roles.like(sa.literal_column("'%\"'") + _text("given") + sa.literal_column("'\"%'")))
)
"""Those that may name a person for a role, and some that do not: a line under a key stands for any letter here."""
CUSTOMERS_LISTED = Prepared(
    sa.select(customer.c.key, customer.c.name, customer.c.tier, customer.c.channel, customer.c.active)
    .where(customer.c.folded_name >= _text("low"), customer.c.folded_name < _text("high"))
    .order_by(customer.c.folded_name, customer.c.key)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .offset(sa.bindparam("offset", type_=sa.Integer))
)
"""Also those of the past, for administrators."""
MARK = _upsert(tables.administered, ["section", "key"])
MARKS = Prepared(sa.select(tables.administered))
UNMARK = Prepared(
    sa.delete(tables.administered).where(
        tables.administered.c.section == _text("of_section"), tables.administered.c.key == _text("of_key")
    )
)
CUSTOMER_BY_KEY = Prepared(_OFFERED.where(customer.c.key == _text("given")))
