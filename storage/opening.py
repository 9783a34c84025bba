"""What every command reads first, in one statement: an earlier answer, the directory's version, and its subject."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement, GenericFunction

from storage import tables
from storage.numbering import work_number
from storage.statements import Prepared
from storage.titles import ANY_WORD

company, answer, engagement, customer = tables.company, tables.answer, tables.engagement, tables.customer
handoff, approval, ticket, vote = tables.handoff, tables.approval, tables.ticket, tables.vote
estimate, timer, timer_run = tables.estimate, tables.timer, tables.timer_run

_FIRST = [
    company.c.directory_version,
    answer.c.digest.label("given_digest"),
    answer.c.reply.label("given_reply"),
]
_ANSWER = answer.c.request_key == sa.bindparam("request_key")


def _labelled(table: Table, prefix: str) -> list[sa.Label[object]]:
    return [column.label(f"{prefix}_{column.name}") for column in table.columns]


class votes_of(GenericFunction[str]):  # noqa: N801 - SQL functions are written small.
    """The votes of an approval's round as JSON: [[person, decision, given by], ...], read in the same statement."""

    inherit_cache = True
    type = sa.Text()


_VOTES = {
    "sqlite": "(SELECT json_group_array(json_array(v.person_key, v.decision, v.given_by)) FROM vote v"
    " WHERE v.approval_id = approval.id AND v.round = approval.round)",
    "postgresql": "(SELECT coalesce(json_agg(json_build_array(v.person_key, v.decision, v.given_by))::text, '[]')"
    " FROM vote v WHERE v.approval_id = approval.id AND v.round = approval.round)",
}


@compiles(votes_of)
def _votes(_element: votes_of, compiler: SQLCompiler, **_kwargs: object) -> str:
    return _VOTES[compiler.dialect.name]


class alike_tickets(FunctionElement[str]):  # noqa: N801 - SQL functions are written small.
    """A customer's open tickets with any of some words, newest first, as JSON: [[id, number, title, logged at]]."""

    inherit_cache = True
    type = sa.Text()


_OPEN_TICKETS = (
    "(SELECT e.id, e.key, e.title, t.created_at FROM ticket t JOIN engagement e ON e.id = t.engagement_id"
    " WHERE t.customer_key = customer.key AND e.step IS NOT NULL AND {any} ORDER BY t.created_at DESC LIMIT 20) n"
)
_ALIKE = {
    "sqlite": "(SELECT json_group_array(json_array(n.id, n.key, n.title, n.created_at)) FROM {tickets})",
    "postgresql": "(SELECT coalesce(json_agg(json_build_array(n.id, n.key, n.title, n.created_at))::text, '[]')"
    " FROM {tickets})",
}


@compiles(alike_tickets)
def _alike(element: alike_tickets, compiler: SQLCompiler, **kwargs: Any) -> str:
    (words,) = (compiler.process(clause, **kwargs) for clause in element.clauses)
    name = compiler.dialect.name
    tickets = _OPEN_TICKETS.format(any=ANY_WORD[name].format(words=words))
    return _ALIKE[name].format(tickets=tickets)


_SUBJECT = [
    *_labelled(engagement, "engagement"),
    *_labelled(customer, "customer"),
    *_labelled(handoff, "handoff"),
    *_labelled(approval, "approval"),
    *_labelled(ticket, "ticket"),
    *_labelled(estimate, "estimate"),
    votes_of().label("votes"),
]


def _with_engagement(
    which: sa.ColumnElement[bool],
    *,
    this_approval: bool = False,
    this_handoff: bool = False,
    since: sa.FromClause = company,
    also: Sequence[sa.Label[object]] = (),
) -> Prepared:
    subject = sa.bindparam("subject", type_=sa.Text)
    live_approval = approval.c.id == (subject if this_approval else engagement.c.approval_id)
    live_handoff = handoff.c.id == (subject if this_handoff else engagement.c.handoff_id)
    found = (
        since.outerjoin(answer, _ANSWER)
        .outerjoin(engagement, which)
        .outerjoin(customer, customer.c.key == engagement.c.customer_key)
        .outerjoin(approval, live_approval)
        .outerjoin(handoff, live_handoff)
        .outerjoin(ticket, ticket.c.engagement_id == engagement.c.id)
        .outerjoin(estimate, estimate.c.id == engagement.c.estimate_id)
    )
    return Prepared(sa.select(*_FIRST, *_SUBJECT, *also).select_from(found).where(company.c.id == 1))


_ID = sa.bindparam("subject", type_=sa.Text)

NOTHING = Prepared(sa.select(*_FIRST).select_from(company.outerjoin(answer, _ANSWER)).where(company.c.id == 1))
CUSTOMER = Prepared(
    sa.select(*_FIRST, work_number().label("work_number"), *_labelled(customer, "customer"))
    .select_from(company.outerjoin(answer, _ANSWER).outerjoin(customer, customer.c.key == _ID))
    .where(company.c.id == 1)
)
CUSTOMER_ALONE = Prepared(
    sa.select(*_FIRST, *_labelled(customer, "customer"))
    .select_from(company.outerjoin(answer, _ANSWER).outerjoin(customer, customer.c.key == _ID))
    .where(company.c.id == 1)
)
"""The customer, for what begins no piece of work: a number that nobody takes would leave a gap."""
TICKET = Prepared(
    sa.select(
        *_FIRST,
        work_number().label("work_number"),
        *_labelled(customer, "customer"),
        alike_tickets(sa.bindparam("words", type_=sa.Text)).label("alike"),
        sa.select(ticket.c.engagement_id)
        .where(ticket.c.source_key == sa.bindparam("source", type_=sa.Text))
        .scalar_subquery()
        .label("same_ticket"),
    )
    .select_from(company.outerjoin(answer, _ANSWER).outerjoin(customer, customer.c.key == _ID))
    .where(company.c.id == 1)
)
"""For a new ticket: the customer, its open tickets with words of the title, and what the same message became before."""
BY_ID = _with_engagement(engagement.c.id == _ID)
BY_KEY = _with_engagement(engagement.c.key == _ID)
BY_APPROVAL = _with_engagement(
    engagement.c.id == sa.select(approval.c.engagement_id).where(approval.c.id == _ID).scalar_subquery(),
    this_approval=True,
)
BY_HANDOFF = _with_engagement(
    engagement.c.id == sa.select(handoff.c.engagement_id).where(handoff.c.id == _ID).scalar_subquery(),
    this_handoff=True,
)
_DUE = sa.bindparam("due", type_=timer.c.due_at.type)
BY_TIMER = _with_engagement(
    engagement.c.id == timer.c.subject,
    since=company.outerjoin(timer, timer.c.id == _ID).outerjoin(
        timer_run, sa.and_(timer_run.c.timer == _ID, timer_run.c.due_at == _DUE)
    ),
    also=(*_labelled(timer, "timer"), timer_run.c.at.label("ran_at")),
)
"""For a timer that is due: the timer, whether this occurrence happened before, and the engagement that it is about."""
