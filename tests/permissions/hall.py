"""An office in which every role is one person's alone, with something under way for every command to be done to."""

import itertools
import pathlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.engine import Database, open_database
from tests.bad_input.scene import Scene
from tests.office import ROLES, Office, slack, staff
from tests.permissions.made import key_of, made
from tests.pricing import draft
from workflows.checkins.commands import PauseCheckIns
from workflows.interventions.commands import Comment
from workflows.kernel.answers import Answer, Done
from workflows.kernel.commands import Command
from workflows.people.commands import GoAway
from workflows.privacy.commands import Invite
from workflows.references.commands import RecordUse

OF_THE_LIFECYCLE: Final = ("am", "sales_manager", "architect", "engineer", "delivery", "css", "rm", "executive")
EVERY_ROLE: Final = (*ROLES, *OF_THE_LIFECYCLE)
NOBODY: Final = "nobody"
"""Somebody of the company who holds no role and has had to do with nothing."""
_presses = itertools.count(1)

HEIR: Final = "heir"
"""Who gets the roles that are taken away."""

Kept = Mapping[str, Sequence[str]]


def only(role: str) -> str:
    """Return the person who holds this role, and no other."""
    return f"only-{role}"


class Hall(msgspec.Struct, frozen=True):
    """A database in which all of it is prepared, when that was, and each command as it would come from a card."""

    url: str
    now: datetime
    commands: Mapping[str, Command]
    kept: Kept


def furnished(url: str) -> Hall:
    """Prepare an empty database."""
    database = open_database(url)
    office = Office(database)
    Scene(office)
    _bring_on(office)
    for who in (NOBODY, HEIR, *map(only, EVERY_ROLE)):
        _hire(database, who)
    for role in EVERY_ROLE:
        staff(database, role, only(role))
    commands = made(office, only("admin"))
    hall = Hall(url, office.now, commands, kept(database))
    office.dispatcher.close()
    database.close()
    return hall


def opened(hall: Hall, url: str) -> Office:
    """Return the office of a database that was prepared."""
    office = Office(open_database(url))
    office.now = hall.now
    return office


def close(office: Office) -> None:
    """Close an office and its database."""
    office.dispatcher.close()
    office.database.close()


def kept(database: Database) -> Kept:
    """Return every row of every table: what a refusal must leave as it is."""
    with database.transaction() as connection:
        return {
            name: sorted(repr(tuple(row)) for row in connection.execute(sa.select(table)))
            for name, table in tables.metadata.tables.items()
        }


def ask(office: Office, who: str, command: Command) -> Answer:
    """Let a person ask for a command, as a card that was posted would."""
    asked = msgspec.structs.replace(command, actor=slack(who), request_key=f"press:{next(_presses)}")
    return office.dispatcher.answer(asked)


class Copies:
    """Fresh copies of a prepared SQLite file: one is used until something was done in it."""

    def __init__(self, hall: Hall, folder: pathlib.Path) -> None:
        self._hall, self._path = hall, folder / "copy.db"
        self._office: Office | None = None

    def office(self) -> Office:
        """Return an office in which nothing was done yet."""
        if self._office is None:
            shutil.copyfile(self._hall.url.removeprefix("sqlite:///"), self._path)
            self._office = opened(self._hall, f"sqlite:///{self._path}")
        return self._office

    def used(self) -> None:
        """Let the next office be a fresh one."""
        if self._office is not None:
            close(self._office)
        self._office = None


def _bring_on(office: Office) -> None:
    """Let there be a ROM to send, a SOW to make, and of everything else one that the scene has not."""
    _must(office.say("ada", office.start("ada", title="A portal to price"), "scoped"))
    _must(draft(office, key=key_of(office, "A portal to price")))
    sow = office.start("ada", title="A portal to sign")
    _must(office.say("ada", sow, "scoped"))
    _must(draft(office, key=key_of(office, "A portal to sign")))
    _must(office.type("ada", f"/rom {key_of(office, 'A portal to sign')} send"))
    _must(office.press("pria", office.last_card("slack:CAPPROVALS", having="Needs discovery"), "Approve"))
    for outcome in ("created", "entered", "customer-approves"):
        _must(office.say("ada", sow, outcome))
    paused = _id_of(office, "CS-9")
    _must(office.say("carl", paused, "started"))
    used = {"kind": "call", "used_on": office.now.date().isoformat()}
    tomorrow = (office.now + timedelta(days=1)).date().isoformat()
    for who, kind, fields in _further(paused, _id_of(office, "ENG-12"), used, tomorrow):
        _must(office.dispatcher.answer(kind(actor=slack(who), request_key=office.key(), **fields)))
    _must(office.say("sven", office.start("sven", title="A portal too early"), "scoped"))
    with office.database.transaction() as connection:
        link = {"platform": "teams", "user_id": "carl-in-teams", "person_key": "carl", "how": "code"}
        connection.execute(sa.insert(tables.link).values(**link, linked_at=office.now))
        own = {"id": "own", "kind": "nudge", "person": "carl", "subject": "carl", "set_by": "carl"}
        later = office.now + timedelta(days=1)
        connection.execute(sa.insert(tables.timer).values(**own, due_at=later, next_at=later, set_at=office.now))


def _further(
    paused: str, private: str, used: Mapping[str, str], tomorrow: str
) -> Iterator[tuple[str, Callable[..., Command], Mapping[str, Any]]]:
    yield "carl", PauseCheckIns, {"engagement": paused, "reason": "The customer moves."}
    yield "carl", RecordUse, {"customer": "acme", "values": used}
    yield "ada", Invite, {"engagement": private, "person": "ivan"}
    yield "luis", GoAway, {"first_day": "", "last_day": tomorrow, "delegate": ""}
    yield "ada", Comment, {"engagement": private, "words": "Quietly."}


def _id_of(office: Office, key: str) -> str:
    return next(str(row["id"]) for row in office.rows(tables.engagement) if row["key"] == key)


def _must(answer: Answer) -> None:
    assert isinstance(answer, Done), answer


def _hire(database: Database, who: str) -> None:
    with database.transaction() as connection:
        connection.execute(sa.insert(tables.person).values(key=who, name=f"Only {who}"))
        user = {"platform": "slack", "user_id": f"U{who.upper()}", "person_key": who}
        connection.execute(sa.insert(tables.identity).values(**user))
