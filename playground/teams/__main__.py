"""Run the local Teams in its own process: python -m playground.teams --port 0."""

import argparse
import asyncio
import signal
import sys

import msgspec

from playground.teams.control import addresses
from playground.teams.server import TeamsServer
from playground.teams.service import Settings, Teams


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="playground.teams", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--bot-url", default="", help="where the bot takes activities")
    parser.add_argument("--no-limits", action="store_true", help="no rate limits, for benches")
    parser.add_argument("--no-validation", action="store_true", help="cards are not checked, for benches")
    parser.add_argument("--wire", type=int, default=1000, help="entries of the wire log that are kept")
    return parser.parse_args()


async def _run(given: argparse.Namespace) -> None:
    settings = Settings(
        bot_url=given.bot_url,
        rate_limits=not given.no_limits,
        validate_cards=not given.no_validation,
        wire_size=given.wire,
    )
    server = TeamsServer(Teams(settings=settings))
    await server.start(given.port)
    sys.stdout.write(msgspec.json.encode(addresses(server.teams, {})).decode() + "\n")
    sys.stdout.flush()
    asked = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, asked.set)
    await asked.wait()
    await server.stop()


if __name__ == "__main__":
    asyncio.run(_run(_arguments()))
