"""What can be asked of reminders, and what carries it out."""

from storage import opening
from workflows.chapter import Chapter, nothing, of
from workflows.desk import Carried
from workflows.engagements import reminding
from workflows.reminders import actions, commands
from workflows.timing import TimerKind

CONTENTS = Chapter(
    commands={
        commands.StopReminder: Carried(of(opening.BY_ID, "engagement"), actions.stop_reminder),
        commands.StopTimer: Carried(nothing, actions.stop_timer),
    },
    pressed={
        commands.LIST: commands.list_pressed,
        commands.STOP: commands.stop_pressed,
        commands.GO_ON: commands.go_on_pressed,
    },
    timers={
        reminding.WATCH: TimerKind(actions.look, "all", "Look after what waits"),
        actions.NUDGE: TimerKind(actions.tell, "all", "Tell of what waits"),
    },
)
