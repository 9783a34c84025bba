"""Posters with one safety taken out each: the fault tests must see them fail."""

from typing_extensions import override

from handlers.slack.poster import SlackPoster
from handlers.teams.poster import TeamsPoster
from workflows.kernel.posts import NotSent, Outgoing, Place, Unknown, Verdict


class BlindRetry(SlackPoster):
    """Takes a lost answer for a message that was not sent, as most clients do."""

    @override
    async def deliver(self, outgoing: Outgoing) -> Verdict:
        verdict = await super().deliver(outgoing)
        return NotSent(verdict.error, 0.1) if isinstance(verdict, Unknown) else verdict


class BlindTeams(TeamsPoster):
    """The same for Teams, as clients do that repeat a 504."""

    @override
    async def deliver(self, outgoing: Outgoing) -> Verdict:
        verdict = await super().deliver(outgoing)
        return NotSent(verdict.error, 0.1) if isinstance(verdict, Unknown) else verdict


class NeverLooks(SlackPoster):
    """Says of every message that it is not there."""

    @override
    async def copies(self, outgoing: Outgoing, *, since_epoch_seconds: float) -> tuple[Place, ...] | None:
        return ()


class TakesSilenceForAbsence(SlackPoster):
    """Takes a look that failed for a message that is not there."""

    @override
    async def copies(self, outgoing: Outgoing, *, since_epoch_seconds: float) -> tuple[Place, ...] | None:
        return await super().copies(outgoing, since_epoch_seconds=since_epoch_seconds) or ()
