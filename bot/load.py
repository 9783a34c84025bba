"""`csops load`: bring people, customers, roles, channels and terms in from files, all of them or none."""

import functools
import os
import pathlib
import pwd
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.settings import Settings, SettingsError, read_settings
from storage.engine import Database, DatabaseInUseError, open_database
from storage.readiness import NEEDED, NotReadyError, make_ready, version_of
from storage.turns import TurnTimeoutError
from storage.unit import ConflictError, DatabaseLostError
from workflows.people import groups
from workflows.people.actions import Loaded, LoadError, load
from workflows.people.cards import changed_lines, left_out_lines
from workflows.people.reading import Source, read_file
from workflows.process.faults import Fault

DONE = 0
FAULTS = 1
MOST_SHOWN = 50
TRIES = 10

Say = Callable[[str], object]


def load_files(
    names: Sequence[str],
    *,
    prune: bool,
    force: bool = False,
    settings: Settings | None = None,
    say: Say = print,
    now: datetime | None = None,
) -> int:
    """Load the files and say what changed; the exit code is 1 when anything is wrong, and then nothing was changed."""
    try:
        settings = settings or read_settings()
        database = open_ready(settings.database)
    except (SettingsError, DatabaseInUseError, NotReadyError, OSError, ArgumentError) as error:
        return _refused(say, [str(error)])
    except SQLAlchemyError as error:
        return _refused(say, [_lost(error)])
    try:
        sources = read_sources(names)
        at = now or datetime.now(UTC)  # noqa: TID251 - the command line is the process edge.
        loaded = load_sources(database, sources, now=at, prune=prune, by=_user(), force=force)
        lines = [*told(loaded), *_groups(database, settings, now=at)]
    except LoadError as error:
        return _refused(say, [fault.words() for fault in error.faults])
    except TurnTimeoutError:
        return _refused(say, ["The database is busy. Mend: load again in a moment."])
    except (driver_error(database), SQLAlchemyError, DatabaseLostError, ConflictError) as error:
        return _refused(say, [_lost(error)])
    finally:
        database.close()
    for line in lines:
        say(line)
    return DONE


def _groups(database: Database, settings: Settings, *, now: datetime) -> list[str]:
    """Take up who is in the groups that hold roles; return what there is to say of it."""
    with database.reading() as unit:
        if not groups.wanted(unit):
            return []
    from bot.groups import look_up  # noqa: PLC0415 - it brings what speaks with Microsoft.

    try:
        return look_up(database, settings.teams(), now=lambda: now)
    except SettingsError as error:
        return list(error.faults)


def open_ready(url: str) -> Database:
    """Open the database with the tables that this csops needs, on SQLite also beside the bot that has the file.

    A load is one short transaction, for which a running bot waits as it waits for its own; the bot takes the change up
    with its next command. Only the bot's own csops may load: tables are not changed under it (DatabaseInUseError).
    """
    try:
        database = open_database(url, pool_size=1)
    except DatabaseInUseError:
        return _beside_the_bot(url)
    try:
        make_ready(database)
    except (NotReadyError, SQLAlchemyError):
        database.close()
        raise
    return database


def _beside_the_bot(url: str) -> Database:
    database = open_database(url, pool_size=1, exclusive=False)
    try:
        found = version_of(database)
    except SQLAlchemyError:
        database.close()
        raise
    if found != NEEDED:
        database.close()
        message = (
            f"A running bot has this database at version {found or 'none'}, and this csops needs {NEEDED}. "
            "Mend: stop the bot, load, and start it again with this csops."
        )
        raise DatabaseInUseError(message)
    return database


def read_sources(names: Sequence[str]) -> list[Source]:
    """Return what the files say. Raise LoadError with every fault of every file."""
    sources: list[Source] = []
    faults: list[Fault] = []
    for name in dict.fromkeys(names):
        try:
            found = read_file(pathlib.Path(name).read_bytes(), name)
        except OSError as error:
            found = [Fault(name, 1, f"It cannot be read: {error.strerror}.", "look at its name and who may read it.")]
        if isinstance(found, Source):
            sources.append(found)
        else:
            faults.extend(found)
    if faults:
        raise LoadError(faults)
    return sources


def load_sources(
    database: Database, sources: Sequence[Source], *, now: datetime, prune: bool, by: str, force: bool = False
) -> Loaded:
    """Load what was read, in one transaction; tried again when another load got through first. Raise LoadError."""
    once = functools.partial(_once, database, sources, now=now, prune=prune, by=by, force=force)
    for _ in range(TRIES - 1):
        try:
            return once()
        except ConflictError:
            continue
    return once()


def _once(database: Database, sources: Sequence[Source], **told: Any) -> Loaded:  # noqa: ANN401 - as load takes it.
    with database.unit() as unit:
        loaded = load(unit, sources, **told)
        if loaded.changes or loaded.settled:
            unit.commit()
    return loaded


def told(loaded: Loaded) -> list[str]:
    """Return what a load did, in lines for the terminal."""
    lines = list(changed_lines(loaded.changes)) or ["Nothing changed."]
    left_out = list(left_out_lines(loaded.left_out))
    if left_out:
        lines += [*left_out, "To take away what the files do not name, load them again with --prune."]
    return lines


def _refused(say: Say, lines: Sequence[str]) -> int:
    for line in lines[:MOST_SHOWN]:
        say(line)
    if len(lines) > MOST_SHOWN:
        say(f"and {len(lines) - MOST_SHOWN} more.")
    say("Nothing was changed.")
    return FAULTS


def driver_error(database: Database) -> type[Exception]:
    """Return the base of the errors that the database's driver raises; units let them through as they are."""
    errors = database.engine.dialect.loaded_dbapi
    found: type[Exception] = errors.Error
    return found


def _lost(error: Exception) -> str:
    words = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    return f"The database did not take it: {words} Mend: run csops check."


def _user() -> str:
    """Return who runs this, by the name that the machine knows them by."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def main(names: Sequence[str], *, prune: bool, force: bool = False) -> int:
    """Carry `csops load` out on the command line: what changed on standard output, faults on standard error."""
    told_lines: list[str] = []
    code = load_files(names, prune=prune, force=force, say=told_lines.append)
    stream = sys.stdout if code == DONE else sys.stderr
    stream.write("".join(f"{line}\n" for line in told_lines))
    return code
