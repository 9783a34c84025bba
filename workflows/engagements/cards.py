"""How engagements look in chat: the head of the thread, the card of a step, and the answers to who asked."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from workflows.desk import by
from workflows.engagements import documenting, linked, responding, rework, rules
from workflows.engagements.items import item_buttons
from workflows.engagements.parts import AtStep, TicketFacts, WorkItem
from workflows.engagements.sight import its_people, privacy_buttons
from workflows.engagements.work import Work
from workflows.kernel.absences import Away
from workflows.kernel.cards import Button, Card, Confirm, Fact, Item
from workflows.kernel.people import Directory
from workflows.kernel.text import Line, Link, Mention, Strong, When, joined, line
from workflows.process import engine
from workflows.process.steps import Outcome, Step

step_words = rules.step_words
"""A step's number and title, as they stand everywhere."""


def people_line(people: Sequence[str], *, notify: bool = False, away: Mapping[str, Away] | None = None) -> Line:
    """Return people as mentions. Who stands in for somebody who is away is named, and called, before them."""
    return joined([_person_line(person, notify=notify, away=(away or {}).get(person)) for person in people])


def _person_line(person: str, *, notify: bool, away: Away | None) -> Line:
    mention = Mention(person, notify=notify)
    if away is None:
        return line(mention)
    if not away.here:
        return line(mention, f" (away until {away.until_words})")
    return line(Mention(away.here, notify=notify), " (for ", mention, f", who is away until {away.until_words})")


def root_card(work: Work, directory: Directory) -> Card:
    """Return the head of an engagement's thread: what it is, where it stands, in whose hands."""
    facts = [
        Fact("Customer", line(work.customer.name)),
        Fact("Process", line(work.definition.title)),
    ]
    if work.ended:
        facts.append(Fact("Ended", line(work.ending_title, ", ", When(work.entered_at))))
    else:
        facts.append(Fact("Step", line(step_words(work.step))))
        facts.append(Fact("Owner", owner_line(work, directory)))
        if work.due_at is not None:
            facts.append(Fact("Due", line(When(work.due_at))))
    if work.links:
        facts.append(Fact("Linked with", linked.linked_line(work.links)))
    if work.seen_by is not None:
        facts.append(Fact("Private", its_people(work.key, work.seen_by)))
    if work.ticket is None:
        return Card(title=f"{work.key} {work.title}", facts=tuple(facts))
    return Card(
        title=f"{work.key} {work.title}",
        facts=(*ticket_facts(work, work.ticket), *facts),
        quote=work.ticket.description,
        buttons=question_buttons(work, work.ticket),
    )


def ticket_facts(work: Work, ticket: TicketFacts) -> tuple[Fact, ...]:
    """Return what a ticket has beside its engagement: its kind, how pressing it is, its board, where it came from."""
    kind = work.definition.kind_of.get(ticket.kind)
    priority = next((one for one in kind.priorities if one.key == ticket.priority), None) if kind else None
    facts = [Fact("Kind", line(kind.title if kind else ticket.kind))]
    if priority is not None:
        facts.append(Fact("Priority", line(Strong(priority.title), f": {priority.description}")))
    facts += responding.facts_of(kind, ticket)
    if kind is not None and kind.board is not None:
        system = rules.SYSTEMS.get(kind.board.system, kind.board.system)
        record = f"{kind.board.record.replace('-', ' ').capitalize()} in {system}"
        roles = ", ".join(role.title for key in kind.owners if (role := work.definition.role_of.get(key)))
        facts.append(Fact("Board", line(f"{record} ({roles})")))
    facts.append(Fact("Logged by", line(Mention(work.created_by, notify=False), ", ", When(work.created_at))))
    if ticket.source_link:
        facts.append(Fact("Message", line(Link(ticket.source_link, "the message it was logged from"))))
    if ticket.files:
        files = [line(Link(file, f"file {number}")) for number, file in enumerate(ticket.files, 1)]
        facts.append(Fact("Files", joined(files)))
    return tuple(facts)


def origin_card(work: Work) -> Card:
    """Return what the thread of new work says of the ticket that it came from: who asked for what, and where."""
    facts = ticket_facts(work, work.ticket) if work.ticket else ()
    quote = work.ticket.description if work.ticket else ""
    return Card(title=f"From {work.key} {work.title}", facts=facts, quote=quote)


