"""What processes.md promises beside the outcomes of its steps: how people see it, and the test that shows it."""

from typing import Final

from tools.everywhere import EVERYWHERE, Promise

_SERVICES = (
    Promise(
        "A 2: the ROM is line items with a low-high range and a budget figure",
        "`/rom`, or the button of step 2",
        "tests/stories/test_roms.py::test_a_bare_command_asks_for_the_engagement",
    ),
    Promise(
        "A 3: nobody approves a ROM that they sent",
        "the click is refused with the reason",
        "tests/stories/test_services_engagement.py::test_who_sent_the_rom_cannot_approve_it",
    ),
    Promise(
        "A 3 to 6: the decision may come while 4 and 5 are under way",
        "the card can be decided from the moment it is sent",
        "tests/stories/test_services_engagement.py::test_the_decision_may_come_before_steps_4_and_5",
    ),
    Promise(
        "A 6: a ROM that changed after its approval is approved anew",
        "the old card says so, a new one calls who decides",
        "tests/stories/test_decisions.py::test_a_rom_that_changes_after_its_approval_is_asked_anew",
    ),
    Promise(
        "A 7: question and answer stay in one thread, and the card shows what is new",
        "the question calls sales in the thread, the answer stands on the card",
        "tests/stories/test_decisions.py::test_a_question_asked_early_is_answered_on_the_way",
    ),
    Promise(
        "A 9, 15: the SOW and the sign-off document are made from templates",
        "a file in the thread, `/engagement document`",
        "tests/stories/test_documents.py::test_from_the_approval_to_the_last_payment",
    ),
    Promise(
        "A 11: customer success starts",
        "the check-ins of C stand under the engagement in the customer's channel",
        "tests/stories/test_roles.py::test_from_scoping_to_a_published_case_study",
    ),
    Promise(
        "A 12: Finance hears whether the entire amount is billed, or what the terms of the SOW are",
        "a post in the finance channel with amount and currency",
        "tests/engagements/test_late_steps.py::test_finance_hears_what_is_billed_with_the_amount",
    ),
    Promise(
        "A 13: the PS manager assigns the engineer, who conducts the project",
        "“Assign the engineer” on the step's card; the hand-off calls that engineer",
        "tests/engagements/test_late_steps.py::test_the_manager_chooses_who_conducts_the_project",
    ),
    Promise(
        "A 13: its end starts B",
        "the reference program stands in the customer's channel, at step 1.1",
        "tests/stories/test_roles.py::test_from_scoping_to_a_published_case_study",
    ),
    Promise(
        "A 16: what is still owed comes again",
        "each round says how much, and tells sales",
        "tests/engagements/test_late_steps.py::test_what_is_still_owed_comes_again_until_it_is_paid",
    ),
)

_REFERENCES = (
    Promise(
        "B: without a project manager the PSE owns each of their steps",
        "the engineer is called, and their clicks are taken",
        "tests/stories/test_reference_program.py::test_without_a_project_manager_the_engineer_leads",
    ),
    Promise(
        "B: a project manager who is named later takes over",
        "the engineer is told whose it is from then on",
        "tests/stories/test_reference_program.py::test_a_project_manager_who_is_named_later_takes_over",
    ),
    Promise(
        "B 1.2: Marketing is invited to the closure meeting",
        "a post in the marketing channel, with the date",
        "tests/stories/test_reference_program.py::test_without_a_project_manager_the_engineer_leads",
    ),
    Promise(
        "B 1.5: the consent is kept in its own words, with its date",
        "the form of the survey, `/references show`",
        "tests/references/test_register.py::test_a_survey_lists_the_customer_with_its_consent",
    ),
    Promise(
        "B 1.6: csops keeps the list of referenceable customers",
        "`/references`: who, since when, for what, until when, how often used",
        "tests/stories/test_references.py::test_a_willing_customer_becomes_a_reference",
    ),
    Promise(
        "B 1.6: the Referenceable Customer Report",
        "`/references report`, with its sheet as a file",
        "tests/stories/test_references.py::test_the_report_comes_as_a_file",
    ),
    Promise(
        "B 1.6: the report goes to Marketing monthly",
        "a post in the marketing channel on the first working day, with the sheet",
        "tests/digests/test_digests.py::test_the_referenceable_report_comes_on_the_first_working_day_of_the_month",
    ),
    Promise(
        "B 2.6: a rejected video goes back with the reason, and its rounds are counted",
        "the step's card, and a message to whoever made it",
        "tests/references/test_rework.py::test_whoever_made_the_video_hears_what_must_change",
    ),
    Promise(
        "B 2.11: a rejected case study goes back to its author with the reason",
        "the step's card, and a message to the author",
        "tests/references/test_rework.py::test_a_case_study_goes_back_to_its_author",
    ),
    Promise(
        "B 2.8: a case study is begun by hand for a customer who agreed to one",
        "`/casestudy`",
        "tests/stories/test_case_studies.py::test_a_case_study_from_its_name_to_its_publication",
    ),
)

