"""Sends mail by SMTP (RFC 5321), one connection for each mail, and says what became of it.

aiosmtplib is imported when the first mail leaves, because who sends none must not pay for it.
"""

import asyncio
import contextlib
from email.message import EmailMessage
from typing import Any, Final, Literal

from connectors.mail.terms import Terms
from workflows.kernel.posts import NotSent, Rejected, Sent, Unknown, Verdict

LONGEST_SECONDS: Final = 8.0
"""For each step of the talk; all of them must fit into the relay's longest delivery."""
LONGEST_TALK_SECONDS: Final = 18.0
SOON_SECONDS: Final = 30.0
HOLD_SECONDS: Final = 60.0
_REFUSALS: Final = range(400, 600)
_LASTING: Final = 500
_WAITS_FOR_LOGIN: Final = 530


class SmtpSender:
    """A Sender (connectors.mail.poster) for one mail server."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms

    async def send(self, mail: EmailMessage, *, to: str, sender: str) -> Verdict:
        """Send it once. Until the whole mail was handed over it is certainly not sent; after that it may be."""
        return await self._talk(sender, to=to, mail=mail.as_bytes())

    async def greet(self, sender: str) -> Verdict:
        """Go as far as naming the sender, and no further: `Sent` says that a mail would be taken from them."""
        return await self._talk(sender)

    async def _talk(self, sender: str, *, to: str = "", mail: bytes = b"") -> Verdict:
        talk = _Talk(self._terms)
        try:
            async with asyncio.timeout(LONGEST_TALK_SECONDS):
                await talk.begin(sender)
                if to:
                    await talk.hand_over(mail, to=to)
        except Exception as error:  # noqa: BLE001 - the library has a dozen, and each is told apart by where it was met.
            return talk.verdict(error)
        finally:
            await talk.end()
        return Sent({})


class _Talk:
    """One talk with the server, which knows how far it got."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._stage: Literal["connect", "sender", "recipient", "data"] = "connect"
        self._client: Any = None

    async def begin(self, sender: str) -> None:
        """Connect, log in and name the sender. Raises what aiosmtplib raises."""
        import aiosmtplib  # noqa: PLC0415 - see the module's docstring.

        terms = self._terms
        self._client = aiosmtplib.SMTP(
            hostname=terms.host,
            port=terms.port,
            username=terms.user or None,
            password=terms.password.get_secret_value() if terms.password else None,
            use_tls=terms.encryption == "tls",
            start_tls=terms.encryption == "starttls",
            timeout=LONGEST_SECONDS,
        )
        await self._client.connect()
        self._stage = "sender"
        await self._client.mail(sender)

    async def hand_over(self, mail: bytes, *, to: str) -> None:
        """Name the recipient and hand the mail over. Raises what aiosmtplib raises."""
        self._stage = "recipient"
        await self._client.rcpt(to)
        self._stage = "data"
        await self._client.data(mail)

    async def end(self) -> None:
        """Say goodbye, if the server still listens; what became of the mail is known already."""
        if self._client is None:
            return
        with contextlib.suppress(Exception):
            async with asyncio.timeout(1):
                await self._client.quit()
        self._client.close()

    def verdict(self, error: Exception) -> Verdict:
        """Return what an exception says of the mail, by where in the talk it was met."""
        code = int(getattr(error, "code", 0) or 0)
        if code not in _REFUSALS:  # No answer, or none that anybody can read.
            return self._unanswered(error)
        said = f"({code} {_one_line(error)})"
        if code < _LASTING:
            return NotSent(f"the mail server asks to come again {said}", SOON_SECONDS)
        if self._stage == "connect" or code == _WAITS_FOR_LOGIN:
            mend = "look at SMTP_USER and SMTP_PASSWORD"
            return NotSent(f"the mail server does not let csops in: {mend} {said}", HOLD_SECONDS, hold=True)
        if self._stage == "sender":
            mend = "look at CSOPS_MAIL_FROM"
            return NotSent(f"the mail server takes no mail from this sender: {mend} {said}", HOLD_SECONDS, hold=True)
        what = "the address is refused" if self._stage == "recipient" else "the mail server refused the mail"
        return Rejected(f"{what} {said}")

    def _unanswered(self, error: Exception) -> Verdict:
        kind = type(error.__cause__ or error).__name__
        if self._stage == "data":
            return Unknown(f"the mail server's answer was lost ({kind})")
        if kind in {"SMTPException", "SMTPNotSupported", "SSLCertVerificationError", "SSLError"}:
            words = f"the mail server's encryption does not fit: look at SMTP_ENCRYPTION and SMTP_PORT ({kind})"
            return NotSent(words, HOLD_SECONDS, hold=True)
        return NotSent(f"the mail server could not be reached ({kind})", SOON_SECONDS)


def _one_line(error: Exception) -> str:
    return " ".join(str(getattr(error, "message", "")).split())[:160]
