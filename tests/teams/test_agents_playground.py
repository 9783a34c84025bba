"""What stands between the Agents Playground and the bot: nothing unsigned gets in, and nothing out without a token."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.load import read_sources
from handlers.teams import buttons
from handlers.teams.clouds import CLOUDS
from handlers.teams.credentials import Registration, Secret
from handlers.teams.deliveries import Kind
from handlers.teams.sign_in import SignIn
from handlers.teams.tokens import Tokens
from tests.teams import wire
from tests.teams.test_parse import read
from tests.teams.test_tokens import Hand
from tools import play_teams
from tools.agents_bridge import ISSUER, Bridge, without_dialogs

CLOUD = CLOUDS["public"]


@dataclass
class Between:
    """The bridge, and what reached its two ends: the token and the body, or the address and the body."""

    address: str
    session: aiohttp.ClientSession
    to_bot: list[tuple[str, Any]] = field(default_factory=list)
    to_client: list[tuple[str, Any]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=lambda: {"statusCode": 200, "type": "invoked"})

    async def token(self) -> str:
        """Return a token of the bot's for the connector."""
        registration = Registration(
            app_id=play_teams.APP.app_id,
            tenant_id=play_teams.APP.tenant_id,
            credential=Secret(SecretStr(play_teams.APP.secret)),
            login=CLOUD.login,
            local=f"{self.address}/login",
        )
        return await Tokens(SignIn(registration, self.session), clock=Hand()).token(CLOUD.connector_scope)


@pytest.fixture
async def between() -> AsyncIterator[Between]:
    ends = web.Application()
    bridge = Between("", aiohttp.ClientSession())

    async def bot(request: web.Request) -> web.Response:
        bridge.to_bot.append((request.headers["Authorization"].removeprefix("Bearer "), await request.json()))
        return web.json_response(bridge.answer, status=200)

    async def client(request: web.Request) -> web.Response:
        bridge.to_client.append((request.path, await request.json()))
        return web.json_response({"id": "1"}, status=201)

    ends.router.add_post("/teams/messages", bot)
    ends.router.add_post("/_connector/{path:.*}", client)
    async with TestServer(ends) as served:
        here = f"http://127.0.0.1:{served.port}"
        made = Bridge(play_teams.APP, bot=f"{here}/teams/messages", client=here)
        async with TestServer(made.application()) as standing, bridge.session:
            bridge.address = f"http://127.0.0.1:{standing.port}"
            yield bridge


async def test_what_the_playground_sends_is_signed_as_teams_signs(between: Between) -> None:
    """The bot gets the same activity with a token that its published key opens, and the answer goes back."""
    activity = {"type": "message", "serviceUrl": f"{between.address}/_connector", "text": "help"}

    async with between.session.post(f"{between.address}/messages", json=activity) as answer:
        assert (await answer.json())["type"] == "invoked"

    ((token, body),) = between.to_bot
    assert body == activity
    async with between.session.get(f"{between.address}/openid") as document:
        told = await document.json()
    async with between.session.get(told["jwks_uri"]) as published:
        keys = (await published.json())["keys"]
    key = next(key for key in keys if key["kid"] == jwt.get_unverified_header(token)["kid"])
    claims = jwt.decode(token, jwt.PyJWK(key), algorithms=["RS256"], audience=play_teams.APP.app_id, issuer=ISSUER)
    assert claims["serviceurl"] == activity["serviceUrl"]
    assert key["endorsements"] == ["msteams"]


async def test_only_our_token_reaches_the_playground(between: Between) -> None:
    """Without a token, and with one that somebody made up, nothing passes; with the bot's own it does."""
    there = f"{between.address}/_connector/v3/conversations/19:a@thread.tacv2/activities"
    for authorization in ("", "Bearer made.up.token"):
        async with between.session.post(there, json={}, headers={"Authorization": authorization}) as answer:
            assert answer.status == 401
    token = await between.token()
    async with between.session.post(there, json={"text": "hi"}, headers={"Authorization": f"Bearer {token}"}) as answer:
        assert answer.status == 201
    assert between.to_client == [("/_connector/v3/conversations/19:a@thread.tacv2/activities", {"text": "hi"})]


async def test_what_would_open_a_dialog_opens_its_form_in_the_chat(between: Between) -> None:
    """In what the bot posts and in what it answers: the playground does nothing at a button that opens a dialog."""
    dialog = buttons.opener("Open", wire.button("done"))
    press = buttons.submit("Done", wire.button("done"), dialog=False)
    card = {"type": "AdaptiveCard", "body": [{"type": "ActionSet", "actions": [dialog, press]}], "actions": [dialog]}
    between.answer = {"statusCode": 200, "value": card}
    there = f"{between.address}/_connector/v3/conversations/19:a@thread.tacv2/activities"
    headers = {"Authorization": f"Bearer {await between.token()}"}
    async with between.session.post(there, json={"attachments": [card]}, headers=headers):
        pass
    async with between.session.post(f"{between.address}/messages", json={"type": "invoke"}) as answered:
        said = await answered.json()

    shown = between.to_client[0][1]["attachments"][0]
    opened = shown["actions"][0]
    assert opened == {**dialog, "type": "Action.Execute", "verb": "press", "data": wire.button("done")}
    assert shown["body"][0]["actions"] == [opened, press]
    assert said == {"statusCode": 200, "value": shown}
    assert read(wire.press(opened["data"])).kind is Kind.PRESS
    for plain in (b"", b"no json", b'{"id":"1"}'):
        assert without_dialogs(plain) == plain


def test_the_playground_knows_the_people_of_the_example_company() -> None:
    """Exactly five besides you, as it wants; each with the account that csops.toml has, so that all may act."""
    made = yaml.safe_load(play_teams.configuration())
    (source,) = read_sources([str(play_teams.COMPANY)])
    accounts = {one.teams[0]: one.name for one in source.content.people}

    assert len(made["users"]) == 5
    assert {one["aadObjectId"]: one["name"] for one in [made["currentUser"], *made["users"]]} == accounts
    places = {made["team"]["id"], *(channel["id"] for channel in made["team"]["channels"])}
    assert {address.removeprefix("teams:") for address in source.content.channels.values()} <= places


def test_nothing_is_installed_without_the_licence(tmp_path: Path) -> None:
    """The words say whose it is and how to take the licence; nothing was fetched."""
    words = play_teams.trouble_with_package(tmp_path, accepted=False)

    assert "--accept-license" in words
    assert "evaluation" in words
    assert list(tmp_path.iterdir()) == []
