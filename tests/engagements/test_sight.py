"""Private work is seen by its people alone: to everybody else it is as if there were none of it."""

import random

import pytest
import sqlalchemy as sa

from storage import tables
from storage.sight import seen as seen_in_sql
from storage.statements import Prepared
from tests.engagements.hidden import NOTHING_SO_FAR, SECRET, asked_by, commands, ids_of, questions, told, work_in_secret
from tests.engagements.inventing import invented
from tests.office import Office, staff
from tests.pricing import priced
from workflows.contents import QUERIES
from workflows.desk import Look
from workflows.engagements import sight
from workflows.kernel.commands import Query
from workflows.people.directory import read_directory

__all__ = ["priced"]

OUTSIDER = "olaf"
INSIDERS = ("ada", "pria", "carl", "mara", "emil", "zoe")
NOT_ABOUT_WORK = frozenset(
    {
        *("ShowAdministration", "ShowPart", "ShowEntry", "ShowChanges"),
        "Help",
        "FindCustomers",
        "FindPeople",
        "CheckCompany",
        "ShowAccounts",
        "ListFailed",
        "ShowReference",
        "ListCaseStudies",
        "ShowOwnDigest",
        "ListReports",
        *("ShowAdministration", "ShowPart", "ShowEntry", "ShowChanges"),
    }
)
"""About people, settings and posts: no piece of work changes their answers. A new question is about work."""


@pytest.fixture
def watched(priced: Office) -> Office:
    """Return an office in which Olaf works, who holds no role, and in which Acme agreed to a case study."""
    with priced.database.transaction() as connection:
        connection.execute(sa.insert(tables.person).values(key=OUTSIDER, name="Olaf Berg"))
        user = {"platform": "slack", "user_id": "UOLAF", "person_key": OUTSIDER}
        connection.execute(sa.insert(tables.identity).values(**user))
        listed = {"id": "r1", "customer_key": "acme", "state": "consent", "listed_by": "dora", "recorded_by": "dora"}
        listed |= {"uses": '["case-study"]', "given_by": "Dr Ito", "given_on": "2026-03-01"}
        at = {"listed_at": priced.now, "recorded_at": priced.now}
        connection.execute(sa.insert(tables.reference_entry).values(**listed, **at))
    staff(priced.database, "sales", "ada")
    return priced


def test_an_outsider_is_told_what_there_was_before_there_was_any(watched: Office) -> None:
    """Every question, list, form and look-up, asked with every number, title and id, answers as in an empty office.

    A new question that forgets the condition fails here, and so does one that says that there is something to hide.
    """
    empty = {asked: told(watched, asked) for asked in questions(OUTSIDER, NOTHING_SO_FAR)}
    work_in_secret(watched)

    after = {asked: told(watched, asked) for asked in questions(OUTSIDER, NOTHING_SO_FAR)}
    assert {asked: (empty[asked], said) for asked, said in after.items() if said != empty[asked]} == {}

    unknown, ids = "f" * 32, ids_of(watched)
    for asked in questions(OUTSIDER, ids):
        assert SECRET not in told(watched, asked).lower()
    for known in ids:
        pairs = zip(questions(OUTSIDER, (known,)), questions(OUTSIDER, (unknown,)), strict=True)
        assert [one for one, other in pairs if told(watched, one).replace(known, unknown) != told(watched, other)] == []


def test_its_people_are_told(watched: Office) -> None:
    """The same walk by its people finds it in every question that is about work: the walk would notice a leak."""
    about_work = [kind for kind in QUERIES if kind.__name__ not in NOT_ABOUT_WORK]
    empty = {
        asked: told(watched, asked)
        for kind in about_work
        for who in INSIDERS
        for asked in asked_by(who, kind, NOTHING_SO_FAR)
    }
    work_in_secret(watched)
    words = (*NOTHING_SO_FAR, *ids_of(watched))

    def finds(asked: Query) -> bool:
        before = empty.get(asked, "")
        return told(watched, asked) != before if before else SECRET in told(watched, asked).lower()

    unchanged = [
        kind.__name__
        for kind in about_work
        if not any(finds(asked) for who in INSIDERS for asked in asked_by(who, kind, words))
    ]
    assert unchanged == []


def test_no_button_tells_that_there_is_something(watched: Office) -> None:
    """Every command that is about a piece of work, a hand-off or a decision refuses one that is not seen as unknown."""
    work_in_secret(watched)
    history = watched.rows(tables.history)
    unknown = "f" * 32

    for known in ids_of(watched):
        pairs = zip(commands(OUTSIDER, (known,)), commands(OUTSIDER, (unknown,)), strict=True)
        for one, other in pairs:
            said = told(watched, one)
            assert said.replace(known, unknown) == told(watched, other), one
            assert SECRET not in said.lower()
    assert watched.rows(tables.history) == history


IDS = Prepared(sa.select(tables.engagement.c.id).where(seen_in_sql(tables.engagement)).order_by(tables.engagement.c.id))


@pytest.mark.parametrize("seed", range(4))
def test_statements_and_buttons_agree_on_who_sees_what(office: Office, seed: int) -> None:
    """In companies of any make: people who left, groups, customers with people of their own, who stands in for whom."""
    work = invented(office, random.Random(seed))  # noqa: S311 - an invented company, not a secret.
    with office.database.reading() as unit:
        directory = read_directory(unit).at(office.now)
        seers = 0
        for person in directory.people.values():
            if not person.active:
                continue
            look = Look(unit, office.now, directory, office.definitions, person)
            listed = {row.id for row in unit.rows(IDS, sight.sees(look))}
            seen = {
                one
                for one, (named, customer) in work.items()
                if named is None or sight.seen(directory, person.key, named, customer)
            }
            assert listed == seen, person.key
            seers += len(seen)
    assert 0 < seers < len(work) * len(directory.people)
