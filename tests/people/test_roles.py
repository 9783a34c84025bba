"""Who stands for a role: customer first, team default next, the role's fallback last (processes.md, Words)."""

from collections.abc import Mapping, Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.kernel.people import Customer, Directory, Identity, Person


class Words(msgspec.Struct, frozen=True):
    """What a definition says of a role."""

    title: str = ""
    channel: str = "internal"
    fallback: str | None = None


ROLES = ("sal", "sa", "tam", "csm", "pm")
PEOPLE = ("ana", "ben", "cleo", "dora")

keys = st.lists(st.sampled_from((*PEOPLE, "gone", "unknown")), max_size=2, unique=True).map(tuple)
held = st.dictionaries(st.sampled_from(ROLES), keys)
fallbacks = st.dictionaries(
    st.sampled_from(ROLES),
    st.builds(Words, fallback=st.none() | st.sampled_from((*ROLES, "unheard-of"))),
)
owners = st.lists(st.sampled_from(ROLES), min_size=1, max_size=3, unique=True)


def directory(roles: Mapping[str, tuple[str, ...]], channels: Mapping[str, str] | None = None) -> Directory:
    people = {key: Person(key=key, name=key.title()) for key in PEOPLE}
    return Directory(
        version=1,
        company="Acme",
        time_zone="UTC",
        people={**people, "gone": Person(key="gone", name="Gone", active=False)},
        identities={Identity("slack", key.upper()): key for key in (*PEOPLE, "gone")},
        addresses={},
        roles=roles,
        channels=channels or {},
    )


def customer(roles: Mapping[str, tuple[str, ...]]) -> Customer:
    return Customer(key="acme", name="Acme", channel="slack:C0ACME", roles=roles)


def standing(
    role: str, own: Mapping[str, tuple[str, ...]], team: Mapping[str, tuple[str, ...]], words: Mapping[str, Words]
) -> tuple[str, list[str]] | None:
    """The slow oracle: every level of every role on the way is written down; the first with somebody is taken."""
    chain = [role]
    while (last := words.get(chain[-1])) is not None and last.fallback is not None and last.fallback not in chain:
        chain.append(last.fallback)
    levels = [(name, level.get(name, ())) for name in chain for level in (own, team)]
    here = [(name, [key for key in found if key in PEOPLE]) for name, found in levels]
    return next(((name, found) for name, found in here if found), None)


@given(own=held, team=held, words=fallbacks, roles=owners, person=st.sampled_from((*PEOPLE, "gone", "unknown")))
def test_resolution_is_what_the_page_says(
    own: dict[str, tuple[str, ...]],
    team: dict[str, tuple[str, ...]],
    words: dict[str, Words],
    roles: Sequence[str],
    person: str,
) -> None:
    """Against the slow oracle: who a step falls to, and who may act on it, for any holders, fallbacks and circles."""
    book, whose = directory(team), customer(own)
    each = {role: standing(role, own, team, words) for role in roles}
    for role in roles:
        found = book.standing_for(role, whose, words)
        assert (found and (found[0], list(found[1]))) == each[role]
    direct = [role for role in roles if (stands := each[role]) is not None and stands[0] == role]
    expected = next((each[role] for role in (*direct, *roles) if each[role]), None)
    resolved = book.resolve(roles, whose, words)
    assert (resolved and (resolved[0], list(resolved[1]))) == expected
    assert book.may(person, roles, whose, words) == any(stands and person in stands[1] for stands in each.values())
    assert (resolved is None) == (not any(book.may(one, roles, whose, words) for one in PEOPLE))


def test_the_customers_own_people_come_first() -> None:
    """Who holds a role for this customer acts; the team's default does not, however senior."""
    book, whose = directory({"csm": ("ana",)}), customer({"csm": ("ben",)})
    assert book.resolve(["csm"], whose, {}) == ("csm", ("ben",))
    assert book.may("ben", ["csm"], whose, {})
    assert not book.may("ana", ["csm"], whose, {})
    assert book.may("ana", ["csm"], None, {})


def test_who_left_holds_nothing() -> None:
    """A role whose people all left falls to the next level."""
    book = directory({"csm": ("ana",)})
    assert book.resolve(["csm"], customer({"csm": ("gone",)}), {}) == ("csm", ("ana",))
    assert not book.may("gone", ["csm"], customer({"csm": ("gone",)}), {})
    assert book.person(Identity("slack", "GONE")) is None


def test_without_a_project_manager_the_engineer_owns_the_step() -> None:
    """The source's own fallback (B, Roles): if no PM is assigned the PSE owns every PM step."""
    words = {"pm": Words(fallback="pse"), "pse": Words()}
    assert directory({"pse": ("ana",)}).resolve(["pm"], None, words) == ("pse", ("ana",))
    assert directory({"pse": ("ana",), "pm": ("ben",)}).resolve(["pm"], None, words) == ("pm", ("ben",))
    assert not directory({"pse": ("ana",), "pm": ("ben",)}).may("ana", ["pm"], None, words)


@pytest.mark.parametrize(
    ("role", "channels", "expected"),
    [
        ("sal", {"sales": "slack:C0SALES", "operations": "slack:C0OPS"}, "slack:C0SALES"),
        ("sal", {"sales": "slack:C0SALES", "sal": "slack:C0SAL"}, "slack:C0SAL"),
        ("sal", {"operations": "slack:C0OPS"}, "slack:C0OPS"),
        ("sal", {}, ""),
        ("sales", {"sales": "slack:C0SALES"}, "slack:C0SALES"),
        ("sales", {"operations": "slack:C0OPS"}, "slack:C0OPS"),
        ("guest", {"operations": "slack:C0OPS"}, "slack:C0ACME"),
        ("customer", {"customer": "slack:C0ALL", "operations": "slack:C0OPS"}, "slack:C0ACME"),
    ],
)
def test_where_a_role_is_reached(role: str, channels: dict[str, str], expected: str) -> None:
    """Its own channel, else its purpose's, else operations; only what is for the customer's channel goes there."""
    words = {"sal": Words(channel="sales"), "guest": Words(channel="customer")}
    assert directory({}, channels).channel_of(role, customer({}), words) == expected


def test_a_customer_without_a_channel_shares_one() -> None:
    """The channel for all customers is used where a customer has none of its own, and operations after that."""
    bare = Customer(key="acme", name="Acme")
    assert directory({}, {"customer": "slack:C0ALL"}).channel_of("customer", bare, {}) == "slack:C0ALL"
    assert directory({}, {"operations": "slack:C0OPS"}).channel_of("customer", None, {}) == "slack:C0OPS"
