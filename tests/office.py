"""An office to test in: a small invented company in a real database, a dispatcher, a clock that the test moves."""

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from bot.definitions import keep_definitions
from bot.dispatch import Dispatcher, nothing
from storage import tables
from storage.engine import Database
from workflows.engagements.commands import SayOutcome, StartEngagement
from workflows.kernel.answers import Answer, Done
from workflows.kernel.cards import Card
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.people import Identity
from workflows.kernel.posts import Payload
from workflows.kernel.requests import Pressed, Request, Submitted, Typed
from workflows.process.catalogue import SHIPPED, Definitions, load_definitions, read_contents
from workflows.process.definition import Definition
from workflows.registry import Registry

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

PEOPLE = {
    "ada": "Ada Palmer",
    "sven": "Sven Olsson",
    "pria": "Pria Nair",
    "dora": "Dora Weiss",
    "emil": "Emil Kraus",
    "fina": "Fina Moreau",
    "carl": "Carl Jensen",
    "mara": "Mara Conti",
    "lena": "Lena Fuchs",
    "luis": "Luis Rojas",
    "ivan": "Ivan Petrov",
    "zoe": "Zoe Adams",
}

ROLES: Mapping[str, tuple[str, ...]] = {
    "sal": ("ada",),
    "sa": ("sven",),
    "ps_manager": ("pria",),
    "cs_director": ("dora",),
    "ps_director": ("dora",),
    "pse": ("emil",),
    "pm": ("emil",),
    "finance": ("fina",),
    "csm": ("carl",),
    "tam": ("carl",),
    "cs_team": ("carl",),
    "sales": ("ada",),
    "marketing": ("mara",),
    "marketing_approver": ("mara",),
    "marketing_design": ("mara",),
    "development_lead": ("lena", "luis"),
    "implementation_lead": ("ivan",),
    "sales_account_lead": ("ada",),
    "admin": ("zoe",),
}

AGREED: Mapping[str, Mapping[str, str]] = {
    "invited": {"closure_date": "2026-03-20"},
    "sent": {"consent_wording": "We agree to be a reference."},
    "commits": {
        "consent_uses": "call",
        "consent_by": "Dr Ito",
        "consent_on": "2026-03-01",
        "consent_wording": "We agree to be a reference.",
    },
    "delivered": {"video_link": "https://video.example/1"},
    "written": {"case_study_link": "https://study.example/1"},
}
"""What the forms of the reference program cannot do without, by the outcome that asks for it."""

PURPOSES = ("sales", "approvals", "finance", "marketing", "internal", "operations")


@functools.cache
def shipped() -> Definitions:
    """Return the processes that csops ships, read once: they never change."""
    return load_definitions()


class Sent(msgspec.Struct, frozen=True):
    """One promise as the outbox keeps it."""

    lane: str
    payload: Payload


def furnish(database: Database) -> None:
    """Write the company into an empty database: a person per role, a channel per purpose, two customers."""
    with database.transaction() as connection:
        connection.execute(sa.delete(tables.company))
        connection.execute(sa.insert(tables.company).values(id=1, name="Quellwerk", time_zone="UTC"))
        for key, name in PEOPLE.items():
            connection.execute(sa.insert(tables.person).values(key=key, name=name))
            user = {"platform": "slack", "user_id": f"U{key.upper()}", "person_key": key}
            connection.execute(sa.insert(tables.identity).values(**user))
        for role, holders in ROLES.items():
            for position, holder in enumerate(holders):
                row = {"role": role, "person_key": holder, "position": position}
                connection.execute(sa.insert(tables.role_holder).values(**row))
        for purpose in PURPOSES:
            address = {"purpose": purpose, "address": f"slack:C{purpose.upper()}"}
            connection.execute(sa.insert(tables.channel).values(**address))
        for key, name in (("acme", "Acme Mills"), ("birk", "Birk & Sons")):
            row = {"key": key, "name": name, "folded_name": name.casefold(), "channel": f"slack:C{key.upper()}"}
            connection.execute(sa.insert(tables.customer).values(**row))


def staff(database: Database, role: str, *holders: str) -> None:
    """Let these people hold a role from now on, and nobody else."""
    with database.transaction() as connection:
        connection.execute(sa.delete(tables.role_holder).where(tables.role_holder.c.role == role))
        for position, holder in enumerate(holders):
            row = {"role": role, "person_key": holder, "position": position}
            connection.execute(sa.insert(tables.role_holder).values(**row))
        version = tables.company.c.directory_version + 1
        connection.execute(sa.update(tables.company).values(directory_version=version))


