"""Hand-offs in an office: offered in the right channel, accepted by who may, returned, offered again, and past."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import history, tables
from tests.office import Office, every_button, words_of
from workflows.kernel.answers import Done, Opened, Reason, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.posts import Post, Update
from workflows.kernel.text import Mention

INTERNAL = "slack:CINTERNAL"


def offered(office: Office, *, by: str = "ada") -> Card:
    """Let somebody who is no CSM log a ticket for Acme; return the hand-off to the CSM, Carl."""
    form = office.type(by, "/ticket")
    answer = office.submit(by, form, {"customer": "acme", "kind": "customer-success", "title": "Add a user"})
    assert isinstance(answer, Done), answer
    return office.last_card(INTERNAL, having="Accept")


def returned(office: Office, card: Card, *, reason: str = "Which user?") -> Done:
    """Let Carl return the hand-off."""
    form = office.press("carl", card, "Return")
    assert isinstance(form, Opened)
    answer = office.submit("carl", form, {"reason": reason})
    assert isinstance(answer, Done), answer
    return answer


def handoff(office: Office) -> dict[str, object]:
    """Return the only hand-off's row."""
    (row,) = office.rows(tables.handoff)
    return dict(row)


def actions(office: Office) -> list[str]:
    """Return what the history says happened to the engagement, in order."""
    return [row["action"] for row in sorted(office.rows(tables.history), key=lambda row: row["seq"])]


def newest_face(office: Office) -> Card:
    """Return the newest update of the hand-off's card in its channel."""
    updates = [sent.payload for sent in office.sent() if sent.lane == INTERNAL and isinstance(sent.payload, Update)]
    return updates[-1].card


def everything(office: Office) -> list[object]:
    """Return every row that a click could change."""
    watched = (tables.engagement, tables.handoff, tables.history, tables.effect, tables.answer)
    return [office.rows(table) for table in watched]


def test_a_hand_off_is_posted_in_the_receivers_channel(office: Office) -> None:
    """The post says who hands what to whom, what is needed and by when, and calls the people who hold the role."""
    card = offered(office)

    (post,) = [sent.payload for sent in office.sent() if sent.lane == INTERNAL]
    assert isinstance(post, Post)
    assert post.thread == ""
    assert card.title == "Hand-off: step Logged"
    assert Mention("ada", notify=False) in card.status
    assert Mention("carl", notify=True) in card.status
    assert {fact.label for fact in card.facts} == {"Customer", "Ticket", "Due"}
    assert card.body[0][0].startswith("The request is recorded.")  # type: ignore[union-attr]
    assert card.items[0].title.startswith("Add ticket in HubSpot")
    assert [button.label for button in card.buttons] == ["Accept", "Return"]
    assert handoff(office)["state"] == "offered"


def test_a_hand_off_between_steps_names_the_step_before(office: Office) -> None:
    """When a step's outcome brings the engagement to another role, the post names that step and what was said."""
    office.press("carl", offered(office), "Accept")
    form = office.type("carl", "/ticket")
    office.submit("carl", form, {"customer": "acme", "kind": "bug", "title": "No login"})
    bug = office.last_card("slack:CACME", having="Step Logged")

    office.press("carl", bug, "On its board")

    card = office.last_card(INTERNAL, having="Accept")
    assert card.title == "Hand-off: step On board"
    after = next(fact for fact in card.facts if fact.label == "After")
    assert after.value == ("step Logged: On its board",)
    assert {Mention("lena", notify=True), Mention("luis", notify=True)} <= set(card.status)


