"""The flow chart in chat: the steps at once, the picture promised to where only who may see it sees it."""

import pytest

from storage import tables
from tests.office import Office, slack
from tests.pricing import CARDS, draft, set_rate_cards
from workflows.kernel.answers import Answer, Done, Reason, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.pictures import Picture, Stop
from workflows.kernel.posts import Post
from workflows.kernel.requests import Pressed, Typed


def card_of(answer: Answer) -> Card:
    """Return the card of an answer that was no refusal."""
    assert isinstance(answer, Done | Shown), answer
    return answer.card


def ask(office: Office, who: str, words: str, *, place: str = "", key: str = "") -> Answer:
    """Let a person type in a channel."""
    verb, _, rest = words.partition(" ")
    return office.ask(Typed(actor=slack(who), request_key=key or office.key(), verb=verb, words=rest, place=place))


def pictures(office: Office) -> list[tuple[str, Post, Picture]]:
    """Return what was promised with a picture: the lane, the post and the picture."""
    sent = ((one.lane, one.payload) for one in office.sent())
    return [(lane, post, post.file) for lane, post in sent if isinstance(post, Post) and isinstance(post.file, Picture)]


def stops(picture: Picture) -> dict[str, Stop]:
    """Return the steps of a picture by number."""
    return {stop.number: stop for stop in picture.stops}


def at_step_3(office: Office) -> str:
    """Bring an engagement to step 3."""
    set_rate_cards(office, *CARDS)
    engagement = office.start("ada")
    assert isinstance(office.say("ada", engagement, "scoped"), Done)
    office.later(days=1)
    assert isinstance(draft(office), Done)
    return engagement


def test_asked_in_the_engagements_channel_it_goes_to_the_thread(office: Office) -> None:
    """The list answers at once; the picture is promised under the head of the thread, with what was done when."""
    at_step_3(office)
    card = card_of(ask(office, "fina", "/engagement chart eng-1", place="slack:CACME"))
    titles = [item.title for item in card.items]
    assert (titles[1][:2], titles[2][:4], card.items[1].done, card.items[2].done) == ("2 ", "▶ 3 ", True, False)
    assert "in the engagement's thread" in str(card.body)
    ((lane, post, picture),) = pictures(office)
    head = next(row["id"] for row in office.rows(tables.effect) if row["lane"] == "slack:CACME" and row["seq"] == 1)
    assert (lane, post.thread) == ("slack:CACME", head)
    found = stops(picture)
    assert (found["1"].state, found["1"].words) == ("done", "02 Mar 2026: Scoped")
    assert (found["2"].state, found["2"].words[:11]) == ("done", "03 Mar 2026")
    assert (found["3"].state, found["3"].words) == ("now", "Here since 03 Mar 2026")
    assert (found["4"].state, found["4"].words) == ("ahead", "")
    assert "New portal" not in picture.alt
    assert post.card.items == card.items


@pytest.mark.parametrize("place", ["", "slack:CBIRK", "slack:CSALES"])
def test_asked_anywhere_else_it_goes_to_the_person_alone(office: Office, place: str) -> None:
    """Another customer's channel, where guests may read, sees nothing of it."""
    office.start("ada")
    before = len(office.sent())
    card = card_of(ask(office, "fina", "/engagement chart ENG-1", place=place))
    assert "direct messages" in str(card.body)
    ((lane, post, _),) = pictures(office)
    assert (lane, post.thread) == ("slack:UFINA", "")
    assert len(office.sent()) == before + 1


def test_the_button_knows_where_it_was_pressed(office: Office) -> None:
    """What `/engagement show` answers has a button for it, for everybody, and also when it has ended."""
    engagement = office.start("ada")
    shown = card_of(office.type("fina", "/engagement show ENG-1"))
    (button,) = [button for button in shown.buttons if button.label == "Flow chart"]
    assert (button.subject, button.version, button.argument) == (engagement, 0, "")
    pressed = Pressed(
        actor=slack("fina"),
        request_key="a",
        button=button.key,
        subject=button.subject,
        version=0,
        place="slack:CACME",
    )
    card_of(office.ask(pressed))
    card_of(office.press("fina", shown, "Flow chart"))
    assert [lane for lane, _, _ in pictures(office)] == ["slack:CACME", "slack:UFINA"]


def test_the_same_click_twice_is_one_picture(office: Office) -> None:
    """A delivery that is repeated gets the same answer, and nothing is drawn twice."""
    office.start("ada")
    first = ask(office, "fina", "/engagement chart ENG-1", key="once")
    assert ask(office, "fina", "/engagement chart ENG-1", key="once") == first
    assert len(pictures(office)) == 1


def test_what_was_skipped_and_how_it_ended(office: Office) -> None:
    """A customer that is no reference and wants no video: what was passed over is skipped, what was not reached too."""
    engagement = office.start("emil", process="reference-program", title="Reference")
    for outcome in ("no", "did-not-attend"):
        answer = office.say("emil", engagement, outcome)
        assert isinstance(answer, Done), answer
    card_of(ask(office, "emil", "/engagement chart REF-1"))
    ((_, _, picture),) = pictures(office)
    found = stops(picture)
    assert [found[number].state for number in ("1.1", "1.2", "1.3", "1.4", "2.7")] == [
        "done",
        "skipped",
        "done",
        "skipped",
        "skipped",
    ]
    assert picture.ending


def test_a_step_that_was_done_twice_says_so(office: Office) -> None:
    """A check-in that comes back counts how often; the day is that of the last time."""
    engagement = office.start("carl", process="customer-success", title="Check-ins")
    assert isinstance(office.say("carl", engagement, "started", success_manager="carl", cadence="monthly"), Done)
    office.later(days=30)
    answer = office.say("carl", engagement, "happy")
    assert isinstance(answer, Done), answer
    card_of(ask(office, "carl", "/engagement chart CS-1"))
    ((_, _, picture),) = pictures(office)
    assert stops(picture)["1.2"].words == "Here since 01 Apr 2026 (2 times)"


def test_what_is_not_there_has_no_chart(office: Office) -> None:
    """Refused with what was typed; nothing is promised."""
    answer = ask(office, "fina", "/engagement chart ENG-77")
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_FOUND
    assert pictures(office) == []
