"""What happens when a ticket is logged, and when the questions of its kind are answered."""

from collections.abc import Sequence
from typing import Final

import msgspec
import sqlalchemy as sa

from storage import opening, tables
from storage.statements import Prepared
from storage.titles import any_of
from storage.unit import insert
from workflows.desk import Desk, Opening
from workflows.engagements import effecting, responding, response, starting, wording
from workflows.engagements import forms as engagement_forms
from workflows.engagements.actions import check_may, customer_at
from workflows.engagements.cards import root_card
from workflows.engagements.parts import TicketFacts, WorkItem
from workflows.engagements.sight import is_seen
from workflows.engagements.work import ROOT, STEP, Work, load, save, work_of
from workflows.kernel.answers import Done, Opened, Reason, RefusedError
from workflows.kernel.cards import note
from workflows.kernel.cleaning import paragraphs, single_line
from workflows.kernel.posts import Post
from workflows.kernel.reading import read_values
from workflows.process.effects import Message
from workflows.process.steps import Kind, Subtask
from workflows.tickets import cards, rules
from workflows.tickets.commands import PROCESS, AddToTicket, AnswerQuestions, LogTicket, SetPriority
from workflows.tickets.entry import alike_form, fields

INSERT: Final = insert(tables.ticket)
SET_PRIORITY: Final = Prepared(
    sa.update(tables.ticket)
    .where(tables.ticket.c.engagement_id == sa.bindparam("which", type_=sa.Text))
    .values(priority=sa.bindparam("new_priority", type_=sa.Text))
)
_ALIKE: Final = msgspec.json.Decoder(tuple[rules.Recent, ...])


def opening_of(command: LogTicket) -> Opening:
    """Return what logging a ticket reads first: the customer, its tickets alike, and the message's ticket if any."""
    source = command.message
    asked = {"source": source.key if source else "", "words": any_of(command.title)}
    return Opening(opening.TICKET, command.customer, asked)


def log_ticket(desk: Desk, command: LogTicket) -> Done | Opened:
    """Log a customer's request: an engagement that runs the process of tickets, with what its kind wants.

    The same message again gets the same ticket, also when two people pick it at the same moment: the message's key is
    unique in the database, and who comes second starts again and finds it. Who does not see that ticket gets one of
    their own, as if nobody had logged the message before. A form asks first whether it is the same as one that is open.
    """
    same = _same_ticket(desk)
    if same is not None:
        return Done(card=cards.same_card(same, desk.directory))
    definition = desk.definitions.current(PROCESS)
    values = _checked(command, definition.kinds)
    customer = customer_at(desk)
    kind = definition.kind_of[values["kind"]]
    reviewers = (definition.role_of[role].title for role in (kind.review.by if kind.review else ()))
    priority = rules.priority_of(kind, values.get(rules.PRIORITY, ""), reviewers=" or ".join(reviewers))
    severity = rules.severity_of(kind, values.get(rules.SEVERITY, ""))
    source = command.message
    alike = _look_alike(desk, values["title"]) if command.asks else None
    if alike is not None:
        form = alike_form(definition.kinds, values, customer=customer.name, alike=alike, source=source)
        return Opened(form=form)
    work = starting.begin(
        desk,
        process=PROCESS,
        customer=customer,
        title=values["title"],
        facts={"kind": kind.key, **({"priority": priority} if priority else {})},
        ticket=TicketFacts(
            kind=kind.key,
            priority=priority,
            severity=severity,
            response=response.begun(kind.severity(severity), customer, desk.directory),
            description=values.get("description", ""),
            source_link=source.link if source else "",
            files=source.files if source else (),
        ),
        items=_items(kind, step=definition.first),
    )
    save(desk, work)
    source_key = source.key if source is not None and desk.opened.same_ticket is None else None
    _write_ticket(desk, work, source_key=source_key)
    if source is not None and source.place in _known_places(desk, work):
        desk.send(source.place, Post(card=cards.source_note(work), under=source.key))
    left_out = source.left_out if source else 0
    return Done(card=cards.logged_card(work, desk.directory, left_out=left_out))


def add_to_ticket(desk: Desk, command: AddToTicket) -> Done:
    """Add a request that came once more to the ticket that it is: the words and the link, in its thread and history."""
    work = load(desk)
    if work.ticket is None:
        raise RefusedError(Reason.NOT_FOUND, what=command.key)
    typed = {"title": single_line(command.title), "description": paragraphs(command.description)}
    words = read_values(
        fields(work.definition.kinds), {**typed, "customer": work.customer.key, "kind": work.ticket.kind}
    )
    source = command.message
    said = "\n".join(words[name] for name in ("title", "description") if name in words)
    work.record(desk, "asked-again", note=said, details={"link": source.link} if source and source.link else {})
    work.say(desk, cards.asked_again_note(desk.by, said, source.link if source else ""))
    if source is not None and source.place in _known_places(desk, work) and not work.is_private:
        desk.send(source.place, Post(card=cards.source_note(work), under=source.key))
    save(desk, work)
    return Done(card=cards.added_card(work))


