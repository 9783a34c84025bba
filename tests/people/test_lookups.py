"""Finding customers and people while somebody types: in order, bounded, and by an index however many there are."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest
import sqlalchemy as sa

from storage import tables
from storage.engine import Database
from tests.people.conftest import NOW, Load, directory_of
from tests.plans import plan_of
from workflows.desk import Look
from workflows.kernel.answers import Offered, Reason, Refused
from workflows.kernel.people import Identity, folded
from workflows.kernel.requests import Searched
from workflows.people import statements
from workflows.people.commands import FindCustomers, FindPeople, searched
from workflows.people.queries import find_customers, find_people
from workflows.process.catalogue import Definitions

RUTH = Identity("slack", "U000000RUTH")
MANY = 100_000


@contextmanager
def looking(database: Database) -> Iterator[Look]:
    directory = directory_of(database)
    with database.reading() as unit:
        yield Look(unit, NOW, directory, Definitions([]), next(iter(directory.people.values())))


def customers(database: Database, words: str) -> Offered:
    with looking(database) as look:
        return find_customers(look, FindCustomers(actor=RUTH, words=words))


def people(database: Database, words: str) -> list[str]:
    with looking(database) as look:
        return [choice.value for choice in find_people(look, FindPeople(actor=RUTH, words=words)).choices]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ["alderbrook", "brasserie-elan", "calder", "northgate", "pinewater", "quayside", "solis", "vantor"]),
        ("NORTH", ["northgate"]),
        ("  brasserie   É", ["brasserie-elan"]),
        ("brasserie-elan", ["brasserie-elan"]),
        ("northgate", ["northgate"]),
        ("gate", []),
        ("%", []),
        ("_orth", []),
        ("' OR 1=1 --", []),
        ("\U0010ffff", []),
        ("x" * 3000, []),
    ],
)
def test_customers_are_found_by_how_their_name_begins(
    database: Database, load: Load, example: str, words: str, expected: list[str]
) -> None:
    """Capitals, spaces and accents as typed; a key finds its customer; nothing typed is ever a pattern."""
    load(csops_toml=example)
    found = customers(database, words)
    assert [choice.value for choice in found.choices] == expected
    assert found.more == ""


def test_a_choice_tells_the_tier_and_the_past_is_not_offered(database: Database, load: Load, example: str) -> None:
    """The label is the name, the description the tier; customers of the past are not offered, also not by their key."""
    load(csops_toml=example)
    load(customers_csv="key,name,tier\nsolis,Solis Energy,premium\n", prune=True)
    assert [(one.label, one.description) for one in customers(database, "").choices] == [("Solis Energy", "Premium")]
    assert customers(database, "northgate").choices == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", 15),
        ("ir", ["irena"]),
        ("čer", ["irena"]),
        ("FROST leil", ["leila"]),
        ("hana.whitl", ["hana"]),
        ("ruth okafor", ["ruth"]),
        ("zz", []),
    ],
)
def test_people_are_found_by_any_of_their_names(
    database: Database, load: Load, example: str, words: str, expected: list[str] | int
) -> None:
    """First name, last name, both in any order, key or e-mail; only who is here."""
    load(csops_toml=example)
    found = people(database, words)
    assert len(found) == expected if isinstance(expected, int) else found == expected


def test_who_left_is_not_offered(database: Database, load: Load, example: str) -> None:
    """Nobody is assigned to somebody who has left."""
    load(csops_toml=example)
    load(people_csv="key,name\nruth,Ruth Okafor\n", prune=True)
    assert people(database, "") == ["ruth"]


def test_what_a_field_searches() -> None:
    """Fields of customers and people ask here; a kind that is none of them is refused, not guessed."""
    asked = Searched(actor=RUTH, request_key="k", source="customer", words="a")
    assert searched(asked) == FindCustomers(actor=RUTH, words="a")
    assert searched(msgspec.structs.replace(asked, source="person")) == FindPeople(actor=RUTH, words="a")
    assert searched(msgspec.structs.replace(asked, source="planet")) == Refused(reason=Reason.UNKNOWN_FORM)


@pytest.fixture
def many(database: Database, load: Load, example: str) -> Database:
    """A hundred thousand customers, a third of whom begin alike."""
    load(csops_toml=example)
    names = [f"{'Corner Shop' if number % 3 else 'Ånger AB'} {number:06}" for number in range(MANY)]
    rows = [{"key": f"k{number}", "name": name, "folded_name": folded(name)} for number, name in enumerate(names)]
    with database.transaction() as connection:
        connection.execute(sa.insert(tables.customer), rows)
        connection.execute(sa.text("ANALYZE"))
    return database


def test_a_long_list_is_cut_and_says_so(many: Database) -> None:
    """A hundred choices at most, in order, with the words to get at the others."""
    found = customers(many, "corner")
    assert len(found.choices) == 100
    assert found.choices[0].label == "Corner Shop 000001"
    assert [one.label for one in found.choices] == sorted(one.label for one in found.choices)
    assert found.more == "The first 100 customers; type more of the name."
    assert customers(many, "CORNER shop 09999").choices[0].label == "Corner Shop 099991"
    assert customers(many, "ånger ab 000003").more == ""


def test_an_index_finds_them(many: Database) -> None:
    """However the words begin, the database walks its index in order and stops after a hundred: no scan, no sort."""
    for words in ("", "corner", "corner shop 0999", "ånger"):
        asked = {"low": words, "high": words + "\U0010ffff", "most": 101}
        plan = plan_of(many, statements.CUSTOMERS_BY_NAME, asked)
        assert "ix_customer_folded_name" in plan
        assert not any(word in plan for word in ("Seq Scan", "Sort", "TEMP B-TREE", "SCAN customer "))
