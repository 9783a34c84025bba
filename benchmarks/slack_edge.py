"""CPU of one form through the Slack edge: a bare Bolt app that only acknowledges, against ours with nothing behind it.

Both servers run in processes of their own, on one loop of the same kind, and get the same signed 10 kB view submission;
the rounds take turns, and the figures are medians. `python -m benchmarks.slack_edge [--rounds N] [--requests N]`.
"""

import argparse
import asyncio
import gc
import json
import multiprocessing
import statistics
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import urlencode

from benchmarks.processes import cpu_seconds

SECRET = "0123456789abcdef0123456789abcdef"
TEAM, USER = "T0OURS", "U0ANN"
CONNECTIONS = 4
NO_SLACK = "http://127.0.0.1:1/api/"
FIELDS = 24


def submission() -> bytes:
    """Return the body of a view submission of about ten kilobytes of JSON, as Slack encodes it."""
    fields = [f"field_{number}" for number in range(FIELDS)]
    blocks = [
        {
            "type": "input",
            "block_id": name,
            "label": {"type": "plain_text", "text": f"What stands in {name}?", "emoji": False},
            "optional": False,
            "dispatch_action": False,
            "element": {
                "type": "plain_text_input",
                "action_id": "text",
                "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
            },
        }
        for name in fields
    ]
    values = {name: {"text": {"type": "plain_text_input", "value": f"Words of {name}, " * 2}} for name in fields}
    view = {
        "id": "V0VIEW",
        "team_id": TEAM,
        "type": "modal",
        "blocks": blocks,
        "private_metadata": '["eng1",3,""]',
        "callback_id": "step.fill",
        "state": {"values": values},
        "hash": "1700000000.abcdef",
        "title": {"type": "plain_text", "text": "Step 2", "emoji": False},
        "submit": {"type": "plain_text", "text": "Save", "emoji": False},
        "app_installed_team_id": TEAM,
        "bot_id": "B0BOT",
    }
    payload = {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "acme"},
        "user": {"id": USER, "username": "ann", "name": "ann", "team_id": TEAM},
        "api_app_id": "A0APP",
        "token": "unused",
        "trigger_id": "1.2.3",
        "view": view,
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def request_bytes(body: bytes) -> bytes:
    """Return the whole signed HTTP request."""
    from bot.signatures import Signatures  # noqa: PLC0415 - not in the process of the bare app.

    now = str(int(time.time()))  # noqa: TID251 - what Slack's clock says is the request's own.
    signature = Signatures(SECRET, now=lambda: 0.0).of(body, now)
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nX-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: {signature}\r\n\r\n"
    )
    return head.encode() + body


