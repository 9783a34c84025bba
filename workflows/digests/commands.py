"""What people may ask of digests: a report now or of a past period, and whether their own comes each morning."""

from typing import Final, Literal

from workflows.kernel.answers import Reason, Refused
from workflows.kernel.cards import Button
from workflows.kernel.commands import Command, Query
from workflows.kernel.requests import Pressed, Typed

Often = Literal["daily", "weekly", "off"]

REPORT: Final = "digest.report"
OWN: Final = "digest.own"
SET: Final = "digest.set"
LONGEST_WORDS: Final = 60
OFTEN: Final[tuple[Often, ...]] = ("daily", "weekly", "off")


class SendReport(Command, frozen=True, kw_only=True):
    """A report as it stands now, or for a past period: its card at once, and what goes with it as files."""

    report: str
    period: str = ""


class SetOwnDigest(Command, frozen=True, kw_only=True):
    """Have one's own digest each working day, on the first working day of each week, or not at all."""

    often: str


class KeepDigests(Command, frozen=True, kw_only=True):
    """See to it that everything that is sent by itself has its timer; asked by the clock."""


class ListReports(Query, frozen=True, kw_only=True):
    """The reports that there are, when each goes where, and a button for each."""


class ShowOwnDigest(Query, frozen=True, kw_only=True):
    """Whether one's own digest comes, and when."""


def from_typed(request: Typed) -> Command | Query | Refused | None:
    """Return what `/csops report WORDS` and `/csops digest WORDS` ask for; None for every other use of `/csops`."""
    verb, _, rest = request.words.strip().partition(" ")
    rest = rest.strip()
    if verb.casefold() == "report":
        report, _, period = rest[:LONGEST_WORDS].partition(" ")
        if not report or report.casefold() == "list":
            return ListReports(actor=request.actor)
        return SendReport(
            actor=request.actor, request_key=request.request_key, report=report.casefold(), period=period.strip()
        )
    if verb.casefold() != "digest":
        return None
    if not rest:
        return ShowOwnDigest(actor=request.actor)
    if rest.casefold() not in OFTEN:
        return Refused(reason=Reason.UNKNOWN_COMMAND, facts={"command": "/csops digest", "words": rest[:LONGEST_WORDS]})
    return SetOwnDigest(actor=request.actor, request_key=request.request_key, often=rest.casefold())


def report_pressed(request: Pressed) -> SendReport | ListReports:
    """Return the report that a button names, for the period that it names; without a name all there are."""
    if not request.argument:
        return ListReports(actor=request.actor)
    report, _, period = request.argument[:LONGEST_WORDS].partition(" ")
    return SendReport(actor=request.actor, request_key=request.request_key, report=report, period=period)


def own_pressed(request: Pressed) -> ShowOwnDigest:
    """Return whether one's own digest comes."""
    return ShowOwnDigest(actor=request.actor)


def set_pressed(request: Pressed) -> SetOwnDigest:
    """Return how often a button has one's own digest come."""
    return SetOwnDigest(actor=request.actor, request_key=request.request_key, often=request.argument)


def report_button(label: str, report: str, period: str = "") -> Button:
    """Return the button that asks for a report."""
    return Button(key=REPORT, label=label, subject="report", argument=f"{report} {period}".strip())


def set_button(label: str, often: Often) -> Button:
    """Return the button that has one's own digest come so often."""
    return Button(key=SET, label=label, subject="digest", argument=often)
