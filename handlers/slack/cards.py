"""Makes Block Kit of a card, within Slack's limits (docs.slack.dev, "Blocks"; docs/decisions/0030)."""

from collections import Counter
from typing import Any

from handlers.slack import pieces, tables
from handlers.slack.carried import COPY_MARK, pack
from handlers.slack.page import Page, Surface, half
from workflows.kernel.cards import Button, Card, Confirm, Item, Row
from workflows.kernel.cleaning import cut, paragraphs
from workflows.kernel.people import Directory
from workflows.kernel.text import Line, joined

Json = dict[str, Any]

LONGEST_FALLBACK = 1500
_HEADER = 150
_LINE = 500
_FIELD = 400
_FIELDS = 10
_TEXT = 3000
_RUN = 10
"""Rows without a button that share one list."""
_BUTTONS = 5
"""Buttons in a row; Slack takes 25 in a block, and wraps them."""
_BUTTON_LABEL = 75
_LEFT_OUT = "More was left out here: it does not fit in one message."


def blocks(card: Card, directory: Directory, surface: Surface) -> list[Json]:
    """Return the card's blocks. What finds no room on the surface is left out from below, and the card says so."""
    ending = _buttons(card.buttons, surface) + _context("footer", card.footer, directory)
    left_out = sum(len(block["elements"]) for block in ending if block["type"] == "actions") < len(card.buttons)
    page = Page(surface, ending)
    for block in [*_head(card, directory), *_middle(card, directory)]:
        left_out = not page.add(block, spare=1) or left_out
    if card.table is not None and card.table.rows:
        left_out = not page.add(tables.block(card.table, surface), spare=1) or left_out
    hidden = _add_rows(page, card.rows, directory)
    words = [_LEFT_OUT] if left_out else []
    words += [f"{hidden} more {'entry does' if hidden == 1 else 'entries do'} not fit here."] if hidden else []
    words += [card.more] if card.more else []
    if words:
        page.add({"type": "context", "block_id": "card:more", "elements": [pieces.plain_text(" ".join(words), _LINE)]})
    return page.blocks() or [_rich("card:body", [_section([{"type": "text", "text": pieces.NOTHING}])])]


def fallback(card: Card, directory: Directory) -> str:
    """Return what notifications and screen readers have of the card: words alone, escaped, never empty."""
    facts = [f"{fact.label}: {pieces.plain(fact.value, directory)}" for fact in card.facts]
    body = [pieces.plain(line, directory) for line in card.body]
    told = [card.title, pieces.plain(card.status, directory), *facts, *body, card.quote]
    words = paragraphs("\n".join(part for part in told if part.strip()))
    return pieces.escaped(cut(words, LONGEST_FALLBACK, pieces.SHORTENED)) or pieces.NOTHING


def _head(card: Card, directory: Directory) -> list[Json]:
    drawn: list[Json] = []
    if card.title.strip():
        drawn.append({"type": "header", "block_id": "card:title", "text": pieces.title(card.title, _HEADER)})
    if status := pieces.shortened(pieces.elements(card.status, directory), _LINE):
        drawn.append(_rich("card:status", [_section(status)]))
    fields = [pieces.labelled(fact.label, fact.value, directory, _FIELD) for fact in card.facts]
    for start in range(0, len(fields), _FIELDS):
        part = fields[start : start + _FIELDS]
        drawn.append({"type": "section", "block_id": f"card:facts-{start // _FIELDS}", "fields": part})
    return drawn


def _middle(card: Card, directory: Directory) -> list[Json]:
    drawn: list[Json] = []
    if body := _lines(card.body, directory):
        drawn.append(_rich("card:body", [_section(body)]))
    if quote := cut(paragraphs(card.quote), _TEXT, pieces.SHORTENED):
        drawn.append(_rich("card:quote", [{"type": "rich_text_quote", "elements": [{"type": "text", "text": quote}]}]))
    if checks := _lines(tuple(_check(item) for item in card.items), directory):
        drawn.append(_rich("card:items", [_section(checks)]))
    return drawn


def _lines(lines: tuple[Line, ...], directory: Directory) -> list[Json]:
    """Return the elements of several lines, one under the other."""
    apart = joined([line for line in lines if line], "\n")
    return pieces.shortened(pieces.elements(apart, directory), _TEXT)


