"""Making a document when somebody asks for it."""

from storage import opening
from workflows.desk import Desk, Opening
from workflows.documents import cards, rules
from workflows.documents.commands import SendDocument
from workflows.engagements import documenting, titles, wording
from workflows.engagements.work import Work, save
from workflows.kernel.answers import Done
from workflows.process.steps import Paper


def opening_of(command: SendDocument) -> Opening:
    """Return what is read first: the engagement by its id, or by the number that was typed."""
    if command.engagement:
        return Opening(opening.BY_ID, command.engagement)
    return Opening(opening.BY_KEY, command.key)


def send(desk: Desk, command: SendDocument) -> Done:
    """Make a document: again in the thread where somebody asks there who may do its step, else for that person alone.

    What stands in the thread replaces what was made before, so that is nobody else's to do; a copy is everybody's who
    sees the engagement.
    """
    work = titles.load(desk, command.key)
    paper = rules.chosen(work.definition, documenting.reached(work), command.document, key=work.key)
    words = wording.words_for(desk, work)
    if command.place == work.lane and _may_replace(desk, work, paper):
        revision = str(work.estimate.revision) if work.estimate is not None else ""
        work.record(desk, "document", note=paper.title, details={"document": paper.key, "rom": revision})
        documenting.post(desk, work, paper, words, again=True)
        save(desk, work)
        return Done(card=cards.answer(work, paper, "It is made again, in the engagement's thread."))
    lane = desk.directory.addresses.get(desk.actor.key, "")
    if not lane:
        return Done(card=cards.answer(work, paper, "No chat account is known for you, so nothing was sent."))
    documenting.hand_over(desk, work, paper, words, lane=lane)
    return Done(card=cards.answer(work, paper, "It follows in your direct messages with csops."))


def _may_replace(desk: Desk, work: Work, paper: Paper) -> bool:
    _, step = work.definition.papers[paper.key]
    owners = work.definition.owners(step, work.facts)
    return desk.act_for(desk.directory.acting_as(desk.actor.key, owners, work.customer, work.definition.role_of))
