"""The real bot in processes to be killed: a parent that has everything imported forks one for each line of orders.

Run as `python -m tests.crash.replica`. Forking keeps the start short, so that hundreds of kills fit into a run; from
the database on, each child builds everything itself, as `csops serve` does.
"""

import asyncio
import ctypes
import gc
import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from bot.log import set_up_log
from bot.relay import RelayTerms
from bot.settings import read_settings
from bot.timers import TimerTerms
from bot.wiring import Bot, Tuning
from handlers.slack.poster import SlackPoster
from handlers.teams.poster import TeamsPoster
from storage.engine import open_database
from storage.settling import Terms
from tests.relay.controls import BlindRetry, BlindTeams
from workflows.desk import Desk, Noted
from workflows.kernel.cards import note
from workflows.kernel.posts import Post
from workflows.timing import Firing, TimerKind

TERMS = Terms(
    lease=timedelta(seconds=2.0),
    quarantine=timedelta(seconds=0.7),
    audit_after=timedelta(seconds=1.5),
    give_up_after=timedelta(hours=1),
)
RELAY = RelayTerms(poll_seconds=0.1, longest_delivery_seconds=0.6, paranoid_seconds=0.5)
POSTERS: dict[str, type[SlackPoster]] = {"real": SlackPoster, "blind": BlindRetry}
TEAMS_POSTERS: dict[str, type[TeamsPoster]] = {"real": TeamsPoster, "blind": BlindTeams}


END_WITH_PARENT = 1
"""Linux's PR_SET_PDEATHSIG."""


TIMERS = TimerTerms(every_seconds=1)
BEAT = timedelta(seconds=1)


def beat(desk: Desk, firing: Firing) -> datetime:
    """Say that a beat came, in the history and in a channel, and come back for the next one."""
    desk.record_next(Noted("beat", note=firing.at.isoformat()), subject=f"timer:{firing.timer}")
    desk.send(firing.subject, Post(card=note(f"{firing.timer} at {firing.at.isoformat()}")))
    return firing.at + BEAT


class Orders(msgspec.Struct, kw_only=True):
    """What a child is to do: serve with this environment, and die or freeze at the n-th time it comes to a boundary."""

    environment: dict[str, str]
    poster: str = "real"
    boundary: str = ""
    hit: int = 1
    freezes: bool = False


def main() -> None:
    """Fork a child for each line of orders, and print its process id."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Nobody waits for the children; the system clears them away.
    gc.freeze()
    for line in sys.stdin.buffer:
        orders = msgspec.json.decode(line, type=Orders)
        child = os.fork()
        if child == 0:
            _be_killed(orders)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _be_killed(orders: Orders) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # Nothing of a run outlives it, and nobody waits for what a child holds open.
    ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGKILL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, sys.stdin.fileno())
    os.dup2(nowhere, sys.stdout.fileno())
    try:
        set_up_log(level="warning")
        asyncio.run(_serve(orders))
    except BaseException:  # noqa: BLE001 - the edge of a process that ends here.
        traceback.print_exc()
    finally:
        os._exit(1)


async def _serve(orders: Orders) -> None:
    settings = read_settings(orders.environment)
    database = open_database(settings.database)
    tuning = Tuning(
        boundary=deadly(orders.boundary, orders.hit, signal.SIGSTOP if orders.freezes else signal.SIGKILL),
        paces={},
        terms=TERMS,
        relay=RELAY,
        poster=POSTERS[orders.poster],
        teams_poster=TEAMS_POSTERS[orders.poster],
        timers=TIMERS,
        kinds={"beat": TimerKind(beat, "all", "Beat")},
    )
    await Bot(settings, database, tuning=tuning).open()
    await asyncio.Event().wait()


def deadly(boundary: str, hit: int, by: signal.Signals = signal.SIGKILL) -> Callable[[str], None]:
    """Return what ends the process at once, as `kill -9` does, at the n-th time it comes to the boundary."""
    seen: Counter[str] = Counter()

    def come_to(name: str) -> None:
        seen[name] += 1
        if name == boundary and seen[name] == hit:
            os.kill(os.getpid(), by)

    return come_to


if __name__ == "__main__":
    main()
