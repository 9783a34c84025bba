"""Questions about check-ins: the form with what was said before it, and which are due."""

from typing import Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.sight import seen
from storage.statements import Prepared, Row
from workflows.checkins import cards, forms, rules
from workflows.checkins.commands import PROCESS, ListCheckIns, ShowPlan, page_button, plan_button, report_button
from workflows.desk import Desk, Look
from workflows.engagements import customers, sending, sight
from workflows.engagements import recurring as recurring_spans
from workflows.engagements.cards import step_words
from workflows.engagements.commands import ShowEngagement
from workflows.engagements.forms import find, may_act, saying
from workflows.engagements.queries import show_engagement
from workflows.engagements.work import Work
from workflows.kernel.answers import Answer, Reason, RefusedError, Shown
from workflows.kernel.cards import Card
from workflows.kernel.cards import Row as Entry
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Form
from workflows.kernel.text import Line, Usage, line
from workflows.process import engine

ON_A_PAGE: Final = 10
BEFORE: Final = 3
"""So many past check-ins are shown above a new one."""
EDITS: Final = 5
"""So often each of them is thought to have been edited at the most."""

engagement, customer, history = tables.engagement, tables.customer, tables.history
_PROCESS = sa.literal_column(f"'{PROCESS}'", sa.Text)
RUNNING = Prepared(
    sa.select(engagement.c.id, engagement.c.key)
    .where(
        engagement.c.customer_key == sa.bindparam("customer", type_=sa.Text),
        engagement.c.process == _PROCESS,
        engagement.c.step.is_not(None),
        seen(engagement),
    )
    .order_by(engagement.c.created_at, engagement.c.id)
    .limit(sa.literal_column("1"))
)
_PAST = sa.select(
    history.c.seq, history.c.at, history.c.actor, history.c.step, history.c.outcome, history.c.note, history.c.details
)
PAST = Prepared(
    _PAST.where(
        history.c.subject == sa.bindparam("subject", type_=sa.Text),
        history.c.action == sa.literal_column("'step'"),
        history.c.step == sa.bindparam("step", type_=sa.Text),
    )
    .order_by(history.c.seq.desc())
    .limit(sa.literal_column(str(BEFORE * EDITS)))
)


def _list(*where: sa.ColumnElement[bool]) -> Prepared:
    columns = (
        engagement.c.key,
        engagement.c.process_version,
        engagement.c.step,
        engagement.c.due_at,
        engagement.c.owner,
        engagement.c.facts,
    )
    return Prepared(
        sa.select(*columns, engagement.c.customer_key, customer.c.name.label("customer_name"))
        .select_from(engagement.join(customer, customer.c.key == engagement.c.customer_key))
        .where(engagement.c.process == _PROCESS, engagement.c.step.is_not(None), seen(engagement), *where)
        .order_by(engagement.c.due_at.is_(None), engagement.c.due_at, engagement.c.id)
        .limit(sa.bindparam("limit", type_=sa.Integer))
        .offset(sa.bindparam("offset", type_=sa.Integer))
    )


MINE = _list(engagement.c.owner == sa.bindparam("person", type_=sa.Text))
ALL = _list()
_DETAILS = msgspec.json.Decoder(dict[str, str])


def running(at: Desk | Look, customer_key: str) -> Row | None:
    """Return the id and the key of the check-ins that run with a customer and that the acting person sees.

    It is the oldest, should there be several.
    """
    return at.unit.row(RUNNING, {"customer": customer_key, **sight.sees(at)})


def report_form(look: Look, ask: OpenForm) -> Form | Answer:
    """Return the form of a customer's check-in, with the last ones above it.

    Where no check-ins run, or something else stands between them, the answer says so and has the next button.
    """
    found = customers.meant(look.unit, ask.subject)
    row = running(look, found.key)
    if row is None:
        return Shown(card=cards.none_card(found))
    work = find(look, row.id, by_key=False)
    if work.step.id not in rules.recurring(work.definition):
        return show_engagement(look, ShowEngagement(actor=ask.actor, key=work.key))
    possible = engine.possible(work.definition, work.step.id, work.facts)
    return saying(work, chosen=possible[0], before=(*_before(look, work), *_editable(look, work)))


def _editable(look: Look, work: Work) -> tuple[Line, ...]:
    """Return that what was sent last can be edited still, for who opens the next form instead."""
    sent = sending.of(look.unit, work.id)
    until = sending.until(sent, work.step) if sent is not None and sent.step == work.step.id else None
    if sent is None or until is None or look.now > until or sent.arrival != work.arrival:
        return ()
    return (line("Sent just now, and wrong? ", Usage(f"/checkin edit {work.customer.key}"), " corrects it."),)