def _check(item: Item) -> Line:
    note: Line = (" \N{EN DASH} ", *item.note) if item.note else ()
    return ("\N{BALLOT BOX WITH CHECK} " if item.done else "\N{BALLOT BOX} ", item.title, *note)


def _add_rows(page: Page, rows: tuple[Row, ...], directory: Directory) -> int:
    """Add as many rows as fit, and return how many did not."""
    number = 0
    while number < len(rows):
        together = _together(rows, number)
        # Where a whole list finds no room, its beginning may.
        while not page.add_all(_row_blocks(rows[number : number + together], number, directory), spare=1):
            together -= 1
            if not together:
                return sum(not row.heading for row in rows[number:])
        number += together
    return 0


def _together(rows: tuple[Row, ...], start: int) -> int:
    """Return how many rows from here on go into one block: a heading and a row with a button have one of their own."""
    run = 0
    while run < _RUN and start + run < len(rows) and not _stands_alone(rows[start + run]):
        run += 1
    return run or 1


def _stands_alone(row: Row) -> bool:
    return row.heading or row.button is not None or bool(row.buttons)


def _row_blocks(rows: tuple[Row, ...], number: int, directory: Directory) -> list[Json]:
    name, first = f"card:row-{number}", rows[0]
    if _stands_alone(first):
        text = pieces.text_object(_row_line(first), directory, _LINE)
        beside = {"accessory": _button(first.button, 0)} if first.button is not None else {}
        below = [_actions(f"{name}-buttons", first.buttons[:_BUTTONS], Counter())] if first.buttons else []
        return [{"type": "section", "block_id": name, "text": text, **beside}, *below]
    lines = [pieces.shortened(pieces.elements(_row_line(row), directory), _LINE) for row in rows]
    bullets = [_section(line or [{"type": "text", "text": pieces.NOTHING}]) for line in lines]
    return [_rich(name, [{"type": "rich_text_list", "style": "bullet", "elements": bullets}])]


def _row_line(row: Row) -> Line:
    return (*row.text, "\n", *row.detail) if row.detail else row.text


def _buttons(buttons: tuple[Button, ...], surface: Surface) -> list[Json]:
    """Return rows of buttons on at most half of the surface; those of one key are told apart by a number."""
    drawn: list[Json] = []
    seen: Counter[str] = Counter()
    for start in range(0, len(buttons), _BUTTONS):
        drawn.append(_actions(f"card:buttons-{start // _BUTTONS}", buttons[start : start + _BUTTONS], seen))
        if not half(surface, drawn):
            return drawn[:-1]
    return drawn


def _actions(name: str, buttons: tuple[Button, ...], seen: Counter[str]) -> Json:
    """Return one row of buttons; `seen` counts those of each key so far."""
    elements = []
    for button in buttons:
        elements.append(_button(button, seen[button.key]))
        seen[button.key] += 1
    return {"type": "actions", "block_id": name, "elements": elements}


def _button(button: Button, copy: int) -> Json:
    drawn: Json = {
        "type": "button",
        "action_id": f"{button.key}{COPY_MARK}{copy}" if copy else button.key,
        "text": pieces.title(button.label, _BUTTON_LABEL),
        "value": pack(subject=button.subject, version=button.version, argument=button.argument),
    }
    if button.style != "default":
        drawn["style"] = button.style
    if button.confirm is not None:
        drawn["confirm"] = _confirm(button.confirm, button.style)
    return drawn


def _confirm(confirm: Confirm, style: str) -> Json:
    drawn: Json = {
        "title": pieces.title(confirm.title, 100),
        "text": pieces.plain_text(confirm.text, 300),
        "confirm": pieces.title(confirm.yes, 30),
        "deny": pieces.title(confirm.no, 30),
    }
    return {**drawn, "style": style} if style != "default" else drawn


def _context(name: str, line: Line, directory: Directory) -> list[Json]:
    if not pieces.plain(line, directory).strip():
        return []
    text = pieces.text_object(line, directory, _LINE)
    return [{"type": "context", "block_id": f"card:{name}", "elements": [text]}]


def _section(elements: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": elements}


def _rich(name: str, parts: list[Json]) -> Json:
    return {"type": "rich_text", "block_id": name, "elements": parts}
