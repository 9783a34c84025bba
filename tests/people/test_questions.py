"""What a load changes counts from the next question on, and administrators can see in chat what is left open."""

from collections.abc import Iterator

import pytest

from bot.dispatch import Dispatcher
from storage.engine import Database
from tests.people.conftest import NOW, Load
from workflows.kernel.answers import Offered, Reason, Refused, Shown
from workflows.kernel.people import Identity
from workflows.kernel.requests import Typed
from workflows.people.cards import findings_card
from workflows.people.commands import CheckCompany, FindPeople
from workflows.process.catalogue import load_definitions
from workflows.registry import Registry

RUTH = Identity("slack", "U000000RUTH")
MIRA = Identity("slack", "U000000MIRA")
BEA = Identity("slack", "U0000000BEA")


@pytest.fixture
def dispatcher(database: Database) -> Iterator[Dispatcher]:
    definitions = load_definitions()
    made = Dispatcher(
        database=database,
        registry=Registry(definitions),
        definitions=definitions,
        clock=lambda: NOW,
        committed=lambda: None,
    )
    yield made
    made.close()


def test_before_the_first_load_nobody_may_do_anything(dispatcher: Dispatcher) -> None:
    """With no company there are no people: refused, and the way out is in the words."""
    answer = dispatcher.answer(FindPeople(actor=RUTH, words=""))
    assert isinstance(answer, Refused)
    assert answer.reason == Reason.NOT_LOADED


def test_a_load_counts_from_the_next_question_on(dispatcher: Dispatcher, load: Load, example: str) -> None:
    """Who came is known and who left is not, without a restart; a second account is the same person."""
    load(csops_toml=example)
    assert isinstance(dispatcher.answer(FindPeople(actor=RUTH, words="")), Offered)
    assert isinstance(dispatcher.answer(FindPeople(actor=BEA, words="")), Refused)
    load(people_csv="key,name,slack\nbea,Bea Stone,U0000000BEA\nmira,Mira Lindqvist,U000000MIRA\n", prune=True)
    assert isinstance(dispatcher.answer(FindPeople(actor=BEA, words="")), Offered)
    gone = dispatcher.answer(FindPeople(actor=RUTH, words=""))
    assert isinstance(gone, Refused)
    assert gone.reason == Reason.UNKNOWN_PERSON


def test_administrators_see_what_is_left_open(dispatcher: Dispatcher, load: Load, example: str) -> None:
    """Faults first with their mend; others are refused with who may ask."""
    load(csops_toml=example)
    well = dispatcher.answer(CheckCompany(actor=RUTH))
    assert isinstance(well, Shown)
    assert well.card.status == ("Nothing is missing",)
    assert "also asks Slack." in str(well.card.footer)
    load(csops_toml=example.replace('finance = "greta"\n', "").replace('sa = "tobias"\n', ""), prune=True)
    found = dispatcher.answer(CheckCompany(actor=RUTH))
    assert isinstance(found, Shown)
    assert found.card.status == ("1 to mend",)
    assert "Nobody is Finance (finance)" in str(found.card.rows[0].text)
    assert "finance =" in str(found.card.rows[0].detail)
    assert "Solution architect" in str(found.card.rows[1].text)
    refused = dispatcher.answer(CheckCompany(actor=MIRA))
    assert refused == Refused(reason=Reason.NOT_ALLOWED, facts={"may": "Ruth Okafor"})


@pytest.mark.parametrize(
    ("platforms", "asked"),
    [({"teams"}, "also asks Teams."), ({"slack", "teams"}, "also asks Slack and Teams."), (set(), "")],
)
def test_the_card_names_the_platforms_that_there_are(platforms: set[str], asked: str) -> None:
    """What the command line asks besides is said of the platforms on which people have accounts."""
    (footer,) = findings_card([], platforms).footer
    assert isinstance(footer, str)
    assert footer.endswith(asked)
    assert bool(footer) == bool(asked)


@pytest.mark.parametrize("words", ["check", " CHECK "])
def test_slash_csops_check_asks_it(words: str) -> None:
    """What is typed leads to the question."""
    registry = Registry(load_definitions())
    asked = Typed(actor=RUTH, request_key="k", verb="/csops", words=words)
    assert registry.route(asked) == CheckCompany(actor=RUTH)
