"""Our Teams edge with a scripted core behind it, against the strict local Teams: real tokens, real HTTP both ways."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
from msgspec.structs import replace

from bot.folders import GraphFolders
from bot.groups import graph_of
from bot.settings import read_settings
from bot.wiring import system_clock
from handlers.background import Background
from handlers.core import Core
from handlers.teams import render
from handlers.teams.calling import Calling
from handlers.teams.channel_files import ChannelFiles
from handlers.teams.connector import Connector
from handlers.teams.conversations import Conversations
from handlers.teams.files import Files
from handlers.teams.listeners import Listeners
from handlers.teams.poster import TeamsPoster
from handlers.teams.replies import Replies
from handlers.teams.sign_in import SignIn
from handlers.teams.tokens import Tokens
from handlers.teams.turns import Turns
from handlers.teams.values import PLATFORM, Json, Reply, Tenant
from playground.teams.driver import Channel, LocalTeams, Message, Person
from tests.slack.edge import DatabaseGoneError, Script
from tests.teams import company
from tests.teams.at_the_door import at_the_door
from tests.teams.edge import Nowhere
from workflows.files.making import maker
from workflows.kernel.cards import Card
from workflows.kernel.people import Directory, Identity
from workflows.kernel.posts import Outgoing, Post, Sent


@dataclass
class Scripted:
    """What a test does and sees."""

    teams: LocalTeams
    script: Script
    poster: TeamsPoster
    background: Background
    directory: Directory
    ann: Person
    bob: Person
    general: Channel
    promised: "_Promised"
    """What the outbox would tell of effects, by their ids."""

    async def post(self, card: Card) -> Message:
        """Post a card in the channel, as the relay would, and return the message."""
        lane = f"{PLATFORM}:{self.general.id}"
        verdict = await self.poster.deliver(Outgoing(id="e1", lane=lane, payload=Post(card=card)))
        assert isinstance(verdict, Sent), verdict
        return next(one for one in self.general.messages if one.id == verdict.place["activity"])


class _Promised(dict[str, Outgoing]):
    """Tells of the effects that a test put into it."""

    async def __call__(self, effect_id: str) -> Outgoing | None:
        return self.get(effect_id)


class _Turn:
    """Leads to an edge that is made once the local Teams stands."""

    def __init__(self) -> None:
        self.turns: Turns | None = None

    async def __call__(self, activity: Json) -> Reply:
        assert self.turns is not None
        return await self.turns(activity)


@asynccontextmanager
async def scripted(*, patience_seconds: float = 2.3, whispers: bool = False) -> AsyncIterator[Scripted]:
    """Open it, with Ann and Bob of the company, who both have a chat with the bot."""
    turn, script, background = _Turn(), Script(), Background()
    promised = _Promised()
    async with AsyncExitStack() as closing:
        door = await closing.enter_async_context(at_the_door(turn=turn))
        teams = door.teams
        await teams.limits(on=False)
        ann, bob = (teams.person(key, real_name=name) for key, name in (("ann", "Ann Ames"), ("bob", "Bob Berg")))
        settings = read_settings(teams.environment).teams()
        assert settings is not None
        session = await closing.enter_async_context(aiohttp.ClientSession())
        tokens = Tokens(SignIn(settings.registration, session), clock=system_clock)
        closing.push_async_callback(tokens.close)
        closing.push_async_callback(background.close)
        ours = Tenant(tenant_id=teams.tenant_id, app_id=teams.app_id)
        conversations = Conversations(Nowhere(), background, clock=lambda: 1_800_000_000.0)
        connector = Connector(session, tokens, cloud=settings.cloud)
        directory = _directory(ann, bob)
        opens = render.opens_form(Script().route)

        def drawn(card: Card, lane: str) -> Json:
            return render.message(card, directory, lane=lane, opens=opens, mri_of=conversations.mri_of)

        files = ChannelFiles(connector, GraphFolders(graph_of(settings, session, tokens)), maker())
        way: Json = {"service_url": teams.service_url, "render": drawn, "files": files}
        poster = TeamsPoster(Calling(connector), conversations, ours, **way)
        core = Core(
            platform=PLATFORM,
            route=script.route,
            dispatch=script.dispatch,
            directory=lambda: directory,
            unavailable=(DatabaseGoneError,),
        )
        listeners = Listeners(
            core,
            replies=Replies(connector, poster, Files(session, promised, maker()), whispers=whispers),
            background=background,
            opens=opens,
            mri_of=conversations.mri_of,
            patience_seconds=patience_seconds,
        )
        turn.turns = Turns(listeners, ours, name_of=core.name_of, conversations=conversations)
        yield Scripted(teams, script, poster, background, directory, ann, bob, teams.channel("general"), promised)


def _directory(ann: Person, bob: Person) -> Directory:
    """Return the company with the ids that this Teams has for its people."""
    users = {"ann": ann.object_id.lower(), "bob": bob.object_id.lower()}
    return replace(
        company.DIRECTORY,
        identities={Identity(PLATFORM, user): key for key, user in users.items()},
        addresses={key: f"{PLATFORM}:{user}" for key, user in users.items()},
    )
