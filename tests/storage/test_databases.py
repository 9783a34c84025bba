"""The databases of the tests are real, empty and each test's own."""

import psycopg
import pytest
import sqlalchemy as sa

from storage import tables
from storage.engine import Database, open_database
from storage.statements import Prepared, Row
from storage.unit import ConflictError, Unit, insert


@pytest.mark.parametrize("round_of_test", [1, 2])
def test_each_test_has_an_empty_database_of_its_own(database: Database, round_of_test: int) -> None:
    """What one test writes no other test finds."""
    with database.transaction() as connection:
        found = connection.execute(sa.select(sa.func.count()).select_from(tables.number)).scalar_one()
        assert found == 0
        connection.execute(sa.insert(tables.number).values(name="round", value=round_of_test))


def test_the_server_is_a_real_postgresql(postgres_url: str) -> None:
    """The PostgreSQL of the tests is one, and keeps its time in UTC."""
    database = open_database(postgres_url)
    with database.transaction() as connection:
        assert connection.exec_driver_sql("SELECT version()").scalar_one().startswith("PostgreSQL")
        assert connection.exec_driver_sql("SHOW timezone").scalar_one() == "UTC"
    database.close()


def test_what_is_given_back_after_the_end_is_closed(postgres_url: str) -> None:
    """A thread that was still reading as the bot stopped leaves no connection open behind it."""
    database = open_database(postgres_url)
    with database.reading() as unit:
        unit.fetch("SELECT 1", ())
        driver = unit._driver  # noqa: SLF001 - it is asked after the unit is gone.
        database.close()
        assert not driver.closed

    assert driver.closed


COUNTED = Prepared(sa.select(sa.func.count().label("count")).select_from(tables.number))


def counted_around_a_write(database: Database, unit: Unit) -> tuple[Row, Row]:
    """Count the rows of a table before and after somebody else adds one, by statements of one unit."""
    before = unit.row(COUNTED, {})
    with database.transaction() as connection:
        connection.execute(sa.insert(tables.number).values(name="meanwhile", value=1))
    return before, unit.row(COUNTED, {})


def test_what_is_read_together_is_of_one_moment(database: Database) -> None:
    """Somebody who acts between two statements of a Home does not tear it; the next Home has it."""
    with database.reading() as unit:
        before, again = counted_around_a_write(database, unit)
    with database.reading() as unit:
        after = unit.row(COUNTED, {})

    assert (before, again, after) == ((0,), (0,), (1,))


def test_a_unit_of_a_command_sees_what_happens_meanwhile(postgres_url: str) -> None:
    """The control: statements that stand alone, as a command's do, are of two moments on PostgreSQL."""
    database = open_database(postgres_url)
    with database.unit() as unit:
        before, again = counted_around_a_write(database, unit)
    database.close()

    assert (before, again) == ((0,), (1,))


def test_a_unit_that_reads_is_usable_after_a_refusal(postgres_url: str) -> None:
    """A statement that the server refuses leaves no transaction behind, and the connection serves the next reader."""
    database = open_database(postgres_url, pool_size=1)
    with database.reading() as unit:
        unit.fetch("SELECT 1", ())
        with pytest.raises(psycopg.errors.DivisionByZero):
            unit.fetch("SELECT 1/0", ())
    with database.reading() as unit:
        assert unit.fetch("SELECT 2", ()) == [(2,)]
    database.close()


def test_what_the_connection_forgot_is_prepared_anew(postgres_url: str) -> None:
    """Where psycopg made the server forget what was prepared, after a rollback, the next reader never notices."""
    database = open_database(postgres_url, pool_size=1)
    with database.unit() as unit:
        assert unit.fetch("SELECT 1", ()) == [(1,)]
        for _ in range(2):
            unit.write(insert(tables.number), {"name": "same", "value": 1})
        with pytest.raises(ConflictError):
            unit.commit()
    with database.transaction() as connection:
        connection.exec_driver_sql("DEALLOCATE ALL")
    with database.reading() as unit:
        assert unit.fetch("SELECT 1", ()) == [(1,)]
    database.close()
