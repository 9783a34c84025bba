"""What people do reaches a real Bolt app in full, over sockets and over signed HTTP alike."""

import datetime as dt
from collections.abc import Awaitable, Callable

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from playground.driver import LocalSlack
from playground.slack.errors import SlackError
from playground.slack.shapes import Json
from tests.playground.apps import Client, actions, app_for, button, client_of, option, refused, running, section

Seen = list[Json]


def keeping(app: AsyncApp, seen: Seen) -> AsyncApp:
    """The app with a listener that keeps every payload before it goes on."""

    @app.middleware
    async def keep(body: Json, next: Callable[[], Awaitable[None]]) -> None:  # noqa: A002 - Bolt gives arguments by name
        seen.append(body)
        await next()

    return app


async def test_a_command_is_answered(slack: LocalSlack, way: str) -> None:
    """The app gets the fields that Slack sends; its acknowledgement is seen by the person alone."""
    alice, bob = slack.person("alice"), slack.person("bob")
    seen: Seen = []
    app = keeping(app_for(slack), seen)

    @app.command("/hello")
    async def command(ack: AsyncAck, command: Json) -> None:
        await ack(f"You said {command['text']}")

    async with running(slack, app, way):
        reply = await alice.command("/hello", "to & <all> @bob")
    assert (reply.ok, reply.text) == (True, "You said to & <all> @bob")
    assert bob.ephemerals == []
    body = seen[0]
    assert body["command"] == "/hello"
    assert body["user_id"] == alice.id
    assert body["channel_name"] == "general"
    assert body["response_url"].startswith(slack.url)
    assert set(body) >= {"token", "team_id", "team_domain", "user_name", "api_app_id", "trigger_id"}


