"""Where private work could be spoken of by the way: digests, reminders, messages that became tickets, links, charts."""

from datetime import UTC, datetime

import sqlalchemy as sa

from storage import tables
from tests.administration.test_administration import ADMIN, open_form
from tests.digests.mornings import Mornings
from tests.handoffs.test_decisions import disputed, question
from tests.office import Office, staff, words_of
from tests.pricing import draft, priced
from tests.privacy.test_privacy import TITLE, began, do
from tests.reminders.stand import Waiting
from tests.tickets.test_messages import notes, share
from workflows.kernel.answers import Done, Opened
from workflows.kernel.posts import Retract

__all__ = ["disputed", "priced"]

LATER = datetime(2026, 5, 1, tzinfo=UTC)


def said(office: Office, since: int) -> list[str]:
    """Return the lanes in which something says what is private, from a number of promises on."""
    return [sent.lane for sent in office.sent()[since:] if TITLE in str(sent.payload) or "ENG-1" in str(sent.payload)]


def in_channels(office: Office, since: int) -> list[str]:
    """Return those of them that are channels."""
    return [lane for lane in said(office, since) if lane.startswith("slack:C")]


def scoped(office: Office, key: str = "ENG-1") -> None:
    """Say that an engagement is scoped: then it stands at its ROM, which is due in three working days."""
    (row,) = (row for row in office.rows(tables.engagement) if row["key"] == key)
    assert isinstance(office.say("ada", str(row["id"]), "scoped"), Done)


def drafted(office: Office) -> Done:
    """Begin something private that stands at its ROM, which is drafted; Luis may work on it as Ada may."""
    staff(office.database, "sal", "ada", "luis")
    assert isinstance(began(office), Done)
    scoped(office)
    answer = draft(office)
    assert isinstance(answer, Done)
    return answer


def until(waiting: Waiting, **wanted: str) -> None:
    """Let time pass until somebody is to be told something, but was not told yet."""
    office = waiting.office
    while not any(wanted.items() <= row.items() for row in office.rows(tables.nudge)):
        next_at = waiting.next_at()
        assert next_at is not None
        office.now = max(office.now, next_at)
        waiting.tick()


def test_no_digest_of_a_channel_lists_it(office: Office) -> None:
    """What waits in a team is posted where everybody reads: who is nobody in particular sees nothing private."""
    mornings = Mornings(office)
    assert isinstance(began(office), Done)
    office.start("ada", title="Open work")
    before = len(office.sent())

    told = mornings.until(datetime(2026, 3, 9, 23, tzinfo=UTC))

    assert any("Open work" in str(one.post) for one in told)
    assert in_channels(office, before) == []


def test_what_became_private_is_escalated_in_no_channel(priced: Office) -> None:
    """It had waited too long while everybody saw it; before the channel was told of it, it was private."""
    waiting = Waiting(priced)
    priced.start("ada", title=TITLE)
    scoped(priced)
    drafted = draft(priced)
    assert isinstance(drafted, Done)
    assert isinstance(priced.press("ada", drafted.card, "Send"), Done)
    until(waiting, kind="escalation")
    assert isinstance(do(priced, "ada", "/engagement private ENG-1"), Done)
    before = len(priced.sent())

    waiting.told(LATER)

    assert in_channels(priced, before) == []


def test_who_was_uninvited_is_reminded_no_more(office: Office) -> None:
    """Mara had it in hand and was to be reminded; by the time she is, she sees it no longer."""
    staff(office.database, "sal", "ada", "mara")
    waiting = Waiting(office)
    assert isinstance(began(office), Done)
    scoped(office)
    assert isinstance(do(office, "ada", "/engagement assign ENG-1", person="mara"), Done)
    until(waiting, whom="mara")
    assert isinstance(do(office, "ada", "/engagement assign ENG-1", person="ada"), Done)
    staff(office.database, "sal", "ada")
    assert isinstance(do(office, "ada", "/engagement uninvite ENG-1", person="mara"), Done)
    before = len(office.sent())

    waiting.told(LATER)

    assert "slack:UADA" in said(office, before)
    assert "slack:UMARA" not in said(office, before)


def test_who_has_no_account_is_reminded_in_no_channel(office: Office) -> None:
    """Operations are asked to tell somebody of what everybody sees; of private work they are told nothing."""
    staff(office.database, "sal", "ada", "luis")
    waiting = Waiting(office)
    assert isinstance(began(office), Done)
    scoped(office)
    assert isinstance(do(office, "ada", "/engagement assign ENG-1", person="luis"), Done)
    with office.database.transaction() as connection:
        connection.execute(sa.delete(tables.identity).where(tables.identity.c.person_key == "luis"))
    staff(office.database, "sal", "ada", "luis")
    before = len(office.sent())

    waiting.told(LATER)

    assert in_channels(office, before) == []


