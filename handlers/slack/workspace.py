"""The workspace that the bot is installed in, as Slack itself tells it at the start (auth.test)."""

import msgspec
from slack_sdk.errors import SlackApiError

from handlers.slack.poster import Api


class Workspace(msgspec.Struct, frozen=True, kw_only=True):
    """Requests of any other workspace, or of another app, are refused. Without `app_id` the app is not looked at."""

    team_id: str
    url: str
    bot_id: str
    bot_user_id: str
    app_id: str = ""

    def permalink(self, channel: str, ts: str, thread_ts: str | None = None) -> str:
        """Return the address of a message, as Slack makes it for "Copy link"."""
        link = f"{self.url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
        return f"{link}?thread_ts={thread_ts}&cid={channel}" if thread_ts and thread_ts != ts else link


async def read_workspace(client: Api) -> Workspace:
    """Ask Slack whose token this is. Raises SlackApiError where it is nobody's."""
    told = await client.api_call("auth.test")
    bot_id = str(told.get("bot_id"))
    try:
        bot = (await client.api_call("bots.info", http_verb="GET", params={"bot": bot_id})).get("bot", {})
    except SlackApiError:
        bot = {}  # Without the scope for it, which csops check names, the app's own id is not held against requests.
    return Workspace(
        team_id=str(told.get("team_id")),
        url=str(told.get("url")),
        bot_id=bot_id,
        bot_user_id=str(told.get("user_id")),
        app_id=str(bot.get("app_id", "")),
    )
