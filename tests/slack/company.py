"""A small company for the tests of the Slack edge."""

from types import MappingProxyType

from handlers.slack.workspace import Workspace
from workflows.kernel.people import Directory, Identity, Person

OURS = Workspace(team_id="T0OURS", url="https://acme.slack.com/", bot_id="B0BOT", bot_user_id="U0BOT", app_id="A0APP")

_PEOPLE = (
    Person(key="ann", name="Ann Ames", time_zone="Europe/Berlin"),
    Person(key="bob", name="Bob Berg"),
    Person(key="cyd", name="Cyd <Cole>"),
)

DIRECTORY = Directory(
    version=1,
    company="Acme",
    time_zone="UTC",
    people=MappingProxyType({person.key: person for person in _PEOPLE}),
    identities=MappingProxyType({Identity("slack", "U0ANN"): "ann", Identity("slack", "U0BOB"): "bob"}),
    addresses=MappingProxyType({"ann": "slack:U0ANN", "bob": "slack:U0BOB", "cyd": "teams:29:cyd"}),
    roles=MappingProxyType({}),
    channels=MappingProxyType({}),
)


def name_of(user: str) -> str:
    """Return the name behind a Slack id, or the id."""
    person = DIRECTORY.person(Identity("slack", user))
    return person.name if person else user
