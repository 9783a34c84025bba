"""Taking back what one just did: as if it had not been, but for the history; and when that is not possible."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import history, tables
from tests.office import Office, every_button
from tests.pricing import draft, priced, to_approval
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused
from workflows.kernel.cards import Card
from workflows.kernel.posts import Post, Update

__all__ = ["priced"]

COUNTED = ("version", "head", "before")
"""What tells of the history, and so is not as before."""
PARTS = (tables.vote, tables.estimate, tables.ticket)


def reason_of(answer: Answer) -> Reason:
    """Return why something was refused."""
    assert isinstance(answer, Refused), answer
    return answer.reason


def done(answer: Answer) -> Card:
    """Return what was answered to something that was done."""
    assert isinstance(answer, Done), answer
    return answer.card


def state(office: Office) -> Mapping[str, Any]:
    """Return all there is to every engagement, but for its history: with the parts that count for it."""
    rows = office.rows(tables.engagement)
    live = {str(row[name]) for row in rows for name in ("handoff_id", "approval_id") if row[name]}
    plain = {row["key"]: {name: value for name, value in row.items() if name not in COUNTED} for row in rows}
    parts = [row for table in (tables.handoff, tables.approval) for row in office.rows(table) if row["id"] in live]
    return {**plain, "parts": parts, "others": [office.rows(table) for table in PARTS]}


def let_leave(office: Office) -> None:
    """Let everything that was promised have left."""
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.effect).values(state="sent"))


def is_whole(office: Office) -> bool:
    """Return whether the history is what was written."""
    with office.database.transaction() as connection:
        return history.verify(connection) is None


def test_an_outcome_is_taken_back(office: Office) -> None:
    """By the button in the answer: the step is current again, and what had not left stays here."""
    engagement = office.start("ada")
    let_leave(office)
    before = state(office)
    said = done(office.say("ada", engagement, "scoped"))
    promised = len(office.sent())

    again = done(office.press("ada", said, "Undo"))

    assert state(office) == before
    assert "taken back" in again.title
    kept = office.rows(tables.effect)[:promised]
    assert {row["state"] for row in kept} == {"sent", "moot"}
    actions = [row["action"] for row in sorted(office.rows(tables.history), key=lambda row: int(row["seq"]))]
    assert actions == ["started", "step", "undone"]
    assert is_whole(office)
    assert isinstance(office.say("ada", engagement, "scoped"), Done)


def test_what_was_posted_says_that_it_was_taken_back(office: Office) -> None:
    """What left is changed where it stands; the card of the step has its buttons again."""
    engagement = office.start("ada")
    said = done(office.say("ada", engagement, "scoped"))
    let_leave(office)
    before = len(office.sent())

    assert isinstance(office.type("ada", "/csops undo"), Done)

    new = [sent.payload for sent in office.sent()[before:]]
    assert all(isinstance(one, Update) for one in new)
    taken = [one for one in new if "Taken back" in str(one)]
    assert len(taken) == 1
    assert any(
        "Scoped" in [button.label for button in every_button(one.card)] for one in new if isinstance(one, Update)
    )
    assert reason_of(office.press("ada", said, "Undo")) is Reason.UNDO_OVERTAKEN


def test_a_decision_is_taken_back(priced: Office) -> None:
    """The approval waits again with all of its buttons, for the same round, and can be given otherwise."""
    card = to_approval(priced)
    before = state(priced)
    decided = done(priced.press("pria", card, "Approve"))

    assert reason_of(priced.press("ada", decided, "Undo")) is Reason.NOT_ALLOWED
    done(priced.press("pria", decided, "Undo"))

    assert state(priced) == before
    done(priced.submit("pria", priced.press("pria", card, "Decline"), {"reason": "Too dear."}))


def test_a_comment_and_an_item_are_taken_back(priced: Office) -> None:
    """The words stand in the history with the entry that took them back; the item is open again."""
    to_approval(priced)
    before = state(priced)
    commented = done(priced.submit("fina", priced.type("fina", "/engagement comment ENG-1 Wrong one."), {}))
    done(priced.press("fina", commented, "Undo"))
    assert state(priced) == before

    shown = priced.type("ada", "/engagement show ENG-1")
    ticked = done(priced.press("ada", shown.card, "Mark done"))  # type: ignore[union-attr]
    done(priced.press("ada", ticked, "Undo"))

    assert state(priced) == before


def test_what_somebody_acted_on_stays(office: Office) -> None:
    """Also when they only said something; and nobody takes back what somebody else did."""
    engagement = office.start("ada")
    said = done(office.say("ada", engagement, "scoped"))
    done(office.submit("fina", office.type("fina", "/engagement comment ENG-1 Good."), {}))
    before = state(office)

    assert reason_of(office.press("ada", said, "Undo")) is Reason.UNDO_OVERTAKEN
    assert reason_of(office.type("ada", "/csops undo")) is Reason.UNDO_OVERTAKEN
    assert state(office) == before


def test_a_minute_is_a_minute(office: Office) -> None:
    """After it the answer says what to do instead, and nothing is changed."""
    engagement = office.start("ada")
    said = done(office.say("ada", engagement, "scoped"))
    office.later(seconds=61)
    before = state(office)

    assert reason_of(office.press("ada", said, "Undo")) is Reason.UNDO_LATE
    assert reason_of(office.type("ada", "/csops undo")) is Reason.UNDO_NOTHING
    assert state(office) == before


def test_what_began_other_work_stays(office: Office) -> None:
    """The check-ins that a closed deal started do not vanish with it."""
    engagement = office.start("ada")
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.engagement).values(step="11", position='{"step":"11","visits":{"11":1}}'))
    said = done(office.say("pria", engagement, "created"))

    assert reason_of(office.press("pria", said, "Undo")) is Reason.UNDO_FINAL


def test_a_message_that_left_is_not_called_back(office: Office) -> None:
    """A step's card that went to one person, and has left, stays; before it left it is taken back."""
    engagement = office.start("ada")
    said = done(office.say("ada", engagement, "scoped"))
    with office.database.transaction() as connection:
        newest = sa.select(sa.func.max(tables.effect.c.seq)).scalar_subquery()
        told = sa.update(tables.effect).where(tables.effect.c.seq == newest)
        connection.execute(told.values(lane="slack:UMARA", kind="post", state="sent"))

    answer = office.press("ada", said, "Undo")

    assert reason_of(answer) is Reason.UNDO_LEFT
    assert isinstance(answer, Refused)
    assert answer.facts["where"] == "Mara Conti"


