"""Turns what Teams sends into the requests of the kernel: who asks, for what, and the key of the delivery."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from handlers.teams import carried, entries, shapes
from handlers.teams.carried import Carried
from handlers.teams.conversations import THREAD_MARK
from handlers.teams.deliveries import Delivery, Filled, Kind, Sender
from handlers.teams.markup import plain_words, typed_words
from handlers.teams.shapes import UnreadableError
from handlers.teams.values import PLATFORM, Tenant
from handlers.words import FOR_EVERYTHING
from workflows.kernel.answers import Reason, Refused, RefusedError
from workflows.kernel.cleaning import LONGEST_ENTRY, LONGEST_MESSAGE, cut, paragraphs, single_line
from workflows.kernel.forms import LOOKED_UP
from workflows.kernel.requests import Pressed, Searched, Shared, Submitted, Typed, Visited
from workflows.menu import MENU

__all__ = ["Delivery", "Filled", "Kind", "UnreadableError", "parse"]

LONGEST_SEARCH = 100
HOME = frozenset({"home", "/home"})
"""What shows the Home, which on Teams is a card in the chat."""
_COMMANDS = frozenset(slash.command for slash in MENU)


def parse(activity: Mapping[str, Any], ours: Tenant, name_of: Callable[[str], str]) -> Delivery:
    """Return the delivery; kinds that we never asked for are IGNORED, invokes that we do not know UNKNOWN.

    What is wrong with its content is a Refused in it; an activity in no shape of Teams' raises UnreadableError.
    `name_of` gives a person's name for their Entra object id.
    """
    told = shapes.activity(activity)
    sender = Sender(told, ours, name_of)
    if told.type == "message":
        return _message(told, sender)
    if told.type == "invoke":
        way = _INVOKES.get(told.name or "")
        return way(told, sender) if way else sender.delivery(Kind.UNKNOWN, None, told.name or "")
    if told.type == "installationUpdate" and told.action == "add" and sender.refusal is None:
        return sender.delivery(Kind.HELLO, None, told.id or told.timestamp or "")
    return sender.delivery(Kind.IGNORED, None, told.id or "")


def _message(told: shapes.Activity, sender: Sender) -> Delivery:
    """Words to the bot; or a press or a form of a client from before universal actions, which sends it as a value."""
    where = told.conversation.id
    if isinstance(told.value, dict) and told.value:
        return _carried(told.value, told, sender, press=Kind.MESSAGE, form=Kind.MESSAGE)
    words = single_line(typed_words(told.text or "", told.entities or (), told.recipient.id))
    key = (where, told.id or told.timestamp or "", words)
    asked = _typed(words, told, sender, sender.key(Kind.MESSAGE, *key))
    return sender.delivery(Kind.MESSAGE, asked, *key, words=words)


def _typed(words: str, told: shapes.Activity, sender: Sender, key: str) -> Typed | Visited | Refused:
    """Return typed words as a command, with or without its slash; words without a command are of FOR_EVERYTHING.

    `home` is a visit to the Home.
    """
    if len(words) > LONGEST_ENTRY:
        return Refused(reason=Reason.TOO_LONG, facts={"most": str(LONGEST_ENTRY)})
    if words.casefold() in HOME:
        return Visited(actor=sender.actor, request_key=key)
    first, _, rest = words.partition(" ")
    verb = f"/{first.removeprefix('/').lower()}"
    if verb not in _COMMANDS:
        verb, rest = (first, rest) if first.startswith("/") else (FOR_EVERYTHING, words)
    place = f"{PLATFORM}:{told.conversation.id.partition(THREAD_MARK)[0]}"
    return Typed(actor=sender.actor, request_key=key, verb=verb, words=rest.strip(), place=place)


def _executed(told: shapes.Activity, sender: Sender) -> Delivery:
    action = shapes.inside(told.value, shapes.CardAction).action
    refreshed = action.verb == "refresh"
    return _carried(action.data, told, sender, press=Kind.REFRESH if refreshed else Kind.PRESS, form=Kind.PRESS)


def _fetched(told: shapes.Activity, sender: Sender) -> Delivery:
    data = shapes.inside(told.value, shapes.Task).data
    return _carried(data, told, sender, press=Kind.FETCH, form=Kind.FETCH)


def _sent(told: shapes.Activity, sender: Sender) -> Delivery:
    data = shapes.inside(told.value, shapes.Task).data
    return _carried(data, told, sender, press=Kind.SUBMISSION, form=Kind.SUBMISSION)


def _picked_sent(told: shapes.Activity, sender: Sender) -> Delivery:
    data = shapes.inside(told.value, shapes.Extension).data
    return _carried(data, told, sender, press=Kind.PICKED_SUBMISSION, form=Kind.PICKED_SUBMISSION)


def _carried(data: object, told: shapes.Activity, sender: Sender, *, press: Kind, form: Kind) -> Delivery:
    """Return what a button or a form asks for, by what it carries."""
    try:
        back = carried.unpack(data)
        if back.form is not None and isinstance(data, dict):
            return _filled(back, data, sender, form)
        if back.button is not None:
            return _pressed(back, told, sender, press)
        if back.typed is not None:
            return _typed_again(back, told, sender, press)
        refused = Refused(reason=Reason.UNREADABLE)
    except RefusedError as error:
        refused = error.refusal
    return sender.delivery(press, refused, "unreadable", told.id or "")


def _filled(back: Carried, data: Mapping[str, Any], sender: Sender, kind: Kind) -> Delivery:
    """Return a form that was sent.

    One that is shown again with a sentence in it is the same form: where it was not certain whether it was saved,
    sending it again gets the first answer and saves nothing twice.
    """
    form = single_line(back.form or "")
    parts = ("form", form, back.subject, str(back.version), back.argument, back.opened)
    filled, refused = Filled(kept=back.kept, opened=back.opened, values={}), None
    try:
        filled = msgspec.structs.replace(filled, values=entries.values(data), typed=entries.typed(data))
    except RefusedError as error:
        refused = error.refusal
    asked = Submitted(
        actor=sender.actor,
        request_key=sender.key(Kind.SUBMISSION, *parts),
        form=form,
        subject=back.subject,
        version=back.version,
        argument=back.argument,
        values=filled.values,
    )
    delivery = sender.delivery(kind, refused or asked, *parts, filled=filled, home=back.home)
    return msgspec.structs.replace(delivery, key=asked.request_key)


def _pressed(back: Carried, told: shapes.Activity, sender: Sender, kind: Kind) -> Delivery:
    button = single_line(back.button or "")
    what = (button, back.subject, str(back.version), back.argument)
    parts = (told.conversation.id, told.reply_to_id or "", *what)
    asked = Pressed(
        actor=sender.actor,
        request_key=sender.key(Kind.PRESS, *parts),
        button=button,
        subject=back.subject,
        version=back.version,
        argument=back.argument,
    )
    data = carried.pack(button=button, subject=back.subject, version=back.version, argument=back.argument)
    home = single_line(told.reply_to_id or "1") if back.home else ""
    delivery = sender.delivery(kind, asked, *parts, data=data, own=back.own, turn=back.turn, here=back.here, home=home)
    return msgspec.structs.replace(delivery, key=asked.request_key)


def _typed_again(back: Carried, told: shapes.Activity, sender: Sender, kind: Kind) -> Delivery:
    """Return words that were typed before, whose form is opened now."""
    words = single_line(back.typed or "")
    key = ("typed", told.conversation.id, told.reply_to_id or "", words)
    asked = _typed(words, told, sender, sender.key(kind, *key))
    return sender.delivery(kind, asked, *key, words=words, data={"typed": words}, here=back.here)


def _searched(told: shapes.Activity, sender: Sender) -> Delivery:
    search = shapes.inside(told.value, shapes.Search)
    words = single_line(search.query_text or "")[:LONGEST_SEARCH]
    key = (search.dataset, words)
    asked: Searched | Refused = Refused(reason=Reason.UNREADABLE)
    if search.dataset in LOOKED_UP:
        asked = Searched(
            actor=sender.actor, request_key=sender.key(Kind.SEARCH, *key), source=search.dataset, words=words
        )
    return sender.delivery(Kind.SEARCH, asked, *key)


def _found(told: shapes.Activity, sender: Sender) -> Delivery:
    """Look for engagements, tickets and customers by what somebody types in the message extension."""
    value = shapes.inside(told.value, shapes.Extension)
    told_words = (
        one.value for one in value.parameters or () if one.name != "initialRun" and isinstance(one.value, str)
    )
    words = single_line(next(told_words, ""))[:LONGEST_SEARCH]
    key = sender.key(Kind.FIND, words)
    asked = Typed(
        actor=sender.actor, request_key=key, verb=FOR_EVERYTHING, words=f"find {words}" if words else "mine", place=""
    )
    also = Searched(actor=sender.actor, request_key=key, source="customer", words=words) if words else None
    return sender.delivery(Kind.FIND, asked, words, also=also)


def _picked(told: shapes.Activity, sender: Sender) -> Delivery:
    """A message that somebody picked for the bot, or the same action from anywhere else."""
    value = shapes.inside(told.value, shapes.Extension)
    message = value.message_payload if value.command_context == "message" else None
    shortcut, where = single_line(value.command_id), told.conversation.id.partition(THREAD_MARK)[0]
    key = sender.key(Kind.PICKED, shortcut, where, message.id if message else told.id or "")
    asked = Shared(
        actor=sender.actor,
        request_key=key,
        shortcut=shortcut,
        message_key=_message_key(where, message) if message else "",
        text=_text_of(message) if message else "",
        link=single_line(message.link_to_message or "") if message else "",
        place=f"{PLATFORM}:{where}" if message else "",
        files=_files_of(message) if message else (),
    )
    return sender.delivery(Kind.PICKED, asked, shortcut, where, message.id if message else told.id or "")


def _message_key(where: str, message: shapes.Message) -> str:
    """Return the key of a message, by which handlers/teams/poster.py finds the thread that it stands in."""
    root = single_line(message.reply_to_id or "")
    thread = f"{THREAD_MARK}{root}" if root and root != message.id else ""
    return f"{PLATFORM}:{where}{thread}:{single_line(message.id)}"


def _text_of(message: shapes.Message) -> str:
    content = message.body.content or ""
    words = plain_words(content) if (message.body.content_type or "html") == "html" else content
    subject = (message.subject or "").strip()
    return cut(paragraphs(f"{subject}\n{words}" if subject else words), LONGEST_MESSAGE)


def _files_of(message: shapes.Message) -> tuple[str, ...]:
    files = (file for file in message.attachments or () if file.content_type == "reference")
    return tuple(single_line(file.content_url or file.id or "") for file in files)


def _file(told: shapes.Activity, sender: Sender) -> Delivery:
    consent = told.value if isinstance(told.value, dict) else {}
    return sender.delivery(Kind.FILE, sender.refusal, told.reply_to_id or "", told.id or "", data=consent)


_INVOKES: Mapping[str, Callable[[shapes.Activity, Sender], Delivery]] = {
    "adaptiveCard/action": _executed,
    "task/fetch": _fetched,
    "task/submit": _sent,
    "composeExtension/query": _found,
    "composeExtension/fetchTask": _picked,
    "composeExtension/submitAction": _picked_sent,
    "application/search": _searched,
    "fileConsent/invoke": _file,
}
