"""The account card of a customer, and the forms of a stage and of a hand-off."""

from typing import Final

import sqlalchemy as sa

from storage import tables
from storage.sight import seen
from storage.statements import Prepared, Row
from workflows.customers import cards, rules
from workflows.customers.commands import PROCESS, STAGE, ShowCustomer, hand_off_form, show_button
from workflows.desk import Look
from workflows.engagements import customers, sight
from workflows.engagements.cards import step_words
from workflows.kernel.answers import Shown
from workflows.kernel.cards import Card, Fact
from workflows.kernel.cards import Row as Entry
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.people import Customer
from workflows.kernel.text import Line, Mention, Strong, When, line

SHOWN: Final = 5
"""So many pieces of work of a sort stand on the account card; its lists have the rest."""
ON_A_PAGE: Final = 10
"""So many entries of the timeline stand on one page."""

engagement, history, customer = tables.engagement, tables.history, tables.customer
_WHO = sa.bindparam("customer", type_=sa.Text)
_TICKET = sa.literal_column("'ticket'", sa.Text)
STAGE_OF = Prepared(sa.select(customer.c.stage, customer.c.stage_at).where(customer.c.key == _WHO))


def _open(*, tickets: bool) -> Prepared:
    return Prepared(
        sa.select(
            engagement.c.key,
            engagement.c.process,
            engagement.c.process_version,
            engagement.c.title,
            engagement.c.step,
            engagement.c.entered_at,
            engagement.c.due_at,
            engagement.c.owner,
            engagement.c.owner_role,
        )
        .where(
            engagement.c.customer_key == _WHO,
            engagement.c.step.is_not(None),
            engagement.c.process == _TICKET if tickets else engagement.c.process != _TICKET,
            seen(engagement),
        )
        .order_by(engagement.c.entered_at, engagement.c.id)
        .limit(sa.literal_column(str(SHOWN + 1)))
    )


WORK, TICKETS = _open(tickets=False), _open(tickets=True)
_ENTRY = [
    history.c.seq,
    history.c.at,
    history.c.actor,
    history.c.action,
    history.c.step,
    history.c.outcome,
    history.c.note,
]
_OF_WORK = (
    sa.select(*_ENTRY, engagement.c.key, engagement.c.process, engagement.c.process_version)
    .select_from(engagement.join(history, history.c.subject == sa.literal("engagement:", sa.Text) + engagement.c.id))
    .where(engagement.c.customer_key == _WHO, seen(engagement))
)
_OF_ITSELF = sa.select(
    *_ENTRY,
    sa.literal_column("''", sa.Text).label("key"),
    sa.literal_column("''", sa.Text).label("process"),
    sa.literal_column("0", sa.Integer).label("process_version"),
).where(history.c.subject == sa.literal("customer:", sa.Text) + _WHO)
_both = sa.union_all(_OF_WORK, _OF_ITSELF).subquery("both")
TIMELINE = Prepared(
    sa.select(_both)
    .order_by(_both.c.at.desc(), _both.c.key, _both.c.seq.desc())
    .limit(sa.literal_column(str(ON_A_PAGE + 1)))
    .offset(sa.bindparam("offset", type_=sa.Integer))
)


def show_customer(look: Look, query: ShowCustomer) -> Shown:
    """Show a customer's account card; further pages are of its timeline alone."""
    found = customers.meant(look.unit, query.words)
    page = {"customer": found.key, "offset": (query.page - 1) * ON_A_PAGE, **sight.sees(look)}
    past = look.unit.rows(TIMELINE, page)
    entries = [_past(look, row) for row in past[:ON_A_PAGE]]
    buttons = [show_button("Newer", found.key, page=query.page - 1)] if query.page > 1 else []
    if len(past) > ON_A_PAGE:
        buttons.append(show_button("Older", found.key, page=query.page + 1))
    if query.page > 1:
        return Shown(card=Card(title=f"{found.name}: what happened", rows=tuple(entries), buttons=tuple(buttons)))
    rows = [
        *_section(look, found, WORK, "Under way", f"/engagement list {found.key}"),
        *_section(look, found, TICKETS, "Tickets", f"/ticket list {found.key}"),
        *cards.section("What happened", entries, empty="Nothing yet."),
    ]
    facts = _facts(look, found)
    buttons = [*cards.account_buttons(found), *buttons]
    return Shown(card=Card(title=found.name, facts=facts, rows=tuple(rows), buttons=tuple(buttons)))


