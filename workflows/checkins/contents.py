"""What can be asked of checkins, and what carries it out."""

from storage import opening
from workflows.chapter import Chapter, of
from workflows.checkins import actions, commands, editing, planning, queries
from workflows.desk import Carried
from workflows.engagements.recurring import RECURRING
from workflows.timing import TimerKind

CONTENTS = Chapter(
    commands={
        commands.StartCheckIns: Carried(of(opening.CUSTOMER, "customer"), actions.start_check_ins),
        commands.PutOff: Carried(planning.opening_of, planning.put_off),
        commands.SkipCheckIn: Carried(planning.opening_of, planning.skip),
        commands.PauseCheckIns: Carried(planning.opening_of, planning.pause),
        commands.ResumeCheckIns: Carried(planning.opening_of, planning.resume),
        commands.SetCadence: Carried(planning.opening_of, planning.set_cadence),
        commands.EditCheckIn: Carried(of(opening.BY_ID, "engagement"), actions.edit_check_in),
    },
    queries={
        commands.ListCheckIns: queries.list_check_ins,
        commands.ShowPlan: queries.show_plan,
    },
    forms={
        commands.REPORT: queries.report_form,
        commands.EDIT: editing.edit_form,
        commands.PUT_OFF: queries.planning_form,
        commands.SKIP: queries.planning_form,
        commands.PAUSE: queries.planning_form,
        commands.CADENCE: queries.planning_form,
    },
    submitted={
        commands.CUSTOMER: commands.customer_submitted,
        commands.EDIT: commands.edit_submitted,
        commands.PUT_OFF: commands.put_off_submitted,
        commands.SKIP: commands.skip_submitted,
        commands.PAUSE: commands.pause_submitted,
        commands.CADENCE: commands.cadence_submitted,
    },
    pressed={
        commands.REPORT: commands.report_pressed,
        commands.START: commands.start_pressed,
        commands.EDIT: commands.edit_pressed,
        commands.PAGE: commands.page_pressed,
        commands.PUT_OFF: commands.put_off_pressed,
        commands.SKIP: commands.form_pressed,
        commands.PAUSE: commands.form_pressed,
        commands.RESUME: commands.resume_pressed,
        commands.CADENCE: commands.form_pressed,
        commands.PLAN: commands.plan_pressed,
    },
    timers={RECURRING: TimerKind(planning.ask_for_it, catch_up="last", title="Check-ins that are due")},
)
