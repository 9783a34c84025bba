"""A small company for the tests of the Teams edge."""

from types import MappingProxyType

from handlers.teams.values import Tenant
from workflows.kernel.people import Directory, Identity, Person

OURS = Tenant(tenant_id="0f0f0f0f-1111-2222-3333-444444444444", app_id="aaaaaaaa-0000-4000-8000-00000000b070")
ANN, BOB = (f"{digit * 8}-{digit * 4}-4{digit * 3}-8{digit * 3}-{digit * 12}" for digit in "ab")
CHANNEL = "19:general@thread.tacv2"

_PEOPLE = (
    Person(key="ann", name="Ann Ames", time_zone="Europe/Berlin"),
    Person(key="bob", name="Bob Berg"),
    Person(key="cyd", name="Cyd <Cole>"),
    Person(key="tom", name="Ann Ames"),
)

DIRECTORY = Directory(
    version=1,
    company="Acme",
    time_zone="UTC",
    people=MappingProxyType({person.key: person for person in _PEOPLE}),
    identities=MappingProxyType({Identity("teams", ANN): "ann", Identity("teams", BOB): "bob"}),
    addresses=MappingProxyType({"ann": f"teams:{ANN}", "bob": "slack:U0BOB", "cyd": "slack:U0CYD"}),
    roles=MappingProxyType({}),
    channels=MappingProxyType({}),
)


def name_of(user: str) -> str:
    """Return the name behind an Entra object id, or the id."""
    person = DIRECTORY.person(Identity("teams", user))
    return person.name if person else user


def mri_of(user: str) -> str:
    """Return the id by which the bot knows a person on Teams."""
    return {ANN: "29:ann", BOB: "29:bob"}.get(user, "")
