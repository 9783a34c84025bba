"""Looks at the accounts of the company's people: a member of yesterday may be a guest today, or have been all along.

Changes are told by events; this finds what happened while nobody listened, and what csops.toml got wrong.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.clock import Chore
from workflows.kernel.answers import Answer
from workflows.kernel.people import MEMBER, Directory, Identity
from workflows.people.commands import NoteStanding

AGAIN_AFTER = timedelta(days=1)
MOST_AT_ONCE = 40
"""Accounts that one round asks about; Slack answers about a hundred a minute."""
PAUSE_SECONDS = 0.7

log = structlog.get_logger()


class Standings:
    """Asks a platform about each account once a day, new ones within a minute.

    `look` returns what the platform says of an account, None when it cannot say now.
    """

    def __init__(
        self,
        platform: str,
        look: Callable[[str], Awaitable[str | None]],
        dispatch: Callable[[NoteStanding], Awaitable[Answer]],
        *,
        directory: Callable[[], Directory],
        now: Callable[[], datetime],
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        self._platform = platform
        self._look = look
        self._dispatch = dispatch
        self._directory = directory
        self._now = now
        self._pause_seconds = pause_seconds
        self._looked: dict[Identity, datetime] = {}

    def chore(self) -> Chore:
        """Return the chore of the clock."""
        return Chore(name=f"look_at_accounts_{self._platform}", every_seconds=60, run=self.look)

    async def look(self) -> None:
        """Ask about the accounts that are due, one after the other, and keep what is different."""
        directory = await asyncio.to_thread(self._directory)
        for account in self._due(directory)[:MOST_AT_ONCE]:
            what = await self._look(account.user)
            if what is None:
                log.info("accounts_not_looked_at", platform=self._platform)
                return
            now = self._looked[account] = self._now()
            if what != directory.standings.get(account, MEMBER):
                key = f"standing:{account.platform}:{account.user}:{now.isoformat()}"
                await self._dispatch(NoteStanding(actor=account, request_key=key, what=what))
            await asyncio.sleep(self._pause_seconds)

    def _due(self, directory: Directory) -> list[Identity]:
        long_ago = self._now() - AGAIN_AFTER
        ours = (account for account in directory.identities if account.platform == self._platform)
        return [account for account in ours if self._looked.get(account, long_ago) <= long_ago]
