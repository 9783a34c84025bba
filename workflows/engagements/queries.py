"""Questions about engagements: where one stands, what is under way, what waits for me, why it is there."""

from collections.abc import Sequence

import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared, Row
from workflows.desk import Look
from workflows.engagements import cards
from workflows.engagements.commands import Find, ListEngagements, Mine, ShowChart, ShowEngagement, ShowHistory, Why
from workflows.engagements.forms import find
from workflows.engagements.work import Work
from workflows.kernel.answers import Shown
from workflows.kernel.cards import Button, Card, Fact, Item
from workflows.kernel.cards import Row as CardRow
from workflows.kernel.text import Line, Mention, Strong, When, joined, line
from workflows.process.definition import Definition

PAGE = 10
"""How many entries of a list one card shows."""

FIND_MOST = 20

engagement, customer, history = tables.engagement, tables.customer, tables.history
_BRIEF = [
    engagement.c.id,
    engagement.c.key,
    engagement.c.process,
    engagement.c.process_version,
    engagement.c.title,
    engagement.c.step,
    engagement.c.ending,
    engagement.c.entered_at,
    engagement.c.due_at,
    engagement.c.owner,
    engagement.c.owner_role,
    customer.c.name.label("customer_name"),
]
_JOINED = engagement.join(customer, customer.c.key == engagement.c.customer_key)
_OPEN = engagement.c.step.is_not(None)


def _brief(*where: sa.ColumnElement[bool], newest: bool = True) -> Prepared:
    order = engagement.c.entered_at.desc() if newest else engagement.c.entered_at
    return Prepared(
        sa.select(*_BRIEF)
        .select_from(_JOINED)
        .where(*where)
        .order_by(order, engagement.c.id)
        .limit(sa.bindparam("limit", type_=sa.Integer))
        .offset(sa.bindparam("offset", type_=sa.Integer))
    )


def _text(name: str) -> sa.BindParameter[str]:
    return sa.bindparam(name, type_=sa.Text)


def _begins(column: sa.Column[str]) -> sa.ColumnElement[bool]:
    """Return a prefix search that an index serves on both databases."""
    return sa.and_(column >= _text("low"), column < _text("high"))


