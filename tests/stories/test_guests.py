"""Somebody who is made a guest while the bot runs is refused at the next click, and a member again at once."""

import pytest

from storage import tables
from tests.stories.stage import Stage


@pytest.fixture(name="stage")
def only_on_slack(on_slack: Stage) -> Stage:
    """What Slack tells of guests is Slack's own."""
    return on_slack


async def test_a_member_of_yesterday(stage: Stage) -> None:
    """Slack tells of the change by an event; the refusal says who can help, and nothing was changed."""
    key = stage.ahead("ada", "services-engagement", "Rollout")
    await stage.slack.control("change_person", person="ada", is_guest=True)
    await stage.slack.until(lambda: stage.rows(tables.standing), what="the guest's standing")

    told = await stage.told("ada", f"/engagement show {key}")
    assert "You are a guest here" in told
    assert "Zoe Adams" in told
    assert stage.step_of(key) == "1"

    await stage.slack.control("change_person", person="ada", is_guest=False)
    await stage.slack.until(lambda: not stage.rows(tables.standing), what="the member's standing")
    assert "Rollout" in await stage.told("ada", f"/engagement show {key}")


async def test_changes_of_people_whom_csops_does_not_know_are_no_news(stage: Stage) -> None:
    """A workspace has many accounts; what is told of them writes nothing and shows nobody a Home."""
    gus = stage.slack.person("gus")
    before = len(stage.rows(tables.answer))
    await stage.slack.control("change_person", person="gus", real_name="Gus Grau")
    await stage.slack.control("change_person", person="ada", real_name="Ada Palmer-Grau")
    assert "Under way" in await stage.told("carl", "/engagement list")
    assert len(stage.rows(tables.answer)) == before
    assert stage.rows(tables.standing) == []
    with pytest.raises(LookupError):
        gus.home()
