"""Microsoft's clouds: where each has its sign-in, keys, Graph and the connector.

Sources: learn.microsoft.com, "National clouds" of Entra (sign-in), "National cloud deployments" of Graph, "Configure
Bot Framework bots for US Government customers" and "Configure a bot in Microsoft Azure operated by 21Vianet" (issuer,
keys, connector), "Send proactive messages" (service URLs); github.com/microsoft/teams.net, CloudEnvironment (hosts).
"""

import urllib.parse
from collections.abc import Mapping
from typing import Final

import msgspec


class Cloud(msgspec.Struct, frozen=True, kw_only=True):
    """One of Microsoft's clouds. Addresses have no slash at their end; `service_hosts` are whole host names."""

    login: str
    connector: str
    """Whose tokens the connector takes: the resource of the scope."""
    graph: str
    issuer: str
    """Who signs the activities that Teams sends."""
    openid: str
    """Where the keys of that signature are told of."""
    service_hosts: frozenset[str]
    """The only hosts that a token of the bot is ever sent to for posting."""
    service_url: str
    """Where the connector is tried before any activity has told; empty where that cannot be guessed."""
    on_this_machine: bool = False
    """Whether Teams is a stand-in on this machine, which may be spoken to without encryption and at any port."""

    @property
    def connector_scope(self) -> str:
        """The scope of the tokens for posting."""
        return f"{self.connector}/.default"

    @property
    def graph_scope(self) -> str:
        """The scope of the tokens for Microsoft Graph."""
        return f"{self.graph}/.default"

    def serves(self, url: str) -> bool:
        """Return whether an address that an activity names is one of this cloud's connectors."""
        if not url.isascii() or "\\" in url:
            return False
        try:
            parts = urllib.parse.urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        if parts.hostname not in self.service_hosts or "@" in parts.netloc or parts.query or parts.fragment:
            return False
        return parts.scheme == "https" and port in {None, 443} if not self.on_this_machine else bool(parts.scheme)

    def stand_in(self, *, openid: str, service_hosts: frozenset[str]) -> "Cloud":
        """Return this cloud with a Teams on this machine in its place."""
        here = {"openid": openid, "service_hosts": service_hosts, "service_url": "", "on_this_machine": True}
        return msgspec.structs.replace(self, **here)


_PUBLIC: Final = Cloud(
    login="https://login.microsoftonline.com",
    connector="https://api.botframework.com",
    graph="https://graph.microsoft.com",
    issuer="https://api.botframework.com",
    openid="https://login.botframework.com/v1/.well-known/openidconfiguration",
    service_hosts=frozenset({"smba.trafficmanager.net", "smba.onyx.prod.teams.trafficmanager.net"}),
    service_url="https://smba.trafficmanager.net/teams/",
)
_GOVERNMENT: Final = Cloud(
    login="https://login.microsoftonline.us",
    connector="https://api.botframework.us",
    graph="https://graph.microsoft.us",
    issuer="https://api.botframework.us",
    openid="https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
    service_hosts=frozenset({"smba.infra.gov.teams.microsoft.us"}),
    service_url="https://smba.infra.gov.teams.microsoft.us/teams/",
)
_CHINA: Final = Cloud(
    login="https://login.partner.microsoftonline.cn",
    connector="https://api.botframework.azure.cn",
    graph="https://microsoftgraph.chinacloudapi.cn",
    issuer="https://api.botframework.azure.cn",
    openid="https://login.botframework.azure.cn/v1/.well-known/openidconfiguration",
    service_hosts=frozenset({"frontend.botapi.msg.infra.teams.microsoftonline.cn"}),
    service_url="",
)

CLOUDS: Final[Mapping[str, Cloud]] = {
    "public": _PUBLIC,
    "gcc": msgspec.structs.replace(
        _PUBLIC,
        service_hosts=_PUBLIC.service_hosts | {"smba.infra.gcc.teams.microsoft.com"},
        service_url="https://smba.infra.gcc.teams.microsoft.com/teams/",
    ),
    "gcc-high": _GOVERNMENT,
    "dod": msgspec.structs.replace(
        _GOVERNMENT,
        graph="https://dod-graph.microsoft.us",
        service_hosts=frozenset({"smba.infra.dod.teams.microsoft.us"}),
        service_url="https://smba.infra.dod.teams.microsoft.us/teams/",
    ),
    "china": _CHINA,
}
"""By what TEAMS_CLOUD says."""
