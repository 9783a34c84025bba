"""A local Teams for a test, in this process and event loop."""

from collections.abc import Iterable

from typing_extensions import override

from playground.driver.staging import Staging
from playground.driver.watching import Watch
from playground.slack.clock import Clock
from playground.slack.shapes import Json
from playground.teams import acts
from playground.teams.control import addresses, control
from playground.teams.driver.people import Person
from playground.teams.driver.places import Channel
from playground.teams.server import TeamsServer
from playground.teams.service import Settings, Teams

TEAM = "Customer Success"
_ACTS = {
    "write": acts.write,
    "press": acts.press,
    "look": acts.look,
    "submit": acts.submit,
    "close": acts.close,
    "extend": acts.extend,
    "search": acts.search,
    "options": acts.options,
    "consent": acts.consent,
    "install": acts.install,
}


class LocalTeams(Staging):
    """A tenant with one bot in it, as a test uses it. Everything is in one team unless more are made."""

    def __init__(self, server: TeamsServer) -> None:
        self.server = server
        self.teams: Teams = server.teams
        self._watch = Watch()
        self._stop = self.teams.hub.listen(self._hear)
        self._people: dict[str, Person] = {}
        about = addresses(self.teams, {})
        self.url: str = about["url"]
        self.app_id: str = about["app_id"]
        self.app_secret: str = about["app_secret"]
        self.tenant_id: str = about["tenant_id"]
        self.service_url: str = about["service_url"]
        self.openid_url: str = about["openid_url"]
        self.login_url: str = about["login_url"]
        self.graph_url: str = about["graph_url"]
        self.service_hosts: str = about["service_hosts"]
        self.bot_id: str = about["bot_id"]

    @classmethod
    async def start(
        cls, *, bot_url: str = "", clock: Clock | None = None, settings: Settings | None = None, port: int = 0
    ) -> "LocalTeams":
        """Start one; `bot_url` is where activities go. Rate limits are on unless settings say otherwise."""
        teams = Teams(settings=settings or Settings(), clock=clock or Clock())
        teams.settings.bot_url = bot_url or teams.settings.bot_url
        server = TeamsServer(teams)
        await server.start(port)
        control(teams, "team", {"name": TEAM})
        return cls(server)

    @override
    async def stop(self) -> None:
        """Stop it."""
        self._stop()
        await self.server.stop()

    @property
    @override
    def watch(self) -> Watch:
        """Whoever waits for its changes."""
        return self._watch

    @property
    def environment(self) -> dict[str, str]:
        """The settings with which the bot finds and trusts this Teams."""
        return {
            "TEAMS_APP_ID": self.app_id,
            "TEAMS_TENANT_ID": self.tenant_id,
            "TEAMS_APP_SECRET": self.app_secret,
            "TEAMS_LOGIN_URL": self.login_url,
            "TEAMS_OPENID_URL": self.openid_url,
            "TEAMS_SERVICE_HOSTS": self.service_hosts,
            "GRAPH_API_URL": self.graph_url,
        }

    def _hear(self, frame: Json) -> None:
        if frame["type"] == "wire":
            self._watch.wire.append(frame["entry"])
        self._watch.changed()

    # --- people and places

    def person(self, name: str, **about: object) -> Person:
        """Be somebody, who comes into the tenant and the team when they are not there yet.

        about: real_name, email, guest, installed (true: they have the chat with the bot).
        """
        if name not in self._people:
            shown = {"name": about.pop("real_name"), **about} if "real_name" in about else about
            made = control(self.teams, "person", {"key": name, **shown})
            for team in self.teams.tenant.teams.values():
                if made["id"] not in team.members:
                    team.members.append(made["id"])
            self._people[name] = Person(self, self.teams.tenant.people[made["id"]], name)
        return self._people[name]

    @property
    def people(self) -> list[Person]:
        """Everybody whom the test has been."""
        return list(self._people.values())

    def channel(self, name: str, *, members: Iterable[Person] | None = None, team: str = "") -> Channel:
        """Find a channel by id or name, or make it in a team (the first); who is in the team is in the channel."""
        del members  # On Teams a standard channel has the members of its team.
        for one in self.teams.tenant.conversations.values():
            if one.kind == "channel" and name.removeprefix("#") in (one.id, one.name):
                return Channel(self, one.id)
        made = control(self.teams, "channel", {"name": name, **({"team": team} if team else {})})
        return Channel(self, made["id"])

    # --- looking

    def deliveries(self, kind: str = "") -> list[Json]:
        """What was handed to the bot so far: {kind, name, activity}, oldest first; with `kind` only those.

        kind: an activity's type; the name is that of an invoke. By this a suite can prove that it used all of a bot.
        """
        went = (one for one in self.watch.wire if one["direction"] == "out" and "activity" in one["body"])
        found = [{"kind": one["what"], "name": one["name"], **one["body"]} for one in went]
        return [one for one in found if kind in ("", one["kind"])]

    # --- acting and control

    async def act(self, name: str, **args: object) -> Json:
        """Let a person act (playground/teams/acts.py); TeamsError for what nobody could do."""
        return await _ACTS[name](self.teams, args)

    @override
    async def control(self, name: str, **args: object) -> Json:
        """Do any control by name (playground/teams/control.py)."""
        return control(self.teams, name, args)
