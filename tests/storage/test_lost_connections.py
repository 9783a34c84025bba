"""A server that was started again costs nobody a command: every connection is lost, and each command is carried out."""

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from storage import tables
from storage.engine import open_database
from storage.statements import Prepared
from storage.unit import DatabaseLostError
from storage.wires import Wires
from tests.office import Office, furnish
from tests.together import at_once
from workflows.engagements.commands import StartEngagement
from workflows.kernel.answers import Done
from workflows.kernel.people import Identity


def starts(office: Office, number: int) -> StartEngagement:
    """Return a command that begins an engagement."""
    ada = Identity("slack", "UADA")
    process = "services-engagement"
    return StartEngagement(actor=ada, request_key=office.key(), process=process, customer="acme", title=f"T{number}")


def end_connections(url: str) -> None:
    """End every connection but our own, as a server does that stops."""
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    ended = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    with engine.begin() as connection:
        connection.execute(sa.text(ended))


def test_a_server_that_was_started_again_costs_no_command(postgres_url: str) -> None:
    """All the connections of the pool are lost at once; nothing is lost or doubled, and nobody is told to repeat."""
    database = open_database(postgres_url)
    furnish(database)
    office = Office(database)
    answers = at_once(office, *(starts(office, number) for number in range(6)))
    end_connections(postgres_url)
    answers += at_once(office, *(starts(office, number) for number in range(6, 12)))
    answers.append(office.type("ada", "/engagement list"))

    assert [type(answer) for answer in answers[:12]] == [Done] * 12
    assert sorted(row["title"] for row in office.rows(tables.engagement)) == sorted(f"T{one}" for one in range(12))
    office.dispatcher.close()
    database.close()


def test_a_server_that_is_not_there_is_one_kind_of_error(postgres_url: str) -> None:
    """Nobody listens: the edge knows the error, and tells the person in words."""
    nobody = sa.make_url(postgres_url).set(host="127.0.0.1", port=9, query={})
    database = open_database(nobody.render_as_string(hide_password=False))
    with pytest.raises(DatabaseLostError), database.unit():
        pass
    with pytest.raises(DatabaseLostError), database.reading():
        pass
    database.close()


SLEEP = Prepared(sa.select(sa.func.pg_sleep(60).label("slept")))
"""Longer than anybody waits; the server itself ends a statement after ten seconds."""


SOON = Prepared(sa.select(sa.func.length(sa.cast(sa.func.pg_sleep(0.3), sa.Text)).label("slept")))


@pytest.mark.parametrize(("before", "patience_seconds"), [([], 0.1), ([SOON], 2.0)])
def test_a_server_that_falls_silent_is_given_up(
    postgres_url: str, before: list[Prepared], patience_seconds: float
) -> None:
    """Whoever waits on the loop is told after a while, and the connection is lent to nobody again."""
    database = open_database(postgres_url)
    dialect = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # SQLAlchemy's own.

    async def asked() -> bool:
        wires = Wires(dialect, database.engine.raw_connection, most=1, patience_seconds=patience_seconds)
        wire = await wires.take()
        for statement in before:
            assert await wire.first(statement, {}) == (0,)
        with pytest.raises(DatabaseLostError, match="did not answer"):
            await wire.first(SLEEP, {})
        wires.give_back(wire)
        return wire.is_sound

    assert asyncio.run(asked()) is False
    database.close()
