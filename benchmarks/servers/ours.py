"""The real bot behind its HTTP door, on the database and the local Slack that the environment names."""

import asyncio
import sys

import msgspec

from bot.log import set_up_log
from bot.paces import PACES
from bot.relay import RelayTerms
from bot.serve import open_ready
from bot.settings import read_settings
from bot.wiring import Bot, Tuning
from storage.settling import Pace
from workflows import contents
from workflows.desk import Desk
from workflows.kernel.cards import note
from workflows.kernel.posts import Post
from workflows.timing import Firing, TimerKind


def beat(desk: Desk, firing: Firing) -> None:
    """Post a line where the timer says: what something that happens by itself costs at least."""
    desk.send(firing.subject, Post(card=note(f"{firing.timer} was due.")))


async def main(handlers: int, *, delivers: bool, paced: bool) -> None:
    """Serve until the process is ended. With `handlers` the registry knows that many forms instead of its own few.

    `paced` keeps Slack's pace.
    """
    for number in range(handlers):
        contents.SUBMITTED[f"bench.{number}"] = contents.SUBMITTED["step.fill"]  # type: ignore[index]
    settings = read_settings()
    set_up_log(level=settings.log_level, layout=settings.log_format, secrets=settings.secrets)
    database = open_ready(settings)
    # No pace and no second look at what is older than this start: what is measured is the relay at full speed.
    relay = RelayTerms(paranoid_seconds=0.0)
    tuning = Tuning(
        paces=PACES if paced else {"slack": Pace(gap_seconds=0.0)},
        delivers=delivers,
        relay=relay,
        kinds={**contents.TIMERS, "beat": TimerKind(beat, "all", "Beat")},
    )
    bot = Bot(settings, database, tuning=tuning)
    await bot.open()
    print(msgspec.json.encode({"port": bot.port}).decode(), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(int(sys.argv[1]), delivers=sys.argv[2] != "answers", paced=sys.argv[2] == "paced"))
