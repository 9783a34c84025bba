"""`csops audit`: whether the history is as it was written, and the digest to keep where nobody can reach it."""

import sys

from bot.settings import SettingsError, read_settings
from storage import history
from storage.engine import Database, open_database

WHOLE, BROKEN, WRONG = 0, 1, 2


def verify() -> int:
    """Name the first entry that was altered, deleted, inserted or moved; 0 when every chain is whole, 1 when not."""
    database = _open()
    if database is None:
        return WRONG
    try:
        with database.looking() as connection:
            fault = history.verify(connection)
    finally:
        database.close()
    if fault is None:
        sys.stdout.write("The history is whole: every entry is as it was written.\n")
        return WHOLE
    sys.stdout.write(f"The history is broken at {fault.subject}, entry {fault.seq}: {fault.what}.\n")
    return BROKEN


def head() -> int:
    """Print the number and digest of the newest checkpoint; 1 when there is none yet."""
    database = _open()
    if database is None:
        return WRONG
    try:
        with database.looking() as connection:
            newest = history.head(connection)
    finally:
        database.close()
    if newest is None:
        sys.stdout.write(
            "There is no checkpoint yet. A running bot writes one every minute in which something happened.\n"
        )
        return BROKEN
    number, digest = newest
    sys.stdout.write(f"{number} {digest}\n")
    return WHOLE


def _open() -> Database | None:
    try:
        # A reader beside a running bot: it takes neither the file nor a turn.
        return open_database(read_settings().database, pool_size=1, exclusive=False)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return None
