"""The lines of a chart: straight down through rows, curved between them, with an arrow at the end they lead to."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from workflows.process.chart.layers import Layout, Way

ARROW: Final = 7.0
_PORT: Final = 22.0

Point = tuple[float, float]


class Line(msgspec.Struct, frozen=True):
    """The path of a line as SVG writes it, the corners of its arrow, and whether it leads upwards."""

    path: str
    arrow: tuple[Point, Point, Point]
    back: bool


def lines_of(layout: Layout) -> list[Line]:
    """Return the line of every way of a chart."""
    starts = _ports(layout, [(way.upper, way) for way in layout.ways], upper=True)
    stops = _ports(layout, [(way.lower, way) for way in layout.ways], upper=False)
    return [_line(layout, way, starts[way.label_key], stops[way.label_key]) for way in layout.ways]


def _ports(layout: Layout, ends: Sequence[tuple[str, Way]], *, upper: bool) -> Mapping[str, float]:
    """Return where on its box each way begins or stops: side by side in the order of where they go next.

    The one that goes straightest takes the middle of the box.
    """
    found: dict[str, float] = {}
    for key in layout.boxes:
        middle = layout.spots[key].x
        ways = [way for box, way in ends if box == key]
        beside = {way.label_key: layout.spots[way.chain[0 if upper else -1]].x for way in ways}
        order = sorted(beside, key=lambda label: beside[label])
        straight = min(range(len(order)), key=lambda index: abs(beside[order[index]] - middle), default=0)
        room = layout.boxes[key].width - 2 * ARROW
        step = min(_PORT, room / max(1, 2 * max(straight, len(order) - 1 - straight)))
        for index, label in enumerate(order):
            found[label] = middle + (index - straight) * step
    return found


def _line(layout: Layout, way: Way, start: float, stop: float) -> Line:
    upper, lower = layout.spots[way.upper], layout.spots[way.lower]
    top = upper.y + layout.boxes[way.upper].height / 2
    bottom = lower.y - layout.boxes[way.lower].height / 2
    if way.back:
        arrow = ((start, top), (start - ARROW * 0.6, top + ARROW), (start + ARROW * 0.6, top + ARROW))
        top += ARROW * 0.8
    else:
        arrow = ((stop, bottom), (stop - ARROW * 0.6, bottom - ARROW), (stop + ARROW * 0.6, bottom - ARROW))
        bottom -= ARROW * 0.8
    runs = [(start, top, upper.bottom + (ARROW if way.back else 0.0))]
    runs += [(spot.x, spot.top, spot.bottom) for spot in (layout.spots[key] for key in way.chain)]
    runs.append((stop, lower.top - (0.0 if way.back else ARROW), bottom))
    return Line(_path(runs), arrow, way.back)


def _path(runs: Sequence[tuple[float, float, float]]) -> str:
    """Return a path through straight runs (x, from y, to y), curved from each to the next."""
    words = [f"M{_number(runs[0][0])} {_number(runs[0][1])}"]
    here: Point = (runs[0][0], runs[0][1])
    for index, (x, top, bottom) in enumerate(runs):
        if index:
            middle = (here[1] + top) / 2
            words.append(
                f"C{_number(here[0])} {_number(middle)} {_number(x)} {_number(middle)} {_number(x)} {_number(top)}"
            )
        if bottom != top:
            words.append(f"V{_number(bottom)}")
        here = (x, bottom)
    return "".join(words)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
