"""A channel is shown by the name that its platform has for it, never by its address; all else is as it was typed."""

import pytest

from handlers.slack import pieces as slack
from handlers.teams import pieces as teams
from tests.teams.company import DIRECTORY
from workflows.kernel.text import Place, as_place, line

ON_SLACK, ON_TEAMS = "slack:C0FINANCE", "teams:19:abc_def@thread.tacv2"


@pytest.mark.parametrize(("address", "words"), [(ON_SLACK, "a channel on Slack"), (ON_TEAMS, "a channel on Teams")])
def test_an_address_is_a_place(address: str, words: str) -> None:
    """Whole words alone are taken for one."""
    assert as_place(address) == Place(address, words)
    for other in (f"{address} and more", f"To {address}", "slack:UADA", "none", ""):
        assert as_place(other) == other


def test_slack_names_its_own_channels() -> None:
    """As a mention, in rich text and in lists; one of Teams, and words alone, as the words that were given."""
    here, there = line("To ", as_place(ON_SLACK)), line("To ", as_place(ON_TEAMS))
    assert slack.elements(here, DIRECTORY)[1] == {"type": "channel", "channel_id": "C0FINANCE"}
    assert slack.text_object(here, DIRECTORY, 100)["text"] == "To <#C0FINANCE>"
    assert slack.elements(there, DIRECTORY)[1] == {"type": "text", "text": "a channel on Teams"}
    assert slack.plain(here, DIRECTORY) == "To a channel on Slack"


def test_what_only_looks_like_one_calls_nothing() -> None:
    """No address that came from elsewhere becomes a token of Slack."""
    (drawn,) = slack.elements(line(Place("slack:C1|<!channel>", "words")), DIRECTORY)
    assert drawn == {"type": "text", "text": "words"}


def test_teams_says_where_it_is() -> None:
    """Of a channel csops is told the address alone, so it says which platform has it."""
    pen = teams.Pen(DIRECTORY)
    assert teams.plain(line("To ", as_place(ON_TEAMS)), pen) == "To a channel on Teams"
    assert "19:" not in str(teams.text(line(as_place(ON_TEAMS), ", the channel for sales"), pen, 100))
