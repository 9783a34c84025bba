"""What happened, append-only and hash-chained: every subject has its own chain, and checkpoints chain the chains.

A subject is one engagement (`engagement:ID`) or the company's own records (`company`). Entry n of a subject holds the
hash of entry n-1 in its own hash, so an altered, deleted, inserted or reordered entry breaks the chain at its place.
Whole chains that vanish are noticed by the checkpoints, which keep the head of every chain that changed.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.batches import ROWS, over, packed
from storage.statements import Prepared, Spelt, insert_on
from storage.unit import Unit, insert

GENESIS = ""
"""What stands for the hash before a subject's first entry."""

LATE = timedelta(minutes=2)
"""How much later than its moment an entry may still be committed, and how far the clocks of replicas differ."""
LOOKED_BACK = 20
"""Checkpoints that a new one is held against, so that it does not say again what they say."""

PAGE = 1000
"""How many rows the audit holds at a time."""

INSERT = insert(tables.history)

NEWEST = Prepared(
    sa.select(tables.history.c.seq, tables.history.c.hash)
    .where(tables.history.c.subject == sa.bindparam("subject"))
    .order_by(tables.history.c.seq.desc())
    .limit(1)
)


_columns = tables.history.c
_MOST = sa.bindparam("most", type_=sa.Integer)
ENTRIES = (
    sa.select(tables.history)
    .where(
        sa.tuple_(_columns.subject, _columns.seq)
        > sa.tuple_(sa.bindparam("subject", type_=sa.Text), sa.bindparam("seq", type_=sa.Integer))
    )
    .order_by(_columns.subject, _columns.seq)
    .limit(_MOST)
)
ENGAGEMENTS = (
    sa.select(tables.engagement.c.id, tables.engagement.c.version, tables.engagement.c.head)
    .where(tables.engagement.c.id > sa.bindparam("id", type_=sa.Text))
    .order_by(tables.engagement.c.id)
    .limit(_MOST)
)
CHECKPOINTS = (
    sa.select(tables.checkpoint)
    .where(tables.checkpoint.c.number > sa.bindparam("number", type_=sa.Integer))
    .order_by(tables.checkpoint.c.number)
    .limit(_MOST)
)
ADD_CHECKPOINT = Spelt(
    lambda dialect: insert_on(dialect, tables.checkpoint).on_conflict_do_nothing().returning(tables.checkpoint.c.number)
)
THESE = over(
    {"subject": sa.Text(), "seq": sa.Integer()},
    lambda given: sa.select(_columns.subject, _columns.seq, _columns.hash).select_from(
        given.join(tables.history, sa.and_(_columns.subject == given.c.subject, _columns.seq == given.c.seq))
    ),
)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened. `details` is JSON of a flat object; `seq` counts from 1 within the subject.

    `customer` says in whose timeline it stands. It is how the entry is found, not what it says, so no hash covers it.
    """

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
    customer: str = ""


class Fault(msgspec.Struct, frozen=True):
    """The first entry of a chain that is not as it was written."""

    subject: str
    seq: int
    what: str


class Sealed(msgspec.Struct, frozen=True):
    """What a checkpoint saw of one chain: the number and hash of its newest entry."""

    checkpoint: int
    subject: str
    seq: int
    hash: str


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


def verify(connection: sa.Connection, *, page: int = PAGE) -> Fault | None:
    """Return the first entry that was altered, deleted, inserted or reordered, or None when every chain is whole.

    It reads `page` rows at a time, so the history may be as long as it likes; give it a connection of one moment.
    """
    return _broken_link(connection, page) or _wrong_end(connection, page) or _checkpoint_fault(connection, page)


def _broken_link(connection: sa.Connection, page: int) -> Fault | None:
    """Return the first entry that does not hold on to the one before it."""
    subject, count, previous = "", 0, GENESIS
    while rows := connection.execute(ENTRIES, {"subject": subject, "seq": count, "most": page}).mappings().all():
        for values in rows:
            entry = Entry(**{name: values[name] for name in Entry.__struct_fields__})
            if entry.subject != subject:
                subject, count, previous = entry.subject, 0, GENESIS
            if entry.seq != count + 1:
                missing = f"entry {count + 1} is missing; the next one kept is {entry.seq}"
                return Fault(subject, count + 1, missing)
            if digest(entry, previous) != values["hash"]:
                return Fault(subject, entry.seq, "the entry, or the one before it, is not what was written")
            count, previous = entry.seq, values["hash"]
    return None


def _wrong_end(connection: sa.Connection, page: int) -> Fault | None:
    """Return the first chain that does not end as its engagement says; links that were cut off leave no trace."""
    last = ""
    while rows := connection.execute(ENGAGEMENTS, {"id": last, "most": page}).all():
        ends = [(f"engagement:{row.id}", row.version, row.head) for row in rows]
        found = _hashes(connection, [(subject, seq + more) for subject, seq, _ in ends for more in (0, 1)])
        for subject, seq, head_of_it in ends:
            if (subject, seq + 1) in found:
                return Fault(subject, seq + 1, _other_end("added", seq))
            if seq and (subject, seq) not in found:
                return Fault(subject, _kept(connection, subject) + 1, _other_end("deleted", seq))
            if found.get((subject, seq), GENESIS) != head_of_it:
                return Fault(subject, seq, "the entry is not the one that the engagement says it ends with")
        last = rows[-1].id
    return None


def _other_end(what: str, seq: int) -> str:
    return f"an entry at the end was {what}: the engagement says it has {seq}"


def _kept(connection: sa.Connection, subject: str) -> int:
    """Return how many entries of a chain without gaps there are."""
    columns = tables.history.c
    return connection.execute(sa.select(sa.func.max(columns.seq)).where(columns.subject == subject)).scalar() or 0


def _hashes(connection: sa.Connection, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Return the hashes of those of these entries that there are."""
    given = packed({"subject": subject, "seq": seq} for subject, seq in places)
    return {
        (row.subject, row.seq): row.hash for row in connection.execute(THESE[connection.dialect.name], {ROWS: given})
    }


