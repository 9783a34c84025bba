"""How a mail server is reached: a value by itself, so that reading the settings brings nothing that sends mail."""

from typing import Literal

import msgspec
from pydantic import SecretStr

Encryption = Literal["starttls", "tls", "none"]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """A mail server. `encryption` is "none" only for one on this machine."""

    host: str
    port: int
    user: str = ""
    password: SecretStr | None = None
    encryption: Encryption = "starttls"
