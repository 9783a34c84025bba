"""`csops teams-package`: writes the zip that an administrator of Teams uploads: the manifest and two icons."""

import io
import json
import sys
import zipfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from bot.settings import SettingsError, read_settings
from handlers.teams.manifest import COLOR, OUTLINE, manifest
from workflows.contents import SHORTCUTS
from workflows.menu import MENU

DONE: Final = 0
WRONG: Final = 1
FOLDER: Final = Path(__file__).parents[1] / "teams_manifest"
ALWAYS: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip, so that the same app is the same bytes."""


def write_package(*, output: str, slash: bool) -> int:
    """Write the package for the app of TEAMS_APP_ID; 1 and words on standard error where that is not set."""
    try:
        settings = read_settings()
    except SettingsError as error:
        sys.stderr.write("".join(f"{fault}\n" for fault in error.faults))
        return WRONG
    if not settings.teams_app_id:
        mend = "copy the Application (client) ID from the app registration in Entra"
        sys.stderr.write(f"TEAMS_APP_ID is not set. Mend: {mend}.\n")
        return WRONG
    made = app_manifest(settings.teams_app_id, settings.public_url, slash=slash)
    Path(output).write_bytes(packed(made))
    sys.stdout.write(f"{output} is for the app {settings.teams_app_id}, version {made['version']}.\n")
    return DONE


def app_manifest(app_id: str, url: str, *, slash: bool) -> dict[str, Any]:
    """Return the manifest of one app, in the version of this csops."""
    return manifest(MENU, SHORTCUTS, app_id=app_id, url=url, version=version("csops"), slash=slash)


def packed(made: Mapping[str, Any]) -> bytes:
    """Return the zip of a manifest with its icons."""
    files = {"manifest.json": as_text(made).encode(), COLOR: icon("color"), OUTLINE: icon("outline")}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, ALWAYS), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def as_text(made: Mapping[str, Any]) -> str:
    """Return a manifest as it is committed and packed."""
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def icon(name: str) -> bytes:
    """Return an icon as PNG, drawn from its SVG in teams_manifest/."""
    import resvg_py  # noqa: PLC0415  # Only a picture needs it.

    return resvg_py.svg_to_bytes(svg_string=(FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
