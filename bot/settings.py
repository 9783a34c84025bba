"""Settings: what the environment says, read once and checked; nothing else reads the environment."""

import difflib
import os
import pathlib
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from bot.mail_settings import MailVariables
from bot.teams_settings import TeamsSettings, TeamsVariables
from bot.variables import (
    WHERE,
    SettingsError,
    address_of_database,
    folder,
    optional_address,
    signing_secret,
    token_of,
    web_address,
)

__all__ = ["Settings", "SettingsError", "SlackSettings", "TeamsSettings", "read_settings"]

OURS: Final = "CSOPS_"
OR_TEAMS: Final = (
    "For Teams instead of Slack, nothing is set either. Mend: set TEAMS_APP_ID, TEAMS_TENANT_ID and a credential."
)

BotToken = Annotated[SecretStr, token_of("xoxb-")]
AppToken = Annotated[SecretStr, token_of("xapp-")]
SigningSecret = Annotated[SecretStr, AfterValidator(signing_secret)]
Level = Literal["debug", "info", "warning", "error"]
Layout = Literal["auto", "json", "console"]


class SlackSettings(BaseModel):
    """What it takes to speak with Slack: the bot's token, and at least one door that only Slack can come through."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    bot_token: SecretStr
    app_token: SecretStr | None
    signing_secret: SecretStr | None
    api_url: str


class OwnVariables(BaseModel):
    """Where csops keeps things and is reached, and what it takes for Slack."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    data: pathlib.Path = Field(
        default=pathlib.Path("data"), alias="CSOPS_DATA", description="The folder for what csops keeps on this machine."
    )
    definitions: pathlib.Path | None = Field(
        default=None,
        alias="CSOPS_DEFINITIONS",
        description="The folder of your own processes, beside those that csops ships (`docs/definitions.md`).",
    )
    templates: Annotated[pathlib.Path | None, AfterValidator(folder)] = Field(
        default=None,
        alias="CSOPS_TEMPLATES",
        description="The folder of the company's templates of documents (`statement-of-work.docx`). "
        "What is not in it is made of the examples that come with csops.",
    )
    database_url: Annotated[SecretStr | None, AfterValidator(address_of_database)] = Field(
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
    slack_api_url: Annotated[str, AfterValidator(web_address)] = Field(
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
    public_url: Annotated[str, AfterValidator(optional_address)] = Field(
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


class Settings(MailVariables, TeamsVariables, OwnVariables):
    """Everything that the environment decides. Secrets never show in `repr`."""

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
        held = (
            self.slack_bot_token,
            self.slack_app_token,
            self.slack_signing_secret,
            self.teams_app_secret,
            self.smtp_password,
        )
        password = re.search(r"://[^/@:]*:(.+)@", self.database)
        words = [secret.get_secret_value() for secret in held if secret is not None]
        return (*words, password[1]) if password else tuple(words)

    def slack(self) -> SlackSettings:
        """Return what it takes to serve Slack. Raise SettingsError when a part is missing: no door stays unlocked."""
        faults = []
        if self.slack_bot_token is None:
            faults.append(f"SLACK_BOT_TOKEN is not set. Mend: {WHERE['xoxb-']}.")
        if self.slack_app_token is None and self.slack_signing_secret is None:
            faults.append(
                "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set, so nobody could tell Slack from a stranger. "
                f"Mend: for Socket Mode, {WHERE['xapp-']}; for HTTP, {WHERE['']}."
            )
        if faults or self.slack_bot_token is None:
            raise SettingsError(faults)
        return SlackSettings(
            bot_token=self.slack_bot_token,
            app_token=self.slack_app_token,
            signing_secret=self.slack_signing_secret,
            api_url=self.slack_api_url,
        )

    def doors(self) -> tuple[SlackSettings | None, TeamsSettings | None]:
        """Return what it takes for Slack and for Teams, None for the one that is not set at all.

        Raise SettingsError with every fault of both, and where neither is set.
        """
        faults: list[str] = []
        slack, teams = None, None
        wanted = any((self.slack_bot_token, self.slack_app_token, self.slack_signing_secret))
        try:
            teams = self.teams()
        except SettingsError as error:
            faults.extend(error.faults)
        try:
            slack = self.slack() if wanted or (teams is None and not faults) else None
        except SettingsError as error:
            faults.extend(error.faults if wanted else (*error.faults, OR_TEAMS))
        if faults:
            raise SettingsError(faults)
        return slack, teams


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
