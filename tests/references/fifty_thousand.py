"""A register as large as it may get: fifty thousand customers, of whom two thousand stand on it."""

import sqlalchemy as sa

from storage import tables
from storage.engine import Database
from tests.office import MONDAY

CUSTOMERS = 50_000
LISTED = 2_000
"""So many of them stand on the register; each was renewed once, and used twice."""


def fill(database: Database) -> None:
    """Put so many customers into a company, and on its register."""
    keys = [f"k{number:05}" for number in range(CUSTOMERS)]
    named = [{"key": key, "name": key, "folded_name": key} for key in keys]
    fixed = {"state": "consent", "uses": '["call"]', "listed_by": "carl", "recorded_by": "carl"}
    at = {"listed_at": MONDAY, "recorded_at": MONDAY}
    entries, uses = [], []
    for key in keys[:: CUSTOMERS // LISTED]:
        one = {**fixed, **at, "customer_key": key}
        entries += [{**one, "id": f"{key}-1", "ended_at": MONDAY, "ending": "replaced"}]
        entries += [{**one, "id": f"{key}-2", "ended_at": None, "ending": ""}]
        fact = {
            "customer_key": key,
            "kind": "call",
            "used_on": "2026-03-02",
            "recorded_by": "ada",
            "recorded_at": MONDAY,
        }
        uses += [{**fact, "id": f"{key}-a"}, {**fact, "id": f"{key}-b"}]
    with database.transaction() as connection:
        connection.execute(sa.insert(tables.customer), named)
        connection.execute(sa.insert(tables.reference_entry), entries)
        connection.execute(sa.insert(tables.reference_use), uses)
        if not database.is_sqlite:  # SQLite goes by what it takes for likely, as it does in a real process.
            connection.execute(sa.text("ANALYZE"))
