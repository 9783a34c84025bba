"""Makes an Adaptive Card of a card, within what Teams shows (adaptivecards.io 1.5; learn.microsoft.com, "Cards")."""

from collections.abc import Callable
from typing import Any

import msgspec

from handlers.teams import buttons, pieces, tables
from handlers.teams.buttons import Where
from handlers.teams.carried import pack
from handlers.teams.page import MOST_BYTES, Page, size
from handlers.teams.pieces import Pen
from workflows.approvals.commands import DECIDE, SHOW
from workflows.kernel.cards import Card, Fact, Item, Row
from workflows.kernel.text import Line, Mention

Json = dict[str, Any]

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION = "1.5"
MOST_REFRESHED = 60
"""People for whom Teams asks for a card anew when they look at it ("User specific views")."""
LONGEST_SUMMARY = 300

MriOf = Callable[[str], str]
"""Gives the id by which the bot knows a person on Teams (29:...), empty where it does not."""

_TITLE = 300
_LINE = 1000
_FACT = 600
_TEXT = 3000
_MOST_LINES = 60
_LEFT_OUT = "More was left out here: it does not fit in one message."
_SUBTLE = {"isSubtle": True, "size": "Small"}
_REFRESHED_BY = {DECIDE: SHOW}
"""For the buttons of a card which one shows its current face; who may press it sees it whenever they look."""


def card_json(body: list[Json], pen: Pen, *, most: int = MOST_BYTES) -> Json:
    """Return a card of elements, with those whom it calls."""
    entities = pen.entities(msgspec.json.encode(body).decode())
    teams: Json = {"width": "Full", **({"entities": entities} if entities else {})}
    card = {"type": "AdaptiveCard", "$schema": SCHEMA, "version": VERSION, "body": body, "msteams": teams}
    if size(card) > most + 2000:
        raise ValueError(f"A card came to {size(card)} bytes, which Teams may refuse.")
    return card


def content(card: Card, pen: Pen, where: Where, *, mri_of: MriOf | None = None) -> Json:
    """Return the card's JSON. What finds no room is left out from below, and the card says so."""
    drawn = card_json(body(card, pen, where), pen)
    refresh = _refresh(card, pen, mri_of) if mri_of is not None else None
    return {**drawn, "refresh": refresh} if refresh else drawn


def body(card: Card, pen: Pen, where: Where) -> list[Json]:
    """Return the card's elements."""
    where = msgspec.structs.replace(where, home=card.home)
    ending, left_out = _ending(card, pen, where)
    page = Page(ending)
    for element in [*_head(card, pen), *_middle(card, pen)]:
        left_out = not page.add(element, spare=1) or left_out
    if card.table is not None and card.table.rows:
        left_out = not page.add(tables.element(card.table, pen), spare=1) or left_out
    hidden = _add_rows(page, card.rows, pen, where)
    told = [_LEFT_OUT] if left_out else []
    told += [f"{hidden} more {'entry does' if hidden == 1 else 'entries do'} not fit here."] if hidden else []
    told += [card.more] if card.more.strip() else []
    if more := pieces.text((" ".join(told),), pen, 500, **_SUBTLE):
        page.add(more)
    return page.elements() or [{"type": "TextBlock", "text": pieces.NOTHING}]


def summary(card: Card, pen: Pen) -> str:
    """Return what notifications have of the card: words alone, never empty."""
    facts = (f"{fact.label}: {pieces.plain(fact.value, pen)}" for fact in card.facts)
    lines = (pieces.plain(line, pen) for line in card.body)
    told = (card.title, pieces.plain(card.status, pen), *lines, *facts, card.quote)
    words = " \N{MIDDLE DOT} ".join(pieces.label_of(part) for part in told if part.strip())
    return pieces.label_of(words, LONGEST_SUMMARY)


def _head(card: Card, pen: Pen) -> list[Json]:
    title = pieces.text((card.title,), pen, _TITLE, size="Medium", weight="Bolder", style="heading")
    status = pieces.text(card.status, pen, _LINE, spacing="Small")
    return [drawn for drawn in (title, status) if drawn] + _facts(card.facts, pen)


def _facts(facts: tuple[Fact, ...], pen: Pen) -> list[Json]:
    """Return facts side by side with their labels; those whose words could mean something, as rich text."""
    drawn: list[Json] = []
    for fact in facts:
        pair = pieces.fact(fact.label, fact.value, pen, _FACT)
        if pair is None:
            drawn.append(_told_fact(fact, pen))
        elif drawn and drawn[-1]["type"] == "FactSet":
            drawn[-1]["facts"].append({"title": pair[0], "value": pair[1]})
        else:
            drawn.append({"type": "FactSet", "facts": [{"title": pair[0], "value": pair[1]}]})
    return drawn


def _told_fact(fact: Fact, pen: Pen) -> Json:
    label = {"type": "TextRun", "text": f"{pieces.label_of(fact.label)}  ", "weight": "Bolder"}
    value = pieces.text(("", *fact.value), pen, _FACT) or {"type": "TextBlock", "text": pieces.NOTHING}
    if value["type"] == "RichTextBlock":
        return {**value, "inlines": [label, *value["inlines"]], "spacing": "Small"}
    words = {"type": "RichTextBlock", "inlines": [label]}
    columns = [
        {"type": "Column", "width": "auto", "items": [words]},
        {"type": "Column", "width": "stretch", "items": [value]},
    ]
    return {"type": "ColumnSet", "columns": columns, "spacing": "Small"}


