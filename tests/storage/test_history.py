"""The history says where it was tampered with: altered, deleted, inserted or reordered, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event, exc

from storage import history, tables
from tests.office import Office
from workflows.desk import COMPANY

Tamper = Callable[[sa.Connection, str], None]


def lived(office: Office) -> str:
    """Let an engagement live through a few entries and return its history's subject."""
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    for outcome in ("started", "happy"):
        office.say("carl", engagement, outcome)
    with office.database.transaction() as connection:
        history.seal(connection, now=office.now)
    return f"engagement:{engagement}"


def of(subject: str, seq: int) -> sa.ColumnElement[bool]:
    """Return the condition that picks one entry."""
    return sa.and_(tables.history.c.subject == subject, tables.history.c.seq == seq)


def alter(connection: sa.Connection, subject: str) -> None:
    """Make the second entry say something else."""
    connection.execute(sa.update(tables.history).where(of(subject, 2)).values(note="It was never so."))


def delete_middle(connection: sa.Connection, subject: str) -> None:
    """Take the second entry out."""
    connection.execute(sa.delete(tables.history).where(of(subject, 2)))


def delete_last(connection: sa.Connection, subject: str) -> None:
    """Take the last entry out."""
    connection.execute(sa.delete(tables.history).where(of(subject, 3)))


def insert_entry(connection: sa.Connection, subject: str) -> None:
    """Put a fourth entry in that nobody wrote, with a hash made up for it."""
    row = connection.execute(sa.select(tables.history).where(of(subject, 3))).one()
    forged = {**row._mapping, "seq": 4, "action": "forged", "hash": "0" * 64}  # noqa: SLF001
    connection.execute(sa.insert(tables.history).values(**forged))


def reorder(connection: sa.Connection, subject: str) -> None:
    """Let the second and the third entry change places."""
    for seq, place in ((2, 99), (3, 2), (99, 3)):
        connection.execute(sa.update(tables.history).where(of(subject, seq)).values(seq=place))


def vanish(connection: sa.Connection, subject: str) -> None:
    """Take the engagement and everything of it out, as if it had never been."""
    one = subject.partition(":")[2]
    connection.execute(sa.delete(tables.history).where(tables.history.c.subject == subject))
    for table in tables.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column is tables.engagement.c.id:
                connection.execute(sa.delete(table).where(key.parent == one))
    connection.execute(sa.delete(tables.engagement).where(tables.engagement.c.id == one))


def verified(office: Office, *, page: int = history.PAGE) -> history.Fault | None:
    """Return what the audit finds."""
    with office.database.looking() as connection:
        return history.verify(connection, page=page)


def ddl(statement: str, name: str) -> sa.DDL:
    """Return a statement about something that has a name, where nothing can be bound."""
    return sa.DDL(statement, context={"name": name})  # type: ignore[no-untyped-call]  # SQLAlchemy's own.


def unguard(connection: sa.Connection) -> None:
    """Take the append-only guards away, as somebody with all rights could."""
    for table in ("history", "checkpoint"):
        if connection.dialect.name == "sqlite":
            found = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :of"
            for name in connection.execute(sa.text(found), {"of": table}).scalars().all():
                connection.execute(ddl("DROP TRIGGER %(name)s", name))
        else:
            connection.execute(ddl("ALTER TABLE %(name)s DISABLE TRIGGER USER", table))


def test_an_untouched_history_is_whole(office: Office) -> None:
    """The control: nothing is found where nothing was done."""
    lived(office)

    assert verified(office) is None


@pytest.mark.parametrize("page", [1, 2, history.PAGE])
@pytest.mark.parametrize(
    ("tamper", "seq"),
    [(alter, 2), (delete_middle, 2), (delete_last, 3), (insert_entry, 4), (reorder, 2), (vanish, 1)],
)
def test_tampering_is_named_at_its_place(office: Office, tamper: Tamper, seq: int, page: int) -> None:
    """The audit names the subject and the first entry that is not as it was written, wherever a page ends."""
    subject = lived(office)
    with office.database.transaction() as connection:
        unguard(connection)
        tamper(connection, subject)

    fault = verified(office, page=page)

    assert fault is not None
    assert (fault.subject, fault.seq) == (subject, seq)


def test_a_checkpoint_that_was_altered_is_named(office: Office) -> None:
    """Who rewrites a chain must rewrite the checkpoints too, and those are chained as well."""
    lived(office)
    with office.database.transaction() as connection:
        unguard(connection)
        connection.execute(sa.update(tables.checkpoint).values(heads="[]"))

    fault = verified(office)

    assert fault is not None
    assert (fault.subject, fault.seq) == ("checkpoint", 1)


