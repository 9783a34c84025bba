"""What can be asked of references, and what carries it out."""

from storage import opening
from workflows.chapter import Chapter, nothing, of
from workflows.desk import Carried
from workflows.references import actions, commands, forms, queries, sending, studies, study_commands

_CUSTOMER = of(opening.CUSTOMER_ALONE, "customer")

CONTENTS = Chapter(
    commands={
        commands.RecordConsent: Carried(_CUSTOMER, actions.record_consent),
        commands.WithdrawConsent: Carried(_CUSTOMER, actions.withdraw_consent),
        commands.RemoveReference: Carried(_CUSTOMER, actions.remove_reference),
        commands.RestoreReference: Carried(_CUSTOMER, actions.restore_reference),
        commands.RecordUse: Carried(_CUSTOMER, actions.record_use),
        commands.TakeBackUse: Carried(_CUSTOMER, actions.take_back_use),
        commands.SendReport: Carried(nothing, sending.send_report),
        study_commands.StartCaseStudy: Carried(_CUSTOMER, studies.start_case_study),
    },
    queries={
        commands.ListReferences: queries.list_references,
        commands.ShowReference: queries.show_reference,
        study_commands.ShowCaseStudy: studies.show_case_study,
        study_commands.ListCaseStudies: studies.list_case_studies,
    },
    forms={
        commands.CONSENT: forms.consent_form,
        commands.WITHDRAW: forms.withdraw_form,
        commands.REMOVE: forms.remove_form,
        commands.RESTORE: forms.restore_form,
        commands.USE: forms.use_form,
        study_commands.START: studies.start_form,
    },
    submitted={
        commands.CUSTOMER: commands.customer_submitted,
        commands.CONSENT: commands.consent_submitted,
        commands.WITHDRAW: commands.withdraw_submitted,
        commands.REMOVE: commands.remove_submitted,
        commands.RESTORE: commands.restore_submitted,
        commands.USE: commands.use_submitted,
        study_commands.CUSTOMER: study_commands.customer_submitted,
        study_commands.START: study_commands.start_submitted,
    },
    pressed={
        commands.PAGE: commands.page_pressed,
        commands.SHOW: commands.show_pressed,
        commands.REPORT: commands.report_pressed,
        commands.CONSENT: commands.pressed,
        commands.WITHDRAW: commands.pressed,
        commands.REMOVE: commands.pressed,
        commands.RESTORE: commands.restore_pressed,
        commands.USE: commands.pressed,
        commands.TAKE_BACK: commands.take_back_pressed,
        study_commands.START: study_commands.start_pressed,
        study_commands.SHOW: study_commands.show_pressed,
        study_commands.PAGE: study_commands.page_pressed,
    },
)
