"""The workspace that the bot is installed in, as Slack itself tells it at the start (auth.test)."""

import msgspec


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
