"""Carries an activity through botbuilder: its adapter and its turn, with a way in of our own.

The adapter of botbuilder's web package answers 500 to every invoke, asks for a token in each turn and waits for it on
the event loop. This one gives each turn the activity as the plain dictionary that came in, and hands its answer back.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from botbuilder.core import CloudAdapterBase, TurnContext
from botbuilder.schema import Activity

from handlers.teams.auth import BotAuth
from handlers.teams.values import Json, Reply

Turn = Callable[[Json], Awaitable[Reply]]
"""Answers one activity that is Teams' own. It must know each kind, and answer those it does not with status 200."""

_OF_THE_MODEL = {
    "type": "type",
    "id": "id",
    "name": "name",
    "channel_id": "channelId",
    "service_url": "serviceUrl",
}
"""What botbuilder is told of an activity: what its own check of requests asks for, and what a turn is called."""
UNANSWERED = Reply(status=501)


class TeamsAdapter(CloudAdapterBase):  # type: ignore[misc]  # botbuilder ships no types.
    """One per process; `turn` is where activities lead."""

    def __init__(self, auth: BotAuth, turn: Turn) -> None:
        super().__init__(auth)
        self._auth = auth
        self._turn = turn

    async def process(self, activity: Json, authorization: str) -> Reply:
        """Return the answer to an activity. Raises RefusedTokenError for one that is not Teams' own."""
        kept: Any = {ours: activity.get(theirs) for ours, theirs in _OF_THE_MODEL.items()}
        model = Activity(**kept)
        result = await self._auth.authenticate_request(model, authorization)
        context = TurnContext(self, model)
        context.turn_state[self.BOT_IDENTITY_KEY] = result.claims_identity
        answers: list[Reply] = []

        async def carry(_: TurnContext) -> None:
            answers.append(await self._turn(activity))

        await self.run_pipeline(context, carry)
        return answers[0] if answers else UNANSWERED
