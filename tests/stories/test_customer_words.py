"""Words of customers are shown as they were typed: what stands in them mentions, links and formats nothing (S14)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from playground.driver.places import Channel
from tests.stories.stage import Stage

WRITES = ("chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.update", "views.publish")
FORMATTED = ("*bold*", "_italic_", "~struck~", "`code`", "https://bare.example")


@pytest.fixture(name="stage")
def only_on_slack(on_slack: Stage) -> Stage:
    """The signs are Slack's own; tests/teams/test_render.py has those of Teams."""
    return on_slack


def nasty(stage: Stage) -> str:
    """Return words that would call everybody and somebody, link, and format; Zoe is called by nothing else here."""
    zoe = stage["zoe"].id
    called = f"<!channel> <!here|here> <@{zoe}> <#{stage.channels['sales'].id}> <https://x.example|y>"
    return f"{called} {' '.join(FORMATTED)} :tada: & > quote"


async def test_nothing_that_is_typed_mentions_links_or_formats(stage: Stage) -> None:
    """An engagement, a ticket, a returned hand-off and a refused word, all full of Slack's own signs."""
    words = nasty(stage)
    modal = await stage.open("ada", "/engagement new", title="New engagement")
    modal.fill({"Customer": "Acme Mills", "Process": "Services engagement", "What is it about?": words[:150]})
    await stage.send(modal)
    await stage.say("ada", "acme", "Step 1", button="Scoped", values={"What the customer wants": words})
    form = await stage.open("ada", "/rom ENG-1")
    await stage.send(form.fill({"Engineer: hours": "10", "Assumptions": words}))
    await stage.told("ada", "/rom ENG-1 send")
    question = {"What do you need to know?": words}
    await stage.say("pria", "approvals", "ENG-1", button="Needs discovery", values=question)
    await stage.say("ada", "acme", "A question before", button="Answer", values={"What you found out": words})
    await stage.say("dora", "approvals", "ENG-1", "please decide", button="Decline", values={"Reason": words})
    await stage.card("acme", "ENG-1", "Declined")
    await log_ticket(stage, words)
    await stage.told("ada", f"/csops find {words}")
    await stage.told("ada", f"/engagement {words}")
    await stage.told("ada", "/engagement history ENG-1")

    drawn = list(everything_drawn(stage))

    assert len(drawn) > 30
    for one in drawn:
        check(one, stage["zoe"].id)


async def log_ticket(stage: Stage, words: str) -> None:
    """Log a ticket from a message that says the words, and return its hand-off with them."""
    message = await stage["ada"].post(words, channel=stage.channels["acme"])
    await message.shortcut("ticket.log", by=stage["ada"])
    form = await stage.form("ada", "Log a ticket")
    form.fill({"Kind": "Bug", "Priority": "High", "What is it about?": words[:150], "In the customer's words": words})
    await stage.send(form)
    for lead in ("lena", "luis"):
        await stage[lead].told("Bug with priority High")
    await stage.say(
        "carl", "internal", "TCK-2", button="Return", values={"What is missing, or whose is it?": words[:900]}
    )
    await stage["ada"].told("your hand-off came back")


def everything_drawn(stage: Stage) -> Iterator[Any]:
    """Return what csops sent to Slack: messages, views, and the answers that only one person sees."""
    for method in WRITES:
        for call in stage.slack.calls(method):
            yield {name: decoded(value) for name, value in call["args"].items()}
    for person in stage.people.values():
        yield from (message.raw for message in person.ephemerals)
        yield from (message.raw for message in person.dm_messages)
        yield from person.modal_views
    for channel in stage.channels.values():
        yield from by_csops(stage, channel)


def by_csops(stage: Stage, channel: Channel) -> Iterator[Any]:
    """Return the messages of a channel and its threads that csops wrote."""
    for message in channel.messages:
        for one in (message, *message.replies):
            if one.author not in {person.id for person in stage.people.values()}:
                yield one.raw


def decoded(value: object) -> object:
    """Return an argument as what it says, where it is JSON."""
    return json.loads(value) if isinstance(value, str) and value[:1] in {"[", "{"} else value


def check(drawn: Any, zoe: str, above: str = "") -> None:  # noqa: ANN401 - JSON of Slack.
    """Hold every piece of what was sent against what must not be in it."""
    if isinstance(drawn, list):
        for one in drawn:
            check(one, zoe, above)
    elif isinstance(drawn, str) and above == "text":
        # What Slack reads as its own markup has none of the words' tokens.
        assert not any(token in drawn for token in ("<!channel", "<!here", f"<@{zoe}", "<#", "<https://x")), drawn
    elif isinstance(drawn, dict):
        check_piece(drawn, zoe)
        # Where nothing has a meaning, the words may stand as they are; what comes back to us is shown to nobody.
        unread = {"private_metadata", "value", "state", "initial_value", "metadata"}
        unread |= {"text"} if drawn.get("type") in {"plain_text", "text"} else set()
        for name, one in drawn.items():
            if name not in unread:
                check(one, zoe, name)


def check_piece(drawn: dict[str, Any], zoe: str) -> None:
    """Hold one element, text object or message against what it must not be."""
    kind, text = drawn.get("type"), str(drawn.get("text"))
    assert kind not in {"broadcast", "usergroup", "channel", "emoji"}, drawn
    assert kind != "user" or drawn["user_id"] != zoe, drawn
    assert kind != "link" or "example" not in drawn["url"], drawn
    assert kind != "mrkdwn" or not any(sign in text for sign in FORMATTED), drawn
    assert not (drawn.get("style") and isinstance(drawn["style"], dict) and "<!channel>" in text), drawn
    assert drawn.get("link_names") in {None, False}, drawn
    assert drawn.get("parse") in {None, "none"}, drawn


@pytest.mark.parametrize(
    "bad",
    [
        {"text": "Hello <!channel>", "blocks": []},
        {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "It is *bold*"}}]},
        {"blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "By <@U1>"}]}]},
        {"blocks": [{"type": "rich_text", "elements": [{"type": "user", "user_id": "U1"}]}]},
        {"blocks": [{"type": "rich_text", "elements": [{"type": "link", "url": "https://x.example"}]}]},
        {"blocks": [{"type": "rich_text", "elements": [{"type": "broadcast", "range": "channel"}]}]},
        {"text": "Hello", "link_names": True},
    ],
)
def test_the_check_bites(bad: dict[str, Any]) -> None:
    """The control: a message that does what the words say is found."""
    with pytest.raises(AssertionError):
        check(bad, "U1")
