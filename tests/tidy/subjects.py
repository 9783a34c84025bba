"""The rule about subjects: each folder of workflows/ has the same five files, so that a reader knows where to look."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

FILES = frozenset({"__init__.py", "actions.py", "cards.py", "commands.py", "contents.py", "rules.py"})
ASKING_ONLY = frozenset({"home"})
"""Subjects of which people only ask something: they have no actions."""
NOT_SUBJECTS = frozenset({"definitions", "files", "kernel", "process"})

# A file beside the five stands here with what it is for, and explains itself where it stands.
BESIDE: dict[str, str] = {
    "deliveries/notices.py": "what operations is told of a dead letter; the relay asks for it, no command does",
    "engagements/parts.py": "the values that an engagement is made of, which every subject reads",
    "engagements/rework.py": "work that is handed in and made anew: who made it, what is to change, in which round",
    "engagements/work.py": "one engagement as a command works on it, read from one row and written back as one",
    "engagements/sight.py": "who sees a private engagement, as storage/sight.py says it in SQL",
    "engagements/past.py": "entries of the history without what is private to the reader, which two subjects list",
    "engagements/rows.py": "the parts of an engagement as a row has them",
    "engagements/places.py": "where the posts of private work go, which moving, approvals, hand-offs and privacy ask",
    "engagements/undoing.py": "what is kept of a change so that it can be taken back",
    "interventions/undoing.py": "taking back what somebody just did, with the statements that bring rows back",
    "engagements/starting.py": "beginning an engagement, which tickets and effects do too",
    "engagements/moving.py": "carrying out a move of the engine, which approvals, estimates and tickets do too",
    "engagements/briefs.py": "what a hand-off between groups or people says, which several subjects show",
    "engagements/recurring.py": "a step that comes back: when it is due again, and when it asks for itself",
    "engagements/response.py": "the clock of a ticket's first response, pure",
    "engagements/responding.py": "what stops that clock, what lets it stand still, and how it is kept and shown",
    "engagements/customers.py": "the one customer that typed words mean, whom every subject may be asked about",
    "engagements/filled.py": "what was filled in with an outcome, as the cards of two subjects say it",
    "engagements/items.py": "the buttons that tick items off, on the cards of engagements, tickets and their closing",
    "engagements/explaining.py": "why a piece of work is where it is, for which it asks other subjects",
    "engagements/finding.py": "finding customers, work and tickets by words, in groups",
    "engagements/lists.py": "questions that are answered with lists; what is asked of one engagement is in queries.py",
    "engagements/titles.py": "the one engagement that is meant by a number or by words of its title",
    "engagements/writing.py": "the row that an action leaves, which only work.save writes",
    "engagements/waiting.py": "which hand-offs wait for somebody, with which the list of what is theirs begins",
    "engagements/reminding.py": "what of an engagement waits, and when it must be looked at; saving it sets its timer",
    "engagements/documenting.py": "documents from templates, which a definition's effects make too",
    "engagements/charting.py": "the flow chart of an engagement, as a list and as a promised picture",
    "engagements/linked.py": "how links look, on heads of threads and where a step watches",
    "engagements/linking.py": "what work is linked with, on both sides; outcomes, effects and links write it",
    "engagements/watching.py": "telling of a move where the work is linked, which every move does",
    "engagements/effecting.py": "carrying out the effects of a definition",
    "engagements/addressing.py": "where something goes: the channel or the people of a role, the lanes of a person",
    "engagements/wording.py": "what is filled into the texts of a definition, which documents and corrections ask too",
    "engagements/mailing.py": "the mails of a definition, or who could not be written to",
    "engagements/estimate.py": "the newest revision of a ROM, which estimates write and approvals bind",
    "engagements/telling.py": "telling the customer at the steps that do, which a move passes where csops can",
    "tickets/entry.py": "the form that logs a ticket, which an action shows once more to ask whether it is the same",
    "tickets/deadlines.py": "looking at the clock of a first response, which a timer asks for",
    "tickets/handling.py": "the tickets in the order in which they are handled; each database orders in its own way",
    "tickets/sources.py": "the message that a ticket is logged from, as a form carries it and as it is kept",
    "administration/fields.py": "the fields of each part's form, and what was filled in as csops.toml would say it",
    "administration/digests.py": "digests as administrators see and change them, with when each comes next",
    "administration/leaving.py": "letting a person be one of the past, and handing on what they own",
    "administration/reading.py": "who administers, and as much of the company as a part needs",
    "engagements/offering.py": "posts that wait until somebody takes them, which effects make and offers answer",
    "engagements/sending.py": "what was said last of a step that can be edited, and all that it brought",
    "engagements/correcting.py": "editing it: what it brought is corrected where it stands",
    "checkins/editing.py": "the form that edits a check-in, as it was filled in",
    "approvals/asking.py": "asking for a decision: the first time, again after an answer, anew for changed figures",
    "approvals/several.py": "approving several at once: choosing, the list of what it does, each decided by itself",
    "approvals/seats.py": "whose request it is, and who decides in whose place; resolved at the click",
    "approvals/subjects.py": "what a decision is bound to: a ROM, or a piece of work that was handed in",
    "checkins/planning.py": "when check-ins come, and asking for one that is due; how one went is a step's outcome",
    "checkins/forms.py": "the forms that plan check-ins",
    "customers/timeline.py": "everything that happened to a customer, page by page along one index",
    "handoffs/finding.py": "the hand-off that was clicked, who may answer it, and writing it back",
    "handoffs/deciding.py": "what was returned twice: asking who is accountable, and their word",
    "reminders/standing.py": "whether a reminder's reason stands, which the relay asks too before it sends one",
    "reminders/statements.py": "what is read and written of nudges, for telling, for the list and for the relay",
    "references/studies.py": "case studies, which are begun for who is on the register",
    "references/study_commands.py": "what people may ask of case studies, and how words, buttons and forms become it",
    "references/reporting.py": "the report of a month, of rows as they stood at its end",
    "references/report_cards.py": "how that report looks, as a card and as a sheet",
    "references/sending.py": "sending that report to who asked, and what Marketing gets each month",
    "references/register.py": "the rows of the register, which its actions, forms and questions read",
    "checkins/risks.py": "which customers are at risk, for the Home",
    "approvals/writing.py": "the row of an approval, which asking and deciding both write",
    "approvals/entries.py": "the decisions as lists and the Home have them",
    "handoffs/waiting.py": "which hand-offs wait for somebody, for the Home",
    "home/sections.toml": "which sections and buttons the Home has for which roles, as data",
    "home/owned.py": "a section of the Home: what somebody owns",
    "home/asked.py": "a section of the Home: what somebody asked others for",
    "home/wanted.py": "sections of the Home: what was found and waits to be taken, and what is still to be ticked off",
    "home/steps.py": "sections of the Home: what stands at certain steps, whoever has it",
    "digests/figures.py": "the figures of a period, replayed from what was written down",
    "digests/pipeline.py": "the report of the pipeline: its figures from the history",
    "digests/pipeline_cards.py": "how that report looks, as a card, a picture and a sheet",
    "tickets/reviewing.py": "the tickets that wait for a priority, for the digest of who reviews them",
    "people/directory.py": "reading the directory, which the dispatcher does whenever its version has changed",
    "people/marks.py": "what was changed in chat, which a file takes back only when it is told to",
    "people/exporting.py": "the company as it is kept, as csops.toml says it",
    "people/written.py": "what may stand in csops.toml, section by section",
    "people/fields.py": "the values that csops.toml is made of",
    "people/times.py": "the values of time among them: hours, holidays, days off",
    "people/reading.py": "from the bytes of csops.toml to its sections, or to every fault",
    "people/lines.py": "where things stand in a TOML file, which Python does not tell",
    "people/standings.py": "what a platform says of an account, which an event or a chore tells",
    "people/sheets.py": "sheets of people and customers (CSV)",
    "people/checking.py": "what files say of each other and of what is kept",
    "people/merging.py": "what becomes of a company when files are loaded",
    "people/absences.py": "being away and standing in: actions, their form and how people are called by words",
    "people/groups.py": "groups of the company's directory that hold roles, which a chore and a load take up",
    "people/gaps.py": "what the company file leaves open that the processes need",
    "people/statements.py": "the statements that load a company and look its customers up",
}

# What a subject may have without a reason: forms that must look something up, and questions that change nothing.
OPTIONAL = frozenset({"forms.py", "queries.py"})


def wrong_files(paths: Iterable[PurePosixPath], beside: Iterable[str]) -> Iterator[str]:
    """Return what the subjects lack of the five files, and what they have besides without a reason."""
    held: dict[str, set[str]] = {}
    for path in paths:
        if path.parts[0] == "workflows" and len(path.parts) > 2 and path.parts[1] not in NOT_SUBJECTS:
            held.setdefault(path.parts[1], set()).add("/".join(path.parts[2:]))
    for subject, files in sorted(held.items()):
        for lacking in sorted(FILES - files - ({"actions.py"} if subject in ASKING_ONLY else set())):
            yield f"workflows/{subject} lacks {lacking}"
        for more in sorted(files - FILES - OPTIONAL):
            if f"{subject}/{more}" not in beside:
                yield f"workflows/{subject}/{more} is none of the five; give its reason in tests/tidy/subjects.py"


def stale(paths: Iterable[PurePosixPath], beside: Iterable[str]) -> Iterator[str]:
    """Return the reasons that are given for files which are no longer there."""
    there = {"/".join(path.parts[1:]) for path in paths if path.parts[0] == "workflows"}
    return (f"{name} is gone; take its reason out" for name in sorted(set(beside) - there))
