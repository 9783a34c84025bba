"""What cannot be delivered is told in the operations channel, and administrators can try it again or drop it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import history, tables
from storage.relaying import Relaying
from storage.settling import Claimed, Outcome, Settlement, Terms
from tests.office import AGREED, Office, office
from workflows.deliveries.notices import notice_of
from workflows.kernel.answers import Done, Reason, Refused, Shown
from workflows.kernel.posts import Post, Update
from workflows.kernel.text import as_place

__all__ = ["office"]

OPERATIONS = "slack:COPERATIONS"


def relaying(office: Office) -> Relaying:
    """Return the outbox of the office, with notices as the bot gives them."""
    return Relaying(
        office.database,
        clock=lambda: office.now,
        terms=Terms(give_up_after=timedelta(days=365)),
        notice=lambda claimed, reason: notice_of(claimed, reason, office.dispatcher.directory()),
        own_clock=True,
    )


def kill(office: Office, lane: str) -> Claimed:
    """Let Slack refuse for good what a lane's head is, and take all else."""
    (victim,) = (one for one in relaying(office).exchange((), most=50).claimed if one.lane == lane)
    office.later(minutes=1)  # The lease is over.
    carry(office, victim.id)
    return victim


def carry(office: Office, *refused: str) -> None:
    """Settle everything that waits, as the relay does with a Slack that refuses some."""
    outbox = relaying(office)
    while claimed := outbox.exchange((), most=50).claimed:
        outbox.exchange([settled(one, refused) for one in claimed], most=0)


def settled(one: Claimed, refused: tuple[str, ...]) -> Settlement:
    """Return what becomes of an effect."""
    if one.id in refused:
        return Settlement(claimed=one, outcome=Outcome.DEAD, error="is archived (is_archived)")
    if one.kind == "update" and one.target_state == "dead":
        return Settlement(claimed=one, outcome=Outcome.MOOT)
    return Settlement(claimed=one, outcome=Outcome.SENT, result=f'{{"ts":"{one.seq}"}}')


def state(office: Office, effect_id: str) -> str:
    """Return the state of an effect."""
    return next(str(row["state"]) for row in office.rows(tables.effect) if row["id"] == effect_id)


@pytest.fixture
def victim(office: Office) -> Claimed:
    """Return a message that could not be delivered: the card of a new engagement in its customer's channel."""
    office.start()
    return kill(office, "slack:CACME")


def test_the_operations_channel_is_told_what_where_and_why(office: Office, victim: Claimed) -> None:
    """The notice names the message, the address and the reason, and has both buttons."""
    card = office.last_card(OPERATIONS, having="could not be delivered")
    facts = {fact.label: fact.value for fact in card.facts}
    assert facts["To"] == (as_place(victim.lane),)
    assert facts["Why"] == ("is archived (is_archived)",)
    assert "New portal" in card.quote
    assert [button.label for button in card.buttons] == ["Try again", "Drop it"]


def test_an_administrator_tries_again(office: Office, victim: Claimed) -> None:
    """The message is sent again, the notice says who did it, and the history keeps it."""
    answer = office.press("zoe", office.last_card(OPERATIONS, having="could not"), "Try again")
    assert isinstance(answer, Done)
    assert state(office, victim.id) == "pending"
    face = office.sent()[-1]
    assert face.lane == OPERATIONS
    assert isinstance(face.payload, Update)
    assert face.payload.card.buttons == ()
    claimed = relaying(office).exchange((), most=50).claimed
    assert victim.id in {one.id for one in claimed}
    kept = [row for row in office.rows(tables.history) if row["action"] == "delivery-retried"]
    assert [(row["subject"], row["actor"], row["note"]) for row in kept] == [
        ("company", "zoe", "is archived (is_archived)")
    ]
    with office.database.transaction() as connection:
        assert history.verify(connection) is None


def test_what_followed_it_comes_after_it(office: Office) -> None:
    """Changes of a message that never got through wait for it, and leave after it when it is tried again."""
    engagement = office.start()
    victim = kill(office, "slack:CACME")
    assert isinstance(office.say("ada", engagement, "scoped"), Done)
    carry(office)
    changes = [row for row in office.rows(tables.effect) if row["target"] == victim.id and row["kind"] == "update"]
    assert changes
    assert {row["state"] for row in changes} == {"moot"}
    office.press("zoe", office.last_card(OPERATIONS, having="could not"), "Try again")
    assert {state(office, row["id"]) for row in changes} == {"pending"}


