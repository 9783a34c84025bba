"""`csops export`: write the company as it is kept, so that what was changed in chat stands in a file again."""

import pathlib
import sys

from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.load import open_ready
from bot.settings import Settings, SettingsError, read_settings
from storage.engine import DatabaseInUseError
from storage.readiness import NotReadyError
from workflows.people.actions import state_of
from workflows.people.directory import read_customers, read_directory
from workflows.people.exporting import exported
from workflows.people.rules import Listed

DONE = 0
WRONG = 1


def export(*, output: str = "", settings: Settings | None = None) -> int:
    """Write csops.toml to a file or to standard output; 1 with the reason where nothing can be read or written."""
    try:
        database = open_ready((settings or read_settings()).database)
    except (SettingsError, DatabaseInUseError, NotReadyError, OSError, ArgumentError, SQLAlchemyError) as error:
        return _cannot(str(error))
    try:
        with database.reading() as unit:
            directory = read_directory(unit)
            customers = {one.key: Listed(one, active) for one, active in read_customers(unit)}
        if not directory.version:
            return _cannot("Nothing is loaded yet. Mend: csops load csops.toml")
        text = exported(state_of(directory, customers))
        if output:
            pathlib.Path(output).write_text(text, encoding="utf-8")
        else:
            sys.stdout.write(text)
    except OSError as error:
        return _cannot(f"{output} cannot be written: {error.strerror}.")
    finally:
        database.close()
    return DONE


def _cannot(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return WRONG
