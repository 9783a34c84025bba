"""Guests, bots and people of other companies may do nothing, whatever csops.toml says; known before they click."""

from collections.abc import Mapping

import msgspec
import pytest

from bot.standings import Standings
from handlers.slack.accounts import standing_of
from storage import history, tables
from tests.office import Office, slack
from workflows.kernel.answers import Answer, Done, Reason, Refused, Shown
from workflows.kernel.requests import Seen


def tell(office: Office, who: str, what: str) -> Answer:
    """Let the platform tell of an account."""
    return office.ask(Seen(actor=slack(who), request_key=office.key(), what=what))


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        ({}, ""),
        ({"team_id": "T1"}, ""),
        ({"is_restricted": True}, "guest"),
        ({"is_restricted": True, "is_ultra_restricted": True}, "guest"),
        ({"is_bot": True}, "bot"),
        ({"id": "USLACKBOT"}, "bot"),
        ({"is_stranger": True}, "stranger"),
        ({"team_id": "T2"}, "stranger"),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}, ""),
        ({"deleted": True, "is_restricted": True}, "gone"),
    ],
)
def test_slack_tells_whose_an_account_is(told: Mapping[str, object], standing: str) -> None:
    """As users.info and the event user_change have it."""
    assert standing_of(told, "T1") == standing


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("guest", Reason.GUEST),
        ("bot", Reason.BOT),
        ("stranger", Reason.OTHER_WORKSPACE),
        ("gone", Reason.UNKNOWN_PERSON),
    ],
)
def test_whoever_is_no_member_is_refused_at_the_click(office: Office, what: str, reason: Reason) -> None:
    """A role in csops.toml does not help: neither commands nor questions are answered, and a member again may again."""
    engagement = office.start("ada")
    assert isinstance(tell(office, "ada", what), Done)
    refused = office.say("ada", engagement, "scoped")
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.facts["admins"]) == (reason, "Zoe Adams")
    asked = office.type("ada", "/csops mine")
    assert isinstance(asked, Refused)
    assert asked.reason is reason
    assert [row["step"] for row in office.rows(tables.engagement)] == ["1"]
    assert isinstance(tell(office, "ada", ""), Done)
    assert isinstance(office.type("ada", "/csops mine"), Shown)
    assert isinstance(office.say("ada", engagement, "scoped"), Done)


def test_what_is_told_stands_in_the_companys_history(office: Office) -> None:
    """Once for each change, by csops itself; the same again writes nothing, and of strangers nothing is kept."""
    assert isinstance(tell(office, "ada", "guest"), Done)
    assert isinstance(tell(office, "ada", "guest"), Refused)
    assert isinstance(tell(office, "nobody", "guest"), Refused)
    assert isinstance(tell(office, "carl", ""), Refused)
    (entry,) = office.rows(tables.history)
    assert (entry["subject"], entry["actor"], entry["action"]) == ("company", "csops", "account-standing")
    details = {"account": "slack:UADA", "person": "ada", "standing": "guest"}
    assert msgspec.json.decode(entry["details"]) == details
    with office.database.transaction() as connection:
        assert history.verify(connection) is None


class Told:
    """What a platform says of accounts, and who was asked about."""

    def __init__(self, **what: str | None) -> None:
        self.what: Mapping[str, str | None] = what
        self.asked: list[str] = []

    async def look(self, user: str) -> str | None:
        """Say it."""
        self.asked.append(user)
        return self.what.get(user, "")


async def test_accounts_are_looked_at_once_a_day(office: Office) -> None:
    """Who is a guest is found without an event; a day later everybody is asked about again; silence changes nothing."""
    told = Told(UCARL="guest")
    directory = office.dispatcher.directory
    standings = Standings(
        "slack", told.look, office.dispatcher, directory=directory, now=lambda: office.now, pause_seconds=0
    )
    await standings.look()
    assert sorted(told.asked) == sorted({f"U{key.upper()}" for key in ("ada", "carl")} | set(told.asked))
    assert len(told.asked) == len(office.rows(tables.identity))
    refused = office.type("carl", "/csops mine")
    assert isinstance(refused, Refused)
    await standings.look()
    assert len(told.asked) == len(office.rows(tables.identity))
    office.later(days=1)
    told.what = {"UADA": None, "UCARL": ""}
    await standings.look()
    told.what = {"UCARL": ""}
    await standings.look()
    assert isinstance(office.type("carl", "/csops mine"), Shown)
    assert isinstance(office.type("ada", "/csops mine"), Shown)
