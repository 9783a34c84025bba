"""The statements of linked accounts: codes, tries, links, and where a person wants to be told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from storage import tables
from storage.clearing import PORTION, in_portions, oldest_of
from storage.columns import Utc
from storage.engine import Database
from storage.statements import Prepared, Spelt, insert_on
from storage.unit import insert

KEPT: Final = timedelta(days=1)
"""How long a code is known after its end, so that a late one is told from a wrong one; and how long a try counts."""

code, tried, link, notify = tables.link_code, tables.link_try, tables.link, tables.notify


def _text(name: str) -> sa.BindParameter[str]:
    return sa.bindparam(name, type_=sa.Text)


def _moment(name: str) -> sa.BindParameter[datetime]:
    return sa.bindparam(name, type_=Utc)


CODE = Prepared(sa.select(code).where(code.c.digest == _text("wanted")))
ADD_CODE = insert(code)
END_CODES = Prepared(
    sa.update(code)
    .where(code.c.person_key == _text("person"), code.c.used_at.is_(None), code.c.ends_at > _moment("now"))
    .values(ends_at=_moment("now"))
)
"""The codes of a person that still work end now."""
USE_CODE = Prepared(sa.update(code).where(code.c.digest == _text("wanted")).values(used_at=_moment("now")))

TRIES = Prepared(
    sa.select(tried.c.number, tried.c.at)
    .where(tried.c.platform == _text("on"), tried.c.user_id == _text("who"))
    .order_by(tried.c.number.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)
ADD_TRY = insert(tried)

LINKS = Prepared(sa.select(link).order_by(link.c.linked_at.desc(), link.c.user_id))
ADD_LINK = insert(link)
DROP_LINK = Prepared(sa.delete(link).where(link.c.platform == _text("on"), link.c.user_id == _text("who")))

_chosen = {"person_key": _text("person"), "platform": _text("on")}
NOTIFY = Prepared(
    Spelt(
        lambda dialect: (
            insert_on(dialect, notify)
            .values(_chosen)
            .on_conflict_do_update(index_elements=["person_key"], set_={"platform": _text("on")})
        )
    )
)

DIRECTORY_CHANGED = Prepared(
    sa.update(tables.company)
    .where(tables.company.c.id == sa.literal_column("1"))
    .values(directory_version=tables.company.c.directory_version + sa.literal_column("1"))
)
"""Every replica reads the directory again before its next command. Counted in the database, so no change is missed."""

_history = tables.history
_LINKING = [sa.literal_column(f"'{word}'", sa.Text) for word in ("account-linked", "account-unlinked")]
HAPPENED = Prepared(
    sa.select(_history.c.at, _history.c.actor, _history.c.action, _history.c.details)
    .where(
        _history.c.subject == _text("subject"),
        _history.c.action.in_(
            [sa.literal_column(f"'{word}'", sa.Text) for word in ("account-linked", "account-unlinked")]
        ),
    )
    .order_by(_history.c.seq.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)


FORGET_CODES = oldest_of(code, code.c.ends_at)
FORGET_TRIES = oldest_of(tried, tried.c.at)


def forget(database: Database, *, now: datetime, portion: int = PORTION) -> Iterator[int]:
    """Delete the codes and tries that are long past, at most `portion` in a transaction; give how many each deleted."""
    for statement in (FORGET_CODES, FORGET_TRIES):
        yield from in_portions(database, statement, before=now - KEPT, portion=portion)