def test_an_old_face_never_comes_after_a_newer_one(office: Office) -> None:
    """Two changes of a message died; tried again from the newest to the oldest, the newest is what stands there."""
    engagement = office.start("emil", process="reference-program")
    carry(office)
    died = []
    for outcome in ("yes", "invited"):
        before = {row["id"] for row in office.rows(tables.effect)}
        office.later(minutes=1)
        assert isinstance(office.say("emil", engagement, outcome, **AGREED.get(outcome, {})), Done)
        new = [row for row in office.rows(tables.effect) if row["id"] not in before and row["kind"] == "update"]
        roots = [row["id"] for row in new if row["lane"] == "slack:CACME" and "New portal" in row["payload"]]
        died.append(roots[-1])
        carry(office, died[-1])
    assert [state(office, one) for one in died] == ["dead", "dead"]
    answers = []
    for one in reversed(died):
        notice = next(
            sent.payload.card
            for sent in office.sent()
            if isinstance(sent.payload, Post) and any(button.subject == one for button in sent.payload.card.buttons)
        )
        office.later(minutes=1)
        answers.append(office.press("zoe", notice, "Try again"))
    done = [answer for answer in answers if isinstance(answer, Done)]
    assert done == answers
    assert [state(office, one) for one in died] == ["moot", "pending"]
    said = "".join(piece for line in done[1].card.body for piece in line if isinstance(piece, str))
    assert said.startswith("Not sent, because a newer change of the same message was; seen to: ")
    assert "".join(str(piece) for piece in done[0].card.body[0]).startswith("Sent again: ")


def test_an_administrator_drops_it(office: Office, victim: Claimed) -> None:
    """The message is given up, visibly, and not listed any more."""
    assert isinstance(office.press("zoe", office.last_card(OPERATIONS, having="could not"), "Drop it"), Done)
    assert state(office, victim.id) == "dropped"
    listed = office.type("zoe", "/csops failed")
    assert isinstance(listed, Shown)
    assert listed.card.rows == ()


@pytest.mark.parametrize("label", ["Try again", "Drop it"])
def test_nobody_else_may(office: Office, victim: Claimed, label: str) -> None:
    """Whoever is no administrator is told who is, and nothing changes."""
    answer = office.press("emil", office.last_card(OPERATIONS, having="could not"), label)
    assert answer == Refused(reason=Reason.NOT_ALLOWED, facts={"may": "Zoe Adams"})
    assert state(office, victim.id) == "dead"


@pytest.mark.parametrize("first", ["Try again", "Drop it"])
def test_the_second_click_gets_the_quiet_truth(office: Office, victim: Claimed, first: str) -> None:
    """Once somebody has seen to it, the old card's buttons say so and do nothing."""
    card = office.last_card(OPERATIONS, having="could not")
    office.press("zoe", card, first)
    before = state(office, victim.id)
    answer = office.press("zoe", card, "Try again")
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.ALREADY_DONE
    assert state(office, victim.id) == before


def test_the_list_names_all_and_tries_each(office: Office, victim: Claimed) -> None:
    """`/csops failed` shows dead letters to administrators, with the same button."""
    listed = office.type("zoe", "/csops failed")
    assert isinstance(listed, Shown)
    assert len(listed.card.rows) == 1
    assert isinstance(office.press("zoe", listed.card, "Try again"), Done)
    assert state(office, victim.id) == "pending"
    assert office.type("emil", "/csops failed") == Refused(reason=Reason.NOT_ALLOWED, facts={"may": "Zoe Adams"})


def test_dying_again_is_told_again(office: Office, victim: Claimed) -> None:
    """A message that dies a second time gets a card of its own, whose buttons work; those of the first do not."""
    first = office.last_card(OPERATIONS, having="could not")
    office.press("zoe", first, "Try again")
    again = kill(office, victim.lane)
    assert again.id == victim.id
    answer = office.press("zoe", first, "Try again")
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.CHANGED_MEANWHILE
    assert isinstance(office.press("zoe", office.last_card(OPERATIONS, having="Try again"), "Try again"), Done)


def test_a_notice_that_dies_stays_on_the_list(office: Office, victim: Claimed) -> None:
    """When the operations channel itself cannot be reached, there is no endless chain of notices."""
    with office.database.transaction() as connection:
        told = connection.execute(sa.select(tables.effect).where(tables.effect.c.request_key.like("dead:%"))).one()
        connection.execute(sa.update(tables.effect).where(tables.effect.c.id == told.id).values(state="pending"))
        connection.execute(sa.update(tables.lane).values(next_at=office.now))
    assert kill(office, OPERATIONS).id == told.id
    dead = [row for row in office.rows(tables.effect) if row["state"] == "dead"]
    assert {row["id"] for row in dead} == {victim.id, told.id}
    assert sum(isinstance(sent.payload, Post) and sent.lane == OPERATIONS for sent in office.sent()) == 1


def test_without_an_operations_channel_it_stays_on_the_list(office: Office) -> None:
    """Nothing fails because nobody can be told."""
    with office.database.transaction() as connection:
        connection.execute(sa.delete(tables.channel).where(tables.channel.c.purpose == "operations"))
        connection.execute(sa.update(tables.company).values(directory_version=2))
    office.start()
    kill(office, "slack:CACME")
    listed = office.type("zoe", "/csops failed")
    assert isinstance(listed, Shown)
    assert len(listed.card.rows) == 1
