"""Engagements are found by words of their titles: one that is meant is shown, several are named to choose from."""

import pytest
import sqlalchemy as sa

from storage import tables
from storage.titles import search_of
from tests.engagements.test_plans import plan_of
from tests.office import Office
from tests.pricing import CARDS, draft, set_rate_cards
from workflows.engagements import lists, titles
from workflows.engagements.commands import LookUp
from workflows.kernel.answers import Answer, Done, Offered, Opened, Reason, Refused, Shown
from workflows.kernel.people import Identity


def shown(answer: Answer) -> str:
    """Return the title of the card that an answer shows."""
    assert isinstance(answer, Shown | Done), answer
    return answer.card.title


@pytest.fixture
def named(office: Office) -> Office:
    """Return an office with a few engagements under way, and one that has ended."""
    set_rate_cards(office, *CARDS)
    for title in (
        "New portal",
        "Portal migration, phase 2",
        "Café opening in Große Straße",
        'O\'Brien & "Sons": 100% <off>',
    ):
        office.later(seconds=1)
        office.start("ada", title=title)
    old = office.start("emil", process="reference-program", title="Warehouse story")
    for outcome in ("no", "did-not-attend"):
        assert isinstance(office.say("emil", old, outcome), Done)
    return office


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("portal new", "ENG-1 New portal"),
        ("migration", "ENG-2 Portal migration, phase 2"),
        ("Phase portal", "ENG-2 Portal migration, phase 2"),
        ("café", "ENG-3 Café opening in Große Straße"),
        ("große straße", "ENG-3 Café opening in Große Straße"),
        ("CAFÉ open", "ENG-3 Café opening in Große Straße"),
        ("o'brien sons", 'ENG-4 O\'Brien & "Sons": 100% <off>'),
        ("warehouse", "REF-5 Warehouse story"),
        ("eng-3", "ENG-3 Café opening in Große Straße"),
    ],
)
def test_one_that_is_meant_is_shown(named: Office, words: str, title: str) -> None:
    """Every word, in any order, whole or begun, as it is written or not."""
    assert shown(named.type("fina", f"/engagement {words}")) == title
    assert shown(named.type("fina", f"/engagement show {words}")) == title


def test_several_are_named(named: Office) -> None:
    """Nothing is guessed; a title that is exactly the words is meant, whatever else begins so."""
    answer = named.type("fina", "/engagement portal")
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.SEVERAL_ENGAGEMENTS
    assert answer.facts["engagements"] == "ENG-2 Portal migration, phase 2, ENG-1 New portal"
    named.start("ada", title="Portal")
    assert shown(named.type("fina", "/engagement portal")) == "ENG-6 Portal"


@pytest.mark.parametrize("words", ["snow ENG-1", "nonsense", "& | ! :*", '" OR 1', "'; DROP TABLE", "NEAR(a b)", "%"])
def test_what_is_no_title_is_an_unknown_verb(named: Office, words: str) -> None:
    """Nothing that is typed means anything to the search itself."""
    answer = named.type("fina", f"/engagement {words}")
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.UNKNOWN_COMMAND


def test_a_rom_is_made_by_title(named: Office) -> None:
    """The form, the figures and sending: by number and by title, the verb before or behind."""
    opened = named.type("ada", "/rom new portal")
    assert isinstance(opened, Opened)
    assert isinstance(named.say("ada", opened.form.subject, "scoped"), Done)
    assert isinstance(draft(named), Done)
    first = shown(named.type("ada", "/rom show New Portal"))
    assert first == shown(named.type("ada", "/rom new portal show")) == shown(named.type("ada", "/rom ENG-1 show"))
    assert isinstance(named.type("ada", "/rom portal"), Refused)
    unknown = named.type("ada", "/rom ENG-1 snow")
    assert isinstance(unknown, Refused)
    assert unknown.reason is Reason.UNKNOWN_COMMAND
    assert isinstance(named.type("ada", "/rom send new portal"), Done)
    assert named.rows(tables.approval)


def test_a_form_offers_by_title(named: Office) -> None:
    """While somebody types in a field: only what is under way."""
    offered = named.dispatcher.answer(LookUp(actor=Identity("slack", "UADA"), words="migr"))
    assert isinstance(offered, Offered)
    assert [choice.value for choice in offered.choices] == ["ENG-2"]
    assert named.dispatcher.answer(LookUp(actor=Identity("slack", "UADA"), words="warehouse")) == Offered(choices=())


def test_a_chart_is_asked_for_by_title(named: Office) -> None:
    """And what is in more than one is refused with its names."""
    assert shown(named.type("fina", "/engagement chart café")) == "ENG-3: Services engagement"
    assert isinstance(named.type("fina", "/engagement chart portal"), Refused)


def test_a_title_that_changes_is_found_by_its_new_words(named: Office) -> None:
    """The index follows the table."""
    with named.database.transaction() as connection:
        changed = sa.update(tables.engagement).where(tables.engagement.c.key == "ENG-3").values(title="Tea house")
        connection.execute(changed)
    assert shown(named.type("fina", "/engagement tea")) == "ENG-3 Tea house"
    assert isinstance(named.type("fina", "/engagement café"), Refused)


@pytest.mark.parametrize("title", ["2026-02-27", "api.example.com/v2", "../../etc", "-1", "1e400", "it's a\\b"])
def test_a_title_is_found_by_itself(named: Office, title: str) -> None:
    """Also a date, a path or an address, and however many newer titles have the same words and more."""
    with named.database.transaction() as connection:
        changed = sa.update(tables.engagement).where(tables.engagement.c.key == "ENG-3").values(title=title)
        connection.execute(changed)
    for _ in range(7):
        named.start("ada", title=f"{title} again")
    assert shown(named.type("fina", f"/engagement {title}")) == f"ENG-3 {title}"


@pytest.mark.parametrize("statement", [titles.TITLED, lists.OPEN_TITLE], ids=["meant", "offered"])
def test_no_title_is_looked_at_that_has_not_the_words(named: Office, statement: object) -> None:
    """On both databases the words lead to the engagements, however many there are."""
    if not named.database.is_sqlite:
        with named.database.transaction() as connection:
            many = "INSERT INTO engagement SELECT (e).* FROM (SELECT json_populate_record(e, json_build_object("
            many += "'id', 'x' || n, 'key', 'X-' || n, 'title', 'filler ' || n)) AS e"
            many += " FROM engagement e, generate_series(1, 3000) n WHERE e.key = 'ENG-1') made"
            connection.execute(sa.text(many))
            connection.execute(sa.text("ANALYZE"))
    search = search_of("migration", "sqlite" if named.database.is_sqlite else "postgresql")
    plan = plan_of(named.database, statement, {"words": search, "exact": "", "limit": 11, "offset": 0, "sees": "[]"})  # type: ignore[arg-type]
    assert "SCAN engagement" not in plan
    assert not any("Seq Scan on engagement" in step for step in plan), plan
