"""The services calculator: hours by role times the rates of a card, travel and contingency, in Decimal (A 2).

Each line is hours times rate, rounded to the currency's smallest unit, halves to even. The low, likely and high
figures are the sums of the lines plus travel. The budget is the likely figure plus contingency, which is a percentage
of the likely work alone: travel is what it is.
"""

import hashlib
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

import msgspec

from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.company import Rate, RateCard
from workflows.kernel.figures import Figures
from workflows.kernel.reading import read_number
from workflows.process.definition import Definition
from workflows.process.steps import Step

MOST_HOURS: Final = Decimal(100_000)
"""Of one role, in one estimate: fifty years of one person."""
MOST_RATE: Final = Decimal(1_000_000)
"""An hour, where an estimate sets its own rate; csops.toml allows the same."""
MOST_TRAVEL: Final = Decimal(1_000_000_000)
MOST_PERCENT: Final = Decimal(100)
MOST_WORDS: Final = 2000
"""Characters of assumptions: as many as a card shows whole."""

_MINOR_DIGITS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND"), 0),
    **dict.fromkeys(("VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""ISO 4217: decimal digits of the currencies that do not have two."""

_HUNDREDTH: Final = Decimal("0.01")
_UNIT: Final = re.compile(r"\s*(?:h|hrs?|hours?)\.?\s*$", re.IGNORECASE | re.ASCII)
_PARTS: Final = re.compile("[/\u2013\u2014-]")


class Hours(msgspec.Struct, frozen=True):
    """How long something takes: at least, likely, at most."""

    low: Decimal
    likely: Decimal
    high: Decimal

    def words(self) -> str:
        """Return them as they are typed: `80/100/140`."""
        return "/".join(plain(hours) for hours in (self.low, self.likely, self.high))


class WorkLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line item: the hours of a role at its rate, and what they come to."""

    role: str
    title: str
    hours: Hours
    per_hour: Decimal
    card_per_hour: Decimal
    """What the card says, where the estimate sets a rate of its own."""
    low: Decimal
    likely: Decimal
    high: Decimal


class Calculation(msgspec.Struct, frozen=True, kw_only=True):
    """A whole ROM: what was put in, and every figure that comes of it, in one currency."""

    currency: str
    rate_card: str
    lines: tuple[WorkLine, ...]
    travel: Decimal
    contingency_percent: Decimal
    contingency: Decimal
    low: Decimal
    likely: Decimal
    high: Decimal
    budget: Decimal
    assumptions: str = ""


def minor_digits(currency: str) -> int:
    """Return how many decimal digits a currency has."""
    return _MINOR_DIGITS.get(currency, 2)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Return an amount in whole smallest units of its currency, halves to even."""
    return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), rounding=ROUND_HALF_EVEN)


def in_minor_units(amount: Decimal, currency: str) -> int:
    """Return a rounded amount as a whole number of the currency's smallest unit."""
    return int(amount.scaleb(minor_digits(currency)))


def plain(number: Decimal) -> str:
    """Return a number with no more digits than it needs: 100, 7.5."""
    return format(number.normalize(), "f")


def money(amount: Decimal, currency: str) -> str:
    """Return an amount as people read it: 12,345.60 EUR. A rate keeps digits below the smallest unit."""
    return f"{figure(amount, currency)} {currency}"


def figure(amount: Decimal, currency: str) -> str:
    """Return an amount as people read it, without its currency."""
    whole = rounded(amount, currency)
    return f"{whole:,}" if whole == amount else f"{Decimal(plain(amount)):,}"


def read_hours(words: str, field: str, label: str, card: RateCard) -> Hours:
    """Read `80/100/140` (low, likely, high), `80-140` (low, high) or `100` (likely), in hours.

    The likely of two is their middle; a single figure gets its low and high from the card's percentages.
    Refused, with the field, when it is none of these, out of order, negative or absurd.
    """
    parts = [part.strip() for part in _PARTS.split(_UNIT.sub("", words))]
    numbers = [read_number(part, field, label) for part in parts]
    if any(not 0 <= number <= MOST_HOURS for number in numbers):
        raise RefusedError(Reason.OUT_OF_RANGE, field, label=label, most=plain(MOST_HOURS))
    if numbers != sorted(numbers):
        raise RefusedError(Reason.LOW_COMES_FIRST, field, label=label, ordered="/".join(map(plain, sorted(numbers))))
    if any(number != number.quantize(_HUNDREDTH) for number in numbers):
        raise RefusedError(Reason.NOT_A_NUMBER, field, label=label)
    if len(numbers) == 1:
        likely = numbers[0]
        low = likely * (100 - card.low_percent) / 100
        high = min(likely * (100 + card.high_percent) / 100, MOST_HOURS)
        return _hours(low, likely, high)
    if len(numbers) == 2:  # noqa: PLR2004 - low and high.
        return _hours(numbers[0], (numbers[0] + numbers[1]) / 2, numbers[1])
    if len(numbers) == 3:  # noqa: PLR2004 - low, likely and high.
        return _hours(*numbers)
    raise RefusedError(Reason.NOT_A_NUMBER, field, label=label)


def read_limited(words: str, field: str, label: str, most: Decimal) -> Decimal:
    """Read a number that is neither negative nor larger than `most`."""
    number = read_number(words, field, label)
    if not 0 <= number <= most:
        raise RefusedError(Reason.OUT_OF_RANGE, field, label=label, most=plain(most))
    return abs(number)


