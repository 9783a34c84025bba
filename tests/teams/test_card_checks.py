"""The local Teams judges cards as the published schema does: what that refuses is refused, and nothing breaks it."""

import random

from playground.teams.cards import check_card
from playground.teams.errors import TeamsError
from tests.junk import spoiled
from tests.teams.judges import faults_of_card
from tests.teams.little_bot import card, execute, submit, words

CARDS = 400
REAL = card(
    words("Log a ticket"),
    {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Taken", "color": "Attention"}]},
    {"type": "FactSet", "facts": [{"title": "Step", "value": "1"}]},
    {"type": "Input.Text", "id": "a", "label": "Title", "isRequired": True, "errorMessage": "Needed.", "maxLength": 9},
    {"type": "Input.ChoiceSet", "id": "b", "label": "Kind", "choices": [{"title": "Bug", "value": "bug"}]},
    {"type": "ColumnSet", "columns": [{"type": "Column", "width": "auto", "items": [words("x")]}]},
    {"type": "ActionSet", "actions": [execute("Approve", subject="eng1")]},
    actions=(
        submit("Save", form="ticket"),
        {"type": "Action.ShowCard", "title": "Sure?", "card": card(words("Really?"), actions=(submit("Yes"),))},
    ),
)


def judged(shown: object) -> bool:
    """Return whether the local Teams takes a card; whatever else it raises is a fault of its own."""
    try:
        check_card(shown)
    except TeamsError:
        return False
    return True


def test_what_the_schema_refuses_is_refused() -> None:
    """Four hundred spoiled cards: each that the local Teams takes, the schema takes too, but for a rare looseness."""
    dice = random.Random(5)  # noqa: S311 - made-up junk, not secrets.
    assert judged(REAL)
    assert faults_of_card(REAL) == []
    made = [spoiled(REAL, dice) for _ in range(CARDS)]
    taken = [one for one in made if judged(one) and "\ud800" not in repr(one) and "\\ud800" not in repr(one)]
    loose = [one for one in taken if faults_of_card(one)]
    assert 0 < len(taken) < CARDS / 2
    assert len(loose) <= CARDS / 100, loose
