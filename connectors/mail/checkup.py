"""Asks the mail server whether csops may send through it; nothing is sent."""

from typing import Final

from connectors.mail.by_smtp import SmtpSender
from workflows.kernel.findings import Finding, faulty, fine
from workflows.kernel.posts import Sent

AREA: Final = "mail"


async def check_server(sender: SmtpSender, *, address: str) -> Finding:
    """Return whether the server lets csops in and takes mail from its address."""
    verdict = await sender.greet(address)
    if isinstance(verdict, Sent):
        return fine(AREA, f"The mail server takes mail from {address}.")
    return faulty(AREA, f"No mail can be sent: {verdict.error}.", "look at the SMTP_ settings and CSOPS_MAIL_FROM.")
