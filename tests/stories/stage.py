"""The stage of a story: a local Slack with a company in it, and the real bot behind one of its two doors."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.definitions import keep_definitions
from bot.dispatch import Dispatcher
from bot.relay import RelayTerms
from bot.settings import read_settings
from bot.timers import Ticks, TimerTerms
from bot.wiring import Bot, Tuning, system_clock
from playground.driver import LocalSlack
from playground.driver.watching import PATIENCE_SECONDS
from playground.slack.core import Settings as SlackSettings
from storage import history, tables
from storage.engine import Database
from storage.settling import Pace
from storage.timers import Timers
from tests.office import PEOPLE, PURPOSES, furnish
from tests.ports import free_port
from tests.pricing import CARDS
from tests.tidy.sources import ROOT
from workflows.engagements.commands import SayOutcome, StartEngagement
from workflows.kernel.answers import Answer, Done
from workflows.kernel.commands import Command
from workflows.kernel.company import Terms
from workflows.kernel.people import Identity
from workflows.process.catalogue import load_definitions
from workflows.registry import Registry
from workflows.timing import Fire

Local = Any
"""A local Slack or a local Teams. Their drivers share their verbs, and so do what these hand out:"""
Person = Any
Channel = Any
Message = Any
Modal = Any

CHANNELS = ("acme", "birk", *PURPOSES)
Said = tuple[str, str, Mapping[str, str | bool]]
"""Who says which outcome, with what is filled in."""
SOON = RelayTerms(poll_seconds=0.05)
"""The relay looks soon for what was promised behind its back."""
UNPACED: Mapping[str, Pace] = {"slack": Pace(gap_seconds=0.0)}
"""A story does not wait for Slack's pace; tests/relay shows that it is kept."""


BEHIND = "ahead:"
"""How the request keys begin of what is done behind the scene."""


