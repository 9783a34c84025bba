"""The local Teams of a bench: what a bot needs to be told of it, what it sends, and what a bench asks of it."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import aiohttp
import msgspec

from benchmarks.processes import Running, running

AT_ONCE = 10
TAKEN = frozenset({200, 201})


@contextmanager
def local_teams() -> Iterator[Running]:
    """Start a local Teams that takes everything: what is measured is the bot."""
    with running(["playground.teams", "--no-limits", "--no-validation", "--wire", "0"]) as teams:
        yield teams


def environment(said: dict[str, Any]) -> dict[str, str]:
    """Return the settings with which a bot finds and trusts this Teams."""
    return {
        "TEAMS_APP_ID": said["app_id"],
        "TEAMS_TENANT_ID": said["tenant_id"],
        "TEAMS_APP_SECRET": said["app_secret"],
        "TEAMS_LOGIN_URL": said["login_url"],
        "TEAMS_OPENID_URL": said["openid_url"],
        "TEAMS_SERVICE_HOSTS": said["service_hosts"],
    }


def presses(said: dict[str, Any], person: dict[str, Any], engagements: Sequence[str]) -> list[bytes]:
    """Return presses of the button that says "Scoped", as Teams sends them, one for each engagement."""
    common = _common(said, person)
    invoke = {**common, "type": "invoke", "name": "adaptiveCard/action", "replyToId": "1700000000001"}
    found = []
    for number, engagement in enumerate(engagements):
        data = {"button": "step.say", "subject": engagement, "version": 0, "argument": "scoped"}
        value = {"action": {"type": "Action.Execute", "verb": "press", "data": data}, "trigger": "manual"}
        found.append(msgspec.json.encode({**invoke, "id": f"f:{number:036}", "value": value}))
    return found


def messages(said: dict[str, Any], person: dict[str, Any], count: int) -> list[bytes]:
    """Return messages as Teams sends them."""
    words = {
        "type": "message",
        "text": "show ENG-12",
        "textFormat": "plain",
        "attachments": [{"contentType": "text/html", "content": "<p>show ENG-12</p>"}],
    }
    common = {**_common(said, person), **words}
    return [msgspec.json.encode({**common, "id": f"17000000{number:05}"}) for number in range(count)]


def _common(said: dict[str, Any], person: dict[str, Any]) -> dict[str, Any]:
    return {
        "timestamp": "2026-01-01T10:00:00.000Z",
        "localTimestamp": "2026-01-01T11:00:00.000+01:00",
        "channelId": "msteams",
        "serviceUrl": said["service_url"],
        "from": {"id": person["id"], "name": "Ann", "aadObjectId": person["object_id"]},
        "conversation": {
            "conversationType": "personal",
            "tenantId": said["tenant_id"],
            "id": person["conversation"],
        },
        "recipient": {"id": said["bot_id"], "name": "csops"},
        "entities": [{"locale": "en-GB", "country": "GB", "platform": "Web", "type": "clientInfo"}],
        "channelData": {"tenant": {"id": said["tenant_id"]}},
        "locale": "en-GB",
    }


async def control(http: aiohttp.ClientSession, teams: Running, name: str, **args: object) -> dict[str, Any]:
    """Ask the local Teams for something that only tests and benches ask for, such as a fault."""
    async with http.post(f"{teams.said['url']}/_control/{name}", data=msgspec.json.encode(args)) as answer:
        found: dict[str, Any] = await answer.json()
    assert found["ok"], found
    return found


async def send_all(
    http: aiohttp.ClientSession, address: str, bodies: Sequence[bytes], authorizations: Sequence[str]
) -> None:
    """Send everything, a few at a time; stop where something is not taken."""
    waiting = zip(bodies, authorizations, strict=True)

    async def work() -> None:
        for body, authorization in waiting:
            headers = {"Authorization": authorization, "Content-Type": "application/json"}
            async with http.post(address, data=body, headers=headers) as answer:
                if answer.status not in TAKEN:
                    message = f"{answer.status}: {(await answer.text())[:300]}"
                    raise RuntimeError(message)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
