"""Who decides and when enough have: the rules against a slow oracle that tries every way the missing votes could go."""

import itertools
from collections.abc import Mapping

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workflows.approvals import rules
from workflows.approvals.rules import Panel
from workflows.process.catalogue import Definitions, load_definitions
from workflows.process.steps import Rule, Step

APPROVE, DECLINE, REFUSE, ASK = "approve", "decline", "refuse", "needs-discovery"
QUESTIONS = frozenset({ASK})
PEOPLE = ("ann", "ben", "cleo", "dan", "eve")
RULES: tuple[Rule, ...] = ("any", "all", "majority", "sequence")

people = st.sampled_from(PEOPLE)
standing = st.lists(st.lists(people, max_size=4, unique=True), max_size=3)
votes = st.dictionaries(st.sampled_from((*PEOPLE, "stranger")), st.sampled_from((APPROVE, DECLINE, REFUSE, ASK)))


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    """Return the definitions that csops ships."""
    return load_definitions()


def passes(decides: Panel, complete: Mapping[str, str]) -> bool:
    """Say of votes that are all there whether they approve."""
    given_yes = {person for person, outcome in complete.items() if outcome == APPROVE}
    match decides.rule:
        case "all":
            return given_yes == set(decides.people)
        case "majority":
            return 2 * len(given_yes) > len(decides.people)
        case _:
            raise AssertionError(decides.rule)


def oracle(decides: Panel, cast: Mapping[str, str]) -> set[str | None]:
    """Return the outcomes that are right: what holds however the missing votes go, by trying them all."""
    counted = {person: outcome for person, outcome in cast.items() if person in decides.people}
    if not counted:
        return {None}
    if ASK in counted.values():
        return {ASK}
    against = {outcome for outcome in counted.values() if outcome != APPROVE}
    if decides.rule == "any":
        return {*against} or {APPROVE}
    if decides.rule == "sequence":
        done = all(any(counted.get(person) == APPROVE for person in stage) for stage in decides.stages)
        return {*against} or {APPROVE if done else None}
    missing = [person for person in decides.people if person not in counted]
    ends = {
        passes(decides, {**counted, **dict(zip(missing, rest, strict=True))})
        for rest in itertools.product((APPROVE, DECLINE), repeat=len(missing))
    }
    if ends == {True}:
        return {APPROVE}
    return {*against} if ends == {False} else {None}


@given(st.sampled_from(RULES), standing, votes)
def test_the_verdict_is_what_holds_however_the_others_vote(
    rule: Rule, teams: list[list[str]], cast: dict[str, str]
) -> None:
    """For every rule, panel and set of votes the verdict is the oracle's."""
    assume(list(cast.values()).count(ASK) <= 1)
    decides = rules.panel(rule, teams, frozenset())
    assert rules.verdict(decides, cast, APPROVE, QUESTIONS) in oracle(decides, cast)


@given(st.sampled_from(RULES), standing, st.frozensets(people), votes)
def test_who_is_barred_neither_decides_nor_counts(
    rule: Rule, teams: list[list[str]], barred: frozenset[str], cast: dict[str, str]
) -> None:
    """A vote of somebody barred, or of a stranger, changes nothing."""
    decides = rules.panel(rule, teams, barred)
    own = {person: outcome for person, outcome in cast.items() if person in decides.people}
    assert not barred & set(decides.people)
    assert rules.verdict(decides, cast, APPROVE, QUESTIONS) == rules.verdict(decides, own, APPROVE, QUESTIONS)


@given(st.sampled_from(RULES), standing, st.data())
def test_no_quorum_is_ever_stuck(rule: Rule, teams: list[list[str]], data: st.DataObject) -> None:
    """As long as nothing is decided somebody is asked, and when those who are asked vote it comes to an end."""
    decides = rules.panel(rule, teams, frozenset())
    assume(decides.people)
    cast: dict[str, str] = {}
    while rules.verdict(decides, cast, APPROVE, QUESTIONS) is None:
        wanted = rules.asked_now(decides, cast, APPROVE)
        assert wanted
        assert not set(wanted) & set(cast)
        cast[data.draw(st.sampled_from(wanted))] = data.draw(st.sampled_from((APPROVE, APPROVE, DECLINE, ASK)))
    assert len(cast) <= len(decides.people)


@given(standing)
def test_a_sequence_asks_one_role_after_the_other(teams: list[list[str]]) -> None:
    """Whoever is asked belongs to the first role that has not approved; one approval of a role is enough."""
    decides = rules.panel("sequence", teams, frozenset())
    cast: dict[str, str] = {}
    for stage in decides.stages:
        if any(person in cast for person in stage):
            continue
        assert rules.asked_now(decides, cast, APPROVE) == stage
        assert rules.verdict(decides, cast, APPROVE, QUESTIONS) is None
        cast[stage[0]] = APPROVE
    assert rules.asked_now(decides, cast, APPROVE) == ()


def test_an_even_split_is_no_approval() -> None:
    """Two of four against is enough: more than half must approve."""
    decides = rules.panel("majority", [["ann", "ben", "cleo", "dan"]], frozenset())
    assert rules.verdict(decides, {"ann": APPROVE, "ben": APPROVE}, APPROVE, QUESTIONS) is None
    assert rules.verdict(decides, {"ann": DECLINE, "ben": DECLINE}, APPROVE, QUESTIONS) == DECLINE
    three = {"ann": APPROVE, "ben": APPROVE, "cleo": APPROVE, "dan": DECLINE}
    assert rules.verdict(decides, three, APPROVE, QUESTIONS) == APPROVE


def test_who_left_no_longer_counts() -> None:
    """When one of two leaves, the vote of the other is all that is wanted."""
    cast = {"ann": APPROVE}
    both = rules.panel("all", [["ann", "ben"]], frozenset())
    alone = rules.panel("all", [["ann"]], frozenset())
    assert rules.verdict(both, cast, APPROVE, QUESTIONS) is None
    assert rules.verdict(alone, cast, APPROVE, QUESTIONS) == APPROVE


def test_the_shipped_definitions_say_which_outcomes_ask(definitions: Definitions) -> None:
    """A 6 asks a question by way of A 7; the rejection of a video is none, though it comes back too (B 2.6)."""
    services, references = definitions.current("services-engagement"), definitions.current("reference-program")
    rom, video = services.step("6"), references.step("2.6")
    assert isinstance(rom, Step)
    assert isinstance(video, Step)
    assert rules.questions_of(services, rom) == {"needs-discovery"}
    assert rules.questions_of(references, video) == frozenset()
    found = rules.answering(services, rom)
    assert found is not None
    assert (found[0].id, found[1].key) == ("7", "answered")
    assert [rules.state_after(services, rom, outcome.key) for outcome in rom.outcomes] == [
        rules.APPROVED,
        rules.DISCOVERY,
        rules.DECLINED,
    ]
