"""From the bytes of csops.toml, or of a sheet of people or customers, to its sections, or to every fault in it."""

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import msgspec
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from workflows.people.fields import shown
from workflows.people.lines import Lines, Place, find_lines
from workflows.people.sheets import SheetError, read_sheet
from workflows.people.written import SECTIONS, CompanyFile, Section
from workflows.process.faults import Fault, choose

LARGEST_BYTES: Final = 32 * 1024 * 1024
_KEYED: Final = frozenset({("tiers",), ("working_time",), ("digests",)})
"""Sections whose entries have their key in their name."""
PAGE: Final = "docs/configuration.md"

_NOT_TOML: Final = "look at the quotation marks, brackets and equals signs of this line and the one before."


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One file that was read. A sheet speaks only of its columns; csops.toml says all there is of what it names."""

    file: str
    content: CompanyFile
    lines: Lines
    columns: frozenset[str] | None = None
    """The columns of a sheet; None for csops.toml."""

    def fault(self, place: Place, what: str, mend: str) -> Fault:
        """Return a fault at a place of this file."""
        return Fault(self.file, self.lines.of(place), what, mend)

    def speaks_of(self, section: str) -> bool:
        """Return whether the file has a section at all."""
        return section in self.content.model_fields_set


def read_file(content: bytes, file: str) -> Source | list[Fault]:
    """Return what a file says, or all of its faults. A name that ends in .csv is a sheet, any other is TOML."""
    text = _decoded(content, file)
    if isinstance(text, Fault):
        return [text]
    return _read_sheet(text, file) if file.lower().endswith(".csv") else _read_toml(text, file)


def _decoded(content: bytes, file: str) -> str | Fault:
    if len(content) > LARGEST_BYTES:
        size = f"The file is larger than {LARGEST_BYTES // 1024 // 1024} MiB."
        return Fault(file, 1, size, "split it; csops load takes several files.")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Fault(file, line, "The file is not written in UTF-8.", "save it as UTF-8 text.")


def _read_toml(text: str, file: str) -> Source | list[Fault]:
    try:
        content = tomllib.loads(text, parse_float=Decimal)
        lines = find_lines(text)
    except tomllib.TOMLDecodeError as error:
        return [_broken(error, text, file)]
    except RecursionError:
        return [Fault(file, 1, "Its brackets stand too deep.", "take some of them out.")]
    except ValueError:  # Python refuses to read a whole number of thousands of digits.
        return [Fault(file, 1, "It has a number of thousands of digits.", "write one that somebody can read.")]
    if not content:
        return [Fault(file, 1, "The file is empty.", f"begin with [company], as {PAGE} shows.")]
    return validated(content, file, lines, columns=None)


def _broken(error: tomllib.TOMLDecodeError, text: str, file: str) -> Fault:
    """Return what TOML says of a file; its message ends in the place."""
    words, _, place = str(error).partition(" (at ")
    digits = place.removeprefix("line ").partition(",")[0]
    line = int(digits) if digits.isdigit() else text.count("\n") + 1
    if words.endswith(r"character '\n'"):
        return Fault(file, line, "A text is not closed on its line.", "add the quotation mark at its end.")
    if words.startswith(("Illegal character", "Found invalid character")):
        return Fault(file, line, "Something that nobody can see stands here.", "write the line again by hand.")
    return Fault(file, line, f"This is not TOML: {words[:1].lower()}{words[1:]}.", _NOT_TOML)


def _read_sheet(text: str, file: str) -> Source | list[Fault]:
    try:
        sheet = read_sheet(text, file)
    except SheetError as error:
        return list(error.faults)
    return validated({sheet.section: sheet.rows}, file, sheet.lines, columns=sheet.columns)


def validated(content: object, file: str, lines: Lines, *, columns: frozenset[str] | None) -> Source | list[Fault]:
    """Return what a content says that was read already, or every fault of its values."""
    try:
        valid = CompanyFile.model_validate(content)
    except ValidationError as error:
        return sorted(_fault(detail, file, lines) for detail in error.errors(include_url=False))
    return Source(file=file, content=valid, lines=lines, columns=columns)


def _fault(detail: ErrorDetails, file: str, lines: Lines) -> Fault:
    place = tuple(part for part in detail["loc"] if part != "[key]")
    what, mend = _words(detail, place)
    return Fault(file, lines.of(place), what, mend)


def _words(detail: ErrorDetails, place: Place) -> tuple[str, str]:
    written = next((part for part in reversed(place) if isinstance(part, str)), "the file")
    name = shown(written)[1:-1]
    match detail["type"]:
        case "csops":
            context = detail.get("ctx", {})
            where = f"{name}: " if place and isinstance(place[-1], str) else ""
            return f"{where}{context['what']}", context["mend"]
        case "missing":
            return f"{_entry(place)} has no '{name}'.", f"add {name} = ..., as {PAGE} shows."
        case "extra_forbidden":
            return f"'{name}' is not known here.", choose(written, _known_at(place))
        case "tuple_type":
            return (
                f"'{name}' must be a list.",
                f"write [[{_path(place)}]] with two brackets above each entry.",
            )
        case _:
            return (
                f"'{name}' must have keys of its own.",
                f"write [{_path(place)}] and 'key = value' lines below it.",
            )


def _entry(place: Place) -> str:
    """Return what an entry is called in a sentence: the person, the customer, the rate card."""
    names = _names(place[:-1])
    singular = {"people": "A person", "customers": "A customer", "tiers": "The tier", "rate_cards": "The rate card"}
    return "The rate" if names == ("rate_cards", "roles") else singular.get(names[0] if names else "", "The company")


def _names(place: Place) -> tuple[str, ...]:
    return tuple(part for part in place if isinstance(part, str))


def _path(place: Place) -> str:
    return shown(".".join(_names(place)))[1:-1]


def _known_at(place: Place) -> Sequence[str]:
    """Return the keys that there can be beside the one at this place."""
    names = _names(place)[:-1]
    section: type[Section] | None = SECTIONS.get(names[:1] if names[:1] in _KEYED else names)
    # What is the section's own comes before what several sections share.
    return tuple(dict.fromkeys((*section.__annotations__, *section.model_fields))) if section else ()