def test_the_first_of_several_faults_is_named(office: Office) -> None:
    """What a checkpoint saw and is gone comes before a later checkpoint that was altered."""
    subject = lived(office)
    office.later(minutes=5)
    office.start(title="Another portal")
    with office.database.transaction() as connection:
        assert history.seal(connection, now=office.now) == 2
        unguard(connection)
        vanish(connection, subject)
        second = tables.checkpoint.c.number == 2
        connection.execute(sa.update(tables.checkpoint).where(second).values(heads="[]"))

    fault = verified(office)

    assert fault is not None
    assert (fault.subject, fault.seq) == (subject, 1)


def test_the_audit_reads_in_pages(office: Office) -> None:
    """A thousand sealed entries take as many statements as there are pages, not as there are entries."""
    long_chain(office, entries=1000)
    asked: list[str] = []
    with office.database.looking() as connection:

        @event.listens_for(connection, "before_cursor_execute")
        def _keep(*given: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own.
            asked.append(given[2])

        assert history.verify(connection, page=100) is None

    # Ten pages of entries, of checkpoints and of what they saw, each kind until one is empty; few engagements.
    assert len(asked) < 40


def long_chain(office: Office, *, entries: int) -> None:
    """Write a long chain of the company's, every entry of it sealed by a checkpoint of its own."""
    with office.database.transaction() as connection:
        seq, head = 0, history.GENESIS
        for row in connection.execute(sa.select(tables.history).where(tables.history.c.subject == COMPANY)):
            seq, head = max((seq, head), (row.seq, row.hash))
    for number in range(seq + 1, seq + entries + 1):
        office.later(minutes=5)
        entry = history.Entry(
            subject=COMPANY, seq=number, at=office.now, actor="ada", action="noted", request_key=f"long-{number}"
        )
        with office.database.unit() as unit:
            head = history.append(unit, entry, previous=head)
            unit.commit()
        with office.database.transaction() as connection:
            history.seal(connection, now=office.now)


def test_nothing_new_makes_no_checkpoint(office: Office) -> None:
    """A quiet minute adds nothing; the next change does."""
    lived(office)
    with office.database.transaction() as connection:
        assert history.seal(connection, now=office.now) is None
    office.later(minutes=5)
    office.start(title="Another portal")

    with office.database.transaction() as connection:
        assert history.seal(connection, now=office.now) == 2
    assert verified(office) is None


@pytest.mark.parametrize("tamper", [alter, delete_last])
def test_the_database_itself_refuses_changes(office: Office, tamper: Tamper) -> None:
    """With its guards in place, the history can only be added to."""
    subject = lived(office)

    with pytest.raises(exc.DBAPIError, match="append-only"), office.database.transaction() as connection:
        tamper(connection, subject)

    assert verified(office) is None


def test_an_entry_that_is_committed_late_is_sealed_too(office: Office) -> None:
    """Its moment is before the last checkpoint; when it vanishes with all of its chain, that is noticed."""
    lived(office)
    office.later(seconds=-30)
    late = f"engagement:{office.start(title='Late')}"
    office.later(seconds=90)
    with office.database.transaction() as connection:
        assert history.seal(connection, now=office.now) == 2
        assert history.seal(connection, now=office.now) is None
        unguard(connection)
        connection.execute(sa.delete(tables.handoff).where(tables.handoff.c.engagement_id == late.partition(":")[2]))
        vanish(connection, late)

    fault = verified(office)
    assert fault is not None
    assert (fault.subject, fault.seq) == (late, 1)


def test_a_last_entry_that_was_written_anew_is_noticed_before_any_checkpoint(office: Office) -> None:
    """Whoever alters the newest entry and its hash alone is given away by what the engagement says of it."""
    engagement = office.start(title="Young")
    subject = f"engagement:{engagement}"
    with office.database.transaction() as connection:
        unguard(connection)
        newest = tables.history.c.seq.desc()
        rows = connection.execute(sa.select(tables.history).where(tables.history.c.subject == subject).order_by(newest))
        last, *before = [dict(row._mapping) for row in rows]  # noqa: SLF001
        forged = {**last, "note": "It was never so."}
        forged.pop("hash")
        made = history.digest(history.Entry(**forged), before[0]["hash"] if before else history.GENESIS)
        connection.execute(sa.update(tables.history).where(of(subject, last["seq"])).values(**forged, hash=made))

    fault = verified(office)
    assert fault is not None
    assert (fault.subject, fault.seq) == (subject, last["seq"])
