"""`csops audit`: whether the history is as it was written, and the digest to keep where nobody can reach it."""

import pathlib
import sys
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import exc

from bot.settings import SettingsError, read_settings
from storage import history
from storage.engine import open_database
from storage.readiness import NEEDED, version_of

WHOLE, BROKEN, WRONG = 0, 1, 2


def verify() -> int:
    """Name the first entry that was altered, deleted, inserted or moved; 0 when every chain is whole, 1 when not."""
    return _read(_verified)


def head() -> int:
    """Print the number and digest of the newest checkpoint; 1 when there is none yet."""
    return _read(_shown)


def _verified(connection: sa.Connection) -> int:
    fault = history.verify(connection)
    if fault is None:
        sys.stdout.write("The history is whole: every entry is as it was written.\n")
        return WHOLE
    sys.stdout.write(f"The history is broken at {fault.subject}, entry {fault.seq}: {fault.what}.\n")
    return BROKEN


def _shown(connection: sa.Connection) -> int:
    newest = history.head(connection)
    if newest is None:
        sys.stdout.write(
            "There is no checkpoint yet. A running bot writes one every minute in which something happened.\n"
        )
        return BROKEN
    number, digest = newest
    sys.stdout.write(f"{number} {digest}\n")
    return WHOLE


def _read(look: Callable[[sa.Connection], int]) -> int:
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