_SUCCESS = (
    Promise(
        "C 1.1: how often check-ins come",
        "`/checkin every`, and never less often than the tier has reviews",
        "tests/stories/test_planned_check_ins.py::test_how_often_they_come",
    ),
    Promise(
        "C 1.2: a check-in asks for itself on its day",
        "a message with the form behind a button",
        "tests/stories/test_planned_check_ins.py::test_a_due_check_in_asks_for_itself",
    ),
    Promise(
        "C 1.2: a check-in asks each of its people in their own working hours",
        "the message waits until their day begins, and never comes where a colleague has held it by then",
        "tests/stories/test_planned_check_ins.py::test_each_is_asked_in_their_own_working_hours",
    ),
    Promise(
        "C 1.2: happy brings upsell, renewal and reference where they belong, all at once",
        "a post in each channel, a record with priority Green, a mail, the register",
        "tests/stories/test_check_ins.py::test_a_happy_customer_brings_work_to_sales_and_marketing",
    ),
    Promise(
        "C 1.2: an upsell of services starts A",
        "sales is offered step 1 in their channel",
        "tests/stories/test_check_ins.py::test_an_upsell_of_services_is_handed_to_sales",
    ),
    Promise(
        "C 1.2: the e-mail with the opportunity to sales",
        "a mail that arrives once, or an item for who sends it",
        "tests/stories/test_mails.py::test_an_upsell_is_mailed_to_the_account_manager",
    ),
    Promise(
        "C 1.3: an escalation shows its tickets as they stand, until they are resolved",
        "on the step's card; the CSM hears of the last",
        "tests/stories/test_links.py::test_an_escalation_shows_its_tickets_as_they_stand",
    ),
    Promise(
        "C 1.3: the escalation has priority Red",
        "the record on the step's card",
        "tests/stories/test_check_ins.py::test_an_issue_is_escalated_and_resolved",
    ),
    Promise(
        "C 1.4: churn management, to saved or cancelled",
        "the step's card with the reason; the end is told in the channel",
        "tests/stories/test_check_ins.py::test_a_customer_who_leaves",
    ),
)

