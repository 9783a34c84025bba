"""Decisions through the real dispatcher, on both databases: who may, what they are bound to, what happens then."""

import msgspec
import pytest

from storage import tables
from tests.approvals.deciding import fact, refused, to_step_6, with_reason
from tests.office import Office, slack
from tests.pricing import approval_card, draft, only, position, set_role, to_approval
from workflows.kernel.answers import Done, Opened, Reason, Shown
from workflows.kernel.posts import Post, Update
from workflows.kernel.requests import Pressed
from workflows.kernel.text import Strong


def test_the_card_says_what_who_and_by_when(priced: Office) -> None:
    """In the approvals channel: customer, figures, step number and title, who asks, who decides by when."""
    card = to_approval(priced)
    assert card.title == "Is there enough information? ENG-1: ROM revision 1"
    assert (card.body, card.quote) == (((Strong("Assumptions:"),),), "There is a test system.")
    assert fact(card, "Customer") == "Acme Mills"
    assert fact(card, "Budget") == "17,700.00 EUR"
    assert fact(card, "Range") == "13,200.00 to 22,200.00 EUR"
    assert fact(card, "Step") == "6 Is there enough information?"
    assert fact(card, "Asked by").startswith("ada")
    assert fact(card, "Who decides") == "pria, dora (one of them decides)"
    assert [one.label for one in card.facts][-1] == "By"
    assert [button.label for button in card.buttons] == ["Approve", "Needs discovery", "Decline"]
    assert [button.style for button in card.buttons] == ["primary", "default", "danger"]
    assert {button.version for button in card.buttons} == {1}


def test_the_thread_hears_of_it_without_the_figures(priced: Office) -> None:
    """The customer's channel may be read by guests: no amount ever stands there."""
    to_approval(priced)
    told = [
        sent.payload.card for sent in priced.sent() if sent.lane == "slack:CACME" and isinstance(sent.payload, Post)
    ]
    assert any("the decision about ROM revision 1 was asked, of " in str(card.body) for card in told)
    assert not any("17,700" in str(card) for card in told)


def test_an_approval_given_early_takes_effect_when_its_step_comes(priced: Office) -> None:
    """Steps 4 and 5 do not wait: the decision is kept, and 6 is passed without a stop (A 3 to 6)."""
    card = to_approval(priced)
    done = priced.press("pria", card, "Approve")
    assert isinstance(done, Done)
    assert position(priced) == "4"
    engagement = priced.rows(tables.engagement)[0]["id"]
    priced.say("ada", engagement, "created")
    priced.say("ada", engagement, "entered")
    assert position(priced) == "8"
    assert only(priced.rows(tables.estimate))["state"] == "approved"


def test_an_approval_moves_the_step_that_waits_for_it(priced: Office) -> None:
    """A 6 approve -> 8; the decided card has no buttons, and names who, when and the figures on every copy."""
    card = to_step_6(priced)
    priced.later(hours=1, minutes=42)
    assert isinstance(priced.press("dora", card, "Approve"), Done)
    assert position(priced) == "8"
    updates = [sent.payload.card for sent in priced.sent() if isinstance(sent.payload, Update)]
    decided = next(one for one in updates if "Approve" in str(one.status) and "ROM revision 1" in one.title)
    assert decided.buttons == ()
    assert "dora" in str(decided.status)
    assert "10, 42" in str(decided.status)
    assert fact(decided, "Budget") == "17,700.00 EUR"


def test_a_late_click_gets_the_quiet_truth(priced: Office) -> None:
    """Whoever comes second hears who decided and when; nothing changes, and nobody else hears of it."""
    card = to_step_6(priced)
    priced.press("dora", card, "Approve")
    before = len(priced.sent()), len(priced.rows(tables.history))
    late = refused(priced.press("pria", card, "Approve"))
    assert (late.reason, late.facts["done"], late.facts["by"]) == (Reason.ALREADY_DONE, "approved", "Dora Weiss")
    assert refused(priced.press("pria", card, "Decline")).reason is Reason.ALREADY_DONE
    assert (len(priced.sent()), len(priced.rows(tables.history))) == before
    assert len(priced.rows(tables.vote)) == 1


def test_the_same_click_twice_is_one_decision(priced: Office) -> None:
    """A delivery that is repeated gets the first answer again."""
    card = to_step_6(priced)
    first = priced.press("dora", card, "Approve", key="click:1")
    assert priced.press("dora", card, "Approve", key="click:1") == first


