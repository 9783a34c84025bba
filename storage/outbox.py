"""Promises: what a command wants to leave the process, written in the command's own transaction.

A lane is a destination (a channel, a person, a system's record); order is kept within it. The relay's half of the
algorithm (claim, settle, audit) is in `storage/relaying.py`.
"""

import hashlib
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from storage import tables
from storage.statements import Prepared
from storage.unit import Unit


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be sent: a lane, and a payload that the lane's poster understands (JSON)."""

    id: str
    lane: str
    payload: str
    due_at: datetime


INSERT = Prepared(
    sa.insert(tables.effect).values(
        {name: sa.bindparam(name) for name in ("id", "lane", "payload", "due_at", "request_key", "created_at")}
    )
)


class earlier(sa.sql.functions.GenericFunction[datetime]):  # noqa: N801 - SQL functions are written small.
    """The earlier of two moments: `least` on PostgreSQL, two-argument `min` on SQLite."""

    inherit_cache = True
    name = "least"


@compiles(earlier, "sqlite")
def _earlier_on_sqlite(element: earlier, compiler: SQLCompiler, **kwargs: object) -> str:
    return f"min({compiler.process(element.clauses, **kwargs)})"


def _wake_lane() -> dict[str, sa.Executable]:
    given = {"key": sa.bindparam("lane_key"), "next_at": sa.bindparam("next_at", type_=tables.lane.c.next_at.type)}
    statements: dict[str, sa.Executable] = {}
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql)):
        adding = dialect.insert(tables.lane).values(given)
        waiting = sa.func.coalesce(tables.lane.c.next_at, adding.excluded.next_at)
        statements[name] = adding.on_conflict_do_update(
            index_elements=["key"], set_={"next_at": earlier(waiting, adding.excluded.next_at)}
        )
    return statements


WAKE_LANE = Prepared(_wake_lane())


def effect_id(request_key: str, index: int) -> str:
    """Return the id of a command's n-th promise: the same for every try of the command, so it is promised once."""
    return hashlib.blake2b(f"{request_key}|{index}".encode(), digest_size=16).hexdigest()


def promise(unit: Unit, promises: list[Promise], *, request_key: str, now: datetime) -> None:
    """Queue the promises and wake their lanes.

    Lanes are woken in the order of their names, so that two commands that post to the same two channels cannot wait
    for each other.
    """
    lanes: dict[str, datetime] = {}
    for one in promises:
        unit.write(INSERT, {**msgspec.structs.asdict(one), "request_key": request_key, "created_at": now})
        lanes[one.lane] = min(one.due_at, lanes.get(one.lane, one.due_at))
    for lane in sorted(lanes):
        unit.write(WAKE_LANE, {"lane_key": lane, "next_at": lanes[lane]})