def calculate(
    card: RateCard,
    hours: Mapping[str, Hours],
    *,
    travel: Decimal,
    contingency_percent: Decimal,
    rates: Mapping[str, Decimal] | None = None,
    assumptions: str = "",
) -> Calculation:
    """Return the ROM of these hours by role of the card. Roles with no hours make no line.

    `rates` are those that differ from the card's. Refused with NOTHING_TO_ESTIMATE when there is no line at all, with
    NOT_A_CHOICE for a role that the card has not, and for a rate of one whose rate it does not let anybody change.
    """
    own = rates or {}
    for role in hours:
        if card.rate(role) is None:
            raise RefusedError(Reason.NOT_A_CHOICE, f"hours_{role}", label=role)
    for role in own:
        rate = card.rate(role)
        if rate is None or not rate.override:
            raise RefusedError(Reason.NOT_A_CHOICE, f"rate_{role}", label=role)
    lines = tuple(
        _line(rate, hours[rate.key], own.get(rate.key, rate.per_hour), card.currency)
        for rate in card.rates
        if rate.key in hours and hours[rate.key].high
    )
    if not lines:
        raise RefusedError(Reason.NOTHING_TO_ESTIMATE)
    travel = rounded(travel, card.currency)
    likely_work = sum((one.likely for one in lines), Decimal(0))
    contingency = rounded(likely_work * contingency_percent / 100, card.currency)
    return Calculation(
        currency=card.currency,
        rate_card=card.version,
        lines=lines,
        travel=travel,
        contingency_percent=Decimal(plain(contingency_percent)),
        contingency=contingency,
        low=sum((one.low for one in lines), travel),
        likely=likely_work + travel,
        high=sum((one.high for one in lines), travel),
        budget=likely_work + travel + contingency,
        assumptions=assumptions,
    )


def digest(calculation: Calculation) -> str:
    """Return the SHA-256 of exactly these figures: any other figure, line, rate or assumption gives another one."""
    return hashlib.sha256(msgspec.json.encode(calculation, order="deterministic")).hexdigest()


def shown(calculation: Calculation, title: str) -> Figures:
    """Return the figures in words, as they stand on every card and as a decision is bound to them."""

    def amount(value: Decimal) -> str:
        return money(value, calculation.currency)

    percent = plain(calculation.contingency_percent)
    return Figures(
        title=title,
        facts=(
            ("Budget", amount(calculation.budget)),
            ("Range", range_words(calculation)),
            ("Likely", amount(calculation.likely)),
            ("Contingency", f"{amount(calculation.contingency)} ({percent} % of the likely work)"),
            ("Travel", amount(calculation.travel)),
            ("Rate card", calculation.rate_card),
        ),
        lines=tuple(_line_words(one, calculation.currency) for one in calculation.lines),
        text=calculation.assumptions,
    )


def range_words(calculation: Calculation) -> str:
    """Return the low and the high figure in words."""
    return f"{figure(calculation.low, calculation.currency)} to {money(calculation.high, calculation.currency)}"


def _hours(low: Decimal, likely: Decimal, high: Decimal) -> Hours:
    return Hours(*(Decimal(plain(one.quantize(_HUNDREDTH, rounding=ROUND_HALF_EVEN))) for one in (low, likely, high)))


def _line(rate: Rate, hours: Hours, per_hour: Decimal, currency: str) -> WorkLine:
    return WorkLine(
        role=rate.key,
        title=rate.title,
        hours=hours,
        per_hour=Decimal(plain(per_hour)),
        card_per_hour=Decimal(plain(rate.per_hour)),
        low=rounded(hours.low * per_hour, currency),
        likely=rounded(hours.likely * per_hour, currency),
        high=rounded(hours.high * per_hour, currency),
    )


def _line_words(one: WorkLine, currency: str) -> str:
    rate = money(one.per_hour, currency)
    if one.per_hour != one.card_per_hour:
        rate += f" (the card says {figure(one.card_per_hour, currency)})"
    hours = one.hours.words().replace("/", " / ")
    low, likely = figure(one.low, currency), figure(one.likely, currency)
    return f"{one.title}: {hours} h at {rate} = {low} / {likely} / {money(one.high, currency)}"


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """Where a ROM stands in a process: the steps and outcomes that make it and send it to its approval.

    For services engagements that is step 2 `drafted`, step 3 `sent`, and the approval at 6 (A 2, 3 and 6).
    """

    approvals: tuple[Step, ...]
    sending: Step
    sent: str
    making: Step | None
    made: str

    @property
    def makers(self) -> tuple[Step, ...]:
        """The steps whose owners may make and change the ROM."""
        return (self.making, self.sending) if self.making else (self.sending,)


def course_of(definition: Definition) -> Course | None:
    """Return where the ROM stands in a process; None where no approval of it asks for one."""
    approvals = tuple(step for step in definition.steps if step.asks == "estimate")
    if not approvals:
        return None
    sending = _leading_to(definition, approvals[0], opening=approvals[0].open_from is not None)
    if sending is None:
        return None
    making = _leading_to(definition, sending[0], opening=False)
    return Course(
        approvals=approvals,
        sending=sending[0],
        sent=sending[1],
        making=making[0] if making else None,
        made=making[1] if making else "",
    )


def _leading_to(definition: Definition, goal: Step, *, opening: bool) -> tuple[Step, str] | None:
    """Return the first step before `goal` with the outcome that leads there, or that opens its decision."""
    for step in definition.steps:
        if step.id == goal.id:
            return None
        for key, way in definition.routes.steps[step.id].ways.items():
            if goal.id in way.opens if opening else way.outcome.next == goal.id:
                return step, key
    return None