def _middle(card: Card, pen: Pen) -> list[Json]:
    lines = [pieces.text(line, pen, _TEXT, spacing="Small" if at else "Medium") for at, line in enumerate(card.body)]
    drawn = [line for line in lines if line]
    if card.quote.strip():
        typed = pieces.verbatim(card.quote.strip(), _TEXT)
        if len(typed) > _MOST_LINES:
            typed = [*typed[:_MOST_LINES], *pieces.verbatim(pieces.SHORTENED, 100)]
        drawn.append({"type": "Container", "style": "emphasis", "items": typed, "spacing": "Medium"})
    checks = [pieces.text(_check(item), pen, _LINE, spacing="Small") for item in card.items]
    return drawn + [check for check in checks if check]


def _check(item: Item) -> Line:
    note: Line = (" \N{EN DASH} ", *item.note) if item.note else ()
    return ("\N{BALLOT BOX WITH CHECK} " if item.done else "\N{BALLOT BOX} ", item.title, *note)


def _add_rows(page: Page, rows: tuple[Row, ...], pen: Pen, where: Where) -> int:
    """Add as many rows as fit, and return how many did not. Under headings all of them have the first rows first."""
    drawn = [_row(row, pen, where) for row in rows]
    room, kept = page.room(spare=1), set[int]()
    for number in _by_turns(rows):
        room -= size(drawn[number])
        if room < 0:
            break
        kept.add(number)
    for number in sorted(kept):
        page.add(drawn[number])
    return sum(not row.heading for number, row in enumerate(rows) if number not in kept)


def _by_turns(rows: tuple[Row, ...]) -> list[int]:
    """Return the numbers of the rows in the order in which they get room: headings, then the first under each, ..."""
    headings = [number for number, row in enumerate(rows) if row.heading]
    under = {number: max((one for one in headings if one <= number), default=number) for number in range(len(rows))}
    return sorted(under, key=lambda number: (number - under[number], number))


def _row(row: Row, pen: Pen, where: Where) -> Json:
    drawn = _told_row(row, pen, where)
    if not row.buttons:
        return drawn
    return {"type": "Container", "items": [drawn, *buttons.rows(row.buttons, where, bottom=False)], "spacing": "Small"}


def _told_row(row: Row, pen: Pen, where: Where) -> Json:
    style = {"weight": "Bolder", "spacing": "Large", "separator": True} if row.heading else {}
    text = pieces.text(row.text, pen, _LINE, **style) or {"type": "TextBlock", "text": pieces.NOTHING}
    detail = pieces.text(row.detail, pen, _LINE, spacing="None", **_SUBTLE)
    items = [text, detail] if detail else [text]
    if row.button is None:
        only = {"spacing": "Small", **text} if row.heading else {**text, "spacing": "Small"}
        return only if detail is None else {"type": "Container", "items": items, "spacing": "Small"}
    press = {"type": "ActionSet", "actions": [buttons.action(row.button, where)]}
    columns: list[Json] = [
        {"type": "Column", "width": "stretch", "items": items, "verticalContentAlignment": "Center"},
        {"type": "Column", "width": "auto", "items": [press], "verticalContentAlignment": "Center"},
    ]
    return {"type": "ColumnSet", "columns": columns, "separator": True, "spacing": "Small"}


def _ending(card: Card, pen: Pen, where: Where) -> tuple[list[Json], bool]:
    """Return the buttons, on at most half of the card, and the footer; and whether buttons were left out."""
    shown = card.buttons
    drawn = buttons.rows(shown, where)
    while sum(map(size, drawn)) > MOST_BYTES // 2:
        shown = shown[: -buttons.MOST_IN_A_ROW]
        drawn = buttons.rows(shown, where)
    footer = pieces.text(card.footer, pen, _LINE, spacing="Medium", **_SUBTLE)
    return drawn + ([footer] if footer else []), len(shown) < len(card.buttons)


def _refresh(card: Card, pen: Pen, mri_of: MriOf) -> Json | None:
    """Return by what Teams asks for the card's current face, for the people that it names; None where it never does.

    Without names Teams would ask for everybody who looks.
    """
    asking = next((button for button in card.buttons if button.key in _REFRESHED_BY), None)
    if asking is None:
        return None
    lines = (card.status, *(fact.value for fact in card.facts))
    named = dict.fromkeys(piece.person for line in lines for piece in line if isinstance(piece, Mention))
    users = (pieces.teams_user(person, pen.directory) for person in named)
    known = [mri for user in users if user and (mri := mri_of(user))]
    if not known:
        return None
    data = pack(button=_REFRESHED_BY[asking.key], subject=asking.subject, version=asking.version, argument="")
    action = {"type": "Action.Execute", "title": "Refresh", "verb": "refresh", "data": data}
    return {"action": action, "userIds": known[:MOST_REFRESHED]}
