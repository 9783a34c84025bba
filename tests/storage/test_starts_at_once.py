"""Replicas may start at the same moment on a fresh database."""

import threading
from datetime import UTC, datetime

import sqlalchemy as sa

from bot.definitions import keep_definitions
from storage import tables
from storage.engine import Database
from workflows.process.catalogue import load_definitions

NOW = datetime(2031, 1, 1, tzinfo=UTC)


def test_definitions_are_kept_once_by_several(database: Database) -> None:
    """Every replica starts, and each version is kept once."""
    shipped = load_definitions()
    gate = threading.Barrier(4)
    faults: list[Exception] = []

    def start() -> None:
        gate.wait(timeout=10)
        try:
            keep_definitions(database, shipped, now=NOW)
        except Exception as fault:  # noqa: BLE001 - the test tells of whatever it is.
            faults.append(fault)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert faults == []
    with database.transaction() as connection:
        kept = connection.execute(sa.select(sa.func.count()).select_from(tables.definition)).scalar_one()
    assert kept == len(shipped.all())