class Office:
    """What a test does in the office: people ask, time passes, and what was promised can be read."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = MONDAY
        self.work_by(shipped())
        self._numbers = itertools.count(1)

    def revise(self, process: str, changes: Mapping[str, str]) -> None:
        """Let new engagements run the next version of a shipped process: each text of it is there once, and changed."""
        path = SHIPPED / f"{process}.yml"
        text = path.read_text(encoding="utf-8")
        number = self.definitions.current(process).version
        for old, new in {f"\nversion: {number}\n": f"\nversion: {number + 1}\n", **changes}.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        steps = {one.process: frozenset(step.id for step in one.steps) for one in self.definitions.all()}
        made = read_contents({path: (str(path), text.encode())}, steps)[path]
        assert isinstance(made, Definition), made
        self.dispatcher.close()
        self.work_by(Definitions((*self.definitions.all(), made)))

    def work_by(self, definitions: Definitions) -> None:
        self.definitions = keep_definitions(self.database, definitions, now=self.now)
        self.registry = Registry(self.definitions)
        self.dispatcher = self.dispatcher_of()

    def dispatcher_of(self, boundary: Callable[[str], None] = nothing) -> Dispatcher:
        """Return one more dispatcher of this office, which tells of each boundary that it comes to."""
        return Dispatcher(
            database=self.database,
            registry=self.registry,
            definitions=self.definitions,
            clock=lambda: self.now,
            committed=lambda: None,
            boundary=boundary,
        )

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def key(self) -> str:
        """Return a request key that no other request has."""
        return f"test:{next(self._numbers)}"

    def ask(self, request: Request) -> Answer:
        """Route a request and answer it, as an edge does."""
        routed = self.registry.route(request)
        return self.dispatcher.answer(routed) if isinstance(routed, Command | Query | OpenForm) else routed

    def type(self, who: str, words: str) -> Answer:
        """Let a person type a command, such as `/engagement show ENG-1`."""
        verb, _, rest = words.partition(" ")
        return self.ask(Typed(actor=slack(who), request_key=self.key(), verb=verb, words=rest))

    def press(self, who: str, card: Card, label: str, *, key: str = "") -> Answer:
        """Let a person press the button of a card that begins with the label."""
        button = next(one for one in every_button(card) if one.label.startswith(label))
        pressed = Pressed(
            actor=slack(who),
            request_key=key or self.key(),
            button=button.key,
            subject=button.subject,
            version=button.version,
            argument=button.argument,
        )
        return self.ask(pressed)

    def submit(self, who: str, opened: Answer, values: Mapping[str, Any], *, key: str = "") -> Answer:
        """Let a person send the form of an answer, with its initial values under the given ones."""
        form = opened.form  # type: ignore[union-attr]
        start = {field.key: field.initial for field in form.fields if field.initial is not None}
        submitted = Submitted(
            actor=slack(who),
            request_key=key or self.key(),
            form=form.kind,
            subject=form.subject,
            version=form.version,
            argument=form.argument,
            values={**start, **values},
        )
        return self.ask(submitted)

    def start(self, who: str = "ada", *, process: str = "services-engagement", title: str = "New portal") -> str:
        """Start an engagement for Acme and return its id."""
        asked = StartEngagement(actor=slack(who), request_key=self.key(), process=process, customer="acme", title=title)
        answer = self.dispatcher.answer(asked)
        assert isinstance(answer, Done), answer
        with self.database.transaction() as connection:
            newest = sa.select(tables.engagement.c.id).order_by(tables.engagement.c.created_at.desc()).limit(1)
            return str(connection.execute(newest.where(tables.engagement.c.title == title)).scalar_one())

    def say(self, who: str, engagement: str, outcome: str, **values: str) -> Answer:
        """Say an outcome of the engagement's current step."""
        asked = SayOutcome(
            actor=slack(who),
            request_key=self.key(),
            engagement=engagement,
            arrival=0,
            outcome=outcome,
            values=values,
        )
        return self.dispatcher.answer(asked)

    def sent(self) -> list[Sent]:
        """Return everything that was promised so far, in order."""
        with self.database.transaction() as connection:
            rows = connection.execute(sa.select(tables.effect).order_by(tables.effect.c.seq)).all()
        return [Sent(row.lane, msgspec.json.decode(row.payload, type=Payload)) for row in rows]

    def rows(self, table: sa.Table) -> list[Mapping[str, Any]]:
        """Return every row of a table."""
        with self.database.transaction() as connection:
            return [dict(row._mapping) for row in connection.execute(sa.select(table))]  # noqa: SLF001

    def last_card(self, lane: str, *, having: str = "") -> Card:
        """Return the newest card in a lane whose title or buttons have the words."""
        for sent in reversed(self.sent()):
            card = getattr(sent.payload, "card", None)
            if sent.lane == lane and card is not None and having in words_of(card):
                return card  # type: ignore[no-any-return]
        message = f"No card in {lane} says {having!r}."
        raise LookupError(message)


def slack(who: str) -> Identity:
    """Return a person's Slack identity."""
    return Identity("slack", f"U{who.upper()}")


def every_button(card: Card) -> list[Any]:
    """Return the buttons of a card and of its rows."""
    beside = [row.button for row in card.rows if row.button is not None]
    return [*card.buttons, *beside, *(button for row in card.rows for button in row.buttons)]


def words_of(card: Card) -> str:
    """Return a card's title, status and button labels as one string to look for words in."""
    labels = " ".join(button.label for button in every_button(card))
    status = " ".join(piece for piece in card.status if isinstance(piece, str))
    return f"{card.title} {status} {labels}"


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    """Return an office on a fresh database; a test that asks for it runs on SQLite and on PostgreSQL."""
    furnish(database)
    opened = Office(database)
    yield opened
    opened.dispatcher.close()
