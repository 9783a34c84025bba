"""What can be asked of engagements, and what carries it out."""

from storage import opening
from workflows.chapter import Chapter, of
from workflows.desk import Carried
from workflows.engagements import actions, charting, commands, finding, forms, lists, queries
from workflows.kernel.menu import HELP

CONTENTS = Chapter(
    commands={
        commands.StartEngagement: Carried(of(opening.CUSTOMER, "customer"), actions.start_engagement),
        commands.SayOutcome: Carried(of(opening.BY_ID, "engagement"), actions.say_outcome),
        commands.TickItem: Carried(of(opening.BY_ID, "engagement"), actions.tick_item),
        commands.SendChart: Carried(charting.opening_of, charting.send_chart),
        commands.GotIt: Carried(of(opening.BY_ID, "engagement"), actions.got_it),
    },
    queries={
        commands.ShowEngagement: queries.show_engagement,
        commands.ListEngagements: lists.list_engagements,
        commands.ShowHistory: queries.show_history,
        commands.FindTitle: queries.find_title,
        commands.Find: finding.find_words,
        commands.LookUp: lists.look_up,
    },
    forms={
        "step.fill": forms.fill_form,
        "step.done": forms.done_form,
    },
    submitted={
        "engagement.new": commands.start_submitted,
        "step.fill": commands.fill_submitted,
    },
    pressed={
        "step.say": commands.say,
        "step.fill": commands.fill,
        "item.done": commands.tick,
        "message.got-it": commands.got_it,
        "engagement.chart": commands.chart_pressed,
        "engagement.show": commands.show_pressed,
        "find.page": commands.find_pressed,
        HELP: commands.help_pressed,
        "list.page": commands.page_of,
    },
)