_TICKETS = (
    Promise(
        "D: each of the five kinds goes on its board",
        "`/ticket`, and an item on the card where csops reaches no board",
        "tests/stories/test_tickets.py::test_each_kind_is_logged_and_goes_on_its_board",
    ),
    Promise(
        "D: the same request twice is one ticket",
        "the form asks whether it is the same",
        "tests/stories/test_tickets.py::test_the_same_request_again_is_added_to_its_ticket",
    ),
    Promise(
        "D, bug: High messages both development leads at once",
        "a direct message each, with “Got it”",
        "tests/stories/test_tickets.py::test_a_high_bug_reaches_both_leads",
    ),
    Promise(
        "D, development request: the development leads set the priority",
        "buttons, `/ticket priority`",
        "tests/tickets/test_closing.py::test_reviewers_set_the_priority_of_a_request",
    ),
    Promise(
        "D, development request: reviewed daily",
        "a digest to each lead with a button for each priority",
        "tests/digests/test_digests.py::test_the_leads_review_new_stories_each_working_day",
    ),
    Promise(
        "D, post implementation: the form “Ticketing Questions”",
        "a button on the ticket's card; its answers in the thread",
        "tests/stories/test_tickets.py::test_the_questions_of_a_kind_are_answered",
    ),
    Promise(
        "D, post implementation: checklist, link in the internal channel, two owners",
        "the card of the ticket, a post in the internal channel",
        "tests/tickets/test_logging.py::test_post_implementation_has_its_checklist_post_and_questions",
    ),
    Promise(
        "D, additional scope: starts A when the customer wants the proposal",
        "“Customer wants the proposal”; the engagement has the ticket's facts",
        "tests/stories/test_other_ways.py::test_additional_scope_becomes_a_proposal",
    ),
    Promise(
        "D: a ticket is closed only when the customer was told",
        "`/ticket close`; the words are posted, mailed, or given to somebody to send",
        "tests/stories/test_tickets.py::test_a_bug_is_closed_when_the_customer_was_told",
    ),
)

_HAND_OFFS = (
    Promise(
        "E: sales to customer success, with all of its parts, begins at onboard",
        "`/customer acme stage onboard`; objective, plan, criteria on the card, the rest behind “Details”",
        "tests/stories/test_hand_offs.py::test_a_stage_is_said_and_begins_the_hand_off",
    ),
    Promise(
        "E: CSM to specialist, for adoption",
        "`/handoff`",
        "tests/stories/test_hand_offs.py::test_a_task_goes_to_the_specialist_after_it_bounced",
    ),
    Promise(
        "E: returned twice, who is accountable decides",
        "a message with both reasons and a button for each way",
        "tests/stories/test_hand_offs.py::test_who_is_accountable_decides_what_bounced_twice",
    ),
    Promise(
        "E: not taken within its time it is escalated",
        "a reminder, then a post in the channel of the role that it is escalated to",
        "tests/stories/test_reminders.py::test_a_hand_off_that_nobody_takes_is_noticed",
    ),
    Promise(
        "E: who is Informed hears of a change of stage",
        "a direct message, and the internal channel",
        "tests/customers/test_customers.py::test_a_stage_is_said_and_heard_of",
    ),
    Promise(
        "E: the stages, their order and their RACI rows",
        "`/customer acme stage`",
        "tests/process/test_shipped.py::test_the_stages_are_as_written",
    ),
    Promise(
        "E: the tier sets the least number of reviews",
        "the plan of the check-ins",
        "tests/checkins/test_planning.py::test_the_tier_and_the_choice_together",
    ),
    Promise(
        "E: the first response to severity 1 and 2, by the tier",
        "on the ticket, with a warning before it is late",
        "tests/tickets/test_responses.py::test_severity_one_and_two_count_round_the_clock",
    ),
    Promise(
        "E: cases are handled by tier, the most severe first",
        "the queue of tickets",
        "tests/stories/test_responses.py::test_the_queue_of_tickets",
    ),
    Promise(
        "E: tiers are data",
        "`csops.toml`, `/csops admin tiers`",
        "tests/administration/test_administration.py::test_a_tier_is_added_changed_and_taken_away",
    ),
    Promise(
        "E: a console for each role",
        "the Home, `/csops`: what waits for me, what I own, what is at risk",
        "tests/home/test_home.py::test_a_role_adds_its_sections_and_buttons",
    ),
    Promise(
        "E: a customer's page shows all of it in one timeline",
        "`/customer acme`",
        "tests/stories/test_hand_offs.py::test_a_customer_is_seen_on_one_card",
    ),
)

PROMISES: Final[tuple[Promise, ...]] = (*EVERYWHERE, *_SERVICES, *_REFERENCES, *_SUCCESS, *_TICKETS, *_HAND_OFFS)
