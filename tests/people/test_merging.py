"""What becomes of a company when files are loaded, for any company and any files; pure."""

from hypothesis import given
from hypothesis import strategies as st

from tests.people.conftest import read
from workflows.kernel.people import Identity
from workflows.people.merging import merged
from workflows.people.reading import Source
from workflows.people.rules import CompanyState, changes

KEYS = ("ana", "ben", "cleo", "dora")
ACCOUNTS = ("U01", "U02", "U03", "U04", "U05")


@st.composite
def files(draw: st.DrawFn) -> Source:
    """A file that names some people with accounts of their own, some roles, channels and customers."""
    people = draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True))
    accounts = draw(st.permutations(ACCOUNTS))
    text = '[company]\nname = "Acme"\n'
    for number, key in enumerate(people):
        name = draw(st.sampled_from(("One", "Two")))
        text += f'[[people]]\nkey = "{key}"\nname = "{name}"\nslack = "{accounts[number]}"\n'
    roles = draw(st.dictionaries(st.sampled_from(("csm", "sal")), st.sampled_from(people), min_size=1))
    text += "[roles]\n" + "".join(f'{role} = "{key}"\n' for role, key in roles.items())
    channels = draw(st.dictionaries(st.sampled_from(("sales", "finance")), st.sampled_from(("C01", "C02")), min_size=1))
    text += "[channels]\n" + "".join(f'{purpose} = "slack:{place}"\n' for purpose, place in channels.items())
    for key in draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True)):
        text += f'[[customers]]\nkey = "{key}"\nname = "{key}"\nroles = {{ csm = "{draw(st.sampled_from(people))}" }}\n'
    return read(text)


loads = st.lists(st.tuples(files(), st.booleans()), max_size=4)


def after(steps: list[tuple[Source, bool]]) -> CompanyState:
    state = CompanyState()
    for source, prune in steps:
        state = merged(state, [source], prune=prune)
    return state


@given(earlier=loads, last=files(), prune=st.booleans())
def test_the_same_file_again_changes_nothing(earlier: list[tuple[Source, bool]], last: Source, prune: bool) -> None:  # noqa: FBT001 - drawn.
    """After any history of loads, loading a file twice is loading it once."""
    once = merged(after(earlier), [last], prune=prune)
    twice = merged(once, [last], prune=prune)
    assert changes(once, twice) == ()
    assert once == twice


@given(earlier=loads, last=files())
def test_pruned_is_what_the_file_says(earlier: list[tuple[Source, bool]], last: Source) -> None:
    """With --prune, whatever was loaded before, who and what is active is exactly what the file names."""
    pruned, fresh = merged(after(earlier), [last], prune=True), merged(CompanyState(), [last], prune=False)
    assert {key: member for key, member in pruned.people.items() if member.person.active} == fresh.people
    assert {key: listed for key, listed in pruned.customers.items() if listed.active} == fresh.customers
    assert (pruned.roles, pruned.channels) == (fresh.roles, fresh.channels)


@given(steps=loads)
def test_nobody_is_ever_forgotten_and_no_account_is_of_two(steps: list[tuple[Source, bool]]) -> None:
    """Everybody who was ever loaded is still there by name, and each account belongs to one person."""
    state = after(steps)
    ever = {section.key for source, _ in steps for section in source.content.people}
    assert state.people.keys() == ever
    held: list[Identity] = [account for member in state.people.values() for account in member.accounts]
    assert len(held) == len(set(held))