def answer_questions(desk: Desk, command: AnswerQuestions) -> Done:
    """Keep the answers to a form of the ticket's kind, and tick its item off."""
    work = load(desk)
    subtask, item = questions_of(work, command.number)
    if item is None or item.done_at is not None:
        by = desk.directory.named(item.done_by) if item else ""
        at = item.done_at.isoformat() if item and item.done_at else ""
        raise RefusedError(Reason.ALREADY_DONE, key=work.key, step=subtask.title, by=by, at=at, done="answered")
    if not desk.act_as((work.owner or "", work.created_by)):
        kind = work.definition.kind_of[work.facts["kind"]]
        check_may(desk, work.customer, kind.owners, work.definition.role_of)
    asked = tuple(engagement_forms.field_of(work, field) for field in subtask.form)
    typed = {key: paragraphs(value) if isinstance(value, str) else value for key, value in command.values.items()}
    values = read_values(asked, typed)
    if not values:
        raise RefusedError(Reason.FIELD_MISSING, asked[0].key, label=asked[0].label)
    work.facts |= {cards.fact_of(key): words for key, words in values.items()}
    ticked = msgspec.structs.replace(item, done_by=desk.actor.key, done_for=desk.behalf, done_at=desk.now)
    work.items[work.items.index(item)] = ticked
    work.record(desk, "questions", note=subtask.title, details=values)
    work.say(desk, cards.answers_card(work, subtask, values, desk.actor.key))
    work.refresh(desk, ROOT, root_card(work, desk.directory))
    if not work.ended:
        work.refresh(desk, STEP, desk.ties.face(work, desk.directory))
    save(desk, work)
    return Done(card=note(f"{work.key}: “{subtask.title}” is answered."))


def set_priority(desk: Desk, command: SetPriority) -> Done:
    """Set how pressing a ticket is: in its thread and its history, and told at once to whom the priority wants told."""
    work = load(desk)
    kind = work.definition.kind_of.get(work.ticket.kind) if work.ticket else None
    if work.ticket is None or kind is None:
        raise RefusedError(Reason.NOT_FOUND, what=command.key)
    _ = work.step  # Refused where it has ended.
    priority = rules.meant_priority(kind, single_line(command.priority))
    check_may(desk, work.customer, rules.setters(kind), work.definition.role_of)
    if priority.key == work.ticket.priority:
        raise RefusedError(Reason.ALREADY_DONE, key=work.key, step=f"Priority {priority.title}")
    details = {"priority": priority.key, "was": work.ticket.priority}
    work.ticket = msgspec.structs.replace(work.ticket, priority=priority.key)
    work.facts["priority"] = priority.key
    desk.unit.write(SET_PRIORITY, {"which": work.id, "new_priority": priority.key})
    work.record(desk, "priority", note=priority.title, details=details)
    work.say(desk, cards.priority_note(priority, desk.by))
    if priority.message and priority.text:
        told = Message(do="message", to=priority.message, text=priority.text, acknowledge=priority.acknowledge)
        effecting.carry_out(desk, work, (told,), words=wording.words_for(desk, work))
    work.refresh(desk, ROOT, root_card(work, desk.directory))
    save(desk, work)
    return Done(card=note(f"{work.key} has priority {priority.title} now: {priority.description}."))


def questions_of(work: Work, number: int) -> tuple[Subtask, WorkItem | None]:
    """Return a form of the ticket's kind and its item; refused with NOT_FOUND where there is no such form."""
    kind = work.definition.kind_of.get(work.ticket.kind) if work.ticket else None
    if kind is None or not 0 < number <= len(kind.subtasks) or not kind.subtasks[number - 1].form:
        raise RefusedError(Reason.NOT_FOUND)
    subtask = kind.subtasks[number - 1]
    return subtask, next((item for item in work.items if item.title == subtask.title), None)


def _same_ticket(desk: Desk) -> Work | None:
    """Return the ticket that the same message became before, where the acting person sees it."""
    return _ticket(desk, desk.opened.same_ticket) if desk.opened.same_ticket is not None else None


def _look_alike(desk: Desk, title: str) -> rules.Recent | None:
    """Return the newest open ticket that looks the same, of those that the acting person sees."""
    found = list(_ALIKE.decode(desk.opened.alike))
    while (alike := rules.look_alike(title, found)) is not None and _ticket(desk, alike.id) is None:
        found.remove(alike)
    return alike


def _ticket(desk: Desk, engagement_id: str) -> Work | None:
    row = desk.unit.row(opening.BY_ID, {"request_key": "", "subject": engagement_id})
    return work_of(row, desk) if is_seen(row, desk) else None


def _checked(command: LogTicket, kinds: Sequence[Kind]) -> dict[str, str]:
    typed = {
        "customer": single_line(command.customer),
        "kind": single_line(command.kind),
        "title": single_line(command.title),
        "description": paragraphs(command.description),
        rules.PRIORITY: single_line(command.priority),
        rules.SEVERITY: single_line(command.severity),
    }
    return read_values(fields(kinds), typed)


def _items(kind: Kind, *, step: str) -> tuple[WorkItem, ...]:
    """Return what the kind wants beside the records on its boards: its checklist, and a form for each subtask."""
    titles = (*kind.checklist, *(subtask.title for subtask in kind.subtasks))
    role, *others = kind.owners
    return tuple(
        WorkItem(key=str(number), title=title, role=role, others=tuple(others), step=step)
        for number, title in enumerate(titles, 1)
    )


def _write_ticket(desk: Desk, work: Work, *, source_key: str | None) -> None:
    facts = work.ticket
    if facts is None:
        return
    desk.unit.write(
        INSERT,
        {
            "engagement_id": work.id,
            "customer_key": work.customer.key,
            "kind": facts.kind,
            "priority": facts.priority,
            "severity": facts.severity,
            "response": responding.packed(facts.response),
            "respond_by": responding.respond_by(facts.response),
            "description": facts.description,
            "source_key": source_key,
            "source_link": facts.source_link,
            "files": msgspec.json.encode(facts.files).decode(),
            "created_at": desk.now,
        },
    )


def _known_places(desk: Desk, work: Work) -> frozenset[str]:
    """Return the channels where csops is at home; a note anywhere else would only fail."""
    return frozenset({work.customer.channel, *desk.directory.channels.values()}) - {""}
