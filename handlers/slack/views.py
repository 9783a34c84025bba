"""Makes the views: a form, the wait for one, the result after it, and the form once more with what was wrong."""

from typing import Any

from msgspec.structs import replace

from handlers.slack import cards, forms, pieces
from handlers.slack.carried import pack
from handlers.slack.page import VIEW
from workflows.kernel.cards import Card
from workflows.kernel.forms import Form
from workflows.kernel.people import Directory

Json = dict[str, Any]

REFUSAL = "view:refusal"
_TITLE = 24
_LONGEST = 3000
_KEPT = ("type", "title", "submit", "close", "callback_id", "private_metadata")


def modal(form: Form, directory: Directory) -> Json:
    """Return the view of a form. The form's kind is its callback_id; what comes back with it its private_metadata."""
    intro = cards.blocks(Card(title="", body=form.intro), directory, VIEW) if form.intro else []
    return {
        "type": "modal",
        "callback_id": form.kind,
        "private_metadata": pack(subject=form.subject, version=form.version, argument=form.argument),
        "title": pieces.title(form.title, _TITLE),
        "submit": pieces.title(form.submit, _TITLE),
        "close": pieces.title("Cancel", _TITLE),
        "blocks": intro + forms.inputs(form.fields) or [_said("There is nothing to fill in.")],
    }


def loading() -> Json:
    """Return what is shown at once while a form is made ready."""
    return _closing("One moment", [_said("\N{HOURGLASS WITH FLOWING SAND} Loading \N{HORIZONTAL ELLIPSIS}")])


def result(card: Card, directory: Directory) -> Json:
    """Return the last view: what happened, and what comes next."""
    if 0 < len(card.title) <= _TITLE:
        return _closing(card.title, cards.blocks(replace(card, title=""), directory, VIEW))
    return _closing("csops", cards.blocks(card, directory, VIEW))


def told(sentence: str) -> Json:
    """Return a view that says why something cannot be shown or done."""
    return _closing("Not possible", [_said(sentence)])


def again(view: Json, sentence: str) -> Json:
    """Return the view that was sent, with a sentence above its fields; Slack keeps what was filled in."""
    blocks = [block for block in view["blocks"] if block.get("block_id") != REFUSAL]
    kept = {name: view[name] for name in _KEPT if view.get(name)}
    return {**kept, "blocks": [_said(f"\N{WARNING SIGN} {sentence}"), *blocks]}


def home(card: Card, directory: Directory) -> Json:
    """Return the Home tab."""
    return {"type": "home", "blocks": cards.blocks(card, directory, VIEW)}


def fields(view: Json) -> frozenset[str]:
    """Return the keys of a view's fields."""
    return frozenset(str(block.get("block_id")) for block in view["blocks"] if block.get("type") == "input")


def _closing(heading: str, blocks: list[Json]) -> Json:
    return {
        "type": "modal",
        "title": pieces.title(heading, _TITLE),
        "close": pieces.title("Close", _TITLE),
        "blocks": blocks,
    }


def _said(sentence: str) -> Json:
    return {"type": "section", "block_id": REFUSAL, "text": pieces.plain_text(sentence, _LONGEST)}
