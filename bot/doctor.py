"""`csops check`: looks at everything that running needs, and says in words what is missing and how to mend it."""

import json
import pathlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.doctor_chats import chats, of_settings
from bot.doctor_microsoft import microsoft_and_mail
from bot.doctor_templates import templates
from bot.load import driver_error
from bot.settings import Settings, SettingsError, read_settings
from storage import tables
from storage.engine import SQLITE_WITH_SOUND_WAL, Database, open_database, sqlite_module
from storage.readiness import NEEDED, version_of
from storage.unit import DatabaseLostError
from workflows.kernel.findings import Finding, faulty, fine, noted
from workflows.kernel.people import Directory
from workflows.people.directory import read_customers, read_directory
from workflows.people.gaps import gaps
from workflows.process.catalogue import Definitions, load_definitions
from workflows.process.faults import DefinitionError

DATABASE: Final = "database"
PROCESSES: Final = "processes"
NOBODY: Final = Directory(
    version=0, company="", time_zone="UTC", people={}, identities={}, addresses={}, roles={}, channels={}
)
"""Where nothing is known of the company, still the tokens can be looked at."""

UPGRADE: Final = "run csops db upgrade."
LOAD: Final = "run csops load csops.toml."


def check(*, offline: bool, as_json: bool) -> int:
    """Print every finding; 1 when there is a fault. `offline` asks nothing of Slack and Teams."""
    today = datetime.now(UTC)  # noqa: TID251 - the command line is the process edge.
    try:
        found = list(examine(read_settings(), now=today, offline=offline))
    except SettingsError as error:
        found = [of_settings(fault) for fault in error.faults]
    faults = sum(finding.level == "fault" for finding in found)
    if as_json:
        sys.stdout.write(json.dumps({"ok": not faults, "findings": msgspec.to_builtins(found)}, indent=2) + "\n")
    else:
        summary = f"{faults} fault{'s' if faults > 1 else ''} to mend." if faults else "Nothing is missing."
        sys.stdout.write("".join(f"{finding.words()}\n" for finding in found) + f"{summary}\n")
    return 1 if faults else 0


def examine(settings: Settings, *, now: datetime, offline: bool) -> Iterator[Finding]:
    """Look at the database, the definitions, the company, Slack and Teams, in this order."""
    yield fine("settings", f"The database is {settings.database_shown}.")
    definitions = None
    try:
        definitions = load_definitions(own=settings.definitions)
        yours = f", with yours in {settings.definitions}" if settings.definitions else ""
        yield fine(PROCESSES, f"{len(definitions.processes)} definitions are sound{yours}.")
    except DefinitionError as error:
        for fault in error.faults:
            yield faulty(PROCESSES, f"{fault.file}:{fault.line}: {fault.what}", fault.mend)
    if definitions is not None:
        yield from templates(settings.templates, definitions)
    database, trouble = _opened(settings)
    if database is None:
        yield trouble
        yield from chats(settings, NOBODY, [], None, offline=offline)
        return
    try:
        yield from _examine_rows(settings, database, definitions, now=now, offline=offline)
    except (SQLAlchemyError, DatabaseLostError, driver_error(database)) as error:
        yield faulty(
            DATABASE, f"It does not answer: {_first_line(error)}", "look at CSOPS_DATABASE_URL and the server."
        )
        yield from chats(settings, NOBODY, [], None, offline=offline)
    finally:
        database.close()


