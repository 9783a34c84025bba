"""Tables add up: one role answers for each row of a RACI, and every value of a measure has exactly one score."""

from decimal import Decimal

import pytest

from tests.process.sound import HANDING, SOUND, changed, faults, line_of, read
from workflows.process.definition import Definition


@pytest.mark.parametrize(
    ("shares", "what"),
    [
        ("{seller: A, boss: R}", None),
        ("{seller: R/A, boss: C}", None),
        ("{seller: A/R, boss: I}", None),
        ("{seller: R, boss: C}", "'offer' has 0 accountable roles."),
        ("{seller: A, boss: A}", "'offer' has 2 accountable roles (seller, boss)."),
        ("{seller: R/A, boss: A}", "'offer' has 2 accountable roles (seller, boss)."),
        ("{seller: A, bos: R}", "There is no role 'bos'."),
        ("{seller: A, boss: a}", "'a' is not right for 'letters'."),
    ],
)
def test_exactly_one_role_is_accountable(shares: str, what: str | None) -> None:
    """R/A counts as both; none and two are faults, on the line of the row."""
    text = changed(SOUND, "{seller: R, boss: A}", shares)
    found = faults(text)

    assert [fault.what for fault in found] == ([what] if what else [])
    assert [fault.line for fault in found] == ([line_of(text, "  offer:")] if what else [])


RATIO = """\
          - {to: 0, score: 1}
          - {over: 0, to: 40, score: 3}
          - {over: 40, below: 90, score: 7}
          - {from: 90, score: 10}
"""
FEATURES = """\
          - {from: 0, to: 1, score: 1}
          - {from: 2, to: 5, score: 6}
          - {over: 5, score: 10}
"""


@pytest.mark.parametrize(
    ("old", "new", "words", "what"),
    [
        # The worked example of the source leaves 89 to 90 without a score.
        ("over: 40, below: 90", "over: 40, below: 89", "from: 90", "'ratio' has no score between 89 and 90."),
        ("over: 40, below: 90", "over: 41, below: 90", "over: 41", "'ratio' has no score between 40 and 41."),
        ("over: 40, below: 90", "from: 40, below: 90", "from: 40", "overlap between 40 and 40."),
        ("over: 40, below: 90", "over: 40, to: 90", "from: 90", "overlap between 90 and 90."),
        ("over: 40, below: 90", "over: 30, below: 90", "over: 30", "overlap between 30 and 40."),
        ("over: 0, to: 40", "over: 0, below: 40", "over: 40", "'ratio' has no score between 40 and 40."),
        ("over: 40, below: 90", "over: 95, below: 90", "over: 95", "This range of 'ratio' holds nothing."),
        ("over: 40, below: 90", "over: 40, from: 40, below: 90", "from: 40", "has 'from' or 'over', not both."),
        ("{from: 90,", "{from: 90, to: 99,", "from: 90", "'ratio' has no score from 99 to 100."),
        ("{from: 90,", "{from: 90, below: 100,", "from: 90", "'ratio' has no score from 100 to 100."),
        ("        highest: 100\n", "", "", None),
        ("- {to: 0,", "- {from: 1, to: 0,", "from: 1", "holds nothing."),
        ("{from: 0, to: 1,", "{from: 1, to: 1,", "from: 1, to: 1", "'features' has no score from 0 to 1."),
        ("{from: 2, to: 5,", "{from: 3, to: 5,", "from: 3", "'features' has no score between 1 and 3."),
        ("{from: 2, to: 5,", "{from: 1, to: 5,", "from: 1, to: 5", "Two ranges of 'features' overlap"),
        ("{from: 2, to: 5,", "{over: 1, below: 6,", "", None),
        ("{over: 5, score: 10}", "{from: 6, to: 9, score: 10}", "to: 9", "'features' has no score above 9."),
        ("weight: 30", "weight: 30.5", "    measures:", "The weights of 'voice' sum to 100.5."),
    ],
)
def test_every_value_has_one_score(old: str, new: str, words: str, what: str | None) -> None:
    """Gaps, overlaps, empty ranges and weights that do not sum to 100 are faults, on their lines."""
    text = changed(SOUND, old, new)
    found = faults(text)

    if what is None:
        assert found == ()
        return
    assert any(what in fault.what and fault.line == line_of(text, words) for fault in found), found


def test_the_order_of_ranges_does_not_matter() -> None:
    """A table may be written from the top or from the bottom."""
    backwards = "\n".join(reversed(RATIO.splitlines())) + "\n"

    assert faults(changed(SOUND, RATIO, backwards)) == ()
    assert faults(changed(SOUND, FEATURES, "\n".join(reversed(FEATURES.splitlines())) + "\n")) == ()


def test_what_is_read_can_be_asked() -> None:
    """Who holds a letter, and the bounds as they were written."""
    found = read(changed(SOUND, "{seller: R, boss: A}", "{seller: R/A, boss: C}"))

    assert isinstance(found, Definition)
    assert found.raci[0].holding("A") == ("seller",)
    assert found.raci[0].holding("R") == ("seller",)
    assert found.raci[0].holding("I") == ()
    second = found.scorecards[0].measures[0].ranges[1]
    assert (second.over, second.to, second.score) == (Decimal(0), Decimal(40), 3)
    assert second.from_ is None


@pytest.mark.parametrize(
    ("old", "new", "words", "what"),
    [
        ("sender: [am]", "sender: [amm]", "sender", "no role 'amm'"),
        ("{title: Tell, owner: am}", "{title: Tell, owner: an}", "Tell,", "no role 'an'"),
        ("{title: Told, owner: csm}", "{title: Told, owner: cs}", "Told,", "no role 'cs'"),
        ("shares: {am: R, csm: A}", "shares: {am: A, csm: A}", "am: A", "'deal' has 2 accountable roles (am, csm)"),
        ("hand_off: deal", "hand_off: dael", "dael", "no kind 'dael'"),
        ("      trigger: A deal.\n", "", "handing:", "'trigger' is missing"),
        ("        - {title: Tell, owner: am}\n", "", "plan:", "'plan'"),
    ],
)
def test_a_hand_off_leaves_nothing_open(old: str, new: str, words: str, what: str) -> None:
    """A role that is not there, nobody or two who answer for it, a kind that is not there: each on its line."""
    text = changed(HANDING, old, new)
    assert any(what in fault.what for fault in faults(text)), faults(text)
    if words != "plan:":
        assert line_of(text, words) in {fault.line for fault in faults(text)}


def test_a_list_of_the_kind_needs_one_in_every_kind() -> None:
    """A step that ticks off a kind's plan is a fault where a kind has no hand-off."""
    assert faults(HANDING) == ()
    text = changed(HANDING, "kinds:\n", "kinds:\n  other: {title: Other, description: Bare., owners: [csm]}\n")

    (fault,) = faults(text)

    assert fault.line == line_of(text, "items_of_kind")
    assert "every kind" in fault.what


def test_who_is_told_can_be_asked() -> None:
    """The letters of a hand-off's kind are read as those of a stage."""
    found = read(changed(HANDING, "shares: {am: R, csm: A}", "shares: {am: I, csm: A}"))

    assert isinstance(found, Definition)
    handing = found.kind_of["deal"].handing
    assert handing is not None
    assert handing.holding("I") == ("am",)
    assert handing.holding("A") == ("csm",)
    assert found.raci[0].group == "Adopt"
