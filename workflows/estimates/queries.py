"""Questions about ROMs: the form to make or change one, one ROM with what can be done with it, the newest ones."""

from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.sight import seen
from storage.statements import Prepared, Row
from workflows.desk import Desk, Look
from workflows.engagements import estimate as kept
from workflows.engagements import sight
from workflows.engagements.forms import find
from workflows.engagements.parts import Estimate
from workflows.engagements.work import Work
from workflows.estimates import cards, forms, rules
from workflows.estimates.commands import ListEstimates, ShowEstimate
from workflows.estimates.rules import Calculation
from workflows.kernel.answers import Reason, RefusedError, Shown
from workflows.kernel.cards import Card
from workflows.kernel.commands import OpenForm
from workflows.kernel.company import RateCard
from workflows.kernel.forms import Form
from workflows.kernel.people import ADMIN
from workflows.kernel.text import Line, Strong, line
from workflows.process import engine
from workflows.process.position import NotAllowed
from workflows.process.steps import Step

PAGE: Final = 10
"""How many ROMs of the list one card shows."""


class _Kept(msgspec.Struct):
    calculation: Calculation


_KEPT = msgspec.json.Decoder(_Kept)
engagement, customer = tables.engagement, tables.customer
# The newest are picked before they are joined: left to itself, SQLite goes through every engagement there is.
estimate = (
    sa.select(tables.estimate)
    .where(
        tables.estimate.c.state != sa.literal_column(f"'{kept.SUPERSEDED}'"),
        sa.exists().where(engagement.c.id == tables.estimate.c.engagement_id, seen(engagement)),
    )
    .order_by(tables.estimate.c.created_at.desc(), tables.estimate.c.id.desc())
    .limit(sa.bindparam("limit", type_=sa.Integer))
    .offset(sa.bindparam("offset", type_=sa.Integer))
    .subquery("newest")
)
LATEST = Prepared(
    sa.select(
        engagement.c.key,
        engagement.c.title,
        customer.c.name.label("customer_name"),
        estimate.c.figures,
        estimate.c.state,
        estimate.c.created_by,
        estimate.c.created_at,
    )
    .select_from(
        estimate.join(engagement, engagement.c.id == estimate.c.engagement_id).join(
            customer, customer.c.key == engagement.c.customer_key
        )
    )
    .order_by(estimate.c.created_at.desc(), estimate.c.id.desc())
)


def estimate_form(look: Look, ask: OpenForm) -> Form:
    """Return the form of a ROM: for an engagement (its id, or its number in `words`), or for one chosen in the form.

    `argument` is the number of the engagement whose ROM it begins from; without it, the engagement's own.
    """
    card = card_today(look)
    if not ask.subject and not ask.words:
        return forms.estimate_form(card, earlier=_copied(look, ask.argument))
    work = find(look, ask.subject or ask.words, by_key=not ask.subject)
    check_can_make(look, work)
    revision = work.estimate.revision if work.estimate else 0
    earlier = _copied(look, ask.argument) if ask.argument else calculation_in(work.estimate)
    intro = (line(Strong(work.key), f" {work.customer.name}: {work.title}"), *_lost(card, earlier))
    return forms.estimate_form(card, intro=intro, subject=work.id, revision=revision, earlier=earlier)


def show_estimate(look: Look, query: ShowEstimate) -> Shown:
    """Show the newest revision of an engagement's ROM, with the buttons that the asking person may press."""
    work = find(look, query.key, by_key=True)
    return Shown(card=card_for(look, work))


def card_for(at: Look | Desk, work: Work, *, before: Line = ()) -> Card:
    """Return the newest revision's card with the buttons that the person at the desk may press now."""
    newest = work.estimate
    if newest is None:
        raise RefusedError(Reason.NO_ESTIMATE, key=work.key)
    course = rules.course_of(work.definition)
    if course is None or work.ended:
        return cards.estimate_card(work, newest, before=before)
    may_edit = _may(at, work, course.makers) and not _settled(work, course)
    may_send = work.position.step == course.sending.id and _may(at, work, (course.sending,))
    return cards.estimate_card(work, newest, before=before, may_edit=may_edit, may_send=may_send)


