"""What it takes to send mail: by Microsoft Graph as the bot's own app, or by a mail server."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from bot.variables import wrong


def _address(value: str) -> str:
    name, at, domain = value.partition("@")
    if value and (not name or not at or "." not in domain or not value.isascii() or not value.isprintable()):
        raise wrong("is no mail address.", "write one such as csops@example.com")
    return value


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
