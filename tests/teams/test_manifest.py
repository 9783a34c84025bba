"""The Teams app's package is what the registered commands make of it, and Teams would take it."""

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.teams_package import FOLDER, as_text, icon
from handlers.teams.manifest import NOBODY, manifest
from workflows.contents import SHORTCUTS
from workflows.kernel.menu import Shortcut, Slash, Verb
from workflows.menu import MENU

SCHEMAS = Path(__file__).parent / "manifest_schemas"
APP = "0d1f6f2e-5b3c-4c55-8a0b-6b8f8b3f9a22"
ROOT = Path(__file__).parents[2]


def refused(made: dict[str, Any]) -> list[str]:
    """Return what the published schema of the manifest's own version says against it."""
    name = f"teams-manifest-{made['manifestVersion']}.json"
    schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return [error.message for error in jsonschema.Draft4Validator(schema).iter_errors(made)]


def package(folder: Path, *words: str, **environment: str) -> tuple[int, str, dict[str, bytes]]:
    """Run `csops teams-package` and return its exit code, what it said and what is in the zip."""
    file = folder / "app.zip"
    command = [sys.executable, "-m", "bot", "teams-package", "--output", str(file), *words]
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}  # noqa: TID251 - a test's own.
    done = subprocess.run(command, cwd=ROOT, env={**kept, **environment}, capture_output=True, check=False, text=True)
    held: dict[str, bytes] = {}
    if file.exists():
        with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
    return done.returncode, done.stdout + done.stderr, held


def pixels(png: bytes) -> Iterator[tuple[int, ...]]:
    """Give width and height of a PNG."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    yield struct.unpack(">II", png[16:24])


@pytest.mark.parametrize(("name", "slash"), [("manifest.json", False), ("manifest-slash.json", True)])
def test_the_committed_manifests_are_the_generated_ones(name: str, *, slash: bool) -> None:
    """teams_manifest/ says what the registry says; `make teams-manifest` mends it."""
    committed = (FOLDER / name).read_text(encoding="utf-8")

    assert committed == as_text(manifest(MENU, SHORTCUTS, slash=slash))


@pytest.mark.parametrize("slash", [False, True])
@pytest.mark.parametrize("url", ["", "https://csops.fennwick.example/"])
def test_teams_would_take_it(url: str, *, slash: bool) -> None:
    """Both manifests are valid against the schema that Microsoft publishes for their version."""
    assert refused(manifest(MENU, SHORTCUTS, app_id=APP, url=url, slash=slash)) == []


def test_a_manifest_beyond_the_limits_is_caught() -> None:
    """The schema bites: an id that is none, a title that is too long, a property of a newer version."""
    long = Shortcut(key="x" * 70, title="x" * 40, summary="x" * 200)
    made = manifest(MENU, (long,), app_id="no-guid", slash=True) | {"manifestVersion": "1.28", "surprise": True}

    assert len(refused(made)) >= 6


def test_every_command_and_shortcut_is_in_it() -> None:
    """Whoever adds a command finds it in the menu of Teams, and a message action for each shortcut."""
    made = manifest(MENU, SHORTCUTS)
    shown = [command["title"] for command in made["bots"][0]["commandLists"][0]["commands"]]
    actions = {command["id"] for command in made["composeExtensions"][0]["commands"]}

    assert [slash.command.removeprefix("/") for slash in MENU] == shown[: len(MENU)]
    assert "csops help" in shown
    assert len(shown) == len(set(shown)) <= 12
    assert {shortcut.key for shortcut in SHORTCUTS} < actions


def test_a_long_menu_is_cut_and_keeps_its_help() -> None:
    """Teams shows twelve; the last one always says where the rest is."""
    many = tuple(Slash(command=f"/c{n}", summary="s" * 300, hint="", verbs=(Verb("list", "l"),)) for n in range(20))
    helped = (*many, Slash(command="/csops", summary="s", hint="", verbs=(Verb("help", "h"),)))
    made = manifest(helped, SHORTCUTS)
    commands = made["bots"][0]["commandLists"][0]["commands"]

    assert len(commands) == 12
    assert commands[-1]["title"] == "csops help"
    assert refused(made) == []


def test_the_icons_have_the_sizes_that_teams_wants() -> None:
    """192 pixels in colour, 32 in outline; what is committed is what the drawings make."""
    for name, size in (("color", 192), ("outline", 32)):
        assert list(pixels(icon(name))) == [(size, size)]
        assert (FOLDER / f"{name}.png").read_bytes() == icon(name)


def test_the_package_is_for_the_app_of_the_settings(tmp_path: Path) -> None:
    """The zip has the manifest with the app's id and the company's address, and both icons, and nothing else."""
    code, said, held = package(tmp_path, TEAMS_APP_ID=APP, CSOPS_PUBLIC_URL="https://csops.fennwick.example")

    assert code == 0, said
    assert sorted(held) == ["color.png", "manifest.json", "outline.png"]
    made = json.loads(held["manifest.json"])
    assert refused(made) == []
    assert made["id"] == made["bots"][0]["botId"] == made["composeExtensions"][0]["botId"] == APP
    assert made["validDomains"] == ["csops.fennwick.example"]
    assert made["developer"]["websiteUrl"] == "https://csops.fennwick.example"
    assert NOBODY not in held["manifest.json"].decode()


def test_the_package_is_the_same_bytes_again(tmp_path: Path) -> None:
    """The same app is the same zip, and the other manifest is another one."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "c").mkdir()
    package(tmp_path / "a", TEAMS_APP_ID=APP)
    package(tmp_path / "b", TEAMS_APP_ID=APP)
    _, _, held = package(tmp_path / "c", "--slash", TEAMS_APP_ID=APP)

    assert (tmp_path / "a" / "app.zip").read_bytes() == (tmp_path / "b" / "app.zip").read_bytes()
    assert json.loads(held["manifest.json"])["bots"][0]["supportsTargetedMessages"] is True


def test_without_an_app_there_is_no_package(tmp_path: Path) -> None:
    """Nothing is written, and the variable is named."""
    code, said, held = package(tmp_path)

    assert code == 1
    assert "TEAMS_APP_ID" in said
    assert held == {}
