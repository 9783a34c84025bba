"""Block structures that Slack refuses are refused here, at their place and for their reason."""

import pytest

from playground.driver import LocalSlack
from playground.slack.blocks.surfaces import check_blocks, check_view
from tests.playground.apps import client_of, refused, section
from tests.playground.bad_blocks import MESSAGES, VIEWS


@pytest.mark.parametrize("name", MESSAGES)
def test_bad_blocks_are_refused_at_their_place(name: str) -> None:
    """Each fault is reported once, with its pointer and code."""
    blocks, pointer, code = MESSAGES[name]
    assert [(one["pointer"], one["code"]) for one in check_blocks(blocks, "message").errors] == [(pointer, code)]


@pytest.mark.parametrize("name", VIEWS)
def test_bad_views_are_refused_at_their_place(name: str) -> None:
    """The same for modals."""
    view, pointer, code = VIEWS[name]
    assert [(one["pointer"], one["code"]) for one in check_view(view).errors] == [(f"/view{pointer}", code)]


def test_there_are_at_least_sixty() -> None:
    """The battery does not shrink unseen."""
    assert len(MESSAGES) >= 60


async def test_the_web_api_refuses_them_all(slack: LocalSlack) -> None:
    """A post with bad blocks is refused and says where; nothing is posted."""
    await slack.limits(on=False)
    for name, (blocks, pointer, _) in MESSAGES.items():
        answer = await refused(slack, "chat.postMessage", channel="general", text="x", blocks=blocks)
        if isinstance(blocks, list):
            assert answer["error"] == "invalid_blocks", name
            assert f"[json-pointer:{pointer}]" in answer["response_metadata"]["messages"][0], name
        else:
            assert answer["error"] == "invalid_blocks_format", name
    assert slack.channel("general").messages == []


async def test_blocks_validate_tells_the_place(slack: LocalSlack) -> None:
    """The official method answers with the same errors."""
    assert (await client_of(slack).blocks_validate(blocks=[section()]))["ok"]
    answer = await refused(slack, "blocks.validate", blocks=[section("")])
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"][0]["pointer"] == "/0/text/text"