def test_ownership_moves_on_acceptance(office: Office) -> None:
    """Until it is accepted the engagement stays with the giver; then the card names who has it and carries the step."""
    card = offered(office)
    (before,) = office.rows(tables.engagement)
    office.later(minutes=5)

    answer = office.press("carl", card, "Accept")

    (after,) = office.rows(tables.engagement)
    assert (before["owner"], after["owner"]) == ("ada", "carl")
    assert after["owner_role"] == "csm"
    assert isinstance(answer, Done)
    assert handoff(office) | {"state": "accepted", "answered_by": "carl", "answered_at": office.now} == handoff(office)
    face = newest_face(office)
    assert "Accepted by" in words_of(face)
    assert Mention("carl", notify=False) in face.status
    assert face.buttons[0].label == "Take it up"
    note = office.last_card("slack:CACME")
    assert note.body[0][0] == "Accepted by "
    assert actions(office) == ["started", "handed-over", "handoff-accepted"]


def test_the_accepted_card_moves_the_step_on(office: Office) -> None:
    """The outcome's button on the accepted card works, and the card then says who finished the step."""
    office.press("carl", offered(office), "Accept")

    answer = office.press("carl", newest_face(office), "Take it up")

    assert isinstance(answer, Done)
    assert newest_face(office).buttons == ()
    assert handoff(office)["state"] == "closed"
    assert actions(office).count("handoff-accepted") == 1


def test_ticking_an_item_keeps_the_hand_offs_face(office: Office) -> None:
    """A tick on the checklist is seen on the accepted card, which still says who accepted."""
    office.press("carl", offered(office), "Accept")

    office.press("carl", newest_face(office), "Mark done: Add ticket")

    face = newest_face(office)
    assert "Accepted by" in words_of(face)
    assert face.items[0].done


def test_somebody_else_is_told_who_may(office: Office) -> None:
    """Only who holds the receiving role may accept or return; the refusal names them and changes nothing."""
    card = offered(office)
    before = everything(office)

    accept = office.press("fina", card, "Accept")
    give_back = office.submit("fina", office.press("fina", card, "Return"), {"reason": "Not mine"})

    for answer in (accept, give_back):
        assert isinstance(answer, Refused)
        assert answer.reason is Reason.NOT_ALLOWED
        assert answer.facts["may"] == "Carl Jensen"
    assert everything(office) == before


def test_who_may_is_looked_up_at_the_click(office: Office) -> None:
    """Whoever holds the role when the button is pressed may accept, not whoever held it when it was posted."""
    card = offered(office)
    with office.database.transaction() as connection:
        held = sa.update(tables.role_holder).where(tables.role_holder.c.role == "csm")
        connection.execute(held.values(person_key="emil"))
        connection.execute(sa.update(tables.company).values(directory_version=2))

    late = office.press("carl", card, "Accept")
    now = office.press("emil", card, "Accept")

    assert isinstance(late, Refused)
    assert late.facts["may"] == "Emil Kraus"
    assert isinstance(now, Done)


def test_a_second_click_gets_the_quiet_truth(office: Office) -> None:
    """Who comes second learns who accepted and when; nothing changes."""
    card = offered(office)
    office.press("carl", card, "Accept")
    before = everything(office)
    accepted_at = office.now
    office.later(minutes=3)

    again = office.press("carl", card, "Accept")
    back = office.submit("carl", office.press("carl", card, "Return"), {"reason": "Changed my mind"})

    for answer in (again, back):
        assert isinstance(answer, Refused)
        assert answer.reason is Reason.ALREADY_DONE
        assert answer.facts["done"] == "accepted"
        assert answer.facts["by"] == "Carl Jensen"
        assert answer.facts["at"] == accepted_at.isoformat()
    assert everything(office) == before


def test_an_old_hand_off_stays_past(office: Office) -> None:
    """A hand-off of a step that is behind cannot be accepted, returned or offered again, whatever card it is on."""
    card = offered(office)
    office.press("carl", card, "Accept")
    office.press("carl", newest_face(office), "Take it up")
    before = everything(office)

    late = office.press("carl", card, "Accept")

    assert isinstance(late, Refused)
    assert late.reason is Reason.ALREADY_DONE
    assert late.facts["done"] == "finished"
    assert everything(office) == before


