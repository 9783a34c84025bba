"""What can be done with a hand-off in which state."""

from hypothesis import given
from hypothesis import strategies as st

from workflows.handoffs import rules

ACTS = st.sampled_from(["accept", "return", "offer", "dispute", "decide", "leave"])
STATES = ("offered", "accepted", "returned", "disputed", "closed")
KEYS = st.text("abc", min_size=1, max_size=1)
HELD = st.tuples(KEYS, st.lists(KEYS, min_size=1, max_size=3, unique=True).map(tuple))


@given(st.lists(ACTS, max_size=30))
def test_an_offer_is_answered_once(acts: list[rules.Act]) -> None:
    """However people click, each offer gets at most one answer, an acceptance is final, and nothing leaves `closed`."""
    state: str = rules.OFFERED
    offers, answers = 1, 0
    for act in acts:
        reached = rules.after(state, act)
        if reached is None:
            continue
        assert state != rules.CLOSED
        assert not (state == rules.ACCEPTED and act != "leave")
        offers += act == "offer"
        answers += act in {"accept", "return", "dispute"}
        state = reached
    assert offers - 1 <= answers <= offers


def test_leaving_a_step_closes_its_hand_off_from_every_state() -> None:
    """Whatever became of a hand-off, it is past when the engagement leaves the step; a past one stays as it is."""
    assert [rules.after(state, "leave") for state in STATES] == [*["closed"] * 4, None]


@given(st.text(max_size=12), ACTS)
def test_an_unknown_state_allows_nothing(state: str, act: rules.Act) -> None:
    """A state that the table does not name gets no answer, rather than a wrong one."""
    assert (rules.after(state, act) is None) or state in STATES


@given(st.text(min_size=1, max_size=5), st.lists(st.text(min_size=1, max_size=5), unique=True, max_size=5))
def test_the_offered_role_comes_first(role: str, owners: list[str]) -> None:
    """Whoever stands for several of the step's roles takes it in the one that it was offered to."""
    roles = rules.alternatives(role, owners)

    assert roles[0] == role
    assert set(roles) == {role, *owners}
    assert len(roles) == len(set(roles))
    assert rules.role_taken(roles, role) == role


def test_who_comes_too_late_is_told_what_became_of_it() -> None:
    """The word fits what happened: accepted, returned, finished, or offered anew."""
    assert rules.what_was_done("accepted", answered=True) == "accepted"
    assert rules.what_was_done("returned", answered=True) == "returned"
    assert rules.what_was_done("disputed", answered=True) == "returned a second time"
    assert rules.what_was_done("closed", answered=False) == "finished"
    assert rules.what_was_done("offered", answered=False) == "offered again"


def test_a_hand_off_bounces_once() -> None:
    """The first return goes to the giver; every later one to who is accountable."""
    assert [rules.act_of_return(number) for number in (1, 2, 3)] == ["return", "dispute", "dispute"]


@given(st.lists(st.none() | HELD, max_size=5), st.sets(KEYS, max_size=2))
def test_nobody_decides_on_their_own_hand_off_where_somebody_else_can(
    standing: list[rules.Standing | None], parties: set[str]
) -> None:
    """The nearest role with somebody who is no party decides; where there is none, the nearest that anybody holds."""
    found = rules.deciders(standing, parties)

    held = [one for one in standing if one is not None]
    if found is None:
        assert not held
        return
    neutral = [role for role, people in held if set(people) - parties]
    assert found[0] == (neutral or [role for role, _ in held])[0]
    assert found[1]
    assert not neutral or not set(found[1]) & parties
