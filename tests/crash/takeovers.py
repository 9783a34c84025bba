"""How long what a dead or frozen process had claimed waited for another one, and how late the machine itself was.

PostgreSQL writes down every claim. Where an occurrence was claimed again, the time between the two claims is a
takeover: it may take the second of the claim and then a tick. One that was tried and failed waits for its next try,
which is no takeover; those are told apart, with what went wrong. A process beside the bot, which is neither killed nor
frozen, wakes up ten times a second and asks PostgreSQL what a tick asks. How late its answers are is the machine's own
lateness, and nothing that the bot could mend; it is told with the figures, and a takeover is judged without the worst
of it in its time.

Run as `python -m tests.crash.takeovers URL`, it is that process.
"""

import asyncio
import itertools
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import msgspec
import sqlalchemy as sa

from bot.wiring import system_clock
from storage.engine import Database, open_database
from storage.timers import Timers

EVERY_SECONDS = 0.1
_WRITTEN_DOWN = (
    "CREATE TABLE claimed (timer text, due_at timestamptz, at timestamptz, attempts integer, error text)",
    """
CREATE FUNCTION write_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
INSERT INTO claimed VALUES (new.id, new.due_at, statement_timestamp(), new.attempts, new.error); RETURN new;
END $$
""",
    """
CREATE TRIGGER claims AFTER UPDATE ON timer FOR EACH ROW WHEN (
    new.due_at = old.due_at AND new.revision = old.revision AND new.attempts = old.attempts AND new.next_at IS NOT NULL
) EXECUTE FUNCTION write_claim()
""",
)
_CLAIMS = sa.text("SELECT timer, due_at, at, attempts, error FROM claimed ORDER BY timer, due_at, at")


class Look(msgspec.Struct, frozen=True):
    """When the process beside the bot had its answer, and how many seconds after it had meant to wake up."""

    at: datetime
    late: float


class Takeover(msgspec.Struct, frozen=True):
    """From one claim of an occurrence to the next one, and how late the machine was meanwhile, at its worst."""

    took: timedelta
    machine: timedelta

    @property
    def judged(self) -> timedelta:
        """What of it is the bot's."""
        return self.took - self.machine


def write_down_claims(database_url: str) -> None:
    """Have PostgreSQL write down every claim from here on."""
    database = open_database(database_url)
    with database.transaction() as connection:
        for statement in _WRITTEN_DOWN:
            connection.exec_driver_sql(statement)
    database.close()


def takeovers(database: Database, looks: Sequence[Look]) -> list[Takeover]:
    """Return every takeover."""
    with database.looking() as connection:
        rows = connection.execute(_CLAIMS).all()
    return [
        Takeover(after.at - before.at, _worst(looks, before.at, after.at))
        for before, after in itertools.pairwise(rows)
        if (before.timer, before.due_at, before.attempts) == (after.timer, after.due_at, after.attempts)
    ]


def failures(database: Database) -> Sequence[str]:
    """Return what went wrong with each try that failed and was made again."""
    with database.looking() as connection:
        return [row.error for row in connection.execute(_CLAIMS) if row.attempts]


def _worst(looks: Sequence[Look], since: datetime, until: datetime) -> timedelta:
    """Return how late the worst look was that fell into a time in part."""
    late = (
        timedelta(seconds=one.late)
        for one in looks
        if since <= one.at and one.at.timestamp() - one.late <= until.timestamp()
    )
    return max(late, default=timedelta())


@asynccontextmanager
async def looked_beside(database_url: str) -> AsyncIterator[list[Look]]:
    """Look beside the bot, until the end; only then the list has what was seen."""
    looks: list[Look] = []
    words = [sys.executable, "-m", "tests.crash.takeovers", database_url]
    process = await asyncio.create_subprocess_exec(*words, stdin=PIPE, stdout=PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert await process.stdout.readline(), "nobody looks"
        yield looks
        process.stdin.write_eof()
        looks += msgspec.json.decode(await process.stdout.read(), type=list[Look])
    finally:
        process.stdin.close()
        await process.wait()


async def look(database_url: str) -> list[Look]:
    """Wake up again and again until nobody listens any more, and return how late it was each time."""
    database = open_database(database_url)
    timers = Timers(database, clock=system_clock, lease=timedelta(seconds=1))
    loop, looks = asyncio.get_running_loop(), list[Look]()
    over = loop.run_in_executor(None, sys.stdin.read)
    print("looks", flush=True)  # noqa: T201 - whoever started it waits for this.
    meant = loop.time()
    while not over.done():
        meant = max(meant + EVERY_SECONDS, loop.time())
        await asyncio.sleep(meant - loop.time())
        await asyncio.to_thread(timers.claim, most=0)
        looks.append(Look(datetime.now(UTC), loop.time() - meant))  # noqa: TID251 - it measures the machine's.
    database.close()
    return looks


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(look(sys.argv[1]))))
