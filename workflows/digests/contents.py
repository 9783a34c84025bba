"""What can be asked of digests; what they tell is of many subjects, and tied in workflows/contents.py."""

from workflows.chapter import Chapter, nothing
from workflows.desk import Carried
from workflows.digests import actions, commands, queries

CONTENTS = Chapter(
    commands={
        commands.KeepDigests: Carried(nothing, actions.keep_digests, by_clock=True),
        commands.SetOwnDigest: Carried(nothing, actions.set_own_digest),
    },
    queries={
        commands.ListReports: queries.list_reports,
        commands.ShowOwnDigest: queries.show_own_digest,
    },
    pressed={
        commands.REPORT: commands.report_pressed,
        commands.OWN: commands.own_pressed,
        commands.SET: commands.set_pressed,
    },
)
