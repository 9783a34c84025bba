"""What can be asked of checkins, and what carries it out."""

from storage import opening
from workflows.chapter import Chapter, of
from workflows.checkins import actions, commands, queries
from workflows.desk import Carried

CONTENTS = Chapter(
    commands={
        commands.StartCheckIns: Carried(of(opening.CUSTOMER, "customer"), actions.start_check_ins),
    },
    queries={
        commands.ListCheckIns: queries.list_check_ins,
    },
    forms={
        commands.REPORT: queries.report_form,
    },
    submitted={
        commands.CUSTOMER: commands.customer_submitted,
    },
    pressed={
        commands.REPORT: commands.report_pressed,
        commands.START: commands.start_pressed,
        commands.PAGE: commands.page_pressed,
    },
)
