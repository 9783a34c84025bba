"""`make play-teams`: runs the bot against Microsoft's Agents Playground, which you install from npm for evaluation.

The playground is Microsoft's, pre-release and under its own licence; nothing of it is part of csops. It is installed
into the data folder, and only when you say that you take its licence.
"""

import argparse
import asyncio
import contextlib
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import sqlalchemy as sa
import yaml
from aiohttp import web

from bot.definitions import keep_definitions
from bot.dispatch import Dispatcher
from bot.load import load_sources, read_sources
from bot.log import set_up_log
from bot.play_story import HOURS, Teller
from bot.settings import Settings, read_settings
from bot.wiring import Bot, Tuning, system_clock
from playground.teams.login import App
from storage import tables
from storage.engine import Database, DatabaseInUseError, open_database
from storage.readiness import make_ready
from tools.agents_bridge import Bridge
from workflows.estimates.commands import SendEstimate
from workflows.kernel.people import Identity
from workflows.process.catalogue import load_definitions
from workflows.registry import Registry

PACKAGE: Final = "@microsoft/m365agentsplayground"
VERSION: Final = "0.2.28"
OLDEST_NODE: Final = 18
COMPANY: Final = Path(__file__).parents[1] / "examples" / "csops-teams.toml"
APP: Final = App(
    app_id="0d1f6f2e-5b3c-4c55-8a0b-0000000000c5",
    tenant_id="7f2b6a1c-2a7e-4f0e-9a52-0000000000c5",
    secret="of-the-playground-alone",  # noqa: S106 - it opens nothing.
)
YOU: Final = "irena"
"""Who you are in the playground: the manager for whose decision the story waits."""
CLIENT_PORT, BRIDGE_PORT, BOT_PORT = 56150, 56151, 56152
LOG: Final = "agents-playground.log"
WRONG: Final = 1


def main(words: list[str]) -> int:
    """Start everything; Ctrl-C stops it."""
    parser = argparse.ArgumentParser(prog="make play-teams", description="Run csops against the Agents Playground.")
    parser.add_argument("--accept-license", action="store_true", help="take the playground's licence and install it")
    parser.add_argument("--fresh", action="store_true", help="forget what was done before")
    parser.add_argument("--no-open", action="store_true", help="leave the browser alone")
    options = parser.parse_args(words)
    folder = read_settings().data / "play-teams"
    if options.fresh:
        for old in folder.glob("csops.db*"):
            old.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    trouble = trouble_with_node() or trouble_with_package(folder, accepted=options.accept_license)
    if trouble:
        sys.stderr.write(f"{trouble}\n")
        return WRONG
    set_up_log(level="warning")
    try:
        asyncio.run(_play(folder, open_browser=not options.no_open))
    except KeyboardInterrupt:
        return 0
    except DatabaseInUseError:
        sys.stderr.write("It is running already. Stop it first, or look at its page.\n")
    except OSError as error:
        ports = f"{CLIENT_PORT}, {BRIDGE_PORT} and {BOT_PORT}"
        sys.stderr.write(f"It cannot listen on the ports {ports}: {error.strerror}. Stop what uses them.\n")
    else:
        sys.stderr.write(f"The Agents Playground ended by itself; {folder / LOG} says why.\n")
    return WRONG


def trouble_with_node() -> str:
    """Return what is missing of Node, in words; nothing where it is there."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return (
            "The Agents Playground needs Node 18 or newer, and it is not here. Install it from https://nodejs.org, or"
            " try csops on a local Slack instead: make play."
        )
    said = subprocess.run([node, "--version"], capture_output=True, check=False, text=True).stdout.strip()
    number = said.removeprefix("v").partition(".")[0]
    if not number.isdecimal() or int(number) < OLDEST_NODE:
        return f"The Agents Playground needs Node 18 or newer; here is {said or 'one that does not answer'}."
    return ""


def trouble_with_package(folder: Path, *, accepted: bool) -> str:
    """Return why the playground is not there, in words; install it where its licence was taken."""
    there = _entry(folder)
    if there.exists():
        return ""
    if not accepted:
        return (
            f"The Agents Playground ({PACKAGE} {VERSION}) is not installed yet. It is Microsoft's, pre-release, for"
            " evaluation only, and not part of csops; its licence and what it sends to Microsoft are told at"
            f" https://www.npmjs.com/package/{PACKAGE}. Its page can be reached from your network while it runs.\n"
            'To take the licence and install it into the data folder: make play-teams ARGS="--accept-license"'
        )
    install = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), f"{PACKAGE}@{VERSION}"]
    done = subprocess.run(install, check=False)
    return "" if there.exists() else f"npm could not install it (exit code {done.returncode}); see above."


def configuration() -> str:
    """Return what the playground reads: who there is and where, as the example company has it."""
    (source,) = read_sources([str(COMPANY)])
    people = [
        {
            "id": f"29:{one.key}",
            "name": one.name,
            "userPrincipleName": one.email,
            "aadObjectId": one.teams[0],
            "givenName": one.name.partition(" ")[0],
            "surname": one.name.partition(" ")[2],
            "email": one.email,
        }
        for one in source.content.people
    ]
    return yaml.safe_dump(
        {
            "version": "0.1.1",
            "tenantId": APP.tenant_id,
            "bot": {"id": f"28:{APP.app_id}", "name": "csops"},
            "currentUser": next(one for one in people if one["id"] == f"29:{YOU}"),
            "users": [one for one in people if one["id"] != f"29:{YOU}"],
            "personalChat": {"id": "a:personal"},
            "groupChat": {"id": "19:group@thread.v2", "name": "Group"},
            "team": {
                "id": "19:general@thread.tacv2",
                "name": "Fennwick",
                "aadGroupId": "9a1b0000-0000-4000-8000-0000000000c5",
                "channels": [{"id": "19:work@thread.tacv2", "name": "Work"}],
            },
        },
        sort_keys=False,
        allow_unicode=True,
    )


def environment(folder: Path) -> Settings:
    """Return the bot's settings: its Teams is the bridge."""
    here = f"http://127.0.0.1:{BRIDGE_PORT}"
    return read_settings(
        {
            "CSOPS_DATA": str(folder),
            "CSOPS_PORT": str(BOT_PORT),
            "TEAMS_APP_ID": APP.app_id,
            "TEAMS_TENANT_ID": APP.tenant_id,
            "TEAMS_APP_SECRET": APP.secret,
            "TEAMS_LOGIN_URL": f"{here}/login",
            "TEAMS_OPENID_URL": f"{here}/openid",
            "TEAMS_SERVICE_HOSTS": "127.0.0.1",
        }
    )


