"""The values of time that a company file is made of: zones, days, hours of a week, holidays and days off."""

import zoneinfo
from datetime import date, datetime
from functools import cache
from typing import Annotated, Final

from pydantic import PlainValidator

from workflows.kernel.days_off import Days, known_places
from workflows.kernel.hours import NONE, HoursError, read_week
from workflows.people.fields import LONGEST_TITLE, shown, words, wrong
from workflows.process.faults import closest

LONGEST_HOURS: Final = 500


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _time_zone(value: object) -> str:
    if value == "":
        return ""
    if not isinstance(value, str) or value not in _zones():
        near = closest(value, _zones()) if isinstance(value, str) and len(value) < LONGEST_TITLE else None
        names = {name.lower(): name for name in _zones()}
        near = names.get(value.lower(), near) if isinstance(value, str) else None
        mend = f"did you mean '{near}'?" if near else "write one of the time zone database, such as Europe/Berlin."
        raise wrong(f"{shown(value)} is no time zone.", mend)
    return value


def _day(value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise wrong(f"{shown(value)} is no day.", "write it as 2026-01-31, without quotation marks.")
    return value


def _hours(value: object) -> str:
    """Return the hours of a week, in one text or in several."""
    said = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
    if said == "":
        return ""
    written = words(said, most=LONGEST_HOURS, what="The hours")
    try:
        read_week(written)
    except HoursError as error:
        raise wrong(error.what, error.mend) from None
    return written


def _place(value: object) -> str:
    if isinstance(value, str) and value in {"", NONE}:
        return value
    if not isinstance(value, str) or value.upper() not in known_places():
        country = value.partition("-")[0].upper() if isinstance(value, str) else ""
        parts = sorted(place for place in known_places() if place.startswith(f"{country}-"))
        named = f"one of its parts, {', '.join(parts[:20])}" if parts else "its country's two letters, such as DE"
        raise wrong(f"{shown(value)} is no place whose holidays are known.", f"write {named}.")
    return value.upper()


def _closed(value: object) -> tuple[Days, ...]:
    """Return days off in their order: days, and spans as in "2026-12-24 to 2027-01-02"."""
    listed = value if isinstance(value, list | tuple) else [value]
    return tuple(sorted(_days(entry) for entry in listed))


def _days(value: object) -> Days:
    if not isinstance(value, str):
        return Days(_day(value), _day(value))
    first, found, last = value.partition(" to ")
    try:
        days = Days(date.fromisoformat(first.strip()), date.fromisoformat((last if found else first).strip()))
    except ValueError:
        raise wrong(f"{shown(value)} is no day.", 'write 2026-12-24, or "2026-12-24 to 2027-01-02".') from None
    if days.last < days.first:
        raise wrong(f"{shown(value)} ends before it begins.", "write the first day first.")
    return days


TimeZone = Annotated[str, PlainValidator(_time_zone)]
Day = Annotated[date, PlainValidator(_day)]
Hours = Annotated[str, PlainValidator(_hours)]
Place = Annotated[str, PlainValidator(_place)]
Closed = Annotated[tuple[Days, ...], PlainValidator(_closed)]
