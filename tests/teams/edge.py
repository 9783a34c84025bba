"""The whole edge of Teams with a core behind it that answers everything with the same short card."""

from handlers.background import Background
from handlers.core import Core
from handlers.teams import render
from handlers.teams.adapter import Turn
from handlers.teams.conversations import Conversations
from handlers.teams.listeners import Listeners
from handlers.teams.replies import Replies
from handlers.teams.turns import Turns
from handlers.teams.values import PLATFORM, Json, Reference, Tenant
from playground.teams.service import Settings
from tests.teams.company import DIRECTORY, mri_of
from workflows.kernel.answers import Answer, Done, Offered
from workflows.kernel.cards import note
from workflows.kernel.commands import Command, Query
from workflows.kernel.posts import Outgoing, Sent, Verdict
from workflows.kernel.requests import Request, Searched


class Nowhere:
    """Takes whatever is said and keeps none of it."""

    async def send(self, service_url: str, conversation: str, activity: Json) -> str:
        """Take a reply."""
        del service_url, conversation, activity
        return "1"

    async def whisper(self, service_url: str, conversation: str, activity: Json) -> str:
        """Take a reply for one person."""
        del service_url, conversation, activity
        return "1"

    async def update(self, service_url: str, conversation: str, activity_id: str, activity: Json) -> None:
        """Take another face of a message."""
        del service_url, conversation, activity_id, activity

    async def deliver(self, outgoing: Outgoing) -> Verdict:
        """Take a message."""
        del outgoing
        return Sent(place={})

    async def read(self, address: str) -> Reference | None:
        """Know nobody."""
        del address
        return None

    async def keep(self, reference: Reference) -> None:
        """Keep nothing."""

    async def latest(self, most: int) -> tuple[Reference, ...]:
        """Know nobody."""
        del most
        return ()


def edge_turn() -> Turn:
    """Return where the door of a test leads."""
    here, nowhere, background = Settings(), Nowhere(), Background()
    ours = Tenant(tenant_id=here.tenant_id, app_id=here.app_id)
    conversations = Conversations(nowhere, background, clock=lambda: 1_800_000_000.0)

    def route(request: Request) -> Command | Query:
        if isinstance(request, Searched):
            return Query(actor=request.actor)
        return Command(actor=request.actor, request_key=request.request_key)

    async def dispatch(asked: object) -> Answer:
        return Offered(choices=()) if isinstance(asked, Query) else Done(card=note("Done."))

    core = Core(platform=PLATFORM, route=route, dispatch=dispatch, directory=lambda: DIRECTORY, slashes=False)
    listeners = Listeners(
        core,
        replies=Replies(nowhere, nowhere),
        background=background,
        opens=render.opens_form(route),
        mri_of=mri_of,
    )
    return Turns(listeners, ours, name_of=core.name_of, conversations=conversations)
