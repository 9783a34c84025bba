"""`csops export` and what was changed in chat: a file takes nothing back in silence."""

from pathlib import Path

import pytest

from bot.export import export
from bot.load import load_sources
from bot.settings import read_settings
from storage.engine import Database, open_database
from tests.administration.test_administration import ADMIN, open_form
from tests.office import Office
from tests.people.conftest import NOW, Load, directory_of, read
from tests.pricing import CARDS, set_rate_cards
from workflows.kernel.answers import Done
from workflows.people.actions import LoadError, state_of
from workflows.people.directory import read_customers
from workflows.people.exporting import exported
from workflows.people.rules import Listed

FILE = """
[company]
name = "Quellwerk"
[roles]
finance = "fina"
[channels]
finance = "slack:CFINANCE"
"""


def kept(database: Database) -> str:
    """Return the company as csops.toml, from what is kept."""
    directory = directory_of(database)
    with database.reading() as unit:
        customers = {one.key: Listed(one, active) for one, active in read_customers(unit)}
    return exported(state_of(directory, customers))


def test_what_is_exported_and_loaded_changes_nothing(database: Database, load: Load, example: str) -> None:
    """The example company, whole: people with hours, tiers, rates, working time, customers with people of their own."""
    load(csops_toml=example)
    text = kept(database)

    loaded = load(csops_toml=text)

    assert loaded.changes == ()
    assert kept(database) == text


def test_an_export_is_a_whole_file(database: Database, load: Load, example: str) -> None:
    """Everybody who is here stands in it, and every rate card."""
    load(csops_toml=example)
    text = kept(database)
    again = read(text, "csops.toml")

    assert len(again.content.people) == len([one for one in directory_of(database).people.values() if one.active])
    assert len(again.content.rate_cards) == len(directory_of(database).settings.rate_cards)


def test_a_file_does_not_take_back_what_was_changed_in_chat(office: Office, load: Load) -> None:
    """It is refused with what is and what would be; nothing else of it is taken; with force it has its way."""
    assert isinstance(office.submit(ADMIN, open_form(office, "roles fin", "Finance"), {"add": "ada"}), Done)

    with pytest.raises(LoadError) as refused:
        load(csops_toml=FILE.replace("CFINANCE", "COTHER"))

    (fault,) = refused.value.faults
    assert "was changed in chat by zoe on 2026-03-02: it is 'fina, ada' and would be 'fina'." in fault.what
    assert fault.line == 5
    assert "csops export" in fault.mend
    assert directory_of(office.database).channels["finance"] == "slack:CFINANCE"
    forced = load(csops_toml=FILE, force=True)
    assert [change.key for change in forced.changes] == ["finance"]
    assert directory_of(office.database).roles["finance"] == ("fina",)
    assert load(csops_toml=FILE.replace('"fina"', '["fina", "ada"]')).changes  # It is the file's again.


def test_a_file_that_agrees_may_change_it_afterwards(office: Office, load: Load) -> None:
    """What stands in the file too is the file's again."""
    office.submit(ADMIN, open_form(office, "roles fin", "Finance"), {"add": "ada"})
    assert load(csops_toml=FILE.replace('"fina"', '["fina", "ada"]')).settled

    assert load(csops_toml=FILE).changes


def test_a_digest_that_was_changed_in_chat(office: Office, load: Load) -> None:
    """A file that has it otherwise is refused; once a file agrees, it is the file's again."""
    form = open_form(office, "digests waiting in s", "Waiting in sales")
    assert isinstance(office.submit(ADMIN, form, {"hour": "8"}), Done)
    other = f"{FILE}[digests.sales]\nhour = 7\n"

    with pytest.raises(LoadError, match="digests 'sales' was changed in chat by zoe"):
        load(csops_toml=other)

    assert load(csops_toml=f"{FILE}[digests.sales]\nhour = 8\n").settled
    assert [change.key for change in load(csops_toml=other).changes] == ["sales"]


def test_what_a_file_does_not_speak_of_is_kept(office: Office, load: Load) -> None:
    """Loading for another reason leaves what was changed in chat alone, and marked; --prune would be told."""
    office.submit(ADMIN, open_form(office, "roles fin", "Finance"), {"add": "ada"})
    other = '[company]\nname = "Quellwerk"\n[roles]\npse = "emil"\nadmin = "zoe"\n'
    load(csops_toml=other)

    with pytest.raises(LoadError, match="was changed in chat"):
        load(csops_toml=other, prune=True)
    assert directory_of(office.database).roles["finance"] == ("fina", "ada")


def test_chat_and_export_agree(office: Office, load: Load) -> None:
    """After export there is nothing to force."""
    set_rate_cards(office, *CARDS)
    office.submit(ADMIN, open_form(office, "roles fin", "Finance"), {"add": "ada"})
    office.submit(ADMIN, open_form(office, "channels", "Finance"), {"channel": "C0NEW"})

    assert load(csops_toml=kept(office.database)).changes == ()


def test_the_command_writes_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], example: str) -> None:
    """To a file or to standard output; before the first load it says what to do."""
    settings = read_settings({"CSOPS_DATA": str(tmp_path)})
    assert export(settings=settings) == 1
    assert "Nothing is loaded yet" in capsys.readouterr().err
    database = open_database(settings.database)
    load_sources(database, [read(example, "csops.toml")], now=NOW, prune=False, by="tester")
    database.close()

    assert export(output=str(tmp_path / "csops.toml"), settings=settings) == 0
    assert export(settings=settings) == 0
    assert capsys.readouterr().out == (tmp_path / "csops.toml").read_text(encoding="utf-8")
