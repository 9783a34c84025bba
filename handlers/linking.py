"""Asks a platform for the e-mail address of an account that nobody knows, when that account wants to be linked."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import structlog

from workflows.accounts.commands import LinkAccount
from workflows.kernel.answers import Answer
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.people import Directory

PATIENCE_SECONDS = 1.5
"""The person waits for it, and the platform waits for the answer: without an address there is still the code."""

Asked = Command | Query | OpenForm
Dispatch = Callable[[Asked], Awaitable[Answer]]
EmailOf = Callable[[str], Awaitable[str]]
"""Returns the address that the platform itself has verified for one of its users; empty where there is none."""

log = structlog.get_logger()


class Linking:
    """Stands before the dispatcher of one platform's edge."""

    def __init__(self, dispatch: Dispatch, *, directory: Callable[[], Directory], email_of: EmailOf) -> None:
        self._dispatch = dispatch
        self._directory = directory
        self._email_of = email_of

    async def __call__(self, asked: Asked) -> Answer:
        """Carry out what was asked, with the address where it decides whose an account is."""
        if isinstance(asked, LinkAccount) and not asked.code and self._directory().person(asked.actor) is None:
            asked = msgspec.structs.replace(asked, email=await self._email(asked.actor.user))
        return await self._dispatch(asked)

    async def _email(self, user: str) -> str:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._email_of(user)
        except Exception as error:  # noqa: BLE001 - the edge of the process: whatever it is, no address is known.
            log.warning("email_unknown", error=repr(error))
            return ""
