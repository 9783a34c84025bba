"""`/csops find`: by any words of what a thing is called, in any order, however they are spelt; with what matched."""

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from storage import finding as index
from storage import tables
from storage.statements import Prepared, Spelt
from tests.checkins.test_check_ins import said
from tests.office import Office, every_button
from tests.plans import plan_of
from workflows.engagements import finding
from workflows.engagements.finding import marked, passage
from workflows.kernel.answers import Done, Shown
from workflows.kernel.cards import Card, Row
from workflows.kernel.spelling import kept_words, plain, words_of
from workflows.kernel.text import Strong

WORDS = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=40)


def find(office: Office, words: str, who: str = "fina") -> Card:
    """Return what is found."""
    answer = office.type(who, f"/csops find {words}")
    assert isinstance(answer, Shown), answer
    return answer.card


def groups(card: Card) -> dict[str, list[Row]]:
    """Return what was found, by group."""
    found: dict[str, list[Row]] = {}
    rows: list[Row] = []
    for row in card.rows:
        if row.heading:
            rows = found[str(row.text[0].words)] = []  # type: ignore[union-attr]  # It is Strong.
        else:
            rows.append(row)
    return found


def keys(rows: list[Row] | tuple[Row, ...]) -> list[str]:
    """Return the numbers of a list."""
    return [str(row.text[0].words) for row in rows]  # type: ignore[union-attr]  # They are Strong.


@pytest.fixture
def full(office: Office) -> Office:
    """Engagements and tickets in many spellings."""
    for title in ("Café migration", "O'Neil's warehouse, phase 2", "Łódź rollout"):
        office.later(minutes=1)
        office.start("ada", title=title)
    for title, description in (
        ("The login fails", "Since Monday nobody can sign in; the Größe of the page is wrong. Please help us soon."),
        ("Export is empty", "The CSV export has no rows <script>alert(1)</script> and *bold* words."),
    ):
        office.later(minutes=1)
        values = {"customer": "acme", "kind": "bug", "title": title, "description": description}
        assert isinstance(office.submit("carl", office.type("carl", "/ticket"), values), Done)
    return office


@pytest.mark.parametrize(
    ("words", "group", "found"),
    [
        ("migration cafe", "Engagements", ["ENG-1"]),
        ("CAFÉ MIGR", "Engagements", ["ENG-1"]),
        ("oneil", "", []),
        ("neil o", "Engagements", ["ENG-2"]),
        ("phase, warehouse!", "Engagements", ["ENG-2"]),
        ("lodz", "Engagements", ["ENG-3"]),
        ("login", "Tickets", ["TCK-4"]),
        ("grosse", "Tickets", ["TCK-4"]),
        ("monday nobody", "Tickets", ["TCK-4"]),
        ("acme export", "Tickets", ["TCK-5"]),
        ("mills acme rollout", "Engagements", ["ENG-3"]),
        ("birk", "Customers", ["Birk"]),
        ("sons birk", "Customers", ["Birk"]),
        ("zebra", "", []),
        ("ticket", "", []),
        ("_ticket", "", []),
        ("tck 5", "Tickets", ["TCK-5"]),
    ],
)
def test_it_is_found_however_it_is_typed(full: Office, words: str, group: str, found: list[str]) -> None:
    """In any order, by beginnings, without accents and punctuation; and nothing else is."""
    card = find(full, words)

    assert {name: keys(rows) for name, rows in groups(card).items()} == ({group: found} if group else {})
    if not found:
        assert "Nothing found" in str(card.body)


def test_what_matched_is_told(full: Office) -> None:
    """In bold in the title, and with what stands around it where it is in what the customer said; as it was typed."""
    (row,) = groups(find(full, "export rows"))["Tickets"]
    assert Strong("Export") in row.text
    assert Strong("rows") in row.detail
    assert "<script>" in "".join(piece for piece in row.detail if isinstance(piece, str))
    (row,) = groups(find(full, "cafe"))["Engagements"]
    assert Strong("Café") in row.text
    opened = full.press("fina", Card(title="", rows=(row,)), "Open")
    assert isinstance(opened, Shown)
    assert opened.card.title == "ENG-1 Café migration"


def test_a_number_is_the_thing_itself(full: Office) -> None:
    """However it is written; nothing else is listed then."""
    for words in ("ENG-2", "eng-2"):
        assert keys(find(full, words).rows) == ["ENG-2"]


@pytest.mark.parametrize(
    "words", ["", "  ", "!!!", "*", '"', "'; DROP TABLE finding; --", "AND", "a" * 90, "% _", "日本"]
)
def test_odd_words_break_nothing(full: Office, words: str) -> None:
    """Whatever is typed is looked for, or told what to type."""
    card = find(full, words)
    assert card.rows or card.body


