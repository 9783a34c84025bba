"""How the Referenceable Customer Report looks: as a card with those who can be asked, and whole as a sheet."""

from collections.abc import Callable, Sequence
from typing import Final

from workflows.kernel.cards import Button, Card, Fact, Table
from workflows.kernel.files import Sheet
from workflows.kernel.forms import Choice
from workflows.kernel.text import Strong, line
from workflows.references import rules
from workflows.references.commands import REPORT
from workflows.references.reporting import Listed, Report

SHOWN: Final = 15
"""So many customers stand on the card; the sheet has them all."""
HEADINGS: Final = ("Customer", "Agreed to", "Until", "Given by", "Used", "Last used")
COLUMNS: Final = (
    *("Customer", "Tier", "Can be asked", "Agreed to", "Agreed by", "Agreed on", "Agreed until"),
    *("On the register since", "Used", "Used in the month", "Last used"),
)
_WORDS: Final = {
    rules.USABLE: "Yes",
    rules.WILLING: "No: consent to be recorded",
    rules.EXPIRED: "No: consent has ended",
    rules.WITHDRAWN: "No: consent withdrawn",
}

Tiers = Callable[[str], str]
"""The title of a tier by its key."""


def title_of(report: Report) -> str:
    """Return what the report is called."""
    so_far = "" if report.month.is_past else f", as of {report.day}"
    return f"Referenceable Customer Report: {report.month.words}{so_far}"


def report_card(report: Report, *, kinds: Sequence[Choice], tiers: Tiers, follows: str = "") -> Card:
    """Return the report's figures, and the first of those who can be asked; `follows` says where the sheet is."""
    usable = report.usable
    table = Table(HEADINGS, tuple(_row(one, kinds, tiers) for one in usable[:SHOWN]))
    nobody = () if usable else (line("Nobody can be asked now: no consent holds."),)
    left = len(usable) - SHOWN
    return Card(
        title=title_of(report),
        facts=(
            Fact("On the register", line(f"{len(report.listed)} ({report.new} new, {report.gone} taken off)")),
            Fact("Can be asked", line(Strong(str(len(usable))), _soon(report))),
            Fact("Cannot be asked", line(_others(report))),
            Fact("Used in the month", line(_uses(report, kinds))),
        ),
        body=(*nobody, *((line(follows),) if follows else ())),
        table=table,
        more=f"And {left} more, in the file." if left > 0 else "",
        buttons=(Button(key=REPORT, label="The month before", subject="month", argument=report.month.before),),
    )


def sheet_of(report: Report, *, kinds: Sequence[Choice], tiers: Tiers, zone: str) -> Sheet:
    """Return the whole report as a sheet: who can be asked first, each by name."""
    ordered = sorted(report.listed, key=lambda one: rules.STANDINGS.index(one.standing))
    return Sheet(
        name=f"referenceable-customers-{report.month.key}",
        title=title_of(report),
        columns=COLUMNS,
        rows=tuple(_cells(one, kinds, tiers, zone) for one in ordered),
    )


def _row(one: Listed, kinds: Sequence[Choice], tiers: Tiers) -> tuple[str, ...]:
    entry, consent, tier = one.entry, one.entry.consent, tiers(one.tier)
    name = f"{one.name} ({tier})" if tier else one.name
    given = ", ".join(part for part in (consent.given_by, consent.given_on) if part)
    agreed = rules.labels(kinds, consent.uses)
    return (name, agreed, consent.until or "no end", given, str(entry.used), entry.last_used)


def _cells(one: Listed, kinds: Sequence[Choice], tiers: Tiers, zone: str) -> tuple[str | int, ...]:
    entry, consent = one.entry, one.entry.consent
    since = rules.day_of(entry.listed_at, zone)
    return (
        *(one.name, tiers(one.tier), _WORDS[one.standing], rules.labels(kinds, consent.uses)),
        *(consent.given_by, consent.given_on, consent.until),
        *(since, entry.used, one.used_within, entry.last_used),
    )


def _soon(report: Report) -> str:
    days = rules.SOON.days
    return f" ({report.to_renew} to renew within {days} days)" if report.to_renew else ""


def _others(report: Report) -> str:
    counted = ((rules.WILLING, "to be recorded"), (rules.EXPIRED, "ended"), (rules.WITHDRAWN, "withdrawn"))
    said = [f"{report.count(standing)} {words}" for standing, words in counted if report.count(standing)]
    return _total(len(report.listed) - len(report.usable), said)


def _uses(report: Report, kinds: Sequence[Choice]) -> str:
    ordered = [*(kind.value for kind in kinds), *sorted(set(report.uses) - {kind.value for kind in kinds})]
    said = [f"{rules.labels(kinds, (kind,))} {report.uses[kind]}" for kind in ordered if kind in report.uses]
    return _total(sum(report.uses.values()), said)


def _total(number: int, parts: Sequence[str]) -> str:
    return f"{number}: {', '.join(parts)}" if parts else str(number)
