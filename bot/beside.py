"""Reading the database beside a running bot, for commands that only look."""

import pathlib
import sys
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import exc

from bot.settings import SettingsError, read_settings
from storage.engine import open_database
from storage.readiness import NEEDED, version_of

WRONG = 2


def read_beside(look: Callable[[sa.Connection], int]) -> int:
    """Let `look` read beside a running bot; 2, with the reason in words, where there is nothing to be read."""
    try:
        settings = read_settings()
        url = sa.make_url(settings.database)
        if url.get_backend_name() == "sqlite" and not pathlib.Path(url.database or "").is_file():
            return _cannot(f"There is no database at {settings.database_shown} yet.")
        # A reader takes neither the file nor a turn.
        database = open_database(settings.database, pool_size=1, exclusive=False)
    except (SettingsError, OSError) as error:
        return _cannot(str(error))
    try:
        found = version_of(database)
        if found != NEEDED:
            return _cannot(f"The database is at version {found or 'none'}, csops needs {NEEDED}. Run: csops db upgrade")
        with database.looking() as connection:
            return look(connection)
    except exc.DBAPIError as error:
        words = str(error.orig).strip().partition("\n")[0]
        return _cannot(f"The database at {settings.database_shown} does not answer: {words}")
    finally:
        database.close()


def _cannot(reason: str) -> int:
    sys.stderr.write(f"csops: {reason}\n")
    return WRONG
