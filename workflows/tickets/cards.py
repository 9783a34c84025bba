"""How a ticket looks to who logged it, to who asks for it, and in a list."""

from collections.abc import Sequence

from workflows.engagements.cards import done_card, item_line, owner_line, root_card, step_words
from workflows.engagements.response import Response
from workflows.engagements.work import Work
from workflows.kernel.cards import Button, Card, Fact, Item
from workflows.kernel.people import Directory
from workflows.kernel.text import Line, Link, Mention, Strong, When, joined, line
from workflows.process.steps import Outcome, Priority, Step, Subtask
from workflows.tickets.commands import PRIORITY, SHOW


def ticket_card(work: Work, directory: Directory, *, buttons: Sequence[Button] = (), before: Line = ()) -> Card:
    """Return all there is to a ticket: what and whose, how pressing, on which board, by whom, and where it stands.

    Its checklist is whole, with what is behind: a step's own card shows what is open.
    """
    root = root_card(work, directory)
    wanted = () if work.ended else tuple(Item(title=title) for title in work.step.checklist)
    return Card(
        title=root.title,
        status=before,
        facts=(*root.facts, *answered(work)),
        body=() if work.ended else (line(work.step.description),),
        quote=root.quote,
        items=(*wanted, *(item_line(work, item) for item in work.items)),
        buttons=(*root.buttons, *buttons),
    )


def logged_card(work: Work, directory: Directory, *, left_out: int) -> Card:
    """Return the answer to who logged it."""
    card = ticket_card(work, directory)
    done = done_card(work, directory, "logged")
    more = (line(f"{left_out} more files are in the message only."),) if left_out else ()
    return Card(
        title=done.title,
        facts=card.facts,
        body=(*done.body, *more),
        quote=card.quote,
        items=card.items,
        buttons=card.buttons,
    )


def same_card(work: Work, directory: Directory) -> Card:
    """Return the ticket that a message became before, for who picks the message again."""
    logged = line("This message is a ticket already, logged by ", Mention(work.created_by, notify=False), ", ")
    return ticket_card(work, directory, before=(*logged, When(work.created_at), "."))


def asked_again_note(by: Line, words: str, link: str) -> Card:
    """Return the note in a ticket's thread that the same was asked for once more."""
    where = line(": ", Link(link, "the message")) if link else line(":")
    return Card(title="", body=(line("Asked for again, says ", *by, *where),), quote=words)


def added_card(work: Work) -> Card:
    """Return the answer to who said that a request is a ticket already."""
    said = line("Your words are in the thread of ", Strong(work.key), f" {work.title}; no second ticket was logged.")
    return Card(title=f"{work.key}: asked for again", body=(said,), buttons=(show_button(work.key),))


def source_note(work: Work) -> Card:
    """Return the note under the message that a ticket was logged from."""
    return Card(title="", body=(line("Logged as ", Strong(work.key), f": {work.title}"),))


def answered(work: Work) -> tuple[Fact, ...]:
    """Return the answers to the forms of the ticket's kind."""
    kind = work.definition.kind_of.get(work.ticket.kind) if work.ticket else None
    return tuple(
        Fact(field.label, line(words))
        for subtask in (kind.subtasks if kind else ())
        for field in subtask.form
        if (words := work.facts.get(fact_of(field.key)))
    )


def fact_of(field: str) -> str:
    """Return the name under which an answer is kept, apart from what the process itself asks of a ticket."""
    return f"questions_{field}"


def answers_card(work: Work, subtask: Subtask, values: dict[str, str], by: str) -> Card:
    """Return the note in the ticket's thread with the answers to one of its forms."""
    facts = tuple(Fact(field.label, line(values[field.key])) for field in subtask.form if field.key in values)
    said = line("Answered by ", Mention(by, notify=False), ".")
    return Card(title=subtask.title, status=said, facts=facts, footer=line(f"{work.key} · {work.customer.name}"))


def missing_card(
    work: Work, directory: Directory, ways: Sequence[tuple[Step, Outcome]], *, buttons: Sequence[Button]
) -> Card:
    """Return what is still missing before a ticket is closed: step by step, and what is to be ticked off."""
    if work.step.tells is not None:
        said = line("The customer was not told yet. Send them these words, and say that you have.")
    else:
        said = line("A ticket is closed when its customer was told. This is missing until then:")
    steps = tuple(Item(title=f"{step_words(step)}: {outcome.label}") for step, outcome in ways)
    return Card(
        title=f"{work.key} cannot be closed yet",
        facts=(Fact("Step", line(step_words(work.step))), Fact("In the hands of", owner_line(work, directory))),
        body=(said,),
        quote=work.facts.get("words_for_customer", "") if work.step.tells else "",
        items=(*steps, *(item_line(work, item) for item in work.open_items())),
        buttons=tuple(buttons),
    )


def priority_note(priority: Priority, by: Line) -> Card:
    """Return the note in a ticket's thread that its priority is another."""
    return Card(title="", body=(line("Priority ", Strong(priority.title), f" ({priority.description}), set by ", *by),))


def priority_button(work: Work) -> tuple[Button, ...]:
    """Return the button that asks how pressing a ticket is, where its kind has priorities."""
    kind = work.definition.kind_of.get(work.ticket.kind) if work.ticket else None
    if kind is None or not kind.priorities or work.ended:
        return ()
    return (Button(key=PRIORITY, label="Priority", subject="ticket", argument=work.key),)


def link_buttons(work: Work) -> tuple[Button, ...]:
    """Return the buttons that link a ticket with other work, and that take a link off."""
    link = Button(key="work.link", label="Link", subject="engagement", argument=work.key)
    unlink = Button(key="work.unlink", label="Unlink", subject="engagement", argument=work.key)
    return (link, unlink) if work.links else (link,)


def show_button(key: str) -> Button:
    """Return the button that shows a ticket."""
    return Button(key=SHOW, label="Open", subject=key)


def response_card(work: Work, clock: Response, people: Sequence[str], *, late: bool) -> Card:
    """Return the message that a first response is nearly due, or is overdue, calling whoever must give it."""
    due = When(clock.due_at) if clock.due_at else "now"
    said = line("Nobody answered in time: it was due ", due, ".") if late else line("First response due ", due, ".")
    called = joined([line(Mention(person)) for person in people])
    how = line("Take it, say what came of its step, or comment on it: each counts as the first response.")
    return Card(
        title=f"{work.key} {work.title}: {'first response overdue' if late else 'first response'}",
        status=said,
        facts=(Fact("Customer", line(work.customer.name)), *((Fact("Waits for", called),) if called else ())),
        body=(how,),
        buttons=(show_button(work.key),),
    )


def newer_card(work: Work) -> Card:
    """Return what the warning becomes when there is more to tell."""
    return Card(title=f"{work.key} {work.title}: first response", status=line("There is a newer message about it."))
