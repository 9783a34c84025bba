"""A hand-off when the company has changed meanwhile: a role without people, a channel that moved."""

import sqlalchemy as sa

from storage import tables
from tests.handoffs.test_handoffs import INTERNAL, everything, handoff, offered, returned
from tests.office import Office
from workflows.kernel.answers import Done, Reason, Refused


def change(office: Office, *statements: sa.Executable) -> None:
    """Change the company as a new csops.toml would."""
    with office.database.transaction() as connection:
        for statement in statements:
            connection.execute(statement)
        version = tables.company.c.directory_version + 1
        connection.execute(sa.update(tables.company).values(directory_version=version))


def test_a_role_without_people_cannot_be_handed_to_again(office: Office) -> None:
    """The refusal names the role and who can fill it; the hand-off stays returned."""
    returned(office, offered(office))
    told = office.last_card("slack:UADA")
    change(office, sa.delete(tables.role_holder).where(tables.role_holder.c.role == "csm"))
    before = everything(office)

    answer = office.press("ada", told, "Hand off again")

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.ROLE_EMPTY
    assert answer.facts["role"] == "Customer success manager"
    assert "Zoe Adams" in answer.facts["admins"]
    assert everything(office) == before


def test_an_offer_to_a_role_that_lost_its_people_waits(office: Office) -> None:
    """Nobody may accept while nobody holds the role; the refusal names who can mend that."""
    card = offered(office)
    change(office, sa.delete(tables.role_holder).where(tables.role_holder.c.role == "csm"))

    answer = office.press("carl", card, "Accept")

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_ALLOWED
    assert "Zoe Adams" in answer.facts["may"]


def test_offering_again_goes_where_the_role_is_now(office: Office) -> None:
    """The new post goes to the role's new channel and calls its new people; the old one loses its buttons."""
    returned(office, offered(office))
    told = office.last_card("slack:UADA")
    moved = sa.update(tables.channel).where(tables.channel.c.purpose == "internal").values(address="slack:CNEW")
    held = sa.update(tables.role_holder).where(tables.role_holder.c.role == "csm").values(person_key="emil")
    change(office, moved, held)

    answer = office.press("ada", told, "Hand off again")

    assert isinstance(answer, Done)
    assert handoff(office)["address"] == "slack:CNEW"
    card = office.last_card("slack:CNEW", having="Accept")
    assert office.last_card(INTERNAL).buttons == ()
    assert isinstance(office.press("carl", card, "Accept"), Refused)
    assert isinstance(office.press("emil", card, "Accept"), Done)
