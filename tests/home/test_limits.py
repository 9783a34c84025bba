"""The fullest Home that anybody can have fits Slack's blocks and Teams' bytes, with every section on it."""

import msgspec
import pytest

from handlers.slack import render as slack
from handlers.teams import render as teams
from handlers.teams.buttons import nothing_opens
from tests.teams.company import DIRECTORY
from workflows.home import cards, rules
from workflows.kernel.cards import Button, Card, Confirm, Row
from workflows.kernel.piles import Pile
from workflows.kernel.text import Strong, line

LANE = "teams:ann"
LONG_TITLE = (
    "Migration of the whole customer portal to the new platform, with all of its reports and its integrations, phase 2"
)
ID = "0123456789abcdef0123456789abcdef"


def entries(first: int, last: int) -> list[Row]:
    """Return entries as full as they come: a decision with its figures and three buttons, one of which asks first."""
    confirm = Confirm(
        title="Approve ENG-12345?", text=f"A company with a long name & Sons: {LONG_TITLE}"[:250], yes="Approve"
    )
    buttons = (
        Button(key="approval.decide", label="Approve", subject=ID, version=2, argument="approve", confirm=confirm),
        Button(key="approval.ask", label="Needs discovery", subject=ID, version=2, argument="discovery"),
        Button(key="approval.ask", label="Decline", subject=ID, version=2, argument="decline", style="danger"),
    )
    detail = line(
        f"ROM, revision 3: Budget EUR 123,456.00, Low EUR 100,000.00. Step 6 Is there enough information? {ID}"
    )
    button = Button(key="home.do", label="Open", subject="command", argument="/engagement show ENG-12345")
    text = line(Strong("ENG-12345"), f" A company with a long name & Sons: {LONG_TITLE}")
    return [Row(text=text, detail=detail, button=button, buttons=buttons) for _ in range(last - first)]


def fullest(roles: frozenset[str]) -> Card:
    """Return the Home of somebody with these roles to whom everything happens at once."""
    sections = rules.sections_for(roles, rules.layout().sections)
    piles = [(section, Pile(500, entries, more=True)) for section in sections]
    return cards.home_card(piles, rules.actions_for(roles, rules.layout().actions), Card(title=""))


ROLES = ["csm", "ps_manager", "finance", "marketing", "development_lead"]


@pytest.mark.parametrize("roles", [[], *([one] for one in ROLES), ROLES], ids=str)
def test_every_section_finds_room_on_slack(roles: list[str]) -> None:
    """A hundred blocks are what Slack takes; the headings with their counts are all there."""
    card = fullest(frozenset(roles))
    view = slack.home(card, DIRECTORY)

    assert len(view["blocks"]) <= 100
    drawn = msgspec.json.encode(view).decode()
    assert all(str(row.text[0].words) in drawn for row in card.rows if row.heading)  # type: ignore[union-attr]
    assert "not fit" not in drawn


@pytest.mark.parametrize("roles", [[], *([one] for one in ROLES)], ids=str)
def test_every_section_finds_room_on_teams(roles: list[str]) -> None:
    """25 kB are what Teams is sure to take."""
    card = fullest(frozenset(roles))
    activity = teams.answer(card, DIRECTORY, lane=LANE, opens=nothing_opens)

    drawn = msgspec.json.encode(activity).decode()
    assert len(drawn.encode()) <= 25_000
    missing = [row.text for row in card.rows if row.heading and str(row.text[0].words) not in drawn]  # type: ignore[union-attr]
    assert missing == []
