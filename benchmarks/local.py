"""The local Slack of a bench, and what a bot needs to be told of it."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import aiohttp

from benchmarks import grounds
from benchmarks.payloads import SECRET, Submissions
from benchmarks.processes import Running, running


@contextmanager
def local_slack() -> Iterator[Running]:
    """Start a local Slack that takes everything: what is measured is the bot."""
    with running(["playground.slack", "--no-limits", "--no-validation", "--wire", "0"]) as slack:
        yield slack


def environment(slack: Running, url: str) -> dict[str, str]:
    """Return the environment of a bot on a database and a local Slack."""
    return {
        "SLACK_BOT_TOKEN": slack.said["bot_token"],
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.said["api_url"],
        "CSOPS_DATABASE_URL": url,
        "CSOPS_PORT": "0",
        "CSOPS_LOG_LEVEL": "warning",
    }


def submissions(slack: Running) -> Submissions:
    """Return what people of this Slack submit."""
    return Submissions(team=slack.said["team_id"], app=slack.said["app_id"], user=grounds.USER)


def control(slack: Running, name: str, *asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Ask the local Slack for something that only tests and benches ask for, such as a fault; once for each."""
    return asyncio.run(_control(slack.said["url"], name, asked))


async def _control(url: str, name: str, asked: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    answers = []
    async with aiohttp.ClientSession() as session:
        for one in asked:
            async with session.post(f"{url}/_control/{name}", json=one) as answer:
                assert answer.status == HTTPStatus.OK, await answer.text()
                answers.append(await answer.json())
    return answers