LIST_ALL = _brief(_OPEN)
LIST_PROCESS = _brief(_OPEN, engagement.c.process == _text("process"))
LIST_CUSTOMER = _brief(_OPEN, _begins(customer.c.folded_name))
OWNED = _brief(_OPEN, engagement.c.owner == _text("person"), newest=False)
FIND_CUSTOMER = _brief(_begins(customer.c.folded_name))
FIND_KEY = _brief(engagement.c.key == _text("key"))
OFFERED_TO = Prepared(
    sa.select(*_BRIEF, tables.handoff.c.to_role, tables.handoff.c.state)
    .select_from(tables.handoff.join(engagement, tables.handoff.c.id == engagement.c.handoff_id).join(customer))
    .where(tables.handoff.c.state.in_((sa.literal_column("'offered'"), sa.literal_column("'returned'"))))
    .order_by(tables.handoff.c.offered_at)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
ENTRIES = Prepared(
    sa.select(
        history.c.seq,
        history.c.at,
        history.c.actor,
        history.c.action,
        history.c.step,
        history.c.outcome,
        history.c.note,
    )
    .where(history.c.subject == _text("subject"))
    .order_by(history.c.seq.desc())
    .limit(sa.bindparam("limit", type_=sa.Integer))
    .offset(sa.bindparam("offset", type_=sa.Integer))
)


def show_engagement(look: Look, query: ShowEngagement) -> Shown:
    """Show where an engagement stands, with the buttons that the asking person may press."""
    work = find(look, query.key, by_key=True)
    root = cards.root_card(work, look.directory)
    if work.ended:
        return Shown(card=root)
    may = may_act(look, work)
    buttons = (*cards.outcome_buttons(work), *cards.item_buttons(work)) if may else ()
    described = line(work.step.description)
    items = cards.checklist(work)
    people = _who_may(look, work)
    facts = (*root.facts, Fact("Who can move it", people), *_handoff_fact(look, work))
    return Shown(card=Card(title=root.title, facts=facts, body=(described,), items=items, buttons=buttons))


def may_act(look: Look, work: Work) -> bool:
    """Return whether the asking person owns the current step by one of its roles."""
    owners = work.definition.owners(work.step, work.facts)
    return look.directory.may(look.actor.key, owners, work.customer, work.definition.role_of)


def _who_may(look: Look, work: Work) -> Line:
    owners = work.definition.owners(work.step, work.facts)
    resolved = look.directory.resolve(owners, work.customer, work.definition.role_of)
    if resolved is None:
        return line("nobody holds the role yet")
    role = work.definition.role_of.get(resolved[0])
    return (*cards.people_line(resolved[1]), f" ({role.title if role else resolved[0]})")


def _handoff_fact(look: Look, work: Work) -> tuple[Fact, ...]:
    handoff = work.handoff
    if handoff is None or handoff.state not in {"offered", "returned"}:
        return ()
    role = work.definition.role_of.get(handoff.to_role)
    title = role.title if role else handoff.to_role
    if handoff.state == "offered":
        words = line(f"offered to {title} ", When(handoff.offered_at))
    else:
        words = line(f"returned by {look.directory.named(handoff.answered_by or '')}: {handoff.reason}")
    return (Fact("Hand-off", words),)


def list_engagements(look: Look, query: ListEngagements) -> Shown:
    """List what is under way: all of it, of a process, or of customers whose name begins with the words."""
    words = query.words.strip()
    page = {"limit": PAGE + 1, "offset": (query.page - 1) * PAGE}
    if not words:
        rows = look.unit.rows(LIST_ALL, page)
    elif words in look.definitions.processes:
        rows = look.unit.rows(LIST_PROCESS, {**page, "process": words})
    else:
        rows = look.unit.rows(LIST_CUSTOMER, {**page, **prefix(words)})
    title = f"Under way: {words}" if words else "Under way"
    empty = "Nothing is under way here. Start something with /engagement new."
    return Shown(card=_list_card(look, title, rows, page=query.page, of="list", words=words, empty=empty))


def prefix(words: str) -> dict[str, str]:
    """Return the parameters of a prefix search for words as they are typed."""
    folded = " ".join(words.casefold().split())
    return {"low": folded, "high": folded + "\U0010ffff"}


def mine(look: Look, query: Mine) -> Shown:
    """List what waits for the asking person: hand-offs to accept first, then what they own, oldest first."""
    offset = (query.page - 1) * PAGE
    rows: list[Row] = []
    if query.page == 1:
        offered = look.unit.rows(OFFERED_TO, {"limit": 500})
        rows = [row for row in offered if _concerns(look, row)][:PAGE]
    rows += look.unit.rows(OWNED, {"person": look.actor.key, "limit": PAGE + 1, "offset": offset})
    empty = "Nothing waits for you. Enjoy it while it lasts."
    return Shown(card=_list_card(look, "Waiting for you", rows, page=query.page, of="mine", words="", empty=empty))


def _concerns(look: Look, row: Row) -> bool:
    return look.actor.key in look.directory.holders(row.to_role, None) or row.owner == look.actor.key


def _list_card(  # noqa: PLR0913 - what a list is, by name.
    look: Look, title: str, rows: Sequence[Row], *, page: int, of: str, words: str, empty: str
) -> Card:
    if not rows:
        return Card(title=title, body=(line(empty),))
    shown, more = rows[:PAGE], len(rows) > PAGE
    buttons: tuple[Button, ...] = ()
    if page > 1:
        buttons += (Button(key="list.page", label="Back", subject=of, version=page - 1, argument=words),)
    if more:
        buttons += (Button(key="list.page", label="More", subject=of, version=page + 1, argument=words),)
    return Card(title=title, rows=tuple(_row(look, row) for row in shown), buttons=buttons)


def _row(look: Look, row: Row) -> CardRow:
    text = line(Strong(row.key), f" {row.customer_name}: {row.title}")
    if row.step is None:
        return CardRow(text=text, detail=line(f"Ended: {row.ending}, ", When(row.entered_at, "date")))
    definition = look.definitions.version(row.process, row.process_version)
    step = definition.step(row.step)
    words = cards.step_words(step) if step else row.step
    who: Line = (Mention(row.owner, notify=False),) if row.owner else (row.owner_role,)
    detail = line(f"{words} · since ", When(row.entered_at, "date"), " · ", *who)
    return CardRow(text=text, detail=detail)


def show_history(look: Look, query: ShowHistory) -> Shown:
    """Show what happened, newest first."""
    work = find(look, query.key, by_key=True)
    rows = _entries(look, work, limit=PAGE + 1, offset=(query.page - 1) * PAGE)
    entries = tuple(_entry(work.definition, row) for row in rows[:PAGE])
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


def _entries(look: Look, work: Work, *, limit: int, offset: int = 0) -> list[Row]:
    return look.unit.rows(ENTRIES, {"subject": f"engagement:{work.id}", "limit": limit, "offset": offset})


def _entry(definition: Definition, row: Row) -> CardRow:
    step = definition.step(row.step)
    words = f"{row.seq}. Step {cards.step_words(step)}" if step else f"{row.seq}."
    outcome = (
        next((known.label for known in step.outcomes if known.key == row.outcome), row.outcome) if step else row.outcome
    )
    said = _ACTIONS.get(row.action, row.action.replace("-", " "))
    text = line(words, ": ", Strong(outcome or said), f" · {row.note}" if row.note else "")
    return CardRow(text=text, detail=line(Mention(row.actor, notify=False), ", ", When(row.at)))


_ACTIONS = {"started": "started", "ended": "ended", "item": "ticked off", "acknowledged": "got it"}


def show_chart(look: Look, query: ShowChart) -> Shown:
    """Show the process as a list of its steps: what is behind, where it stands, what may come."""
    work = find(look, query.key, by_key=True)
    current = work.position.step
    items = []
    for step in work.definition.steps:
        visited = step.id in work.position.visits
        mark = "▶ " if step.id == current else ""
        items.append(Item(title=f"{mark}{cards.step_words(step)}", done=visited and step.id != current))
    ended = (line("Ended: ", Strong(work.ending_title)),) if work.ended else ()
    return Shown(card=Card(title=f"{work.key}: {work.definition.title}", items=tuple(items), body=ended))


def why(look: Look, query: Why) -> Shown:
    """Say why an engagement is here, who can move it and how, and what happened last."""
    work = find(look, query.key, by_key=True)
    last = _entries(look, work, limit=3)
    rows = tuple(_entry(work.definition, row) for row in last)
    if work.ended:
        return Shown(
            card=Card(
                title=f"{work.key} has ended", body=(line(work.ending_title, ", ", When(work.entered_at)),), rows=rows
            )
        )
    outcomes = [line(f"“{button.label}”") for button in cards.outcome_buttons(work)]
    ways = joined(outcomes) if outcomes else line("the decision of the approval")
    body = (
        line(f"It has stood at step {cards.step_words(work.step)} since ", When(work.entered_at), "."),
        line("Who can move it: ", *_who_may(look, work), "."),
        line("How: ", *ways, "."),
    )
    facts = _handoff_fact(look, work)
    return Shown(card=Card(title=f"Why is {work.key} here?", body=body, facts=facts, rows=rows))


def find_words(look: Look, query: Find) -> Shown:
    """Find by number, or by the beginning of a customer's name."""
    words = query.words.strip()
    if not words:
        return Shown(
            card=Card(title="Find", body=(line("Say what to find: a number such as ENG-12, or a customer's name."),))
        )
    page = {"limit": FIND_MOST, "offset": 0}
    rows = look.unit.rows(FIND_KEY, {**page, "key": words.upper()}) or look.unit.rows(
        FIND_CUSTOMER, {**page, **prefix(words)}
    )
    if not rows:
        empty = f"Nothing found for “{words}”. Try a number such as ENG-12, or the beginning of a customer's name."
        return Shown(card=Card(title="Find", body=(line(empty),)))
    return Shown(card=Card(title=f"Found for “{words}”", rows=tuple(_row(look, row) for row in rows)))
