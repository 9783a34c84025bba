"""Every refusal has a sentence that says what happened and what to do."""

import pytest

from handlers import words
from handlers.refusals import REFUSALS
from workflows.kernel.answers import Reason, Refused


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_has_a_sentence(reason: Reason) -> None:
    """With no facts at all there is something to say; sentences end as sentences do."""
    said = words.sentence(Refused(reason=reason))

    assert said.endswith((".", "!"))
    assert "{" not in said
    assert len(said) <= 200


@pytest.mark.parametrize("reason", list(Reason))
def test_the_fullest_sentence_comes_first(reason: Reason) -> None:
    """A sentence that needs more facts stands before the one that needs fewer, so that nothing known is left out."""
    sentences = REFUSALS[reason]
    needs = [words.needed(sentence) for sentence in sentences]

    assert not needs[-1]
    for number, need in enumerate(needs):
        assert not any(earlier <= need for earlier in needs[:number]), sentences[number]


def test_facts_fill_the_sentence_in() -> None:
    """Names, steps and times stand in the sentence; a time is told in the reader's own zone."""
    facts = {"key": "ENG-1", "step": "6 Approval", "done": "approved", "by": "Ann", "at": "2026-03-02T09:42:00+00:00"}

    assert words.sentence(Refused(reason=Reason.ALREADY_DONE, facts=facts), "Europe/Berlin") == (
        "ENG-1: “6 Approval” was already approved by Ann, 2026-03-02 10:42 (Europe/Berlin)."
    )


def test_an_empty_fact_is_no_fact() -> None:
    """What is empty is left out, not shown as a gap."""
    assert words.sentence(Refused(reason=Reason.NOT_ALLOWED, facts={"may": ""})) == (
        "You may not do this. Nothing was changed."
    )


def test_facts_are_words_not_templates() -> None:
    """Braces in a customer's name are shown as they are."""
    said = words.sentence(Refused(reason=Reason.NOT_FOUND, facts={"what": "{key} {0.__class__}"}))

    assert "“{key} {0.__class__}”" in said
