"""What it takes to send mail: by Microsoft Graph as the bot's own app, or by a mail server."""

from typing import Annotated, Literal

import msgspec
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from bot.variables import SettingsError, is_this_machine, wrong
from connectors.mail.terms import Terms


def _address(value: str) -> str:
    name, at, domain = value.partition("@")
    if value and (not name or not at or "." not in domain or not value.isascii() or not value.isprintable()):
        raise wrong("is no mail address.", "write one such as csops@example.com")
    return value


class MailSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What it takes to send mail. Without a mail server it goes through Microsoft Graph."""

    sender: str
    server: Terms | None


class MailVariables(BaseModel):
    """What the environment says of mail."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    mail: Literal["", "graph", "smtp"] = Field(
        default="", alias="CSOPS_MAIL", description="How mail is sent: `graph` or `smtp`. If it is not set, none is."
    )
    mail_from: Annotated[str, AfterValidator(_address)] = Field(
        default="", alias="CSOPS_MAIL_FROM", description="The mailbox that mail is sent from."
    )
    smtp_host: Annotated[str, Field(max_length=253, pattern=r"^[0-9A-Za-z.:_-]*$")] = Field(
        default="", alias="SMTP_HOST", description="The mail server, for `smtp`."
    )
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = Field(
        default=587, alias="SMTP_PORT", description="The port of the mail server."
    )
    smtp_encryption: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        alias="SMTP_ENCRYPTION",
        description="`starttls`, `tls` from the beginning, or `none`, which is for this machine only.",
    )
    smtp_user: str = Field(default="", alias="SMTP_USER", description="Who csops is to the mail server, if it asks.")
    smtp_password: SecretStr | None = Field(default=None, alias="SMTP_PASSWORD", description="The password for that.")

    def mailing(self) -> MailSettings | None:
        """Return what it takes to send mail, None where none is sent. Raise SettingsError for a part of it."""
        if not self.mail:
            return None
        faults = []
        if not self.mail_from:
            faults.append("CSOPS_MAIL_FROM is not set. Mend: name the mailbox that mail is sent from.")
        if self.mail == "smtp" and not self.smtp_host:
            faults.append("SMTP_HOST is not set. Mend: name the mail server, or set CSOPS_MAIL to graph.")
        if self.mail == "smtp" and self.smtp_encryption == "none" and not is_this_machine(self.smtp_host):
            what = "SMTP_ENCRYPTION is none, and the mail server is not this machine."
            faults.append(f"{what} Mend: set it to starttls or tls.")
        if faults:
            raise SettingsError(faults)
        server = Terms(
            host=self.smtp_host,
            port=self.smtp_port,
            user=self.smtp_user,
            password=self.smtp_password,
            encryption=self.smtp_encryption,
        )
        return MailSettings(sender=self.mail_from, server=server if self.mail == "smtp" else None)
