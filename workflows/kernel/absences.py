"""Who is away, until when, and who stands in for them; pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

_ONE_DAY: Final = timedelta(days=1)
"""No time zone is further than a day from UTC."""


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """The days on which a person is away, the last one included, as their own time zone has them."""

    person: str
    delegate: str = ""
    first_day: date
    last_day: date

    def holds(self, now: datetime, zone: str) -> bool:
        """Return whether the person is away at a moment."""
        if not self.first_day - _ONE_DAY <= now.date() <= self.last_day + _ONE_DAY:
            return False  # Wherever they are; every command asks this of every absence that is kept.
        return self.first_day <= now.astimezone(ZoneInfo(zone)).date() <= self.last_day

    def meets(self, other: "Absence") -> bool:
        """Return whether two absences share a day."""
        return self.first_day <= other.last_day and other.first_day <= self.last_day


class Away(msgspec.Struct, frozen=True):
    """Somebody who is away now, through the day `until`.

    `chain` may act in their place: whom they named, and where that person is away too, whom that one named. `here` is
    the one of them who is not away, and so is called; empty where there is none.
    """

    until: date
    chain: tuple[str, ...] = ()
    here: str = ""

    @property
    def until_words(self) -> str:
        """The last day, as people read it."""
        return f"{self.until:%d %b %Y}"


def away_at(absences: Mapping[str, Absence], zones: Mapping[str, str], now: datetime) -> dict[str, Away]:
    """Return who is away at a moment. `zones` are the time zones of everybody who is still of the company."""
    held = {key: absence for key, absence in absences.items() if (zone := zones.get(key)) and absence.holds(now, zone)}
    return {key: _away(absence, held, zones) for key, absence in held.items()}


def _away(absence: Absence, held: Mapping[str, Absence], zones: Mapping[str, str]) -> Away:
    """Follow those who were named; a circle of people who are all away leads to nobody."""
    chain: list[str] = []
    following = absence.delegate
    while following in zones and following != absence.person and following not in chain:
        chain.append(following)
        if following not in held:
            return Away(absence.last_day, tuple(chain), here=following)
        following = held[following].delegate
    return Away(absence.last_day, tuple(chain))


def circle(new: Absence, others: Mapping[str, Absence]) -> tuple[str, ...]:
    """Return the people through whom a new absence would lead back to its own person, on days that they share."""
    path: list[str] = []
    following = new.delegate
    while following and following not in path:
        path.append(following)
        if following == new.person:
            return tuple(path)
        next_one = others.get(following)
        following = next_one.delegate if next_one is not None and next_one.meets(new) else ""
    return ()
