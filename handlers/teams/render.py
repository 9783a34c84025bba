"""Draws what the kernel says for Teams: through here cards, forms and answers become Teams' JSON, and nowhere else."""

from collections.abc import Callable
from html import escape
from typing import Any

from handlers.teams import buttons, cards, dialogs, phrases, pieces
from handlers.teams.buttons import CHAT, Opens, Where, nothing_opens
from handlers.teams.cards import MriOf
from handlers.teams.forms import Fault, Showing, form_json
from handlers.teams.pieces import Pen
from handlers.teams.values import PLATFORM
from workflows.customers.commands import show_button
from workflows.engagements.undoing import offered_by
from workflows.kernel.answers import Opened
from workflows.kernel.cards import Button, Card, Row
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Choice, Form
from workflows.kernel.people import Directory, Identity
from workflows.kernel.requests import Pressed, Request
from workflows.kernel.text import Strong

__all__ = ["Fault", "Showing"]

Json = dict[str, Any]

THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
MOST_OPTIONS = 15
"""Teams shows no more choices of a search."""
MOST_FOUND = 25
_SENTENCE = 2000
_SMALL = 300


def opens_form(route: Callable[[Request], object]) -> Opens:
    """Return what tells of a button whether a press of it leads to a form; `route` is the registry's, and pure."""
    nobody = Identity(PLATFORM, "")

    def opens(button: Button) -> bool:
        pressed = Pressed(
            actor=nobody,
            request_key="",
            button=button.key,
            subject=button.subject,
            version=button.version,
            argument=button.argument,
        )
        return isinstance(route(pressed), OpenForm | Opened)

    return opens


def message(
    card: Card, directory: Directory, *, lane: str, opens: Opens = nothing_opens, mri_of: MriOf | None = None
) -> Json:
    """Return the activity of a message that stays live; where people are named to decide, theirs refreshes itself."""
    pen = Pen(directory, lane)
    content = cards.content(card, pen, Where(opens=opens), mri_of=mri_of)
    return _activity(content, cards.summary(card, pen))


def answer(card: Card, directory: Directory, *, lane: str, opens: Opens = nothing_opens) -> Json:
    """Return the activity of an answer that one person has for themselves; nothing changes it afterwards."""
    pen = Pen(directory, lane)
    return _activity(cards.content(card, pen, Where(opens=opens, own=True)), cards.summary(card, pen))


def face(
    card: Card, directory: Directory, *, lane: str, opens: Opens, own: bool = False, mri_of: MriOf | None = None
) -> Json:
    """Return what an invoke of a card gets back: another face of it, for the person who asked.

    `own` tells that it is an answer which that person has, and which nothing changes afterwards.
    """
    content = cards.content(card, Pen(directory, lane), Where(opens=opens, own=own), mri_of=mri_of)
    return {"statusCode": 200, "type": dialogs.ADAPTIVE, "value": content}


def form_face(form: Form, directory: Directory, showing: Showing) -> Json:
    """Return what an invoke of a card gets back: a form in its place, for the person who asked."""
    return {"statusCode": 200, "type": dialogs.ADAPTIVE, "value": form_json(form, Pen(directory), showing)}


def form_message(form: Form, directory: Directory, showing: Showing) -> Json:
    """Return the activity of a form that stands as a card in the chat."""
    return _activity(form_json(form, Pen(directory), showing), pieces.label_of(form.title))


def dialog(form: Form, directory: Directory, showing: Showing) -> Json:
    """Return the dialog of a form."""
    return dialogs.form(form, Pen(directory), showing)


def result(card: Card, directory: Directory, *, lane: str = "") -> Json:
    """Return the last dialog: what happened, and what comes next."""
    return dialogs.result(card, Pen(directory, lane))


