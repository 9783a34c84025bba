"""Files that go with a post: what is in them, as small values; they are made when the post is sent."""

from collections.abc import Mapping
from typing import ClassVar, Final

import msgspec

from workflows.kernel.cleaning import cut
from workflows.kernel.pictures import LONGEST_ALT, Picture

MARK: Final = 8
"""Characters of an effect's id in a name: people read it, and in one place it tells a file from the next."""

Filling = str | tuple[Mapping[str, str], ...]
"""What stands in a place of a document: words, or rows of words by name."""

Cell = str | int | float
"""What stands in a cell of a sheet. Numbers stay numbers; words are never taken for a formula."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True, tag="sheet"):
    """Rows for a spreadsheet, sent as CSV; `columns` are the words above them. Every row has a cell for each column."""

    suffix: ClassVar[str] = ".csv"
    media_type: ClassVar[str] = "text/csv"

    name: str
    """What the file is called, without its ending."""
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()

    @property
    def alt(self) -> str:
        """What is in it, for who has not opened it yet."""
        count = len(self.rows)
        return f"{self.title}: {count} row{'' if count == 1 else 's'}."


class Document(msgspec.Struct, frozen=True, kw_only=True, tag="document"):
    """A document that is made from a template of the company's; `values` are what stands in its places.

    A value is a word or a list of rows, each with words by name.
    """

    suffix: ClassVar[str] = ".docx"
    media_type: ClassVar[str] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    name: str
    """What the file is called, without its ending."""
    title: str
    template: str
    """What the template's file is called, without its ending."""
    values: Mapping[str, Filling]

    @property
    def alt(self) -> str:
        """What it is, for who has not opened it yet."""
        return f"{self.title}, made from the template {self.template}{self.suffix}."


class Bar(msgspec.Struct, frozen=True, array_like=True):
    """One bar: what it is of, how long it is, and what is written beside it."""

    label: str
    words: str
    value: float


class Bars(msgspec.Struct, frozen=True, kw_only=True, tag="bars"):
    """Bars below each other, drawn as a picture."""

    suffix: ClassVar[str] = ".png"
    media_type: ClassVar[str] = "image/png"

    name: str
    """What the file is called, without its ending."""
    title: str
    subtitle: str
    bars: tuple[Bar, ...]

    @property
    def alt(self) -> str:
        """What the picture says, for who cannot see it."""
        said = "; ".join(f"{bar.label}: {bar.words}" for bar in self.bars)
        return cut(f"{self.title}, {self.subtitle}. {said}.", LONGEST_ALT)


File = Picture | Sheet | Document | Bars


def name_of(file: File, effect_id: str = "") -> str:
    """Return what a file is called; with the id of its effect, by which it is found again where it was put."""
    return f"{file.name}{f'-{effect_id[:MARK]}' if effect_id else ''}{file.suffix}"
