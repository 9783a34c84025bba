"""Payloads as Slack sends them, and requests that are signed as Slack signs them."""

import json
import time
from typing import Any
from urllib.parse import urlencode

from bot.signatures import Signatures

Json = dict[str, Any]

SECRET = "0123456789abcdef0123456789abcdef"
FORM = "application/x-www-form-urlencoded"


def command(**more: object) -> Json:
    """A slash command's form."""
    return {
        "token": "unused",
        "team_id": "T0OURS",
        "team_domain": "acme",
        "channel_id": "C0GEN",
        "channel_name": "general",
        "user_id": "U0ANN",
        "user_name": "ann",
        "command": "/engagement",
        "text": "new Rollout",
        "api_app_id": "A0APP",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T0OURS/1/x",
        "trigger_id": "11.22.abc",
        **more,
    }


def interaction(kind: str, **more: object) -> Json:
    """What every interaction has in common."""
    return {
        "type": kind,
        "user": {"id": "U0ANN", "username": "ann", "name": "ann", "team_id": "T0OURS"},
        "team": {"id": "T0OURS", "domain": "acme"},
        "enterprise": None,
        "is_enterprise_install": False,
        "api_app_id": "A0APP",
        "token": "unused",
        "trigger_id": "11.22.abc",
        **more,
    }


def press(value: object = '["eng1",7,"approve"]', **more: object) -> Json:
    """A click on a button of a message."""
    action = {
        "type": "button",
        "action_id": "approval.approve",
        "block_id": "card:buttons-0",
        "text": {"type": "plain_text", "text": "Approve", "emoji": False},
        "value": value,
        "action_ts": "1700000001.000100",
    }
    return interaction(
        "block_actions",
        **{
            "container": {"type": "message", "message_ts": "1700000000.000100", "channel_id": "C0GEN"},
            "channel": {"id": "C0GEN", "name": "general"},
            "message": {"type": "message", "ts": "1700000000.000100", "text": "Approve?", "blocks": []},
            "state": {"values": {}},
            "response_url": "https://hooks.slack.com/actions/T0OURS/1/x",
            "actions": [action],
            **more,
        },
    )


def submission(values: Json | None = None, **more: object) -> Json:
    """A form that was sent; `more` changes its view."""
    view = {
        "id": "V0VIEW",
        "team_id": "T0OURS",
        "type": "modal",
        "callback_id": "step.fill",
        "private_metadata": '["eng1",7,"approve"]',
        "hash": "1700000000.abc",
        "title": {"type": "plain_text", "text": "A form"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [],
        "state": {"values": values or {}},
        "root_view_id": "V0VIEW",
        "app_installed_team_id": "T0OURS",
        **more,
    }
    return interaction("view_submission", view=view, response_urls=[])


def typed(text: object, kind: str = "plain_text_input") -> Json:
    """What stands in a text input."""
    return {"type": kind, "value": text}


def search(words: str = "North", **more: object) -> Json:
    """Somebody types into an external select."""
    return interaction(
        "block_suggestion",
        **{
            "action_id": "customer",
            "block_id": "customer",
            "value": words,
            "view": {"id": "V0", "type": "modal"},
            **more,
        },
    )


def shared(text: str = "Broken", **more: object) -> Json:
    """A message that somebody picked for the bot."""
    message = {"type": "message", "ts": "1700000000.000200", "user": "U0BOB", "text": text}
    return interaction(
        "message_action",
        **{
            "callback_id": "ticket.log",
            "action_ts": "1700000002.000001",
            "message_ts": "1700000000.000200",
            "channel": {"id": "C0GEN", "name": "general"},
            "message": message,
            "response_url": "https://hooks.slack.com/app/T0OURS/1/x",
            **more,
        },
    )


def event(kind: str = "app_home_opened", **more: object) -> Json:
    """An event of the Events API; `more` changes the inner event."""
    return {
        "type": "event_callback",
        "token": "unused",
        "team_id": "T0OURS",
        "api_app_id": "A0APP",
        "event_id": "Ev01",
        "event_time": 1700000000,
        "authorizations": [{"team_id": "T0OURS", "user_id": "U0BOT", "is_bot": True}],
        "event": {"type": kind, "user": "U0ANN", "channel": "D0ANN", "tab": "home", **more},
    }


def form_of(payload: Json) -> bytes:
    """The body of a request, as Slack encodes it: commands as plain forms, the rest as JSON in a form."""
    return urlencode(payload if "command" in payload else {"payload": json.dumps(payload)}).encode()


def signed(body: bytes, *, content_type: str = FORM, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers of a request that Slack signed."""
    stamp = str(int(time.time() if at is None else at))  # noqa: TID251 - requests are signed at their real time.
    signature = Signatures(secret, now=lambda: 0.0).of(body, stamp)
    return {"Content-Type": content_type, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