def test_the_message_of_a_private_ticket_is_one_that_nobody_logged(office: Office) -> None:
    """Who does not see the ticket gets the form, as if nobody had logged the message before."""
    assert isinstance(office.submit("carl", share(office), {"kind": "bug", "title": TITLE}), Done)
    assert isinstance(do(office, "carl", "/engagement private TCK-1"), Done)

    assert isinstance(share(office, "fina"), Opened)


def test_what_is_asked_again_of_a_private_ticket_is_not_said_under_the_message(office: Office) -> None:
    """The message stands in a channel; the words go to the ticket's people alone."""
    assert isinstance(office.submit("carl", share(office), {"kind": "bug", "title": TITLE}), Done)
    assert isinstance(do(office, "carl", "/engagement private TCK-1"), Done)
    before = notes(office)
    form = share(office, "carl", key="slack:T1:CACME:2.2")
    same = office.submit("carl", form, {"kind": "bug", "customer": "acme", "title": TITLE})
    assert isinstance(same, Opened)

    assert isinstance(office.submit("carl", same, {"same": "TCK-1"}), Done)

    assert notes(office) == before


def test_a_private_look_alike_hides_no_other(office: Office) -> None:
    """Of two that look the same, the older one is asked about where only that one is seen."""
    values = {"customer": "acme", "kind": "bug", "title": "The login page fails"}
    assert isinstance(office.submit("carl", office.type("carl", "/ticket"), values), Done)
    office.later(minutes=1)
    asked = office.submit("carl", office.type("carl", "/ticket"), values)
    assert isinstance(asked, Opened)
    other = office.submit("carl", asked, {"same": "anyway"})
    assert isinstance(other, Done)
    assert isinstance(do(office, "carl", f"/engagement private {other.card.title.partition(':')[0]}"), Done)

    found = office.submit("fina", office.type("fina", "/ticket"), values)

    assert isinstance(found, Opened), found
    assert found.form.fields[0].choices[0].value == "TCK-1"


def test_a_link_that_is_taken_off_names_nothing(office: Office) -> None:
    """Mara takes off what is shown to her as private work: neither the answer nor the history says its number."""
    assert isinstance(began(office), Done)
    office.start("ada", title="Open work")
    assert isinstance(do(office, "ada", "/ticket link ENG-2 ENG-1"), Done)

    answer = office.submit("mara", office.type("mara", "/ticket unlink ENG-2"), {})

    assert isinstance(answer, Done)
    assert "Private work" in str(answer)
    assert "ENG-1" not in str(answer)
    assert "ENG-1" not in str(office.type("mara", "/engagement history ENG-2"))


def test_the_history_of_what_it_was_linked_with_names_it_no_more(office: Office) -> None:
    """They were linked while everybody saw both; by now the other's history says no more than that it is private."""
    office.start("ada", title=TITLE)
    office.start("ada", title="Open work")
    assert isinstance(do(office, "ada", "/ticket link ENG-2 ENG-1"), Done)
    scoped(office, "ENG-1")
    asked = ("/engagement history ENG-2", "/csops why ENG-2", "/customer acme")
    assert all("ENG-1" in str(office.type("mara", words)) for words in asked)

    assert isinstance(do(office, "ada", "/engagement private ENG-1"), Done)

    for words in asked:
        said_to_others = str(office.type("mara", words))
        assert "Private work" in said_to_others, words
        assert "ENG-1" not in said_to_others, words
        assert TITLE not in said_to_others, words
    assert TITLE in str(office.type("ada", "/engagement history ENG-2"))


def test_whoever_has_it_from_now_on_has_its_thread(office: Office) -> None:
    """Luis gets it, and Sven when Luis leaves: each in a thread of their own, with the buttons of the step."""
    staff(office.database, "sal", "ada", "luis")
    assert isinstance(began(office), Done)

    assert isinstance(do(office, "ada", "/engagement assign ENG-1", person="luis"), Done)
    form = office.press("luis", office.last_card("slack:ULUIS", having="Scoped"), "Scoped")
    assert isinstance(form, Opened)

    left = office.submit(ADMIN, open_form(office, "people luis", "Luis Rojas", "Let go"), {"heir": "sven"})
    assert isinstance(left, Done), left
    form = office.press("sven", office.last_card("slack:USVEN", having="Scoped"), "Scoped")
    assert isinstance(form, Opened)


