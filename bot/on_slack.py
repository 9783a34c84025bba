"""The process's side towards Slack: client, poster, listeners, and the doors that it comes in by."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import aiohttp

from bot.clock import Chore
from bot.dispatch import Dispatcher
from bot.metrics import Metrics
from bot.settings import SlackSettings
from bot.signatures import Signatures
from bot.sockets import Sockets
from bot.standings import Standings
from bot.web import SlackDoor
from handlers.background import Background
from handlers.core import Core
from handlers.linking import Linking
from handlers.slack import render
from handlers.slack.accounts import email_of, look_at
from handlers.slack.app import bolt_app
from handlers.slack.client import slack_client
from handlers.slack.door import Door
from handlers.slack.listeners import Listeners
from handlers.slack.poster import SlackPoster
from handlers.slack.replies import Replies
from handlers.slack.windows import Windows
from handlers.slack.workspace import read_workspace
from storage.turns import TurnTimeoutError
from storage.unit import DatabaseLostError
from workflows.files.making import Make
from workflows.kernel.people import Directory
from workflows.registry import Registry

UNAVAILABLE = (DatabaseLostError, TurnTimeoutError)


class OnSlack:
    """One per process that serves Slack."""

    def __init__(self, settings: SlackSettings, session: aiohttp.ClientSession, metrics: Metrics, make: Make) -> None:
        self._make = make
        self._settings = settings
        self._session = session
        self._metrics = metrics
        self._client = slack_client(settings.bot_token.get_secret_value(), api_url=settings.api_url, session=session)

    def poster(self, kind: type[SlackPoster], *, directory: Callable[[], Directory]) -> SlackPoster:
        """Return what sends to Slack."""
        return kind(self._client, render=lambda card: render.message(card, directory()), make=self._make)

    async def door(self, registry: Registry, dispatcher: Dispatcher, background: Background) -> Door:
        """Return where deliveries enter. Raises slack_sdk.errors.SlackApiError when Slack refuses the token."""
        workspace = self._workspace = await read_workspace(self._client)
        email = partial(email_of, self._client)
        core = Core(
            platform="slack",
            route=registry.route,
            dispatch=Linking(dispatcher, directory=dispatcher.directory, email_of=email),
            directory=dispatcher.directory,
            unavailable=UNAVAILABLE,
        )
        replies = Replies(self._session, api_url=self._settings.api_url)
        listeners = Listeners(core, windows=Windows(self._client), replies=replies, background=background)
        return Door(bolt_app(self._client, workspace, listeners), workspace, name_of=core.name_of)

    def accounts(self, dispatcher: Dispatcher, *, now: Callable[[], datetime]) -> Chore:
        """Return the chore that looks whether the company's accounts are members'; the door was opened before."""
        look = partial(look_at, self._client, team_id=self._workspace.team_id)
        return Standings("slack", look, dispatcher, directory=dispatcher.directory, now=now).chore()

    def over_http(self, door: Door, *, now: Callable[[], float]) -> SlackDoor | None:
        """Return the door for signed requests, None without a signing secret."""
        if self._settings.signing_secret is None:
            return None
        signatures = Signatures(self._settings.signing_secret.get_secret_value(), now=now)
        return SlackDoor(door, signatures, self._metrics)

    def over_socket(self, door: Door) -> Sockets | None:
        """Return the door that Socket Mode is, None without an app-level token."""
        if self._settings.app_token is None:
            return None
        token = self._settings.app_token.get_secret_value()
        client = slack_client(token, api_url=self._settings.api_url, session=self._session)
        return Sockets(door, app_token=token, client=client, metrics=self._metrics)
