"""Findings: what somebody who looks after csops should know, and how to mend it."""

from typing import Literal

import msgspec

Level = Literal["fine", "note", "fault"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at. A fault keeps something from working; a note does not. Neither is fine."""

    area: str
    level: Level
    what: str
    mend: str = ""

    def words(self) -> str:
        """Return the finding as a line for the terminal."""
        mark = {"fine": "ok", "note": "note", "fault": "FAULT"}[self.level]
        return f"{self.area:<11} {mark:<5} {self.what}{f' Mend: {self.mend}' if self.mend else ''}"


def fine(area: str, what: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(area=area, level="fine", what=what)


def noted(area: str, what: str, mend: str = "") -> Finding:
    """Return a finding that is worth knowing."""
    return Finding(area=area, level="note", what=what, mend=mend)


def faulty(area: str, what: str, mend: str) -> Finding:
    """Return a finding that something cannot work."""
    return Finding(area=area, level="fault", what=what, mend=mend)


def named(names: list[str], most: int = 5) -> str:
    """Return the first names of a list, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
