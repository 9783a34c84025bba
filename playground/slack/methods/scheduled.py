"""Methods for messages that are posted later."""

from playground.slack import messages
from playground.slack.calls import Call, Method, page
from playground.slack.core import Slack
from playground.slack.errors import SlackError
from playground.slack.limits import Tier
from playground.slack.methods.chat import author, content, target, thread
from playground.slack.shapes import Json
from playground.slack.state import Scheduled

FURTHEST = 120 * 24 * 3600
A_CHANNEL_AT_ONCE = 30
WINDOW = 300


def schedule(call: Call) -> Json:
    """Post a message at a later time, at most 120 days ahead."""
    channel = target(call)
    try:
        post_at = int(float(call.text("post_at")))
    except ValueError:
        raise SlackError("invalid_time") from None
    now = call.slack.clock.now()
    if post_at <= now:
        raise SlackError("time_in_past")
    if post_at > now + FURTHEST:
        raise SlackError("time_too_far")
    waiting = [one for one in call.slack.workspace.scheduled.values() if one.channel == channel.id]
    if sum(1 for one in waiting if abs(one.post_at - post_at) < WINDOW) >= A_CHANNEL_AT_ONCE:
        raise SlackError("restricted_too_many")
    made = Scheduled(
        id=call.slack.workspace.new_id("Q"),
        channel=channel.id,
        post_at=post_at,
        created=int(now),
        message={**author(call), **content(call)},
        thread_ts=thread(call, channel),
        broadcast=call.flag("reply_broadcast"),
    )
    call.slack.workspace.scheduled[made.id] = made
    arm(call.slack, made)
    return {
        "ok": True,
        "channel": channel.id,
        "scheduled_message_id": made.id,
        "post_at": post_at,
        "message": messages.visible(made.message, metadata=True),
    }


def arm(slack: Slack, made: Scheduled) -> None:
    """Post it when its time has come, unless it is taken back."""

    def post() -> None:
        if slack.workspace.scheduled.pop(made.id, None) is None:
            return
        channel = slack.workspace.channels[made.channel]
        messages.add(slack, channel, dict(made.message), thread_ts=made.thread_ts, broadcast=made.broadcast)

    _ = slack.clock.at(made.post_at, post)


def delete(call: Call) -> Json:
    """Take a scheduled message back."""
    channel = call.channel()
    found = call.slack.workspace.scheduled.get(call.text("scheduled_message_id"))
    if found is None or found.channel != channel.id:
        raise SlackError("invalid_scheduled_message_id")
    del call.slack.workspace.scheduled[found.id]
    return {"ok": True}


def listed(call: Call) -> Json:
    """List the scheduled messages, of one channel or all."""
    name = call.text("channel")
    if name and name not in call.slack.workspace.channels:
        raise SlackError("invalid_channel")
    found = [
        {
            "id": one.id,
            "channel_id": one.channel,
            "post_at": one.post_at,
            "date_created": one.created,
            "text": one.message.get("text", ""),
        }
        for one in call.slack.workspace.scheduled.values()
        if name in ("", one.channel)
    ]
    return page(found, call=call, default=100, most=1000, key="scheduled_messages")


_WRITE = ("chat:write",)
TABLE = {
    "chat.scheduleMessage": Method(run=schedule, tier=Tier.THREE, scopes=_WRITE, needs=("channel", "post_at")),
    "chat.deleteScheduledMessage": Method(
        run=delete, tier=Tier.THREE, scopes=_WRITE, needs=("channel", "scheduled_message_id")
    ),
    "chat.scheduledMessages.list": Method(run=listed, tier=Tier.THREE),
}
