"""The flow chart in Slack: a picture with words in its place, in the thread or for one person alone."""

from typing import Any

import pytest

from tests.stories.stage import Stage


@pytest.fixture(name="stage")
def only_on_slack(on_slack: Stage) -> Stage:
    """The file is looked up where Slack keeps it; tests/teams shows how Teams gets it."""
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
    await stage.slack.until(lambda: shared(stage, channel), what="the picture", seconds=20)

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

    ((where, message),) = await stage.slack.until(arrived, what="the picture", seconds=20)
    assert workspace.channels[where].kind == "im"
    assert own in workspace.channels[where].members
    assert "thread_ts" not in message
    assert len(stage.channels["birk"].messages) == before
