"""Tables add up: one role answers for each row, and scores leave no value without one or with two."""

import itertools
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec

from workflows.process.checks.scope import Scope
from workflows.process.tree import Node

_WHOLE: Final = Decimal(100)


class _Bound(msgspec.Struct, frozen=True):
    """One side of a range: None is open; `closed` says that the value itself belongs to it."""

    value: Decimal | None
    closed: bool

    def words(self) -> str:
        return "everything" if self.value is None else f"{self.value}"


class _Band(msgspec.Struct, frozen=True):
    low: _Bound
    high: _Bound
    line: int


def check_tables(scope: Scope) -> None:
    """Check the RACI rows and the scorecards where a definition has them."""
    for name, row in scope.root.under("raci").items():
        _check_row(scope, name, row)
    for name, kind in scope.kinds.items():
        if (handing := kind.get("handing")) is not None:
            _check_row(scope, name, handing)
    for name, card in scope.root.under("scorecards").items():
        _check_card(scope, name, card)


def _check_row(scope: Scope, name: str, row: Node) -> None:
    shares = row.under("shares")
    accountable = [role for role, share in shares.items() if "A" in (share.text or "").split("/")]
    if shares and len(accountable) != 1:
        who = f" ({', '.join(accountable)})" if accountable else ""
        what = f"'{name}' has {len(accountable)} accountable roles{who}."
        scope.fault(row.line_of("shares"), what, "give exactly one of them the A.")


def _check_card(scope: Scope, name: str, card: Node) -> None:
    measures = card.under("measures")
    weights = [_number(measure.word("weight")) for measure in measures.values()]
    total = sum((weight for weight in weights if weight is not None), Decimal(0))
    if measures and None not in weights and total != _WHOLE:
        what = f"The weights of '{name}' sum to {total}."
        scope.fault(card.line_of("measures"), what, "let them sum to 100.")
    for key, measure in measures.items():
        if measure.listed("ranges"):
            _check_ranges(scope, key, measure)


def _number(word: str) -> Decimal | None:
    try:
        number = Decimal(word)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _check_ranges(scope: Scope, name: str, measure: Node) -> None:
    whole = measure.word("whole").lower() in ("true", "yes")
    bands: list[_Band] = []
    for entry in measure.listed("ranges"):
        low, high = _side(scope, entry, "from", "over"), _side(scope, entry, "to", "below")
        if low is None or high is None:
            return
        band = _as_whole(_Band(low, high, entry.line)) if whole else _Band(low, high, entry.line)
        if _is_empty(band):
            scope.fault(entry.line, f"This range of '{name}' holds nothing.", "let it end after it begins.")
            return
        bands.append(band)
    bands.sort(key=lambda band: (band.low.value is not None, band.low.value or Decimal(0), not band.low.closed))
    _check_edges(scope, name, measure, bands)
    for before, after in itertools.pairwise(bands):
        _check_seam(scope, name, before, after, whole=whole)


def _side(scope: Scope, entry: Node, closed: str, opened: str) -> _Bound | None:
    """Return a side of a range, or None where it cannot be read (`shape` tells that a number is none)."""
    given: Mapping[str, Node] = {key: node for key in (closed, opened) if (node := entry.get(key)) is not None}
    if len(given) > 1:
        scope.fault(entry.line, f"A range has '{closed}' or '{opened}', not both.", "take one of them out.")
        return None
    for key, node in given.items():
        number = _number(node.text or "")
        return None if number is None else _Bound(number, key == closed)
    return _Bound(None, closed=True)


def _as_whole(band: _Band) -> _Band:
    """Return the same whole numbers with both sides belonging to the range: over 1 is from 2."""
    low, high = band.low, band.high
    if low.value is not None and not low.closed:
        low = _Bound(low.value + 1, closed=True)
    if high.value is not None and not high.closed:
        high = _Bound(high.value - 1, closed=True)
    return _Band(low, high, band.line)


def _is_empty(band: _Band) -> bool:
    low, high = band.low, band.high
    if low.value is None or high.value is None:
        return False
    return low.value > high.value or (low.value == high.value and not (low.closed and high.closed))


def _check_edges(scope: Scope, name: str, measure: Node, bands: list[_Band]) -> None:
    lowest, highest = _number(measure.word("lowest", "0")), _number(measure.word("highest"))
    first, last = bands[0], max(bands, key=lambda band: (band.high.value is None, band.high.value or Decimal(0)))
    low = first.low
    if (
        lowest is not None
        and low.value is not None
        and (low.value > lowest or (low.value == lowest and not low.closed))
    ):
        scope.fault(
            first.line, f"'{name}' has no score from {lowest} to {low.words()}.", f"let a range begin at {lowest}."
        )
    high = last.high
    if high.value is None:
        return
    if highest is None:
        scope.fault(
            last.line, f"'{name}' has no score above {high.words()}.", "leave the last range open, or add 'highest:'."
        )
    elif high.value < highest or (high.value == highest and not high.closed):
        scope.fault(
            last.line, f"'{name}' has no score from {high.words()} to {highest}.", f"let a range end at {highest}."
        )


def _check_seam(scope: Scope, name: str, before: _Band, after: _Band, *, whole: bool) -> None:
    high, low = before.high, after.low
    if high.value is None or low.value is None:
        scope.fault(after.line, f"Two ranges of '{name}' overlap.", "give every value one score.")
        return
    next_value = high.value + 1 if whole else high.value
    if low.value < next_value or (not whole and low.value == high.value and low.closed and high.closed):
        what = f"Two ranges of '{name}' overlap between {low.words()} and {high.words()}."
        scope.fault(after.line, what, "write 'over' or 'below' where a value belongs to the other range.")
    elif low.value > next_value or (not whole and not low.closed and not high.closed):
        what = f"'{name}' has no score between {high.words()} and {low.words()}."
        scope.fault(after.line, what, "let this range begin where the one before ends.")
