"""The flow chart: a picture with words in its place, in the thread or for one person alone."""

from typing import Any

import pytest

from playground.teams.acts import CONSENT
from storage.engine import Database
from tests.stories.on_teams import TeamsStage, staged_on_teams
from tests.stories.stage import Message, Stage


@pytest.fixture(name="stage")
def only_on_slack(on_slack: Stage) -> Stage:
    """The file is looked up where Slack keeps it; the stories of Teams stand at the end."""
    return on_slack


Json = dict[str, Any]


def shared(stage: Stage, where: str) -> list[Json]:
    """Return the messages of a conversation that share files, as Slack keeps them."""
    channel = stage.slack.slack.workspace.channels[where]
    return [message for message in channel.messages.values() if message.get("files")]


async def test_the_picture_comes_to_the_thread(stage: Stage) -> None:
    """Asked in the customer's channel: the steps are answered privately, the picture stands under the engagement."""
    key = stage.ahead("ada", "services-engagement", "Rollout", ("ada", "scoped", {}))
    head = await stage.card("acme", "Rollout")

    told = await stage.told("fina", f"/engagement chart {key}")
    assert "2 " in told
    channel = stage.channels["acme"].id
    await stage.slack.until(lambda: shared(stage, channel), what="the picture")

    (message,) = shared(stage, channel)
    (file,) = message["files"]
    assert message["thread_ts"] == head.ts
    assert file["title"] == f"{key}: Services engagement"
    assert "Now at: 2 " in file["alt_txt"]
    content = stage.slack.slack.workspace.files[file["id"]].content
    assert content is not None
    assert content.startswith(b"\x89PNG")


async def test_asked_elsewhere_it_is_for_one_person_alone(stage: Stage) -> None:
    """In another customer's channel nothing is posted; the picture comes to the person's own messages."""
    key = stage.ahead("ada", "services-engagement", "Rollout")
    before = len(stage.channels["birk"].messages)

    assert "direct messages" in await stage.told("fina", f"/engagement chart {key}", channel="birk")

    workspace = stage.slack.slack.workspace
    own = stage.people["fina"].id

    def arrived() -> list[tuple[str, Json]]:
        return [(one.id, message) for one in workspace.channels.values() for message in shared(stage, one.id)]

    ((where, message),) = await stage.slack.until(arrived, what="the picture")
    assert workspace.channels[where].kind == "im"
    assert own in workspace.channels[where].members
    assert "thread_ts" not in message
    assert len(stage.channels["birk"].messages) == before


async def test_in_a_channel_of_teams_a_link_leads_to_it(database: Database) -> None:
    """Where the app may write into the channel's folder, the picture lies there, and the thread has the link."""
    async with staged_on_teams(database) as stage:
        await stage.slack.control("settings", permissions=["Files.ReadWrite.All"])
        key, message = await asked_in_the_channel(stage)
        assert f"{key}: Services engagement (PNG)" in message.words
        ((name, content),) = stage.slack.teams.tenant.files[stage.channels["acme"].id].items()
        assert name.startswith(key)
        assert content.startswith(b"\x89PNG")


async def test_where_the_app_may_not_a_button_offers_it_alone(database: Database) -> None:
    """The card in the thread says so; whoever presses its button is offered the picture in their own chat."""
    async with staged_on_teams(database) as stage:
        _, message = await asked_in_the_channel(stage)
        assert "cannot put files here" in message.words
        await message.click("Send it to me", by=stage.people["sven"])

        def offer() -> Message | None:
            return next((one for one in stage.people["sven"].dm.messages if asks_for_consent(one)), None)

        offered = await stage.slack.until(offer, what="the offer")
        await offered.consent(by=stage.people["sven"])
        await stage.slack.until(lambda: any(stage.slack.teams.tenant.uploads.values()), what="the file")
        (content,) = stage.slack.teams.tenant.uploads.values()
        assert content is not None
        assert content.startswith(b"\x89PNG")


def asks_for_consent(message: Message) -> bool:
    """Return whether a message offers a file."""
    return any(one["contentType"] == CONSENT for one in message.raw["attachments"])


async def asked_in_the_channel(stage: TeamsStage) -> tuple[str, Message]:
    """Let somebody ask for a chart in the customer's channel; return its number and what came to the thread."""
    key = stage.ahead("ada", "services-engagement", "Rollout")
    head = await stage.card("acme", "Rollout")
    channel = stage.channels["acme"]
    await stage.people["fina"].post(f"<at>csops</at> engagement chart {key}", channel=channel)

    def look() -> Message | None:
        return next((one for one in head.replies if "The flow chart, asked for by" in one.words), None)

    return key, await stage.slack.until(look, what="the picture")