@pytest.mark.parametrize("who", ["fina", "emil", "carl", "sven"])
def test_who_does_not_decide_is_refused(priced: Office, who: str) -> None:
    """Being in the channel is no right: the refusal names those who may (S7)."""
    card = to_step_6(priced)
    for label in ("Approve", "Needs discovery", "Decline"):
        no = refused(priced.press(who, card, label))
        assert no.reason is Reason.NOT_ALLOWED
        assert no.facts["may"] == "Pria Nair, Dora Weiss"
    assert priced.rows(tables.vote) == []


def test_a_role_that_was_taken_away_no_longer_decides(priced: Office) -> None:
    """The role counts at the moment of the click, whatever the card said when it was posted."""
    card = to_step_6(priced)
    set_role(priced, "ps_manager", "lena")
    assert refused(priced.press("pria", card, "Approve")).reason is Reason.NOT_ALLOWED
    assert isinstance(priced.press("lena", card, "Approve"), Done)


def test_a_customers_own_people_decide_first(priced: Office) -> None:
    """Roles resolve customer first: for this customer somebody else is the services manager."""
    card = to_step_6(priced)
    with priced.database.transaction() as connection:
        roles = '{"ps_manager": ["luis"]}'
        connection.execute(tables.customer.update().where(tables.customer.c.key == "acme").values(roles=roles))
    assert refused(priced.press("pria", card, "Approve")).reason is Reason.NOT_ALLOWED
    assert isinstance(priced.press("luis", card, "Approve"), Done)


def test_nobody_decides_on_what_they_sent(priced: Office) -> None:
    """The account leader may be services manager too, and still not decide on this one (S8)."""
    set_role(priced, "ps_manager", "ada")
    card = to_step_6(priced)
    no = refused(priced.press("ada", card, "Approve"))
    assert (no.reason, no.facts["may"]) == (Reason.OWN_REQUEST, "Dora Weiss")
    assert refused(priced.press("ada", card, "Decline")).reason is Reason.OWN_REQUEST


def test_a_second_account_is_the_same_person(priced: Office) -> None:
    """The same person's other account is refused alike (S8)."""
    with priced.database.transaction() as connection:
        row = {"platform": "slack", "user_id": "UOTHER", "person_key": "ada"}
        connection.execute(tables.identity.insert().values(**row))
    set_role(priced, "ps_manager", "ada")
    card = to_step_6(priced)
    assert refused(priced.press("other", card, "Approve")).reason is Reason.OWN_REQUEST
    assert slack("other").user == "UOTHER"


def test_nobody_decides_on_what_they_drafted(priced: Office) -> None:
    """Who made the figures does not approve them, though somebody else sent them."""
    set_role(priced, "cs_director", "sven")
    priced.start("ada")
    priced.say("ada", priced.rows(tables.engagement)[0]["id"], "scoped")
    draft(priced, "sven")
    assert isinstance(priced.type("ada", "/rom ENG-1 send"), Done)
    card = approval_card(priced)
    assert fact(card, "Who decides") == "pria"
    assert fact(card, "Asked by") == "ada (made by sven), "
    assert refused(priced.press("sven", card, "Approve")).reason is Reason.OWN_REQUEST
    assert isinstance(priced.press("pria", card, "Approve"), Done)


def test_asking_is_refused_when_only_the_requester_could_decide(priced: Office) -> None:
    """Nothing is sent into a dead end: the refusal says which role needs somebody else, and whom it leaves out."""
    set_role(priced, "ps_manager", "ada")
    set_role(priced, "cs_director", "ada")
    engagement = priced.start("ada")
    priced.say("ada", engagement, "scoped")
    draft(priced)
    no = refused(priced.type("ada", "/rom ENG-1 send"))
    assert no.reason is Reason.ROLE_EMPTY
    assert no.facts["role"] == "Professional services manager or Customer success director"
    assert no.facts["requester"] == "Ada Palmer"
    assert position(priced) == "3"
    assert priced.rows(tables.approval) == []


def test_a_decline_wants_its_reason(priced: Office) -> None:
    """The form asks for it, an empty one is refused at the field, and the end carries it."""
    card = to_step_6(priced)
    opened = priced.press("pria", card, "Decline")
    assert isinstance(opened, Opened)
    assert [field.key for field in opened.form.fields] == ["reason"]
    for empty in ("", "   ", "\x00\u200b"):
        no = refused(priced.submit("pria", opened, {"reason": empty}))
        assert (no.reason, no.field) == (Reason.FIELD_MISSING, "reason")
    assert refused(priced.submit("pria", opened, {"reason": "x" * 1001})).reason is Reason.TOO_LONG
    assert isinstance(priced.submit("pria", opened, {"reason": "Too small for us."}), Done)
    assert position(priced) == "end:declined"
    row = only(priced.rows(tables.approval))
    assert (row["state"], row["decided_by"], row["reason"]) == ("declined", "pria", "Too small for us.")
    assert refused(priced.press("dora", card, "Approve")).facts["done"] == "declined"


