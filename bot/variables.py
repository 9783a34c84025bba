"""What the variables of the environment may hold: each kind of value with its check, and every fault in words."""

import ipaddress
import pathlib
import re
import urllib.parse
from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import AfterValidator, SecretStr
from pydantic_core import PydanticCustomError

SHORTEST_SIGNING_SECRET: Final = 16

_KINDS_OF_TOKEN: Final[Mapping[str, str]] = {
    "xoxb-": "a bot token",
    "xapp-": "an app-level token",
    "xoxp-": "a user token",
    "xoxe": "a token that is refreshed or configures apps",
    "xox": "a token of another kind",
}
WHERE: Final[Mapping[str, str]] = {
    "xoxb-": "copy the Bot User OAuth Token (xoxb-...) from OAuth & Permissions in the Slack app's settings",
    "xapp-": "make a token (xapp-...) with connections:write in Basic Information of the Slack app's settings",
    "": "copy the Signing Secret from Basic Information in the Slack app's settings",
}


class SettingsError(Exception):
    """Settings that cannot be used, with every fault in words."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def wrong(what: str, mend: str) -> PydanticCustomError:
    """Return what is wrong with a variable, and how to mend it; never the value itself, which may be a secret."""
    return PydanticCustomError("setting", "{what} Mend: {mend}.", {"what": what, "mend": mend})


def plain(value: str, where: str) -> str:
    """Return a secret that has no character in it that came along when it was copied."""
    if re.search(r"[\s\"'\x00-\x1f\x7f]", value) or not value.isascii():
        raise wrong("has a space, a quotation mark or a character in it that no secret has.", where)
    return value


def token_of(prefix: str) -> AfterValidator:
    """Return the check of one kind of Slack's tokens."""

    def check(secret: SecretStr) -> SecretStr:
        value = plain(secret.get_secret_value(), WHERE[prefix])
        if not value.startswith(prefix):
            kind = next((words for start, words in _KINDS_OF_TOKEN.items() if value.startswith(start)), "no token")
            raise wrong(f"holds {kind}, not {_KINDS_OF_TOKEN[prefix]}.", WHERE[prefix])
        if len(value) == len(prefix):
            raise wrong("holds the beginning of a token and nothing else.", WHERE[prefix])
        return secret

    return AfterValidator(check)


def signing_secret(secret: SecretStr) -> SecretStr:
    """Return what may be Slack's signing secret."""
    value = plain(secret.get_secret_value(), WHERE[""])
    kind = next((words for start, words in _KINDS_OF_TOKEN.items() if value.startswith(start)), None)
    if kind is not None:
        raise wrong(f"holds {kind}, not a signing secret.", WHERE[""])
    if len(value) < SHORTEST_SIGNING_SECRET:
        raise wrong("is too short to be a signing secret.", WHERE[""])
    return secret


def is_this_machine(host: str) -> bool:
    """Return whether a host is this machine and no other."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def web_address(value: str) -> str:
    """Return an address that ends in a slash. Only this machine is spoken to without encryption."""
    mend = "write an address such as https://csops.example.com/"
    try:
        parts = urllib.parse.urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise wrong("is no web address.", mend) from None
    if parts.scheme not in {"http", "https"} or not host or not value.isascii() or re.search(r"\s", value):
        raise wrong("is no web address.", mend)
    if parts.username is not None or parts.query or parts.fragment:
        raise wrong("has a user, a question mark or a # in it.", mend)
    if parts.scheme == "http" and not is_this_machine(host):
        raise wrong("begins with http:// but does not stay on this machine.", mend)
    return value.rstrip("/") + "/"


def optional_address(value: str) -> str:
    """Return an address that ends in a slash, or nothing."""
    return web_address(value) if value else ""


def address_of_database(secret: SecretStr | None) -> SecretStr | None:
    """Return the address of a database of a kind that csops knows."""
    if secret is None:
        return None
    value = secret.get_secret_value()
    mend = "write sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/DATABASE"
    scheme, separator, rest = value.partition("://")
    kind = scheme.partition("+")[0]
    if kind not in {"sqlite", "postgresql", "postgres"} or not separator:
        raise wrong("names no database that csops knows.", mend)
    if kind == "sqlite" and rest.lstrip("/").partition("?")[0] in {"", ":memory:"}:
        raise wrong("names no file; csops keeps its rows in one.", mend)
    return SecretStr(f"postgresql://{rest}") if kind == "postgres" else secret


def folder(path: pathlib.Path | None) -> pathlib.Path | None:
    """Return a folder that is there, or nothing."""
    if path is not None and not path.is_dir():
        raise wrong("is no folder.", "make it, or take the setting out")
    return path