def taken_meanwhile(office: Office, card: Card, *, lane: str = "") -> Answer:
    """Press the button while the relay takes what waits, after all was read and before anything is written."""
    taken: list[int] = []

    def take(name: str) -> None:
        if name == "before-commit" and not taken:
            with office.database.transaction() as connection:
                waits = sa.update(tables.effect).where(tables.effect.c.state == "pending")
                taken.append(connection.execute(waits.values(state="inflight")).rowcount)

    with office.database.transaction() as connection:
        newest = sa.select(sa.func.max(tables.effect.c.seq)).scalar_subquery()
        if lane:
            connection.execute(
                sa.update(tables.effect).where(tables.effect.c.seq == newest).values(lane=lane, kind="post")
            )
    office.dispatcher.close()
    office.dispatcher = office.dispatcher_of(take)
    answer = office.press("ada", card, "Undo")
    assert taken[0] > 0
    return answer


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_leaves_at_this_moment_says_that_it_was_taken_back(office: Office) -> None:
    """The relay took the cards between the look at them and the commit: none of them is left with live buttons."""
    engagement = office.start("ada")
    let_leave(office)
    said = done(office.say("ada", engagement, "scoped"))

    assert isinstance(taken_meanwhile(office, said), Done)

    assert_no_live_buttons(office)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_message_that_leaves_at_this_moment_is_not_called_back(office: Office) -> None:
    """What goes to one person and is on its way at the commit is theirs: nothing is undone."""
    engagement = office.start("ada")
    let_leave(office)
    said = done(office.say("ada", engagement, "scoped"))
    before = state(office)

    assert reason_of(taken_meanwhile(office, said, lane="slack:UMARA")) is Reason.UNDO_LEFT

    assert state(office) == before


