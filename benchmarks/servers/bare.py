"""The yardstick: a bare Bolt app, as its documentation has it, that only acknowledges a form. No SQL, no work."""

import asyncio
import re

import msgspec
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.payloads import SECRET
from bot.settings import read_settings


async def main() -> None:
    """Serve on a free port of the loopback until the process is ended."""
    settings = read_settings()
    client = AsyncWebClient(token=settings.slack().bot_token.get_secret_value(), base_url=settings.slack_api_url)
    app = AsyncApp(client=client, signing_secret=SECRET)

    @app.view(re.compile(".*"))
    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    runner = web.AppRunner(app.server(path="/slack/events").web_app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(msgspec.json.encode({"port": runner.addresses[0][1]}).decode(), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
