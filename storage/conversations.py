"""How Teams reaches each address, as activities told it last: one row for each, written where something changed."""

from collections.abc import Mapping

import sqlalchemy as sa

from storage import tables
from storage.engine import Database
from storage.statements import Spelt, insert_on

conversation = tables.conversation
_LASTING = ("conversation", "user", "channel", "team")
"""What an activity may say nothing of; then what was kept stays."""


def _keep(dialect: str) -> sa.Executable:
    adding = insert_on(dialect, conversation)
    told = adding.excluded
    changed = {column.name: told[column.name] for column in conversation.columns if column.name != "address"}
    for lasting in _LASTING:
        changed[lasting] = sa.case((told[lasting] == "", conversation.c[lasting]), else_=told[lasting])
    # What another replica heard later than this is not overwritten.
    newer = told.seen >= conversation.c.seen
    kept: sa.Executable = adding.on_conflict_do_update(index_elements=["address"], set_=changed, where=newer)
    return kept


KEEP = Spelt(_keep)
READ = sa.select(conversation).where(conversation.c.address == sa.bindparam("wanted"))


LATEST = sa.select(conversation).order_by(conversation.c.seen.desc()).limit(sa.bindparam("most", type_=sa.Integer))


def latest(database: Database, most: int) -> list[Mapping[str, str]]:
    """Return what was told last, the newest first."""
    with database.looking() as connection:
        return [dict(row) for row in connection.execute(LATEST, {"most": most}).mappings()]


def read(database: Database, address: str) -> Mapping[str, str] | None:
    """Return what is kept of an address, by the names of the columns."""
    with database.looking() as connection:
        row = connection.execute(READ, {"wanted": address}).mappings().first()
    return None if row is None else dict(row)


def keep(database: Database, told: Mapping[str, str]) -> None:
    """Keep what was told of an address."""
    with database.transaction() as connection:
        connection.execute(KEEP[connection.dialect.name], dict(told))
