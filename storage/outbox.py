"""Promises: what a command wants to leave the process, written in the command's own transaction.

A lane is a destination (a channel, a person, a system's record); order is kept within it. The relay's half of the
algorithm (claim, settle, audit) is in `storage/relaying.py`.
"""

import hashlib
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from storage import tables
from storage.statements import Prepared, Spelt, insert_on
from storage.unit import Unit


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be sent: a lane, and a payload that the lane's poster understands (JSON)."""

    id: str
    lane: str
    payload: str
    due_at: datetime


class Outline(msgspec.Struct, frozen=True):
    """All that the outbox itself reads of a payload: what kind it is, and which effect it updates or stands under."""

    type: str
    target: str = ""
    thread: str = ""


class earlier(GenericFunction[datetime]):  # noqa: N801 - SQL functions are written small.
    """The earliest of several moments: `least` on PostgreSQL, `min` of several arguments on SQLite."""

    inherit_cache = True
    name = "least"


class later(GenericFunction[datetime]):  # noqa: N801 - SQL functions are written small.
    """The latest of several moments: `greatest` on PostgreSQL, `max` of several arguments on SQLite."""

    inherit_cache = True
    name = "greatest"


@compiles(earlier, "sqlite")
def _earlier_on_sqlite(element: earlier, compiler: SQLCompiler, **kwargs: object) -> str:
    return f"min({compiler.process(element.clauses, **kwargs)})"


@compiles(later, "sqlite")
def _later_on_sqlite(element: later, compiler: SQLCompiler, **kwargs: object) -> str:
    return f"max({compiler.process(element.clauses, **kwargs)})"


def _moment(name: str) -> sa.BindParameter[datetime]:
    return sa.bindparam(name, type_=tables.effect.c.due_at.type)


def _now_at_the_latest(name: str, dialect: str) -> sa.ColumnElement[datetime]:
    """Return a moment of a replica's clock, but no later than PostgreSQL's own time: leases go by that one there."""
    if dialect == "sqlite":
        return _moment(name)
    return earlier(_moment(name), sa.func.clock_timestamp())


def _insert(due_at: sa.ColumnElement[datetime]) -> sa.Executable:
    given = ("id", "lane", "kind", "target", "payload", "request_key", "created_at")
    values = {**{name: sa.bindparam(name) for name in given}, "due_at": due_at}
    return sa.insert(tables.effect).values(values).inline()  # Nobody asks for the row's number.


def _wake_lane(due_at: sa.ColumnElement[datetime], dialect: str) -> sa.Executable:
    lane = tables.lane.c
    adding = insert_on(dialect, tables.lane).values({"key": sa.bindparam("lane_key"), "next_at": due_at})
    asked = adding.excluded.next_at
    soonest = earlier(sa.func.coalesce(lane.next_at, asked), asked)
    woken: sa.Executable = adding.on_conflict_do_update(
        index_elements=["key"], set_={"next_at": later(soonest, sa.func.coalesce(lane.free_at, asked))}
    )
    return woken


ADD = Spelt(lambda dialect: _insert(_now_at_the_latest("due_at", dialect)))
WAKE = Spelt(lambda dialect: _wake_lane(_now_at_the_latest("next_at", dialect), dialect))
INSERT = Prepared(_insert(_moment("due_at")))
INSERT_NOW = Prepared(ADD)
WAKE_LANE = Prepared(Spelt(lambda dialect: _wake_lane(_moment("next_at"), dialect)))
WAKE_LANE_NOW = Prepared(WAKE)


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
        unit.write(INSERT_NOW if one.due_at <= now else INSERT, row(one, request_key=request_key, now=now))
        lanes[one.lane] = min(one.due_at, lanes.get(one.lane, one.due_at))
    for lane in sorted(lanes):
        wake(unit, lane, due_at=lanes[lane], now=now)


def add(connection: sa.Connection, one: Promise, *, request_key: str, now: datetime) -> None:
    """Write a promise that is due now, and wake its lane, in a transaction that is no command's."""
    due, name = msgspec.structs.replace(one, due_at=now), connection.dialect.name
    connection.execute(ADD[name], row(due, request_key=request_key, now=now))
    connection.execute(WAKE[name], {"lane_key": due.lane, "next_at": now})


def wake(unit: Unit, lane: str, *, due_at: datetime, now: datetime) -> None:
    """Queue the lane's waking, for when something in it is due."""
    unit.write(WAKE_LANE_NOW if due_at <= now else WAKE_LANE, {"lane_key": lane, "next_at": due_at})


def row(one: Promise, *, request_key: str, now: datetime) -> dict[str, object]:
    """Return the promise as a row of the table."""
    outline = msgspec.json.decode(one.payload, type=Outline)
    return {
        **msgspec.structs.asdict(one),
        "kind": outline.type,
        "target": outline.target or outline.thread,
        "request_key": request_key,
        "created_at": now,
    }