def list_estimates(look: Look, query: ListEstimates) -> Shown:
    """List the newest ROMs of all engagements."""
    page = {"limit": PAGE + 1, "offset": (query.page - 1) * PAGE, **sight.sees(look)}
    rows = look.unit.rows(LATEST, page)
    return Shown(card=cards.list_card([_entry(row) for row in rows[:PAGE]], page=query.page, more=len(rows) > PAGE))


def card_today(at: Look | Desk) -> RateCard:
    """Return the rate card of today, as the company's time zone has it; refused with NO_RATE_CARD."""
    today = at.now.astimezone(ZoneInfo(at.directory.time_zone)).date()
    card = at.directory.settings.rate_card(today)
    if card is None or not card.rates:
        raise RefusedError(Reason.NO_RATE_CARD)
    return card


def check_can_make(at: Look | Desk, work: Work) -> rules.Course:
    """Return where the ROM stands in the process; refused when it has none or has ended, or the person may not."""
    course = rules.course_of(work.definition)
    if work.ended:
        raise RefusedError(Reason.ENDED, key=work.key, ending=work.ending_title)
    if course is None:
        raise RefusedError(Reason.NOT_THAT_STEP, key=work.key, step=work.definition.title)
    check_may(at, work, course.makers)
    return course


def check_may(at: Look | Desk, work: Work, steps: tuple[Step, ...]) -> None:
    """Refuse with NOT_ALLOWED, naming who may, unless the person stands for an owner role of one of the steps."""
    whom = _whom(at, work, steps)
    if whom is not None:
        if isinstance(at, Desk):
            at.act_for(whom)
        return
    owners = tuple(dict.fromkeys(role for step in steps for role in work.definition.owners(step, work.facts)))
    resolved = at.directory.resolve(owners, work.customer, work.definition.role_of)
    people = resolved[1] if resolved else at.directory.holders(ADMIN, None)
    raise RefusedError(Reason.NOT_ALLOWED, may=at.directory.names(people))


def calculation_in(revision: Estimate | None) -> Calculation | None:
    """Return the calculation of a revision, or None."""
    return _KEPT.decode(revision.figures).calculation if revision else None


def _whom(at: Look | Desk, work: Work, steps: tuple[Step, ...]) -> str | None:
    """Return as whom the person at the desk may act at one of the steps: themselves first, else who is away."""
    owners = tuple(dict.fromkeys(role for step in steps for role in work.definition.owners(step, work.facts)))
    return at.directory.acting_as(at.actor.key, owners, work.customer, work.definition.role_of)


def _may(at: Look | Desk, work: Work, steps: tuple[Step, ...]) -> bool:
    return _whom(at, work, steps) is not None


def _settled(work: Work, course: rules.Course) -> bool:
    """Return whether the ROM was approved and the process is past the point where it could be asked about again."""
    again = (engine.ask_again(work.definition, work.position, step.id, work.facts) for step in course.approvals)
    return any(isinstance(result, NotAllowed) and result.reason == "too-late" for result in again)


def _copied(look: Look, key: str) -> Calculation | None:
    if not key:
        return None
    source = find(look, key, by_key=True)
    found = calculation_in(source.estimate)
    if found is None:
        raise RefusedError(Reason.NO_ESTIMATE, key=source.key)
    return found


def _lost(card: RateCard, earlier: Calculation | None) -> tuple[Line, ...]:
    """Say which line items the card of today has no rate for, so that nobody loses them unseen."""
    gone = [one for one in earlier.lines if card.rate(one.role) is None] if earlier else []
    words = ", ".join(f"{one.title} ({one.hours.words()} h)" for one in gone)
    return (line(f"Not on today's rate card, and left out: {words}."),) if gone else ()


def _entry(row: Row) -> cards.Entry:
    return cards.Entry(
        key=row.key,
        title=row.title,
        customer=row.customer_name,
        shown=kept.shown_in(row.figures),
        state=row.state,
        made_by=row.created_by,
        made_at=row.created_at,
    )