def question_buttons(work: Work, ticket: TicketFacts) -> tuple[Button, ...]:
    """Return a button for each form that the ticket's kind wants filled in and that nobody has filled in yet."""
    kind = work.definition.kind_of.get(ticket.kind)
    waiting = {item.title for item in work.open_items()}
    return tuple(
        Button(key="ticket.questions", label=subtask.title, subject=work.id, version=number)
        for number, subtask in enumerate(kind.subtasks if kind else (), 1)
        if subtask.form and subtask.title in waiting and not work.ended
    )


def owner_line(work: Work, directory: Directory) -> Line:
    """Return who has the engagement now, without notifying them."""
    role = work.definition.role_of.get(work.owner_role)
    title = role.title if role else work.owner_role
    if work.owner is None:
        return line(title or "nobody yet")
    known = work.owner in directory.people
    owner = people_line((work.owner,), away=directory.away) if known else line(work.owner)
    return (*owner, f" ({title})") if title else owner


def outcome_buttons(work: AtStep) -> tuple[Button, ...]:
    """Return a button for each outcome that the current step has now; those that ask something open a form first.

    What is made at the step comes before them: until it is, its button alone stands out.
    """
    if work.ended or work.step.kind == "approval":
        return ()
    possible = engine.possible(work.definition, work.step.id, work.facts)
    tools, said = _tool_buttons(work), tuple(_outcome_button(work, outcome) for outcome in possible)
    if any(tool.style == "primary" for tool in tools):
        said = tuple(replace(one, style="default") if one.style == "primary" else one for one in said)
    return (*tools, *said)


def edit_button(work: Work, step: Step) -> tuple[Button, ...]:
    """Return the button that edits what was just said, where that can be edited for a while."""
    if step.editable is None or work.ended:
        return ()
    return (Button(key="checkin.edit", label="Edit", subject="customer", argument=work.customer.key),)


def _tool_buttons(work: AtStep) -> tuple[Button, ...]:
    """Return the buttons of what is made at this step with a tool of csops' own."""
    papers = documenting.buttons_here(work)
    if work.step.makes != "estimate":
        return papers
    if work.estimate is None:
        return (*papers, Button(key="rom.edit", label="Make the ROM", subject=work.id, style="primary"))
    return (*papers, Button(key="rom.edit", label="Change the ROM", subject=work.id))


def _outcome_button(work: AtStep, outcome: Outcome) -> Button:
    asks = bool(work.step.form_for(outcome.key)) or outcome.reason != "none"
    confirm = None
    if outcome.style == "danger" and not asks:
        confirm = Confirm(title=outcome.label, text=f"{work.key}: {step_words(work.step)}", yes=outcome.label)
    return Button(
        key="step.fill" if asks else "step.say",
        label=outcome.label,
        subject=work.id,
        version=work.arrival,
        argument=outcome.key,
        style=outcome.style,
        confirm=confirm,
    )


def detail_buttons(work: Work) -> tuple[Button, ...]:
    """Return the button that shows all parts of a hand-off between groups or people; nothing for other work."""
    kind = work.definition.kind_of.get(work.facts.get("kind", ""))
    if kind is None or kind.handing is None:
        return ()
    return (Button(key="handoff.details", label="Details", subject=work.id),)


def steering_buttons(work: Work) -> tuple[Button, ...]:
    """Return what can be done to an engagement beside its process, for who asked to see it."""
    shared = (Button(key="work.comment", label="Comment", subject="engagement", argument=work.key),)
    back = Button(key="work.set-back", label="Set back", subject="engagement", argument=work.key)
    if work.ended:
        return (*shared, back, *privacy_buttons(work.key, private=work.is_private))
    assign = Button(key="work.assign", label="Assign", subject="engagement", argument=work.key)
    cancel = Button(key="work.cancel", label="Cancel", subject="engagement", argument=work.key)
    return (*shared, assign, back, cancel, *privacy_buttons(work.key, private=work.is_private))


def checklist(work: Work, *, whole: bool = False) -> tuple[Item, ...]:
    """Return what the step asks for and what is still open from the systems of record; the `whole` of it on request."""
    if whole:
        return tuple(item_line(work, item) for item in work.items)
    wanted = () if work.ended else tuple(Item(title=title) for title in work.step.checklist)
    here = work.position.step
    still_open = work.open_items()
    shown = (item for item in work.items if item in still_open or (item.done_at is not None and item.step == here))
    return (*wanted, *linked.watched_items(work), *(item_line(work, item) for item in shown))


