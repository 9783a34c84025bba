"""What happens when a customer comes to another stage, and when somebody hands a customer or a task over."""

import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared
from workflows.customers import cards, rules
from workflows.customers.commands import NOTE, PROCESS, HandOver, SetStage
from workflows.desk import Desk, Noted
from workflows.engagements import effecting, starting
from workflows.engagements.actions import check_may, customer_at
from workflows.engagements.work import Work, save
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cleaning import paragraphs, single_line
from workflows.kernel.people import Customer
from workflows.kernel.posts import Post
from workflows.kernel.reading import read_values
from workflows.kernel.text import Line, line
from workflows.process.definition import Definition
from workflows.process.steps import Kind

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
    definition = desk.definitions.current(PROCESS)
    stage = rules.stage_of(definition.raci, single_line(command.stage))
    if stage is None:
        choices = ", ".join(row.title for row in definition.raci)
        raise RefusedError(Reason.NOT_A_CHOICE, "stage", label="Stage", choices=choices)
    was = rules.stage_of(definition.raci, desk.opened.customer_stage)
    check_may(desk, customer, rules.answering(was, stage), definition.role_of)
    if desk.opened.customer_stage == stage.key:
        raise RefusedError(Reason.ALREADY_DONE, key=customer.name, step=stage.title)
    if desk.opened.customer_stage != command.was:
        raise RefusedError(Reason.CHANGED_MEANWHILE, key=customer.name)
    desk.unit.write(SET_STAGE, {"which": customer.key, "new_stage": stage.key, "since": desk.now})
    noted = Noted("stage", outcome=stage.key, details={"was": command.was})
    desk.record_next(noted, subject=f"customer:{customer.key}", customer=customer.key)
    told = cards.stage_line(customer, stage, was, desk.by)
    internal = desk.directory.channel_of("internal", customer, definition.role_of)
    if internal:
        desk.send(internal, Post(card=cards.told_card(customer, told)))
    _inform(desk, customer, definition, stage.holding("I"), told)
    kind = definition.kind_of.get(stage.hand_off or "")
    work = _begin(desk, customer, definition, kind) if kind else None
    return Done(card=cards.stage_card(customer, stage, work, desk.directory))


def hand_over(desk: Desk, command: HandOver) -> Done:
    """Begin a hand-off (processes.md E). Its sender may, and who is to receive it: they take it over themselves."""
    customer = customer_at(desk)
    definition = desk.definitions.current(PROCESS)
    kind = definition.kind_of.get(single_line(command.kind))
    if kind is None or kind.handing is None:
        choices = ", ".join(one.title for one in definition.kinds if one.handing)
        raise RefusedError(Reason.NOT_A_CHOICE, "kind", label="What is handed over?", choices=choices)
    words = read_values((NOTE,), {NOTE.key: paragraphs(command.note)}).get(NOTE.key, "")
    check_may(desk, customer, (*kind.handing.sender, *kind.owners), definition.role_of)
    work = _begin(desk, customer, definition, kind, note=words)
    return Done(card=cards.begun_card(work, kind, desk.directory))


def _begin(desk: Desk, customer: Customer, definition: Definition, kind: Kind, *, note: str = "") -> Work:
    work = starting.begin(
        desk,
        process=PROCESS,
        customer=customer,
        title=kind.title,
        facts={"kind": kind.key},
        items=rules.items_of(definition, kind),
    )
    work.say(desk, cards.brief_card(work, kind, note))
    if kind.handing is not None:
        begun = line(f"A hand-off begins for {customer.name}: {kind.title}, by ", *desk.by, ".")
        _inform(desk, customer, definition, kind.handing.holding("I"), begun)
    save(desk, work)
    return work


def _inform(desk: Desk, customer: Customer, definition: Definition, roles: tuple[str, ...], told: Line) -> None:
    """Tell everybody who is Informed, once each, where they are reached; who did it knows it already."""
    standing = (desk.directory.standing_for(role, customer, definition.role_of) for role in roles)
    people = dict.fromkeys(person for found in standing if found for person in found[1])
    for person in people:
        if person != desk.actor.key:
            for lane in effecting.lanes_of(desk, person)[:1]:
                desk.send(lane, Post(card=cards.told_card(customer, told)))
