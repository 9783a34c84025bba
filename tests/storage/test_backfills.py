"""What a migration fills in for work that is under way is what would be written of it today."""

import sqlalchemy as sa
from alembic import command

from storage import migrations, tables
from tests.office import Office
from workflows.kernel.answers import Done

OWES = sa.select(tables.engagement.c.id, tables.engagement.c.owes).order_by(tables.engagement.c.id)


SAID: tuple[tuple[str, dict[str, str]], ...] = (
    ("started", {}),
    ("not-happy", {"issue": "Slow."}),
    ("not-resolved", {"reason": "Slow."}),
    ("cancelled", {}),
)
"""A customer's check-ins on the way to their loss; each step leaves items that nobody ticks off."""


def test_whose_items_are_open_is_found_for_work_that_is_under_way(office: Office) -> None:
    """Version 0028 knows of an engagement at each of its steps whose items are open, as if it had always been there."""
    engagement = office.start("carl", process="customer-success")
    met = set[str]()
    for outcome, values in SAID:
        assert isinstance(office.say("carl", engagement, outcome, **values), Done)
        with office.database.transaction() as connection:
            before = connection.execute(OWES).all()
            connection.exec_driver_sql("DROP INDEX ix_engagement_owes")
            connection.exec_driver_sql("ALTER TABLE engagement DROP COLUMN owes")
            config = migrations.alembic_config()
            config.attributes["connection"] = connection
            command.stamp(config, "0027")
            command.upgrade(config, "0028")
            assert connection.execute(OWES).all() == before
            met.update(row.owes for row in before)
    assert met > {"[]"}
