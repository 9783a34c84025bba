"""What a company file leaves open that the processes need is told with its mend, before somebody runs into it."""

from collections.abc import Sequence
from datetime import date

import msgspec
import pytest

from tests.people.conftest import EXAMPLE, read
from workflows.kernel.company import Terms
from workflows.kernel.findings import Finding
from workflows.kernel.people import Customer, Directory
from workflows.people.gaps import gaps
from workflows.people.merging import merged
from workflows.people.rules import CompanyState
from workflows.process.catalogue import Definitions, load_definitions

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    return load_definitions()


@pytest.fixture(scope="module")
def state() -> CompanyState:
    return merged(CompanyState(), [read(EXAMPLE.read_bytes())], prune=False)


@pytest.fixture(scope="module")
def whole(state: CompanyState) -> Directory:
    """The example company's directory."""
    return Directory(
        version=1,
        company=state.name,
        time_zone=state.time_zone,
        people={key: member.person for key, member in state.people.items()},
        identities={account: key for key, member in state.people.items() for account in member.accounts},
        addresses={key: f"slack:{member.accounts[0].user}" for key, member in state.people.items()},
        roles=state.roles,
        channels=state.channels,
        settings=state.terms,
    )


@pytest.fixture(scope="module")
def customers(state: CompanyState) -> list[Customer]:
    return [listed.customer for listed in state.customers.values()]


def lines(
    directory: Directory, customers: Sequence[Customer], definitions: Definitions, level: str = "fault"
) -> list[str]:
    found = list(gaps(directory, customers, definitions, today=TODAY))
    assert all(finding.mend for finding in found if finding.level == "fault")
    return [finding.what for finding in found if finding.level == level]


def without(directory: Directory, *roles: str) -> Directory:
    kept = {role: keys for role, keys in directory.roles.items() if role not in roles}
    return msgspec.structs.replace(directory, roles=kept)


def test_the_example_company_lacks_nothing(
    whole: Directory, customers: list[Customer], definitions: Definitions
) -> None:
    """Every step of every shipped process has somebody, every purpose a channel; there is not even a note."""
    found = list(gaps(whole, customers, definitions, today=TODAY))
    assert {finding.level for finding in found} == {"fine"}


def test_each_role_that_alone_owns_a_step_is_missed(
    whole: Directory, customers: list[Customer], definitions: Definitions
) -> None:
    """A step without an alternative or a fallback needs its role: the fault names role, steps and process."""
    told = lines(without(whole, "finance"), customers, definitions)
    assert told == ["Nobody is Finance (finance): steps 12, 16 of Services engagement cannot be reached."]


def test_an_alternative_or_a_fallback_is_enough(
    whole: Directory, customers: list[Customer], definitions: Definitions
) -> None:
    """No solution architect, no project manager: others own those steps, so it is at most a note."""
    assert lines(without(whole, "sa", "pm", "marketing_approver"), customers, definitions) == []
    assert lines(without(whole, "sa"), customers, definitions, "note") == [
        "Nobody is Solution architect (sa) in Services engagement; no step waits for them alone."
    ]


def test_a_customers_own_people_count(whole: Directory, customers: list[Customer], definitions: Definitions) -> None:
    """Where every customer has its own holder the team need not have one; where some lack one, they are named."""
    own = [msgspec.structs.replace(one, roles={**one.roles, "finance": ("greta",)}) for one in customers]
    assert lines(without(whole, "finance"), own, definitions) == []
    (told,) = lines(without(whole, "finance"), [*own[:6], *customers[6:]], definitions)
    assert told.startswith("Nobody is Finance (finance) for Brasserie Élan, Quayside Hotels: steps 12, 16")


def test_without_customers_the_team_is_looked_at(whole: Directory, definitions: Definitions) -> None:
    """A company with no customer yet is told of the roles that the first one would miss."""
    assert len(lines(without(whole, "finance"), [], definitions)) == 1


def test_misspelt_roles_and_channels_are_guessed(
    whole: Directory, customers: list[Customer], definitions: Definitions
) -> None:
    """A role that no process has, or a channel that nothing is posted to, is most likely a slip."""
    odd = msgspec.structs.replace(
        whole,
        roles={**whole.roles, "ps_manger": ("irena",), "barista": ("irena",)},
        channels={**whole.channels, "finanse": "slack:C0"},
    )
    found = [one for one in gaps(odd, customers, definitions, today=TODAY) if one.level == "note"]
    assert [(finding.what, finding.mend) for finding in found] == [
        ("No process has the role barista.", "take it out, if it is not for a process of your own."),
        ("No process has the role ps_manger.", "did you mean ps_manager?"),
        ("Nothing is posted to the channel of finanse.", "did you mean finance?"),
    ]


def test_missing_channels_are_told(whole: Directory, customers: list[Customer], definitions: Definitions) -> None:
    """A purpose without a channel says who posts to it and where its posts go instead."""
    some = msgspec.structs.replace(whole, channels={"operations": "slack:C0"})
    told = lines(some, customers, definitions)
    assert "There is no channel for finance, which Services engagement posts to; it goes to operations." in told
    none = msgspec.structs.replace(whole, channels={})
    assert any("operations" in what and "goes nowhere" in what for what in lines(none, customers, definitions))
    bare = [Customer(key="c", name="Bare")]
    assert "No channel of their own: Bare." in lines(whole, bare, definitions, "note")[0]


def test_people_who_cannot_be_reached_are_told(
    whole: Directory, customers: list[Customer], definitions: Definitions
) -> None:
    """Somebody with a role and no account is a fault; with neither it is a note."""
    silent = msgspec.structs.replace(
        whole, addresses={key: address for key, address in whole.addresses.items() if key not in {"ruth", "sami"}}
    )
    assert lines(silent, customers, definitions) == ["They hold roles and have no account: ruth, sami."]
    assert lines(without(silent, "marketing_design"), customers, definitions, "note")[-1].endswith("either: sami.")


def test_a_rate_card_must_have_begun(whole: Directory, customers: list[Customer], definitions: Definitions) -> None:
    """Without a card, or with one of the future only, no ROM can be made."""
    later = msgspec.structs.replace(whole.settings.rate_cards[0], valid_from=date(2030, 1, 1))
    for cards, told in (((), "There is no rate card"), ((later,), "begins on 2030-01-01")):
        poor = msgspec.structs.replace(whole, settings=Terms(rate_cards=cards))
        assert told in lines(poor, customers, definitions)[0]


def test_nobody_to_look_after_csops(whole: Directory, customers: list[Customer], definitions: Definitions) -> None:
    """An empty list of administrators is nobody, never everybody."""
    assert "Nobody is admin" in lines(without(whole, "admin"), customers, definitions)[0]


def test_a_finding_is_one_line() -> None:
    """What is printed for a person says where, how grave, what, and how to mend it."""
    finding = Finding(area="roles", level="fault", what="Nobody is x.", mend="add somebody.")
    assert finding.words() == "roles       FAULT Nobody is x. Mend: add somebody."