def test_a_long_list_has_pages(office: Office) -> None:
    """The first card has a few of each; all of them are a button away, the newest first, each once."""
    for number in range(23):
        office.later(minutes=1)
        office.start("ada", title=f"Portal {number}")
    card = find(office, "portal")
    assert len(groups(card)["Engagements"]) == finding.FEW
    answer = office.press("fina", card, "Show all")
    found: list[str] = []
    while isinstance(answer, Shown):
        found += keys(answer.card.rows)
        if all(button.label != "More" for button in every_button(answer.card)):
            break
        answer = office.press("fina", answer.card, "More")
    assert found == [f"ENG-{number}" for number in range(23, 0, -1)]
    assert isinstance(answer, Shown)
    back = office.press("fina", answer.card, "Back")
    assert isinstance(back, Shown)
    assert keys(back.card.rows) == found[10:20]


def test_what_is_rare_and_old_is_found_behind_thousands(office: Office) -> None:
    """What the newest do not have is looked for in the index; the newest first there too."""
    office.start("ada", title="Zanzibar one")
    office.start("ada", title="Zanzibar two")
    with office.database.transaction() as connection:
        words = sa.insert(tables.finding)
        rows = [
            {"id": f"f{number}", "kind": "work", "words": f"_work one filler{number}"}
            for number in range(index.LOOKED_AT)
        ]
        connection.execute(words, rows)

    assert keys(groups(find(office, "zanz"))["Engagements"]) == ["ENG-2", "ENG-1"]
    assert keys(groups(find(office, "one zanz"))["Engagements"]) == ["ENG-1"]
    assert groups(find(office, "filler zanz")) == {}


@pytest.mark.parametrize(
    ("among", "asked"),
    [
        ((index.LOOKED_AT, 0), '"zanzibar"*'),
        ((index.RARE, index.COMMON - 1), '"login"* "zanzibar"*'),
        ((index.RARE + 1, index.RARE + 1), None),
        ((index.LOOKED_AT, index.LOOKED_AT), None),
    ],
    ids=["a common and a rare one", "none is common", "none is rare", "all are common"],
)
def test_only_beside_a_rare_word_common_ones_are_not_asked_for(among: tuple[int, int], asked: str | None) -> None:
    """Without a rare one nothing is saved, and the index is asked for all of them, as before."""
    assert index.rare_only(("login", "zanzibar"), among).get("search") == asked


def test_ended_work_is_found_too(full: Office) -> None:
    """And says how it ended."""
    opened = full.type("ada", "/engagement cancel ENG-1")
    assert isinstance(full.submit("ada", opened, {"reason": "Not wanted"}), Done)
    (row,) = groups(find(full, "cafe"))["Engagements"]
    assert "Ended" in str(row.detail)


def by_index(dialect: str) -> sa.Select[int]:
    """Return the search by the index alone: with a handful of engagements PostgreSQL would begin with these."""
    return sa.select(index.everywhere(tables.finding, dialect).c.seq)


BY_INDEX = Prepared(Spelt(by_index))


@pytest.mark.parametrize(
    "statement", [finding.NEWEST, finding.COUNTS, BY_INDEX], ids=["newest", "counts", "everywhere"]
)
def test_no_statement_goes_through_everything(full: Office, statement: object) -> None:
    """The words lead to the rows by an index, or the newest rows are walked along theirs."""
    database = full.database
    with database.transaction() as connection:
        filler = " ".join(f"word{number}" for number in range(60))
        rows = [
            {"id": f"f{number}", "kind": "work", "words": f"_work filler{number} {filler}"} for number in range(5000)
        ]
        connection.execute(sa.insert(tables.finding), rows)
        if not database.is_sqlite:
            connection.execute(sa.text("ANALYZE"))
    asked = {**index.search_of(["cafe"], "work", "sqlite" if database.is_sqlite else "postgresql")}
    plan = plan_of(database, statement, {**asked, "limit": 6, "offset": 0, "sees": "[]"})  # type: ignore[arg-type]

    assert "Seq Scan on finding" not in plan
    assert "SCAN finding\n" not in plan
    assert any(name in plan for name in ("ix_finding_words", "VIRTUAL TABLE INDEX", "ix_finding_kind", "pk_finding"))


@given(WORDS, WORDS)
def test_every_word_of_a_text_finds_it(text: str, more: str) -> None:
    """By all its words in any order, by the beginning of each, and however they are spelt."""
    kept = kept_words("work", (text, more)).split(" ")[1:]
    for word in words_of(f"{more} {text}")[:300]:
        assert any(one.startswith(word[: max(1, len(word) // 2)]) for one in kept)
    assert words_of(plain(text)) == words_of(text)
    assert all(word and " " not in word and "_" not in word for word in kept)


@given(WORDS, st.lists(st.text(st.characters(categories=["Ll"]), min_size=1, max_size=5), min_size=1, max_size=3))
def test_marking_changes_no_word(text: str, words: list[str]) -> None:
    """What stands out is what was there, and a passage is a piece of the text."""
    assert said(marked(text, words)) == text
    told = said(passage(text, words))
    assert told.removeprefix("… ").removesuffix(" …") in " ".join(text.split())
