"""Microsoft's clouds: who signs what comes from Teams, where it may say to be, and where the bot signs in.

Source: learn.microsoft.com, "Authentication with the Bot Connector API", "Bot Framework for US Government and China",
and "National clouds for Teams apps".
"""

import urllib.parse
from collections.abc import Mapping

import msgspec


class Cloud(msgspec.Struct, frozen=True, kw_only=True):
    """One cloud. `service_hosts` are the only hosts to which the bot sends its token and its messages."""

    name: str
    issuer: str
    openid_url: str
    login: str
    scope: str
    graph: str
    service_hosts: tuple[str, ...]
    plain: bool = False
    """Whether the service may be spoken to without encryption: only on this machine."""

    def serves(self, url: object) -> bool:
        """Return whether an address that an activity names is one of this cloud's Teams services."""
        if not isinstance(url, str) or not url.isascii():
            return False
        try:
            parts = urllib.parse.urlsplit(url)
            named = parts.port
        except ValueError:
            return False
        if parts.username is not None or parts.query or parts.fragment or "\\" in url:
            return False
        if self.plain:
            return parts.scheme in {"http", "https"} and parts.hostname in self.service_hosts
        return parts.scheme == "https" and named in {None, 443} and parts.hostname in self.service_hosts


_CONNECTOR = "https://api.botframework.com"
_PUBLIC = Cloud(
    name="public",
    issuer=_CONNECTOR,
    openid_url="https://login.botframework.com/v1/.well-known/openidconfiguration",
    login="https://login.microsoftonline.com",
    scope=f"{_CONNECTOR}/.default",
    graph="https://graph.microsoft.com/v1.0/",
    service_hosts=("smba.trafficmanager.net",),
)
_GOVERNMENT = Cloud(
    name="gcch",
    issuer="https://api.botframework.us",
    openid_url="https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
    login="https://login.microsoftonline.us",
    scope="https://api.botframework.us/.default",
    graph="https://graph.microsoft.us/v1.0/",
    service_hosts=("smba.infra.gov.teams.microsoft.us",),
)

CLOUDS: Mapping[str, Cloud] = {
    "public": _PUBLIC,
    "gcc": msgspec.structs.replace(_PUBLIC, name="gcc", service_hosts=("smba.infra.gcc.teams.microsoft.com",)),
    "gcch": _GOVERNMENT,
    "dod": msgspec.structs.replace(
        _GOVERNMENT,
        name="dod",
        graph="https://dod-graph.microsoft.us/v1.0/",
        service_hosts=("smba.infra.dod.teams.microsoft.us",),
    ),
}
"""The clouds by the names that TEAMS_CLOUD takes."""


def on_this_machine(cloud: Cloud, *, openid_url: str, service_hosts: tuple[str, ...]) -> Cloud:
    """Return a cloud whose Teams is a stand-in on this machine; who signs in and for what stays the same."""
    return msgspec.structs.replace(cloud, openid_url=openid_url, service_hosts=service_hosts, plain=True)