def test_a_decline_given_early_ends_it_at_once(priced: Office) -> None:
    """There is no sense in an opportunity for what is declined."""
    card = to_approval(priced)
    assert isinstance(with_reason(priced, "pria", card, "Decline", reason="No."), Done)
    assert position(priced) == "end:declined"


def test_a_forged_button_does_nothing(priced: Office) -> None:
    """Other ids, other rounds, outcomes that are none, the reason left out: each is refused in words (S9)."""
    card = to_step_6(priced)
    button = card.buttons[0]
    engagement = priced.rows(tables.engagement)[0]["id"]
    for subject, version, argument, reason in (
        ("0" * 32, 1, "approve", Reason.NOT_FOUND),
        ("", 1, "approve", Reason.NOT_FOUND),
        (engagement, 1, "approve", Reason.NOT_FOUND),
        (button.subject, 0, "approve", Reason.CHANGED_MEANWHILE),
        (button.subject, 2, "approve", Reason.CHANGED_MEANWHILE),
        (button.subject, 2**31 - 1, "approve", Reason.CHANGED_MEANWHILE),
        (button.subject, 1, "accepted", Reason.NO_SUCH_OUTCOME),
        (button.subject, 1, "", Reason.NO_SUCH_OUTCOME),
        (button.subject, 1, "end:completed", Reason.NO_SUCH_OUTCOME),
        (button.subject, 1, "decline", Reason.FIELD_MISSING),
    ):
        pressed = Pressed(
            actor=slack("pria"),
            request_key=priced.key(),
            button=button.key,
            subject=subject,
            version=version,
            argument=argument,
        )
        assert refused(priced.ask(pressed)).reason is reason
    assert position(priced) == "6"


def test_the_history_holds_what_was_decided_on(priced: Office) -> None:
    """The decision's entry carries the digest of the figures that were shown, and the chain holds."""
    card = to_step_6(priced)
    priced.press("pria", card, "Approve")
    digest = only(priced.rows(tables.estimate))["digest"]
    entries = [row for row in priced.rows(tables.history) if row["action"] in {"asked", "voted", "decided"}]
    assert [row["action"] for row in sorted(entries, key=lambda row: row["seq"])] == ["asked", "voted", "decided"]
    assert {msgspec.json.decode(row["details"])["digest"] for row in entries} == {digest}


def test_what_waits_for_me(priced: Office) -> None:
    """`/approvals` lists the decisions of who asks, `all` lists every one; looking at one shows its buttons."""
    to_step_6(priced)
    mine = priced.type("pria", "/approvals")
    assert isinstance(mine, Shown)
    assert [row.button.label for row in mine.card.rows if row.button] == ["Open"]
    assert "budget 17,700.00 EUR" in str(mine.card.rows[0].detail)
    looked = priced.press("pria", mine.card, "Open")
    assert isinstance(looked, Shown)
    assert [button.label for button in looked.card.buttons] == ["Approve", "Needs discovery", "Decline"]
    for who in ("ada", "fina"):
        nothing = priced.type(who, "/approvals")
        assert isinstance(nothing, Shown)
        assert nothing.card.rows == ()
        everything = priced.type(who, "/approvals all")
        assert isinstance(everything, Shown)
        seen = priced.press(who, everything.card, "Open")
        assert isinstance(seen, Shown)
        assert seen.card.buttons == ()
    assert isinstance(priced.press("pria", looked.card, "Approve"), Done)
    after = priced.type("dora", "/approvals")
    assert isinstance(after, Shown)
    assert after.card.rows == ()
    shown = priced.type("dora", "/approvals show eng-1")
    assert isinstance(shown, Shown)
    assert "pria" in str(shown.card.status)


def test_the_list_of_decisions_is_paged(priced: Office) -> None:
    """Ten to a page, oldest first, and a button for the next."""
    for number in range(1, 13):
        engagement = priced.start("ada", title=f"Portal {number}")
        priced.say("ada", engagement, "scoped")
        draft(priced, key=f"ENG-{number}")
        priced.later(minutes=1)
        priced.type("ada", f"/rom ENG-{number} send")
    for words in ("/approvals", "/approvals all"):
        first = priced.type("pria", words)
        assert isinstance(first, Shown)
        assert len(first.card.rows) == 10
        assert "ENG-1'" in str(first.card.rows[0].text)
        second = priced.press("pria", first.card, "More")
        assert isinstance(second, Shown)
        assert len(second.card.rows) == 2
        back = priced.press("pria", second.card, "Back")
        assert back == first
