"""Whatever is sent: logged or refused in words, never an error, nothing half-written, the same on both databases."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from storage import tables
from storage.engine import open_database
from tests.office import Office, furnish, slack
from workflows.kernel.answers import Answer, Done, Reason, Refused
from workflows.kernel.forms import Value
from workflows.kernel.requests import Submitted
from workflows.tickets.commands import AnswerQuestions, LogTicket
from workflows.tickets.sources import Source

GOOD = {"customer": "acme", "kind": "bug", "title": "Login fails", "description": "", "priority": ""}
WATCHED = (tables.engagement, tables.ticket, tables.handoff, tables.history, tables.effect, tables.answer)
HUGE = "x" * 1_000_000


def log(office: Office, **changed: str) -> Answer:
    """Log a ticket that is good but for what is changed."""
    given = {**GOOD, **changed}
    asked = LogTicket(
        actor=slack("carl"),
        request_key=office.key(),
        customer=given["customer"],
        kind=given["kind"],
        title=given["title"],
        description=given["description"],
        priority=given["priority"],
    )
    return office.dispatcher.answer(asked)


def written(office: Office) -> int:
    """Return how many rows there are that a ticket could have written."""
    return sum(len(office.rows(table)) for table in WATCHED)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("customer", "", Reason.FIELD_MISSING),
        ("customer", "nobody", Reason.UNKNOWN_CUSTOMER),
        ("customer", "ACME", Reason.UNKNOWN_CUSTOMER),
        ("customer", "' OR 1=1 --", Reason.UNKNOWN_CUSTOMER),
        ("customer", HUGE, Reason.TOO_LONG),
        ("kind", "", Reason.FIELD_MISSING),
        ("kind", "Bug", Reason.NOT_A_CHOICE),
        ("kind", "incident", Reason.NOT_A_CHOICE),
        ("kind", "bug\x1fbug", Reason.NOT_A_CHOICE),
        ("title", "", Reason.FIELD_MISSING),
        ("title", " \n\t ", Reason.FIELD_MISSING),
        ("title", "\x00\u200b\u202e", Reason.FIELD_MISSING),
        ("title", "x" * 151, Reason.TOO_LONG),
        ("title", HUGE, Reason.TOO_LONG),
        ("description", "x" * 3001, Reason.TOO_LONG),
        ("description", HUGE, Reason.TOO_LONG),
        ("priority", "urgent", Reason.NOT_A_CHOICE),
        ("priority", HUGE, Reason.TOO_LONG),
    ],
)
def test_a_bad_value_is_refused_at_its_field(office: Office, field: str, value: str, reason: Reason) -> None:
    """The refusal names the field, and nothing is written."""
    before = written(office)

    answer = log(office, **{field: value})

    assert isinstance(answer, Refused), answer
    assert (answer.reason, answer.field) == (reason, field)
    assert written(office) == before


@pytest.mark.parametrize("kind", ["customer-success", "development-request", "post-implementation", "additional-scope"])
def test_a_priority_where_none_is_asked_is_refused(office: Office, kind: str) -> None:
    """The refusal stands at the priority, names the kind, and for a request that is reviewed who sets it."""
    answer = log(office, kind=kind, priority="high")

    assert isinstance(answer, Refused)
    assert (answer.reason, answer.field) == (Reason.NO_PRIORITY, "priority")
    assert answer.facts["by"] == ("Development lead" if kind == "development-request" else "")
    assert written(office) == 0


def test_a_customer_of_the_past_is_unknown(office: Office) -> None:
    """Nothing new is logged for a customer that has left."""
    with office.database.transaction() as connection:
        gone = sa.update(tables.customer).where(tables.customer.c.key == "acme")
        connection.execute(gone.values(active=False))

    answer = log(office)

    assert isinstance(answer, Refused)
    assert (answer.reason, answer.field) == (Reason.UNKNOWN_CUSTOMER, "customer")


def test_what_cannot_be_seen_is_taken_out(office: Office) -> None:
    """Controls, NUL and marks that turn text around do not reach the database; line breaks of the text stay."""
    answer = log(office, title="Lo\x00gin\u202e fails", description="One\r\nTwo\x00\x07")

    assert isinstance(answer, Done)
    (row,) = office.rows(tables.ticket)
    assert row["description"] == "One\nTwo"
    assert office.rows(tables.engagement)[0]["title"] == "Login fails"


@pytest.mark.parametrize("number", [0, 2, -1, 2**31 - 1])
@pytest.mark.parametrize("kind", ["post-implementation", "bug"])
def test_questions_that_are_none_are_not_found(office: Office, number: int, kind: str) -> None:
    """Another number, or a kind without questions, finds nothing to answer."""
    log(office, kind=kind)
    (work,) = office.rows(tables.engagement)
    before = written(office)
    number = 1 if kind == "bug" else number

    asked = AnswerQuestions(
        actor=slack("carl"), request_key=office.key(), engagement=work["id"], number=number, values={"expected": "x"}
    )
    answer = office.dispatcher.answer(asked)

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_FOUND
    assert written(office) == before


@pytest.mark.parametrize("engagement", ["", "nothing", "x\x00", HUGE])
def test_questions_of_nothing_are_not_found(office: Office, engagement: str) -> None:
    """An id that is none is refused in words."""
    asked = AnswerQuestions(actor=slack("carl"), request_key=office.key(), engagement=engagement, number=1)

    answer = office.dispatcher.answer(asked)

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_FOUND


def test_values_of_another_type_are_no_words(office: Office) -> None:
    """Where words are expected, a list or a flag counts as nothing filled in."""
    values: dict[str, Value] = {"customer": ("acme",), "kind": True, "title": ("a", "b"), "unknown": "x"}
    request = Submitted(
        actor=slack("carl"), request_key="key", form="ticket.log", subject="", version=0, argument="", values=values
    )

    answer = office.ask(request)

    assert isinstance(answer, Refused)
    assert (answer.reason, answer.field) == (Reason.FIELD_MISSING, "customer")


class Both(NamedTuple):
    """The same office on SQLite and on PostgreSQL."""

    sqlite: Office
    postgres: Office


@pytest.fixture
def both(sqlite_url: str, postgres_url: str) -> Iterator[Both]:
    """Return the two offices, each on a database of its own."""
    databases = [open_database(url) for url in (sqlite_url, postgres_url)]
    for database in databases:
        furnish(database)
    offices = Both(*(Office(database) for database in databases))
    yield offices
    for office, database in zip(offices, databases, strict=True):
        office.dispatcher.close()
        database.close()


words = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)
"""Any text but lone surrogates, which no message can carry past the door."""


def mixed(*good: str) -> st.SearchStrategy[str]:
    """Return good values, and now and then any words."""
    return st.sampled_from(good) | st.sampled_from(good) | st.sampled_from(good) | words


tickets = st.builds(
    LogTicket,
    actor=st.just(slack("carl")),
    request_key=st.uuids().map("test:{}".format),
    customer=mixed("acme", "birk", "acme\x00"),
    kind=mixed("bug", "customer-success", "post-implementation"),
    title=mixed("Login fails", "Lo\x00gin"),
    description=words,
    priority=mixed("", "", "high"),
    source=st.none()
    | st.builds(
        Source,
        key=mixed("a\x00b", "slack:T1:C1:1.1"),
        place=mixed("slack:CACME"),
        link=mixed("https://a\x00.example"),
        files=st.tuples(words),
    ),
)


@pytest.mark.postgres
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(asked=tickets)
@example(
    asked=LogTicket(
        actor=slack("carl"),
        request_key="test:nul",
        customer="acme\x00",
        kind="bug\x00",
        title="Lo\x00gin",
        description="It\x00 fails",
        source=Source(
            key="a\x00b", place="slack:C\x00", link="https://a\x00.example", files=("https://b\x00.example",)
        ),
    )
)
def test_both_databases_answer_alike(both: Both, asked: LogTicket) -> None:
    """Whatever the words: the same answer from both, and the same rows in both."""
    answers = [office.dispatcher.answer(asked) for office in both]

    assert _unnumbered(answers[0]) == _unnumbered(answers[1])
    assert _kept(both.sqlite) == _kept(both.postgres)


def _kept(office: Office) -> list[str]:
    return sorted(repr({**row, "engagement_id": ""}) for row in office.rows(tables.ticket))


def _unnumbered(answer: Answer) -> str:
    """Return an answer without numbers and ids: a refusal leaves a gap in them on PostgreSQL and none on SQLite."""
    return re.sub(r"TCK-[0-9]+|[0-9a-f]{32}", "", repr(answer))
