"""The same stage on Teams: a local Teams with the company in it, and the real bot behind its door."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import sqlalchemy as sa
from typing_extensions import override

from bot.settings import read_settings
from bot.wiring import Bot, Tuning
from playground.driver.watching import PATIENCE_SECONDS
from playground.teams.driver import LocalTeams
from playground.teams.service import Settings
from storage import tables
from storage.engine import Database
from storage.settling import Pace
from tests.office import PEOPLE, furnish
from tests.ports import free_port
from tests.stories.stage import SOON, Message, Modal, Stage, price
from workflows.kernel.people import Identity

UNPACED: Mapping[str, Pace] = {"teams": Pace(gap_seconds=0.0)}


class TeamsStage(Stage):
    """A story on Teams: its people have the same verbs, and only what a platform calls things is different."""

    second_click = "ENG-1: Approve"
    """Teams tells a second click from a repeated delivery by nothing, so it is answered as the first was."""

    here, there = "Teams", "Slack"
    refused = "MessageWritesBlocked"

    @override
    async def refuse_next_post(self, channel: str) -> None:
        await self.slack.fault("error", "create", status=403, error=self.refused)

    @override
    def identity(self, who: str) -> Identity:
        return Identity("teams", self.people[who].object_id.lower())

    @override
    async def undo_offered(self, who: str, answer: Mapping[str, object]) -> None:
        """Check that the answer to the press says how it is taken back."""
        del who
        assert "“undo”" in str(answer)

    @override
    def called(self, message: Message) -> set[str]:
        called = {one.lower() for one in message.mentioned}
        return {key for key, person in self.people.items() if called & {person.id.lower(), person.object_id.lower()}}

    @override
    def asks(self, modal: Modal) -> bool:
        return any(str(one.get("type", "")).startswith("Input.") for one in modal.card.get("body", ()))

    @override
    async def whisper(self, who: str, words: str, *, channel: str = "acme") -> Message:
        del channel  # What only one person is to see is asked for in their own chat with the bot.
        verb, _, rest = words.partition(" ")
        reply = await self.people[who].command(verb, rest, opens=False)
        assert reply.ok, reply.failure
        assert reply.message is not None, "Nothing was answered in words."
        return reply.message

    @override
    async def home(self, who: str) -> Message:
        return await self.whisper(who, "home")

    @override
    def seen_at_home(self, who: str, home: Message) -> str:
        return str(home.now.seen_by(self.people[who]).words)

    @override
    async def refusal_at_home(self, who: str, words: str) -> str:
        return await self.refusal(who, words)

    @override
    async def pressed_at_home(self, who: str, button: str) -> str:
        card = await self.home(who)
        return str((await self.turn(card, button, "decide", who=who)).words)

    @override
    async def refusal(self, who: str, *words: str) -> str:
        person = self.people[who]

        def look() -> str:
            told = [*person.notices, *(one.words for one in person.dm_messages)]
            return next(reversed([one for one in told if all(word in one for word in words)]), "")

        return str(await self.slack.until(look, what=f"{words} for {who}"))

    @override
    def private(self, who: str) -> list[Message]:
        return list(self.people[who].dm_messages)


@asynccontextmanager
async def staged_on_teams(database: Database, *, more: Mapping[str, str] | None = None) -> AsyncIterator[TeamsStage]:
    """Open the stage, with everybody of the company in the team and in a chat; `more` is environment besides."""
    port = free_port()
    furnish(database)
    patient = Settings(invoke_seconds=PATIENCE_SECONDS, message_seconds=PATIENCE_SECONDS)
    async with await LocalTeams.start(bot_url=f"http://127.0.0.1:{port}/teams/messages", settings=patient) as teams:
        await teams.limits(on=False)
        people = {key: teams.person(key, real_name=name) for key, name in PEOPLE.items()}
        stage = TeamsStage(teams, database, people)
        _move_in(database, stage)
        environment = {**teams.environment, "CSOPS_PORT": str(port), **(more or {})}
        bot = Bot(read_settings(environment), database, tuning=Tuning(paces=UNPACED, relay=SOON))
        await bot.open()
        try:
            # Teams says where it is reached with everything that people do; somebody has looked at the bot before.
            await people["zoe"].command("help")
            yield stage
        finally:
            await bot.close()
            stage.close()


def _move_in(database: Database, stage: TeamsStage) -> None:
    """Give the company of the office the ids that this Teams has for its people and channels."""
    with database.transaction() as connection:
        price(connection)
        connection.execute(sa.delete(tables.identity))
        for key, person in stage.people.items():
            row = {"platform": "teams", "user_id": person.object_id.lower(), "person_key": key}
            connection.execute(sa.insert(tables.identity).values(**row))
        for name, channel in stage.channels.items():
            address = f"teams:{channel.id}"
            purpose = tables.channel.c.purpose == name
            connection.execute(sa.update(tables.channel).where(purpose).values(address=address))
            customer = tables.customer.c.key == name
            connection.execute(sa.update(tables.customer).where(customer).values(channel=address))
