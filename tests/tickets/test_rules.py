"""Priorities, guesses at typed words, titles of messages, and tickets that look alike."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.kernel.answers import Reason, RefusedError
from workflows.process.catalogue import load_definitions
from workflows.tickets import rules
from workflows.tickets.rules import Recent

KINDS = load_definitions().current("ticket").kinds
KIND = {kind.key: kind for kind in KINDS}
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CUSTOMERS = [
    ("acme", "Acme Mills"),
    ("acme-tools", "Acme Mills Tools"),
    ("birk", "Birk & Sons"),
    ("twin", "Birk & Sons"),
]


def test_only_a_bug_takes_a_priority_from_who_logs_it() -> None:
    """The shipped definition asks a priority for bugs; a development request's is set by the development leads."""
    assert [kind.key for kind in KINDS if rules.choosable(kind)] == ["bug"]


@pytest.mark.parametrize("key", sorted(KIND))
def test_a_priority_left_open_is_the_usual_one(key: str) -> None:
    """Where nobody chooses, the kind's own default stands; what others review has none before they did."""
    usual = {"bug": "normal"}

    assert rules.priority_of(KIND[key], "") == usual.get(key, "")


@given(st.sampled_from(sorted(set(KIND) - {"bug"})), st.text(min_size=1, max_size=20))
def test_a_priority_where_none_is_asked_is_refused_at_its_field(key: str, chosen: str) -> None:
    """Whatever was chosen, the refusal names the kind and, where others set it, who."""
    with pytest.raises(RefusedError) as raised:
        rules.priority_of(KIND[key], chosen, reviewers="Development lead")
    refusal = raised.value.refusal
    assert (refusal.reason, refusal.field) == (Reason.NO_PRIORITY, "priority")
    assert refusal.facts == {"kind": KIND[key].title, "by": "Development lead"}


@given(st.text(max_size=20))
def test_a_bug_has_one_of_its_priorities_or_is_refused(chosen: str) -> None:
    """No other word gets through."""
    try:
        assert rules.priority_of(KIND["bug"], chosen) in {"high", "normal", "low"}
    except RefusedError as refused:
        assert refused.refusal.reason is Reason.NOT_A_CHOICE  # noqa: PT017 - either way is right, but no third one.


@pytest.mark.parametrize(
    ("words", "kind", "rest"),
    [
        ("bug acme The login fails", "bug", "acme The login fails"),
        ("Bug", "bug", ""),
        ("post implementation birk", "post-implementation", "birk"),
        ("Post-Implementation birk", "post-implementation", "birk"),
        ("ADDITIONAL SCOPE a portal", "additional-scope", "a portal"),
        ("dev a dark mode", "development-request", "a dark mode"),
        ("customer success add a user", "customer-success", "add a user"),
        ("bugs everywhere", "", "bugs everywhere"),
        ("buggy login", "", "buggy login"),
        ("de nada", "", "de nada"),
        ("acme bug", "", "acme bug"),
        ("", "", ""),
    ],
)
def test_a_kind_is_guessed_from_the_first_words(words: str, kind: str, rest: str) -> None:
    """By key, by title, or by a beginning that only one kind has; anything else is no kind."""
    assert rules.guess_kind(words, KINDS) == (kind, rest)


@pytest.mark.parametrize(
    ("words", "key", "rest"),
    [
        ("acme The login fails", "acme", "The login fails"),
        ("Acme Mills the login fails", "acme", "the login fails"),
        ("acme mills tools broken", "acme-tools", "broken"),
        ("acme-tools broken", "acme-tools", "broken"),
        ("ACME", "acme", ""),
        ("birk late", "birk", "late"),
        ("Birk & Sons late", "", "Birk & Sons late"),
        ("nobody late", "", "nobody late"),
        ("", "", ""),
    ],
)
def test_a_customer_is_guessed_from_the_next_words(words: str, key: str, rest: str) -> None:
    """The one of whom most words are there, a whole name before a part of one; where two are equally likely, none."""
    guessed = rules.guess_customer(words, CUSTOMERS)

    assert (guessed[0], guessed[2]) == (key, rest)


@given(st.text(max_size=80), st.lists(st.tuples(st.text(max_size=8), st.text(max_size=12)), max_size=5))
def test_a_guess_never_fails_and_loses_no_word(words: str, known: list[tuple[str, str]]) -> None:
    """Whatever was typed: the guess is a known customer or none, and the rest is the end of what was typed."""
    key, name, rest = rules.guess_customer(words, known)

    assert not key or (key, name) in known
    assert words.split()[len(words.split()) - len(rest.split()) :] == rest.split()
    kind, after = rules.guess_kind(words, KINDS)
    assert kind in {"", *KIND}
    assert words.rstrip().endswith(after.rstrip())


@given(st.text(max_size=500))
def test_a_title_is_one_line_that_fits(text: str) -> None:
    """However long or odd the message, its title fits the form's field, and says something if the message does."""
    title = rules.title_from(text)

    assert len(title) <= rules.LONGEST_TITLE
    assert "\n" not in title


def test_a_title_passes_over_the_greeting() -> None:
    """The first line that says something is the title; a short message is its own."""
    assert rules.title_from("Hi all,\n\nthe login page shows an error\nsince Monday") == "the login page shows an error"
    assert rules.title_from("Login broken") == "Login broken"
    assert rules.title_from("\n \n") == ""


def recent(title: str, **ago: float) -> Recent:
    """Return a ticket that was logged so long ago."""
    return Recent(id="1", key="TCK-9", title=title, logged_at=NOW - timedelta(**ago))


@pytest.mark.parametrize(
    ("title", "other", "alike"),
    [
        ("The login page fails", "The login page fails", True),
        ("The login page fails!", "the LOGIN page fails", True),
        ("The login page fails", "The login pages fail", True),
        ("Login fails", "The login fails again since Monday", True),
        ("Logo", "logo", True),
        ("The login page fails", "The report is late", False),
        ("The export is empty", "The export is slow", False),
        ("Invoice 4711 is wrong", "Invoice 4712 is wrong", False),
        ("Login", "The login fails again", False),
        ("The login page fails", "", False),
    ],
)
def test_nearly_the_same_title_is_noticed(title: str, other: str, *, alike: bool) -> None:
    """Capitals, signs and a few words more do not make another request of it; another number does."""
    found = rules.look_alike(title, [recent(other, hours=2)])

    assert (found is not None) is alike


def test_of_several_the_newest_is_named() -> None:
    """However old they are: what is open is not done."""
    newest = recent("Login", hours=70)
    assert rules.look_alike("Login", [recent("Login", hours=900), newest]) is newest