async def _play(folder: Path, *, open_browser: bool) -> None:
    (folder / ".m365agentsplayground.yml").write_text(configuration(), encoding="utf-8")
    async with contextlib.AsyncExitStack() as stack:
        database = open_database(f"sqlite:///{folder / 'csops.db'}")
        stack.callback(database.close)
        await asyncio.to_thread(_furnish, database)
        bridge = Bridge(
            APP, bot=f"http://127.0.0.1:{BOT_PORT}/teams/messages", client=f"http://127.0.0.1:{CLIENT_PORT}"
        )
        await stack.enter_async_context(_served(bridge.application()))
        bot = Bot(environment(folder), database, tuning=Tuning())
        await bot.open()
        stack.push_async_callback(bot.close)
        client = await stack.enter_async_context(_client(folder, open_browser=open_browser))
        sys.stdout.write(f"The Agents Playground is at http://127.0.0.1:{CLIENT_PORT}/  (Ctrl-C stops it)\n")
        sys.stdout.flush()
        await client.wait()


def _furnish(database: Database) -> None:
    """Bring the company in, and let a ROM wait for a decision, unless that was done before."""
    make_ready(database)
    with database.looking() as connection:
        if connection.execute(sa.select(tables.engagement.c.id).limit(1)).first() is not None:
            return
    load_sources(database, read_sources([str(COMPANY)]), now=system_clock(), prune=False, by="play-teams")
    definitions = keep_definitions(database, load_definitions(), now=system_clock())
    registry = Registry(definitions)
    dispatcher = Dispatcher(
        database=database,
        registry=registry,
        definitions=definitions,
        clock=system_clock,
        committed=lambda: None,
    )
    try:
        teller = Teller(database, registry, dispatcher)
        key = teller.start("mira", "northgate", "Customer portal")
        teller.say("mira", key, "scoped", scope="A portal for Northgate's customers, as discussed on the phone.")
        teller.form("mira", f"/rom {key}", HOURS)
        sent = SendEstimate(actor=Identity("csops", "mira"), request_key="play-teams:sent", key=key)
        dispatcher.answer(sent)
    finally:
        dispatcher.close()


@contextlib.asynccontextmanager
async def _served(application: web.Application) -> AsyncIterator[None]:
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", BRIDGE_PORT).start()
    try:
        yield
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def _client(folder: Path, *, open_browser: bool) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the playground, and end it with the block."""
    words = ["node", str(_entry(folder).resolve()), "start", "--disable-telemetry", "-c", "msteams"]
    words += ["-p", str(CLIENT_PORT), "-e", f"http://127.0.0.1:{BRIDGE_PORT}/messages"]
    words += ["--service-url", f"http://127.0.0.1:{BRIDGE_PORT}/_connector"]
    # It writes what goes wrong into a file of its own only, where nobody looks at a terminal.
    more = {"M365_AGENTS_PLAYGROUND_LOGFILE": str((folder / LOG).resolve())}
    more |= {} if open_browser else {"TEAMSAPPTESTER_BROWSER": "none"}
    with (folder / "agents-playground.out").open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            "env",
            *(f"{name}={value}" for name, value in more.items()),
            *words,
            cwd=folder,
            stdout=written,
            stderr=written,
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def _entry(folder: Path) -> Path:
    return folder / "node_modules" / PACKAGE / "cli.js"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
