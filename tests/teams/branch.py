"""A branch of the office on Teams: the strict local Teams with the company in it, and the real bot behind its door."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from bot.settings import read_settings
from bot.wiring import Bot, Tuning
from playground.teams.driver import Channel, LocalTeams, Message, Person
from storage import tables
from storage.engine import Database
from storage.settling import Pace
from tests.office import PEOPLE, furnish
from tests.pricing import CARDS
from tests.stories.stage import CHANNELS, SOON, free_port
from workflows.kernel.company import Terms

UNPACED: Mapping[str, Pace] = {"teams": Pace(gap_seconds=0.0)}


@dataclass
class Branch:
    """What a test does and sees on Teams."""

    teams: LocalTeams
    database: Database
    people: Mapping[str, Person]
    channels: Mapping[str, Channel]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def rows(self, table: sa.Table) -> list[Mapping[str, object]]:
        """Return every row of a table."""
        with self.database.transaction() as connection:
            return [dict(row._mapping) for row in connection.execute(sa.select(table))]  # noqa: SLF001

    async def card(self, channel: str, *words: str, button: str = "") -> Message:
        """Return the newest message of a channel or its threads that says all the words and has the button."""

        def look() -> Message:
            place = self.channels[channel]
            everything = [one for message in place.messages for one in (message, *message.replies)]
            found = [one for one in everything if all(word in one.words for word in words)]
            return next(one for one in reversed(found) if not button or button in one.buttons)

        def safe() -> Message:
            try:
                return look()
            except StopIteration:
                raise LookupError(words) from None

        return await self.teams.until(safe, seconds=10, what=f"{words} {button} in {channel}")


@asynccontextmanager
async def branch(database: Database) -> AsyncIterator[Branch]:
    """Open it, with everybody of the company in the team and in a chat with the bot."""
    port = free_port()
    furnish(database)
    async with await LocalTeams.start(bot_url=f"http://127.0.0.1:{port}/teams/messages") as teams:
        await teams.limits(on=False)
        people = {key: teams.person(key, real_name=name) for key, name in PEOPLE.items()}
        channels = {name: teams.channel(name) for name in CHANNELS}
        _move_in(database, people, channels)
        environment = {**teams.environment, "CSOPS_PORT": str(port)}
        bot = Bot(read_settings(environment), database, tuning=Tuning(paces=UNPACED, relay=SOON))
        await bot.open()
        try:
            yield Branch(teams, database, people, channels)
        finally:
            await bot.close()


def _move_in(database: Database, people: Mapping[str, Person], channels: Mapping[str, Channel]) -> None:
    """Give the company of the office the ids that this Teams has for its people and channels."""
    with database.transaction() as connection:
        terms = msgspec.json.encode(Terms(rate_cards=CARDS)).decode()
        connection.execute(sa.update(tables.company).values(settings=terms))
        connection.execute(sa.delete(tables.identity))
        for key, person in people.items():
            row = {"platform": "teams", "user_id": person.object_id.lower(), "person_key": key}
            connection.execute(sa.insert(tables.identity).values(**row))
        for name, channel in channels.items():
            address = f"teams:{channel.id}"
            purpose = tables.channel.c.purpose == name
            connection.execute(sa.update(tables.channel).where(purpose).values(address=address))
            customer = tables.customer.c.key == name
            connection.execute(sa.update(tables.customer).where(customer).values(channel=address))
