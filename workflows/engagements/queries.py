"""Questions about engagements: where one stands, what happened to it, which one is meant."""

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared, Row
from workflows.desk import Look, by
from workflows.engagements import cards, documenting, linked, past
from workflows.engagements.commands import (
    FindTitle,
    ShowEngagement,
    ShowHistory,
)
from workflows.engagements.forms import find, may_act
from workflows.engagements.items import item_buttons
from workflows.engagements.lists import PAGE
from workflows.engagements.rules import action_words
from workflows.engagements.work import Work
from workflows.kernel.answers import Reason, RefusedError, Shown
from workflows.kernel.cards import Button, Card, Fact
from workflows.kernel.cards import Row as CardRow
from workflows.kernel.people import ADMIN
from workflows.kernel.text import Line, Strong, When, joined, line
from workflows.process.definition import Definition

history = tables.history


class _Details(msgspec.Struct):
    """What is read of an entry's details: in whose place it was done."""

    behalf: str = msgspec.field(name="for", default="")


_DETAILS = msgspec.json.Decoder(_Details)

ENTRIES = Prepared(
    sa.select(
        history.c.seq,
        history.c.at,
        history.c.actor,
        history.c.action,
        history.c.step,
        history.c.outcome,
        history.c.note,
        history.c.details,
    )
    .where(history.c.subject == sa.bindparam("subject", type_=sa.Text))
    .order_by(history.c.seq.desc())
    .limit(sa.bindparam("limit", type_=sa.Integer))
    .offset(sa.bindparam("offset", type_=sa.Integer))
)


def show_engagement(look: Look, query: ShowEngagement) -> Shown:
    """Show where an engagement stands, with the buttons that the asking person may press."""
    work = find(look, query.key, by_key=True)
    root = cards.root_card(work, look.directory)
    chart = (
        Button(key="engagement.chart", label="Flow chart", subject=work.id),
        *documenting.buttons_before(work),
    )
    if work.ended:
        steering = cards.steering_buttons(work)
        return Shown(card=msgspec.structs.replace(root, buttons=(*root.buttons, *chart, *steering)))
    may = may_act(look, work)
    steering = cards.steering_buttons(work) if may or work.owner == look.actor.key else cards.steering_buttons(work)[:1]
    own = (*cards.outcome_buttons(work), *linked.link_button(work), *item_buttons(work)) if may else ()
    described = line(work.step.description)
    items = cards.checklist(work)
    people = who_may(look, work)
    facts = (*root.facts, Fact("Who can move it", people), *handoff_fact(look, work))
    shown = Card(title=root.title, facts=facts, body=(described,), items=items, buttons=(*own, *chart, *steering))
    return Shown(card=shown)


def find_title(look: Look, query: FindTitle) -> Shown:
    """Show the engagement whose title was typed; refused as a verb that nobody knows where there is none."""
    try:
        work = find(look, query.words, by_key=True)
    except RefusedError as refused:
        if refused.refusal.reason is not Reason.NOT_FOUND:
            raise
        verb = query.words.partition(" ")[0]
        raise RefusedError(Reason.UNKNOWN_COMMAND, command=query.verb, words=verb) from None
    return show_engagement(look, ShowEngagement(actor=query.actor, key=work.key))


def who_may(look: Look, work: Work) -> Line:
    """Return everybody who can move it, by the role through which; and the roles that nobody has."""
    if work.by_decision and work.owner:
        return (*cards.people_line((work.owner,), away=look.directory.away), " (by decision)")
    known, found, missing = work.definition.role_of, dict[str, Line](), []
    for key in work.definition.owners(work.step, work.facts):
        standing = look.directory.standing_for(key, work.customer, known)
        title = known[key].title if key in known else key
        if standing is None:
            missing.append(title)
            continue
        through = f"{title}, by {known[standing[0]].title}" if standing[0] != key and standing[0] in known else title
        people = cards.people_line(standing[1], away=look.directory.away)
        found.setdefault(through, (*people, f" ({through})"))
    lacking = f"nobody is {' or '.join(missing)}" if missing else ""
    if found:
        return (*joined(list(found.values())), f"; {lacking}" if lacking else "")
    admins = look.directory.names(look.directory.holders(ADMIN, None)) or "an administrator"
    return (f"{lacking or 'nobody'}: {admins} can name somebody",)


def handoff_fact(look: Look, work: Work) -> tuple[Fact, ...]:
    """Return how its hand-off stands, where it waits for somebody."""
    handoff = work.handoff
    if handoff is None or not handoff.waits:
        return ()
    role = work.definition.role_of.get(handoff.to_role)
    title = role.title if role else handoff.to_role
    if handoff.state == "offered":
        words = line(f"offered to {title} ", When(handoff.offered_at))
    elif handoff.state == "disputed":
        decider = work.definition.role_of.get(handoff.decider)
        by_whom = look.directory.named(handoff.answered_by or "")
        words = line(f"returned a second time by {by_whom}; {decider.title if decider else handoff.decider} decides")
    else:
        words = line(f"returned by {look.directory.named(handoff.answered_by or '')}: {handoff.reason}")
    return (Fact("Hand-off", words),)


def show_history(look: Look, query: ShowHistory) -> Shown:
    """Show what happened, newest first."""
    work = find(look, query.key, by_key=True)
    rows = entries_of(look, work, limit=PAGE + 1, offset=(query.page - 1) * PAGE)
    entries = tuple(entry_of(work.definition, row) for row in rows[:PAGE])
    buttons: tuple[Button, ...] = ()
    if query.page > 1:
        buttons += (
            Button(key="list.page", label="Newer", subject="history", version=query.page - 1, argument=work.key),
        )
    if len(rows) > PAGE:
        buttons += (
            Button(key="list.page", label="Older", subject="history", version=query.page + 1, argument=work.key),
        )
    return Shown(card=Card(title=f"{work.key} {work.title}: history", rows=entries, buttons=buttons))


def entries_of(look: Look, work: Work, *, limit: int, offset: int = 0) -> list[Row]:
    """Return entries of its history, the newest first, as the asking person may read them."""
    asked = {"subject": f"engagement:{work.id}", "limit": limit, "offset": offset}
    return past.readable(look, look.unit.rows(ENTRIES, asked))


def entry_of(definition: Definition, row: Row) -> CardRow:
    """Return an entry of the history as a list shows it."""
    step = definition.step(row.step)
    words = f"{row.seq}. Step {cards.step_words(step)}" if step else f"{row.seq}."
    labels = {str(known.key): str(known.label) for known in step.outcomes} if step else {}
    outcome = labels.get(row.outcome) or str(row.outcome)
    said = action_words(row.action)
    text = line(words, ": ", Strong(f"{outcome or said}"), f" · {row.note}" if row.note else "")
    return CardRow(text=text, detail=line(*by(row.actor, _DETAILS.decode(row.details).behalf), ", ", When(row.at)))
