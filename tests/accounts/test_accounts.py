"""Linking by e-mail, unlinking, where one is told, who sees it, and what a load leaves alone."""

import pytest
import sqlalchemy as sa

from bot.dispatch import Dispatcher
from bot.load import load_sources
from storage import tables
from tests.accounts.desks import ADA_IN_TEAMS, SLACK_ADA, STRANGER, code, linked, reason, say, words_in
from tests.office import Office
from workflows.accounts.commands import LinkAccount
from workflows.kernel.answers import Answer, Done, Reason, Shown
from workflows.kernel.people import Identity
from workflows.people.reading import Source, read_file

ZOE = Identity("slack", "UZOE")


def by_email(office: Office, email: str, account: Identity = STRANGER) -> Answer:
    """Let an account link itself with the address that its platform gives."""
    return office.dispatcher.answer(LinkAccount(actor=account, request_key=office.key(), email=email))


def addresses(office: Office, **emails: str) -> None:
    """Give people their addresses."""
    with office.database.transaction() as connection:
        for key, email in emails.items():
            connection.execute(sa.update(tables.person).where(tables.person.c.key == key).values(email=email))
        connection.exec_driver_sql("UPDATE company SET directory_version = directory_version + 1")


def load(office: Office, text: str) -> None:
    """Load a company file."""
    source = read_file(text.encode(), "csops.toml")
    assert isinstance(source, Source), source
    load_sources(office.database, [source], now=office.now, prune=False, by="test")


def test_an_address_links_its_person(office: Office) -> None:
    """The platform says whose address it is; capitals do not matter."""
    addresses(office, ada="ada@quellwerk.example")
    assert isinstance(by_email(office, "Ada@Quellwerk.example"), Done)
    assert [(row["person_key"], row["how"]) for row in office.rows(tables.link)] == [("ada", "email")]


@pytest.mark.parametrize("email", ["", "nobody@quellwerk.example", "two@quellwerk.example"])
def test_an_address_of_nobody_or_of_two_links_nobody(office: Office, email: str) -> None:
    """No address, an unknown one, and one that two people have tell nothing."""
    addresses(office, ada="two@quellwerk.example", sven="TWO@quellwerk.example")
    assert reason(by_email(office, email)) is Reason.LINK_NOBODY
    assert office.rows(tables.link) == []


def test_what_is_typed_is_no_address(office: Office) -> None:
    """An address behind the command is taken for a code, which it is not."""
    addresses(office, ada="ada@quellwerk.example")
    assert reason(say(office, STRANGER, "link ada@quellwerk.example")) is Reason.LINK_WRONG
    assert reason(say(office, STRANGER, "link")) is Reason.LINK_NOBODY


def test_an_address_links_no_second_account(office: Office) -> None:
    """Who has an account there has it; another one with the same address is not theirs by that."""
    addresses(office, ada="ada@quellwerk.example")
    assert reason(by_email(office, "ada@quellwerk.example", Identity("slack", "UNEW"))) is Reason.LINK_SECOND


def test_unlinking_takes_off_what_was_linked_and_nothing_else(office: Office) -> None:
    """Afterwards the account is a stranger's again; the one of csops.toml stays, and there is nothing more to take."""
    linked(office)
    assert reason(say(office, SLACK_ADA, "unlink slack")) is Reason.NOTHING_LINKED
    assert isinstance(say(office, STRANGER, "unlink teams"), Done)
    assert reason(say(office, STRANGER, "mine")) is Reason.UNKNOWN_PERSON
    assert reason(say(office, SLACK_ADA, "unlink")) is Reason.NOTHING_LINKED
    assert reason(say(office, SLACK_ADA, "unlink matrix")) is Reason.NOT_A_CHOICE
    linked(office)


def test_one_is_told_where_one_chose(office: Office) -> None:
    """The first account by default; the other platform after /csops notify; the first again when it is gone."""
    assert reason(say(office, SLACK_ADA, "notify teams")) is Reason.NO_ACCOUNT_THERE
    linked(office)
    assert told_at(office) == "slack:UADA"
    assert isinstance(say(office, SLACK_ADA, "notify teams"), Done)
    assert told_at(office) == f"teams:{ADA_IN_TEAMS}"
    assert isinstance(say(office, STRANGER, "notify slack"), Done)
    assert told_at(office) == "slack:UADA"
    say(office, STRANGER, "notify teams")
    say(office, STRANGER, "unlink")
    assert told_at(office) == "slack:UADA"


def told_at(office: Office) -> str:
    """Return where Ada is told things, after a look that refreshes the directory."""
    say(office, ZOE, "mine")
    return office.dispatcher.directory().addresses["ada"]


def test_another_replica_knows_at_once(office: Office) -> None:
    """A replica that had read the directory before acts on the link with its very next command."""
    other = Dispatcher(
        database=office.database,
        registry=office.registry,
        definitions=office.definitions,
        clock=lambda: office.now,
        committed=lambda: None,
    )
    first, office.dispatcher = office.dispatcher, other
    assert reason(say(office, STRANGER, "mine")) is Reason.UNKNOWN_PERSON
    office.dispatcher = first
    linked(office)
    office.dispatcher = other
    assert isinstance(say(office, STRANGER, "accounts"), Shown)
    office.dispatcher = first
    other.close()


def test_administrators_see_who_linked_what(office: Office) -> None:
    """Ada sees her own accounts; Zoe, who is admin, sees Ada's link and when it came to be."""
    linked(office)
    mine, theirs = say(office, SLACK_ADA, "accounts"), say(office, ZOE, "accounts")
    assert isinstance(mine, Shown)
    assert isinstance(theirs, Shown)
    assert "linked by a code" in words_in(mine.card)
    assert "Linked by people themselves" not in words_in(mine.card)
    assert ADA_IN_TEAMS in words_in(theirs.card)
    assert "What happened last" in words_in(theirs.card)


def test_a_load_leaves_links_alone(office: Office) -> None:
    """csops.toml says nothing of the account in Teams: loading it again does not take it off."""
    linked(office)
    say(office, SLACK_ADA, "notify teams")
    load(office, '[[people]]\nkey = "ada"\nname = "Ada P."\nslack = "UADA"\n')
    assert told_at(office) == f"teams:{ADA_IN_TEAMS}"
    assert office.dispatcher.directory().people["ada"].name == "Ada P."


def test_what_the_file_says_of_an_account_holds(office: Office) -> None:
    """An account that csops.toml gives to Sven is Sven's, whoever had linked it."""
    linked(office)
    load(office, f'[[people]]\nkey = "sven"\nname = "Sven"\nslack = "USVEN"\nteams = "{ADA_IN_TEAMS}"\n')
    say(office, ZOE, "mine")
    directory = office.dispatcher.directory()
    assert directory.identities[STRANGER] == "sven"
    assert STRANGER not in directory.links
    assert reason(say(office, STRANGER, "unlink")) is Reason.NOTHING_LINKED


def test_a_guest_links_nothing(office: Office) -> None:
    """An account of which its platform says that it is a guest's cannot be linked, not even with a good code."""
    made = code(office)
    with office.database.transaction() as connection:
        row = {"platform": "teams", "user_id": ADA_IN_TEAMS, "what": "guest", "seen_at": office.now}
        connection.execute(sa.insert(tables.standing).values(**row))
        connection.exec_driver_sql("UPDATE company SET directory_version = directory_version + 1")
    assert reason(say(office, STRANGER, f"link {made}")) is Reason.GUEST
    assert office.rows(tables.link) == []
