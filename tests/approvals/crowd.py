"""Many people who click at the same moment: each in a thread, each decided on before any of them is written."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from storage import tables
from storage.engine import Database, open_database
from tests.office import Office, furnish, slack
from tests.pricing import CARDS, draft, set_rate_cards
from workflows.approvals.commands import Decide
from workflows.kernel.answers import Answer, Done
from workflows.kernel.commands import Command

ROUNDS = 50
ENOUGH_SECONDS = 20


class Crowd:
    """People who all read before any of them writes: the worst moment, made certain instead of waited for."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._held: threading.Barrier | None = None
        self._here = threading.local()
        self._pool = ThreadPoolExecutor(12)
        self.dispatcher = office.dispatcher_of(self._boundary)

    def all_at_once(self, commands: Sequence[Command], *, held: bool = True) -> list[Answer]:
        """Carry the commands out, each in a thread of its own; `held` lets none commit before all have read."""
        self._held = threading.Barrier(len(commands)) if held else None
        start = threading.Barrier(len(commands))

        def carry_out(command: Command) -> Answer:
            self._here.waits = held
            start.wait(ENOUGH_SECONDS)
            return self.dispatcher.answer(command)

        return list(self._pool.map(carry_out, commands))

    def close(self) -> None:
        """Let everybody go home."""
        self._pool.shutdown()
        self.dispatcher.close()

    def _boundary(self, name: str) -> None:
        if name == "before-commit" and getattr(self._here, "waits", False) and self._held is not None:
            self._here.waits = False
            self._held.wait(ENOUGH_SECONDS)


def asked(office: Office, number: int) -> Mapping[str, Any]:
    """Begin an engagement, send its ROM for approval, and return the approval's row."""
    engagement = office.start("ada", title=f"Portal {number}")
    office.later(seconds=1)
    assert isinstance(office.say("ada", engagement, "scoped"), Done)
    assert isinstance(draft(office, key=f"ENG-{number}"), Done)
    assert isinstance(office.type("ada", f"/rom ENG-{number} send"), Done)
    return row_of(office, tables.approval, tables.approval.c.engagement_id == engagement)


def row_of(office: Office, table: sa.Table, *where: sa.ColumnElement[bool]) -> Mapping[str, Any]:
    """Return the one row that there is."""
    return rows_of(office, table, *where)[0]


def rows_of(office: Office, table: sa.Table, *where: sa.ColumnElement[bool]) -> list[Mapping[str, Any]]:
    """Return the rows of a table for which something holds."""
    with office.database.transaction() as connection:
        return [dict(row._mapping) for row in connection.execute(sa.select(table).where(*where))]  # noqa: SLF001


def click(office: Office, who: str, approval: Mapping[str, Any], outcome: str, *, key: str = "") -> Decide:
    """Return a click on the approval's card."""
    return Decide(
        actor=slack(who),
        request_key=key or office.key(),
        approval=approval["id"],
        version=approval["round"],
        outcome=outcome,
        values={"reason": "Because."},
    )


class Found(msgspec.Struct, frozen=True):
    """What is in the database after a round of clicks."""

    state: str
    decisions: tuple[str, ...]
    votes: tuple[tuple[str, str], ...]
    broken: bool

    @property
    def is_sound(self) -> bool:
        """Whether there was exactly one decision, the approval says so, and the history is whole."""
        return len(self.decisions) == 1 and self.state in {"approved", "declined"} and not self.broken


def found(office: Office, approval: Mapping[str, Any]) -> Found:
    """Read what became of an approval."""
    subject = f"engagement:{approval['engagement_id']}"
    entries = rows_of(office, tables.history, tables.history.c.subject == subject)
    numbers = sorted(entry["seq"] for entry in entries)
    engagement = row_of(office, tables.engagement, tables.engagement.c.id == approval["engagement_id"])
    votes = rows_of(office, tables.vote, tables.vote.c.approval_id == approval["id"])
    return Found(
        state=row_of(office, tables.approval, tables.approval.c.id == approval["id"])["state"],
        decisions=tuple(entry["outcome"] for entry in entries if entry["action"] == "decided"),
        votes=tuple(sorted((vote["person_key"], vote["decision"]) for vote in votes)),
        broken=numbers != list(range(1, engagement["version"] + 1)),
    )


def opened(url: str) -> Iterator[Office]:
    """Open an office with a rate card on a database."""
    database: Database = open_database(url)
    furnish(database)
    office = Office(database)
    set_rate_cards(office, *CARDS)
    yield office
    office.dispatcher.close()
    database.close()


@pytest.fixture
def hall(request: pytest.FixtureRequest) -> Iterator[Office]:
    """Return an office on PostgreSQL, where people really are there at once; on SQLite where a test says so."""
    kind = getattr(request, "param", "postgres")
    yield from opened(request.getfixturevalue(f"{kind}_url"))


@pytest.fixture
def gather() -> Iterator[Callable[[Office], Crowd]]:
    """Return what lets people gather in an office, and sends them home after the test."""
    crowds: list[Crowd] = []

    def make(office: Office) -> Crowd:
        crowds.append(Crowd(office))
        return crowds[-1]

    yield make
    for crowd in crowds:
        crowd.close()
