"""Makes the answers that open, change and end a dialog (a task module), for buttons and message extensions alike.

Source: learn.microsoft.com, "Use dialogs with bots" and "Respond to the dialog submit action".
"""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from handlers.teams import buttons, cards, pieces
from handlers.teams.buttons import DIALOG, Where
from handlers.teams.forms import Showing, form_json
from handlers.teams.pieces import Pen
from workflows.kernel.cards import Card
from workflows.kernel.forms import Form, Value

Json = dict[str, Any]

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
_TITLE = 60
_FEW_FIELDS, _SOME_FIELDS = 3, 7
_SENTENCE = 1000
_MOST_LINES = 60


def attached(content: Json) -> Json:
    """Return a card as it is attached to messages, dialogs and answers."""
    return {"contentType": ADAPTIVE, "content": content}


def form(shown: Form, pen: Pen, showing: Showing) -> Json:
    """Return the dialog of a form."""
    fields = len(shown.fields)
    height = "small" if fields < _FEW_FIELDS else "medium" if fields < _SOME_FIELDS else "large"
    return _continued(shown.title, form_json(shown, pen, showing), height)


def result(card: Card, pen: Pen, where: Where = DIALOG) -> Json:
    """Return the last dialog: what happened, and what comes next."""
    if 0 < len(card.title.strip()) <= _TITLE:
        return _continued(card.title, cards.content(replace(card, title=""), pen, where), "medium")
    return _continued("csops", cards.content(card, pen, where), "medium")


def told(sentence: str) -> Json:
    """Return a dialog that says why something cannot be shown or done."""
    return _continued("Not possible", _saying(pieces.verbatim(sentence, _SENTENCE)), "small")


def waiting(sentence: str, data: Json) -> Json:
    """Return a dialog that asks to come again for what takes longer."""
    press = {"type": "ActionSet", "actions": [buttons.submit("Show it", data, dialog=True, style="positive")]}
    return _continued("One moment", _saying([*pieces.verbatim(sentence, _SENTENCE), press]), "small")


def lost(sentence: str, entered: Mapping[str, Value]) -> Json:
    """Return a dialog for a form that cannot be shown again: what was wrong, and what was filled in, to be copied."""
    typed = [f"{field}: {value}" for field, value in entered.items() if value]
    lines = [line for one in [sentence, *typed] for line in pieces.verbatim(one, _SENTENCE)]
    return _continued("Not possible", _saying(lines[:_MOST_LINES]), "medium")


def _saying(body: list[Json]) -> Json:
    return {"type": "AdaptiveCard", "$schema": cards.SCHEMA, "version": cards.VERSION, "body": body}


def _continued(title: str, content: Json, height: str) -> Json:
    shown = {"title": pieces.label_of(title, _TITLE), "height": height, "width": "medium", "card": attached(content)}
    return {"task": {"type": "continue", "value": shown}}
