"""What people may ask of private work, and how words, buttons and forms become it."""

from collections.abc import Mapping
from typing import Final

from workflows.engagements.commands import key_of
from workflows.kernel.commands import Command, OpenForm
from workflows.kernel.forms import Field
from workflows.kernel.requests import Pressed, Submitted, Typed

PRIVATE: Final = "privacy.private"
PUBLIC: Final = "privacy.public"
INVITE: Final = "privacy.invite"
UNINVITE: Final = "privacy.uninvite"
LONGEST_NAME: Final = 150

WHY = Field(key="reason", label="Why?", kind="long_text", required=False, hint="It stands in the history.")
PERSON = Field(key="person", label="Who?", kind="person")
_VERBS: Final[Mapping[str, str]] = {"private": PRIVATE, "public": PUBLIC, "invite": INVITE, "uninvite": UNINVITE}


class MakePrivate(Command, frozen=True, kw_only=True):
    """Let nobody see an engagement any more but its people."""

    engagement: str
    reason: str = ""


class MakePublic(Command, frozen=True, kw_only=True):
    """Let everybody see a private engagement again."""

    engagement: str
    reason: str = ""


class Invite(Command, frozen=True, kw_only=True):
    """Make somebody one of the people of a private engagement."""

    engagement: str
    person: str


class Uninvite(Command, frozen=True, kw_only=True):
    """Let somebody who was invited, or who had it once, see a private engagement no longer."""

    engagement: str
    person: str


def from_typed(request: Typed) -> OpenForm | None:
    """Return what `/engagement private|public|invite|uninvite KEY ...` asks for, None where it is something else."""
    verb, _, rest = request.words.strip().partition(" ")
    form = _VERBS.get(verb.lower())
    if form is None:
        return None
    key, _, words = rest.strip().partition(" ")
    return OpenForm(actor=request.actor, form=form, subject=key_of(key), words=words.strip()[:LONGEST_NAME])


def pressed(request: Pressed) -> OpenForm:
    """Return the form of a button; its argument is the number of the engagement."""
    return OpenForm(actor=request.actor, form=request.button, subject=key_of(request.argument))


def private_submitted(request: Submitted) -> MakePrivate:
    """Make the command of the form; the action checks the reason."""
    return MakePrivate(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        reason=request.text(WHY.key),
    )


def public_submitted(request: Submitted) -> MakePublic:
    """Make the command of the form; the action checks the reason."""
    return MakePublic(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        reason=request.text(WHY.key),
    )


def invite_submitted(request: Submitted) -> Invite:
    """Make the command of the form; the action checks who was chosen."""
    return Invite(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        person=request.text(PERSON.key),
    )


def uninvite_submitted(request: Submitted) -> Uninvite:
    """Make the command of the form; the action checks who was chosen."""
    return Uninvite(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        person=request.text(PERSON.key),
    )
