"""The company's terms: service tiers, rate cards, working time and digests, as csops.toml gives them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import msgspec

from workflows.kernel.digests import Wish
from workflows.kernel.working_time import WorkingTime


class Tier(msgspec.Struct, frozen=True, kw_only=True):
    """A service tier. Tiers stand in the order in which their customers' cases are handled: the last one first."""

    key: str
    title: str
    first_response_minutes: int
    """To a case whose severity counts round the clock: 1 and 2."""
    reviews_per_year: int
    """Adoption business reviews."""
    service_manager: bool = False
    """Whether customers of this tier have a designated service manager."""
    other_response_hours: int = 8
    """Working hours to the first response to every other case."""


TIERS = (
    Tier(key="basic", title="Basic", first_response_minutes=60, reviews_per_year=0, other_response_hours=16),
    Tier(key="enhanced", title="Enhanced", first_response_minutes=30, reviews_per_year=2),
    Tier(
        key="premium",
        title="Premium",
        first_response_minutes=15,
        reviews_per_year=4,
        service_manager=True,
        other_response_hours=4,
    ),
)
"""The tiers of a company that names none of its own (processes.md E, Service tiers)."""


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """What an hour of a role costs, in the currency of its card."""

    key: str
    title: str
    per_hour: Decimal
    override: bool = False
    """Whether an estimate may set another rate for this role."""


MOST_RATES = 40
"""Rates on one card, so that the form of an estimate has room for a field of each on every platform."""


class RateCard(msgspec.Struct, frozen=True, kw_only=True):
    """The rates from a day on. A version that an estimate has used never changes; new rates are a new version."""

    version: str
    currency: str
    valid_from: date
    rates: tuple[Rate, ...]
    travel: Decimal = Decimal(0)
    """What a new estimate proposes for travel, in the card's currency."""
    contingency_percent: Decimal = Decimal(10)
    """What a new estimate proposes for contingency, in percent of the work."""
    low_percent: Decimal = Decimal(10)
    high_percent: Decimal = Decimal(25)
    """How far the low and the high figure stand from the likely one, in percent of it."""

    def rate(self, key: str) -> Rate | None:
        """Return the rate of a role, or None where the card has none."""
        return next((rate for rate in self.rates if rate.key == key), None)


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What the company holds to beside its people, roles and channels."""

    tiers: tuple[Tier, ...] = TIERS
    rate_cards: tuple[RateCard, ...] = ()
    working_time: WorkingTime = WorkingTime()
    """The company's, for everybody who has none of their own."""
    teams: Mapping[str, WorkingTime] = {}
    """That of a role's people, where they have none of their own."""
    warn_percent: int = 80
    """How much of a response target has gone by when csops warns."""
    digests: Mapping[str, Wish] = {}
    """What is sent by itself otherwise than it is shipped."""

    def in_order(self) -> tuple[str, ...]:
        """Return the keys of the tiers in the order in which their customers' cases are handled."""
        return tuple(tier.key for tier in reversed(self.tiers))

    def tier(self, key: str) -> Tier | None:
        """Return a tier by its key, or None."""
        return next((tier for tier in self.tiers if tier.key == key), None)

    def rate_card(self, on: date) -> RateCard | None:
        """Return the card that is valid on a day: the newest that has begun; None before the first one begins."""
        begun = (card for card in self.rate_cards if card.valid_from <= on)
        return max(begun, key=lambda card: card.valid_from, default=None)

    def rate_card_of(self, version: str) -> RateCard | None:
        """Return the card that an estimate was made with, or None where it is not known any more."""
        return next((card for card in self.rate_cards if card.version == version), None)
