"""The way of one engagement as a picture for a phone: one column, large letters, what is done, where it stands."""

from collections.abc import Iterator
from html import escape
from typing import Final

from workflows.kernel.pictures import Picture, State, Stop
from workflows.process.chart.lettering import FAMILY, Weight, letters

WIDTH: Final = 420.0
"""A phone shows a picture as wide as its screen, which is about so many pixels: letters keep their size."""
_MARGIN: Final = 18.0
_GUTTER: Final = 46.0
_TITLE: Final = 25.0
_STEP: Final = 20.0
_SMALL: Final = 16.0
_LEADING: Final = 1.28
_GAP: Final = 20.0
_INK, _QUIET, _PAPER, _LINE = "#1f2933", "#52606d", "#ffffff", "#9aa5b1"
_NOW, _NOW_FILL, _DONE = "#c05621", "#fff3d6", "#2f855a"
_LEGEND: Final[dict[State, str]] = {"done": "Done", "now": "Where it stands", "skipped": "Skipped", "ahead": "To come"}


def draw_trail(picture: Picture) -> bytes:
    """Return the picture as PNG, about as wide as a phone at twice its sharpness."""
    from workflows.process.chart.picture import render_png  # noqa: PLC0415 - only a picture needs it.

    return render_png(trail_svg(picture))


def trail_svg(picture: Picture) -> str:
    """Return the picture as SVG, in letters of the font that it was measured with."""
    marks: list[str] = []
    y = _MARGIN
    widest = WIDTH - 2 * _MARGIN
    y = _write(marks, picture.title, x=_MARGIN, y=y, widest=widest, size=_TITLE, weight="bold", fill=_INK)
    y = _write(marks, picture.subtitle, x=_MARGIN, y=y, widest=widest, size=_SMALL, weight="regular", fill=_QUIET)
    y += _GAP
    first = y
    spots: list[tuple[float, Stop]] = []
    rows: list[str] = []
    for stop in picture.stops:
        spots.append((y + _STEP * 0.62, stop))
        y = _row(rows, stop, y) + _GAP
    last = spots[-1][0] if spots else first
    if picture.ending:
        last = y + _SMALL
        y = _end(rows, picture.ending, y) + _GAP
    x = _MARGIN + _GUTTER / 2 - 8
    marks.append(f'<path d="M{x:.1f} {first + 8:.1f}V{last:.1f}" stroke="{_LINE}" stroke-width="2.5" fill="none"/>')
    marks += rows
    for spot, stop in spots:
        marks += _node(x, spot, stop.state)
    y = _legend(marks, picture, y)
    return _page(picture, y, marks)


def _page(picture: Picture, height: float, marks: list[str]) -> str:
    size = f'width="{WIDTH:.0f}" height="{height:.0f}" viewBox="0 0 {WIDTH:.0f} {height:.0f}"'
    style = f"text{{font-family:'{FAMILY}',sans-serif}}.b{{font-weight:700}}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(picture.title)}">'
    paper = f'<rect width="100%" height="100%" fill="{_PAPER}"/>'
    return "\n".join([head, f"<style>{style}</style>", paper, *marks, "</svg>", ""])


def _row(marks: list[str], stop: Stop, y: float) -> float:
    """Write a step at its height, and return where it ends; where the engagement stands has a box of its own."""
    left, widest = _MARGIN + _GUTTER, WIDTH - 2 * _MARGIN - _GUTTER
    texts: list[str] = []
    top = y
    colour = _INK if stop.state in {"done", "now"} else _QUIET
    title = f"{stop.number} {stop.title}".strip()
    y = _write(texts, title, x=left, y=y, widest=widest, size=_STEP, weight="bold", fill=colour)
    y = _write(texts, stop.owners, x=left, y=y, widest=widest, size=_SMALL, weight="regular", fill=_QUIET)
    if stop.words:
        said = {"now": _NOW, "done": _DONE}.get(stop.state, _QUIET)
        y = _write(texts, stop.words, x=left, y=y, widest=widest, size=_SMALL, weight="bold", fill=said)
    if stop.state == "now":
        box = f'x="{left - 10:.1f}" y="{top - 8:.1f}" width="{widest + 18:.1f}" height="{y - top + 14:.1f}"'
        marks.append(f'<rect {box} rx="8" fill="{_NOW_FILL}" stroke="{_NOW}" stroke-width="2.5"/>')
    marks += texts
    return y


def _end(marks: list[str], ending: str, y: float) -> float:
    left = _MARGIN + 6
    lines = letters("bold").wrap(ending, _STEP, WIDTH - 2 * _MARGIN - 40)
    height = len(lines) * _STEP * _LEADING + 16
    box = f'x="{left:.1f}" y="{y - 6:.1f}" width="{WIDTH - 2 * left:.1f}" height="{height:.1f}"'
    marks.append(f'<rect {box} rx="{min(22.0, height / 2):.1f}" fill="{_QUIET}"/>')
    _write(marks, ending, x=left + 20, y=y + 2, widest=WIDTH - 2 * left - 40, size=_STEP, weight="bold", fill=_PAPER)
    return y - 6 + height


def _legend(marks: list[str], picture: Picture, y: float) -> float:
    """Write what the signs mean, those that there are."""
    x = _MARGIN
    shown = {stop.state for stop in picture.stops}
    for state in ("done", "now", "skipped", "ahead"):
        if state not in shown:
            continue
        width = letters("regular").width(_LEGEND[state], _SMALL) + 44
        if x > _MARGIN and x + width > WIDTH - _MARGIN:
            x, y = _MARGIN, y + 28
        marks += _node(x + 10, y + 10, state)
        _write(marks, _LEGEND[state], x=x + 26, y=y, widest=WIDTH, size=_SMALL, weight="regular", fill=_QUIET)
        x += width
    return y + 28 + _MARGIN


def _write(  # noqa: PLR0913 - a text, where it stands and how it looks, by name.
    marks: list[str], text: str, *, x: float, y: float, widest: float, size: float, weight: Weight, fill: str
) -> float:
    """Write a text in lines that fit, below y; return where the last of them ends."""
    bold = ' class="b"' if weight == "bold" else ""
    for line in letters(weight).wrap(text, size, widest) if text else ():
        base = y + size * 0.95
        marks.append(f'<text x="{x:.1f}" y="{base:.1f}" font-size="{size:g}"{bold} fill="{fill}">{escape(line)}</text>')
        y += size * _LEADING
    return y


def _node(x: float, y: float, state: State) -> Iterator[str]:
    if state == "done":
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="{_DONE}"/>'
        tick = f"M{x - 4.6:.1f} {y + 0.4:.1f}l3.3 3.6l6 -7.2"
        yield f'<path d="{tick}" fill="none" stroke="{_PAPER}" stroke-width="2.4" stroke-linecap="round"/>'
    elif state == "now":
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="{_NOW}" stroke="{_PAPER}" stroke-width="2"/>'
        yield f'<path d="M{x - 3:.1f} {y - 5:.1f}l8 5l-8 5z" fill="{_PAPER}"/>'
    elif state == "skipped":
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{_PAPER}" stroke="{_LINE}" stroke-width="2"/>'
        yield f'<path d="M{x - 4:.1f} {y:.1f}h8" stroke="{_QUIET}" stroke-width="2.4" stroke-linecap="round"/>'
    else:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="{_PAPER}" stroke="{_LINE}" stroke-width="2.5"/>'
