"""Who is away and who stands in: chains are followed, circles lead to nobody, days are the person's own."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workflows.kernel.absences import Absence, Away, away_at, circle

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
PEOPLE = ("a", "b", "c", "d")
WEEK = {"first_day": date(2026, 3, 2), "last_day": date(2026, 3, 6)}


def week_of(**delegates: str) -> dict[str, Absence]:
    """Return absences of one week, each with who stands in."""
    return {person: Absence(person=person, delegate=delegate, **WEEK) for person, delegate in delegates.items()}


def at_noon(absences: dict[str, Absence], *people: str) -> dict[str, Away]:
    """Return who is away at noon, in a company of these people."""
    return away_at(absences, dict.fromkeys(people or PEOPLE, "UTC"), NOON)


def test_a_chain_is_followed_to_somebody_who_is_here() -> None:
    """A is away to B, who is away to C: both may act for A, and C is called."""
    assert at_noon(week_of(a="b", b="c"))["a"] == Away(date(2026, 3, 6), ("b", "c"), here="c")


def test_a_circle_leads_to_nobody() -> None:
    """A and B named each other: each may act for the other, and nobody is here."""
    away = at_noon(week_of(a="b", b="a"))
    assert (away["a"].chain, away["a"].here) == (("b",), "")
    assert (away["b"].chain, away["b"].here) == (("a",), "")


def test_who_has_left_stands_in_for_nobody() -> None:
    """A delegate who is no longer of the company ends the chain; an absence of somebody who left is none."""
    assert at_noon(week_of(a="b"), "a") == {"a": Away(date(2026, 3, 6))}
    assert at_noon(week_of(a="b"), "b") == {}


def test_days_are_those_of_the_persons_own_time_zone() -> None:
    """The last day ends at midnight where the person is: in Auckland it is over when Honolulu still has it."""
    absences = week_of(a="b", b="")
    zones = {"a": "Pacific/Auckland", "b": "Pacific/Honolulu"}
    evening = datetime(2026, 3, 6, 20, 0, tzinfo=UTC)
    assert set(away_at(absences, zones, evening)) == {"b"}
    assert set(away_at(absences, zones, evening - timedelta(hours=12))) == {"a", "b"}
    monday = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
    assert set(away_at(absences, zones, monday)) == {"a"}


@given(delegates=st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(("", *PEOPLE))))
def test_nobody_stands_in_for_themselves(delegates: dict[str, str]) -> None:
    """However people name each other: the walk ends, names each once and never the person; who is called is here."""
    away = at_noon(week_of(**delegates))
    assert away.keys() == delegates.keys()
    for person, one in away.items():
        assert person not in one.chain
        assert len(set(one.chain)) == len(one.chain)
        assert one.here == "" or (one.here == one.chain[-1] and one.here not in away)


@given(delegates=st.dictionaries(st.sampled_from(PEOPLE[1:]), st.sampled_from(PEOPLE)))
def test_what_is_let_through_makes_no_circle(delegates: dict[str, str]) -> None:
    """An absence that `circle` finds nothing in leads to somebody who is here, or to where nobody was named."""
    kept: dict[str, Absence] = {}
    for person, delegate in {**delegates, "a": "b"}.items():
        new = Absence(person=person, delegate=delegate, **WEEK)
        if not circle(new, kept):
            kept[person] = new
    assert all(one.here for one in at_noon(kept).values())


def test_absences_that_share_no_day_make_no_circle() -> None:
    """A is away to B this week, B to A the next: nothing is wrong with that."""
    later = Absence(person="b", delegate="a", first_day=date(2026, 3, 9), last_day=date(2026, 3, 13))
    assert circle(later, week_of(a="b")) == ()
    assert circle(Absence(person="b", delegate="a", **WEEK), week_of(a="b")) == ("a", "b")
