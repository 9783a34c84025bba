"""What a dead letter was about is said as its card said it."""

import msgspec

from workflows.deliveries.rules import what_it_was
from workflows.kernel.cards import Card
from workflows.kernel.posts import Post, Update
from workflows.kernel.text import Strong, line

CARD = Card(title="", body=(line(Strong("Statement of work"), " of ENG-1 Portal."), line("It replaces the first.")))


def said(payload: Post | Update) -> str:
    return what_it_was(msgspec.json.encode(payload).decode())


def test_words_that_stand_out_are_words() -> None:
    """A document's post begins with them; without a title they are what tells it from the next."""
    assert said(Post(card=CARD)) == "Statement of work of ENG-1 Portal. It replaces the first."


def test_a_title_says_enough() -> None:
    """A card that has one is called by it, and a change of it so."""
    titled = msgspec.structs.replace(CARD, title="ENG-1 Portal")
    assert said(Post(card=titled)) == "ENG-1 Portal"
    assert said(Update(target="e1", card=titled)) == "a change of “ENG-1 Portal”"


def test_what_cannot_be_read_is_about_nothing() -> None:
    """Its text is kept for a month."""
    assert what_it_was("") == ""
