"""What the app declares about itself (the app manifest): scopes, commands, shortcuts, events, addresses."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from playground.slack.shapes import Json

# What an app may ask for; the manifest used when none is given asks for all of it.
EVERY_BOT_SCOPE = (
    "app_mentions:read", "bookmarks:read", "bookmarks:write", "channels:history", "channels:join", "channels:manage",
    "channels:read", "channels:write.invites", "channels:write.topic", "chat:write", "chat:write.customize",
    "chat:write.public", "commands", "emoji:read", "files:read", "files:write", "groups:history", "groups:read",
    "groups:write", "groups:write.invites", "groups:write.topic", "im:history", "im:read", "im:write",
    "im:write.topic", "links:read", "links:write", "metadata.message:read", "mpim:history", "mpim:read", "mpim:write",
    "mpim:write.topic", "pins:read", "pins:write", "reactions:read", "reactions:write", "team:read",
    "usergroups:read", "usergroups:write", "users.profile:read", "users:read", "users:read.email", "users:write",
)  # fmt: skip

EVERY_BOT_EVENT = (
    "app_home_opened", "app_mention", "channel_archive", "channel_created", "channel_rename", "channel_unarchive",
    "file_shared", "link_shared", "member_joined_channel", "member_left_channel", "message.channels", "message.groups",
    "message.im", "message.mpim", "message_metadata_deleted", "message_metadata_posted", "message_metadata_updated",
    "reaction_added", "reaction_removed", "team_join", "user_change",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The parts of an app manifest that change what Slack does.

    unfurl_domains and metadata_events (the event_type of each metadata_subscription): None means any.
    """

    name: str = "app"
    bot_name: str = "app"
    bot_scopes: frozenset[str] = frozenset(EVERY_BOT_SCOPE)
    user_scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset(EVERY_BOT_EVENT)
    commands: dict[str, Json] = field(default_factory=dict)
    any_command: bool = True
    shortcuts: dict[str, Json] = field(default_factory=dict)
    any_shortcut: bool = True
    home_tab: bool = True
    messages_tab: bool = True
    messages_read_only: bool = False
    interactive: bool = True
    socket_mode: bool = True
    events_url: str = ""
    interactivity_url: str = ""
    options_url: str = ""
    unfurl_domains: frozenset[str] | None = None
    metadata_events: frozenset[str] | None = None


def read(source: Json | str | Path | None) -> Manifest:
    """Read a manifest from its dictionary, its YAML or JSON text, or a file; None allows everything.

    ValueError if it is no mapping.
    """
    if source is None:
        return Manifest()
    if isinstance(source, Path):
        source = source.read_text(encoding="utf-8")
    if isinstance(source, str):
        source = yaml.safe_load(source)
    if not isinstance(source, dict):
        message = "An app manifest is a mapping with display_information, features, oauth_config and settings."
        raise ValueError(message)  # noqa: TRY004 - the type is the file's content, not the caller's argument
    return _from_mapping(source)


def _part(source: Json, *path: str) -> Any:  # noqa: ANN401 - a piece of JSON of any shape
    value: Any = source
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _from_mapping(source: Json) -> Manifest:
    home = _part(source, "features", "app_home") or {}
    settings = source.get("settings") or {}
    interactivity = settings.get("interactivity") or {}
    name = _part(source, "display_information", "name") or "app"
    commands = _part(source, "features", "slash_commands") or []
    shortcuts = _part(source, "features", "shortcuts") or []
    followed = _part(settings, "event_subscriptions", "metadata_subscriptions") or []
    return Manifest(
        name=name,
        bot_name=_part(source, "features", "bot_user", "display_name") or name,
        bot_scopes=frozenset(_part(source, "oauth_config", "scopes", "bot") or ()),
        user_scopes=frozenset(_part(source, "oauth_config", "scopes", "user") or ()),
        events=frozenset(_part(settings, "event_subscriptions", "bot_events") or ()),
        commands={one["command"]: one for one in commands},
        any_command=False,
        shortcuts={one["callback_id"]: one for one in shortcuts},
        any_shortcut=False,
        home_tab=bool(home.get("home_tab_enabled")),
        messages_tab=bool(home.get("messages_tab_enabled", True)),
        messages_read_only=bool(home.get("messages_tab_read_only_enabled")),
        interactive=bool(interactivity.get("is_enabled")),
        socket_mode=bool(settings.get("socket_mode_enabled")),
        events_url=_part(settings, "event_subscriptions", "request_url") or "",
        interactivity_url=interactivity.get("request_url") or "",
        options_url=interactivity.get("message_menu_options_url") or "",
        unfurl_domains=frozenset(_part(source, "features", "unfurl_domains") or ()),
        metadata_events=frozenset(one["event_type"] for one in followed),
    )