def launcher(heading: str, data: Json) -> Json:
    """Return the activity that offers a form: Teams lets nobody open a dialog but by a button."""
    here = buttons.submit(phrases.FILL_HERE, {**data, "here": True}, dialog=False)
    press = [buttons.opener(phrases.OPEN_FORM, data, style="positive"), here]
    body = [
        *pieces.verbatim(heading, _SMALL, weight="Bolder"),
        {"type": "TextBlock", "text": phrases.FORM_FOLLOWS, "wrap": True, "spacing": "Small"},
        {"type": "ActionSet", "actions": press},
    ]
    content = {"type": "AdaptiveCard", "$schema": cards.SCHEMA, "version": cards.VERSION, "body": body}
    return _activity(content, pieces.label_of(heading))


def words(card: Card, directory: Directory, *, lane: str) -> str:
    """Return what is told of a card where it cannot be shown, with how it is taken back."""
    told = cards.summary(card, Pen(directory, lane))
    return f"{told} {phrases.UNDO}" if offered_by(card) else told


def told(sentence: str) -> Json:
    """Return the activity of a sentence, in which nothing has a meaning."""
    return {"type": "message", "textFormat": "plain", "text": _tamed(sentence)}


def said(sentence: str) -> Json:
    """Return what an invoke of a card gets back: a sentence for the person who pressed."""
    return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": _tamed(sentence)}


def unchanged(code: str, sentence: str, status: int = 404) -> Json:
    """Return what an invoke of a card gets back that leaves the card as it is."""
    fault = {"code": code, "message": _tamed(sentence)}
    return {"statusCode": status, "type": "application/vnd.microsoft.error", "value": fault}


def options(choices: tuple[Choice, ...]) -> Json:
    """Return the answer to a search in a field. With no options Teams itself says that nothing was found."""
    found = [{"title": pieces.label_of(one.label), "value": one.value} for one in choices[:MOST_OPTIONS]]
    return {"statusCode": 200, "type": "application/vnd.microsoft.search.searchResponse", "value": {"results": found}}


def found(rows: tuple[Row, ...], customers: tuple[Choice, ...], directory: Directory, opens: Opens) -> Json:
    """Return the answer to a search of the message extension: cards to be sent, each with its preview."""
    entries = [row for row in rows if row.detail]  # Not the headings between them.
    listed = {row.button.argument for row in entries if row.button is not None}
    others = (one for one in customers if one.value not in listed)
    named = (Row((Strong(one.label),), (one.description,), show_button("Show", one.value)) for one in others)
    everything = [*entries, *named][:MOST_FOUND]
    if not everything:
        return not_found(phrases.NOTHING_FOUND)
    attachments = [_found(row, directory, opens) for row in everything]
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": attachments}}


def not_found(sentence: str) -> Json:
    """Return the answer to a search of the message extension that is a sentence."""
    return {"composeExtension": {"type": "message", "text": _tamed(sentence)}}


def hello(directory: Directory, *, personal: bool) -> Json:
    """Return the activity by which the bot says what it is for."""
    words = phrases.HELLO_ALONE if personal else phrases.HELLO_IN_CHANNEL
    card = Card(title=f"csops for {directory.company}", body=((phrases.HELLO,), (words,)))
    pen = Pen(directory)
    return _activity(cards.content(card, pen, CHAT), cards.summary(card, pen))


def _found(row: Row, directory: Directory, opens: Opens) -> Json:
    pen = Pen(directory)
    card = Card(title="", body=(row.text, row.detail), buttons=(row.button,) if row.button else ())
    # Thumbnails read HTML, and Teams takes nothing else for a preview.
    heading, detail = (escape(pieces.plain(line, pen)[:_SMALL]) for line in (row.text, row.detail))
    preview = {"contentType": THUMBNAIL, "content": {"title": heading or pieces.NOTHING, "text": detail}}
    return {**dialogs.attached(cards.content(card, pen, Where(opens=opens))), "preview": preview}


def _activity(content: Json, summary: str) -> Json:
    return {"type": "message", "summary": summary, "attachments": [dialogs.attached(content)]}


def _tamed(sentence: str) -> str:
    return pieces.tame(sentence)[:_SENTENCE].strip() or pieces.NOTHING
