"""Run the local Slack in its own process: python -m playground.slack --port 0."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

import msgspec

from playground.slack.control import addresses
from playground.slack.core import Settings
from playground.slack.server import SlackServer, make


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="playground.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--manifest", type=Path, help="the app's manifest; without it everything is allowed")
    parser.add_argument("--data", type=Path, help="keep the workspace in this file")
    parser.add_argument("--no-limits", action="store_true", help="no rate limits, for benches")
    parser.add_argument("--no-validation", action="store_true", help="blocks are not checked, for benches")
    parser.add_argument("--wire", type=int, default=1000, help="entries of the wire log that are kept")
    for name in ("events", "interactivity", "options", "commands"):
        parser.add_argument(f"--{name}-url", default="", help="send these as signed requests there")
    return parser.parse_args()


async def _run(given: argparse.Namespace) -> None:
    settings = Settings(
        rate_limits=not given.no_limits,
        validate_blocks=not given.no_validation,
        wire_size=given.wire,
        events_url=given.events_url,
        interactivity_url=given.interactivity_url,
        options_url=given.options_url,
        commands_url=given.commands_url,
    )
    server = SlackServer(make(manifest=given.manifest, settings=settings, load=given.data))
    await server.start(given.port)
    if given.data:
        server.keep(given.data)
    sys.stdout.write(msgspec.json.encode(addresses(server.slack, {})).decode() + "\n")
    sys.stdout.flush()
    asked = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, asked.set)
    await asked.wait()
    await server.stop()


def _main() -> None:
    given = _arguments()
    if sys.platform == "win32":
        asyncio.run(_run(given))
    else:
        import uvloop  # noqa: PLC0415 - there is none on Windows

        uvloop.run(_run(given))


if __name__ == "__main__":
    _main()
