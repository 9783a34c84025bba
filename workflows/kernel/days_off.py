"""Public holidays by country, and a company's own days off; pure."""

import warnings
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final

import msgspec

FIRST_YEAR: Final = 2001
"""No moment that csops knows is older, and of some countries the library knows nothing before."""


class Days(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Days in a row, the last one included."""

    first: date
    last: date

    def hold(self, day: date) -> bool:
        """Return whether a day is one of them."""
        return self.first <= day <= self.last


@lru_cache(maxsize=4096)
def public_holidays(place: str, year: int) -> frozenset[date]:
    """Return the public holidays of a country, or of a part of it, such as DE or DE-BY, in a year."""
    # Reading in the library takes a tenth of a second, which only a company that names a country should pay for.
    from holidays import country_holidays  # noqa: PLC0415

    country, _, part = place.partition("-")
    with warnings.catch_warnings():
        # Where feasts follow the moon, it knows them only some years ahead, and warns of the years after that.
        warnings.simplefilter("ignore")
        return frozenset(country_holidays(country, subdiv=part or None, years=year))


def read_in(places: Iterable[str]) -> None:
    """Let the holidays of places be at hand, so that no command waits for the library."""
    for place in places:
        public_holidays(place, FIRST_YEAR)


def is_public_holiday(place: str, day: date) -> bool:
    """Return whether a day is a public holiday at a place; nowhere it is."""
    return bool(place) and day.year >= FIRST_YEAR and day in public_holidays(place, day.year)


@lru_cache(maxsize=1)
def known_places() -> frozenset[str]:
    """Return every country whose holidays are known, and every part of one: DE and DE-BY."""
    from holidays import list_supported_countries  # noqa: PLC0415 - as above.

    countries = list_supported_countries(include_aliases=False)
    return frozenset(place for country, parts in countries.items() for place in (country, *_parts(country, parts)))


def _parts(country: str, parts: list[str]) -> list[str]:
    return [f"{country}-{part}" for part in parts]