def test_the_second_click_changes_nothing(office: Office) -> None:
    """The same click again is the same answer; another one is told that it has moved on."""
    engagement = office.start("ada")
    said = done(office.say("ada", engagement, "scoped"))
    first = office.press("ada", said, "Undo", key="click")
    after = state(office)

    assert office.press("ada", said, "Undo", key="click") == first
    assert reason_of(office.press("ada", said, "Undo")) is Reason.UNDO_OVERTAKEN
    assert state(office) == after


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_done_and_undone_is_as_before(priced: Office, data: st.DataObject) -> None:
    """Wherever the work stands, whoever does what is possible there: taken back, all of it is as it was."""
    priced.later(minutes=5)
    before_all = {str(row["id"]) for row in priced.rows(tables.engagement)}
    engagement = priced.start("ada", title=f"Work {len(before_all)}")
    key = next(str(row["key"]) for row in priced.rows(tables.engagement) if row["id"] == engagement)
    for _ in range(data.draw(st.integers(0, 5))):
        _go_on(priced, engagement, key)
        priced.later(minutes=2)
    before = state(priced)
    answer = data.draw(st.sampled_from([_go_on, _comment, _tick]))(priced, engagement, key)
    if not isinstance(answer, Done) or not any(one.label == "Undo" for one in answer.card.buttons):
        return
    who = next(str(row["actor"]) for row in _newest(priced, engagement))

    undone = priced.press(who, answer.card, "Undo")

    if reason_of(undone) is not Reason.UNDO_FINAL if isinstance(undone, Refused) else True:
        done(undone)
        assert state(priced) == before


def _newest(office: Office, engagement: str) -> list[Mapping[str, Any]]:
    rows = [row for row in office.rows(tables.history) if row["subject"] == f"engagement:{engagement}"]
    return sorted(rows, key=lambda row: -int(row["seq"]))


def _go_on(office: Office, engagement: str, key: str) -> Answer | None:
    row = next(row for row in office.rows(tables.engagement) if row["id"] == engagement)
    if row["step"] == "2":
        drafted = draft(office, key=key)
        return office.say("ada", engagement, "drafted") if isinstance(drafted, Refused) else None
    if row["step"] == "6":
        return office.press("pria", office.last_card("slack:CAPPROVALS", having=key), "Approve")
    ways = {"1": "scoped", "3": "sent", "4": "created", "5": "entered", "8": "customer-approves"}
    said = ways.get(str(row["step"]))
    return office.say("ada", engagement, said) if said else None


def _comment(office: Office, _engagement: str, key: str) -> Answer | None:
    opened = office.type("fina", f"/engagement comment {key} Look at this.")
    return office.submit("fina", opened, {}) if isinstance(opened, Opened) else None


def _tick(office: Office, _engagement: str, key: str) -> Answer | None:
    shown = office.type("ada", f"/engagement show {key}")
    buttons = [one for one in shown.card.buttons if one.label.startswith("Mark done")]  # type: ignore[union-attr]
    return office.press("ada", shown.card, buttons[0].label) if buttons else None  # type: ignore[union-attr]


@pytest.mark.parametrize("words", ["/csops undo", "/csops UNDO "])
def test_nothing_done_is_nothing_to_take_back(office: Office, words: str) -> None:
    """It says so, and writes nothing."""
    office.start("ada")

    assert reason_of(office.type("mara", words)) is Reason.UNDO_NOTHING


def test_posts_are_never_left_with_live_buttons(office: Office) -> None:
    """The card of the step that was taken back has none any more."""
    engagement = office.start("ada")
    office.say("ada", engagement, "scoped")
    let_leave(office)
    assert isinstance(office.type("ada", "/csops undo"), Done)

    assert_no_live_buttons(office)


def assert_no_live_buttons(office: Office) -> None:
    """Hold against each post what it shows in the end: none asks for the ROM of a step that was taken back."""
    rows = [row for row in office.rows(tables.effect) if row["state"] != "moot"]
    faces: dict[str, Card] = {}
    for row in sorted(rows, key=lambda row: int(row["seq"])):
        payload = msgspec.json.decode(str(row["payload"]), type=Post | Update)
        faces[row["id"] if isinstance(payload, Post) else payload.target] = payload.card
    live = [card.title for card in faces.values() if any(one.label == "Make the ROM" for one in every_button(card))]
    assert live == []
