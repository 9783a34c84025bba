"""What the tests of accounts do: type as somebody on either platform, and read a code from a card."""

import re

from tests.office import Office
from workflows.kernel.answers import Answer, Done, Reason, Refused
from workflows.kernel.cards import Card
from workflows.kernel.people import Identity
from workflows.kernel.requests import Typed

ADA_IN_TEAMS = "aaaaaaaa-0000-4000-8000-00000000ada0"
STRANGER = Identity("teams", ADA_IN_TEAMS)
SLACK_ADA = Identity("slack", "UADA")


def say(office: Office, actor: Identity, words: str, *, key: str = "", place: str = "") -> Answer:
    """Let an account type a /csops command."""
    return office.ask(
        Typed(
            actor=actor,
            request_key=key or office.key(),
            verb="/csops",
            words=words,
            place=place or f"{actor.platform}:x",
        )
    )


def words_in(card: Card) -> str:
    """Return everything that a card says."""
    lines = [*card.body, *(row.text for row in card.rows), *(row.detail for row in card.rows), card.footer]
    return " ".join([card.title, *(str(getattr(piece, "text", piece)) for line in lines for piece in line)])


def code(office: Office, actor: Identity = SLACK_ADA) -> str:
    """Return a new code of an account that is known."""
    return code_on(say(office, actor, "link"))


def code_on(answer: Answer) -> str:
    """Return the code that an answer shows."""
    assert isinstance(answer, Done), answer
    found = re.search(r"/csops link ([0-9A-Z-]{14})", words_in(answer.card))
    assert found, words_in(answer.card)
    return found[1]


def reason(answer: Answer) -> Reason:
    """Return why something was refused."""
    assert isinstance(answer, Refused), answer
    return answer.reason


def linked(office: Office, account: Identity = STRANGER) -> None:
    """Link Ada's account in Teams by a code."""
    answer = say(office, account, f"link {code(office)}")
    assert isinstance(answer, Done), answer
