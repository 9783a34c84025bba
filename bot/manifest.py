"""`csops manifest`: prints the Slack app's manifest, for Socket Mode or for an address where Slack reaches csops."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from bot.web import SLACK_PATH
from handlers.slack.manifest import as_yaml, manifest
from workflows.contents import SHORTCUTS
from workflows.menu import MENU

WRONG = 1


def write_manifest(*, url: str, output: str) -> int:
    """Print the manifest, or write it to a file; 1 for an address that Slack would not take."""
    if url and (urlsplit(url).scheme != "https" or not urlsplit(url).hostname):
        sys.stderr.write("csops: Slack takes only addresses such as https://csops.example.com; give one, or none.\n")
        return WRONG
    text = as_yaml(manifest(MENU, SHORTCUTS, url=url.rstrip("/") + SLACK_PATH if url else ""))
    if output:
        Path(output).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0
