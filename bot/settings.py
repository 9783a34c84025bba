"""Settings: what the environment says, read once and checked; nothing else reads the environment."""

import difflib
import ipaddress
import os
import pathlib
import re
import urllib.parse
from collections.abc import Iterable, Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

OURS: Final = "CSOPS_"
SHORTEST_SIGNING_SECRET: Final = 16

_KINDS_OF_TOKEN: Final[Mapping[str, str]] = {
    "xoxb-": "a bot token",
    "xapp-": "an app-level token",
    "xoxp-": "a user token",
    "xoxe": "a token that is refreshed or configures apps",
    "xox": "a token of another kind",
}
_WHERE: Final[Mapping[str, str]] = {
    "xoxb-": "copy the Bot User OAuth Token (xoxb-...) from OAuth & Permissions in the Slack app's settings",
    "xapp-": "make a token (xapp-...) with connections:write in Basic Information of the Slack app's settings",
    "": "copy the Signing Secret from Basic Information in the Slack app's settings",
}


class SettingsError(Exception):
    """Settings that cannot be used, with every fault in words."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def _wrong(what: str, mend: str) -> PydanticCustomError:
    """Return what is wrong with a variable, and how to mend it; never the value itself, which may be a secret."""
    return PydanticCustomError("setting", "{what} Mend: {mend}.", {"what": what, "mend": mend})


def _plain(value: str, where: str) -> str:
    if re.search(r"[\s\"'\x00-\x1f\x7f]", value) or not value.isascii():
        raise _wrong("has a space, a quotation mark or a character in it that no secret has.", where)
    return value


def _token(prefix: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        value = _plain(secret.get_secret_value(), _WHERE[prefix])
        if not value.startswith(prefix):
            kind = next((words for start, words in _KINDS_OF_TOKEN.items() if value.startswith(start)), "no token")
            raise _wrong(f"holds {kind}, not {_KINDS_OF_TOKEN[prefix]}.", _WHERE[prefix])
        if len(value) == len(prefix):
            raise _wrong("holds the beginning of a token and nothing else.", _WHERE[prefix])
        return secret

    return AfterValidator(check)


def _signing_secret(secret: SecretStr) -> SecretStr:
    value = _plain(secret.get_secret_value(), _WHERE[""])
    kind = next((words for start, words in _KINDS_OF_TOKEN.items() if value.startswith(start)), None)
    if kind is not None:
        raise _wrong(f"holds {kind}, not a signing secret.", _WHERE[""])
    if len(value) < SHORTEST_SIGNING_SECRET:
        raise _wrong("is too short to be a signing secret.", _WHERE[""])
    return secret


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _web_address(value: str) -> str:
    """Return an address that ends in a slash. Only this machine is spoken to without encryption."""
    mend = "write an address such as https://csops.example.com/"
    try:
        parts = urllib.parse.urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise _wrong("is no web address.", mend) from None
    if parts.scheme not in {"http", "https"} or not host or not value.isascii() or re.search(r"\s", value):
        raise _wrong("is no web address.", mend)
    if parts.username is not None or parts.query or parts.fragment:
        raise _wrong("has a user, a question mark or a # in it.", mend)
    if parts.scheme == "http" and not _is_this_machine(host):
        raise _wrong("begins with http:// but does not stay on this machine.", mend)
    return value.rstrip("/") + "/"


def _optional_address(value: str) -> str:
    return _web_address(value) if value else ""


def _database_url(secret: SecretStr | None) -> SecretStr | None:
    if secret is None:
        return None
    value = secret.get_secret_value()
    mend = "write sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/DATABASE"
    scheme, separator, rest = value.partition("://")
    kind = scheme.partition("+")[0]
    if kind not in {"sqlite", "postgresql", "postgres"} or not separator:
        raise _wrong("names no database that csops knows.", mend)
    if kind == "sqlite" and rest.lstrip("/").partition("?")[0] in {"", ":memory:"}:
        raise _wrong("names no file; csops keeps its rows in one.", mend)
    return SecretStr(f"postgresql://{rest}") if kind == "postgres" else secret


BotToken = Annotated[SecretStr, _token("xoxb-")]
AppToken = Annotated[SecretStr, _token("xapp-")]
SigningSecret = Annotated[SecretStr, AfterValidator(_signing_secret)]
Level = Literal["debug", "info", "warning", "error"]
Layout = Literal["auto", "json", "console"]


class SlackSettings(BaseModel):
    """What it takes to speak with Slack: the bot's token, and at least one door that only Slack can come through."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    bot_token: SecretStr
    app_token: SecretStr | None
    signing_secret: SecretStr | None
    api_url: str


