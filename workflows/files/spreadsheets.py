"""Writes a sheet as CSV that every spreadsheet opens, and in which no cell becomes a formula.

Source: RFC 4180; OWASP, "CSV Injection".
"""

import csv
import io
from typing import Final

from workflows.kernel.files import Cell, Sheet

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula; the wide forms count where people write Japanese."""
_BOM: Final = "\ufeff"
"""Without it Excel takes UTF-8 for the machine's old code page."""


def written(sheet: Sheet) -> bytes:
    """Return the sheet as CSV: UTF-8 with a byte order mark, every word in quotes, lines that end as RFC 4180 says."""
    page = io.StringIO(newline="")
    writer = csv.writer(page, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([defused(column) for column in sheet.columns])
    writer.writerows([[defused(cell) for cell in row] for row in sheet.rows])
    return f"{_BOM}{page.getvalue()}".encode()


def defused(cell: Cell) -> Cell:
    """Return a cell as a spreadsheet may have it: words that would begin a formula get an apostrophe before them."""
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA) else cell