def _before(look: Look, work: Work) -> tuple[Line, ...]:
    rows = look.unit.rows(PAST, {"subject": f"engagement:{work.id}", "step": work.step.id})
    if not rows:
        return (line("This is the first check-in."),)
    told = [(row, _DETAILS.decode(row.details)) for row in rows]
    corrected = {details.get("corrects") for _, details in told}
    stand = [(row, details) for row, details in told if str(row.seq) not in corrected]
    return tuple(cards.past_line(work.step, row, details) for row, details in stand[:BEFORE])


def last_said(look: Look, row: Row) -> Line:
    """Tell in one line how the last check-in of a running engagement went; empty where there was none."""
    definition = look.definitions.version(PROCESS, row.process_version)
    for step in (one for one in definition.steps if one.id in rules.recurring(definition)):
        found = look.unit.row(PAST, {"subject": f"engagement:{row.id}", "step": step.id})
        if found is not None:
            return ("last: ", *cards.past_line(step, found, _DETAILS.decode(found.details)))
    return ()


def last_held(at: Desk | Look, work: Work) -> Row | None:
    """Return the last time that the current step was held, as the history has it; None where it never was."""
    return at.unit.row(PAST, {"subject": f"engagement:{work.id}", "step": work.step.id})


def last_line(at: Desk | Look, work: Work) -> Line:
    """Tell in one line how that went; empty where it never was."""
    found = last_held(at, work)
    return cards.past_line(work.step, found, _DETAILS.decode(found.details)) if found is not None else ()


def show_plan(look: Look, query: ShowPlan) -> Answer:
    """Show when a customer's next check-in is due and why then, with the buttons of whoever may change that."""
    found = customers.meant(look.unit, query.customer)
    row = running(look, found.key)
    if row is None:
        return Shown(card=cards.none_card(found))
    work = find(look, row.id, by_key=False)
    if work.step.recurs is None:
        return show_engagement(look, ShowEngagement(actor=query.actor, key=work.key))
    card = cards.plan_card(work, look.directory, last=last_line(look, work), may=_may_plan(look, work))
    return Shown(card=card)


def planning_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that puts a check-in off, leaves it out, pauses them or says how often they come."""
    work = _planned(look, ask)
    if work.step.recurs is None:
        raise RefusedError(Reason.NOT_THAT_STEP, key=work.key, step=step_words(work.step))
    if not _may_plan(look, work):
        owners = work.definition.owners(work.step, work.facts)
        resolved = look.directory.resolve(owners, work.customer, work.definition.role_of)
        raise RefusedError(Reason.NOT_ALLOWED, may=look.directory.names(resolved[1] if resolved else ()))
    span = recurring_spans.span_of(work, work.step, look.directory)
    return forms.planning(work, ask.form, typed=ask.argument, every=f"every {span}")


def _planned(look: Look, ask: OpenForm) -> Work:
    if ask.subject:
        return find(look, ask.subject, by_key=False)
    found = customers.meant(look.unit, ask.words)
    row = running(look, found.key)
    if row is None:
        raise RefusedError(Reason.NO_CHECK_INS, "customer", customer=found.name)
    return find(look, row.id, by_key=False)


def _may_plan(look: Look, work: Work) -> bool:
    return may_act(look, work) or look.directory.acting_for(look.actor.key, (work.owner or "",)) is not None


def list_check_ins(look: Look, query: ListCheckIns) -> Shown:
    """List the check-ins of the asking person, or everybody's: what is due first comes first."""
    page = {"limit": ON_A_PAGE + 1, "offset": (query.page - 1) * ON_A_PAGE, **sight.sees(look)}
    everybody = query.whose == "all"
    rows = look.unit.rows(ALL, page) if everybody else look.unit.rows(MINE, {**page, "person": look.actor.key})
    title = "Everybody's check-ins" if everybody else "Your check-ins"
    if not rows:
        return Shown(card=Card(title=title, body=(line(cards.NO_CHECK_INS),)))
    buttons = [page_button("Back", page=query.page - 1, whose=query.whose)] if query.page > 1 else []
    if len(rows) > ON_A_PAGE:
        buttons.append(page_button("More", page=query.page + 1, whose=query.whose))
    entries = tuple(_row(look, row) for row in rows[:ON_A_PAGE])
    return Shown(card=Card(title=title, rows=entries, buttons=tuple(buttons)))


def _row(look: Look, row: Row) -> Entry:
    definition = look.definitions.version(PROCESS, row.process_version)
    step = definition.step(row.step)
    held = step is not None and step.id in rules.recurring(definition)
    button = report_button(row.customer_key) if held and row.owner in {None, look.actor.key} else None
    if held and button is None:
        button = plan_button(row.customer_key)
    return cards.entry(
        row, step, button=button, now=look.now, paused=recurring_spans.PAUSED in _DETAILS.decode(row.facts)
    )
