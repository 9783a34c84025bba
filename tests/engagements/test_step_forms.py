"""The forms of steps open for what is possible now, and say so where it is not."""

from tests.office import Office
from workflows.kernel.answers import Opened, Reason, Refused
from workflows.kernel.commands import OpenForm
from workflows.kernel.people import Identity

EMIL = Identity("slack", "UEMIL")


def test_words_that_are_no_outcome_are_refused_with_those_there_are(office: Office) -> None:
    """`/engagement done` never takes another outcome for the one that was typed."""
    office.start("emil", process="reference-program")
    opened = office.type("emil", "/engagement done REF-1 no")
    assert isinstance(opened, Opened)
    assert opened.form.argument == "no"
    assert isinstance(office.type("emil", "/engagement done REF-1"), Opened)
    refused = office.type("emil", "/engagement done REF-1 perhaps")
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NO_SUCH_OUTCOME
    assert refused.facts["possible"]


def test_a_form_of_a_step_that_is_past_does_not_open(office: Office) -> None:
    """Nobody fills in what would be refused when it is sent."""
    engagement = office.start("emil", process="reference-program")
    office.say("emil", engagement, "yes")
    asked = OpenForm(actor=EMIL, form="step.fill", subject=engagement, version=1, argument="invited")
    refused = office.dispatcher.answer(asked)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.facts["key"]) == (Reason.ALREADY_DONE, "REF-1")


def test_a_form_does_not_open_for_who_may_not_send_it(office: Office) -> None:
    """By its button or by what is typed: whoever may not say the outcome hears at once who may."""
    engagement = office.start("emil", process="reference-program")
    asked = OpenForm(actor=Identity("slack", "UFINA"), form="step.fill", subject=engagement, version=1, argument="no")
    for refused in (office.dispatcher.answer(asked), office.type("fina", "/engagement done REF-1 no")):
        assert isinstance(refused, Refused)
        assert (refused.reason, refused.facts["may"]) == (Reason.NOT_ALLOWED, "Emil Kraus")
    assert isinstance(office.type("emil", "/engagement done REF-1 no"), Opened)
