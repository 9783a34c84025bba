"""`csops db upgrade`: brings the database to the version that this csops needs."""

import sys

from sqlalchemy import exc

from bot.settings import SettingsError, read_settings
from storage import migrations
from storage.engine import DatabaseInUseError
from storage.turns import TurnTimeoutError

DONE = 0
FAULTS = 1


def upgrade() -> int:
    """Upgrade, say to which version, and return the exit code."""
    try:
        settings = read_settings()
    except SettingsError as error:
        return _failed(*error.faults)
    try:
        migrations.upgrade(settings.database)
    except (DatabaseInUseError, TurnTimeoutError, OSError) as error:
        return _failed(str(error))
    except exc.DBAPIError as error:
        words = str(error.orig).strip().splitlines()
        return _failed(
            f"The database at {settings.database_shown} could not be upgraded: {words[0] if words else error}"
        )
    sys.stdout.write(f"The database at {settings.database_shown} is at version {migrations.newest()}.\n")
    return DONE


def _failed(*faults: str) -> int:
    for fault in faults:
        sys.stderr.write(f"csops: {fault}\n")
    return FAULTS
