"""Makes a table of Block Kit; where Slack takes none, in its windows, a list of the same words."""

from typing import Any, Final

from handlers.slack import pieces
from handlers.slack.page import MESSAGE, Surface
from workflows.kernel.cards import Table
from workflows.kernel.cleaning import cut, single_line

Json = dict[str, Any]

MOST_ROWS: Final = 99
"""Beside the row of headings; Slack takes 100."""
MOST_COLUMNS: Final = 20
_CELL: Final = 120
"""Characters of a cell, so that a table of fifteen rows finds room in a message."""


def block(table: Table, surface: Surface) -> Json:
    """Return the table's block, with its headings as the first row."""
    rows = [row[:MOST_COLUMNS] for row in (table.columns, *table.rows[:MOST_ROWS])]
    if surface == MESSAGE:
        cells = [[{"type": "raw_text", "text": _words(cell)} for cell in row] for row in rows]
        settings = [{"is_wrapped": True} for _ in rows[0]]
        return {"type": "table", "block_id": "card:table", "rows": cells, "column_settings": settings}
    lines = [" \N{MIDDLE DOT} ".join(_words(cell) for cell in row) for row in rows[1:]]
    sections = [{"type": "rich_text_section", "elements": [{"type": "text", "text": words}]} for words in lines]
    listed = {"type": "rich_text_list", "style": "bullet", "elements": sections}
    return {"type": "rich_text", "block_id": "card:table", "elements": [listed]}


def _words(cell: str) -> str:
    return cut(single_line(cell), _CELL, pieces.SHORTENED) or "\N{EN DASH}"
