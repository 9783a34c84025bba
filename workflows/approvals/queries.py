"""Questions about approvals: what waits for me, what waits at all, one of them, and the forms that its buttons open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import sqlalchemy as sa
from msgspec.structs import replace

from storage import opening, tables
from storage.sight import seen
from storage.statements import Prepared
from workflows.approvals import asking, cards, entries, forms, rules, seats, subjects
from workflows.approvals.actions import check_answers, check_decides, find_live, outcome_of
from workflows.approvals.commands import ALL, CHOOSE, ListApprovals, ShowApproval
from workflows.approvals.rules import Panel
from workflows.desk import Look
from workflows.engagements import sight
from workflows.engagements.commands import key_of, looks_like_key
from workflows.engagements.parts import Approval
from workflows.engagements.sight import is_seen
from workflows.engagements.work import Work, work_of
from workflows.kernel.answers import Reason, RefusedError, Shown
from workflows.kernel.cards import Button, Card, Row
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Form
from workflows.kernel.piles import Pile, Section
from workflows.kernel.text import Line, Strong, line
from workflows.process.steps import Step

PAGE: Final = 10
"""How many decisions one card lists."""
QUESTIONS: Final = "questions"
"""The section of the Home that has the questions; the other one has the decisions."""
SEARCHED: Final = 500
"""How many waiting decisions, oldest first, are looked through for those of one person."""

engagement, customer = tables.engagement, tables.customer
# What waits is picked before it is joined: left to itself, SQLite goes through every engagement there is. The name is
# the table's own, by which `votes_of` knows it.
approval = (
    sa.select(tables.approval)
    .where(
        tables.approval.c.state.in_((sa.literal_column("'waiting'"), sa.literal_column("'discovery'"))),
        sa.exists().where(engagement.c.id == tables.approval.c.engagement_id, seen(engagement)),
    )
    .order_by(tables.approval.c.asked_at, tables.approval.c.id)
    .limit(sa.bindparam("limit", type_=sa.Integer))
    .offset(sa.bindparam("offset", type_=sa.Integer))
    .subquery("approval")
)


def _labelled(table: sa.FromClause, prefix: str) -> list[sa.Label[object]]:
    return [column.label(f"{prefix}_{column.name}") for column in table.columns]


WAITING = Prepared(
    sa.select(
        *_labelled(engagement, "engagement"),
        *_labelled(customer, "customer"),
        *_labelled(approval, "approval"),
        sa.null().label("handoff_id"),
        sa.null().label("ticket_engagement_id"),
        sa.null().label("estimate_id"),
        opening.votes_of().label("votes"),
    )
    .select_from(
        approval.join(engagement, engagement.c.id == approval.c.engagement_id).join(
            customer, customer.c.key == engagement.c.customer_key
        )
    )
    .where(engagement.c.approval_id == approval.c.id)
    .order_by(approval.c.asked_at, approval.c.id)
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A decision or a question that waits, and whether it waits for the asking person."""

    work: Work
    approval: Approval
    step: Step
    panel: Panel
    mine: bool

    def of(self, look: Look) -> cards.Deciding:
        """Return what its entry in a list is made of."""
        return asking.deciding(look, self.work, self.step, self.panel)


def list_approvals(look: Look, query: ListApprovals) -> Shown:
    """List the decisions that wait for the asking person, or all that wait, oldest first.

    A question that they can answer is one of those that wait for them.
    """
    skipped = (query.page - 1) * PAGE
    left_out = ""
    if query.scope == ALL:
        found = list(_waiting(look, limit=PAGE + 1, offset=skipped))
    else:
        looked = list(_waiting(look, limit=SEARCHED, offset=0))
        found = [one for one in looked if one.mine][skipped : skipped + PAGE + 1]
        if len(looked) == SEARCHED:
            left_out = f"Only the {SEARCHED} oldest decisions were looked through; /approvals all has the others."
    shown = [entries.entry(one.of(look)) for one in found[:PAGE]]
    card = entries.list_card(shown, scope=query.scope, page=query.page, more=len(found) > PAGE, left_out=left_out)
    to_give = sum(one.mine and one.approval.state == rules.WAITING for one in found)
    if query.scope != ALL and to_give > 1:
        several = Button(key=CHOOSE, label="Approve several", subject=query.scope)
        card = replace(card, buttons=(*card.buttons, several))
    return Shown(card=card)


def piles(look: Look, sections: Sequence[Section]) -> dict[str, Pile]:
    """Return the decisions, and the questions, that wait for the asking person, with the buttons that act at once."""
    looked = list(_waiting(look, limit=SEARCHED, offset=0))
    more = len(looked) == SEARCHED
    found: dict[str, Pile] = {}
    for section in sections:
        asks = section.of == QUESTIONS
        these = [one for one in looked if one.mine and (one.approval.state == rules.DISCOVERY) is asks]
        found[section.key] = Pile(len(these), partial(_entries, look, these), more=more and bool(these))
    return found


