"""Methods that read messages back."""

import bisect

from playground.slack.calls import Call, Method, cursor_for, start_of
from playground.slack.errors import SlackError
from playground.slack.limits import Tier
from playground.slack.messages import visible
from playground.slack.shapes import Json
from playground.slack.state import Channel

MOST = 999


def history(call: Call) -> Json:
    """List a channel's messages, newest first, without the replies in threads."""
    channel = call.channel(family="history")
    if call.token.user not in channel.members and call.token.kind == "bot":
        raise SlackError("not_in_channel")
    low, high = _window(call, channel.top)
    limit = call.whole("limit", default=100, most=MOST)
    skip = start_of(call.text("cursor"))
    if skip > high - low:
        raise SlackError("invalid_cursor")
    last = high - skip
    first = max(low, last - limit)
    more = first > low
    answer: Json = {
        "ok": True,
        "messages": _shown(call, channel, channel.top[first:last][::-1]),
        "has_more": more,
        "pin_count": len(channel.pins),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    if more:
        answer["response_metadata"] = {"next_cursor": cursor_for(skip + limit)}
    return answer


def replies(call: Call) -> Json:
    """List a thread, oldest first, beginning with its parent; any message of the thread may name it."""
    channel = call.channel(family="history")
    if call.token.user not in channel.members and call.token.kind == "bot":
        raise SlackError("not_in_channel")
    message = channel.messages.get(call.text("ts"))
    if message is None:
        raise SlackError("thread_not_found")
    root = str(message.get("thread_ts") or message["ts"])
    order = channel.replies.get(root, [])
    low, high = _window(call, order)
    limit = call.whole("limit", default=1000, most=1000)
    skip = start_of(call.text("cursor"))
    if skip > high - low:
        raise SlackError("invalid_cursor")
    first = low + skip
    last = min(high, first + limit)
    more = last < high
    answer: Json = {
        "ok": True,
        "messages": _shown(call, channel, [root, *order[first:last]]),
        "has_more": more,
    }
    if more:
        answer["response_metadata"] = {"next_cursor": cursor_for(skip + limit)}
    return answer


def _shown(call: Call, channel: Channel, order: list[str]) -> list[Json]:
    metadata = call.flag("include_all_metadata") and "metadata.message:read" in call.token.scopes
    return [visible(channel.messages[ts], metadata=metadata) for ts in order]


def _window(call: Call, order: list[str]) -> tuple[int, int]:
    """Find the part of the order between `oldest` and `latest`."""
    inclusive = call.flag("inclusive")
    low, high = 0, len(order)
    oldest, latest = _moment(call, "oldest"), _moment(call, "latest")
    if oldest:
        low = bisect.bisect_left(order, oldest) if inclusive else bisect.bisect_right(order, oldest)
    if latest:
        high = bisect.bisect_right(order, latest) if inclusive else bisect.bisect_left(order, latest)
    return low, max(low, high)


def _moment(call: Call, name: str) -> str:
    text = call.text(name)
    if text in ("", "0", "now"):
        return ""
    try:
        float(text)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None
    seconds, _, rest = text.partition(".")
    return f"{seconds.rjust(10, '0')}.{rest[:6].ljust(6, '0')}"


_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
TABLE = {
    "conversations.history": Method(run=history, tier=Tier.THREE, scopes=_HISTORY, needs=("channel",)),
    "conversations.replies": Method(
        run=replies, tier=Tier.THREE, scopes=_HISTORY, needs=("channel", "ts"), takes_json=False
    ),
}