def _examine_rows(
    settings: Settings, database: Database, definitions: Definitions | None, *, now: datetime, offline: bool
) -> Iterator[Finding]:
    version = version_of(database)
    with database.looking() as connection:
        yield from _soundness(connection, is_sqlite=database.is_sqlite)
        if version != NEEDED:
            has = f"is at version {version}" if version else "has no tables of csops yet"
            yield faulty(DATABASE, f"It {has}; this csops needs version {NEEDED}.", UPGRADE)
            yield from chats(settings, NOBODY, [], None, offline=offline)
            return
        yield fine(DATABASE, f"Its tables are at version {version}.")
        yield from _undelivered(connection)
        if definitions is not None:
            yield from _edited(connection, definitions)
    with database.reading() as unit:
        directory = read_directory(unit).at(now)
        customers = [customer for customer, active in read_customers(unit) if active]
    if not directory.version:
        yield faulty("company", "No company is loaded: nobody may do anything yet.", LOAD)
    else:
        yield fine("company", f"{directory.company}, {len(customers)} customers, load {directory.version}.")
        if definitions is not None:
            yield from gaps(directory, customers, definitions, today=now.date())
    yield from chats(settings, directory, customers, database, offline=offline)
    yield from microsoft_and_mail(settings, directory, customers, now=lambda: now, offline=offline)


def _opened(settings: Settings) -> tuple[Database | None, Finding]:
    """Open the database to look at it; a SQLite file that is not there is not made."""
    try:
        url = sa.make_url(settings.database)
        if url.get_backend_name() == "sqlite" and not pathlib.Path(url.database or "").is_file():
            return None, faulty(DATABASE, "There is no database yet.", UPGRADE)
        return open_database(settings.database, pool_size=2, exclusive=False), fine(DATABASE, "It can be opened.")
    except (OSError, ValueError, SQLAlchemyError) as error:
        return None, faulty(DATABASE, f"It cannot be opened: {_first_line(error)}", "look at CSOPS_DATABASE_URL.")


def _soundness(connection: sa.Connection, *, is_sqlite: bool) -> Iterator[Finding]:
    """What the database promises of a commit that it acknowledged."""
    if is_sqlite:
        module = sqlite_module()
        mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar()).upper()
        yield fine(DATABASE, f"SQLite {module.sqlite_version}, journal {mode}, one csops process.")
        if module.sqlite_version_info < SQLITE_WITH_SOUND_WAL:
            sound = ".".join(map(str, SQLITE_WITH_SOUND_WAL))
            what = f"Its write-ahead log could lose a commit before {sound}, so the slower journal is used."
            yield noted(DATABASE, what, "install pysqlite3, or a newer SQLite.")
        return
    names = ("server_version", "fsync", "full_page_writes", "synchronous_commit", "synchronous_standby_names")
    shown = {row.name: row.setting for row in connection.execute(_SHOWN, {"names": list(names)})}
    yield fine(DATABASE, f"PostgreSQL {shown['server_version']}.")
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if shown[name] == "off":
            what = f"{name} is off: what was acknowledged can be lost when the server stops."
            yield faulty(DATABASE, what, f"set {name} = on in postgresql.conf.")
    if shown["synchronous_standby_names"]:
        yield fine(DATABASE, f"Each commit waits for a standby ({shown['synchronous_standby_names']}).")
    else:
        what = "No synchronous standby: what was acknowledged is lost if this server's disk is."
        yield noted(DATABASE, what, "set synchronous_standby_names, if that must not be.")


_SHOWN = sa.text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)")


def _undelivered(connection: sa.Connection) -> Iterator[Finding]:
    dead = sa.select(sa.func.count()).select_from(tables.effect).where(tables.effect.c.state == "dead")
    count = connection.execute(dead).scalar() or 0
    if count:
        yield noted("relay", f"{count} messages could not be delivered.", "press Try again in the operations channel.")


def _edited(connection: sa.Connection, definitions: Definitions) -> Iterator[Finding]:
    """A version that ran must stay as it was: engagements stand on it."""
    kept = tables.definition
    known = {
        (row.process, row.version): row.digest
        for row in connection.execute(sa.select(kept.c.process, kept.c.version, kept.c.digest))
    }
    for one in definitions.all():
        if known.get((one.process, one.version), one.digest) != one.digest:
            what = f"Version {one.version} of {one.process} is not what it was when it first ran."
            yield faulty(PROCESSES, what, f"give what was changed a new version number ({one.version + 1}).")


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
