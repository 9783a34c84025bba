"""Sends mail through Microsoft Graph from one mailbox, and says what became of it.

Source: learn.microsoft.com, "user: sendMail" (a mail in MIME format is sent as base64), "Outlook service limits" (four
requests at a time and thirty mails a minute for each mailbox).
"""

import asyncio
import base64
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Final
from urllib.parse import quote

import aiohttp

from connectors.graph.client import Graph, GraphError
from workflows.kernel.posts import NotSent, Rejected, Sent, Unknown, Verdict

AT_A_TIME: Final = 4
SOON_SECONDS: Final = 5.0
HOLD_SECONDS: Final = 60.0
LONGEST_WAIT_SECONDS: Final = 3600.0
_SERVER_ERROR: Final = 500
_NOT_NOW: Final[Mapping[int, str]] = {
    401: "Graph did not take the token",
    429: "Graph asked to be slower",
    503: "Graph is not available for a moment",
}
"""By status: certainly not taken, and it may be later."""
_NOTHING_GETS_THROUGH: Final[Mapping[int, str]] = {
    403: "the app may not send mail: allow it Mail.Send, and the mailbox of CSOPS_MAIL_FROM where that is restricted",
    404: "there is no such mailbox: look at CSOPS_MAIL_FROM",
}
"""By status: the fault lies with the sender, so every mail waits and none of them ages."""
_ADDRESS_IS_WRONG: Final = frozenset({"ErrorInvalidRecipients", "ErrorRecipientNotFound"})


class GraphSender:
    """A Sender (connectors.mail.poster) for one mailbox."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._places = asyncio.Semaphore(AT_A_TIME)

    async def send(self, mail: EmailMessage, *, to: str, sender: str) -> Verdict:
        """Send it once."""
        del to  # The mail itself says it.
        body = base64.b64encode(mail.as_bytes())
        path = f"users/{quote(sender, safe='@')}/sendMail"
        async with self._places:
            try:
                await self._graph.post(path, body, content_type="text/plain")
            except GraphError as error:
                return _answered(error)
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
                return NotSent(f"Graph could not be reached ({type(error).__name__})", SOON_SECONDS)
            except (aiohttp.ClientError, TimeoutError) as error:
                return Unknown(f"Graph's answer was lost ({type(error).__name__})")
            except OSError as error:  # There is no token, and its words say why.
                return NotSent(str(error), HOLD_SECONDS, hold=True)
        return Sent({})


def _answered(error: GraphError) -> Verdict:
    told = f"({error.status} {error.code})"
    if error.status in _NOT_NOW:
        wait = min(max(error.retry_after_seconds, SOON_SECONDS), LONGEST_WAIT_SECONDS)
        return NotSent(f"{_NOT_NOW[error.status]} {told}", wait)
    if error.status >= _SERVER_ERROR:
        return Unknown(f"Graph failed {told}")
    if error.status in _NOTHING_GETS_THROUGH:
        return NotSent(f"{_NOTHING_GETS_THROUGH[error.status]} {told}", HOLD_SECONDS, hold=True)
    what = "the address is refused" if error.code in _ADDRESS_IS_WRONG else "Graph refused the mail"
    return Rejected(f"{what} {told}")
