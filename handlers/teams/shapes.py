"""What Teams sends, as far as we read it: each activity is held against its shape before anything else looks at it.

Source: learn.microsoft.com, "Activity schema" and the pages of bots, dialogs, message extensions and cards of Teams.
What is not named here is not read.
"""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

Id = Annotated[str, Meta(max_length=400)]
Words = Annotated[str, Meta(max_length=100_000)]
Json = dict[str, Any]
Shape = TypeVar("Shape")


class UnreadableError(Exception):
    """An activity that is in no shape that Teams documents. Nothing of it was looked at."""


class Account(Struct, rename="camel"):
    """Somebody in a conversation: a person, or a bot."""

    id: Id = ""
    aad_object_id: Id = ""
    name: Annotated[str, Meta(max_length=1000)] | None = None
    role: Id | None = None
    tenant_id: Id | None = None
    user_role: Id | None = None
    user_principal_name: Id | None = None


class Conversation(Struct, rename="camel"):
    id: Id = ""
    tenant_id: Id | None = None
    conversation_type: Id | None = None


class Part(Struct):
    id: Id | None = None


class AddedByTeams(Struct):
    """What Teams itself adds to an activity: the tenant, and for channels the team."""

    tenant: Part | None = None
    team: Part | None = None
    channel: Part | None = None


class Mentioned(Struct):
    id: Id | None = None
    name: Words | None = None


class Entity(Struct):
    type: Id = ""
    text: Words | None = None
    mentioned: Mentioned | None = None


class Activity(Struct, rename="camel"):
    """Any activity; which parts are filled depends on its type."""

    type: Id
    id: Id | None = None
    name: Id | None = None
    timestamp: Id | None = None
    service_url: Id = ""
    sender: Account = msgspec.field(default_factory=Account, name="from")
    recipient: Account = msgspec.field(default_factory=Account)
    conversation: Conversation = msgspec.field(default_factory=Conversation)
    channel_data: AddedByTeams | None = None
    reply_to_id: Id | None = None
    text: Words | None = None
    value: object = None
    action: object = None
    entities: Annotated[list[Entity], Meta(max_length=500)] | None = None
    members_added: Annotated[list[Account], Meta(max_length=5000)] | None = None


class Executed(Struct):
    verb: Id | None = None
    data: object = None


class CardAction(Struct):
    """adaptiveCard/action: a press of an Action.Execute, or a card that refreshes itself."""

    action: Executed


class Task(Struct):
    """task/fetch and task/submit: a dialog is wanted, or was sent."""

    data: object = None


class Body(Struct, rename="camel"):
    content_type: Id | None = None
    content: Words | None = None


class File(Struct, rename="camel"):
    id: Id | None = None
    content_type: Id | None = None
    content_url: Annotated[str, Meta(max_length=4000)] | None = None


class Message(Struct, rename="camel"):
    """A message that somebody picked for the bot."""

    id: Id
    reply_to_id: Id | None = None
    subject: Words | None = None
    body: Body = msgspec.field(default_factory=Body)
    link_to_message: Annotated[str, Meta(max_length=4000)] | None = None
    attachments: Annotated[list[File], Meta(max_length=200)] | None = None


class Parameter(Struct):
    name: Id = ""
    value: object = None


class Extension(Struct, rename="camel"):
    """composeExtension/query, fetchTask and submitAction: the message extension is searched, or its dialog."""

    command_id: Id = ""
    command_context: Id | None = None
    parameters: Annotated[list[Parameter], Meta(max_length=50)] | None = None
    data: object = None
    message_payload: Message | None = None


class Search(Struct, rename="camel"):
    """application/search: somebody types in a field whose choices are looked up."""

    query_text: Words | None = None
    dataset: Id = ""


def activity(told: Mapping[str, Any]) -> Activity:
    """Return an activity in its shape, or raise UnreadableError."""
    return inside(told, Activity)


def inside(told: object, shape: type[Shape]) -> Shape:
    """Return a part of an activity in its shape, or raise UnreadableError."""
    try:
        return msgspec.convert(told, shape)
    except (msgspec.ValidationError, UnicodeEncodeError, RecursionError) as error:
        raise UnreadableError(f"It is not in the shape that Teams documents: {error}") from None