class Settings(BaseModel):
    """Everything that the environment decides. Secrets never show in `repr`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    data: pathlib.Path = Field(
        default=pathlib.Path("data"), alias="CSOPS_DATA", description="The folder for what csops keeps on this machine."
    )
    database_url: Annotated[SecretStr | None, AfterValidator(_database_url)] = Field(
        default=None,
        alias="CSOPS_DATABASE_URL",
        description="The database: `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/DATABASE`. "
        "If it is not set, the file `csops.db` in the data folder.",
    )
    slack_bot_token: BotToken | None = Field(
        default=None, alias="SLACK_BOT_TOKEN", description="The bot token (`xoxb-`). `csops serve` needs it."
    )
    slack_app_token: AppToken | None = Field(
        default=None,
        alias="SLACK_APP_TOKEN",
        description="The app-level token (`xapp-`), for Socket Mode: csops calls Slack and needs no public address.",
    )
    slack_signing_secret: SigningSecret | None = Field(
        default=None,
        alias="SLACK_SIGNING_SECRET",
        description="The signing secret, for HTTP: Slack calls csops. One of the two doors must be there.",
    )
    slack_api_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default="https://slack.com/api/",
        alias="SLACK_API_URL",
        description="Where Slack's Web API is; another address is for a local Slack.",
    )
    host: Annotated[str, Field(min_length=1, max_length=253, pattern=r"^[0-9A-Za-z.:_-]+$")] = Field(
        default="127.0.0.1", alias="CSOPS_HOST", description="The address that the web server listens on."
    )
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        default=3000, alias="CSOPS_PORT", description="The port that the web server listens on; 0 takes any free one."
    )
    public_url: Annotated[str, AfterValidator(_optional_address)] = Field(
        default="",
        alias="CSOPS_PUBLIC_URL",
        description="The address at which Slack and people reach the web server, when it is served to them.",
    )
    log_level: Level = Field(
        default="info", alias="CSOPS_LOG_LEVEL", description="The least that is logged: debug, info, warning or error."
    )
    log_format: Layout = Field(
        default="auto",
        alias="CSOPS_LOG_FORMAT",
        description="`json`, `console`, or `auto`: console in a terminal, JSON elsewhere.",
    )

    @property
    def database(self) -> str:
        """The database's address, with its password: for opening it, never for showing it."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data / 'csops.db'}"

    @property
    def database_shown(self) -> str:
        """The database's address as it may be shown."""
        return re.sub(r"(?<=://)([^/@:]*):.*@", r"\1:***@", self.database).partition("?")[0]

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret word, for the log to hide."""
        held = (self.slack_bot_token, self.slack_app_token, self.slack_signing_secret)
        password = re.search(r"://[^/@:]*:(.+)@", self.database)
        words = [secret.get_secret_value() for secret in held if secret is not None]
        return (*words, password[1]) if password else tuple(words)

    def slack(self) -> SlackSettings:
        """Return what it takes to serve Slack. Raise SettingsError when a part is missing: no door stays unlocked."""
        faults = []
        if self.slack_bot_token is None:
            faults.append(f"SLACK_BOT_TOKEN is not set. Mend: {_WHERE['xoxb-']}.")
        if self.slack_app_token is None and self.slack_signing_secret is None:
            faults.append(
                "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set, so nobody could tell Slack from a stranger. "
                f"Mend: for Socket Mode, {_WHERE['xapp-']}; for HTTP, {_WHERE['']}."
            )
        if faults or self.slack_bot_token is None:
            raise SettingsError(faults)
        return SlackSettings(
            bot_token=self.slack_bot_token,
            app_token=self.slack_app_token,
            signing_secret=self.slack_signing_secret,
            api_url=self.slack_api_url,
        )


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of an environment, this process's own by default. Raise SettingsError with every fault.

    A variable that is set to nothing counts as not set. A CSOPS_ variable that csops does not know is a fault: it would
    otherwise be a setting that silently does nothing.
    """
    given = os.environ if environment is None else environment
    known = {field.alias: name for name, field in Settings.model_fields.items() if field.alias}
    faults = [_unknown(name, known) for name in sorted(given) if name.startswith(OURS) and name not in known]
    try:
        settings = Settings.model_validate({name: given[name].strip() for name in known if given.get(name, "").strip()})
    except ValidationError as error:
        faults.extend(_words(detail) for detail in error.errors(include_url=False, include_input=False))
        raise SettingsError(faults) from None
    if faults:
        raise SettingsError(faults)
    return settings


def _unknown(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.75)
    mend = f"did you mean {near[0]}?" if near else "take it out; docs/configuration.md lists those that there are."
    return f"{name} is no setting of csops. Mend: {mend}"


def _words(detail: ErrorDetails) -> str:
    name = str(detail["loc"][0])
    if detail["type"] == "setting":
        return f"{name} {detail['msg']}"
    expected = detail.get("ctx", {}).get("expected")
    mend = f"write {expected}." if expected else "see docs/configuration.md."
    return f"{name} is wrong: {detail['msg'].lower()}. Mend: {mend}"
