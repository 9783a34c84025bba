"""Makes the Slack app's manifest of the registered commands and shortcuts, so that it never says anything else.

Source: docs.slack.dev, "App manifest reference"; the limits are held by a test.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from workflows.kernel.menu import Shortcut, Slash

Json = dict[str, Any]

SCOPES: Mapping[str, str] = {
    "channels:history": "finds its own post again when it is not certain that it arrived, so none is lost or doubled",
    "channels:read": "csops check sees whether a channel exists and the bot is in it",
    "chat:write": "posts, and updates and deletes its own posts, in channels it was invited to",
    "commands": "the slash commands and the shortcut",
    "files:write": "shares the flow chart that somebody asked for",
    "groups:history": "the same as channels:history, in private channels",
    "groups:read": "the same as channels:read, for private channels",
    "im:history": "the same as channels:history, in its direct messages",
    "im:write": "opens its direct messages with a person",
    "metadata.message:read": "knows its own posts by the id in their metadata",
    "users:read": "sees whether the people of csops.toml are members of the workspace; guests may do nothing",
    "users:read.email": "/csops link finds whose a new account is by its e-mail address",
}
"""What the bot may do, each with what for. It reads no messages of people, and posts nowhere uninvited."""

EVENTS = ("app_home_opened", "user_change")
HEADER = (
    "# The Slack app: paste this at api.slack.com/apps, Create New App, From a manifest.\n"
    "# Made by `csops manifest` from the registered commands; change those, not this file.\n"
)
_LONG = (
    "csops carries every customer success and professional services engagement along its written process: it knows"
    " which step an engagement is at, asks the right people for approval, hands work over to the next owner and keeps"
    " the history. Slash commands and buttons move things; the right channel hears of it, once."
)


def manifest(menu: Sequence[Slash], shortcuts: Sequence[Shortcut], *, url: str = "") -> Json:
    """Return the manifest for Socket Mode, or with `url` (where Slack reaches csops, https) for HTTP."""
    return {
        "display_information": {
            "name": "csops",
            "description": "Carries every customer success and services engagement along its process",
            "long_description": _LONG,
            "background_color": "#1f3b4d",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "csops", "always_online": True},
            "shortcuts": [_shortcut(one) for one in shortcuts],
            "slash_commands": [_command(one, url) for one in menu],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**_at(url, "request_url"), "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **_at(url, "request_url", "message_menu_options_url")},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def as_yaml(made: Json) -> str:
    """Return the manifest as it is committed and pasted, with what each scope is for beside it."""
    text = yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=1000)
    for scope, reason in SCOPES.items():
        text = text.replace(f"    - {scope}\n", f"    - {scope} # {reason}\n")
    return HEADER + text


def _command(slash: Slash, url: str) -> Json:
    made = {"command": slash.command, "description": slash.summary, "usage_hint": slash.hint, "should_escape": False}
    return {**made, **_at(url, "url")}


def _shortcut(shortcut: Shortcut) -> Json:
    return {
        "name": shortcut.title,
        "type": "message" if shortcut.on_message else "global",
        "callback_id": shortcut.key,
        "description": shortcut.summary,
    }


def _at(url: str, *names: str) -> Json:
    return dict.fromkeys(names, url) if url else {}
