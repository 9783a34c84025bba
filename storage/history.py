"""What happened, append-only and hash-chained: every subject has its own chain, and checkpoints chain the chains.

A subject is one engagement (`engagement:ID`) or the company's own records (`company`). Entry n of a subject holds the
hash of entry n-1 in its own hash, so an altered, deleted, inserted or reordered entry breaks the chain at its place.
Whole chains that vanish are noticed by the checkpoints, which keep the head of every chain that changed.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared
from storage.unit import Unit, insert

GENESIS = ""
"""What stands for the hash before a subject's first entry."""

LATE = timedelta(minutes=2)
"""How much later than its moment an entry may still be committed, and how far the clocks of replicas differ."""
LOOKED_BACK = 20
"""Checkpoints that a new one is held against, so that it does not say again what they say."""

INSERT = insert(tables.history)

NEWEST = Prepared(
    sa.select(tables.history.c.seq, tables.history.c.hash)
    .where(tables.history.c.subject == sa.bindparam("subject"))
    .order_by(tables.history.c.seq.desc())
    .limit(1)
)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened. `details` is JSON of a flat object; `seq` counts from 1 within the subject."""

    subject: str
    seq: int
    at: datetime
    actor: str
    action: str
    step: str = ""
    outcome: str = ""
    note: str = ""
    details: str = "{}"
    request_key: str


class Fault(msgspec.Struct, frozen=True):
    """The first entry of a chain that is not as it was written."""

    subject: str
    seq: int
    what: str


def digest(entry: Entry, previous: str) -> str:
    """Return the entry's hash, which covers all of it and the hash before it."""
    parts = [
        previous,
        entry.subject,
        entry.seq,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.step,
        entry.outcome,
        entry.note,
        entry.details,
        entry.request_key,
    ]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def append(unit: Unit, entry: Entry, *, previous: str) -> str:
    """Queue the entry after the one whose hash is `previous`, and return its own hash.

    Two commands that append the same number to the same subject cannot both commit: the second gets a ConflictError.
    """
    written = digest(entry, previous)
    unit.write(INSERT, {**msgspec.structs.asdict(entry), "hash": written})
    return written


def newest(unit: Unit, subject: str) -> tuple[int, str]:
    """Return the number and hash of a subject's newest entry; (0, GENESIS) when it has none."""
    row = unit.row(NEWEST, {"subject": subject})
    return (0, GENESIS) if row is None else (row.seq, row.hash)


def verify(connection: sa.Connection) -> Fault | None:
    """Return the first entry that was altered, deleted, inserted or reordered, or None when every chain is whole."""
    heads: dict[str, tuple[int, str]] = {}
    fault = _broken_link(connection, heads)
    if fault is not None:
        return fault
    for subject, seq, digest_of_last in _engagement_heads(connection):
        kept, found = heads.get(subject, (0, GENESIS))
        if kept != seq:
            what = "was deleted" if kept < seq else "was added"
            return Fault(subject, min(kept, seq) + 1, f"an entry at the end {what}: the engagement says it has {seq}")
        if found != digest_of_last:
            return Fault(subject, seq, "the entry is not the one that the engagement says it ends with")
    return _checkpoint_fault(connection, heads)


def _broken_link(connection: sa.Connection, heads: dict[str, tuple[int, str]]) -> Fault | None:
    """Return the first link that does not hold; `heads` is filled with the newest entry of every chain on the way."""
    columns = tables.history.c
    ordered = sa.select(tables.history).order_by(columns.subject, columns.seq)
    with connection.execute(ordered, execution_options={"yield_per": 2000}) as rows:
        for row in rows:
            values = row._mapping  # noqa: SLF001 - SQLAlchemy's documented name.
            entry = Entry(**{name: values[name] for name in Entry.__struct_fields__})
            count, previous = heads.get(entry.subject, (0, GENESIS))
            if entry.seq != count + 1:
                missing = f"entry {count + 1} is missing; the next one kept is {entry.seq}"
                return Fault(entry.subject, count + 1, missing)
            if digest(entry, previous) != values["hash"]:
                return Fault(entry.subject, entry.seq, "the entry, or the one before it, is not what was written")
            heads[entry.subject] = (entry.seq, values["hash"])
    return None


