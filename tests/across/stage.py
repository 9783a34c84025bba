"""A stage with a local Slack and a local Teams, one company over both, and the real bot behind both doors."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
import sqlalchemy as sa

from bot.definitions import keep_definitions
from bot.dispatch import Dispatcher
from bot.settings import read_settings
from bot.wiring import Bot, Tuning, system_clock
from playground.driver import LocalSlack
from playground.driver.people import Person as SlackPerson
from playground.driver.places import Channel as SlackChannel
from playground.driver.places import Message as SlackMessage
from playground.driver.watching import PATIENCE_SECONDS
from playground.slack.core import Settings as SlackSettings
from playground.teams.driver.local import LocalTeams
from playground.teams.driver.people import Person as TeamsPerson
from playground.teams.driver.places import Channel as TeamsChannel
from playground.teams.driver.places import Message as TeamsMessage
from playground.teams.service import Settings
from storage import history, tables
from storage.engine import Database
from tests.office import PEOPLE, PURPOSES, furnish
from tests.ports import free_port
from tests.pricing import CARDS, HOURS
from tests.stories.stage import SOON
from tests.tidy.sources import ROOT
from workflows.approvals.commands import Decide
from workflows.engagements.commands import SayOutcome, StartEngagement
from workflows.estimates.commands import SaveEstimate, SendEstimate
from workflows.kernel.answers import Done
from workflows.kernel.commands import Command
from workflows.kernel.company import Terms
from workflows.kernel.people import Identity
from workflows.process.catalogue import load_definitions
from workflows.registry import Registry

PLACES = ("acme", "birk", *PURPOSES)
PLATFORMS = ("slack", "teams")
T = TypeVar("T")
Message = SlackMessage | TeamsMessage
Person = SlackPerson | TeamsPerson


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is on Teams: these places, and these people are told things there. The rest is on Slack.

    `only` are the accounts that csops.toml knows of somebody; without a line there it knows both.
    """

    places: Collection[str] = ()
    told: Collection[str] = ()
    only: Mapping[str, str] = field(default_factory=dict)


class Across:
    """What a story over both platforms does and sees."""

    def __init__(self, slack: LocalSlack, teams: LocalTeams, database: Database, plan: Plan) -> None:
        self.slack = slack
        self.teams = teams
        self.database = database
        self.plan = plan
        self.people: Mapping[str, Mapping[str, Person]] = {
            "slack": {key: slack.person(key, real_name=name) for key, name in PEOPLE.items()},
            "teams": {
                key: teams.person(key, real_name=name, email=f"{key}@quellwerk.example") for key, name in PEOPLE.items()
            },
        }
        self.places: Mapping[str, SlackChannel | TeamsChannel] = {
            name: teams.channel(name)
            if name in plan.places
            else slack.channel(name, members=[slack.person(key) for key in PEOPLE])
            for name in PLACES
        }
        definitions = keep_definitions(database, load_definitions(), now=system_clock())
        self._behind = Dispatcher(
            database=database,
            registry=Registry(definitions),
            definitions=definitions,
            clock=system_clock,
            committed=lambda: None,
        )

    def on_slack(self, who: str) -> SlackPerson:
        """Return a person as they are on Slack."""
        return self.slack.person(who)

    def in_teams(self, who: str) -> TeamsPerson:
        """Return a person as they are in Teams."""
        return self.teams.person(who)

    def account(self, platform: str, who: str) -> str:
        """Return the id that csops knows a person by."""
        return self.slack.person(who).id if platform == "slack" else self.teams.person(who).object_id

    def ahead(self, who: str, title: str) -> str:
        """Bring an engagement for Acme to where its ROM can be sent, behind the scene; return its number."""
        ada = Identity("csops", who)
        self.act(
            StartEngagement(actor=ada, request_key=title, process="services-engagement", customer="acme", title=title)
        )
        row = next(row for row in self.rows(tables.engagement) if row["title"] == title)
        scoped = SayOutcome(
            actor=ada, request_key=f"{title}:1", engagement=str(row["id"]), arrival=0, outcome="scoped", values={}
        )
        self.act(scoped)
        key = str(row["key"])
        save = SaveEstimate(actor=ada, request_key=f"{title}:2", key=key, revision=0, rate_card="2026-1", values=HOURS)
        self.act(save)
        return key

    def say(self, who: str, key: str, outcome: str) -> None:
        """Say an outcome of an engagement's step behind the scene."""
        row = next(row for row in self.rows(tables.engagement) if row["key"] == key)
        self.act(
            SayOutcome(
                actor=Identity("csops", who),
                request_key=f"{key}:{outcome}",
                engagement=str(row["id"]),
                arrival=0,
                outcome=outcome,
                values={},
            )
        )

    def approved(self, title: str) -> str:
        """Bring an engagement for Acme to step 8, which Pria's decision hands to sales; return its number."""
        key = self.ahead("ada", title)
        self.act(SendEstimate(actor=Identity("csops", "ada"), request_key=f"{title}:3", key=key))
        self.say("ada", key, "created")
        self.say("ada", key, "entered")
        (approval,) = [row for row in self.rows(tables.approval) if row["state"] == "waiting"]
        pria = Identity("csops", "pria")
        decided = Decide(
            actor=pria, request_key=f"{title}:4", approval=str(approval["id"]), version=1, outcome="approve", values={}
        )
        self.act(decided)
        assert self.step_of(key) == "8", self.step_of(key)
        return key

    def act(self, command: Command) -> None:
        """Carry out a command behind the scene."""
        answer = self._behind.answer(command)
        assert isinstance(answer, Done), (command, answer)

    async def until(self, condition: Callable[[], T], *, what: str, seconds: float = PATIENCE_SECONDS) -> T:
        """Wait until a condition gives something true; a LookupError means "not yet"."""
        deadline = asyncio.get_running_loop().time() + seconds
        found: T | None
        while True:
            try:
                found = condition()
            except LookupError:
                found = None
            if found:
                return found
            assert asyncio.get_running_loop().time() < deadline, f"{what} did not come: {self.everything()}"
            await asyncio.sleep(0.02)

    def everything(self) -> dict[str, list[str]]:
        """Return what every place shows."""
        return {
            name: [one.words for message in place.messages for one in (message, *message.replies)]
            for name, place in self.places.items()
        }

    async def card(self, place: str, *words: str, button: str = "") -> Message:
        """Return the newest message of a place that says all the words and has the button."""

        def look() -> Message:
            found: list[Message] = []
            for message in self.places[place].messages:
                found += [message, *message.replies]
            for message in sorted(found, key=lambda one: float(one.ts), reverse=True):
                if all(word in message.words for word in words) and (not button or button in message.buttons):
                    return message
            raise LookupError(words)

        found: Message = await self.until(look, what=f"{words} {button} in {place}")
        return found

    async def tell(self, who: str, platform: str, words: str, *, place: str = "") -> str:
        """Let a person type a command on a platform, on Slack in a channel, and return what they are told."""
        verb, _, rest = words.partition(" ")
        if platform == "slack":
            reply = await self.on_slack(who).command(verb, rest, channel=self.slack.channel(place or "general"))
            assert reply.ok, reply.failure
            return str(reply.text)
        answer = await self.in_teams(who).command(verb, rest, opens=False)
        assert answer.ok, answer.failure
        return answer.text

    async def press(self, who: str, place: str, *words: str, button: str) -> Message:
        """Let a person press a button where it stands, with their account there; it must be taken at once."""
        card = await self.card(place, *words, button=button)
        platform = "teams" if place in self.plan.places else "slack"
        person = self.people[platform][who]
        answer = await card.click(button, by=person)  # type: ignore[arg-type]  # A person of the card's own platform.
        assert not answer.get("failure"), answer
        return card

    async def fill(self, who: str, platform: str, values: Mapping[str, object]) -> None:
        """Fill in the form that is open for a person on a platform, and send it; it must be taken."""
        person = self.people[platform][who]
        modal = await person.modal_opened()
        await self.until(lambda: "Loading" not in modal.words, what="the form")
        answer = await modal.fill(values).submit()
        assert answer.result in {"closed", "updated"}, answer
        if answer.result == "updated":
            await modal.close()

    def rows(self, table: sa.Table) -> list[Mapping[str, object]]:
        """Return every row of a table."""
        with self.database.transaction() as connection:
            return [dict(row._mapping) for row in connection.execute(sa.select(table))]  # noqa: SLF001

    def step_of(self, key: str) -> str:
        """Return the step that an engagement stands at in SQL, or how it ended."""
        row = next(row for row in self.rows(tables.engagement) if row["key"] == key)
        return str(row["step"] or f"end:{row['ending']}")

    def history_is_whole(self) -> bool:
        """Return whether every chain of the history is as it was written."""
        with self.database.transaction() as connection:
            return history.verify(connection) is None

    def close(self) -> None:
        """Close what worked behind the scene."""
        self._behind.close()


