"""What an answer of Slack, or none, says of a message: not sent, refused for good, or unknown.

Codes are those that Slack documents for chat.postMessage, chat.update, chat.delete and conversations.open. A code that
is not here was an answer with `ok: false`, so the message was not taken; a person should look at why.
"""

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from workflows.kernel.posts import NotSent, Rejected, Unknown

Refusal = NotSent | Rejected | Unknown

SOON_SECONDS = 5.0
HOLD_SECONDS = 60.0
LONGEST_WAIT_SECONDS = 3600.0
TOO_MANY = 429
SERVER_ERROR = 500
OK = 200

NOT_NOW: Mapping[str, str] = {
    "ratelimited": "Slack asked to be slower",
    "rate_limited": "Slack asked to be slower",
    "message_limit_exceeded": "the workspace sent too many messages",
    "service_unavailable": "Slack is not available for a moment",
    "request_timeout": "Slack did not receive the whole request",
    "team_added_to_org": "the workspace is being moved to an Enterprise organisation",
}
"""Certainly not taken, and it may be later."""

NOTHING_GETS_THROUGH: Mapping[str, str] = {
    "invalid_auth": "the bot token is not valid: look at SLACK_BOT_TOKEN, or install the app again",
    "not_authed": "no bot token was sent: look at SLACK_BOT_TOKEN",
    "account_inactive": "the app was removed from the workspace, or its account deleted: install it again",
    "token_revoked": "the bot token was revoked: install the app again and set SLACK_BOT_TOKEN",
    "token_expired": "the bot token has expired: install the app again and set SLACK_BOT_TOKEN",
    "no_permission": "the app may not post in this workspace: an administrator must allow it",
    "missing_scope": "the app lacks a permission: install it again with the scopes of app_manifest.yml",
    "not_allowed_token_type": "SLACK_BOT_TOKEN is not a bot token (xoxb-...)",
    "access_denied": "the workspace does not let the app in: an administrator must allow it",
    "accesslimited": "the workspace limits the app: an administrator must allow it",
    "ekm_access_denied": "administrators have suspended posting in this workspace",
    "org_login_required": "the workspace is being moved to an Enterprise organisation",
    "enterprise_is_restricted": "the method is not allowed in this Enterprise organisation",
    "two_factor_setup_required": "the token's account must set up two-factor authentication",
    "team_access_not_granted": "the app is not allowed in this workspace of the organisation",
}
"""The fault lies with the connection as a whole: every message waits, and none of them ages."""

MAY_HAVE_BEEN_TAKEN: Mapping[str, str] = {
    "internal_error": "Slack failed inside",
    "fatal_error": "Slack failed inside",
    "duplicate_message_not_found": "Slack saw this message before and could not find it again",
    "duplicate_channel_not_found": "Slack saw this message before and could not find its channel again",
}
"""Slack says of these that part of the operation may have succeeded."""

FOR_GOOD: Mapping[str, str] = {
    "channel_not_found": "the channel does not exist, or the app cannot see it: invite the app, or mend csops.toml",
    "not_in_channel": "the app is not in the channel: invite it with /invite",
    "is_archived": "the channel is archived",
    "user_not_found": "this person is not in the workspace: mend csops.toml",
    "user_disabled": "this person's account is deactivated",
    "user_not_visible": "the app may not write to this person",
    "cannot_dm_bot": "the address is a bot's, which cannot be written to",
    "messages_tab_disabled": "the app's Messages tab is switched off in its settings",
    "restricted_action": "a rule of the workspace keeps the app from posting here",
    "restricted_action_read_only_channel": "only some people may post in this channel",
    "restricted_action_thread_only_channel": "only replies in threads are allowed in this channel",
    "restricted_action_non_threadable_channel": "threads are not allowed in this channel",
    "restricted_action_thread_locked": "the thread is locked",
    "message_not_found": "the message is no longer there",
    "thread_not_found": "the thread is no longer there",
    "cannot_reply_to_message": "this message takes no replies",
    "cant_update_message": "the message is not the app's own",
    "cant_delete_message": "the message is not the app's own",
    "edit_window_closed": "the workspace no longer allows this message to be changed",
    "compliance_exports_prevent_deletion": "the workspace keeps messages from being deleted",
    "msg_too_long": "the message is too long",
    "msg_blocks_too_long": "the message is too long",
    "invalid_blocks": "Slack does not understand the card: this is a fault in csops",
    "invalid_blocks_format": "Slack does not understand the card: this is a fault in csops",
    "no_text": "the message is empty: this is a fault in csops",
}
"""Certainly refused, and it will be again until a person mends something."""

NO_SUCH_THREAD: frozenset[str] = frozenset({"thread_not_found", "cannot_reply_to_message", "invalid_thread_ts"})
"""The message that a reply belongs under is certainly gone."""

CANNOT_BE_READ: frozenset[str] = frozenset(
    {"missing_scope", "not_in_channel", "channel_not_found", "method_not_supported_for_channel_type", "no_permission"}
)
"""What Slack answers where the app will never be able to read what it wrote."""


def code_of(error: BaseException) -> str:
    """Return Slack's error code of an exception; empty where Slack did not give one."""
    answer = getattr(error, "response", None) if isinstance(error, SlackApiError) else None
    content = getattr(answer, "data", None)
    return str(content.get("error", "")) if isinstance(content, dict) else ""


def refusal(error: BaseException) -> Refusal:
    """Return what an exception of the client says of the message that was being sent."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotSent(f"Slack could not be reached ({type(error).__name__})", SOON_SECONDS)
    return Unknown(f"the answer was lost ({type(error).__name__})")


def _answered(error: SlackApiError) -> Refusal:
    answer: Any = error.response
    status = int(getattr(answer, "status_code", 0) or getattr(answer, "status", 0) or 0)
    code = code_of(error)
    if status == TOO_MANY or code in {"ratelimited", "rate_limited"}:
        return NotSent(_told(NOT_NOW["ratelimited"], "ratelimited"), _retry_after(getattr(answer, "headers", {})))
    if status >= SERVER_ERROR:
        return Unknown(f"Slack answered with status {status}")
    if not code:
        if status in (0, OK):
            return Unknown("Slack's answer could not be read")
        return NotSent(f"something that is not Slack answered with status {status}", HOLD_SECONDS, hold=True)
    return of_code(code)


def of_code(code: str) -> Refusal:
    """Return what Slack's error code says of the message."""
    if code in NOTHING_GETS_THROUGH:
        return NotSent(_told(NOTHING_GETS_THROUGH[code], code), HOLD_SECONDS, hold=True)
    if code in NOT_NOW:
        return NotSent(_told(NOT_NOW[code], code), SOON_SECONDS)
    if code in MAY_HAVE_BEEN_TAKEN:
        return Unknown(_told(MAY_HAVE_BEEN_TAKEN[code], code))
    return Rejected(_told(FOR_GOOD.get(code, "Slack refused the message"), code))


def _told(words: str, code: str) -> str:
    return f"{words} ({code})"


def _retry_after(headers: Mapping[str, str]) -> float:
    """Return the whole seconds that Slack asks for, within reason."""
    given = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    seconds = float(given) if given.isdigit() else SOON_SECONDS
    return min(max(seconds, 1.0), LONGEST_WAIT_SECONDS)
