"""The rules of a decision through the real dispatcher: all, a majority, one after the other; roles that change."""

from storage import tables
from tests.approvals.deciding import fact, refused, to_step_6, with_reason
from tests.office import Office
from tests.pricing import approval_card, only, position, set_role, with_rule
from workflows.kernel.answers import Done, Reason
from workflows.kernel.posts import Post, Update


def votes(office: Office) -> dict[str, str]:
    """Return who voted what."""
    return {row["person_key"]: row["decision"] for row in office.rows(tables.vote)}


def test_all_must_approve(priced: Office) -> None:
    """The first approval is counted and shown; the last one decides."""
    with_rule(priced, "all")
    card = to_step_6(priced)
    assert fact(card, "Who decides") == "pria, dora (all of them must approve)"
    assert isinstance(priced.press("pria", card, "Approve"), Done)
    assert position(priced) == "6"
    counted = approval_card(priced)
    assert fact(counted, "So far") == "1 of 2: pria (Approve)"
    assert "dora" in str(counted.status)
    assert "pria" not in str(counted.status)
    again = refused(priced.press("pria", counted, "Approve"))
    assert (again.reason, again.facts["done"]) == (Reason.ALREADY_DONE, "decided by you (Approve)")
    assert refused(with_reason(priced, "pria", counted, "Decline", reason="No")).reason is Reason.ALREADY_DONE
    assert isinstance(priced.press("dora", card, "Approve"), Done)
    assert position(priced) == "8"
    assert votes(priced) == {"pria": "approve", "dora": "approve"}


def test_one_decline_is_enough_where_all_must_approve(priced: Office) -> None:
    """Nothing is waited for that cannot change the outcome."""
    with_rule(priced, "all")
    card = to_step_6(priced)
    priced.press("pria", card, "Approve")
    assert isinstance(with_reason(priced, "dora", card, "Decline", reason="No."), Done)
    assert position(priced) == "end:declined"


def test_a_majority_decides(priced: Office) -> None:
    """Two of three approve; the third is told that it is decided."""
    with_rule(priced, "majority")
    set_role(priced, "ps_manager", "pria", "lena")
    card = to_step_6(priced)
    assert isinstance(with_reason(priced, "pria", card, "Decline", reason="Too vague."), Done)
    assert position(priced) == "6"
    assert isinstance(priced.press("lena", card, "Approve"), Done)
    assert position(priced) == "6"
    assert isinstance(priced.press("dora", card, "Approve"), Done)
    assert position(priced) == "8"
    assert refused(priced.press("pria", card, "Approve")).reason is Reason.ALREADY_DONE


def test_a_question_outweighs_the_votes(priced: Office) -> None:
    """After its answer everybody votes anew: they have heard something that they did not know."""
    with_rule(priced, "majority")
    set_role(priced, "ps_manager", "pria", "lena")
    card = to_step_6(priced)
    priced.press("pria", card, "Approve")
    assert isinstance(with_reason(priced, "dora", card, "Needs discovery", reason="Why?"), Done)
    assert position(priced) == "7"
    with_reason(priced, "ada", approval_card(priced), "Answer", answer="Because.")
    again = approval_card(priced)
    assert fact(again, "So far") == ""
    assert isinstance(priced.press("pria", again, "Approve"), Done)
    assert position(priced) == "6"
    assert isinstance(priced.press("lena", again, "Approve"), Done)
    assert position(priced) == "8"


def test_a_sequence_asks_one_role_after_the_other(priced: Office) -> None:
    """Whoever comes later is refused until it is their turn, and is called when it is."""
    with_rule(priced, "sequence")
    card = to_step_6(priced)
    assert "pria" in str(card.status)
    assert "dora" not in str(card.status)
    early = refused(priced.press("dora", card, "Approve"))
    assert (early.reason, early.facts["may"]) == (Reason.NOT_ALLOWED, "Pria Nair")
    assert isinstance(priced.press("pria", card, "Approve"), Done)
    called = [sent.payload.card for sent in priced.sent() if isinstance(sent.payload, Post)]
    assert any("dora" in str(one.body) and "please decide" in str(one.body) for one in called)
    assert "dora" in str(approval_card(priced).status)
    assert isinstance(priced.press("dora", card, "Approve"), Done)
    assert position(priced) == "8"


def test_the_sequence_is_the_definitions_own(priced: Office) -> None:
    """With the roles written the other way round the director comes first."""
    with_rule(priced, "sequence", owners="[cs_director, ps_manager]")
    card = to_step_6(priced)
    assert refused(priced.press("pria", card, "Approve")).facts["may"] == "Dora Weiss"
    assert isinstance(priced.press("dora", card, "Approve"), Done)
    assert isinstance(priced.press("pria", card, "Approve"), Done)
    assert position(priced) == "8"


def test_a_quorum_is_not_stuck_when_somebody_leaves(priced: Office) -> None:
    """One has approved, the other leaves: a click of the first carries out what now holds, without a second vote."""
    with_rule(priced, "all")
    card = to_step_6(priced)
    priced.press("pria", card, "Approve")
    set_role(priced, "cs_director", "pria")
    assert isinstance(priced.press("pria", card, "Approve"), Done)
    assert position(priced) == "8"
    assert only(priced.rows(tables.vote))["person_key"] == "pria"


def test_who_changes_their_mind_does_not_carry_their_first_vote_out(priced: Office) -> None:
    """One has approved, the other leaves, and the first says "Decline": that must never approve anything."""
    with_rule(priced, "all")
    card = to_step_6(priced)
    priced.press("pria", card, "Approve")
    set_role(priced, "cs_director", "pria")
    no = refused(with_reason(priced, "pria", card, "Decline", reason="After all, no."))
    assert (no.reason, no.facts["done"]) == (Reason.ALREADY_DONE, "decided by you (Approve)")
    assert position(priced) == "6"


def test_the_vote_of_who_left_does_not_count(priced: Office) -> None:
    """It stays on record, but others decide."""
    with_rule(priced, "all")
    card = to_step_6(priced)
    priced.press("pria", card, "Approve")
    set_role(priced, "ps_manager", "lena")
    assert isinstance(priced.press("dora", card, "Approve"), Done)
    assert position(priced) == "6"
    assert isinstance(priced.press("lena", card, "Approve"), Done)
    assert position(priced) == "8"
    assert votes(priced) == {"pria": "approve", "dora": "approve", "lena": "approve"}


def test_a_decided_card_names_the_figures_on_every_copy(priced: Office) -> None:
    """Each count changes the one card that everybody sees; the last face has no buttons."""
    with_rule(priced, "all")
    card = to_step_6(priced)
    priced.press("pria", card, "Approve")
    priced.press("dora", card, "Approve")
    faces = [
        sent.payload.card
        for sent in priced.sent()
        if sent.lane == "slack:CAPPROVALS" and isinstance(sent.payload, Update)
    ]
    assert [len(one.buttons) for one in faces] == [3, 0]
    assert fact(faces[-1], "Budget") == "17,700.00 EUR"
