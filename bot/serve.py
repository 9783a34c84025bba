"""`csops serve`: the bot, until it is told to stop."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError

from bot.definitions import ChangedDefinitionError
from bot.log import set_up_log
from bot.settings import Settings, SettingsError, read_settings
from bot.wiring import Bot
from storage.engine import Database, DatabaseInUseError, open_database
from storage.readiness import NotReadyError, make_ready
from workflows.process.faults import DefinitionError

log = structlog.get_logger()

WRONG = 1


def serve() -> int:
    """Serve until SIGTERM or SIGINT; 1 with the reason in words when it cannot start."""
    try:
        settings = read_settings()
        settings.doors()
    except SettingsError as error:
        return _cannot_start(str(error))
    set_up_log(level=settings.log_level, layout=settings.log_format, secrets=settings.secrets)
    try:
        database = open_ready(settings)
    except (DatabaseInUseError, NotReadyError, OSError) as error:
        return _cannot_start(str(error))
    except DBAPIError as error:
        words = str(error.orig).strip().partition("\n")[0]
        return _cannot_start(f"The database at {settings.database_shown} does not answer: {words}")
    try:
        return _run(_serve(settings, database))
    finally:
        database.close()


def _run(main: Coroutine[Any, Any, int]) -> int:
    try:
        import uvloop  # noqa: PLC0415 - there is none on Windows.
    except ImportError:
        return asyncio.run(main)
    return uvloop.run(main)


def open_ready(settings: Settings) -> Database:
    """Open the database, with the tables that this csops needs. An embedded SQLite file is brought up to date."""
    database = open_database(settings.database)
    try:
        make_ready(database)
    except NotReadyError:
        database.close()
        raise
    return database


async def _serve(settings: Settings, database: Database) -> int:
    bot = Bot(settings, database)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    try:
        await bot.open()
        sys.stdout.write(f"csops serves on port {bot.port}. Ctrl-C stops it.\n")
        sys.stdout.flush()
        await stop.wait()
    except SlackApiError as error:
        return _cannot_start(f"Slack refused the token ({error.response['error']}). Run csops check.")
    except (aiohttp.ClientError, TimeoutError) as error:
        return _cannot_start(f"Slack cannot be reached at {settings.slack_api_url} ({type(error).__name__}).")
    except (SettingsError, ChangedDefinitionError, DefinitionError, OSError) as error:
        return _cannot_start(str(error))
    finally:
        await bot.close()
    return 0


def _cannot_start(reason: str) -> int:
    sys.stderr.write(f"csops cannot start.\n{reason}\n")
    return WRONG
