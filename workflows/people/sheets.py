"""Sheets of people or customers (CSV), as a spreadsheet or another system writes them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

import msgspec

from workflows.people.fields import shown
from workflows.people.lines import Lines, Place
from workflows.process.faults import Fault, choose

PEOPLE: Final = ("key", "name", "email", "slack", "teams", "time_zone", "hours", "holidays")
CUSTOMERS: Final = ("key", "name", "tier", "channel", "slack_channel", "shared_channel", "contact_email")
ROLE: Final = "role."
"""What stands before the name of a role in a column of a sheet of customers: role.csm holds the keys of its people."""
MOST_ROWS: Final = 200_000
_LISTS: Final = frozenset({"slack", "teams"})
_SOME_FAULTS: Final = 20


class SheetError(Exception):
    """A sheet that cannot be read, with what is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__()
        self.faults = tuple(faults)


class Sheet(msgspec.Struct, frozen=True):
    """The rows of a sheet as entries of a section, with the line of each and the columns that there are."""

    section: Literal["people", "customers"]
    rows: list[dict[str, object]]
    lines: Lines
    columns: frozenset[str]


def read_sheet(text: str, file: str) -> Sheet:
    """Return a sheet of people or of customers. Raise SheetError.

    The first line names the columns; they are parted by commas or semicolons. Which of the two it is, the columns tell.
    """
    numbered = list(_numbered(text, file))
    if not numbered:
        raise SheetError([Fault(file, 1, "The file is empty.", f"name the columns first: {', '.join(PEOPLE)}.")])
    if len(numbered) == 1:
        raise SheetError(
            [Fault(file, 1, "It names its columns and has no rows.", "add a row, or leave the file away.")]
        )
    if len(numbered) > MOST_ROWS:
        raise SheetError([Fault(file, 1, f"It has more than {MOST_ROWS} rows.", "split it.")])
    (_, heads), *body = numbered
    columns = [head.strip().lower() for head in heads]
    section = _section(columns, file)
    uneven = [
        Fault(file, line, f"It has {len(cells)} cells; there are {len(columns)} columns.", "look at its separators.")
        for line, cells in body
        if len(cells) != len(columns)
    ]
    if uneven:
        raise SheetError(uneven[:_SOME_FAULTS])
    known: dict[Place, int] = {(section,): 1}
    known.update({(section, index): line for index, (line, _) in enumerate(body)})
    rows = [_entry(columns, cells) for _, cells in body]
    return Sheet(section, rows, Lines(known), frozenset(columns))


def _numbered(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Return each row that is not empty, with the line on which it begins."""
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SheetError(
            [Fault(file, line, "Something that nobody can see stands here.", "write the line again by hand.")]
        )
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        fault = Fault(file, line, f"This is not CSV: {error}.", "look at its quotation marks and separators.")
        raise SheetError([fault]) from None


def _section(columns: Sequence[str], file: str) -> Literal["people", "customers"]:
    of_people = sum(column in PEOPLE for column in columns)
    of_customers = sum(column in CUSTOMERS or column.startswith(ROLE) for column in columns)
    named = "customer" in file.lower().replace("\\", "/").rpartition("/")[2]
    are_customers = of_customers > of_people or (of_customers == of_people and named)
    known = (*CUSTOMERS, f"{ROLE}csm") if are_customers else PEOPLE
    twice = [column for index, column in enumerate(columns) if column in columns[:index]]
    strange = [column for column in columns if column not in known and not (are_customers and column.startswith(ROLE))]
    missing = [needed for needed in ("key", "name") if needed not in columns]
    faults = [
        *(
            Fault(file, 1, f"The column {shown(column)} stands here twice.", "take one of them out.")
            for column in twice
        ),
        *(Fault(file, 1, f"The column {shown(column)} is not known.", choose(column, known)) for column in strange),
        *(Fault(file, 1, f"There is no column '{column}'.", "add it.") for column in missing),
    ]
    if faults:
        raise SheetError(faults)
    return "customers" if are_customers else "people"


def _entry(columns: Sequence[str], cells: Sequence[str]) -> dict[str, object]:
    """Return a row as an entry of csops.toml: an empty cell says nothing, and several values are parted by spaces."""
    entry: dict[str, object] = {}
    roles: dict[str, object] = {}
    for column, cell in zip(columns, cells, strict=True):
        words = cell.strip()
        if not words and column not in {"key", "name"}:
            continue
        if column.startswith(ROLE):
            roles[column.removeprefix(ROLE)] = _list(words)
        else:
            entry[column] = _list(words) if column in _LISTS else words
    return {**entry, "roles": roles} if roles else entry


def _list(words: str) -> list[str]:
    return words.replace(",", " ").replace(";", " ").split()