def _section(look: Look, found: Customer, statement: Prepared, title: str, command: str) -> list[Entry]:
    rows = look.unit.rows(statement, {"customer": found.key, **sight.sees(look)})
    more = f"And more: {command}" if len(rows) > SHOWN else ""
    return cards.section(title, [_entry(look, row) for row in rows[:SHOWN]], empty="None.", more=more)


def _entry(look: Look, row: Row) -> Entry:
    definition = look.definitions.version(row.process, row.process_version)
    step = definition.step(row.step)
    role = definition.role_of.get(row.owner_role)
    who: Line = (Mention(row.owner, notify=False),) if row.owner else (role.title if role else row.owner_role,)
    late = line(" · overdue since ", When(row.due_at, "date")) if row.due_at and row.due_at < look.now else ()
    where = step_words(step) if step else row.step
    detail = line(f"{where} · since ", When(row.entered_at, "date"), *late, " · ", *who)
    return Entry(text=line(Strong(row.key), f" {row.title}"), detail=detail)


def _past(look: Look, row: Row) -> Entry:
    said = str(row.action).replace("-", " ")
    where = "Stage"
    if row.process:
        step = look.definitions.version(row.process, row.process_version).step(row.step)
        where = f"{row.key} · {step_words(step) if step else row.step}"
        labels = {outcome.key: outcome.label for outcome in step.outcomes} if step else {}
        said = str(labels.get(row.outcome) or row.outcome or said)
    elif row.action != "stage":
        where = "Register of references"
    else:
        stage = rules.stage_of(look.definitions.current(PROCESS).raci, row.outcome)
        said = str(stage.title if stage else row.outcome)
    note = f" · {row.note}" if row.note else ""
    return Entry(
        text=line(f"{where}: ", Strong(said), note), detail=line(Mention(row.actor, notify=False), ", ", When(row.at))
    )


def _facts(look: Look, found: Customer) -> tuple[Fact, ...]:
    definition = look.definitions.current(PROCESS)
    row = look.unit.row(STAGE_OF, {"customer": found.key})
    stage = rules.stage_of(definition.raci, row.stage) if row else None
    words = line(f"{stage.title} ({stage.group}), since " if stage.group else f"{stage.title}, since ") if stage else ()
    since = (When(row.stage_at, "date"),) if stage and row and row.stage_at else ()
    tier = look.directory.settings.tier(found.tier)
    titles = {
        role.key: role.title for name in look.definitions.processes for role in look.definitions.current(name).roles
    }
    return cards.account_facts(
        found,
        tier=tier.title if tier else found.tier,
        stage=(*words, *since) or line("not said yet"),
        definition=definition,
        titles=titles,
    )


def stage_form(look: Look, ask: OpenForm) -> Form:
    """Return the form of a customer's stage, with the stage that the typed words mean filled in."""
    found = customers.meant(look.unit, ask.words)
    stages = look.definitions.current(PROCESS).raci
    row = look.unit.row(STAGE_OF, {"customer": found.key})
    now = rules.stage_of(stages, row.stage) if row else None
    meant = rules.stage_meant(stages, ask.argument) or now
    choices = tuple(Choice(one.key, one.title, one.group or "") for one in stages)
    field = Field(key="stage", label="Stage", kind="choice", choices=choices, initial=meant.key if meant else None)
    begins = [one.title for one in stages if one.hand_off]
    intro = (
        line(Strong(found.name), f" is in the stage {now.title}." if now else " has no stage yet."),
        line(f"Everybody who is Informed hears of it. A hand-off begins with: {', '.join(begins) or 'none'}."),
    )
    return Form(
        kind=STAGE,
        title="Stage",
        submit="Change",
        intro=intro,
        fields=(field,),
        subject=found.key,
        argument=now.key if now else "",
    )


def hand_off_start_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that begins a hand-off, with the customer that the typed words mean filled in."""
    kinds = [(kind.key, kind.title) for kind in look.definitions.current(PROCESS).kinds if kind.handing]
    if not ask.words:
        return hand_off_form(kinds)
    found = customers.meant(look.unit, ask.words)
    return hand_off_form(kinds, customer=(found.key, found.name))