def item_line(work: Work, item: WorkItem) -> Item:
    """Return a checklist item with who must do it, or who did it when."""
    if item.done_at is not None:
        return Item(title=item.title, done=True, note=line(*by(item.done_by, item.done_for), ", ", When(item.done_at)))
    known = work.definition.role_of
    return Item(title=item.title, note=line(", ".join(known[key].title if key in known else key for key in item.roles)))


def step_card(work: Work, directory: Directory, *, before: Line = (), handed_on: tuple[Fact, ...] = ()) -> Card:
    """Return the card of the current step in the engagement's thread, or where it was handed over with what came."""
    called = people_line((work.owner,), notify=True, away=directory.away) if work.owner else ()
    facts = [Fact("Owner", called or owner_line(work, directory))]
    if work.due_at is not None:
        facts.append(Fact("Due", line(When(work.due_at))))
    facts += rework.facts_at(work, work.step.id)
    facts += handed_on
    return Card(
        title=f"Step {step_words(work.step)}",
        status=before,
        facts=tuple(facts),
        body=(line(work.step.description),),
        quote=work.facts.get("words_for_customer", "") if work.step.tells else "",
        items=checklist(work),
        buttons=(*outcome_buttons(work), *linked.link_button(work), *item_buttons(work), *detail_buttons(work)),
        footer=line(f"{work.key} · {work.customer.name} · {work.definition.title}"),
    )


def past_step_card(work: Work, step: Step, said: Line, note: str, filled: tuple[Fact, ...] = ()) -> Card:
    """Return what a step's card becomes when the step is behind: who said what, with what filled in, and no buttons."""
    return Card(
        title=f"Step {step_words(step)}",
        status=said,
        facts=filled,
        quote=note,
        footer=line(f"{work.key} · {work.customer.name} · {work.definition.title}"),
    )


def ended_card(work: Work, said: Line) -> Card:
    """Return the post that tells a customer's channel that an engagement ended, and how."""
    return Card(
        title=f"{work.key} {work.title}: {work.ending_title}",
        status=said,
        facts=(Fact("Customer", line(work.customer.name)), Fact("Process", line(work.definition.title))),
    )


def loop_card(work: Work, title: str, rounds: int) -> Card:
    """Return the warning that a loop was gone through as often as its definition finds worth a word."""
    return Card(
        title="Going round in circles?",
        body=(
            line(Strong(title), f" has been gone through {rounds} times. Talk to each other before the next round."),
        ),
        footer=line(f"{work.key} · {work.customer.name}"),
    )


def got_it_card(work: Work, told: Line, *, person: str, acknowledged: Line = ()) -> Card:
    """Return a direct message that wants to be acknowledged, or that was."""
    button = Button(key="message.got-it", label="Got it", subject=work.id, argument=person, style="primary")
    return Card(
        title=f"{work.key} {work.title}",
        body=(told,),
        status=acknowledged,
        buttons=() if acknowledged else (button,),
        footer=line(work.customer.name),
    )


def done_card(work: Work, directory: Directory, said: str, *, left: Sequence[WorkItem] = ()) -> Card:
    """Return the private answer to who moved an engagement: what happened, and what comes next in whose hands.

    `left` is what they still have to tick off, although the next step is not theirs.
    """
    next_step = line("It has ended: ", Strong(work.ending_title), ".") if work.ended else _next(work, directory)
    still = (line("Still yours to do:"),) if left else ()
    items = tuple(item_line(work, item) for item in left)
    buttons = item_buttons(work, left)
    return Card(title=f"{work.key}: {said}", body=(next_step, *still), items=items, buttons=buttons)


def _next(work: Work, directory: Directory) -> Line:
    if work.handoff is not None and work.handoff.state == "offered":
        role = work.definition.role_of.get(work.handoff.to_role)
        waits = line(" It waits for ", Strong(role.title if role else work.handoff.to_role), " to accept it.")
    else:
        waits = line(" In the hands of ", *owner_line(work, directory), ".")
    return line("Next: ", Strong(step_words(work.step)), ".", *waits)