class Stage:
    """What a story does and sees."""

    second_click = "was already approved by Pria Nair"
    """What the second of two clicks at once on "Approve" is told."""
    here, there = "Slack", "Teams"

    def __init__(self, slack: Local, database: Database, people: Mapping[str, Person]) -> None:
        self.slack = slack
        self.database = database
        self.people = people
        self.channels: dict[str, Channel] = {name: slack.channel(name) for name in CHANNELS}
        self._steps = itertools.count()

        definitions = keep_definitions(database, load_definitions(), now=system_clock())
        self._behind = Dispatcher(
            database=database,
            registry=Registry(definitions),
            definitions=definitions,
            clock=system_clock,
            committed=lambda: None,
        )

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    async def open(self, who: str, words: str, *, channel: str = "acme", title: str = "") -> Modal:
        """Let a person type a command that opens a form, and return the form once it can be filled in."""
        verb, _, rest = words.partition(" ")
        reply = await self.people[who].command(verb, rest, channel=self.channels[channel])
        assert reply.ok, reply.failure
        assert not reply.text, reply.text
        return await self.form(who, title)

    async def form(self, who: str, title: str = "") -> Modal:
        """Return the form that is open for a person, once it has something to fill in."""
        modal = await self.people[who].modal_opened(title)
        await self.slack.until(lambda: "Loading" not in modal.words, what="the form")
        return modal

    async def told(self, who: str, words: str, *, channel: str = "acme") -> str:
        """Let a person type a command that is answered in words, and return them."""
        return str((await self.whisper(who, words, channel=channel)).words)

    async def whisper(self, who: str, words: str, *, channel: str = "acme") -> Message:
        """Let a person type a command, and return the answer that only they see."""
        verb, _, rest = words.partition(" ")
        reply = await self.people[who].command(verb, rest, channel=self.channels[channel])
        assert reply.ok, reply.failure
        assert reply.message is not None, "Nothing was answered in words."
        assert all(reply.message.ts != one.ts for one in self.everything()), "Others see the answer too."
        return reply.message

    async def turn(self, message: Message, button: str, *words: str, who: str) -> Message:
        """Let a person press a button of an answer that only they see, and return what comes of it."""
        before = {one.ts: one.words for one in self.private(who)}
        answer = await message.click(button, by=self.people[who])
        assert not answer.get("failure"), answer

        def look() -> Message:
            for one in reversed(self.private(who)):
                if before.get(one.ts) != one.words and all(word in one.words for word in words):
                    return one
            raise LookupError(words)

        return await self.slack.until(look, what=f"{words} after {button}")

    def private(self, who: str) -> list[Message]:
        """Return what only this person sees."""
        return list(self.people[who].ephemerals)

    def everything(self) -> list[Message]:
        """Return the messages of all channels, with those in threads."""
        places = self.channels.values()
        return [one for place in places for message in place.messages for one in (message, *message.replies)]

    def ahead(self, who: str, process: str, title: str, *said: Said) -> str:
        """Start an engagement for Acme and say what came of its first steps, all behind the scene; return its number.

        What a story is not about is over at once; what is posted of it is seen all the same.
        """
        asked = {"process": process, "customer": "acme", "title": title}
        self.act(StartEngagement(actor=self.identity(who), request_key=f"{BEHIND}{title}", **asked))
        key = next(str(row["key"]) for row in self.rows(tables.engagement) if row["title"] == title)
        self.carry_on(key, *said)
        return key

    def carry_on(self, key: str, *said: Said) -> None:
        """Say what came of the next steps of an engagement, all behind the scene."""
        engagement = next(str(row["id"]) for row in self.rows(tables.engagement) if row["key"] == key)
        for one, outcome, values in said:
            command = SayOutcome(
                actor=self.identity(one),
                request_key=f"{BEHIND}{key}:{next(self._steps)}",
                engagement=engagement,
                arrival=0,
                outcome=outcome,
                values=values,
            )
            self.act(command)

    def let_mails_leave(self) -> None:
        """Let mails that wait until what they tell cannot be edited any more leave now."""
        self.let_leave("mail:%")

    def let_leave(self, lanes: str = "%") -> None:
        """Let what waits for its time, such as somebody's working hours, leave now."""
        now, effect, lane = system_clock(), tables.effect.c, tables.lane.c
        waiting, held_up = (effect.lane.like(lanes), effect.due_at > now), (lane.key.like(lanes), lane.next_at > now)
        # One after the other: the relay, which works meanwhile, takes them the other way round.
        with self.database.transaction() as connection:
            connection.execute(sa.update(tables.effect).where(*waiting).values(due_at=effect.created_at))
        with self.database.transaction() as connection:
            connection.execute(sa.update(tables.lane).where(*held_up).values(next_at=now))

    def act(self, command: Command) -> None:
        """Carry out a command behind the scene."""
        answer = self._behind.answer(command)
        assert isinstance(answer, Done), (command, answer)

    async def next(self, kind: str, *, name: str = "") -> None:
        """Let time pass until a timer of a kind, or the one of a name, is due; all happens that is due by then."""
        rows = [row for row in self.rows(tables.timer) if row["kind"] == kind and (not name or row["id"] == name)]
        at = min(row["next_at"] for row in rows if row["next_at"])  # type: ignore[type-var]
        timers = Timers(self.database, clock=lambda: at, lease=TimerTerms().lease, own_clock=True)  # type: ignore[arg-type,return-value]

        async def dispatch(fire: Fire) -> Answer:
            return await asyncio.to_thread(self._behind.answer, fire)

        await Ticks(timers, dispatch).tick()

    def identity(self, who: str) -> Identity:
        """Return who a person is to the bot."""
        return Identity("slack", self.people[who].id)

    def close(self) -> None:
        """Close what worked behind the scene."""
        self._behind.close()

    async def start(self, who: str, title: str, *, process: str = "Services engagement") -> str:
        """Start an engagement for Acme by its form, and return its number."""
        modal = await self.open(who, "/engagement new", title="New engagement")
        modal.fill({"Customer": "Acme Mills", "Process": process, "What is it about?": title})
        await self.send(modal)
        card = await self.channels["acme"].message_with(title)
        found = re.search(r"[A-Z]+-[0-9]+", card.words)
        assert found, card.words
        return found[0]

    async def card(self, channel: str, *words: str, button: str = "") -> Message:
        """Return the newest message of a channel, or of its threads, that says all the words and has the button."""

        def look() -> Message:
            place = self.channels[channel]
            everything = [one for message in place.messages for one in (message, *message.replies)]
            everything.sort(key=lambda message: message.ts, reverse=True)
            for message in everything:
                if all(word in message.words for word in words) and (not button or button in message.buttons):
                    return message
            raise LookupError(words)

        return await self.slack.until(look, what=f"{words} {button} in #{channel}")

    async def press(self, who: str, channel: str, *words: str, button: str) -> Message:
        """Let a person press a button of such a card; it must be taken at once."""
        card = await self.card(channel, *words, button=button)
        answer = await card.click(button, by=self.people[who])
        assert not answer.get("failure"), answer
        return card

    async def say(self, who: str, channel: str, *words: str, button: str, values: Mapping[str, object]) -> str:
        """Let a person press a button on the newest such card, and send the form that it opens."""
        await self.press(who, channel, *words, button=button)
        return await self.fill(who, values)

    async def undo_offered(self, who: str, answer: Mapping[str, object]) -> None:
        """Wait until whoever pressed a button of a shared card is offered, alone, to take that back."""
        del answer
        await self.slack.until(
            lambda: any("Undo" in one.buttons for one in self.private(who)), what=f"Undo offered to {who}"
        )

    def called(self, message: Message) -> set[str]:
        """Return the people whom a message calls, so that Slack notifies them."""
        drawn = msgspec.json.encode(message.now.blocks).decode()
        ids = {*re.findall(r"<@(\w+)>", drawn), *re.findall(r'"type":"user","user_id":"(\w+)"', drawn)}
        return {key for key, person in self.people.items() if person.id in ids}

    refused = "is_archived"
    """What the platform says of a post that it will never take."""

    async def refuse_next_post(self, channel: str) -> None:
        """Let the platform refuse the next post in a channel for good."""
        await self.slack.fault("error", "chat.postMessage", channel=self.channels[channel].id, error=self.refused)

    async def home(self, who: str) -> Message:
        """Let a person open the bot's Home, and return it as it is published for that."""
        person = self.people[who]

        def shown() -> object:
            with suppress(LookupError):
                return person.home_view
            return None

        before = shown()
        await person.open_home()
        await self.slack.until(lambda: shown() is not before, what=f"the Home of {who}")
        return person.home()

    def seen_at_home(self, who: str, home: Message) -> str:
        """Return the words of a person's Home as they see it now; `home` is what they opened."""
        del home
        return str(self.people[who].home().words)

    async def home_says(self, who: str, home: Message, *words: str) -> None:
        """Wait until a person's Home says all the words."""
        await self.slack.until(
            lambda: all(word in self.seen_at_home(who, home) for word in words), what=f"{words} at {who}'s Home"
        )

    async def refusal_at_home(self, who: str, words: str) -> str:
        """Return what a person was told for their eyes only after a press at home."""
        told = await self.people[who].modal_opened("")
        await self.slack.until(lambda: words in told.words, what=f"{words} for {who}")
        said = str(told.words)
        await told.close()
        return said

    async def pressed_at_home(self, who: str, button: str) -> str:
        """Let a person press a button of the Home, and return the words of what it shows."""
        await (await self.home(who)).click(button)
        return str((await self.form(who)).words)

    async def refusal(self, who: str, *words: str) -> str:
        """Return what a person was told for their eyes only; it says all the words."""
        told = await self.people[who].told(words[0])
        assert all(word in told.words for word in words), told.words
        return str(told.words)

    async def fill(self, who: str, values: Mapping[str, object], *, title: str = "") -> str:
        """Fill in the form that is open for a person and send it; it must be taken."""
        modal = await self.form(who, title)
        return await self.send(modal.fill(values))

    async def send(self, modal: Modal) -> str:
        """Send a form that must be taken, close the view that says what happened, and return its words."""
        answer = await modal.submit()
        assert answer.result in {"closed", "updated"}, answer
        if answer.result == "closed":
            return ""
        words = str(modal.words)
        assert not self.asks(modal), f"It was not taken: {words}"
        await modal.close()
        return words

    def asks(self, modal: Modal) -> bool:
        """Return whether a form that was sent still has something to fill in."""
        return any(block["type"] == "input" for block in modal.blocks)

    def rows(self, table: sa.Table) -> list[Mapping[str, object]]:
        """Return every row of a table."""
        with self.database.transaction() as connection:
            return [dict(row._mapping) for row in connection.execute(sa.select(table))]  # noqa: SLF001

    def step_of(self, key: str) -> str:
        """Return the step that an engagement stands at in SQL, or how it ended."""
        row = next(row for row in self.rows(tables.engagement) if row["key"] == key)
        return str(row["step"] or f"end:{row['ending']}")

    def said(self) -> set[tuple[str, str, str]]:
        """Return the process, step and outcome of all that people said, without what was done behind the scene."""
        entry, work = tables.history, tables.engagement
        with self.database.transaction() as connection:
            rows = connection.execute(
                sa.select(work.c.process, entry.c.step, entry.c.outcome)
                .join(entry, entry.c.subject == sa.literal("engagement:") + work.c.id)
                .where(entry.c.action.in_(("step", "decided")), entry.c.request_key.not_like(f"{BEHIND}%"))
            )
            return {(row.process, row.step, row.outcome) for row in rows}

    def history_is_whole(self) -> bool:
        """Return whether every chain of the history is as it was written."""
        with self.database.transaction() as connection:
            return history.verify(connection) is None


