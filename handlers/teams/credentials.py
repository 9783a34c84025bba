"""Who the bot is in Entra, and how it proves it: a secret, a certificate, a federated assertion, a managed identity."""

import pathlib
from typing import Any

import msgspec
from pydantic import SecretStr


class Secret(msgspec.Struct, frozen=True):
    """A client secret of the app registration: the simplest, and the one that runs out and is copied about."""

    value: SecretStr


class Certificate(msgspec.Struct, frozen=True):
    """A PEM file with the private key and its certificate; it is read anew after every failure.

    `thumbprint` (SHA-1, hexadecimal) is only needed for a file that holds the key alone. With the certificate in the
    file, sign-in goes by its SHA-256 thumbprint.
    """

    file: pathlib.Path
    thumbprint: str = ""


class Federated(msgspec.Struct, frozen=True):
    """A file with a token of another issuer (Kubernetes, a pipeline) that Entra trusts; read anew for each request."""

    file: pathlib.Path


class Managed(msgspec.Struct, frozen=True):
    """The identity that Azure gives to the machine. `client_id` names a user-assigned one, empty the machine's own."""

    client_id: str = ""


Credential = Secret | Certificate | Federated | Managed


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """The app registration, and where its tokens come from.

    `login` is the sign-in address of the cloud (handlers.teams.clouds). `local` is where a sign-in on this machine
    answers instead, for the playground and for tests: then nothing else is asked.
    """

    app_id: str
    tenant_id: str
    credential: Credential
    login: str
    local: str = ""


class CredentialError(Exception):
    """A credential that cannot be used, in words that say what to mend."""


def for_msal(credential: Secret | Certificate | Federated) -> Any:  # noqa: ANN401 - as msal takes it.
    """Return a credential as msal takes it. Raises CredentialError for a file that cannot be used."""
    match credential:
        case Secret():
            return credential.value.get_secret_value()
        case Certificate():
            return _certificate(credential)
        case Federated():
            _assertion(credential.file)
            return {"client_assertion": lambda: _assertion(credential.file)}


def _certificate(credential: Certificate) -> dict[str, str]:
    text = _read(credential.file, "TEAMS_APP_CERTIFICATE")
    if "PRIVATE KEY-----" not in text:
        raise CredentialError(
            f"{credential.file} holds no private key. Mend: point TEAMS_APP_CERTIFICATE to a PEM file with the key and"
            " its certificate."
        )
    if "-----BEGIN CERTIFICATE-----" in text:
        return {"private_key": text, "public_certificate": text}
    if not credential.thumbprint:
        raise CredentialError(
            f"{credential.file} holds a key and no certificate. Mend: add the certificate to the file, or set"
            " TEAMS_APP_CERTIFICATE_THUMBPRINT."
        )
    return {"private_key": text, "thumbprint": credential.thumbprint.replace(":", "")}


def _assertion(file: pathlib.Path) -> str:
    text = _read(file, "TEAMS_FEDERATED_TOKEN_FILE").strip()
    if text.count(".") != 2 or not text.isascii():  # noqa: PLR2004 - a signed token has three parts.
        raise CredentialError(
            f"{file} holds no signed token. Mend: point TEAMS_FEDERATED_TOKEN_FILE to the file that the platform keeps"
            " fresh."
        )
    return text


def _read(file: pathlib.Path, variable: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise CredentialError(
            f"{file} cannot be read: {error.strerror}. Mend: look at {variable} and at who may read the file."
        ) from error
    except UnicodeDecodeError as error:
        raise CredentialError(f"{file} is no text. Mend: point {variable} to a text file (PEM).") from error
