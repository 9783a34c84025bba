"""A sheet opens in every spreadsheet with the words that were put in, and none of them is a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.files.spreadsheets import defused, written
from workflows.kernel.files import Cell, Sheet

BEGINS_A_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
HOSTILE = (
    '=HYPERLINK("http://evil.example","Acme")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\uff1d1+1",
    'Acme", "=1+1',
    'Acme";=1+1',
    "Acme\r\n=1+1",
)
cells = st.one_of(
    st.integers(), st.text(), st.sampled_from(HOSTILE), st.text().map(lambda words: f"={words}"), st.just("")
)


def sheet(*rows: tuple[Cell, ...], columns: tuple[str, ...] = ("Customer",)) -> Sheet:
    return Sheet(name="customers", title="Customers", columns=columns, rows=rows)


def read(content: bytes) -> list[list[str]]:
    """Return the rows as a spreadsheet reads them."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_customer_may_be_called_anything(name: str) -> None:
    """Their name stays one cell, is read as words, and says nothing to the spreadsheet."""
    (columns, (cell,)) = read(written(sheet((name,))))
    assert columns == ["Customer"]
    assert not cell.startswith(BEGINS_A_FORMULA)
    assert not cell.lstrip().startswith(BEGINS_A_FORMULA)
    assert cell.removeprefix("'") == name


@given(st.lists(st.tuples(cells, cells), max_size=8))
def test_every_row_comes_back(rows: list[tuple[Cell, Cell]]) -> None:
    """As many rows and cells as were put in, with their words; an apostrophe more where a formula would begin."""
    found = read(written(sheet(*rows, columns=("=A", "B"))))
    assert found[0] == ["'=A", "B"]
    assert [tuple(row) for row in found[1:]] == [tuple(str(defused(cell)) for cell in row) for row in rows]


def test_numbers_stay_numbers() -> None:
    """A loss has its minus sign, and no quotes around it: it can be added up."""
    assert written(sheet((-5, 2.5, "x"), columns=("a", "b", "c"))).decode("utf-8-sig").splitlines()[1] == '-5,2.5,"x"'


def test_an_empty_sheet_says_what_its_columns_are() -> None:
    """The words above the columns stand alone."""
    assert read(written(sheet())) == [["Customer"]]
    assert sheet().alt == "Customers: 0 rows."
    assert sheet(("x",)).alt == "Customers: 1 row."
