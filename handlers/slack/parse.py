"""Turns what Slack sends into the requests of the kernel: who asks, for what, and the key of the delivery."""

from collections.abc import Callable
from enum import StrEnum
from hashlib import blake2b
from typing import Any, assert_never

import msgspec

from handlers.slack import carried, entries, shapes
from handlers.slack.accounts import standing_of
from handlers.slack.markup import plain_words, unescaped
from handlers.slack.workspace import Workspace
from workflows.kernel.answers import Reason, Refused, RefusedError
from workflows.kernel.cleaning import LONGEST_ENTRY, LONGEST_MESSAGE, cut, paragraphs, single_line
from workflows.kernel.forms import LOOKED_UP
from workflows.kernel.people import Identity
from workflows.kernel.requests import Pressed, Request, Searched, Seen, Shared, Submitted, Typed, Visited

SLACKBOT = "USLACKBOT"
LONGEST_SEARCH = 100


class Kind(StrEnum):
    """The ways in which Slack waits for an answer."""

    COMMAND = "command"
    PRESS = "press"
    SUBMISSION = "submission"
    SEARCH = "search"
    SHORTCUT = "shortcut"
    EVENT = "event"
    CHALLENGE = "challenge"


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery: what it asks for, if anything, and the handles by which it can be answered.

    `view` is the one that was submitted, or in which a button was pressed. `private` tells of a press that it was on a
    message that only this person sees, which nothing changes afterwards; `home` that it came from the Home, or from a
    view that was opened there.
    """

    kind: Kind
    asked: Request | Refused | None
    key: str
    body: shapes.Body
    user: str = ""
    trigger_id: str = ""
    response_url: str = ""
    view: shapes.View | None = None
    private: bool = False
    home: bool = False

    def whole_view(self) -> dict[str, Any] | None:
        """Return the view as Slack has it, with its blocks, to be shown again; None for one that Slack never showed."""
        view: dict[str, Any] = shapes.whole(self.body)["view"]
        blocks = view.get("blocks")
        sound = isinstance(blocks, list) and blocks and all(isinstance(block, dict) for block in blocks)
        return view if sound else None


def parse(body: shapes.Body, ours: Workspace, name_of: Callable[[str], str]) -> Delivery | None:
    """Return the delivery, or None for kinds that we never asked for.

    What is wrong with its content is a Refused in it; a payload that is none of Slack's raises ShapeError. `name_of`
    gives a person's name for their Slack id.
    """
    payload = shapes.read(body)
    if payload is None:
        return None
    if isinstance(payload, shapes.UrlVerification):
        return Delivery(kind=Kind.CHALLENGE, asked=None, key=payload.challenge, body=body)
    if isinstance(payload, shapes.SlashCommand):
        return _command(payload, ours, body)
    if isinstance(payload, shapes.EventCallback):
        return _event(payload, ours, body)
    return _interaction(payload, ours, name_of, body)


def _command(payload: shapes.SlashCommand, ours: Workspace, body: shapes.Body) -> Delivery:
    who = (payload.team_id, payload.user_id, payload.channel_id)
    key = _key(Kind.COMMAND, *who, payload.command, payload.text, payload.trigger_id)
    refusal = _outsider(ours, app=payload.api_app_id, team=payload.team_id, user=shapes.User(id=payload.user_id))
    return Delivery(
        kind=Kind.COMMAND,
        asked=refusal or _typed(payload, key),
        key=key,
        body=body,
        user=payload.user_id,
        trigger_id=payload.trigger_id,
        response_url=payload.response_url,
    )


def _typed(payload: shapes.SlashCommand, key: str) -> Typed | Refused:
    words = single_line(unescaped(payload.text))
    if len(words) > LONGEST_ENTRY:
        return Refused(reason=Reason.TOO_LONG, facts={"most": str(LONGEST_ENTRY)})
    return Typed(
        actor=Identity("slack", payload.user_id),
        request_key=key,
        verb=single_line(payload.command),
        words=words,
        place=f"slack:{payload.channel_id}",
    )


def _event(payload: shapes.EventCallback, ours: Workspace, body: shapes.Body) -> Delivery:
    """A visit to the Home asks for something, and a change of an account tells something; others are only taken."""
    event = payload.event
    key = _key(Kind.EVENT, payload.team_id, payload.event_id)
    if event.type == "user_change":
        return Delivery(kind=Kind.EVENT, asked=_changed(payload, ours, key), key=key, body=body)
    visitor = shapes.user(event.user) if event.type == "app_home_opened" and event.tab != "messages" else None
    if visitor is None or event.bot_id is not None:
        return Delivery(kind=Kind.EVENT, asked=None, key=key, body=body)
    refusal = _outsider(ours, app=payload.api_app_id, team=payload.team_id, user=visitor)
    asked = refusal or Visited(actor=Identity("slack", visitor.id), request_key=key)
    return Delivery(kind=Kind.EVENT, asked=asked, key=key, body=body, user=visitor.id)


def _changed(payload: shapes.EventCallback, ours: Workspace, key: str) -> Seen | None:
    """Return whose an account is now; None where it is of no other use, or not for us."""
    told = payload.event.user
    found = shapes.user(told.get("id")) if isinstance(told, dict) else None
    if found is None or not isinstance(told, dict) or payload.team_id != ours.team_id:
        return None
    actor = Identity("slack", found.id)
    return Seen(actor=actor, request_key=key, what=standing_of(told, ours.team_id))


def _interaction(
    payload: shapes.Interactions, ours: Workspace, name_of: Callable[[str], str], body: shapes.Body
) -> Delivery:
    team = payload.team.id if payload.team else payload.user.team_id or ""
    kind, key = _identify(payload, team)
    asked: Request | Refused | None = _outsider(ours, app=payload.api_app_id, team=team, user=payload.user)
    if asked is None:
        try:
            asked = _request(payload, key, ours, name_of)
        except RefusedError as error:
            asked = error.refusal
    view = payload.view if isinstance(payload, shapes.ViewSubmission | shapes.BlockActions) else None
    return Delivery(
        kind=kind,
        asked=asked,
        key=key,
        body=body,
        user=payload.user.id,
        trigger_id=payload.trigger_id,
        response_url=payload.response_url,
        view=view,
        private=isinstance(payload, shapes.BlockActions) and payload.container.is_ephemeral,
        home=view is not None and (view.type == "home" or view.private_metadata.startswith(carried.HOME_MARK)),
    )


def _identify(payload: shapes.Interactions, team: str) -> tuple[Kind, str]:
    """Return the kind of an interaction and its key: the same for each delivery of one click, another for the next.

    A form that is shown again with a sentence above it is the same form: where it was not certain whether it was saved,
    sending it again gets the first answer and saves nothing twice. Its hash would be another one each time.
    """
    user = payload.user.id
    match payload:
        case shapes.ViewSubmission(view=view):
            form = (view.id, view.callback_id, view.private_metadata)
            return Kind.SUBMISSION, _key(Kind.SUBMISSION, team, user, *form)
        case shapes.BlockActions(actions=actions, channel=channel, container=container, view=view):
            place = (channel.id if channel else "", container.message_ts, view.id if view else container.view_id)
            return Kind.PRESS, _key(Kind.PRESS, team, user, *place, actions[0].action_ts, actions[0].action_id)
        case shapes.BlockSuggestion(action_id=source, value=words, view=view):
            return Kind.SEARCH, _key(Kind.SEARCH, team, user, view.id if view else "", source, words)
        case shapes.MessageAction(channel=channel, message=message, action_ts=at):
            return Kind.SHORTCUT, _key(Kind.SHORTCUT, team, user, channel.id, message.ts, at)
        case shapes.GlobalShortcut(callback_id=name, action_ts=at):
            return Kind.SHORTCUT, _key(Kind.SHORTCUT, team, user, name, at)
        case _:
            assert_never(payload)


def _request(payload: shapes.Interactions, key: str, ours: Workspace, name_of: Callable[[str], str]) -> Request | None:
    actor = Identity("slack", payload.user.id)
    match payload:
        case shapes.ViewSubmission(view=view):
            back = carried.unpack(view.private_metadata.removeprefix(carried.HOME_MARK))
            return Submitted(
                actor=actor,
                request_key=key,
                form=single_line(view.callback_id),
                subject=back.subject,
                version=back.version,
                argument=back.argument,
                values=entries.values(view.state),
            )
        case shapes.BlockActions(actions=[shapes.Action(type="button") as pressed, *_]):
            back = carried.unpack(pressed.value)
            return Pressed(
                actor=actor,
                request_key=key,
                button=single_line(pressed.action_id.partition(carried.COPY_MARK)[0]),
                subject=back.subject,
                version=back.version,
                argument=back.argument,
                place=f"slack:{payload.channel.id}" if payload.channel else "",
            )
        case shapes.BlockActions():
            return None  # A field of a form was changed; what counts is what is submitted.
        case shapes.BlockSuggestion(action_id=source, value=words):
            if source not in LOOKED_UP:
                raise RefusedError(Reason.UNREADABLE)
            return Searched(actor=actor, request_key=key, source=source, words=single_line(words)[:LONGEST_SEARCH])
        case shapes.MessageAction():
            return _shared(payload, actor, key, ours, name_of)
        case shapes.GlobalShortcut(callback_id=name):
            return Shared(
                actor=actor, request_key=key, shortcut=single_line(name), message_key="", text="", link="", place=""
            )
        case _:
            assert_never(payload)


def _shared(
    payload: shapes.MessageAction, actor: Identity, key: str, ours: Workspace, name_of: Callable[[str], str]
) -> Shared:
    message, channel = payload.message, payload.channel.id
    return Shared(
        actor=actor,
        request_key=key,
        shortcut=single_line(payload.callback_id),
        message_key=f"slack:{ours.team_id}:{channel}:{message.ts}",
        text=cut(paragraphs(plain_words(message.text, name_of)), LONGEST_MESSAGE),
        link=ours.permalink(channel, message.ts, message.thread_ts),
        place=f"slack:{channel}",
        files=tuple(single_line(file.permalink) or file.id for file in message.files),
    )


def _outsider(ours: Workspace, *, app: str, team: str, user: shapes.User) -> Refused | None:
    """Refuse other apps, other workspaces, people of other workspaces in a shared channel, and bots."""
    foreign_app = bool(ours.app_id and app and app != ours.app_id)
    if foreign_app or team != ours.team_id or (user.team_id or team) != ours.team_id:
        return Refused(reason=Reason.OTHER_WORKSPACE)
    if user.is_bot or user.id in {SLACKBOT, ours.bot_user_id}:
        return Refused(reason=Reason.UNKNOWN_PERSON)
    return None


def _key(kind: Kind, *parts: str) -> str:
    digest = blake2b(ascii(parts).encode(), digest_size=16)
    return f"slack:{kind}:{digest.hexdigest()}"
