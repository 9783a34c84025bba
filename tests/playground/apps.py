"""Real slack_sdk clients and real Bolt apps against a local Slack, over sockets and over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient  # noqa: TID251 - the playground is tried with what Bolt apps use

from playground.driver import LocalSlack
from playground.slack.shapes import Json

Client = AsyncWebClient


def client_of(slack: LocalSlack, token: str = "") -> Any:  # noqa: ANN401 - its types let every part of an answer be None
    """A client that repeats nothing by itself."""
    return AsyncWebClient(token=token or slack.bot_token, base_url=slack.api_url, retry_handlers=[])


async def refused(slack: LocalSlack, method: str, token: str = "", **args: object) -> Json:
    """The body with which a call was refused; AssertionError if it was not."""
    with pytest.raises(SlackApiError) as caught:
        await client_of(slack, token).api_call(method, json=args)
    body: Json = caught.value.response.data
    return body


async def refused_form(slack: LocalSlack, method: str, **args: object) -> Json:
    """The same for a call as a form."""
    with pytest.raises(SlackApiError) as caught:
        await client_of(slack).api_call(method, params=args)
    body: Json = caught.value.response.data
    return body


async def raw(slack: LocalSlack, method: str, *, body: bytes, kind: str, token: str = "") -> tuple[int, Json]:
    """A call as bytes: its status and its JSON."""
    headers = {"Content-Type": kind, "Authorization": f"Bearer {token or slack.bot_token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{slack.api_url}{method}", data=body, headers=headers) as answer,
    ):
        return answer.status, await answer.json()


def app_for(slack: LocalSlack) -> AsyncApp:
    """A Bolt app without listeners that knows this Slack."""
    return AsyncApp(
        client=client_of(slack), signing_secret=slack.signing_secret, process_before_response=True, name="tried"
    )


@asynccontextmanager
async def on_sockets(slack: LocalSlack, *apps: AsyncApp) -> AsyncIterator[list[Any]]:
    """Run apps over Socket Mode, one connection each."""
    handlers: list[Any] = []  # Bolt leaves their methods untyped.
    before = slack.link.mirror.sockets
    for app in apps:
        web_client = client_of(slack, slack.app_token)
        handlers.append(AsyncSocketModeHandler(app, slack.app_token, web_client=web_client, ping_interval=1))
        await handlers[-1].connect_async()
    await slack.connected(before + len(apps))
    try:
        yield handlers
    finally:
        for handler in handlers:
            await handler.close_async()


@asynccontextmanager
async def raw_socket(
    slack: LocalSlack, answer: Callable[[Json], Awaitable[Json | None]] | None = None
) -> AsyncIterator[list[Json]]:
    """One bare Socket Mode connection: keeps its frames and, with `answer`, acknowledges envelopes with that."""
    frames: list[Json] = []
    before = slack.link.mirror.sockets
    url = (await client_of(slack, slack.app_token).apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:

        async def acknowledge(frame: Json) -> None:
            if answer is not None and "envelope_id" in frame:
                await ws.send_json({"envelope_id": frame["envelope_id"], "payload": await answer(frame)})

        async def read(group: asyncio.TaskGroup) -> None:
            async for message in ws:
                frames.append(json.loads(message.data))
                _ = group.create_task(acknowledge(frames[-1]))

        async def serve() -> None:
            async with asyncio.TaskGroup() as group:
                await read(group)

        serving = asyncio.ensure_future(serve())
        await slack.connected(before + 1)
        try:
            yield frames
        finally:
            serving.cancel()


@asynccontextmanager
async def on_http(slack: LocalSlack, app: AsyncApp) -> AsyncIterator[str]:
    """Run an app behind an address to which this Slack sends signed requests."""
    runner = web.AppRunner(app.web_app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await slack.control("settings", events_url=url, interactivity_url=url, options_url=url, commands_url=url)
    try:
        yield url
    finally:
        await runner.cleanup()


@asynccontextmanager
async def running(slack: LocalSlack, app: AsyncApp, way: str) -> AsyncIterator[None]:
    """Run an app over `sockets` or `http`."""
    if way == "sockets":
        async with on_sockets(slack, app):
            yield
    else:
        async with on_http(slack, app):
            yield


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def section(text: str = "Hello", **more: object) -> Json:
    """A section."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text: str = "Press", action_id: str = "press", **more: object) -> Json:
    """A button."""
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def actions(*elements: Json, **more: object) -> Json:
    """A row of elements."""
    return {"type": "actions", "elements": list(elements), **more}


def text_input(label: str = "Title", block_id: str = "title", **element: object) -> Json:
    """An input for text."""
    inner = {"type": "plain_text_input", "action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": inner}


def picked(element: Json, label: str = "Pick", **more: object) -> Json:
    """An input around any element."""
    return {"type": "input", "block_id": "pick", "label": plain(label), "element": element, **more}


def modal(*blocks: Json, title: str = "Form", **more: object) -> Json:
    """A modal with a submit button."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **more,
    }


def option(text: str, value: str = "") -> Json:
    """An option of a select."""
    return {"text": plain(text), "value": value or text.lower()}
