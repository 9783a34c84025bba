"""Draws what the kernel says for Slack: through here cards, forms and answers become Slack's JSON, and nowhere else."""

from typing import Any

from handlers.slack import cards, forms, pieces
from handlers.slack.page import MESSAGE
from handlers.slack.views import again, fields, home, loading, modal, result, told
from workflows.kernel.cards import Card
from workflows.kernel.forms import Choice
from workflows.kernel.people import Directory

__all__ = ["again", "corrections", "home", "loading", "message", "modal", "options", "result", "told", "words"]

Json = dict[str, Any]

LONGEST_ERROR = 300


def message(card: Card, directory: Directory) -> Json:
    """Return the `text` and `blocks` of a message. The text is for notifications and screen readers."""
    return {"text": cards.fallback(card, directory), "blocks": cards.blocks(card, directory, MESSAGE)}


def words(sentence: str) -> Json:
    """Return the `text` and `blocks` of a short private answer."""
    section = {"type": "section", "block_id": "card:words", "text": pieces.plain_text(sentence, 3000)}
    return {"text": pieces.escaped(sentence), "blocks": [section]}


def options(choices: tuple[Choice, ...]) -> Json:
    """Return the answer to a search. With no options Slack itself says that nothing was found."""
    return {"options": forms.options(choices)}


def corrections(view: Json, field: str, sentence: str) -> Json:
    """Return the answer to a form that was refused: under its field, or above the form again; nothing is lost."""
    if field in fields(view):
        short = pieces.title(sentence, LONGEST_ERROR)["text"]
        return {"response_action": "errors", "errors": {field: short}}
    return {"response_action": "update", "view": again(view, sentence)}