def email_of(key: str) -> str:
    """Return the address that both the company and the tenant have for somebody."""
    return f"{key}@quellwerk.example"


@asynccontextmanager
async def staged(database: Database, plan: Plan) -> AsyncIterator[Across]:
    """Open a stage: Slack comes in by its socket, Teams over HTTP, into one process."""
    port = free_port()
    furnish(database)
    slack_start = LocalSlack.start(
        manifest=ROOT / "app_manifest.yml", settings=SlackSettings(ack_seconds=PATIENCE_SECONDS)
    )
    teams_start = LocalTeams.start(
        bot_url=f"http://127.0.0.1:{port}/teams/messages",
        settings=Settings(rate_limits=False, invoke_seconds=PATIENCE_SECONDS, message_seconds=PATIENCE_SECONDS),
    )
    async with await slack_start as slack, await teams_start as teams:
        await slack.limits(on=False)
        stage = Across(slack, teams, database, plan)
        _move_in(stage)
        environment = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "CSOPS_PORT": str(port),
            **teams.environment,
        }
        bot = Bot(read_settings(environment), database, tuning=Tuning(paces={}, relay=SOON))
        await bot.open()
        try:
            await slack.connected()
            # As the app's installation does: from now on Teams' service address is known.
            await stage.in_teams("zoe").say("help")
            yield stage
        finally:
            await bot.close()
            stage.close()


def _move_in(stage: Across) -> None:
    """Give the company of the office the ids that both platforms have for its people and places."""
    plan = stage.plan
    with stage.database.transaction() as connection:
        terms = msgspec.json.encode(Terms(rate_cards=CARDS)).decode()
        connection.execute(sa.update(tables.company).values(settings=terms))
        connection.execute(sa.delete(tables.identity))
        for key in PEOPLE:
            email = sa.update(tables.person).where(tables.person.c.key == key)
            connection.execute(email.values(email=email_of(key)))
            first = "teams" if key in plan.told else "slack"
            for platform in [plan.only[key]] if key in plan.only else PLATFORMS:
                row = {"platform": platform, "user_id": stage.account(platform, key), "person_key": key}
                connection.execute(sa.insert(tables.identity).values(**row, position=int(platform != first)))
        for name, place in stage.places.items():
            address = f"{'teams' if name in plan.places else 'slack'}:{place.id}"
            purpose = tables.channel.c.purpose == name
            connection.execute(sa.update(tables.channel).where(purpose).values(address=address))
            customer = tables.customer.c.key == name
            connection.execute(sa.update(tables.customer).where(customer).values(channel=address))
