"""Every story is played six times: on Slack through the socket and signed HTTP, and on Teams; on both databases.

A story of what only Slack has asks for `on_slack` instead of `stage`.

What each of them drove is kept for test_completeness.py, which comes after all others of a run.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from handlers.teams.values import Tenant
from playground.driver.watching import WIRE_KEPT
from storage.engine import Database
from tests.stories.driven import Driven, read, read_teams
from tests.stories.on_teams import staged_on_teams
from tests.stories.stage import Stage, staged

DOORS = ("socket", "http")
TEAMS = "teams"
DRIVEN = pytest.StashKey[Mapping[str, Driven]]()
LAST = "test_completeness.py"


def pytest_configure(config: pytest.Config) -> None:
    """Begin to keep what is driven in this run."""
    config.stash[DRIVEN] = {door: Driven() for door in (*DOORS, TEAMS)}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what asks whether everything was driven come last."""
    items.sort(key=lambda item: item.path.name == LAST)


@pytest.fixture(params=(*DOORS, TEAMS))
async def stage(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    """Return a stage on one of the platforms, with the bot behind one of its doors."""
    opening = _on_teams if request.param == TEAMS else _on_slack
    async with opening(request, database) as opened:
        yield opened


@pytest.fixture(params=DOORS)
async def on_slack(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    """Return a stage on Slack."""
    async with _on_slack(request, database) as opened:
        yield opened


@asynccontextmanager
async def _on_slack(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    async with staged(database, door=request.param) as opened:
        yield opened
        assert len(opened.slack.wire) < WIRE_KEPT, "The wire has forgotten what this story began with: make it shorter."
        driven = request.config.stash[DRIVEN][request.param]
        read(opened.slack.deliveries(), driven)
        _note_what_was_said(opened, driven, request)


@asynccontextmanager
async def _on_teams(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    async with staged_on_teams(database) as opened:
        yield opened
        wire = opened.slack.wire
        assert len(wire) < WIRE_KEPT, "The wire has forgotten what this story began with: make it shorter."
        activities = [one["body"]["activity"] for one in wire if "activity" in (one.get("body") or {})]
        ours = Tenant(tenant_id=opened.slack.tenant_id, app_id=opened.slack.app_id)
        driven = request.config.stash[DRIVEN][TEAMS]
        read_teams(activities, ours, driven)
        _note_what_was_said(opened, driven, request)


def _note_what_was_said(stage: Stage, driven: Driven, request: pytest.FixtureRequest) -> None:
    story = f"{request.path.name}::{request.function.__name__}"
    for one in stage.said():
        driven.said.setdefault(one, set()).add(story)


@pytest.fixture(params=(*DOORS, TEAMS))
def driven(request: pytest.FixtureRequest) -> Driven:
    """Return what the stories of this run drove through a door."""
    found: Driven = request.config.stash[DRIVEN][request.param]
    return found
