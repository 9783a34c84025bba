"""A Bolt app that does a little of everything, for the page's tests: blocks, modals, whispers, Home, shortcuts."""

import re
from dataclasses import dataclass, field

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient  # noqa: TID251 - what Bolt hands to listeners

from playground.driver import LocalSlack
from playground.slack.manifest import EVERY_BOT_EVENT, EVERY_BOT_SCOPE
from playground.slack.shapes import Json
from tests.page import pantry
from tests.playground.apps import actions, app_for, button, modal, option, plain, section, text_input

CUSTOMERS = ("Acme", "Borealis", "Cobalt", "Dune", "Acorn")
_COMMANDS = (
    ("/kitchen", "Post everything there is", "[newer]"),
    ("/form", "Open a form with every input", ""),
    ("/note", "Keep a note, or look at notes", "new TEXT | list | show NUMBER"),
    ("/whisper", "Say something that only you see", "[words]"),
    ("/mute", "Never answer", ""),
)
MANIFEST: Json = {
    "display_information": {"name": "Kitchen"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Kitchen"},
        "slash_commands": [
            {"command": name, "description": about, "usage_hint": hint} for name, about, hint in _COMMANDS
        ],
        "shortcuts": [
            {"name": "Log a ticket", "type": "message", "callback_id": "log", "description": "Make a ticket of this"},
            {"name": "Start something", "type": "global", "callback_id": "start", "description": "From anywhere"},
        ],
    },
    "oauth_config": {"scopes": {"bot": list(EVERY_BOT_SCOPE)}},
    "settings": {
        "event_subscriptions": {"bot_events": list(EVERY_BOT_EVENT)},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


@dataclass
class Kitchen:
    """What the app was told, for tests to look at."""

    app: AsyncApp
    pressed: list[Json] = field(default_factory=list)
    submitted: list[Json] = field(default_factory=list)
    closed: list[Json] = field(default_factory=list)
    shared: list[Json] = field(default_factory=list)


def kitchen_for(slack: LocalSlack) -> Kitchen:
    """Make the app; it still has to be connected."""
    kitchen = Kitchen(app_for(slack))
    _commands(kitchen)
    _forms(kitchen)
    _steps(kitchen)
    _elsewhere(kitchen)
    return kitchen


def _commands(kitchen: Kitchen) -> None:
    app = kitchen.app

    @app.command("/kitchen")
    async def post(ack: AsyncAck, command: Json, client: AsyncWebClient) -> None:
        await ack()
        newer = command["text"] == "newer"
        user, channel = command["user_id"], command["channel_id"]
        blocks = pantry.newer_blocks() if newer else pantry.every_block(user, channel)
        await client.chat_postMessage(channel=channel, text="Everything in one message", blocks=blocks)

    @app.command("/form")
    async def form(ack: AsyncAck, command: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=command["trigger_id"], view=pantry.every_input())

    @app.command("/note")
    async def note(ack: AsyncAck, command: Json) -> None:
        await ack(f"Noted: {command['text']}")

    @app.command("/whisper")
    async def whisper(ack: AsyncAck, respond: AsyncRespond, command: Json) -> None:
        await ack()
        words = command["text"] or "This is between us."
        await respond(text=words, blocks=[section(words), actions(button("Fine", "fine"), block_id="whispered")])


def _forms(kitchen: Kitchen) -> None:
    app = kitchen.app

    @app.options("value")
    async def customers(ack: AsyncAck, payload: Json) -> None:
        typed = payload["value"].lower()
        found = [one for one in CUSTOMERS if typed in one.lower()]
        groups = [("In stock", found[:1]), ("To order", found[1:])]
        shown = [{"label": plain(name), "options": [option(one) for one in part]} for name, part in groups if part]
        await ack(option_groups=shown)

    @app.view("every_input")
    async def submitted(ack: AsyncAck, view: Json, client: AsyncWebClient, body: Json) -> None:
        values = view["state"]["values"]
        if values["title"]["value"]["value"] == "bad":
            await ack(response_action="errors", errors={"title": "Choose a better title.", "hours": "Too many."})
            return
        kitchen.submitted.append(values)
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text="The form was taken.")

    @app.view_closed("every_input")
    async def closed(ack: AsyncAck, body: Json) -> None:
        await ack()
        kitchen.closed.append(body)


def _steps(kitchen: Kitchen) -> None:
    app = kitchen.app

    @app.shortcut("start")
    async def start(ack: AsyncAck, shortcut: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=stepped(1))

    @app.action("push")
    async def push(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=stepped(2))

    @app.action("refresh")
    async def refresh(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_update(view_id=body["view"]["id"], view=stepped(1, note="It was refreshed."))

    @app.view("stepped")
    async def done(ack: AsyncAck, view: Json) -> None:
        kitchen.submitted.append(view["state"]["values"])
        await ack()


def stepped(step: int, note: str = "") -> Json:
    """A modal from which the next one is pushed."""
    inputs = [text_input("First name", "first"), text_input("Second name", "second")]
    buttons = actions(button("Go deeper", "push"), button("Refresh", "refresh"), block_id="steps")
    said = [section(note)] if note else []
    return modal(*said, *inputs, buttons, title=f"Step {step}", callback_id="stepped")


def _elsewhere(kitchen: Kitchen) -> None:
    app = kitchen.app

    @app.shortcut("log")
    async def log(ack: AsyncAck, shortcut: Json, client: AsyncWebClient) -> None:
        await ack()
        kitchen.shared.append(shortcut)
        words = text_input("Title", "title", initial_value=shortcut["message"]["text"][:60])
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal(words, title="Log a ticket"))

    @app.action(re.compile(".*"))
    async def pressed(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        kitchen.pressed.append(body)
        action = body["actions"][0]
        if action["action_id"] == "approve":
            done = [section(f":white_check_mark: Approved by <@{body['user']['id']}>")]
            where = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
            await client.chat_update(**where, text="Approved", blocks=done)

    @app.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        if event["tab"] == "home":
            await client.views_publish(user_id=event["user"], view=home_view(event["user"]))

    @app.event("message")
    async def heard() -> None:
        """Everything that is said may be said."""

    @app.event("app_mention")
    async def named(event: Json, client: AsyncWebClient) -> None:
        root = event.get("thread_ts", event["ts"])
        await client.chat_postMessage(channel=event["channel"], thread_ts=root, text=f"You called, <@{event['user']}>?")


def home_view(user: str) -> Json:
    """The Home of a person."""
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("What waits for you")},
            section(f"*ENG-12* Acme: the ROM waits for your decision, <@{user}>.", accessory=button("Open", "open_12")),
            {"type": "divider"},
            section("*ENG-9* Borealis: accept the hand-off", accessory=button("Accept", "accept_9", style="primary")),
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "All else is done. :tada:"}]},
        ],
    }
