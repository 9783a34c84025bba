"""What is read and written of nudges: of what somebody, or a channel, is reminded."""

from typing import Any

import sqlalchemy as sa

from storage import tables
from storage.batches import over
from storage.columns import Utc
from storage.sight import seen
from storage.statements import Prepared, Spelt, insert_on

nudge, timer, vote, history = tables.nudge, tables.timer, tables.vote, tables.history
engagement, customer, handoff, approval = tables.engagement, tables.customer, tables.handoff, tables.approval


def text(name: str) -> sa.BindParameter[str]:
    """Return a parameter that is text on both databases."""
    return sa.bindparam(name, type_=sa.Text)


_NOW = sa.bindparam("now", type_=Utc)
_STATE = (
    engagement.c.id.label("engagement_id"),
    engagement.c.step,
    engagement.c.arrival,
    handoff.c.id.label("handoff_id"),
    handoff.c.round.label("handoff_round"),
    handoff.c.state.label("handoff_state"),
    approval.c.id.label("approval_id"),
    approval.c.round.label("approval_round"),
    approval.c.state.label("approval_state"),
    engagement.c.offers,
)
"""What `standing.reasons_at` reads of a row."""
SHOWN = (
    *_STATE,
    engagement.c.key,
    engagement.c.title,
    engagement.c.process,
    engagement.c.process_version,
    approval.c.step.label("approval_step"),
    *(column.label(f"customer_{column.name}") for column in customer.columns if column.name != "folded_name"),
)
_WITH_PARTS = engagement.outerjoin(handoff, handoff.c.id == engagement.c.handoff_id).outerjoin(
    approval, approval.c.id == engagement.c.approval_id
)


_VOTED = sa.exists().where(
    vote.c.approval_id == approval.c.id,
    vote.c.round == approval.c.round,
    vote.c.person_key == sa.case((nudge.c.people == sa.literal_column("''"), nudge.c.whom), else_=nudge.c.people),
    approval.c.state == sa.literal_column("'waiting'"),
)
_WHOSE = (engagement.c.owner, _VOTED.label("voted"))
"""What `standing.is_theirs` reads of a row beside that and the nudge."""


def _put(dialect: str, *, by_person: bool) -> sa.Executable:
    given = {column.name: sa.bindparam(column.name, type_=column.type) for column in nudge.columns}
    adding = insert_on(dialect, nudge).values(given)
    new = adding.excluded
    changed: dict[str, Any] = {field: new[field] for field in ("kind", "people", "role", "due_at", "at", "told_at")}
    if by_person:
        changed = {"stopped": new.stopped}
    put: sa.Executable = adding.on_conflict_do_update(index_elements=["whom", "subject", "about"], set_=changed)
    return put


PUT = Prepared(Spelt(lambda dialect: _put(dialect, by_person=False)))
"""A reminder that falls due; whoever stopped it is not asked again."""
SWITCH = Prepared(Spelt(lambda dialect: _put(dialect, by_person=True)))
TO_TELL = Prepared(
    sa.select(nudge, *SHOWN, *_WHOSE)
    .select_from(
        nudge.join(_WITH_PARTS, engagement.c.id == nudge.c.subject).join(
            customer, customer.c.key == engagement.c.customer_key
        )
    )
    .where(nudge.c.whom == text("whom"), nudge.c.told_at.is_(None), sa.not_(nudge.c.stopped), seen(engagement))
    .order_by(nudge.c.due_at, engagement.c.entered_at, engagement.c.id)
)
TOLD = Prepared(
    over(
        {"subject": sa.Text(), "about": sa.Text()},
        lambda given: (
            sa.update(nudge)
            .where(
                nudge.c.whom == text("whom"),
                nudge.c.subject == given.c.subject,
                nudge.c.about == given.c.about,
                nudge.c.at <= _NOW,
            )
            .values(told_at=_NOW)
        ),
    )
)
GONE = Prepared(
    over(
        {"subject": sa.Text(), "about": sa.Text()},
        lambda given: sa.delete(nudge).where(
            nudge.c.whom == text("whom"),
            sa.tuple_(nudge.c.subject, nudge.c.about).in_(sa.select(given.c.subject, given.c.about)),
        ),
    )
)
ESCALATED = Prepared(
    sa.select(history.c.details).where(
        history.c.subject == text("subject"),
        history.c.action == sa.literal_column("'escalated'"),
        history.c.at >= sa.bindparam("since", type_=Utc),
    )
)
"""What was escalated of a piece of work since a moment."""
OWN = Prepared(
    sa.select(nudge.c.stopped).where(
        nudge.c.whom == text("whom"), nudge.c.subject == text("subject"), nudge.c.about == text("about")
    )
)
TIMER = Prepared(sa.select(timer).where(timer.c.id == text("id")))
TIMERS = Prepared(
    sa.select(timer)
    .where(timer.c.person == text("person"), timer.c.person != sa.literal_column("''"))
    .order_by(timer.c.due_at, timer.c.id)
)
"""What happens by itself for somebody; the condition without a parameter is that of the index."""
_WATCH = sa.and_(timer.c.id == sa.literal("watch:", sa.Text) + engagement.c.id, timer.c.next_at.is_not(None))
_LIMIT = sa.bindparam("limit", type_=sa.Integer)
_VISIT = sa.literal("step:", sa.Text) + sa.cast(engagement.c.arrival, sa.Text)
OWNED = Prepared(
    sa.select(*SHOWN, _VISIT.label("about"), nudge.c.stopped, timer.c.due_at.label("next_due"))
    .select_from(
        _WITH_PARTS.join(customer, customer.c.key == engagement.c.customer_key)
        .join(timer, _WATCH)
        .outerjoin(
            nudge,
            sa.and_(nudge.c.whom == text("whom"), nudge.c.subject == engagement.c.id, nudge.c.about == _VISIT),
        )
    )
    .where(engagement.c.owner == text("whom"), engagement.c.step.is_not(None))
    .order_by(timer.c.due_at, engagement.c.id)
    .limit(_LIMIT)
)
"""The steps that somebody has, with when they are looked at next."""
REMINDED = Prepared(
    sa.select(nudge, *SHOWN, *_WHOSE, timer.c.due_at.label("next_due"))
    .select_from(
        nudge.join(_WITH_PARTS, engagement.c.id == nudge.c.subject)
        .join(customer, customer.c.key == engagement.c.customer_key)
        .outerjoin(timer, _WATCH)
    )
    .where(nudge.c.whom == text("whom"), seen(engagement))
    .order_by(nudge.c.at.desc(), engagement.c.id)
    .limit(_LIMIT)
)
"""What somebody was reminded of, or is to be."""
STATES = Prepared(
    over(
        {"id": sa.Text()},
        lambda given: sa.select(*_STATE).select_from(given.join(_WITH_PARTS, engagement.c.id == given.c.id)),
    )
)