async def bare(tell: Callable[[int], None]) -> None:
    """Serve a Bolt app with its stock aiohttp adapter and one listener that acknowledges."""
    from aiohttp import web  # noqa: PLC0415
    from slack_bolt.async_app import AsyncAck, AsyncApp  # noqa: PLC0415
    from slack_bolt.authorization import AuthorizeResult  # noqa: PLC0415

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_id="B0BOT", bot_user_id="U0BOT")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    @app.view("step.fill")
    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    runner = web.AppRunner(app.web_app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    tell(runner.addresses[0][1])
    await asyncio.Event().wait()


async def floor(tell: Callable[[int], None]) -> None:
    """Serve what looks at the signature alone: the least that a Python server can do."""
    from aiohttp import web  # noqa: PLC0415

    from bot.signatures import Signatures  # noqa: PLC0415

    signatures = Signatures(SECRET, now=time.time)  # noqa: TID251 - the edge owns a clock.

    async def answer(request: web.Request) -> web.Response:
        told = request.headers
        stamp, signature = told["X-Slack-Request-Timestamp"], told["X-Slack-Signature"]
        genuine = signatures.genuine(await request.read(), timestamp=stamp, signature=signature)
        return web.Response(status=200 if genuine else 401)

    app = web.Application()
    app.router.add_post("/slack/events", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    tell(runner.addresses[0][1])
    await asyncio.Event().wait()


async def ours(tell: Callable[[int], None]) -> None:
    """Serve our edge with a core that does nothing."""
    from bot.metrics import Metrics  # noqa: PLC0415
    from bot.signatures import Signatures  # noqa: PLC0415
    from bot.web import Site, SlackDoor, application  # noqa: PLC0415
    from handlers.background import Background  # noqa: PLC0415
    from handlers.slack.app import bolt_app  # noqa: PLC0415
    from handlers.slack.client import open_session, slack_client  # noqa: PLC0415
    from handlers.slack.door import Door  # noqa: PLC0415
    from handlers.slack.listeners import Listeners  # noqa: PLC0415
    from handlers.slack.replies import Replies  # noqa: PLC0415
    from handlers.slack.windows import Windows  # noqa: PLC0415
    from handlers.slack.workspace import Workspace  # noqa: PLC0415

    session = open_session()
    client = slack_client("xoxb-1", api_url=NO_SLACK, session=session)
    core, metrics, replies = idle_core(), Metrics(), Replies(session, api_url=NO_SLACK)
    listeners = Listeners(core, windows=Windows(client), replies=replies, background=Background())
    workspace = Workspace(team_id=TEAM, url="https://acme.slack.com/", bot_id="B0BOT", bot_user_id="U0BOT")
    door = Door(bolt_app(client, workspace, listeners), workspace, name_of=core.name_of)
    signatures = Signatures(SECRET, now=time.time)  # noqa: TID251 - the edge owns a clock.

    async def ready() -> tuple[str, ...]:
        return ()

    site = Site(application(SlackDoor(door, signatures, metrics), metrics, ready), host="127.0.0.1", port=0)
    tell(await site.open())
    gc.collect()
    gc.freeze()  # As bot/wiring.py does.
    await asyncio.Event().wait()


def idle_core() -> Any:  # noqa: ANN401 - its class is imported here alone.
    """Return a core that answers everything at once with the same short card."""
    from handlers.core import Core  # noqa: PLC0415
    from workflows.kernel.answers import Answer, Done  # noqa: PLC0415
    from workflows.kernel.cards import Card  # noqa: PLC0415
    from workflows.kernel.commands import Command  # noqa: PLC0415
    from workflows.kernel.people import Directory, Identity, Person  # noqa: PLC0415
    from workflows.kernel.text import Mention, Strong, line  # noqa: PLC0415

    directory = Directory(
        version=1,
        company="Acme",
        time_zone="UTC",
        people={"ann": Person(key="ann", name="Ann Ames")},
        identities={Identity("slack", USER): "ann"},
        addresses={"ann": f"slack:{USER}"},
        roles={},
        channels={},
    )
    done = Done(card=Card(title="ENG-1: done", body=(line("Next: ", Strong("3 Send the ROM"), ", ", Mention("ann")),)))

    async def dispatch(_: object) -> Answer:
        return done

    return Core(
        platform="slack",
        route=lambda asked: Command(actor=asked.actor, request_key=asked.request_key),
        dispatch=dispatch,
        directory=lambda: directory,
    )


def serve(server: Callable[[Callable[[int], None]], Awaitable[None]], pipe: Connection) -> None:
    """Run a server in this process."""
    import uvloop  # noqa: PLC0415

    uvloop.run(server(pipe.send))  # type: ignore[arg-type]


async def load(port: int, request: bytes, count: int) -> None:
    """Send the request so often, over a few connections, each as soon as the one before was answered."""

    async def one(times: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(times):
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head.decode())
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.partition(b":")[2]))
        writer.close()

    await asyncio.gather(*(one(count // CONNECTIONS) for _ in range(CONNECTIONS)))


def measure(*, rounds: int = 7, requests: int = 1000) -> dict[str, Any]:
    """Return the medians of the three servers, and the ratio of ours to the bare one."""
    request = request_bytes(submission())
    context = multiprocessing.get_context("spawn")
    started: dict[str, tuple[int, int, Any]] = {}
    for name, server in SERVERS.items():
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=serve, args=(server, sender), daemon=True)
        process.start()
        started[name] = (receiver.recv(), process.pid or 0, process)
    spent: dict[str, list[float]] = {name: [] for name in started}
    for turn in range(rounds + 1):
        for name, (port, pid, _) in started.items():
            before = cpu_seconds(pid)
            asyncio.run(load(port, request, requests))
            if turn:  # The first is for warming up.
                spent[name].append((cpu_seconds(pid) - before) / requests * 1e6)
    for _, _, process in started.values():
        process.kill()
    bare, alone = spent["bare Bolt"], spent["our edge"]
    ratio = statistics.median(one / other for one, other in zip(alone, bare, strict=True))
    figures: dict[str, Any] = {name: {"cpu_us": round(statistics.median(one))} for name, one in spent.items()}
    return figures | {"our edge of bare Bolt": {"ratio": round(ratio, 3), "goal": "at most 0.25"}}


SERVERS = {"bare Bolt": bare, "the signature alone": floor, "our edge": ours}


def main() -> None:
    """Measure, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=1000)
    options = parser.parse_args()
    print(f"a form of {len(submission())} bytes, processor time of the server:")
    for name, figures in measure(rounds=options.rounds, requests=options.requests).items():
        print(f"  {name:22} {figures}")


if __name__ == "__main__":
    main()
