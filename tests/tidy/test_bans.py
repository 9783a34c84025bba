"""What ruff is told to ban, it catches, and the one file that may is let through."""

import subprocess
import sys

import pytest

from tests.tidy.sources import ROOT

BANNED = {
    "the clock": "from datetime import datetime\n\ndatetime.now()\n",
    "the clock, by its other names": "from datetime import date, datetime\n\ndate.today()\ndatetime.utcnow()\n",
    "the clock, in seconds": "import time\n\ntime.time()\n",
    "sleeping": "import time\n\ntime.sleep(1)\n",
    "the environment": 'import os\n\nos.environ["X"]\n',
    "the environment, by its other name": 'import os\n\nos.getenv("X")\n',
    "mocks": "from unittest.mock import MagicMock\n\nMagicMock()\n",
    "pickle": "import pickle\n\npickle.loads(b'')\n",
    "a web call of Python's own": "from urllib.request import urlopen\n\nurlopen('x')\n",
    "a Slack client": "from slack_sdk import WebClient\n\nWebClient()\n",
    "an asynchronous Slack client": "from slack_sdk.web.async_client import AsyncWebClient\n\nAsyncWebClient()\n",
    "a test that may not run": "import pytest\n\npytest.skip()\n",
    "a test that need not run": "import pytest\n\n\n@pytest.mark.skipif(True)\ndef test_a(): ...\n",
    "a test that may fail": "import pytest\n\n\n@pytest.mark.xfail\ndef test_a(): ...\n",
}


def bans_broken(path: str, text: str) -> list[str]:
    """Ask ruff about a text as if it stood at a path of the repository; return the lines about bans."""
    ruff = [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--output-format", "concise", "--no-cache"]
    asked = subprocess.run(
        [*ruff, "--stdin-filename", path, "-"], input=text, cwd=ROOT, capture_output=True, check=False, text=True
    )
    assert asked.returncode in {0, 1}, asked.stderr
    return [line for line in asked.stdout.splitlines() if "TID251" in line]


@pytest.mark.parametrize("text", BANNED.values(), ids=BANNED.keys())
def test_what_is_banned_is_caught(text: str) -> None:
    """Neither the product nor a test may do it."""
    assert bans_broken("workflows/tickets/actions.py", text)
    assert bans_broken("tests/workflows/test_tickets.py", text)


def test_the_one_file_that_may_is_let_through() -> None:
    """Settings come from the environment in one file, and Slack clients are made in one file; the control may not."""
    environment, client = BANNED["the environment"], BANNED["an asynchronous Slack client"]

    assert not bans_broken("bot/settings.py", environment)
    assert not bans_broken("handlers/slack/client.py", client)
    assert bans_broken("bot/wiring.py", environment)
    assert bans_broken("handlers/slack/poster.py", client)
