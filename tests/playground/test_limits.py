"""Rate limits as Slack documents them, on this Slack's own clock."""

from http import HTTPStatus

import pytest
from slack_sdk.errors import SlackApiError

from playground.driver import LocalSlack
from playground.slack.limits import POST_BURST
from tests.playground.apps import client_of


async def burst(slack: LocalSlack, method: str, count: int, **args: object) -> list[str]:
    """The outcomes of so many calls at once: ok, or Retry-After."""
    found = []
    for _ in range(count):
        try:
            await client_of(slack).api_call(method, params=args)
            found.append("ok")
        except SlackApiError as error:
            late = error.response.status_code == HTTPStatus.TOO_MANY_REQUESTS
            found.append(error.response.headers["Retry-After"] if late else error.response["error"])
    return found


async def test_one_message_a_second_and_channel_after_a_burst(slack: LocalSlack) -> None:
    """The burst goes through, the next is turned away for a second; another channel is not affected."""
    other = slack.channel("other").id
    assert await burst(slack, "chat.postMessage", POST_BURST + 1, channel="general", text="x") == [
        *["ok"] * POST_BURST,
        "1",
    ]
    assert await burst(slack, "chat.postMessage", 1, channel=other, text="x") == ["ok"]
    await slack.advance(1)
    assert await burst(slack, "chat.postMessage", 2, channel="general", text="x") == ["ok", "1"]
    assert len(slack.channel("general").messages) == POST_BURST + 1


@pytest.mark.parametrize(("method", "tier"), [("users.list", 20), ("team.info", 50)])
async def test_a_tier_is_so_many_a_minute(slack: LocalSlack, method: str, tier: int) -> None:
    """A minute's worth goes through, and then one comes back when its part of the minute has passed."""
    found = await burst(slack, method, tier + 1)
    assert found[:tier] == ["ok"] * tier
    wait = int(found[tier])
    assert 60 / tier - 1 <= wait <= 60 / tier + 1
    await slack.advance(wait)
    assert await burst(slack, method, 1) == ["ok"]


async def test_other_methods_are_not_limited_together(slack: LocalSlack) -> None:
    """Each method has its own count."""
    await burst(slack, "users.list", 21)
    assert await burst(slack, "usergroups.list", 1) == ["ok"]


async def test_limits_can_be_switched_off_for_a_bench(slack: LocalSlack) -> None:
    """And on again."""
    await slack.limits(on=False)
    assert set(await burst(slack, "chat.postMessage", 30, channel="general", text="x")) == {"ok"}
    await slack.limits(on=True)
    assert (
        "ok" not in (await burst(slack, "chat.postMessage", POST_BURST + 1, channel="general", text="x"))[POST_BURST:]
    )
