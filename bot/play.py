"""`csops play`: the whole bot on this machine, with no workspace."""

import sys

NOT_BUILT = 2


def play(*, fresh: bool, open_browser: bool) -> int:
    """Say that the playground is not built yet; `csops serve` runs against any Slack-compatible address meanwhile."""
    del fresh, open_browser
    sys.stderr.write(
        "The playground is not built yet. Until then point SLACK_API_URL at a Slack-compatible address, give its tokens"
        " in SLACK_BOT_TOKEN and SLACK_APP_TOKEN, and run csops serve.\n"
    )
    return NOT_BUILT
