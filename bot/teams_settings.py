"""What it takes to speak with Teams: who the bot is in Entra, how it proves that, and in which cloud."""

import pathlib
import re
import urllib.parse
from typing import Annotated, Final, Literal

import msgspec
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from bot.variables import SettingsError, is_this_machine, optional_address, plain, wrong
from handlers.teams.clouds import CLOUDS, Cloud
from handlers.teams.credentials import Certificate, Credential, Federated, Managed, Registration, Secret

SHORTEST_SECRET: Final = 16
SYSTEM: Final = "system"
_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_APP: Final = "copy the Application (client) ID from the app registration in Entra"
_TENANT: Final = "copy the Directory (tenant) ID from the app registration in Entra"
_VALUE: Final = "copy the Value (not the Secret ID) of a client secret from the app registration in Entra"
_THUMBPRINT: Final = "copy the thumbprint (40 hexadecimal digits) from Certificates & secrets in Entra"
_ONE: Final = "set one of: TEAMS_APP_CERTIFICATE, TEAMS_FEDERATED_TOKEN_FILE, TEAMS_MANAGED_IDENTITY, TEAMS_APP_SECRET"
_ONLY_HERE: Final = "take it out; it is for a stand-in of Teams on this machine, such as the playground"


def _guid(mend: str) -> AfterValidator:
    def check(value: str) -> str:
        if value and not _GUID.fullmatch(value.lower()):
            raise wrong("is no id such as 11111111-2222-3333-4444-555555555555.", mend)
        return value.lower()

    return AfterValidator(check)


def _secret(secret: SecretStr) -> SecretStr:
    value = plain(secret.get_secret_value(), _VALUE)
    if _GUID.fullmatch(value.lower()):
        raise wrong("holds the id of a secret, not its value.", _VALUE)
    if len(value) < SHORTEST_SECRET:
        raise wrong("is too short to be a client secret.", _VALUE)
    return secret


def _thumbprint(value: str) -> str:
    if value and not re.fullmatch(r"[0-9A-Fa-f]{40}", value.replace(":", "")):
        raise wrong("is no thumbprint.", _THUMBPRINT)
    return value


def _identity(value: str) -> str:
    if value and value.lower() != SYSTEM and not _GUID.fullmatch(value.lower()):
        raise wrong("is neither `system` nor the client id of an identity.", f"write {SYSTEM}, or that id")
    return value.lower()


def _address_here(value: str) -> str:
    address = optional_address(value)
    if address and not is_this_machine(urllib.parse.urlsplit(address).hostname or ""):
        raise wrong("leads away from this machine.", _ONLY_HERE)
    return address.rstrip("/")


def _hosts_here(value: str) -> str:
    hosts = [host.strip() for host in value.split(",") if host.strip()]
    if not all(is_this_machine(host) for host in hosts):
        raise wrong("names a host that is not this machine.", _ONLY_HERE)
    return ",".join(hosts)


class TeamsSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What it takes to speak with Teams, and where."""

    registration: Registration
    cloud: Cloud
    graph: str
    """The address of Microsoft Graph, without a slash at its end."""
    whispers: bool = False
    """Whether answers for one person stand in the channel where they asked."""


class TeamsVariables(BaseModel):
    """What the environment says of Teams."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    teams_app_id: Annotated[str, _guid(_APP)] = Field(
        default="", alias="TEAMS_APP_ID", description="The id of the bot's app registration in Entra."
    )
    teams_tenant_id: Annotated[str, _guid(_TENANT)] = Field(
        default="", alias="TEAMS_TENANT_ID", description="The id of the company's tenant. People of others are refused."
    )
    teams_app_certificate: pathlib.Path | None = Field(
        default=None,
        alias="TEAMS_APP_CERTIFICATE",
        description="A PEM file with the bot's private key and its certificate: the best way to prove who it is.",
    )
    teams_app_certificate_thumbprint: Annotated[str, AfterValidator(_thumbprint)] = Field(
        default="",
        alias="TEAMS_APP_CERTIFICATE_THUMBPRINT",
        description="The certificate's SHA-1 thumbprint, only for a file that holds the key alone.",
    )
    teams_federated_token_file: pathlib.Path | None = Field(
        default=None,
        alias="TEAMS_FEDERATED_TOKEN_FILE",
        description="A file with a token of another issuer that Entra trusts, which the platform keeps fresh.",
    )
    teams_managed_identity: Annotated[str, AfterValidator(_identity)] = Field(
        default="",
        alias="TEAMS_MANAGED_IDENTITY",
        description="`system`, or the client id of the identity that Azure gives to the machine.",
    )
    teams_app_secret: Annotated[SecretStr, AfterValidator(_secret)] | None = Field(
        default=None,
        alias="TEAMS_APP_SECRET",
        description="A client secret of the app registration. One of the four ways must be there, and only one.",
    )
    teams_cloud: Literal["public", "gcc", "gcc-high", "dod", "china"] = Field(
        default="public", alias="TEAMS_CLOUD", description="Microsoft's cloud: public, gcc, gcc-high, dod or china."
    )
    teams_targeted_messages: bool = Field(
        default=False,
        alias="TEAMS_TARGETED_MESSAGES",
        description="`true` answers one person in the channel itself: a preview of Teams, with manifest-slash.json.",
    )
    teams_login_url: Annotated[str, AfterValidator(_address_here)] = Field(
        default="", alias="TEAMS_LOGIN_URL", description="A sign-in on this machine, for the playground and for tests."
    )
    teams_openid_url: Annotated[str, AfterValidator(_address_here)] = Field(
        default="", alias="TEAMS_OPENID_URL", description="The keys of a Teams on this machine, for the same."
    )
    teams_service_hosts: Annotated[str, AfterValidator(_hosts_here)] = Field(
        default="", alias="TEAMS_SERVICE_HOSTS", description="The hosts of a Teams on this machine, for the same."
    )
    graph_api_url: Annotated[str, AfterValidator(optional_address)] = Field(
        default="",
        alias="GRAPH_API_URL",
        description="Where Microsoft Graph is; another address is for a local one. If it is not set, the cloud's own.",
    )

    def teams(self) -> TeamsSettings | None:
        """Return what it takes to serve Teams, None where nothing of it is set. Raise SettingsError for a part of it.

        Without an app id anybody could speak as Teams, and without a tenant people of any company could.
        """
        ways = self._credentials()
        if not (ways or self.teams_app_id or self.teams_tenant_id):
            return None
        faults = []
        if not self.teams_app_id:
            faults.append(f"TEAMS_APP_ID is not set. Mend: {_APP}.")
        if not self.teams_tenant_id:
            faults.append(f"TEAMS_TENANT_ID is not set. Mend: {_TENANT}.")
        if len(ways) != 1:
            what = f"{' and '.join(ways)} are set" if ways else "Nothing is set with which the bot proves who it is"
            faults.append(f"{what}. Mend: {_ONE}.")
        if bool(self.teams_openid_url) != bool(self.teams_service_hosts):
            faults.append("TEAMS_OPENID_URL and TEAMS_SERVICE_HOSTS go together. Mend: set both, or neither.")
        if faults:
            raise SettingsError(faults)
        return self._settings(next(iter(ways.values())))

    def _settings(self, credential: Credential) -> TeamsSettings:
        cloud = CLOUDS[self.teams_cloud]
        registration = Registration(
            app_id=self.teams_app_id,
            tenant_id=self.teams_tenant_id,
            credential=credential,
            login=cloud.login,
            local=self.teams_login_url,
        )
        if self.teams_openid_url:
            hosts = frozenset(self.teams_service_hosts.split(","))
            cloud = cloud.stand_in(openid=self.teams_openid_url, service_hosts=hosts)
        graph = self.graph_api_url.rstrip("/") or cloud.graph
        return TeamsSettings(registration=registration, cloud=cloud, graph=graph, whispers=self.teams_targeted_messages)

    def _credentials(self) -> dict[str, Credential]:
        found: dict[str, Credential] = {}
        if self.teams_app_certificate is not None:
            found["TEAMS_APP_CERTIFICATE"] = Certificate(
                self.teams_app_certificate, self.teams_app_certificate_thumbprint
            )
        if self.teams_federated_token_file is not None:
            found["TEAMS_FEDERATED_TOKEN_FILE"] = Federated(self.teams_federated_token_file)
        if self.teams_managed_identity:
            named = self.teams_managed_identity
            found["TEAMS_MANAGED_IDENTITY"] = Managed("" if named == SYSTEM else named)
        if self.teams_app_secret is not None:
            found["TEAMS_APP_SECRET"] = Secret(self.teams_app_secret)
        return found
