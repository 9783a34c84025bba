"""A piece of work of every sort that nobody but its people sees, and everything that anybody could ask about it."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from storage import tables
from tests.office import Office, slack
from tests.pricing import to_approval
from workflows.contents import COMMANDS, FORMS, QUERIES
from workflows.engagements.sight import people_of
from workflows.kernel.answers import Answer, Done
from workflows.kernel.commands import Command, OpenForm, Query

SECRET = "zanzibar"
"""A word of every title and of what was said."""
NUMBERS = ("ENG-1", "TCK-2", "HND-3", "REF-4", "CS-5", "REF-6")
NOTHING_SO_FAR = ("", "acme", "all", "mine", "registered", "next-steps", SECRET, *NUMBERS)


def work_in_secret(office: Office) -> None:
    """Begin work of every process with a decision, a ROM, a ticket and a hand-off that wait; hide all of it."""
    to_approval(office)
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.engagement).values(title=f"The {SECRET} plan"))
    ticket = {"customer": "acme", "kind": "bug", "title": f"{SECRET} fails", "description": SECRET}
    assert isinstance(office.submit("carl", office.type("carl", "/ticket"), ticket), Done)
    office.start("carl", process="hand-off", title=f"{SECRET} hand-off")
    office.start("emil", process="reference-program", title=f"{SECRET} reference")
    office.start("carl", process="customer-success", title=f"{SECRET} check-ins")
    study = {"title": f"{SECRET} study"}
    assert isinstance(office.submit("mara", office.type("mara", "/casestudy acme"), study), Done)
    hide(office)


def hide(office: Office) -> None:
    """Let nobody see anything any more but its people."""
    with office.database.transaction() as connection:
        for row in connection.execute(sa.select(tables.engagement)).all():
            definition = office.definitions.version(row.process, row.process_version)
            named = {*people_of(definition), row.created_by, *([row.owner] if row.owner else [])}
            which = sa.update(tables.engagement).where(tables.engagement.c.id == row.id)
            connection.execute(which.values(seen_by=msgspec.json.encode(sorted(named)).decode()))


def ids_of(office: Office) -> tuple[str, ...]:
    """Return the opaque ids that buttons carry: of engagements, hand-offs and decisions."""
    found = (office.rows(table) for table in (tables.engagement, tables.handoff, tables.approval))
    return tuple(str(row["id"]) for rows in found for row in rows)


def asked_by(who: str, kind: type[Query], words: Sequence[str]) -> Iterator[Query]:
    """Give a question of this kind for each of the words, and for the first two pages where it has any."""
    fields = [field for field in msgspec.structs.fields(kind) if field.name != "actor"]
    pages = (1, 2) if any(field.type is int for field in fields) else (1,)
    for word, page in itertools.product(words, pages):
        yield kind(actor=slack(who), **{field.name: word if field.type is str else page for field in fields})


def questions(who: str, words: Sequence[str]) -> Iterator[Query | OpenForm]:
    """Give every question and every form, asked with each of the words in each of its places."""
    for kind in QUERIES:
        yield from asked_by(who, kind, words)
    for form in FORMS:
        for word, place in itertools.product(words, ("subject", "argument", "words")):
            for version in (0, 1, 5):
                yield OpenForm(actor=slack(who), form=form, version=version, **{place: word})


def commands(who: str, ids: Sequence[str]) -> Iterator[Command]:
    """Give every command that is about something by its opaque id, for each of these ids."""
    for kind in COMMANDS:
        places = {"engagement", "handoff", "approval"} & set(kind.__struct_fields__)
        for place, one in itertools.product(sorted(places), ids):
            yield kind(actor=slack(who), request_key=f"{kind.__name__}:{one}", **_filled(kind, place, one))


def _filled(kind: type[Command], place: str, one: str) -> dict[str, Any]:
    given: dict[str, Any] = {place: one}
    for field in msgspec.structs.fields(kind):
        if field.required and field.name not in {"actor", "request_key", place}:
            given[field.name] = {str: "1", int: 1}.get(field.type, {})
    return given


def told(office: Office, asked: Query | OpenForm | Command) -> str:
    """Return an answer as words to look for something in."""
    answer: Answer = office.dispatcher.answer(asked)
    return msgspec.json.encode(answer).decode()
