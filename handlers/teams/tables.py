"""Makes a table of Adaptive Cards 1.5."""

from typing import Any, Final

from handlers.teams import pieces
from handlers.teams.pieces import Pen
from workflows.kernel.cards import Table

Json = dict[str, Any]

MOST_ROWS: Final = 40
"""Beside the row of headings: more find no room on a card."""
_CELL: Final = 120


def element(table: Table, pen: Pen) -> Json:
    """Return the table's element, with its headings as the first row."""
    rows = [table.columns, *table.rows[:MOST_ROWS]]
    return {
        "type": "Table",
        "columns": [{"type": "TableColumnDefinition", "width": 1} for _ in table.columns],
        "firstRowAsHeader": True,
        "showGridLines": False,
        "rows": [{"type": "TableRow", "cells": [_cell(cell, pen) for cell in row]} for row in rows],
    }


def _cell(cell: str, pen: Pen) -> Json:
    words = pieces.text((cell,), pen, _CELL, size="Small") or {"type": "TextBlock", "text": "\N{EN DASH}"}
    return {"type": "TableCell", "items": [words]}
