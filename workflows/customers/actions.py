"""What happens when a customer comes to another stage, and when somebody hands a customer or a task over."""

from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared, Row
from workflows.customers import cards, rules
from workflows.customers.commands import NOTE, NOTED, PROCESS, RESOURCES, HandOver, NoteCustomer, SetStage
from workflows.desk import Desk, Noted
from workflows.engagements import addressing, briefs, starting
from workflows.engagements.actions import check_may, customer_at
from workflows.engagements.cards import people_line
from workflows.engagements.work import Work, save
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cards import Card
from workflows.kernel.cleaning import paragraphs, single_line
from workflows.kernel.people import Customer
from workflows.kernel.posts import Post
from workflows.kernel.reading import read_values
from workflows.kernel.text import Line, Strong, line
from workflows.process.definition import Definition
from workflows.process.steps import Kind

_FACTS = msgspec.json.Decoder(dict[str, str])
_OPEN = (tables.engagement.c.key, tables.engagement.c.created_at, tables.engagement.c.facts, tables.engagement.c.owner)
IN_FLIGHT = Prepared(
    sa.select(*_OPEN)
    .where(
        tables.engagement.c.customer_key == sa.bindparam("customer", type_=sa.Text),
        tables.engagement.c.process == sa.bindparam("process", type_=sa.Text),
        tables.engagement.c.step.is_not(None),
    )
    .order_by(tables.engagement.c.created_at)
)
STAGE = Prepared(
    sa.select(tables.customer.c.stage).where(tables.customer.c.key == sa.bindparam("which", type_=sa.Text))
)
SET_STAGE = Prepared(
    sa.update(tables.customer)
    .where(tables.customer.c.key == sa.bindparam("which", type_=sa.Text))
    .values(
        stage=sa.bindparam("new_stage", type_=sa.Text),
        stage_at=sa.bindparam("since", type_=tables.customer.c.stage_at.type),
    )
)


def set_stage(desk: Desk, command: SetStage) -> Done:
    """Put a customer into a stage (processes.md E): who answers for it gets the hand-off, who is Informed hears of it.

    Whoever is responsible or accountable in the stage that is left or entered may say so.
    """
    customer = customer_at(desk)
    desk.guard(customer.subject)
    row = desk.unit.row(STAGE, {"which": customer.key})
    before = row.stage if row else ""
    definition = desk.definitions.current(PROCESS)
    stage = rules.stage_of(definition.raci, single_line(command.stage))
    if stage is None:
        choices = ", ".join(row.title for row in definition.raci)
        raise RefusedError(Reason.NOT_A_CHOICE, "stage", label="Stage", choices=choices)
    was = rules.stage_of(definition.raci, before)
    check_may(desk, customer, rules.answering(was, stage), definition.role_of)
    if before == stage.key:
        raise RefusedError(Reason.ALREADY_DONE, key=customer.name, step=stage.title)
    if before != command.was:
        raise RefusedError(Reason.CHANGED_MEANWHILE, key=customer.name)
    said = _said(command)
    desk.unit.write(SET_STAGE, {"which": customer.key, "new_stage": stage.key, "since": desk.now})
    noted = Noted("stage", outcome=stage.key, details={"was": command.was})
    desk.record_next(noted, subject=customer.subject, customer=customer.key)
    told = cards.stage_line(customer, stage, was, desk.by)
    internal = desk.directory.channel_of("internal", customer, definition.role_of)
    unreached = _tell(desk, customer, definition, stage.holding("I"), told)
    if internal:
        desk.send(internal, Post(card=cards.told_card(customer, told, unreached)))
    kind = definition.kind_of.get(stage.hand_off or "")
    if kind is None:
        return Done(card=cards.stage_card(customer, stage, None, desk.directory))
    flying = _in_flight(desk, customer, definition, kind)
    if flying is not None:
        return Done(card=cards.already_card(customer, stage, kind, key=flying.key, since=flying.created_at))
    work = _begin(desk, customer, definition, kind, said)
    return Done(card=cards.stage_card(customer, stage, work, desk.directory))


def note_customer(desk: Desk, command: NoteCustomer) -> Done:
    """Keep what somebody says about a customer, and tell the colleagues' channel; never the customer's own."""
    customer = customer_at(desk)
    words = read_values((NOTED,), {NOTED.key: paragraphs(command.words)})[NOTED.key]
    desk.record_next(Noted("note", note=words), subject=customer.subject, customer=customer.key)
    internal = desk.directory.channels.get("internal") or desk.directory.channels.get("operations", "")
    if internal and internal != customer.channel:
        desk.send(internal, Post(card=cards.noted_card(customer, desk.by, words)))
    return Done(card=cards.noted_answer(customer))


