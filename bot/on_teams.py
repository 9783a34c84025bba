"""The process's side towards Teams: tokens, connector, poster, and the door that activities come in by.

botbuilder and msal are imported when the door is made and when the first token is asked for, never before: a company
without Teams pays for neither.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime

import aiohttp

from bot.clock import Chore
from bot.dispatch import Dispatcher
from bot.folders import GraphFolders
from bot.groups import chore, graph_of
from bot.metrics import Metrics
from bot.on_slack import UNAVAILABLE
from bot.promised import Promised
from bot.references import KeptReferences
from bot.teams_settings import TeamsSettings
from bot.web import TeamsDoor
from connectors.graph.client import Graph
from handlers.background import Background
from handlers.core import Core
from handlers.linking import Linking
from handlers.teams import render
from handlers.teams.accounts import email_of
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
from handlers.teams.values import PLATFORM, Json, Tenant
from storage.engine import Database
from workflows.files.making import Make
from workflows.kernel.cards import Card
from workflows.kernel.people import Directory
from workflows.registry import Registry


class OnTeams:
    """One per process that serves Teams."""

    def __init__(
        self,
        settings: TeamsSettings,
        session: aiohttp.ClientSession,
        database: Database,
        background: Background,
        *,
        make: Make,
        clock: Callable[[], datetime],
    ) -> None:
        registration, cloud = settings.registration, settings.cloud
        self._settings = settings
        self._session = session
        self._database = database
        self._background = background
        self._make = make
        self._clock = clock
        self.tokens = Tokens(SignIn(registration, session), clock=clock)
        self._closing: list[Callable[[], Awaitable[None]]] = [self.tokens.close]
        self.ours = Tenant(tenant_id=registration.tenant_id, app_id=registration.app_id)
        self.connector = Connector(session, self.tokens, cloud=cloud)
        self.conversations = Conversations(KeptReferences(database), background, clock=self._epoch)

    @property
    def graph(self) -> Graph:
        """Microsoft Graph, as the same app."""
        return graph_of(self._settings, self._session, self.tokens)

    def groups(self, database: Database) -> Chore:
        """Return what keeps the groups that hold roles up to date."""
        return chore(database, self.graph, now=self._clock)

    def poster(
        self, kind: type[TeamsPoster] | None, registry: Registry, directory: Callable[[], Directory]
    ) -> TeamsPoster:
        """Return what sends to Teams; None is the ordinary kind."""
        opens, mri_of = render.opens_form(registry.route), self.conversations.mri_of

        def drawn(card: Card, lane: str) -> Json:
            return render.message(card, directory(), lane=lane, opens=opens, mri_of=mri_of)

        service_url = self._settings.cloud.service_url
        self._poster = (kind or TeamsPoster)(
            Calling(self.connector),
            self.conversations,
            self.ours,
            service_url=service_url,
            render=drawn,
            files=ChannelFiles(self.connector, GraphFolders(self.graph), self._make),
        )
        return self._poster

    async def door(self, registry: Registry, dispatcher: Dispatcher, metrics: Metrics) -> TeamsDoor:
        """Return where activities enter; answers of their own go through the poster, which is made first."""
        from handlers.teams.auth import BotAuth  # noqa: PLC0415 - they bring botbuilder.
        from handlers.teams.door import Door  # noqa: PLC0415
        from handlers.teams.keyring import Keyring  # noqa: PLC0415

        async def email(user: str) -> str:
            return await email_of(self.connector, self.conversations, self.ours, user)

        core = Core(
            platform=PLATFORM,
            route=registry.route,
            dispatch=Linking(dispatcher, directory=dispatcher.directory, email_of=email),
            directory=dispatcher.directory,
            slashes=False,
            unavailable=UNAVAILABLE,
        )
        files = Files(self._session, Promised(self._database), self._make)
        listeners = Listeners(
            core,
            replies=Replies(self.connector, self._poster, files, whispers=self._settings.whispers),
            background=self._background,
            opens=render.opens_form(registry.route),
            mri_of=self.conversations.mri_of,
        )
        turn = Turns(listeners, self.ours, name_of=core.name_of, conversations=self.conversations)
        await self.conversations.recall()
        keys = Keyring(self._session, self._settings.cloud.openid, clock=time.monotonic)
        self._closing.append(keys.close)
        self._background.start(keys.refresh())  # Before the first person waits for them.
        auth = BotAuth(keys, self._settings.cloud, app_id=self.ours.app_id, now=self._epoch)
        return TeamsDoor(Door(auth, turn), metrics)

    async def close(self) -> None:
        """Give up what is being asked for."""
        for close in self._closing:
            await close()

    def _epoch(self) -> float:
        return self._clock().timestamp()
