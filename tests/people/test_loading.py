"""Loading a company: whole or not at all, safe to repeat, and told in words, on both databases."""

import json
import threading
from decimal import Decimal

import pytest
import sqlalchemy as sa

from storage import history, tables
from storage.engine import Database
from tests.people.conftest import NOW, Load, directory_of, read
from workflows.kernel.company import TIERS
from workflows.kernel.people import Identity
from workflows.people.actions import LoadError
from workflows.people.cards import changed_lines

ACME = '[company]\nname = "Acme"\ntime_zone = "Europe/Berlin"\n'
ANA = '[[people]]\nkey = "ana"\nname = "Ana"\nemail = "ana@acme.example"\nslack = ["U1A", "U1B"]\n'
BEN = '[[people]]\nkey = "ben"\nname = "Ben"\nslack = "U2A"\ntime_zone = "Asia/Tokyo"\n'
BOTH = ACME + ANA + BEN + '[roles]\ncsm = ["ben", "ana"]\n[channels]\nsales = "slack:C0SALES"\n'


def rows_of(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, to tell whether anything changed at all."""
    with database.transaction() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for name, table in tables.metadata.tables.items()
        }


def refused(load: Load, **files: str) -> str:
    """Return the faults of files that cannot be loaded."""
    with pytest.raises(LoadError) as caught:
        load(**files)
    return str(caught.value)


def test_the_example_company_is_in_the_directory(database: Database, load: Load, example: str) -> None:
    """After the first load the directory has everybody, their accounts, roles, channels and terms."""
    load(csops_toml=example)
    directory = directory_of(database)
    assert directory.version == 1
    assert (directory.company, directory.time_zone) == ("Fennwick Systems", "Europe/Berlin")
    assert directory.people["irena"].name == "Irena Černá"
    assert directory.people["ruth"].time_zone == "Europe/Berlin"
    assert directory.people["yuki"].time_zone == "Asia/Tokyo"
    for account in ("U00000IRENA", "U0000IRENA2"):
        found = directory.person(Identity("slack", account))
        assert found is not None
        assert found.key == "irena"
    assert directory.addresses["irena"] == "slack:U00000IRENA"
    assert directory.roles["development_lead"] == ("nadia", "felix")
    assert directory.channels["operations"] == "slack:COPERATIONS"
    assert directory.settings.tiers == TIERS
    card = directory.settings.rate_card(NOW.date())
    assert card is not None
    assert (card.version, card.rates[2].per_hour) == ("2026", Decimal("147.50"))
    with database.transaction() as connection:
        customers = connection.execute(sa.select(tables.customer).order_by(tables.customer.c.folded_name)).all()
    assert [row.folded_name for row in customers][:2] == ["alderbrook bank", "brasserie elan"]
    assert json.loads(customers[0].roles) == {"csm": ["priya"], "pse": ["omar"], "sal": ["mira"]}


def test_the_second_load_changes_nothing(database: Database, load: Load, example: str) -> None:
    """The same files again: not a row is different, and nothing is said to have changed."""
    load(csops_toml=example)
    before = rows_of(database)
    loaded = load(csops_toml=example)
    assert loaded.changes == ()
    assert loaded.left_out == ()
    assert rows_of(database) == before


def test_a_change_is_told_counted_and_recorded_once(database: Database, load: Load) -> None:
    """What is different is written; the directory's version grows by one and the company's history by one entry."""
    load(csops_toml=BOTH)
    loaded = load(csops_toml=BOTH.replace('"Ben"', '"Benno"').replace("U2A", "U2C").replace("C0SALES", "C0OTHER"))
    assert list(changed_lines(loaded.changes)) == [
        "channels changed (1): sales",
        "people changed (1): ben (name, accounts)",
    ]
    assert directory_of(database).version == 2
    with database.transaction() as connection:
        entries = connection.execute(sa.select(tables.history).order_by(tables.history.c.seq)).all()
        assert history.verify(connection) is None
    assert [(row.subject, row.seq, row.action, row.actor) for row in entries] == [
        ("company", 1, "company-loaded", "csops"),
        ("company", 2, "company-loaded", "csops"),
    ]
    assert json.loads(entries[1].details) == {
        "by": "tester",
        "files": "csops.toml",
        "channels changed": "sales",
        "people changed": "ben (name, accounts)",
    }


def test_who_is_missing_is_kept_unless_pruned(database: Database, load: Load) -> None:
    """Without --prune who and what is missing stays and is named; with it they leave, but are not forgotten."""
    load(csops_toml=BOTH)
    only_ana = ACME + ANA + '[roles]\nadmin = "ana"\n[channels]\noperations = "slack:C0OPS"\n'
    loaded = load(csops_toml=only_ana)
    assert {(change.kind, change.key) for change in loaded.left_out} == {
        ("people", "ben"),
        ("roles", "csm"),
        ("channels", "sales"),
    }
    assert directory_of(database).person(Identity("slack", "U2A")) is not None
    pruned = load(csops_toml=only_ana, prune=True)
    assert {(change.key, change.what) for change in pruned.changes} == {
        ("ben", "left"),
        ("csm", "removed"),
        ("sales", "removed"),
    }
    directory = directory_of(database)
    assert directory.person(Identity("slack", "U2A")) is None
    assert directory.named("ben") == "Ben"
    assert directory.roles == {"admin": ("ana",)}
    assert load(csops_toml=only_ana, prune=True).changes == ()
    back = load(csops_toml=BOTH)
    assert ("people", "ben", "back") in {(change.kind, change.key, change.what) for change in back.changes}


def test_prune_touches_only_what_the_files_speak_of(database: Database, load: Load) -> None:
    """Pruning with a sheet of people leaves roles, channels and customers alone."""
    load(csops_toml=BOTH + '[[customers]]\nkey = "c"\nname = "C"\n')
    pruned = load(people_csv="key,name\nana,Ana\n", prune=True)
    assert [(change.key, change.what) for change in pruned.changes] == [("ben", "left")]
    assert directory_of(database).roles["csm"] == ("ben", "ana")


def test_a_sheet_changes_only_its_columns(database: Database, load: Load) -> None:
    """A sheet with two columns does not wipe accounts, e-mails or other roles; an empty cell of a column does."""
    load(
        csops_toml=BOTH + '[[customers]]\nkey = "c"\nname = "C"\ntier = "basic"\nroles = { csm = "ana", am = "ben" }\n'
    )
    load(people_csv="key,name\nana,Anna\n", customers_csv="key,name,role.am\nc,C,\n")
    directory = directory_of(database)
    assert directory.people["ana"].name == "Anna"
    assert directory.people["ana"].email == "ana@acme.example"
    assert directory.addresses["ana"] == "slack:U1A"
    with database.transaction() as connection:
        customer = connection.execute(sa.select(tables.customer)).one()
    assert (customer.tier, json.loads(customer.roles)) == ("basic", {"csm": ["ana"]})
    load(people_csv="key,name,email\nana,Anna,\n")
    assert directory_of(database).people["ana"].email == ""


def test_an_account_can_change_hands(database: Database, load: Load) -> None:
    """Accounts that are swapped between two people in one load end where the file says."""
    load(csops_toml=BOTH)
    load(csops_toml=BOTH.replace('"U1B"', '"U9"').replace("U2A", "U1B").replace("U9", "U2A"))
    directory = directory_of(database)
    assert directory.identities[Identity("slack", "U1B")] == "ben"
    assert directory.identities[Identity("slack", "U2A")] == "ana"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"people_csv": "key,name\nana,Ana\n"}, "people.csv:1: No file names the company"),
        ({"csops_toml": ACME + ANA + ANA}, "csops.toml:10: 'ana' is there already, in csops.toml on line 5"),
        ({"csops_toml": ACME + ANA, "people_csv": "key,name\nana,Ana\n"}, "people.csv:2: 'ana' is there already"),
        ({"a_toml": ACME, "b_toml": ACME}, "b.toml:1: The company is named in a.toml on line 1 already"),
        (
            {"csops_toml": ACME + ANA + BEN + 'email = "ANA@acme.example"'},
            "csops.toml:14: 'ANA@acme.example' is the address of ana already",
        ),
        (
            {"csops_toml": ACME + ANA + BEN.replace('"U2A"', '["U2A", "U1B"]')},
            "csops.toml:12: 'U1B' is the account of ana already",
        ),
        (
            {"csops_toml": ACME + ANA + '[roles]\ncsm = ["ana",\n"anna"]'},
            "csops.toml:11: There is nobody called 'anna'.",
        ),
        (
            {"csops_toml": ACME + '[[customers]]\nkey="c"\nname="C"\ntier="gold"'},
            "csops.toml:7: There is no tier 'gold'",
        ),
        (
            {"customers_csv": "key,name,role.csm\nc,C,zoe\n", "csops_toml": ACME},
            "customers.csv:2: There is nobody called 'zoe'. Mend: add a person",
        ),
    ],
)
def test_what_files_say_of_each_other_is_checked(
    load: Load, database: Database, files: dict[str, str], told: str
) -> None:
    """Across files and against what is kept: told with its line, and not a row is written."""
    before = rows_of(database)
    assert told in refused(load, **files)
    assert rows_of(database) == before


def test_what_is_kept_already_counts(load: Load, database: Database) -> None:
    """An address, an account or a key that somebody has from an earlier load is not given to another by a later one."""
    load(csops_toml=BOTH)
    before = rows_of(database)
    told = refused(
        load,
        people_csv="key,name,email,slack\ncleo,Cleo,ana@ACME.example,U2A\n",
        customers_csv="key,name,role.csm\nc,C,ben cleo\nd,D,dora\n",
    )
    assert "the address of ana already" in told
    assert "the account of ben already" in told
    assert told.count("\n") == 2
    assert "nobody called 'dora'" in told
    assert rows_of(database) == before


def test_somebody_who_left_holds_nothing(load: Load) -> None:
    """A person who left cannot be named for a role, and their account can go to somebody else."""
    load(csops_toml=BOTH)
    load(csops_toml=ACME + ANA + '[roles]\ncsm = "ana"\n', prune=True)
    assert "'ben' has left" in refused(load, csops_toml=ACME + ANA + '[roles]\ncsm = "ben"')
    loaded = load(people_csv="key,name,slack\ncleo,Cleo,U2A\n")
    assert [(change.key, change.what) for change in loaded.changes] == [("ben", "changed"), ("cleo", "added")]


def test_tiers_that_customers_have_stay(load: Load) -> None:
    """Tiers are replaced together; one that a customer still has cannot be left out."""
    gold = '[tiers.gold]\ntitle = "Gold"\nfirst_response_minutes = 5\n'
    load(csops_toml=ACME + '[[customers]]\nkey = "c"\nname = "C"\ntier = "premium"\n')
    assert "Customers have a tier that is not here: c" in refused(load, csops_toml=ACME + gold)
    loaded = load(csops_toml=ACME + gold + '[[customers]]\nkey = "c"\nname = "C"\ntier = "gold"\n')
    assert [(change.kind, change.key) for change in loaded.changes] == [("customers", "c"), ("tiers", "gold")]


def test_a_rate_card_that_was_used_never_changes(database: Database, load: Load, example: str) -> None:
    """Figures of a card may be mended until an estimate was made with it; then they need a new version."""
    load(csops_toml=example)
    dearer = example.replace('rate = "165.00"', 'rate = "175.00"')
    load(csops_toml=dearer)
    with database.transaction() as connection:
        connection.execute(sa.insert(tables.engagement).values(**_engagement()))
        connection.execute(sa.insert(tables.estimate).values(**_estimate(rate_card="2026")))
    assert "Estimates were made with rate card '2026'" in refused(load, csops_toml=example)
    new = example.replace('version = "2026"', 'version = "2026b"').replace(
        "valid_from = 2026-01-01", "valid_from = 2026-07-01"
    )
    load(csops_toml=new)
    cards = directory_of(database).settings.rate_cards
    assert [card.version for card in cards] == ["2025", "2026", "2026b"]


def _engagement() -> dict[str, object]:
    given = {
        "id": "e",
        "key": "ENG-1",
        "process": "p",
        "customer_key": "solis",
        "title": "t",
        "head": "",
        "created_by": "mira",
    }
    numbers = {"process_version": 1, "version": 1, "arrival": 1}
    return {**given, **numbers, "entered_at": NOW, "created_at": NOW}


def _estimate(**given: object) -> dict[str, object]:
    words = {"id": "r", "engagement_id": "e", "figures": "{}", "digest": "", "currency": "EUR", "state": "draft"}
    return {**words, "revision": 1, "budget_minor": 1, "created_by": "mira", "created_at": NOW, **given}


def test_two_loads_at_once_both_count(database: Database, load: Load) -> None:
    """Loads that meet are carried out one after the other: nothing of either is lost, and the chain is whole."""
    load(csops_toml=BOTH)
    start = threading.Barrier(4)

    def carry_out(number: int) -> None:
        start.wait()
        load(people_csv=f"key,name\nnew{number},New {number}\n")

    threads = [threading.Thread(target=carry_out, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    directory = directory_of(database)
    assert {f"new{number}" for number in range(4)} <= set(directory.people)
    assert directory.version == 5
    with database.transaction() as connection:
        assert history.verify(connection) is None
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.history)).scalar() == 5


def test_a_long_sheet_with_one_wrong_column_is_not_told_fifty_thousand_times(load: Load) -> None:
    """Of one kind of mistake only so many are told."""
    rows = "".join(f"c{number},C,nobody\n" for number in range(3000))
    told = refused(load, csops_toml=ACME, customers_csv="key,name,role.csm\n" + rows)
    assert told.count("\n") < 300


def test_read_is_pure() -> None:
    """Reading a file twice gives the same, whatever was read between."""
    first = read(BOTH)
    read(ACME)
    assert read(BOTH).content == first.content
