"""The databases of the tests are real, empty and each test's own."""

import pytest
import sqlalchemy as sa

from storage import tables
from storage.engine import Database, open_database


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