@asynccontextmanager
async def staged(
    database: Database, *, door: str, tuning: Tuning | None = None, more: Mapping[str, str] | None = None
) -> AsyncIterator[Stage]:
    """Open a stage: `door` is `socket` or `http`; `more` stands in the environment besides."""
    port = free_port() if door == "http" else 0
    http = f"http://127.0.0.1:{port}/slack/events" if door == "http" else ""
    furnish(database)
    settings = SlackSettings(ack_seconds=PATIENCE_SECONDS)
    async with await LocalSlack.start(http=http, manifest=ROOT / "app_manifest.yml", settings=settings) as slack:
        await slack.limits(on=False)
        people = {key: slack.person(key, real_name=name) for key, name in PEOPLE.items()}
        stage = Stage(slack, database, people)
        for channel in CHANNELS:
            slack.channel(channel, members=list(people.values()))
        _move_in(database, stage)
        environment = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_API_URL": slack.api_url,
            "CSOPS_PORT": str(port),
            ("SLACK_SIGNING_SECRET" if door == "http" else "SLACK_APP_TOKEN"): (
                slack.signing_secret if door == "http" else slack.app_token
            ),
            **(more or {}),
        }
        bot = Bot(read_settings(environment), database, tuning=tuning or Tuning(paces=UNPACED, relay=SOON))
        await bot.open()
        try:
            if door == "socket":
                await slack.connected()
            yield stage
        finally:
            await bot.close()
            stage.close()


def price(connection: sa.Connection) -> None:
    """Give the company its rate cards."""
    terms = msgspec.json.encode(Terms(rate_cards=CARDS)).decode()
    connection.execute(sa.update(tables.company).values(settings=terms))


def _move_in(database: Database, stage: Stage) -> None:
    """Give the company of the office the ids that this Slack has for its people and channels."""
    with database.transaction() as connection:
        price(connection)
        connection.execute(sa.delete(tables.identity))
        for key, person in stage.people.items():
            row = {"platform": "slack", "user_id": person.id, "person_key": key}
            connection.execute(sa.insert(tables.identity).values(**row))
        for name, channel in stage.channels.items():
            address = f"slack:{channel.id}"
            purpose = tables.channel.c.purpose == name
            connection.execute(sa.update(tables.channel).where(purpose).values(address=address))
            customer = tables.customer.c.key == name
            connection.execute(sa.update(tables.customer).where(customer).values(channel=address))
