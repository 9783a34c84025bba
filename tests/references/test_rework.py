"""A video and a case study are made anew until they are approved: their makers hear why, and rounds are counted."""

from storage import tables
from tests.checkins.test_check_ins import said
from tests.office import AGREED, Office, staff
from tests.references.agreeing import done, opened, refused
from workflows.kernel.answers import Reason
from workflows.kernel.cards import Card
from workflows.kernel.text import Link

TO_VIDEO = (
    *(("emil", "yes"), ("emil", "invited"), ("emil", "attended"), ("emil", "sent"), ("emil", "commits")),
    *(("dora", "listed"), ("mara", "yes"), ("mara", "done"), ("mara", "done"), ("mara", "done")),
)
TO_STUDY = (*TO_VIDEO[:6], ("mara", "no"), ("mara", "yes"))
APPROVAL, THREAD, MARA = "slack:CMARKETING", "slack:CACME", "slack:UMARA"


def brought(office: Office, *path: tuple[str, str]) -> str:
    """Bring a reference program along a path."""
    staff(office.database, "marketing_approver", "lena")
    engagement = office.start("emil", process="reference-program", title="Story")
    for who, outcome in path:
        done(office.say(who, engagement, outcome, **AGREED.get(outcome, {})))
    return engagement


def facts(card: Card) -> dict[str, str]:
    """Return the facts of a card in words."""
    return {fact.label: said(fact.value) for fact in card.facts}


def changes(office: Office, reason: str) -> None:
    """Let the approver ask for changes."""
    card = office.last_card(APPROVAL, having="Request changes")
    done(office.submit("lena", office.press("lena", card, "Request changes"), {"reason": reason}))


def test_whoever_made_the_video_hears_what_must_change(office: Office) -> None:
    """In a message of their own and on the step's card, with the link and the round; the approver sees it next time."""
    engagement = brought(office, *TO_VIDEO, ("mara", "delivered"))
    first = office.last_card(APPROVAL, having="Request changes")
    assert any(isinstance(piece, Link) for fact in first.facts for piece in fact.value)
    assert "Round" not in facts(first)

    changes(office, "Too loud.")

    told = office.last_card(MARA, having="changes are asked for")
    assert told.quote == "Too loud."
    assert facts(told)["Round"] == "round 2"
    again = office.last_card(APPROVAL, having="Accept")
    assert facts(again)["To be changed"].startswith("Too loud. (")
    done(office.press("mara", again, "Accept"))
    done(office.say("mara", engagement, "delivered", video_link="https://video.example/2"))
    second = office.last_card(APPROVAL, having="Request changes")
    assert facts(second)["Round"] == "round 2"
    assert facts(second)["Asked for before"].startswith("Too loud. (")
    done(office.press("lena", second, "Approve"))
    assert "Changes requested by " in "".join(said(card.status) for card in cards_of(office, APPROVAL))
    assert not any("work.rework" in str((row["facts"], row["cards"])) for row in office.rows(tables.engagement))


def cards_of(office: Office, lane: str) -> list[Card]:
    """Return every card that was sent to a lane."""
    cards = [getattr(sent.payload, "card", None) for sent in office.sent() if sent.lane == lane]
    return [card for card in cards if card is not None]


def test_the_third_round_asks_people_to_talk(office: Office) -> None:
    """On the card of the round, and in the thread when the third ended without an approval."""
    engagement = brought(office, *TO_VIDEO)
    for number in (1, 2, 3):
        done(office.say("mara", engagement, "delivered", video_link=f"https://video.example/{number}"))
        card = office.last_card(APPROVAL, having="Request changes")
        assert ("talk to each other" in facts(card).get("Round", "")) == (number == 3)
        changes(office, f"Change {number}.")

    assert any(card.title == "Going round in circles?" for card in cards_of(office, THREAD))


def test_nobody_approves_what_they_handed_in(office: Office) -> None:
    """Who said that the video is there does not decide on it, although the role of the approver is theirs too."""
    engagement = brought(office, *TO_VIDEO)
    staff(office.database, "marketing_approver", "mara", "lena")
    done(office.say("mara", engagement, "delivered", video_link="https://video.example/1"))

    card = office.last_card(APPROVAL, having="Request changes")

    assert refused(office.press("mara", card, "Approve")) is Reason.OWN_REQUEST
    done(office.press("lena", card, "Approve"))


def test_a_video_without_a_link_is_not_handed_in(office: Office) -> None:
    """There would be nothing to look at; the same holds for a case study."""
    engagement = brought(office, *TO_VIDEO)
    assert refused(office.say("mara", engagement, "delivered")) is Reason.FIELD_MISSING
    assert refused(office.say("mara", engagement, "delivered", video_link="the usual place")) is Reason.NOT_A_LINK


def test_a_case_study_goes_back_to_its_author(office: Office) -> None:
    """The link stands on the cards until the customer approves; the author hears what the customer wants changed."""
    engagement = brought(office, *TO_STUDY)
    staff(office.database, "marketing", "mara", "luis")
    done(office.say("luis", engagement, "written", case_study_link="https://study.example/1"))
    done(office.say("mara", engagement, "designed"))
    waiting = office.last_card(THREAD, having="Customer wants changes")
    assert "The case study" in facts(waiting)

    done(office.say("mara", engagement, "reject", reason="Our logo is old."))

    told = office.last_card("slack:ULUIS", having="changes are asked for")
    assert told.quote == "Our logo is old."
    card = office.last_card(THREAD, having="Written")
    assert (facts(card)["Round"], facts(card)["To be changed"][:16]) == ("round 2", "Our logo is old.")
    done(office.say("luis", engagement, "written", case_study_link="https://study.example/2"))
    done(office.say("mara", engagement, "designed"))
    done(office.say("mara", engagement, "approve"))
    assert "Round" not in facts(office.last_card(THREAD, having="Shared"))


def test_a_project_manager_who_is_named_later_takes_over(office: Office) -> None:
    """Until then the engineer owns every step of theirs; from then on it is the project manager's (B, Roles)."""
    staff(office.database, "pm")
    engagement = office.start("emil", process="reference-program", title="Story")
    done(office.say("emil", engagement, "yes"))

    staff(office.database, "pm", "zoe")

    assert refused(office.say("emil", engagement, "invited", **AGREED["invited"])) is Reason.NOT_ALLOWED
    done(office.say("zoe", engagement, "invited", **AGREED["invited"]))
    done(office.say("zoe", engagement, "attended"))
    row = next(row for row in office.rows(tables.engagement) if row["id"] == engagement)
    assert (row["owner"], row["owner_role"]) == ("zoe", "pm")
    form = opened(office.type("zoe", "/engagement done REF-1 sent"))
    done(office.submit("zoe", form, {}))
