"""What Slack sends, as far as we read it: each payload is held against its shape before anything else looks at it.

Source: docs.slack.dev, "Interaction payloads", "Slash commands", "Events API". What is not named here is not read.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from handlers.slack.strict_json import ShapeError, json_object

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.:-]{1,80}\Z")]
Name = Annotated[str, Meta(min_length=1, max_length=255)]
Words = Annotated[str, Meta(max_length=100_000)]
Url = Annotated[str, Meta(pattern=r"^[!-~]{0,3000}\Z")]
Stamp = Annotated[str, Meta(pattern=r"^[!-~]{0,255}\Z")]
"""Something that Slack made up for itself: a time, a hash, a trigger, the name of a type."""


Json = dict[str, Any]
Body = str | Json
"""A delivery as JSON text, or already decoded: a form's fields, or what came over a socket."""


class User(Struct):
    id: Id
    team_id: str | None = None
    is_bot: bool = False


class Team(Struct):
    id: Id


class Channel(Struct):
    id: Id


class Chosen(Struct):
    value: Annotated[str, Meta(max_length=2000)]


class Entered(Struct):
    """What stands in one field of a form; which of these is filled depends on the field's type."""

    type: str
    value: Words | None = None
    selected_option: Chosen | None = None
    selected_options: Annotated[list[Chosen], Meta(max_length=200)] | None = None
    selected_date: str | None = None


class State(Struct):
    values: Annotated[dict[Name, Annotated[dict[Name, Entered], Meta(max_length=10)]], Meta(max_length=200)]


class View(Struct):
    id: Id
    type: Stamp
    callback_id: Annotated[str, Meta(max_length=255)] = ""
    private_metadata: Annotated[str, Meta(max_length=3000)] = ""
    state: State = msgspec.field(default_factory=lambda: State(values={}))


class Container(Struct):
    message_ts: Stamp = ""
    view_id: Stamp = ""
    is_ephemeral: bool = False


class Action(Struct):
    type: str
    action_id: Annotated[str, Meta(max_length=255)]
    action_ts: Stamp = ""
    value: Annotated[str, Meta(max_length=2000)] = ""


class Interaction(Struct, tag_field="type"):
    """What every payload of an interaction has in common."""

    user: User
    team: Team | None = None
    api_app_id: Stamp = ""
    trigger_id: Stamp = ""
    response_url: Url = ""


class BlockActions(Interaction, tag="block_actions", kw_only=True):
    actions: Annotated[list[Action], Meta(min_length=1, max_length=25)]
    channel: Channel | None = None
    container: Container = msgspec.field(default_factory=Container)
    view: View | None = None


class ViewSubmission(Interaction, tag="view_submission", kw_only=True):
    view: View


class BlockSuggestion(Interaction, tag="block_suggestion", kw_only=True):
    action_id: Annotated[str, Meta(max_length=255)]
    value: Words = ""
    view: View | None = None


class SharedFile(Struct):
    id: Id = "unknown"
    permalink: Url = ""


class Message(Struct):
    ts: Id
    text: Words = ""
    thread_ts: Id | None = None
    files: Annotated[list[SharedFile], Meta(max_length=100)] = msgspec.field(default_factory=list)


class MessageAction(Interaction, tag="message_action", kw_only=True):
    callback_id: Name
    action_ts: Stamp
    channel: Channel
    message: Message


class GlobalShortcut(Interaction, tag="shortcut", kw_only=True):
    callback_id: Name
    action_ts: Stamp


Interactions = BlockActions | ViewSubmission | BlockSuggestion | MessageAction | GlobalShortcut
INTERACTIONS = frozenset({"block_actions", "view_submission", "block_suggestion", "message_action", "shortcut"})


class SlashCommand(Struct):
    command: Annotated[str, Meta(max_length=80)]
    user_id: Id
    team_id: Id
    channel_id: Id
    text: Words = ""
    trigger_id: Stamp = ""
    response_url: Url = ""
    api_app_id: Stamp = ""


class Event(Struct):
    type: Annotated[str, Meta(max_length=100)]
    user: object = None
    """An id in the events that we ask for; some others have the whole person here."""
    bot_id: object = None
    tab: object = None


class EventCallback(Struct, tag_field="type", tag="event_callback"):
    team_id: Id
    event: Event
    event_id: Id
    api_app_id: Stamp = ""


class UrlVerification(Struct, tag_field="type", tag="url_verification"):
    challenge: Stamp


Payload = Interactions | SlashCommand | EventCallback | UrlVerification

_decoder = msgspec.json.Decoder(Interactions)


def read(body: Body) -> Payload | None:
    """Return the payload in its shape, None for kinds that we never asked for, or raise ShapeError."""
    if isinstance(body, str):
        try:
            # Nine of ten are interactions, and only what is named above is made into objects.
            interaction: Interactions = _decoder.decode(body)
            return interaction  # noqa: TRY300 - the other kinds follow.
        except (msgspec.DecodeError, RecursionError):
            body = whole(body)
    shape = _shape_of(body)
    if shape is None:
        return None
    try:
        payload: Payload = msgspec.convert(body, shape)
    except (msgspec.ValidationError, UnicodeEncodeError, RecursionError) as error:
        raise ShapeError(f"It is not in the shape that Slack documents: {error}") from None
    return payload


def user(found: object) -> User | None:
    """Return the user with an id, None for what is no id."""
    try:
        return msgspec.convert({"id": found}, User)
    except (msgspec.ValidationError, UnicodeEncodeError):
        return None


def whole(body: Body) -> Json:
    """Return everything that stands in a delivery."""
    return body if isinstance(body, dict) else json_object(body)


def _shape_of(body: Json) -> object:
    kind = body.get("type")
    if kind == "event_callback":
        return EventCallback
    if kind == "url_verification":
        return UrlVerification
    if isinstance(kind, str):
        return Interactions if kind in INTERACTIONS else None
    if kind is None and "command" in body:
        return SlashCommand
    raise ShapeError("It is neither an interaction nor a command nor an event.")
