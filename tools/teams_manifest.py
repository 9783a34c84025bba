"""Writes teams_manifest/: both manifests and both icons, from the registered commands and the drawings beside them."""

import sys

from bot.teams_package import FOLDER, as_text, icon
from handlers.teams.manifest import COLOR, OUTLINE, manifest
from workflows.contents import SHORTCUTS
from workflows.menu import MENU


def main() -> int:
    """Write the four files."""
    for name, slash in (("manifest.json", False), ("manifest-slash.json", True)):
        text = as_text(manifest(MENU, SHORTCUTS, slash=slash))
        (FOLDER / name).write_text(text, encoding="utf-8")
    (FOLDER / COLOR).write_bytes(icon("color"))
    (FOLDER / OUTLINE).write_bytes(icon("outline"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
