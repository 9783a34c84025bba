"""Private answers go to Slack's own addresses alone."""

import aiohttp
import pytest
from aiohttp import web

from handlers.slack.replies import Replies

SLACK = "https://slack.com/api/"
REFUSED = [
    "http://hooks.slack.com/actions/T/1/x",
    "https://hooks.slack.com:8443/x",
    "https://hooks.slack.com.evil.example/x",
    "https://evil.example/hooks.slack.com",
    "https://hooks.slack.com@evil.example/x",
    "https://user:pass@hooks.slack.com/x",
    "https://evil.example#@hooks.slack.com/x",
    "https://hooks.slack.com\\@evil.example/x",
    "https://127.0.0.1/x",
    "http://127.0.0.1/x",
    "http://127.0.0.1:1/x",
    "http://[::1]/x",
    "http://169.254.169.254/latest/meta-data/",
    "http://2130706433/x",
    "http://0x7f000001/x",
    "http://017700000001/x",
    "https://slack.com.evil.example/api",
    "ftp://hooks.slack.com/x",
    "file:///etc/passwd",
    "//hooks.slack.com/x",
    "hooks.slack.com/x",
    "https://",
    "https://[",
    "javascript:alert(1)",
    "",
]


@pytest.mark.parametrize("url", REFUSED)
async def test_other_addresses_are_refused(url: str) -> None:
    """S13: no other host, port or scheme, however it is written; nothing is sent there."""
    async with aiohttp.ClientSession() as session:
        replies = Replies(session, api_url=SLACK)
        assert not replies.allowed(url)
        assert not await replies.send(url, {"text": "secret"}, key="k")


async def test_slacks_own_addresses_are_taken() -> None:
    """The hooks of the workspace's own Slack over https; a local Slack on the very port of its API."""
    async with aiohttp.ClientSession() as session:
        assert Replies(session, api_url=SLACK).allowed("https://hooks.slack.com/actions/T/1/x")
        government = Replies(session, api_url="https://slack-gov.com/api/")
        assert government.allowed("https://hooks.slack-gov.com/x")
        assert not government.allowed("https://hooks.slack.com/x")
        local = Replies(session, api_url="http://127.0.0.1:3700/api/")
        assert local.allowed("http://127.0.0.1:3700/actions/x")
        assert not local.allowed("http://127.0.0.1:3701/actions/x")
        assert not Replies(session, api_url="http://intranet.example/api/").allowed("http://intranet.example/x")


async def test_a_redirect_is_not_followed() -> None:
    """S13: an address that sends us on does not get us there; the answer counts as lost."""
    visited: list[str] = []

    async def redirect(_: web.Request) -> web.Response:
        visited.append("first")
        raise web.HTTPTemporaryRedirect("/second")

    async def second(_: web.Request) -> web.Response:
        visited.append("second")
        return web.Response()

    app = web.Application()
    app.router.add_post("/first", redirect)
    app.router.add_post("/second", second)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with aiohttp.ClientSession() as session:
            replies = Replies(session, api_url=f"{base}/api/")
            assert not await replies.send(f"{base}/first", {"text": "x"}, key="k")
            assert await replies.send(f"{base}/second", {"text": "x"}, key="k")
    finally:
        await runner.cleanup()
    assert visited == ["first", "second"]
