"""The mail effect: written to by csops where it sends mail, else a checklist item; nobody is passed over in silence."""

import msgspec
import sqlalchemy as sa

from storage import tables
from tests.office import Office, staff
from workflows.deliveries.rules import where_to
from workflows.kernel.answers import Done
from workflows.kernel.posts import Post

MAIL = "mail:"


def connect(office: Office, **addresses: str) -> None:
    """Let csops send mail, and give people their addresses."""
    office.registry.ties = msgspec.structs.replace(office.registry.ties, reached=frozenset({"mail"}))
    with office.database.transaction() as connection:
        for key, address in addresses.items():
            there = sa.update(tables.person).where(tables.person.c.key == key)
            connection.execute(there.values(email=address))
        version = tables.company.c.directory_version + 1
        connection.execute(sa.update(tables.company).values(directory_version=version))


def happy(office: Office, **values: str) -> None:
    """Hold a check-in that found an upsell."""
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    assert isinstance(office.say("carl", engagement, "started"), Done)
    assert isinstance(office.say("carl", engagement, "happy", upsell="yes", **values), Done)


def mails(office: Office) -> dict[str, Post]:
    """Return the promised mails by address."""
    found = {sent.lane: sent.payload for sent in office.sent() if sent.lane.startswith(MAIL)}
    return {lane.removeprefix(MAIL): payload for lane, payload in found.items() if isinstance(payload, Post)}


def items(office: Office) -> list[str]:
    """Return what is left for people to mail."""
    kept = [item for row in office.rows(tables.engagement) for item in msgspec.json.decode(row["items"])]
    return [item["title"] for item in kept if item.get("system") == "mail"]


def notes(office: Office) -> str:
    """Return what was said in the engagement's thread and elsewhere, as words."""
    cards = [sent.payload.card for sent in office.sent() if isinstance(sent.payload, Post)]
    return "\n".join(str(line) for card in cards for line in card.body)


def test_without_mail_it_is_a_checklist_item(office: Office) -> None:
    """Nothing leaves by mail, and the step's owner has something to tick off that says to which role."""
    staff(office.database, "am", "ada")

    happy(office)

    assert mails(office) == {}
    (title,) = items(office)
    assert title.startswith("Mail to ")
    assert title.endswith(": Upsell opportunity: Acme Mills")


def test_with_mail_it_is_promised_to_each_person(office: Office) -> None:
    """Everybody who holds the role gets a mail with subject and text; the thread says that it is on its way."""
    staff(office.database, "am", "ada", "sven")
    connect(office, ada="ada@quellwerk.example", sven="sven@quellwerk.example")

    happy(office, description="More seats, <b>soon</b>")

    sent = mails(office)
    assert sorted(sent) == ["ada@quellwerk.example", "sven@quellwerk.example"]
    card = sent["ada@quellwerk.example"].card
    assert card.title == "Upsell opportunity: Acme Mills"
    assert "More seats, <b>soon</b>" in str(card.body)
    assert card.buttons == ()
    assert items(office) == []
    assert "A mail is on its way to " in notes(office)


def test_who_has_no_address_is_an_item(office: Office) -> None:
    """One is written to, the other one is somebody's to write to, by name."""
    staff(office.database, "am", "ada", "sven")
    connect(office, ada="ada@quellwerk.example")

    happy(office)

    assert list(mails(office)) == ["ada@quellwerk.example"]
    assert items(office) == ["Mail to Sven Olsson: Upsell opportunity: Acme Mills"]


def test_a_role_that_nobody_holds_is_an_item(office: Office) -> None:
    """The check-in is kept, and the mail is left to its owner."""
    staff(office.database, "am")
    staff(office.database, "sal")
    connect(office)

    happy(office)

    assert mails(office) == {}
    assert len(items(office)) == 1


def test_a_mail_that_could_not_be_delivered_is_named_by_its_reader(office: Office) -> None:
    """A dead letter says to whom it was, and not to an address alone."""
    connect(office, ada="ada@quellwerk.example")
    directory = office.dispatcher.directory()

    assert where_to("mail:ada@quellwerk.example", directory) == ("Ada Palmer by mail",)
    assert where_to("mail:nobody@quellwerk.example", directory) == ("mail:nobody@quellwerk.example",)
