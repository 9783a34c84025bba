"""Our whole edge of Teams with a core that does nothing: what an invoke costs before the SQL."""

import time

from benchmarks.servers.echoing import serve
from bot.metrics import Metrics
from bot.settings import read_settings
from bot.web import TeamsDoor
from handlers.background import Background
from handlers.core import Core
from handlers.slack.client import open_session
from handlers.teams import render
from handlers.teams.auth import BotAuth
from handlers.teams.conversations import Conversations
from handlers.teams.door import Door
from handlers.teams.keyring import Keyring
from handlers.teams.listeners import Listeners
from handlers.teams.replies import Replies
from handlers.teams.turns import Turns
from handlers.teams.values import PLATFORM, Json, Reference, Tenant
from workflows.kernel.answers import Answer, Done
from workflows.kernel.cards import Card
from workflows.kernel.commands import Command
from workflows.kernel.people import Directory, Identity, Person
from workflows.kernel.posts import Outgoing, Sent, Verdict
from workflows.kernel.requests import Request
from workflows.kernel.text import Mention, Strong, line


class Nowhere:
    """Takes whatever is said, and keeps nothing."""

    async def send(self, service_url: str, conversation: str, activity: Json) -> str:
        """Take a reply."""
        del service_url, conversation, activity
        return "1"

    async def whisper(self, service_url: str, conversation: str, activity: Json) -> str:
        """Take a reply for one person."""
        return await self.send(service_url, conversation, activity)

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

    async def latest(self, most: int) -> tuple[Reference, ...]:
        """Know nobody."""
        del most
        return ()

    async def keep(self, reference: Reference) -> None:
        """Keep nothing."""


def idle_core(user: str) -> Core:
    """Return a core that answers everything at once with the same short card."""
    directory = Directory(
        version=1,
        company="Acme",
        time_zone="UTC",
        people={"ann": Person(key="ann", name="Ann Ames")},
        identities={Identity(PLATFORM, user): "ann"},
        addresses={"ann": f"{PLATFORM}:{user}"},
        roles={},
        channels={},
    )
    done = Done(card=Card(title="ENG-1: done", body=(line("Next: ", Strong("3 Send the ROM"), ", ", Mention("ann")),)))

    def route(asked: Request) -> Command:
        return Command(actor=asked.actor, request_key=asked.request_key)

    async def dispatch(_: object) -> Answer:
        return done

    return Core(platform=PLATFORM, route=route, dispatch=dispatch, directory=lambda: directory)


async def main(user: str) -> None:
    """Serve; `user` is the object id of the one person who is known."""
    settings = read_settings().teams()
    assert settings is not None
    session, nowhere, background, core = open_session(), Nowhere(), Background(), idle_core(user)
    ours = Tenant(tenant_id=settings.registration.tenant_id, app_id=settings.registration.app_id)
    conversations = Conversations(nowhere, background, clock=time.time)  # noqa: TID251 - the edge owns a clock.
    listeners = Listeners(
        core,
        replies=Replies(nowhere, nowhere),
        background=background,
        opens=render.opens_form(core.route),
        mri_of=conversations.mri_of,
    )
    turns = Turns(listeners, ours, name_of=core.name_of, conversations=conversations)
    keys = Keyring(session, settings.cloud.openid, clock=time.monotonic)
    auth = BotAuth(keys, settings.cloud, app_id=ours.app_id, now=time.time)  # noqa: TID251
    await serve(TeamsDoor(Door(auth, turns), Metrics()).answer)


if __name__ == "__main__":
    import sys

    import uvloop

    uvloop.run(main(sys.argv[1]))
