"""Asks Microsoft Graph who is in the groups that hold roles, and takes it up: at a load, and again and again."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import aiohttp
import structlog

from bot.clock import Chore
from bot.settings import TeamsSettings
from connectors.graph.client import Graph, GraphError, UnreachableError
from connectors.graph.lookups import members_of
from handlers.slack.client import open_session
from handlers.teams.sign_in import SignIn
from handlers.teams.tokens import Tokens
from storage.engine import Database
from storage.unit import ConflictError
from workflows.people import groups

EVERY_SECONDS: Final = 900

log = structlog.get_logger()


async def refresh(database: Database, graph: Graph, *, now: Callable[[], datetime]) -> Mapping[str, str]:
    """Take up who is in the groups now; return what changed, in words, by the group's id.

    What cannot be asked stays as it is. A group that is no longer there has nobody in it.
    """
    return await _take_up(database, graph, await asyncio.to_thread(_wanted, database), now=now)


def chore(database: Database, graph: Graph, *, now: Callable[[], datetime]) -> Chore:
    """Return what keeps the groups up to date."""
    return Chore(name="refresh_groups", every_seconds=EVERY_SECONDS, run=lambda: refresh(database, graph, now=now))


async def _take_up(
    database: Database, graph: Graph, wanted: frozenset[str], *, now: Callable[[], datetime]
) -> Mapping[str, str]:
    found: dict[str, frozenset[str]] = {}
    for group in sorted(wanted):
        try:
            members = await members_of(graph, group)
        except (GraphError, UnreachableError, OSError) as error:
            log.warning("group_unknown", group=group, error=str(error))
            continue
        if members is None:
            log.warning("group_gone", group=group)
        found[group] = members or frozenset()
    try:
        changed = await asyncio.to_thread(_keep, database, found, now()) if found else {}
    except ConflictError:
        return {}  # Another replica took it up at the same moment; if not, the next look does.
    for group, people in changed.items():
        log.info("group_taken_up", group=group, people=people)
    return changed


def look_up(database: Database, settings: TeamsSettings | None, *, now: Callable[[], datetime]) -> list[str]:
    """Do the same from the command line, and return what to tell: what changed, or why nobody could be asked."""
    wanted = _wanted(database)
    if not wanted:
        return []
    if settings is None:
        what = f"Who is in the groups that hold roles ({len(wanted)}) could not be looked up: no app in Entra is set."
        return [f"{what} Until then nobody holds those roles. Mend: set TEAMS_APP_ID, TEAMS_TENANT_ID, a credential."]
    changed = asyncio.run(_ask(database, settings, wanted, now=now))
    return [f"Group {group}: {people}." for group, people in sorted(changed.items())]


async def _ask(
    database: Database, settings: TeamsSettings, wanted: frozenset[str], *, now: Callable[[], datetime]
) -> Mapping[str, str]:
    async with open_session() as session:
        tokens = Tokens(SignIn(settings.registration, session), clock=now)
        try:
            return await _take_up(database, graph_of(settings, session, tokens), wanted, now=now)
        finally:
            await tokens.close()


def graph_of(settings: TeamsSettings, session: aiohttp.ClientSession, tokens: Tokens) -> Graph:
    """Return Microsoft Graph as the bot's own app."""
    return Graph(session, tokens, base_url=f"{settings.graph}/v1.0", scope=settings.cloud.graph_scope)


def _wanted(database: Database) -> frozenset[str]:
    with database.reading() as unit:
        return groups.wanted(unit)


def _keep(database: Database, found: Mapping[str, frozenset[str]], now: datetime) -> Mapping[str, str]:
    with database.unit() as unit:
        changed = groups.take_up(unit, found, now=now)
        if changed:
            unit.commit()
    return changed
