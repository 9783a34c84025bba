"""How the report of the pipeline looks: its figures, a picture of how long work stood at each step, and all as CSV."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from workflows.digests.commands import report_button
from workflows.digests.figures import Cycle, Figures, median
from workflows.digests.rules import Period, before
from workflows.kernel.cards import Card, Fact, Row
from workflows.kernel.digests import Digest
from workflows.kernel.files import Bar, Bars, Sheet
from workflows.kernel.posts import Post
from workflows.kernel.text import Line, Strong, When, line
from workflows.process.catalogue import Definitions

MOST_BARS: Final = 12
MOST_RISKS: Final = 10
COLUMNS: Final = ("Process", "Step", "What", "Figure", "Unit")
_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the report says."""

    period: Period
    ends: datetime
    figures: Figures
    under_way: Mapping[str, int]
    risks: Sequence[tuple[str, str]]
    """Customers at risk, each with the word for it."""
    waiting: tuple[datetime, ...]
    """Since when each decision waits, the oldest first."""


def posts(seen: Seen, digest: Digest, definitions: Definitions) -> tuple[Post, ...]:
    """Return the report, with its picture where there is anything to draw, and its sheet."""
    picture = _picture(seen, digest, definitions)
    sheet = _sheet(seen, digest, definitions)
    follows = Card(title="", body=(line(f"All figures of {seen.period.words}, for a spreadsheet."),))
    return Post(card=_card(seen, digest, definitions), file=picture), Post(card=follows, file=sheet)


def _card(seen: Seen, digest: Digest, definitions: Definitions) -> Card:
    figures = seen.figures
    facts = (
        Fact("Began", line(_by_process(figures.started, definitions))),
        Fact("Ended", line(_ended(figures, definitions))),
        Fact("Under way", line(_by_process(seen.under_way, definitions))),
        Fact("Decisions", _decisions(seen)),
        Fact("Hand-offs", line(_hand_offs(figures))),
        Fact("Check-ins", line(_check_ins(figures))),
        Fact("Done in time", line(share(figures.on_time, figures.with_due))),
    )
    rows = [Row(text=line(Strong(f"Customers at risk: {len(seen.risks)}")), heading=True)]
    rows += [Row(text=line(Strong(name)), detail=line(word)) for name, word in seen.risks[:MOST_RISKS]]
    left = len(seen.risks) - MOST_RISKS
    return Card(
        title=f"{digest.title}: {seen.period.words}",
        facts=facts,
        rows=tuple(rows),
        more=f"And {left} more customers at risk, in the file." if left > 0 else "",
        buttons=(report_button("The week before", digest.key, before(seen.period).key),),
    )


def _by_process(numbers: Mapping[str, int], definitions: Definitions) -> str:
    said = [f"{definitions.current(name).title} {numbers[name]}" for name in sorted(numbers) if numbers[name]]
    return f"{sum(numbers.values())}: {', '.join(said)}" if said else "nothing"


def _ended(figures: Figures, definitions: Definitions) -> str:
    total = sum(figures.ended.values())
    well = sum(count for (_, good), count in figures.ended.items() if good)
    names = {name: sum(figures.ended[name, good] for good in (True, False)) for name, _ in figures.ended}
    return f"{_by_process(names, definitions)}; {well} of {total} well" if total else "nothing"


def _decisions(seen: Seen) -> Line:
    figures = seen.figures
    said = f"{figures.asked} asked for, {len(figures.decided)} given"
    said += f" after {typical(figures.decided)}" if figures.decided else ""
    if not seen.waiting:
        return line(f"{said}; none waits")
    return line(f"{said}; {len(seen.waiting)} wait, the oldest since ", When(seen.waiting[0], "date"))


def _hand_offs(figures: Figures) -> str:
    said = f"{figures.offered} offered, {len(figures.accepted)} accepted"
    said += f" after {typical(figures.accepted)}" if figures.accepted else ""
    return f"{said}, {figures.returned} returned"


def _check_ins(figures: Figures) -> str:
    if not figures.held:
        return "none was held"
    return f"{figures.held} held, {share(figures.held_on_time, figures.held)} in time, {figures.unhappy} unhappy"


def share(part: int, whole: int) -> str:
    """Return a share in words: `9 of 12 (75 %)`."""
    return f"{part} of {whole} ({round(100 * part / whole)} %)" if whole else "nothing was due"


def typical(times: Sequence[timedelta]) -> str:
    """Return the median of some lengths of time, in words."""
    return length(median(times))


def length(time: timedelta) -> str:
    """Return a length of time as people say it."""
    if time >= 2 * _DAY:
        return f"{time / _DAY:.1f} days"
    if time >= _HOUR:
        return f"{time / _HOUR:.1f} hours"
    return f"{max(0, round(time.total_seconds() / 60))} minutes"


def _picture(seen: Seen, digest: Digest, definitions: Definitions) -> Bars | None:
    cycles = seen.figures.cycles()[:MOST_BARS]
    if not cycles:
        return None
    bars = tuple(
        Bar(label=_step(one, definitions), words=f"{length(one.median)} ({one.times})", value=one.median / _HOUR)
        for one in cycles
    )
    return Bars(
        name=f"{digest.key}-{seen.period.key}",
        title="How long work stood at each step",
        subtitle=f"{seen.period.words}: the median of those that left it, and how many those were",
        bars=bars,
    )


def _step(one: Cycle, definitions: Definitions) -> str:
    definition = definitions.current(one.process)
    step = definition.step(one.step)
    return f"{definition.title}: {one.step} {step.title}" if step else f"{definition.title}: {one.step}"


def _sheet(seen: Seen, digest: Digest, definitions: Definitions) -> Sheet:
    figures = seen.figures
    title = {name: definitions.current(name).title for name in definitions.processes}
    rows: list[tuple[str | int | float, ...]] = []
    for name in sorted(title):
        well, badly = figures.ended[name, True], figures.ended[name, False]
        counts = (("Began", figures.started[name]), ("Ended well", well), ("Ended otherwise", badly))
        rows += [
            (title[name], "", what, count, "") for what, count in (*counts, ("Under way", seen.under_way.get(name, 0)))
        ]
    rows += [
        (title[one.process], one.step, "Median time at the step", round(one.median / _HOUR, 2), "hours")
        for one in figures.cycles()
    ]
    rows += [
        ("", "", "Decisions asked for", figures.asked, ""),
        ("", "", "Decisions given", len(figures.decided), ""),
        ("", "", "Decisions that wait", len(seen.waiting), ""),
        ("", "", "Hand-offs offered", figures.offered, ""),
        ("", "", "Hand-offs accepted", len(figures.accepted), ""),
        ("", "", "Hand-offs returned", figures.returned, ""),
        ("", "", "Check-ins held", figures.held, ""),
        ("", "", "Check-ins held in time", figures.held_on_time, ""),
        ("", "", "Steps that were due", figures.with_due, ""),
        ("", "", "Steps done in time", figures.on_time, ""),
    ]
    rows += [("", "", f"At risk: {word}", name, "") for name, word in seen.risks]
    return Sheet(
        name=f"{digest.key}-{seen.period.key}",
        title=f"{digest.title}: {seen.period.words}",
        columns=COLUMNS,
        rows=tuple(rows),
    )