async def test_respond_is_private_unless_it_says_otherwise(slack: LocalSlack, way: str) -> None:
    """respond() is seen by one person; in_channel by all; a sixth answer and one after half an hour are refused."""
    alice, bob = slack.person("alice"), slack.person("bob")
    app = app_for(slack)
    answers: list[AsyncRespond] = []

    @app.command("/say")
    async def say(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        answers.append(respond)

    async with running(slack, app, way):
        await alice.command("/say")
        await answers[0]("Private")
        await answers[0]("Public", response_type="in_channel")
        for _ in range(3):
            assert (await answers[0]("More")).status_code == 200
        sixth = await answers[0]("Too many")
        await alice.command("/say")
        await slack.advance(31 * 60)
        late = await answers[1]("Too late")
    assert [one.text for one in alice.ephemerals][:1] == ["Private"]
    assert bob.ephemerals == []
    assert [one.text for one in slack.channel("general").messages] == ["Public"]
    assert (sixth.status_code, late.status_code) == (404, 404)


async def test_a_click_carries_everything(slack: LocalSlack, way: str) -> None:
    """block_actions has the message, the container, the state, and a response_url that replaces the message."""
    bob = slack.person("bob")
    seen: Seen = []
    app = keeping(app_for(slack), seen)

    @app.action("press")
    async def press(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond("Pressed", replace_original=True)

    select = {"type": "static_select", "action_id": "size", "options": [option("Small"), option("Large")]}
    blocks = [section(), actions(select, button(value="7"), block_id="row")]
    async with running(slack, app, way):
        await client_of(slack).chat_postMessage(channel="general", text="Card", blocks=blocks)
        card = slack.channel("general").last()
        await card.click("Press", by=bob)
        await slack.until(lambda: card.now.text == "Pressed")
    body = next(one for one in seen if one.get("type") == "block_actions")
    action = body["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"]) == ("press", "row", "7")
    assert body["container"] == {
        "type": "message",
        "message_ts": card.ts,
        "channel_id": card.channel_id,
        "is_ephemeral": False,
    }
    assert body["message"]["blocks"][1]["block_id"] == "row"
    assert body["state"]["values"] == {"row": {"size": {"type": "static_select", "selected_option": None}}}
    assert body["user"]["id"] == bob.id
    assert body["trigger_id"]


async def test_an_ephemeral_card_is_clicked_without_its_message(slack: LocalSlack, way: str) -> None:
    """Slack does not send ephemeral messages back; a response_url can still take it away."""
    alice = slack.person("alice")
    seen: Seen = []
    app = keeping(app_for(slack), seen)

    @app.action("press")
    async def press(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(delete_original=True)

    async with running(slack, app, way):
        where = slack.channel("general").id
        client = client_of(slack)
        await client.chat_postEphemeral(channel=where, user=alice.id, text="Card", blocks=[actions(button())])
        await alice.ephemerals[0].click("Press")
        await slack.until(lambda: alice.ephemerals == [])
    body = next(one for one in seen if one.get("type") == "block_actions")
    assert body["container"]["is_ephemeral"]
    assert "message" not in body


CHOICES: list[tuple[Json, object, str, object]] = [
    ({"type": "static_select", "options": [option("A"), option("B")]}, "B", "selected_option", option("B")),
    ({"type": "radio_buttons", "options": [option("A")]}, "A", "selected_option", option("A")),
    ({"type": "checkboxes", "options": [option("A")]}, ["A"], "selected_options", [option("A")]),
    ({"type": "overflow", "options": [option("A"), option("B")]}, "B", "selected_option", option("B")),
    ({"type": "users_select"}, "U00000ALICE", "selected_user", "U00000ALICE"),
    ({"type": "multi_users_select"}, ["U00000ALICE"], "selected_users", ["U00000ALICE"]),
    ({"type": "channels_select"}, "C000GENERAL", "selected_channel", "C000GENERAL"),
    ({"type": "conversations_select"}, "C000GENERAL", "selected_conversation", "C000GENERAL"),
    ({"type": "datepicker"}, dt.date(2026, 12, 31), "selected_date", "2026-12-31"),
    ({"type": "timepicker"}, dt.time(9, 5), "selected_time", "09:05"),
    ({"type": "datetimepicker"}, 1_795_000_000, "selected_date_time", 1_795_000_000),
]  # fmt: skip


@pytest.mark.parametrize("at", range(len(CHOICES)))
async def test_every_element_in_a_message_says_what_was_chosen(slack: LocalSlack, at: int) -> None:
    """The action carries the chosen value under the name that Slack uses."""
    element, value, key, expected = CHOICES[at]
    alice = slack.person("alice")
    app = app_for(slack)
    seen: Seen = []

    @app.action("it")
    async def press(ack: AsyncAck, action: Json) -> None:
        seen.append(action)
        await ack()

    async with running(slack, app, "sockets"):
        blocks = [actions({**element, "action_id": "it"})]
        await client_of(slack).chat_postMessage(channel="general", text="x", blocks=blocks)
        await slack.channel("general").last().click("it", by=alice, value=value)
    assert seen[0][key] == expected


async def test_shortcuts_reach_the_app(slack: LocalSlack, way: str) -> None:
    """A global shortcut has no channel; a message shortcut has the message."""
    alice = slack.person("alice")
    app = app_for(slack)
    seen: Seen = []

    async def keep(ack: AsyncAck, body: Json) -> None:
        seen.append(body)
        await ack()

    app.shortcut("everywhere")(keep)
    app.shortcut("on_message")(keep)
    async with running(slack, app, way):
        await alice.shortcut("everywhere")
        said = await alice.post("Look at this")
        await said.shortcut("on_message", by=alice)
    assert (seen[0]["type"], seen[0]["callback_id"], "channel" in seen[0]) == ("shortcut", "everywhere", False)
    assert (seen[1]["type"], seen[1]["message"]["text"]) == ("message_action", "Look at this")
    assert seen[1]["channel"]["id"] == slack.channel("general").id
    assert seen[1]["response_url"]


async def test_events_reach_the_app(slack: LocalSlack, way: str) -> None:
    """Messages, mentions, reactions, joins and opened Homes."""
    alice = slack.person("alice")
    app = app_for(slack)
    seen: dict[str, Json] = {}

    async def keep(event: Json) -> None:
        seen.setdefault(event["type"], event)

    for kind in ("message", "app_mention", "reaction_added", "member_joined_channel", "app_home_opened"):
        app.event(kind)(keep)
    async with running(slack, app, way):
        said = await alice.post("Hello <@" + slack.bot_user + ">, look at #general")
        await said.react("tada", by=alice)
        await alice.open_home()
        slack.channel("deals", members=[alice], announce=True)
        await slack.until(lambda: len(seen) == 5 or slack.wire[-1]["what"] == "never")
    assert seen["message"]["channel_type"] == "channel"
    assert seen["message"]["client_msg_id"]
    assert seen["message"]["blocks"][0]["type"] == "rich_text"
    assert f"<#{slack.channel('general').id}>" in seen["app_mention"]["text"]
    assert seen["reaction_added"]["item"]["ts"] == said.ts
    assert seen["app_home_opened"]["tab"] == "home"
    assert seen["app_home_opened"]["channel"] == alice.dm.id


async def test_the_home_is_published_and_clicked(slack: LocalSlack, way: str) -> None:
    """A click in the Home carries the view; each person has their own."""
    alice, bob = slack.person("alice"), slack.person("bob")
    app = app_for(slack)
    seen: Seen = []

    @app.event("app_home_opened")
    async def opened(event: Json, client: Client) -> None:
        view = {"type": "home", "blocks": [section(f"For {event['user']}"), actions(button())]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.action("press")
    async def press(ack: AsyncAck, body: Json) -> None:
        seen.append(body)
        await ack()

    async with running(slack, app, way):
        await alice.open_home()
        await bob.open_home()
        await slack.until(lambda: (alice.home(), bob.home()))
        await bob.home().click("Press")
    assert alice.home().shows(alice.id)
    assert seen[0]["container"] == {"type": "view", "view_id": bob.home().id}
    assert seen[0]["view"]["type"] == "home"
    assert "message" not in seen[0]


async def test_what_people_type_is_kept_as_slack_keeps_it(slack: LocalSlack) -> None:
    """Signs are escaped, names become mentions, links stand in angle brackets; what is written so stays."""
    alice = slack.person("alice")
    said = await alice.post(f"a < b & c @alice #general https://example.com/?a=1&b=2 <@{slack.bot_user}>")
    general = slack.channel("general").id
    assert said.text == (
        f"a &lt; b &amp; c <@{alice.id}> <#{general}> <https://example.com/?a=1&b=2> <@{slack.bot_user}>"
    )
    parts = said.blocks[0]["elements"][0]["elements"]
    assert [one["type"] for one in parts] == ["text", "user", "text", "channel", "text", "link", "text", "user"]
    assert parts[0]["text"] == "a < b & c "


async def test_blocks_in_attachments_are_checked_and_clicked(slack: LocalSlack) -> None:
    """They are refused like others, and their buttons work."""
    alice = slack.person("alice")
    app = app_for(slack)
    seen: Seen = []

    @app.action("press")
    async def press(ack: AsyncAck, action: Json) -> None:
        seen.append(action)
        await ack()

    bad = [{"color": "#ff0000", "blocks": [{"type": "no"}]}]
    assert (await refused(slack, "chat.postMessage", channel="general", attachments=bad))["error"] == "invalid_blocks"
    async with running(slack, app, "sockets"):
        good = [{"color": "#ff0000", "blocks": [actions(button())]}]
        await client_of(slack).chat_postMessage(channel="general", text="x", attachments=good)
        await slack.channel("general").last().click("Press", by=alice)
    assert [one["action_id"] for one in seen] == ["press"]


async def test_what_nobody_could_do_is_refused(slack: LocalSlack) -> None:
    """A command in a thread, in a channel one is not in, an unknown option, a button that is not there."""
    alice, bob = slack.person("alice"), slack.person("bob")
    slack.channel("secret", members=[bob], private=True)
    said = await alice.post("Hello")
    with pytest.raises(SlackError, match="not_supported_in_threads"):
        await alice.command("/hello", thread_ts=said.ts)
    with pytest.raises(SlackError, match="channel_not_found"):
        await alice.command("/hello", channel="secret")
    with pytest.raises(LookupError, match="There is no 'Press'"):
        await said.click("Press", by=alice)
    with pytest.raises(SlackError, match="element_not_found"):
        await alice.act("click", {"channel": "general", "ts": said.ts, "action_id": "press"})
    with pytest.raises(SlackError, match="unknown_act"):
        await alice.act("dance", {})


COMMANDS: Json = {
    "display_information": {"name": "Declared"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "declared"},
        "slash_commands": [{"command": "/known", "description": "d", "should_escape": True}],
        "shortcuts": [{"name": "S", "type": "global", "callback_id": "known", "description": "d"}],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
    "settings": {"socket_mode_enabled": True, "interactivity": {"is_enabled": True}},
}


async def test_only_what_the_manifest_declares_can_be_used() -> None:
    """Other commands and shortcuts do not exist; should_escape writes mentions with their ids."""
    async with await LocalSlack.start(manifest=COMMANDS) as slack:
        alice = slack.person("alice")
        app = app_for(slack)

        @app.command("/known")
        async def known(ack: AsyncAck, command: Json) -> None:
            await ack(command["text"])

        async with running(slack, app, "sockets"):
            assert (await alice.command("/known", "@alice")).text == f"<@{alice.id}|alice>"
            with pytest.raises(SlackError, match="unknown_command"):
                await alice.command("/unknown")
            with pytest.raises(SlackError, match="unknown_shortcut"):
                await alice.shortcut("unknown")
            await alice.post("No events were asked for")
            assert not [one for one in slack.wire if one["what"] == "events_api"]
