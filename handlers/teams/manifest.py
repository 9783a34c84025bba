"""Makes the Teams app's manifest of the registered commands and shortcuts, so that it never says anything else.

Source: learn.microsoft.com, "App manifest schema for Teams", versions 1.28 and 1.30; the schemas are held by a test.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from workflows.kernel.cleaning import cut
from workflows.kernel.menu import Shortcut, Slash, in_quotes

Json = dict[str, Any]

NOBODY: Final = "00000000-0000-0000-0000-000000000000"
"""Stands for the app's id in the committed manifest; a package has the one of TEAMS_APP_ID."""
SOMEWHERE: Final = "https://csops.example.com"
SEARCH: Final = "find"
"""The search from the compose box, as it comes back to the bot."""
COLOR: Final = "color.png"
OUTLINE: Final = "outline.png"

_BASE, _NEWER = "1.28", "1.30"
_MOST_COMMANDS = 12
_LONGEST_DESCRIPTION = 128
_SHORT = "Carries customer success and services work along its written process"
_FULL = (
    "csops carries every customer success and professional services engagement along its written process: it knows"
    " which step an engagement is at, asks the right people for approval, hands work over to the next owner and keeps"
    " the history. Mention it in a channel, or write to it: engagement, rom, approvals, ticket, csops help. It reads"
    " only what is written to it, and posts only in teams and chats that it was added to."
)


def manifest(
    menu: Sequence[Slash],
    shortcuts: Sequence[Shortcut],
    *,
    app_id: str = NOBODY,
    url: str = "",
    version: str = "0.1.0",
    slash: bool = False,
) -> Json:
    """Return the manifest. `url` is where the company finds csops; `slash` is for clients that have slash commands.

    Slash commands and answers that only one person sees in a channel are in public preview; what has them needs a
    newer manifest, which older clients refuse.
    """
    number = _NEWER if slash else _BASE
    somewhere = url.rstrip("/") or SOMEWHERE
    host = urlsplit(url).hostname
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{number}/MicrosoftTeams.schema.json",
        "manifestVersion": number,
        "version": version,
        "id": app_id,
        "developer": {
            "name": "csops",
            "websiteUrl": somewhere,
            "privacyUrl": f"{somewhere}/privacy",
            "termsOfUseUrl": f"{somewhere}/terms",
        },
        "name": {"short": "csops", "full": "csops: customer success and services"},
        "description": {"short": _SHORT, "full": _FULL},
        "icons": {"color": COLOR, "outline": OUTLINE},
        "accentColor": "#1F3B4D",
        "bots": [_bot(menu, app_id, slash=slash)],
        "composeExtensions": [{"botId": app_id, "commands": [_search(), *map(_action, shortcuts)]}],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [host] if host else [],
        "supportsChannelFeatures": "tier1",
        "defaultInstallScope": "team",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
    }


def _bot(menu: Sequence[Slash], app_id: str, *, slash: bool) -> Json:
    scopes = ["personal", "team", "groupChat"]
    triggers = {"triggers": ["mention", "slash"]} if slash else {}
    return {
        "botId": app_id,
        "scopes": scopes,
        "supportsFiles": True,
        "isNotificationOnly": False,
        **({"supportsTargetedMessages": True} if slash else {}),
        "commandLists": [{**triggers, "scopes": scopes, "commands": list(_commands(menu))}],
    }


def _commands(menu: Sequence[Slash]) -> Iterator[Json]:
    """Give every command, and then its lists and the help, as many as Teams shows."""
    named = [(slash.command.removeprefix("/"), slash.summary) for slash in menu]
    for slash in menu:
        name = slash.command.removeprefix("/")
        named += [(f"{name} {verb.words}", verb.summary) for verb in slash.verbs if verb.words in {"list", "help"}]
    shown = named if len(named) <= _MOST_COMMANDS else [*named[: _MOST_COMMANDS - 1], named[-1]]
    for title, description in shown:
        yield {"title": title, "description": cut(in_quotes(description), _LONGEST_DESCRIPTION)}


def _search() -> Json:
    return {
        "id": SEARCH,
        "type": "query",
        "context": ["compose", "commandBox"],
        "title": "Find",
        "description": "Find a customer, an engagement or a ticket and put it into the message",
        "initialRun": True,
        "parameters": [
            {
                "name": "words",
                "title": "Number or customer",
                "description": "A number such as ENG-12, or the beginning of a customer's name",
                "inputType": "text",
            }
        ],
    }


def _action(shortcut: Shortcut) -> Json:
    return {
        "id": shortcut.key,
        "type": "action",
        "context": ["message"] if shortcut.on_message else ["compose", "commandBox"],
        "title": shortcut.title,
        "description": shortcut.summary,
        "fetchTask": True,
    }