def _engagement_heads(connection: sa.Connection) -> Iterator[tuple[str, int, str]]:
    columns = tables.engagement.c
    for row in connection.execute(sa.select(columns.id, columns.version, columns.head).order_by(columns.id)):
        yield f"engagement:{row.id}", row.version, row.head


def seal(connection: sa.Connection, *, now: datetime) -> int | None:
    """Write a checkpoint over every subject that changed since the one before; return its number, None if none did."""
    recent = connection.execute(
        sa.select(tables.checkpoint).order_by(tables.checkpoint.c.number.desc()).limit(LOOKED_BACK)
    ).all()
    last = recent[0] if recent else None
    columns = tables.history.c
    newest = sa.select(columns.subject, sa.func.max(columns.seq).label("seq")).group_by(columns.subject)
    sealed: set[tuple[str, int]] = set()
    if last is not None:
        since = last.at - LATE
        newest = newest.where(columns.at >= since)
        kept = (msgspec.json.decode(one.heads) for one in recent if one.at >= since)
        sealed = {(subject, seq) for heads_of_one in kept for subject, seq, _ in heads_of_one}
    found = newest.subquery()
    rows = connection.execute(
        sa.select(columns.subject, columns.seq, columns.hash)
        .join(found, sa.and_(found.c.subject == columns.subject, found.c.seq == columns.seq))
        .order_by(columns.subject)
    ).all()
    changed = [[row.subject, row.seq, row.hash] for row in rows if (row.subject, row.seq) not in sealed]
    if not changed:
        return None
    heads = msgspec.json.encode(changed).decode()
    number = 1 if last is None else last.number + 1
    chained = _checkpoint_hash(GENESIS if last is None else last.hash, number, now, heads)
    connection.execute(sa.insert(tables.checkpoint).values(number=number, at=now, heads=heads, hash=chained))
    return number


def head(connection: sa.Connection) -> tuple[int, str] | None:
    """Return the newest checkpoint's number and hash, to be kept outside the database; None when there is none yet."""
    columns = tables.checkpoint.c
    row = connection.execute(
        sa.select(columns.number, columns.hash).order_by(columns.number.desc()).limit(1)
    ).one_or_none()
    return None if row is None else (row.number, row.hash)


def _checkpoint_hash(previous: str, number: int, at: datetime, heads: str) -> str:
    parts = [previous, number, at.astimezone(UTC).isoformat(timespec="microseconds"), heads]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def _checkpoint_fault(connection: sa.Connection, heads: Mapping[str, tuple[int, str]]) -> Fault | None:
    previous = GENESIS
    known = sa.select(tables.history.c.hash)
    for index, row in enumerate(
        connection.execute(sa.select(tables.checkpoint).order_by(tables.checkpoint.c.number)), 1
    ):
        if row.number != index or row.hash != _checkpoint_hash(previous, row.number, row.at, row.heads):
            return Fault("checkpoint", index, "the checkpoint, or the one before it, is not what was written")
        previous = row.hash
        for subject, seq, kept in msgspec.json.decode(row.heads):
            if heads.get(subject, (0, ""))[0] < seq:
                return Fault(
                    subject, heads.get(subject, (0, ""))[0] + 1, f"checkpoint {row.number} saw entry {seq}; it is gone"
                )
            found = connection.execute(
                known.where(tables.history.c.subject == subject, tables.history.c.seq == seq)
            ).scalar()
            if found != kept:
                return Fault(subject, seq, f"the entry is not the one that checkpoint {row.number} saw")
    return None