def seal(connection: sa.Connection, *, now: datetime) -> int | None:
    """Write a checkpoint over every subject that changed since the one before; return its number.

    None where nothing changed, or where another replica was first.
    """
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
    row = {"number": number, "at": now, "heads": heads, "hash": chained}
    # Another replica may seal at this moment. What it did not see is not sealed yet, so it comes into the next one.
    written: int | None = connection.execute(ADD_CHECKPOINT[connection.dialect.name], row).scalar()
    return written


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


def _checkpoint_fault(connection: sa.Connection, page: int) -> Fault | None:
    """Return the first entry that is not as a checkpoint saw it, or the first checkpoint that was altered."""
    waiting: list[Sealed] = []
    for one in _sealed(connection, page):
        if isinstance(one, Fault):
            return _unlike(connection, waiting) or one
        waiting.append(one)
        if len(waiting) == page:
            fault = _unlike(connection, waiting)
            if fault is not None:
                return fault
            waiting = []
    return _unlike(connection, waiting)


def _sealed(connection: sa.Connection, page: int) -> Iterator[Sealed | Fault]:
    """Give what every checkpoint saw, in order, and at the end the fault of one that does not hold on to the others."""
    number, previous = 0, GENESIS
    while rows := connection.execute(CHECKPOINTS, {"number": number, "most": page}).all():
        for row in rows:
            if row.number != number + 1 or row.hash != _checkpoint_hash(previous, row.number, row.at, row.heads):
                what = "the checkpoint, or the one before it, is not what was written"
                yield Fault("checkpoint", number + 1, what)
                return
            number, previous = row.number, row.hash
            for subject, seq, kept in msgspec.json.decode(row.heads):
                yield Sealed(number, subject, seq, kept)


def _unlike(connection: sa.Connection, sealed: Sequence[Sealed]) -> Fault | None:
    """Return the first entry that is not there as it was sealed."""
    found = _hashes(connection, [(one.subject, one.seq) for one in sealed])
    for one in sealed:
        kept = found.get((one.subject, one.seq))
        if kept is None:
            gone = f"checkpoint {one.checkpoint} saw entry {one.seq}; it is gone"
            return Fault(one.subject, _kept(connection, one.subject) + 1, gone)
        if kept != one.hash:
            return Fault(one.subject, one.seq, f"the entry is not the one that checkpoint {one.checkpoint} saw")
    return None
