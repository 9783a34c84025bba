"""A local Slack for a test: started here or found in another process."""

from collections.abc import Iterable
from pathlib import Path

from typing_extensions import override

from playground.driver.link import Link, LocalLink, RemoteLink
from playground.driver.people import Person
from playground.driver.places import Channel
from playground.driver.staging import Staging
from playground.driver.watching import PATIENCE_SECONDS, Watch
from playground.slack.clock import Clock
from playground.slack.core import Settings, Slack
from playground.slack.delivery import COMMANDS, INTERACTIVE
from playground.slack.furnishing import named_id
from playground.slack.server import SlackServer, make
from playground.slack.shapes import Json
from playground.slack.sockets import EVENTS

DELIVERIES = (COMMANDS, INTERACTIVE, EVENTS)


class LocalSlack(Staging):
    """A workspace with one app in it, as a test uses it."""

    def __init__(self, link: Link, addresses: Json) -> None:
        self.link = link
        self._people: dict[str, Person] = {}
        self.url: str = addresses["url"]
        self.api_url: str = addresses["api_url"]
        self.bot_token: str = addresses["bot_token"]
        self.app_token: str = addresses["app_token"]
        self.signing_secret: str = addresses["signing_secret"]
        self.team_id: str = addresses["team_id"]
        self.bot_user: str = addresses["bot_user"]

    @classmethod
    async def start(
        cls,
        *,
        manifest: Json | str | Path | None = None,
        clock: Clock | None = None,
        settings: Settings | None = None,
        http: str = "",
        port: int = 0,
    ) -> "LocalSlack":
        """Start one in this process. http: the one address to which everything goes as signed requests; else sockets.

        Without a manifest the app may do everything; rate limits are on unless settings say otherwise.
        """
        slack = make(manifest=manifest, clock=clock, settings=settings)
        if http:
            given = slack.settings
            given.events_url = given.interactivity_url = given.options_url = given.commands_url = http
        server = SlackServer(slack)
        await server.start(port)
        link = LocalLink(server)
        return cls(link, await link.call("addresses", {}))

    @classmethod
    async def connect(cls, url: str) -> "LocalSlack":
        """Use one that runs in another process, at the `url` that it printed."""
        link = RemoteLink(url)
        await link.open()
        return cls(link, await link.call("addresses", {}))

    @override
    async def stop(self) -> None:
        """Stop it, or let go of it if it runs elsewhere."""
        await self.link.close()

    @property
    @override
    def watch(self) -> Watch:
        """Whoever waits for its changes."""
        return self.link.mirror

    @property
    def slack(self) -> Slack:
        """The Slack itself, when it runs in this process; TypeError otherwise."""
        if isinstance(self.link, LocalLink):
            return self.link.server.slack
        message = "This Slack runs in another process; use control()."
        raise TypeError(message)

    # --- people and places

    def person(self, name: str, **about: object) -> Person:
        """Be somebody, who comes into the workspace (and #general) when they are not there yet.

        about: real_name, email, title, time_zone, id, is_guest, is_admin. Elsewhere it takes effect with the next call.
        """
        if name not in self._people:
            known = next((one for one in self.link.mirror.people.values() if one["name"] == name), None)
            person_id = known["id"] if known else str(about.get("id") or named_id("U", name))
            if known is None:
                self.link.soon("person", {"name": name, **about, "id": person_id})
            self._people[name] = Person(self, person_id, name)
        return self._people[name]

    @property
    def people(self) -> list[Person]:
        """Everybody whom the test has been."""
        return list(self._people.values())

    def channel(
        self,
        name: str,
        *,
        members: Iterable[Person] | None = None,
        private: bool = False,
        bot: bool = True,
        **about: object,
    ) -> Channel:
        """Find a channel by id or name, or make it: with everybody unless members are named, and with the app."""
        for one in self.link.mirror.channels.values():
            if name.removeprefix("#") in (one["id"], one["name"]):
                return Channel(self, one["id"])
        who = None if members is None else [one.id for one in members]
        channel_id = str(about.get("id") or named_id("C", name))
        given = {"name": name, "members": who, "private": private, "bot": bot, **about, "id": channel_id}
        self.link.soon("channel", given)
        return Channel(self, channel_id)

    def group(self, name: str, members: Iterable[Person], *, handle: str = "") -> str:
        """Make a user group, or say anew who is in it; give its id. Elsewhere it takes effect with the next call."""
        group_id = named_id("S", name)
        given = {"name": name, "handle": handle, "users": [one.id for one in members], "id": group_id}
        self.link.soon("group", given)
        return group_id

    # --- waiting and looking

    async def connected(self, count: int = 1, *, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until the app has opened so many sockets."""
        await self.until(lambda: self.link.mirror.sockets >= count, seconds=seconds, what=f"{count} sockets")

    def deliveries(self, kind: str = "") -> list[Json]:
        """What was handed to the app so far: {kind, name, payload, retry}, oldest first; with `kind` only those.

        kind: slash_commands, interactive or events_api. By this a suite can prove that it used all of an app.
        """
        kinds = (kind,) if kind else DELIVERIES
        went = (one for one in self.link.mirror.wire if one["what"] in kinds and one["direction"] == "out")
        return [{"kind": one["what"], "name": one["name"], **one["body"]} for one in went]

    # --- control

    @override
    async def control(self, name: str, **args: object) -> Json:
        """Do any control by name (see playground/slack/control.py)."""
        return await self.link.call(name, args)
