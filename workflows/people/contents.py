"""What can be asked of people, and what carries it out."""

from workflows.chapter import Chapter, nothing
from workflows.desk import Carried
from workflows.people import absences, commands, queries, standings

CONTENTS = Chapter(
    commands={
        commands.GoAway: Carried(nothing, absences.go_away),
        commands.ComeBack: Carried(nothing, absences.come_back),
        commands.NoteStanding: Carried(nothing, standings.note_standing, by_platform=True),
    },
    queries={
        commands.FindCustomers: queries.find_customers,
        commands.FindPeople: queries.find_people,
        commands.CheckCompany: queries.check_company,
    },
    forms={
        commands.AWAY: absences.away_form,
    },
    submitted={
        commands.AWAY: commands.away_submitted,
    },
    pressed={
        commands.BACK: commands.back_pressed,
    },
)