def test_a_return_goes_to_the_giver_with_the_reason(office: Office) -> None:
    """The step stays with the giver, who reads the reason in a direct message that can hand it over again."""
    card = offered(office)

    returned(office, card, reason="Which user?\nAnd since when?")

    row = handoff(office)
    assert (row["state"], row["reason"], row["answered_by"]) == ("returned", "Which user?\nAnd since when?", "carl")
    assert office.rows(tables.engagement)[0]["owner"] == "ada"
    face = newest_face(office)
    assert face.title == "Returned: step Logged"
    assert face.quote == "Which user?\nAnd since when?"
    assert face.buttons == ()
    told = office.last_card("slack:UADA")
    assert told.quote == face.quote
    assert [button.label for button in told.buttons] == ["Hand off again"]
    assert actions(office)[-1] == "handoff-returned"


def test_a_giver_without_an_account_is_told_in_the_thread(office: Office) -> None:
    """Who cannot be messaged is called by name in the engagement's thread, with the same button."""
    card = offered(office)
    with office.database.transaction() as connection:
        connection.execute(sa.delete(tables.identity).where(tables.identity.c.person_key == "ada"))
        connection.execute(sa.update(tables.company).values(directory_version=2))

    returned(office, card)

    told = office.last_card("slack:CACME", having="Hand off again")
    assert Mention("ada", notify=True) in told.status


def test_a_return_needs_a_reason(office: Office) -> None:
    """Without words the form comes back with its field named, and nothing changes."""
    form = office.press("carl", offered(office), "Return")
    before = everything(office)

    for empty in ("", "   \n ", "\x00\u200b"):
        answer = office.submit("carl", form, {"reason": empty})
        assert isinstance(answer, Refused), empty
        assert answer.field == "reason"
    assert everything(office) == before


def test_offering_again_calls_the_people_anew(office: Office) -> None:
    """A new post with new buttons goes out, the old one says so, and the giver's button is gone."""
    returned(office, offered(office))
    told = office.last_card("slack:UADA")
    office.later(hours=1)

    answer = office.press("ada", told, "Hand off again")

    assert isinstance(answer, Done)
    row = handoff(office)
    assert (row["state"], row["round"], row["reason"], row["answered_by"]) == ("offered", 2, "", None)
    assert row["offered_at"] == office.now
    posts = [sent.payload for sent in office.sent() if sent.lane == INTERNAL and isinstance(sent.payload, Post)]
    assert len(posts) == 2
    assert Mention("carl", notify=True) in posts[1].card.status
    assert newest_face(office).buttons == ()
    assert office.last_card("slack:UADA").buttons == ()
    assert isinstance(office.press("carl", posts[1].card, "Accept"), Done)
    wanted = ["started", "handed-over", "handoff-returned", "handed-over-again", "handoff-accepted"]
    assert actions(office) == wanted


def test_the_buttons_of_the_first_round_are_stale_in_the_second(office: Office) -> None:
    """Who still sees the first post cannot answer the second offer with it."""
    first = offered(office)
    returned(office, first)
    office.press("ada", office.last_card("slack:UADA"), "Hand off again")
    before = everything(office)

    answer = office.press("carl", first, "Accept")

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.CHANGED_MEANWHILE
    assert everything(office) == before


def test_only_the_givers_side_offers_again(office: Office) -> None:
    """The giver may, and whoever holds the giver's role; others are told who may."""
    returned(office, offered(office))
    told = office.last_card("slack:UADA")

    answer = office.press("fina", told, "Hand off again")

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_ALLOWED
    assert answer.facts["may"] == "Ada Palmer"


