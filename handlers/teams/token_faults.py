"""Why there is no token, in words for whoever runs the bot.

Source: learn.microsoft.com, "Microsoft Entra authentication and authorization error codes".
"""

import concurrent.futures
import re
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
import msgspec

from handlers.teams.credentials import CredentialError, Managed, Registration

LONGEST_DETAIL: Final = 200
LONGEST_WAIT_SECONDS: Final = 300.0

_CODE = re.compile(r"AADSTS(\d+)")
_MEND: Final[Mapping[str, tuple[str, str]]] = {
    "7000215": ("Entra does not know the client secret", "copy the secret's value, not its id, into TEAMS_APP_SECRET"),
    "7000222": ("the client secret has expired", "make a new one in the app registration and set TEAMS_APP_SECRET"),
    "7000216": ("Entra wants another credential", "look at which of the TEAMS_APP_ variables is set"),
    "7000218": ("Entra wants another credential", "look at which of the TEAMS_APP_ variables is set"),
    "700016": ("the app is not in the tenant", "look at TEAMS_APP_ID and TEAMS_TENANT_ID"),
    "7000112": ("the app is switched off in the tenant", "an administrator must enable the enterprise application"),
    "90002": ("there is no such tenant", "look at TEAMS_TENANT_ID and TEAMS_CLOUD"),
    "900023": ("there is no such tenant", "look at TEAMS_TENANT_ID and TEAMS_CLOUD"),
    "900382": ("the app belongs to another cloud", "look at TEAMS_CLOUD"),
    "700027": (
        "Entra does not take the certificate",
        "upload the certificate of TEAMS_APP_CERTIFICATE to the app registration, or look whether it has expired",
    ),
    "700024": ("the assertion is out of date", "look at this machine's clock, and at who keeps the token file fresh"),
    "700021": ("the federated token is not trusted", "look at the app's federated credentials: issuer and subject"),
    "70021": ("the federated token is not trusted", "look at the app's federated credentials: issuer and subject"),
    "700211": ("the federated token's issuer is not trusted", "look at the app's federated credentials: issuer"),
    "700213": ("the federated token's subject is not trusted", "look at the app's federated credentials: subject"),
    "500011": ("the tenant does not know what the token is for", "look at TEAMS_CLOUD"),
    "53003": ("a rule of conditional access keeps the app out", "an administrator must let the app's sign-in through"),
}


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is no token. `passing` says that it may mend itself; Entra itself may say when to ask again."""

    words: str
    passing: bool
    retry_after_seconds: float = 0.0


def fault_of_answer(answer: Mapping[str, Any], registration: Registration, retry_after: str) -> Fault:
    """Return what an OAuth error says, with how to mend it."""
    said = str(answer.get("error_description") or answer.get("error") or "")
    wait = _seconds(retry_after)
    if isinstance(registration.credential, Managed):
        detail = _first_line(said)
        mend = "assign the identity to this machine, and look at TEAMS_MANAGED_IDENTITY"
        return Fault(
            words=f"Azure gave no token for the managed identity: {detail} Mend: {mend}.",
            passing=False,
            retry_after_seconds=wait,
        )
    code = found[1] if (found := _CODE.search(said)) else ""
    if code in _MEND:
        what, mend = _MEND[code]
        words = f"No token from Entra: {what} (AADSTS{code}). Mend: {mend}."
        return Fault(words=words, passing=False, retry_after_seconds=wait)
    passing = str(answer.get("error")) in {"temporarily_unavailable", "server_error"}
    detail = _first_line(said) or str(answer.get("error") or "no reason was given")
    words = f"No token from Entra: {detail} Mend: look at the app registration, and at the TEAMS_ variables."
    return Fault(words=words, passing=passing, retry_after_seconds=wait)


def fault_of_exception(error: Exception, registration: Registration, retry_after: str) -> Fault:
    """Return what an exception on the way to a token means."""
    wait = _seconds(retry_after)
    if isinstance(error, CredentialError):
        return Fault(words=str(error), passing=False)
    if type(error).__name__ == "MsalServiceError":
        words = f"No token: the sign-in at {registration.login} failed ({error}). It is tried again."
        return Fault(words=words, passing=True, retry_after_seconds=wait)
    if isinstance(error, ValueError):
        return Fault(words=_unusable(error, registration), passing=False, retry_after_seconds=wait)
    if not isinstance(error, aiohttp.ClientError | OSError | RuntimeError | concurrent.futures.CancelledError):
        return Fault(words=_unreadable(registration), passing=True)
    if isinstance(registration.credential, Managed):
        mend = "run csops on a machine of Azure that has the identity, or take another credential"
        words = f"This machine's identity could not be asked for ({type(error).__name__}). Mend: {mend}."
        return Fault(words=words, passing=True)
    words = f"No token: {registration.login} could not be reached ({type(error).__name__}). It is tried again."
    return Fault(words=words, passing=True)


def _unusable(error: ValueError, registration: Registration) -> str:
    said = str(error)
    if "authority configuration" in said:
        mend = "look at TEAMS_TENANT_ID and TEAMS_CLOUD"
        return f"{registration.login} knows no tenant {registration.tenant_id}. Mend: {mend}."
    if "key" in said.lower() or "pem" in said.lower():
        mend = "make TEAMS_APP_CERTIFICATE a PEM file with an unencrypted RSA key and its certificate"
        return f"The certificate's file cannot be used. Mend: {mend}."
    return _unreadable(registration)


def _unreadable(registration: Registration) -> str:
    return f"No token: what {registration.login} answered could not be read. It is tried again."


def _first_line(said: str) -> str:
    line = said.partition("\r")[0].partition("\n")[0].strip()[:LONGEST_DETAIL]
    return line if not line or line.endswith(".") else f"{line}."


def _seconds(retry_after: str) -> float:
    return min(float(retry_after), LONGEST_WAIT_SECONDS) if retry_after.isdecimal() else 0.0
