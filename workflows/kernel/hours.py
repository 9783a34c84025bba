"""The hours of a week as people write them: `Mon-Thu 09:00-12:30, 13:00-17:30, Fri 09:00-15:00`; pure."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from workflows.kernel.cleaning import cut

DAY: Final = 24 * 60
"""Minutes of a day, and of the longest shift."""

Shift = tuple[int, int]
"""From which minute of its day to which; a shift past midnight ends after DAY."""
Week = tuple[tuple[Shift, ...], ...]
"""The shifts that begin on each day, from Monday on."""

ALWAYS: Final = "always"
NONE: Final = "none"
USUAL: Final = "Mon-Fri 09:00-17:00"
"""The hours of a company that names none."""

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHORTEST: Final = 3
_LONGEST_QUOTED: Final = 60
_CLOCK: Final = r"([0-9]{1,2})(?::([0-9]{2}))?"
_TIMES: Final = re.compile(rf"{_CLOCK} ?[-\u2013] ?{_CLOCK}")
_PART: Final = re.compile(rf"(?P<days>[A-Za-z][A-Za-z \u2013-]*? )?(?P<times>{_CLOCK} ?[-\u2013] ?{_CLOCK})")


class HoursError(ValueError):
    """Words that are no hours: `what` is wrong with them, as a sentence, and how to `mend` it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


@lru_cache(maxsize=1024)
def read_week(words: str) -> Week:
    """Return the week that words say. Raise HoursError.

    Parts stand between commas: days, and from when to when. A part without days is another shift of the days before it.
    A shift that ends before it begins ends on the next day. `always` is round the clock, `none` is never.
    """
    said = " ".join(words.split()).casefold()
    if said in {ALWAYS, NONE}:
        return (((0, DAY),) if said == ALWAYS else (),) * len(_DAYS)
    week: list[list[Shift]] = [[] for _ in _DAYS]
    days: tuple[int, ...] = ()
    for part in said.split(","):
        found = _PART.fullmatch(part.strip())
        if found is None:
            raise HoursError(f"{_quoted(part)} says no days and hours.", f"write them as in '{USUAL}'.")
        days = _days(found["days"].strip()) if found["days"] else days
        if not days:
            raise HoursError(f"{_quoted(part)} says no days.", f"begin with them, as in '{USUAL}'.")
        shift = _shift(found["times"])
        for day in days:
            week[day].append(shift)
    return _checked(tuple(tuple(sorted(shifts)) for shifts in week))


def _days(words: str) -> tuple[int, ...]:
    found: list[int] = []
    for word in words.replace("\u2013", "-").split():
        first, dash, last = word.partition("-")
        begin = _day(first)
        end = _day(last) if dash else begin
        found += [(begin + more) % len(_DAYS) for more in range((end - begin) % len(_DAYS) + 1)]
    return tuple(found)


def _day(word: str) -> int:
    meant = [number for number, day in enumerate(_DAYS) if word[:_SHORTEST] == day and len(word) >= _SHORTEST]
    if not meant:
        raise HoursError(f"{_quoted(word)} is no day of the week.", "write Mon, Tue, Wed, Thu, Fri, Sat or Sun.")
    return meant[0]


def _shift(times: str) -> Shift:
    match = _TIMES.fullmatch(times)
    hour, minute, last_hour, last_minute = (int(part or 0) for part in match.groups()) if match else (0, 0, 0, 0)
    start, end = hour * 60 + minute, last_hour * 60 + last_minute
    if max(minute, last_minute) >= 60 or start >= DAY or end > DAY:  # noqa: PLR2004 - minutes of an hour.
        raise HoursError(f"'{times}' is no time of the day.", "write hours from 00:00 to 24:00, as in 09:00-17:00.")
    return start, end if end > start else end + DAY


def _quoted(words: str) -> str:
    return f"'{cut(words.strip() if words.isprintable() else ascii(words)[1:-1], _LONGEST_QUOTED)}'"


def _checked(week: Week) -> Week:
    """Return the week; no shift may begin before the one before it is over, also over Sunday's midnight."""
    shifts = [(day * DAY + start, day * DAY + end) for day, each in enumerate(week) for start, end in each]
    around = [*shifts, (shifts[0][0] + len(_DAYS) * DAY, 0)]
    for (_, end), (begin, _) in pairwise(around):
        if begin < end:
            name = _DAYS[begin // DAY % len(_DAYS)].title()
            raise HoursError(f"Two shifts meet on {name}.", "let each begin when the one before it is over.")
    return week