def test_what_was_found_at_a_private_check_in_comes_to_whoever_takes_it(office: Office) -> None:
    """It is posted in no channel, so that who may take it has it in a thread of their own, and takes it there."""
    staff(office.database, "am", "luis")
    assert isinstance(began(office, "carl", process="customer-success"), Done)
    (work,) = office.rows(tables.engagement)
    assert isinstance(office.say("carl", str(work["id"]), "started"), Done)
    assert isinstance(office.say("carl", str(work["id"]), "happy", cross_sell="yes"), Done)

    offer = office.last_card("slack:ULUIS", having="Accept")

    assert isinstance(office.press("luis", offer, "Accept"), Done)
    assert not any(sent.lane.startswith("slack:C") for sent in office.sent())


def test_what_waits_to_be_taken_goes_along(office: Office) -> None:
    """What was found before it became private is taken off the channel, waits with whoever takes it, and comes back."""
    staff(office.database, "am", "luis")
    work = office.start("carl", process="customer-success", title=TITLE)
    assert isinstance(office.say("carl", work, "started"), Done)
    assert isinstance(office.say("carl", work, "happy", cross_sell="yes"), Done)
    assert "Accept" in words_of(office.last_card("slack:CSALES"))
    key = str(office.rows(tables.engagement)[0]["key"])

    assert isinstance(do(office, "carl", f"/engagement private {key}"), Done)
    assert "Accept" not in words_of(office.last_card("slack:CSALES"))
    assert "Accept" in words_of(office.last_card("slack:ULUIS", having="Accept"))

    assert isinstance(do(office, "carl", f"/engagement public {key}"), Done)
    offer = office.last_card("slack:CSALES", having="Accept")
    assert isinstance(office.press("luis", offer, "Accept"), Done)


def test_who_asked_and_sees_it_no_more_is_not_asked(priced: Office) -> None:
    """Luis sent the ROM and has lost the role since: the question about it opens no thread with him."""
    drafted(priced)
    assert isinstance(priced.type("luis", "/rom ENG-1 send"), Done)
    staff(priced.database, "sal", "ada")
    card = priced.last_card("slack:UPRIA", having="Approve")
    before = len(priced.sent())

    question = priced.submit("pria", priced.press("pria", card, "Needs discovery"), {"reason": "How many?"})

    assert isinstance(question, Done)
    assert "slack:UADA" in said(priced, before)
    assert "slack:ULUIS" not in said(priced, before)


def test_who_handed_it_over_and_sees_it_no_more_is_not_told(priced: Office) -> None:
    """Luis handed it over and has lost the role since: that it comes back is told in its thread, and not to him."""
    assert isinstance(priced.press("ada", drafted(priced).card, "Send"), Done)
    approve = priced.last_card("slack:UPRIA", having="Approve")
    assert isinstance(priced.press("pria", approve, "Approve"), Done)
    (row,) = priced.rows(tables.engagement)
    for who, outcome in (("ada", "created"), ("ada", "entered"), ("luis", "customer-approves")):
        assert isinstance(priced.say(who, str(row["id"]), outcome), Done)
    assert priced.rows(tables.handoff)[-1]["given_by"] == "luis"
    staff(priced.database, "sal", "ada")
    offered = priced.last_card("slack:UEMIL", having="Return")
    before = len(priced.sent())

    back = priced.submit("emil", priced.press("emil", offered, "Return"), {"reason": "Too early."})

    assert isinstance(back, Done)
    assert "slack:UADA" in said(priced, before)
    assert "slack:ULUIS" not in said(priced, before)


def test_what_is_said_of_it_is_marked_wherever_it_goes(disputed: Office) -> None:
    """A chart, and a hand-off that is decided for somebody else: no notice of a lost message may quote these."""
    assert isinstance(do(disputed, "ada", "/engagement private TCK-1"), Done)
    card = question(disputed)
    before = len(disputed.sent())

    assert isinstance(disputed.type("ada", "/engagement chart TCK-1"), Done)
    form = disputed.press("luis", card, "Somebody else")
    assert isinstance(disputed.submit("luis", form, {"person": "emil"}), Done)

    sent = disputed.sent()[before:]
    assert {one.lane for one in sent} >= {"slack:UADA", "slack:UCARL", "slack:UEMIL"}
    assert all(one.payload.private for one in sent if not isinstance(one.payload, Retract))
    assert isinstance(disputed.press("emil", disputed.last_card("slack:UEMIL", having="Take it up"), "Take it"), Done)
