"""The form of the services calculator: one field per role of the rate card, travel, contingency, assumptions."""

from collections.abc import Iterator, Mapping
from typing import Final

from workflows.estimates import rules
from workflows.estimates.commands import EDIT, ENGAGEMENT
from workflows.estimates.rules import Calculation, WorkLine
from workflows.kernel.company import Rate, RateCard
from workflows.kernel.forms import Field, Form, Value
from workflows.kernel.reading import read_values
from workflows.kernel.text import Line, line

HOURS: Final = "hours_"
"""Begins the key of the field for a role's hours."""
RATE: Final = "rate_"
"""Begins the key of the field for a role's own rate, where the card allows one."""
_LONGEST: Final = 60
"""Characters of one field of figures; three amounts with their separators need half of that."""


def estimate_form(
    card: RateCard,
    *,
    intro: tuple[Line, ...] = (),
    subject: str = "",
    revision: int = 0,
    earlier: Calculation | None = None,
) -> Form:
    """Return the form, filled with an earlier calculation where there is one; without a subject it asks for one."""
    chosen = () if subject else (Field(key=ENGAGEMENT, label="Engagement", kind="engagement"),)
    rates = line(f"Rates of card {card.version}, in {card.currency}. Leave the roles empty that are not needed.")
    return Form(
        kind=EDIT,
        title="ROM",
        submit="Save the ROM",
        intro=(*intro, rates),
        fields=(*chosen, *_fields(card, earlier)),
        subject=subject,
        version=revision,
        argument=card.version,
    )


def read(card: RateCard, values: Mapping[str, Value]) -> Calculation:
    """Return the calculation of what was filled in. Refused with the field that is wrong."""
    fields = _fields(card, None)
    filled = read_values(fields, values)
    labels = {field.key: field.label for field in fields}
    hours = {
        rate.key: rules.read_hours(filled[key], key, rate.title, card)
        for rate in card.rates
        if (key := f"{HOURS}{rate.key}") in filled
    }
    rates = {
        rate.key: rules.read_limited(filled[key], key, labels[key], rules.MOST_RATE)
        for rate in card.rates
        if (key := f"{RATE}{rate.key}") in filled
    }
    percent = rules.read_limited(
        filled.get("contingency", "0"), "contingency", labels["contingency"], rules.MOST_PERCENT
    )
    return rules.calculate(
        card,
        hours,
        travel=rules.read_limited(filled.get("travel", "0"), "travel", labels["travel"], rules.MOST_TRAVEL),
        contingency_percent=percent,
        rates=rates,
        assumptions=filled.get("assumptions", ""),
    )


def _fields(card: RateCard, earlier: Calculation | None) -> tuple[Field, ...]:
    lines = {one.role: one for one in earlier.lines} if earlier else {}
    hours = (field for rate in card.rates for field in _role_fields(rate, card.currency, lines.get(rate.key)))
    travel = earlier.travel if earlier else rules.rounded(card.travel, card.currency)
    percent = earlier.contingency_percent if earlier else card.contingency_percent
    return (
        *hours,
        Field(
            key="travel",
            label=f"Travel, in {card.currency}",
            kind="money",
            required=False,
            initial=format(travel, "f"),
            max_length=_LONGEST,
        ),
        Field(
            key="contingency",
            label="Contingency, in percent",
            kind="number",
            required=False,
            hint="Of the likely work, without travel; it makes the budget figure.",
            initial=rules.plain(percent),
            max_length=_LONGEST,
        ),
        Field(
            key="assumptions",
            label="Assumptions",
            kind="long_text",
            required=False,
            placeholder="What the figures rest on, and what is left out",
            initial=(earlier.assumptions or None) if earlier else None,
            max_length=rules.MOST_WORDS,
        ),
    )


def _role_fields(rate: Rate, currency: str, earlier: WorkLine | None) -> Iterator[Field]:
    usual = rules.money(rate.per_hour, currency)
    yield Field(
        key=f"{HOURS}{rate.key}",
        label=f"{rate.title}: hours",
        required=False,
        placeholder="80/100/140",
        hint=f"{usual} an hour. Low/likely/high, or low-high, or one figure.",
        initial=earlier.hours.words() if earlier else None,
        max_length=_LONGEST,
    )
    if rate.override:
        own = earlier.per_hour if earlier and earlier.per_hour != earlier.card_per_hour else None
        yield Field(
            key=f"{RATE}{rate.key}",
            label=f"{rate.title}: rate an hour",
            kind="money",
            required=False,
            hint=f"Only where it is not {usual}.",
            initial=rules.plain(own) if own is not None else None,
            max_length=_LONGEST,
        )
