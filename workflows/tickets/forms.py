"""The forms of tickets that must look something up: for typed words, for a shared message, for a kind's questions."""

from collections.abc import Sequence

import sqlalchemy as sa

from storage import opening, tables
from storage.statements import Prepared
from workflows.desk import Look
from workflows.engagements.cards import outcome_buttons
from workflows.engagements.forms import field_of, fill_form, find, may_act
from workflows.engagements.items import item_buttons
from workflows.engagements.sight import is_seen
from workflows.engagements.work import Work, work_of
from workflows.kernel.answers import Reason, RefusedError, Shown
from workflows.kernel.cleaning import cut, single_line
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.people import folded
from workflows.kernel.text import Strong, line
from workflows.tickets import cards, rules
from workflows.tickets.actions import questions_of
from workflows.tickets.commands import PRIORITY, PROCESS, QUESTIONS
from workflows.tickets.entry import Prefill, log_form
from workflows.tickets.sources import checked, unpack

customer, ticket = tables.customer, tables.ticket
_LIKELY = 50
"""So many customers whose name begins with the first word are looked at; a guess need not be right."""

LIKELY = Prepared(
    sa.select(customer.c.key, customer.c.name)
    .where(
        customer.c.active,
        sa.or_(
            customer.c.key == sa.bindparam("key", type_=sa.Text),
            sa.and_(
                customer.c.folded_name >= sa.bindparam("low", type_=sa.Text),
                customer.c.folded_name < sa.bindparam("high", type_=sa.Text),
            ),
        ),
    )
    .order_by(customer.c.folded_name)
    .limit(sa.literal_column(str(_LIKELY)))
)
BY_CHANNEL = Prepared(
    sa.select(customer.c.key, customer.c.name)
    .where(customer.c.active, customer.c.channel == sa.bindparam("place", type_=sa.Text))
    .limit(sa.literal_column("2"))
)
BY_SOURCE = Prepared(
    sa.select(ticket.c.engagement_id).where(ticket.c.source_key == sa.bindparam("source", type_=sa.Text))
)


def typed_form(look: Look, ask: OpenForm) -> Form:
    """Return the form with what the typed words may mean: `bug acme The login fails`. It need not be right."""
    kinds = look.definitions.current(PROCESS).kinds
    kind, rest = rules.guess_kind(single_line(ask.words), kinds)
    key, name, about = rules.guess_customer(rest, _likely(look, rest))
    title = cut(about, rules.LONGEST_TITLE)
    prefill = Prefill(
        customer=key, customer_name=name, kind=kind, title=title, description="" if title == about else about
    )
    return log_form(kinds, prefill)


def message_form(look: Look, ask: OpenForm) -> Form | Shown:
    """Return the form with a shared message in it; or the ticket, where the message is one already."""
    source = checked(unpack(ask.subject, ask.argument))
    same = _logged_from(look, source.key) if source else None
    if same is not None:
        return Shown(card=cards.same_card(same, look.directory))
    known = look.unit.rows(BY_CHANNEL, {"place": source.place}) if source and source.place else []
    key, name = (known[0].key, known[0].name) if len(known) == 1 else ("", "")
    prefill = Prefill(customer=key, customer_name=name, title=rules.title_from(ask.words), description=ask.words)
    return log_form(look.definitions.current(PROCESS).kinds, prefill, source)


def questions_form(look: Look, ask: OpenForm) -> Form:
    """Return a form that the ticket's kind wants filled in; refused where somebody has done so."""
    work = find(look, ask.subject, by_key=False)
    subtask, item = questions_of(work, ask.version)
    if item is None or item.done_at is not None:
        by = look.directory.named(item.done_by) if item else ""
        raise RefusedError(Reason.ALREADY_DONE, key=work.key, step=subtask.title, by=by, done="answered")
    return Form(
        kind=QUESTIONS,
        title=subtask.title,
        submit="Save",
        intro=(line(Strong(work.key), f" {work.title}"),),
        fields=tuple(field_of(work, field) for field in subtask.form),
        subject=work.id,
        version=ask.version,
    )


def close_form(look: Look, ask: OpenForm) -> Form | Shown:
    """Return the form that writes to the customer; before it can be, what is missing, and in whose hands it is."""
    work = find(look, ask.subject, by_key=True)
    if work.ticket is None:
        raise RefusedError(Reason.NOT_FOUND, what=ask.subject)
    (step, usual), *rest = rules.ways_to_close(work.definition, work.step.id, work.facts)
    told = work.definition.step(usual.next)
    if told is not None and told.tells is not None:
        return fill_form(look, OpenForm(actor=ask.actor, form=ask.form, subject=work.id, argument=usual.key))
    buttons = (*outcome_buttons(work), *item_buttons(work)) if may_act(look, work) else ()
    return Shown(card=cards.missing_card(work, look.directory, ((step, usual), *rest), buttons=buttons))


def priority_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that asks how pressing a ticket is; refused where its kind has no priority."""
    work = find(look, ask.subject, by_key=True)
    kind = work.definition.kind_of.get(work.ticket.kind) if work.ticket else None
    if work.ticket is None or kind is None:
        raise RefusedError(Reason.NOT_FOUND, what=ask.subject)
    if not kind.priorities:
        raise RefusedError(Reason.NO_PRIORITY, kind=kind.title)
    choices = tuple(Choice(one.key, one.title, cut(one.description, 75)) for one in kind.priorities)
    field = Field(
        key=rules.PRIORITY, label="Priority", kind="choice", choices=choices, initial=work.ticket.priority or None
    )
    intro = (line(Strong(work.key), f" {work.title}"),)
    return Form(kind=PRIORITY, title="Priority", submit="Set it", intro=intro, fields=(field,), subject=work.key)


def _logged_from(look: Look, message: str) -> Work | None:
    """Return the ticket that a message became before; None where the asking person does not see one."""
    found = look.unit.row(BY_SOURCE, {"source": message})
    row = look.unit.row(opening.BY_ID, {"request_key": "", "subject": found.engagement_id}) if found else None
    return work_of(row, look) if row is not None and is_seen(row, look) else None


def _likely(look: Look, words: str) -> Sequence[tuple[str, str]]:
    first = folded(words).partition(" ")[0]
    if not first:
        return ()
    rows = look.unit.rows(LIKELY, {"key": first, "low": first, "high": first + "\U0010ffff"})
    return [(row.key, row.name) for row in rows]
