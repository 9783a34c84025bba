"""`csops play`: the whole bot on this machine with no workspace, on a local Slack that is looked at in a browser.

The data stays in the folder `play` of the data folder; `--fresh` begins again with the example company.
"""

import asyncio
import shutil
import signal
import sys
import webbrowser
from pathlib import Path

import sqlalchemy as sa

from bot.definitions import keep_definitions
from bot.dispatch import Dispatcher
from bot.load import load_sources, read_sources
from bot.log import set_up_log
from bot.play_story import Teller
from bot.settings import Settings, SettingsError, read_settings
from bot.wiring import Bot, Tuning, system_clock
from playground.slack.control import addresses
from playground.slack.core import Settings as SlackSettings
from playground.slack.core import Slack
from playground.slack.furnishing import channel, person
from playground.slack.server import SlackServer, make
from storage import tables
from storage.engine import Database, DatabaseInUseError, open_database
from storage.readiness import make_ready
from storage.settling import Pace
from workflows.process.catalogue import load_definitions
from workflows.registry import Registry

HERE = Path(__file__).parents[1]
COMPANY = HERE / "examples" / "csops.toml"
MANIFEST = HERE / "app_manifest.yml"
WRONG = 1


def play(*, fresh: bool, open_browser: bool, port: int) -> int:
    """Play until Ctrl-C; 1 with the reason in words when it cannot start."""
    try:
        folder = read_settings().data / "play"
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG
    if fresh and folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    set_up_log(level="warning")
    try:
        return asyncio.run(_play(folder, open_browser=open_browser, port=port))
    except DatabaseInUseError:
        sys.stderr.write("The playground is running already. Stop it first, or look at its page.\n")
    except OSError as error:
        words = f"The playground cannot listen on port {port}: {error.strerror or error}."
        sys.stderr.write(f"{words} Stop what uses it, or say another one: --port 0 takes a free one.\n")
    return WRONG


async def _play(folder: Path, *, open_browser: bool, port: int) -> int:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    database = open_database(f"sqlite:///{folder / 'csops.db'}")
    server = SlackServer(_local_slack(folder))
    try:
        await server.start(port)
        await asyncio.to_thread(_furnish, database)
        _people_and_channels(server.slack, database)
        server.keep(folder / "slack.json")
        bot = Bot(_settings(server.slack, folder), database, tuning=Tuning(paces={"slack": Pace(gap_seconds=0.0)}))
        try:
            await bot.open()
            _say(f"The playground is at {server.slack.settings.base_url}/  (Ctrl-C stops it)")
            if open_browser:
                webbrowser.open(f"{server.slack.settings.base_url}/")
            await stop.wait()
        finally:
            await bot.close()
    finally:
        await server.stop()
        database.close()
    return 0


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _local_slack(folder: Path) -> Slack:
    # The story so far leaves in one rush, faster than Slack would take it; everything else is as strict as Slack is.
    settings = SlackSettings(rate_limits=False)
    return make(manifest=MANIFEST if MANIFEST.exists() else None, settings=settings, load=folder / "slack.json")


def _furnish(database: Database) -> None:
    """Make the tables, bring the example company in, and tell its story, unless all that was done before."""
    make_ready(database)
    with database.looking() as connection:
        if connection.execute(sa.select(tables.engagement.c.id).limit(1)).first() is not None:
            return
    load_sources(database, read_sources([str(COMPANY)]), now=system_clock(), prune=False, by="play")
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
        Teller(database, registry, dispatcher).tell()
    finally:
        dispatcher.close()


def _people_and_channels(slack: Slack, database: Database) -> None:
    """Give the local Slack the people and channels that the company file names, under the ids that it gives them."""
    with database.looking() as connection:
        people = connection.execute(
            sa.select(tables.identity.c.user_id, tables.person)
            .join(tables.person, tables.person.c.key == tables.identity.c.person_key)
            .where(tables.identity.c.platform == "slack")
            .order_by(tables.identity.c.user_id)
        ).all()
        channels = connection.execute(sa.select(tables.channel).order_by(tables.channel.c.purpose)).all()
        customers = connection.execute(sa.select(tables.customer).order_by(tables.customer.c.key)).all()
        holders = connection.execute(sa.select(tables.role_holder).order_by(tables.role_holder.c.role)).all()
    titles = {role.key: role.title for one in load_definitions().all() for role in one.roles}
    taken: set[str] = set()
    for row in people:
        name = row.key if row.key not in taken else f"{row.key}-2"
        taken.add(name)
        roles = ", ".join(str(titles.get(one.role) or one.role) for one in holders if one.person_key == row.key)
        about = {"real_name": row.name, "email": row.email, "time_zone": row.time_zone, "title": roles}
        person(slack, {"name": name, "id": row.user_id, **about})
    for name, address in (
        *((row.purpose, row.address) for row in channels),
        *((row.key, row.channel) for row in customers),
    ):
        channel(slack, {"name": name, "id": address.removeprefix("slack:")})


def _settings(slack: Slack, folder: Path) -> Settings:
    known = addresses(slack, {})
    return read_settings(
        {
            "CSOPS_DATA": str(folder),
            "CSOPS_PORT": "0",
            "SLACK_API_URL": str(known["api_url"]),
            "SLACK_BOT_TOKEN": str(known["bot_token"]),
            "SLACK_APP_TOKEN": str(known["app_token"]),
        }
    )
