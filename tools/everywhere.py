"""What is promised of every process alike, and of the whole day of each role, with the test that shows it."""

from typing import Final, NamedTuple


class Promise(NamedTuple):
    """One promise; `test` is the file and the function."""

    what: str
    how: str
    test: str


EVERYWHERE: Final = (
    Promise(
        "All: who does not hold a step's role is refused, and told who does",
        "an answer that only they see; nothing is changed",
        "tests/permissions/test_table.py::test_by_a_holder_of_every_role",
    ),
    Promise(
        "All: a role that was taken away counts at the click, not when the card was posted",
        "the press is refused",
        "tests/permissions/test_table.py::test_a_role_that_was_taken_away_after_the_card_was_posted",
    ),
    Promise(
        "All: whoever is handed a step reads what was filled in before it, and why it comes",
        "on the hand-off, and on the card of the step that is left",
        "tests/engagements/test_filled.py::test_whoever_is_handed_a_step_reads_what_was_filled_in",
    ),
    Promise(
        "All: whoever hands something on is told what they still have to do",
        "the answer to them, with “Mark done”",
        "tests/engagements/test_filled.py::test_whoever_hands_it_on_is_told_what_they_still_have_to_do",
    ),
    Promise(
        "All: the day of an account leader (A 1 to 5, 7, 8, 10, 15)",
        "what they are told, their Home, `/csops why`; the file has the rest of it",
        "tests/stories/test_role_sal.py::test_from_the_first_talk_to_the_decision",
    ),
    Promise(
        "All: the day of a services manager (A 6, 7, 11, 13)",
        "what they are told, their Home, `/csops why`; the file has the rest of it",
        "tests/stories/test_role_ps_manager.py::test_the_project_is_theirs_to_staff",
    ),
    Promise(
        "All: the day of a services engineer (A 9, 13, 14; B 1)",
        "what they are told, their Home, `/csops why`; the file has the rest of it",
        "tests/stories/test_role_pse.py::test_a_project_is_conducted_and_wrapped_up",
    ),
    Promise(
        "All: what somebody still has to tick off stands on their Home, wherever the work is by now",
        "“Still yours to do”, with “Mark done”",
        "tests/stories/test_home.py::test_what_one_still_owes_is_ticked_off_at_home",
    ),
    Promise(
        "All: the day of a finance clerk (A 12, 16)",
        "what they are told, their Home, `/csops why`; the file has the rest of it",
        "tests/stories/test_role_finance.py::test_a_bill_comes_with_its_terms_goes_back_once_and_is_sent",
    ),
    Promise(
        "All: the day of a project manager (B 1.1 to 1.5)",
        "what they are told, their Home, `/csops why`; the file has the rest of it",
        "tests/stories/test_role_pm.py::test_from_the_question_to_the_survey_that_comes_back",
    ),
    Promise(
        "All: the day of a services director (B 1.6)",
        "what they are told, their Home, `/csops why`; the file has the rest of it",
        "tests/stories/test_role_ps_director.py::test_a_customer_is_put_on_the_list",
    ),
    Promise(
        "All: the day of a marketer (B 2)",
        "what they are told, their Home, `/csops why`; the file has the rest of it",
        "tests/stories/test_role_marketer.py::test_a_video_is_approved_in_its_second_round_and_shared",
    ),
    Promise(
        "All: the day of a success manager (C, D, E)",
        "what they are told, their Home, `/csops why`; the file has the rest of it",
        "tests/stories/test_role_csm.py::test_a_closed_deal_brings_the_customer",
    ),
    Promise(
        "All: the day of a development lead (D)",
        "what they are told, their Home, `/csops why`; the file has the rest of it",
        "tests/stories/test_role_development_lead.py::test_a_bug_that_stops_everything",
    ),
)