def test_doing_the_step_accepts_it(office: Office) -> None:
    """Whoever finishes a step that was only offered has accepted it: the history says so, and the hand-off is past."""
    offered(office)
    shown = office.type("carl", "/ticket show 1")
    assert isinstance(shown, Shown)

    answer = office.press("carl", shown.card, "Take it up")

    assert isinstance(answer, Done)
    assert handoff(office)["state"] == "closed"
    assert handoff(office)["answered_by"] == "carl"
    assert "handoff-accepted" in actions(office)


def test_doing_a_returned_step_leaves_no_button_behind(office: Office) -> None:
    """When the step is finished after all, the giver's "Hand off again" goes away, and an old click says why."""
    returned(office, offered(office))
    told = office.last_card("slack:UADA")
    shown = office.type("carl", "/ticket show 1")
    assert isinstance(shown, Shown)
    office.press("carl", shown.card, "Take it up")

    assert office.last_card("slack:UADA").buttons == ()
    answer = office.press("ada", told, "Hand off again")
    assert isinstance(answer, Refused)
    assert answer.facts["done"] == "finished"


def test_a_missing_channel_refuses_the_move_that_would_hand_off(office: Office) -> None:
    """Where the receiving role can be reached nowhere, nothing is written and the refusal names the channel."""
    with office.database.transaction() as connection:
        gone = tables.channel.c.purpose.in_(("internal", "operations"))
        connection.execute(sa.delete(tables.channel).where(gone))
        connection.execute(sa.update(tables.company).values(directory_version=2))

    form = office.type("ada", "/ticket")
    answer = office.submit("ada", form, {"customer": "acme", "kind": "customer-success", "title": "Add a user"})

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.CHANNEL_MISSING
    assert office.rows(tables.engagement) == []
    assert office.sent() == []


@pytest.mark.parametrize("subject", ["", "nothing", "a" * 200, "x\x00y", "' OR 1=1 --"])
@pytest.mark.parametrize("label", ["Accept", "Return"])
def test_a_tampered_subject_finds_nothing(office: Office, subject: str, label: str) -> None:
    """A button with another subject is refused in words, on both databases, and changes nothing."""
    card = offered(office)
    before = everything(office)
    buttons = tuple(type(one)(one.key, one.label, subject, one.version) for one in card.buttons)
    forged = Card(title="", buttons=buttons)

    answer = office.press("carl", forged, label)
    if isinstance(answer, Opened):
        answer = office.submit("carl", answer, {"reason": "Because"})

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_FOUND
    assert everything(office) == before


@pytest.mark.parametrize("version", [0, 2, 2**31 - 1, -1])
def test_a_tampered_version_is_refused(office: Office, version: int) -> None:
    """A button of a round that is not this one is told that it is stale."""
    card = offered(office)
    before = everything(office)
    forged = Card(title="", buttons=tuple(type(one)(one.key, one.label, one.subject, version) for one in card.buttons))

    answer = office.press("carl", forged, "Accept")

    assert isinstance(answer, Refused)
    assert answer.reason is Reason.CHANGED_MEANWHILE
    assert everything(office) == before


def test_a_huge_reason_is_refused_at_its_field(office: Office) -> None:
    """A reason of a million characters is too long, says the form, and nothing is kept of it."""
    form = office.press("carl", offered(office), "Return")
    before = everything(office)

    answer = office.submit("carl", form, {"reason": "x" * 1_000_000})

    assert isinstance(answer, Refused)
    assert (answer.reason, answer.field) == (Reason.TOO_LONG, "reason")
    assert everything(office) == before


def test_the_history_stays_whole(office: Office) -> None:
    """Through return, second offer and acceptance, the chain of entries verifies and no buttons are left over."""
    returned(office, offered(office))
    office.press("ada", office.last_card("slack:UADA"), "Hand off again")
    office.press("carl", office.last_card(INTERNAL, having="Accept"), "Accept")
    office.now += timedelta(days=1)

    with office.database.transaction() as connection:
        assert history.verify(connection) is None
    assert "Accept" not in [one.label for one in every_button(newest_face(office))]