def _entries(look: Look, found: Sequence[Waiting], first: int, last: int) -> list[Row]:
    return [entries.deciding_entry(one.of(look)) for one in found[first:last]]


def show_approval(look: Look, query: ShowApproval) -> Shown:
    """Show one approval with the buttons that the asking person may press: by its id or its engagement's number."""
    key = query.approval
    work = _find(look, key_of(key), statement=opening.BY_KEY) if looks_like_key(key) else _find(look, key)
    step = work.definition.step(work.approval.step) if work.approval else None
    if work.approval is None or step is None:
        raise RefusedError(Reason.NOT_WAITING, key=work.key)
    decides = asking.panel_of(look, work, step, work.approval)
    return Shown(card=_face(look, work, step, decides))


def decision_form(look: Look, ask: OpenForm) -> Form:
    """Return the form of a decision that wants a reason, for somebody who decides."""
    work, found, step = find_live(look, _find(look, ask.subject), ask.version, state=rules.WAITING)
    outcome = outcome_of(work, step, ask.argument)
    check_decides(look, work, step, found)
    intro = _intro(work, subjects.bound_in(found.figures).figures.title)
    return forms.decision_form(outcome, approval=found.id, version=found.round, intro=intro)


def answer_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that answers a question, with the question above it."""
    work, found, step = find_live(look, _find(look, ask.subject), ask.version, state=rules.DISCOVERY)
    check_answers(look, work, step)
    answering = rules.answering(work.definition, step)
    if answering is None:
        raise RefusedError(Reason.NOT_WAITING, key=work.key)
    intro = (*_intro(work, subjects.bound_in(found.figures).figures.title), line(found.reason))
    return forms.answer_form(*answering, approval=found.id, version=found.round, intro=intro)


def waiting(look: Look) -> Iterator[Waiting]:
    """Give what waits, oldest first, with whether it waits for the asking person; as far as one list looks."""
    return _waiting(look, limit=SEARCHED, offset=0)


def _waiting(look: Look, *, limit: int, offset: int) -> Iterator[Waiting]:
    """Return what waits, each with whether it waits for the asking person."""
    for row in look.unit.rows(WAITING, {"limit": limit, "offset": offset, **sight.sees(look)}):
        work = work_of(row, look)
        step = work.definition.step(work.approval.step) if work.approval else None
        if work.approval is None or step is None:
            continue
        decides = asking.panel_of(look, work, step, work.approval)
        if work.approval.state == rules.DISCOVERY:
            mine = _answers(look, work, step)
        else:
            mine = seats.waits_for_me(look, decides, step, work, work.approval)
        yield Waiting(work, work.approval, step, decides, mine)


def _answers(look: Look, work: Work, step: Step) -> bool:
    return look.directory.acting_for(look.actor.key, asking.answerers(look, work, step)) is not None


def _find(look: Look, subject: str, *, statement: Prepared = opening.BY_APPROVAL) -> Work:
    row = look.unit.row(statement, {"request_key": "", "subject": subject})
    if row is None or not is_seen(row, look):
        raise RefusedError(Reason.NOT_FOUND, what=subject)
    return work_of(row, look)


def _face(look: Look, work: Work, step: Step, decides: Panel) -> Card:
    of = asking.deciding(look, work, step, decides)
    found = of.approval
    if found.id != work.approval_id or found.state == rules.SUPERSEDED:
        return cards.superseded_card(of, line(Strong("Replaced by newer figures.")))
    if found.state == rules.DISCOVERY:
        return cards.waiting_card(of, buttons=_answers(look, work, step))
    if found.state == rules.WAITING:
        return cards.waiting_card(of, offered=_offered(look, work, step, decides, found))
    outcome = next((one for one in step.outcomes if _gives(work, step, one.key, found.state)), step.outcomes[0])
    return cards.decided_card(of, outcome)


def _offered(look: Look, work: Work, step: Step, decides: Panel, found: Approval) -> frozenset[str]:
    """Return the outcomes that the asking person can say now: all when it is their turn, before that a question."""
    if seats.waits_for_me(look, decides, step, work, found):
        return frozenset(outcome.key for outcome in step.outcomes)
    waits = seats.seat_of(look, decides, step, work, found) not in {None, *seats.votes_of(work)}
    return rules.questions_of(work.definition, step) if waits else frozenset()


def _gives(work: Work, step: Step, outcome: str, state: str) -> bool:
    return rules.state_after(work.definition, step, outcome) == state


def _intro(work: Work, title: str) -> tuple[Line, ...]:
    return (line(Strong(work.key), f" {work.customer.name}: {work.title}"), line(title))
