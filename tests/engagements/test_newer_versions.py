"""A replica that started earlier, or runs older code, meets engagements on a version that it does not know."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.definitions import keep_definitions
from bot.dispatch import Dispatcher
from storage import tables
from tests.office import Office, shipped, slack
from workflows.engagements.commands import ListEngagements, SayOutcome, ShowEngagement
from workflows.home.commands import ShowHome
from workflows.kernel.answers import Answer, Done, Reason, Refused, Shown
from workflows.registry import Registry

NEWER = {"label: Check-ins started": "label: Off we go"}
NOW = datetime(2031, 1, 1, tzinfo=UTC)


@pytest.fixture
def earlier(office: Office) -> Iterator[Dispatcher]:
    """Return another replica on the same database, which read the definitions before there was a newer one."""
    dispatcher = Dispatcher(
        database=office.database,
        registry=Registry(office.definitions),
        definitions=office.definitions,
        clock=lambda: office.now,
        committed=lambda: None,
    )
    yield dispatcher
    dispatcher.close()


def started(office: Office) -> str:
    """Begin check-ins on a version that came after the earlier replica's start."""
    office.revise("customer-success", NEWER)
    return office.start("carl", process="customer-success", title="Check-ins")


def click(office: Office, engagement: str, outcome: str = "started") -> SayOutcome:
    """Return a click on the engagement's card."""
    key = office.key()
    return SayOutcome(actor=slack("carl"), request_key=key, engagement=engagement, arrival=0, outcome=outcome)


def key_of(office: Office, engagement: str) -> str:
    """Return the engagement's number."""
    with office.database.looking() as connection:
        which = tables.engagement.c.id == engagement
        return str(connection.execute(sa.select(tables.engagement.c.key).where(which)).scalar_one())


def on_version(office: Office, engagement: str, version: int) -> None:
    """Let the engagement stand on another version."""
    with office.database.transaction() as connection:
        which = tables.engagement.c.id == engagement
        connection.execute(sa.update(tables.engagement).where(which).values(process_version=version))


def keep(office: Office, version: int, body: str) -> None:
    """Keep a version as a newer csops would."""
    row = {"process": "customer-success", "version": version, "digest": "d", "body": body, "kept_at": NOW}
    with office.database.transaction() as connection:
        connection.execute(sa.insert(tables.definition).values(**row))


def refused_as_newer(answer: Answer) -> bool:
    """Return whether it was refused because this csops is too old."""
    return isinstance(answer, Refused) and answer.reason is Reason.NEWER_PROCESS


async def test_a_click_reads_the_newer_version_and_goes_on(office: Office, earlier: Dispatcher) -> None:
    """The first click reads it, and from then on it is known: it is not read again."""
    engagement = started(office)

    assert isinstance(await earlier(click(office, engagement)), Done)
    with office.database.transaction() as connection:
        connection.execute(sa.delete(tables.definition))
    assert isinstance(await earlier(click(office, engagement, "happy")), Done)


@pytest.mark.parametrize("kind", ["show", "list", "mine"])
async def test_a_question_reads_the_newer_version(office: Office, earlier: Dispatcher, kind: str) -> None:
    """Cards and lists name the steps of the version that the engagement runs on."""
    number = key_of(office, started(office))
    asked = {
        "show": ShowEngagement(actor=slack("carl"), key=number),
        "list": ListEngagements(actor=slack("carl")),
        "mine": ShowHome(actor=slack("carl")),
    }[kind]

    answer = await earlier(asked)

    assert isinstance(answer, Shown)
    assert number in str(answer.card)


@pytest.mark.parametrize("body", [None, '{"process": "customer-success", "version": 9, "moods": []}'])
async def test_what_cannot_be_read_is_refused_in_words(office: Office, earlier: Dispatcher, body: str | None) -> None:
    """A version that is not kept, or that only newer code can read: a clear refusal, and nothing is changed."""
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    on_version(office, engagement, 9)
    if body is not None:
        keep(office, 9, body)

    assert refused_as_newer(await earlier(click(office, engagement)))
    assert refused_as_newer(await earlier(ShowEngagement(actor=slack("carl"), key=key_of(office, engagement))))
    on_version(office, engagement, shipped().current("customer-success").version)
    assert isinstance(await earlier(click(office, engagement)), Done)


def test_older_code_starts_on_a_database_of_newer_code(office: Office) -> None:
    """What it cannot read it does without; everything else runs."""
    keep(office, 9, '{"process": "customer-success", "version": 9, "moods": []}')

    kept = keep_definitions(office.database, shipped(), now=NOW)

    assert kept.current("customer-success").version == shipped().current("customer-success").version
