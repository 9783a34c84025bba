"""What an answer of Teams, or none, says of a message: not sent, refused for good, or unknown.

Sources: learn.microsoft.com, "Messages in bot conversations" (status codes of the conversational APIs), "Optimize your
bot with rate limiting in Teams" (429, 412, 502 and 504 may be repeated). Of those four only the first two say that
nothing was taken: a gateway's time-out does not, and Teams cannot be asked what became of the message.
"""

from collections.abc import Mapping

import aiohttp

from handlers.teams.connector import STRANGE_ADDRESS, ConnectorError
from handlers.teams.tokens import TokenError
from workflows.kernel.posts import NotSent, Rejected, Unknown

Refusal = NotSent | Rejected | Unknown

SOON_SECONDS = 5.0
HOLD_SECONDS = 60.0
LONGEST_WAIT_SECONDS = 3600.0
UNAUTHORIZED, SERVER_ERROR = 401, 500
REFUSED = range(400, SERVER_ERROR)
NOT_US = "Teams does not take the app's token: look at TEAMS_APP_ID, TEAMS_TENANT_ID and TEAMS_CLOUD"

NOT_NOW: Mapping[int, str] = {
    408: "Teams did not receive the whole request",
    412: "Teams could not take it at the moment",
    429: "Teams asked to be slower",
}
"""By status: certainly not taken, and it may be later."""

NOTHING_GETS_THROUGH: Mapping[str, str] = {
    "BotNotRegistered": "Teams knows no bot of this app: look at TEAMS_APP_ID, and at the Teams channel of the bot",
    "InvalidBotApiHost": "the bot is registered in another of Microsoft's clouds: look at TEAMS_CLOUD",
}
"""By code: the fault lies with the connection as a whole, so every message waits and none of them ages."""

FOR_GOOD: Mapping[str, str] = {
    "MessageWritesBlocked": "the person has blocked the app or removed it: they must add csops again in Teams",
    "ConversationBlockedByUser": "the person has blocked the app: they must unblock csops in Teams",
    "BotNotInConversationRoster": "the app is not installed there: add csops to the team, or let the person add it",
    "BotDisabledByAdmin": "an administrator of Teams has blocked the app: they must allow csops",
    "NotEnoughPermissions": "the app may not do this here: install the newest package of csops in the team",
    "ConversationNotFound": "there is no such conversation, or the app was taken out of it: mend csops.toml, or add it",
    "UserNotFound": "this person is not in the company's tenant: mend csops.toml",
    "MemberNotFoundInConversation": "this person is not in the conversation",
    "ActivityNotFoundInConversation": "the message is no longer there",
    "MessageSizeTooBig": "the message is too large for Teams: this is a fault in csops",
    STRANGE_ADDRESS: "its address is not one of this cloud's: look at TEAMS_CLOUD, and write to the bot from there",
    "BadSyntax": "Teams does not understand the message: this is a fault in csops",
    "BadArgument": "Teams does not understand the message: this is a fault in csops",
    "Bad Argument": "Teams does not understand the message: this is a fault in csops",
}
"""By code: certainly refused, and it will be again until a person mends something."""

BY_STATUS: Mapping[int, str] = {
    400: "Teams does not understand the message: this is a fault in csops",
    403: "Teams does not let the app write there: is csops installed, and not blocked?",
    404: "there is no such conversation or message, or the app was taken out of it",
    413: "the message is too large for Teams: this is a fault in csops",
}
"""For a refusal without a code that is known."""

NO_SUCH_MESSAGE = frozenset({"ActivityNotFoundInConversation"})
NO_SUCH_CHAT = frozenset({"ConversationNotFound"})


def refusal(error: BaseException) -> Refusal:
    """Return what an exception of the connector says of the message that was being sent."""
    if isinstance(error, ConnectorError):
        return _answered(error)
    if isinstance(error, TokenError):
        return NotSent(str(error), max(error.retry_after_seconds, 1.0), hold=True)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotSent(f"Teams could not be reached ({type(error).__name__})", SOON_SECONDS)
    return Unknown(f"the answer was lost ({type(error).__name__})")


def _answered(error: ConnectorError) -> Refusal:
    status, code = error.status, error.code
    if status in NOT_NOW:
        return NotSent(_told(NOT_NOW[status], code or str(status)), _retry_after(error.retry_after))
    if status >= SERVER_ERROR:
        return Unknown(f"Teams answered with status {status}")
    held = _of_the_connection(error)
    if held:
        return NotSent(held, HOLD_SECONDS, hold=True)
    known = FOR_GOOD.get(code) or BY_STATUS.get(status, "Teams refused the message")
    return Rejected(_told(known, code or str(status)))


def _of_the_connection(error: ConnectorError) -> str:
    """Return what is wrong where the fault lies with the connection as a whole, else nothing."""
    if error.code in NOTHING_GETS_THROUGH:
        return _told(NOTHING_GETS_THROUGH[error.code], error.code)
    if error.status == UNAUTHORIZED:
        return _told(NOT_US, error.code or str(error.status))
    if error.foreign or error.status not in REFUSED:
        return f"something that is not Teams answered with status {error.status}"
    return ""


def _told(words: str, code: str) -> str:
    return f"{words} ({code})"


def _retry_after(given: str) -> float:
    """Return the whole seconds that Teams asks for, within reason."""
    seconds = float(given) if given.isdigit() else SOON_SECONDS
    return min(max(seconds, 1.0), LONGEST_WAIT_SECONDS)