def hand_over(desk: Desk, command: HandOver) -> Done:
    """Begin a hand-off (processes.md E). Its sender may, and who is to receive it: they take it over themselves."""
    customer = customer_at(desk)
    desk.guard(customer.subject)
    kinds = rules.kinds_of(desk.definitions, PROCESS)
    definition, kind = kinds.get(single_line(command.kind), (None, None))
    if definition is None or kind is None:
        choices = ", ".join(one.title for _, one in kinds.values())
        raise RefusedError(Reason.NOT_A_CHOICE, "kind", label="What is handed over?", choices=choices)
    said = _said(command)
    senders = kind.handing.sender if kind.handing else ()
    check_may(desk, customer, (*senders, *kind.owners), definition.role_of)
    flying = _in_flight(desk, customer, definition, kind)
    if flying is not None:
        since = flying.created_at.isoformat()
        raise RefusedError(Reason.IN_FLIGHT, "kind", what=kind.title, customer=customer.name, key=flying.key, at=since)
    # The entry is the lock: of two who begin the same hand-off at once, the second is told that it is in flight. It
    # stands in no timeline: that has the hand-off itself, for those who see it.
    desk.record_next(Noted("hand-off", outcome=kind.key), subject=customer.subject)
    work = _begin(desk, customer, definition, kind, said)
    return Done(card=cards.begun_card(work, kind, desk.directory))


def tell_the_end(desk: Desk, work: Work) -> None:
    """Tell everybody who is Informed that a hand-off between groups or people ended, and how (`Ties.close`)."""
    handing = briefs.handing_of(work)
    if handing is not None:
        told = line(f"The hand-off {work.key} for {work.customer.name} has ended: {work.title}, ")
        _inform(desk, work, handing.holding("I"), (*told, Strong(work.ending_title), ", by ", *desk.by, "."))


def _said(command: SetStage | HandOver) -> dict[str, str]:
    """Return what whoever begins a hand-off adds to its kind; refused at the field that is too long."""
    typed = {NOTE.key: paragraphs(command.note), RESOURCES.key: paragraphs(command.resources)}
    return read_values((NOTE, RESOURCES), typed)


def _in_flight(desk: Desk, customer: Customer, definition: Definition, kind: Kind) -> Row | None:
    """Return the hand-off of this kind that is under way for the customer already; None where there is none."""
    rows = desk.unit.rows(IN_FLIGHT, {"customer": customer.key, "process": definition.process})
    return next((row for row in rows if _FACTS.decode(row.facts).get("kind") == kind.key), None)


def _begin(desk: Desk, customer: Customer, definition: Definition, kind: Kind, said: Mapping[str, str]) -> Work:
    work = starting.begin(
        desk,
        process=definition.process,
        customer=customer,
        title=kind.title,
        facts={"kind": kind.key, **said},
        items=rules.items_of(definition, kind),
    )
    work.say(desk, briefs.whole_card(work, desk.directory))
    if kind.handing is not None:
        begun = line(f"A hand-off begins for {customer.name}: {kind.title}, by ", *desk.by, f". It is {work.key}.")
        _inform(desk, work, kind.handing.holding("I"), begun)
    save(desk, work)
    return work


def _inform(desk: Desk, work: Work, roles: Sequence[str], told: Line) -> None:
    """Tell everybody who is Informed of a hand-off; who cannot be reached is named in its thread."""
    unreached = _tell(desk, work.customer, work.definition, roles, told, private=work.is_private)
    if unreached:
        asked = line("No chat account is known for ", *people_line(unreached), ", so please tell them: ", *told)
        work.say(desk, Card(title="", body=(asked,)))


def _tell(
    desk: Desk, customer: Customer, definition: Definition, roles: Sequence[str], told: Line, *, private: bool = False
) -> tuple[str, ...]:
    """Tell the people of these roles, once each; who did it knows it already. Return who has no account."""
    standing = (desk.directory.standing_for(role, customer, definition.role_of) for role in roles)
    people = dict.fromkeys(person for found in standing if found for person in found[1] if person != desk.actor.key)
    lanes = {person: addressing.lanes_of(desk, person)[:1] for person in people}
    for lane in dict.fromkeys(lane for found in lanes.values() for lane in found):
        desk.send(lane, Post(card=cards.told_card(customer, told), private=private))
    return tuple(person for person, found in lanes.items() if not found)
