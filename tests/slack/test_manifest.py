"""The Slack app's manifest is what the registered commands make of it, and Slack would take it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.slack.manifest import SCOPES, as_yaml, manifest
from playground.slack import manifest as slacks_reading
from workflows.contents import SHORTCUTS
from workflows.kernel.menu import Shortcut, Slash
from workflows.menu import MENU

ROOT = Path(__file__).parents[2]
URL = "https://csops.example.com/slack/events"

# Slack's manifest schema, version 2: the way to a text, and how long it may be.
LENGTHS = {
    "display_information.name": (1, 35),
    "display_information.description": (1, 140),
    "display_information.long_description": (175, 4000),
    "features.bot_user.display_name": (1, 80),
}
COMMAND = {"command": (2, 32), "description": (1, 2000), "usage_hint": (0, 1000)}
SHORTCUT = {"name": (1, 24), "description": (1, 150), "callback_id": (1, 255)}


def faults(made: dict[str, Any]) -> list[str]:
    """Return what Slack would refuse."""
    found = []
    for way, (least, most) in LENGTHS.items():
        value: Any = made
        for name in way.split("."):
            value = value[name]
        found += [] if least <= len(value) <= most else [way]
    commands, shortcuts = made["features"]["slash_commands"], made["features"]["shortcuts"]
    found += [] if 1 <= len(commands) <= 50 and len(shortcuts) <= 10 else ["too many"]
    for entries, limits in ((commands, COMMAND), (shortcuts, SHORTCUT)):
        found += [
            f"{entry[name]!r} {name}"
            for entry in entries
            for name, (least, most) in limits.items()
            if not least <= len(entry[name]) <= most
        ]
    found += [entry["command"] for entry in commands if not entry["command"].startswith("/")]
    found += [entry["name"] for entry in shortcuts if entry["type"] not in {"message", "global"}]
    return found


def test_the_committed_manifest_is_the_generated_one() -> None:
    """app_manifest.yml says what the registry says; `csops manifest --output app_manifest.yml` mends it."""
    assert (ROOT / "app_manifest.yml").read_text(encoding="utf-8") == as_yaml(manifest(MENU, SHORTCUTS))


@pytest.mark.parametrize("url", ["", URL])
def test_slack_would_take_it(url: str) -> None:
    """Every text is within Slack's limits, over sockets and over HTTP."""
    assert faults(manifest(MENU, SHORTCUTS, url=url)) == []


def test_a_manifest_beyond_the_limits_is_caught() -> None:
    """The check itself bites: a name, a command and a number of commands that Slack refuses."""
    long = Shortcut(key="x" * 300, title="x" * 25, summary="")
    many = tuple(Slash(command="no-slash", summary="", hint="x" * 1001, verbs=()) for _ in range(51))

    assert len(faults(manifest(many, (long,)))) > 150


def test_sockets_need_no_address_and_http_has_one_everywhere() -> None:
    """Over sockets no address is named; over HTTP all three doors and every command have the one address."""
    sockets, http = manifest(MENU, SHORTCUTS), manifest(MENU, SHORTCUTS, url=URL)

    assert sockets["settings"]["socket_mode_enabled"]
    assert "http" not in str(sockets)
    assert not http["settings"]["socket_mode_enabled"]
    assert http["settings"]["event_subscriptions"]["request_url"] == URL
    assert http["settings"]["interactivity"] == {
        "is_enabled": True,
        "request_url": URL,
        "message_menu_options_url": URL,
    }
    assert {command["url"] for command in http["features"]["slash_commands"]} == {URL}


def test_each_scope_says_what_for() -> None:
    """Nobody has to guess why the app asks for something."""
    text = as_yaml(manifest(MENU, SHORTCUTS))

    for scope, reason in SCOPES.items():
        assert reason
        assert f"- {scope} # {reason}" in text
    assert yaml.safe_load(text) == manifest(MENU, SHORTCUTS)


def test_the_local_slack_reads_the_same_of_it() -> None:
    """The strict local Slack knows every scope, command and shortcut in it."""
    read = slacks_reading.read(ROOT / "app_manifest.yml")

    assert read.bot_scopes == frozenset(SCOPES)
    assert read.bot_scopes <= frozenset(slacks_reading.EVERY_BOT_SCOPE)
    assert set(read.commands) == {slash.command for slash in MENU}
    assert set(read.shortcuts) == {shortcut.key for shortcut in SHORTCUTS}


def test_the_command_line_prints_it(tmp_path: Path) -> None:
    """`csops manifest` prints it, writes it to a file, and refuses an address that Slack would not take."""

    def csops(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", "manifest", *words], capture_output=True, text=True, check=False, cwd=ROOT
        )

    assert csops().stdout == (ROOT / "app_manifest.yml").read_text(encoding="utf-8")
    csops("--url", "https://csops.example.com/", "--output", str(tmp_path / "made.yml"))
    assert yaml.safe_load((tmp_path / "made.yml").read_text()) == manifest(MENU, SHORTCUTS, url=URL)
    refused = csops("--url", "http://csops.example.com")
    assert (refused.returncode, "https://" in refused.stderr) == (1, True)
