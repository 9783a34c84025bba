"""Bars as a picture for a phone: what each is of stands above it, so that long names have room."""

from html import escape
from typing import Final

from workflows.kernel.files import Bars
from workflows.process.chart.lettering import FAMILY, letters

WIDTH: Final = 420.0
_MARGIN: Final = 18.0
_TITLE, _LABEL, _SMALL = 22.0, 15.0, 14.0
_BAR: Final = 16.0
_GAP: Final = 12.0
_LEADING: Final = 1.28
_INK, _QUIET, _FILL, _TRACK = "#1f2933", "#52606d", "#2b6cb0", "#e4e7eb"


def draw_bars(bars: Bars) -> bytes:
    """Return the bars as PNG."""
    from workflows.process.chart.picture import render_png  # noqa: PLC0415 - only a picture needs it.

    return render_png(bars_svg(bars))


def bars_svg(bars: Bars) -> str:
    """Return the bars as SVG, in letters of the font that it was measured with."""
    widest = WIDTH - 2 * _MARGIN
    marks: list[str] = []
    y = _write(marks, bars.title, y=_MARGIN, size=_TITLE, bold=True)
    y = _write(marks, bars.subtitle, y=y, size=_SMALL, fill=_QUIET) + _GAP
    longest = max((bar.value for bar in bars.bars), default=0.0) or 1.0
    room = widest - max((letters("bold").width(bar.words, _SMALL) for bar in bars.bars), default=0.0) - _GAP
    for bar in bars.bars:
        y = _write(marks, bar.label, y=y, size=_LABEL) + 3
        length = max(3.0, room * bar.value / longest)
        marks.append(_box(y, room, _TRACK))
        marks.append(_box(y, length, _FILL))
        x, base = _MARGIN + room + _GAP, y + _BAR * 0.8
        marks.append(_text(bar.words, x=x, base=base, size=_SMALL, bold=True, fill=_INK))
        y += _BAR + _GAP
    height = y + _MARGIN - _GAP
    size = f'width="{WIDTH:.0f}" height="{height:.0f}" viewBox="0 0 {WIDTH:.0f} {height:.0f}"'
    style = f"text{{font-family:'{FAMILY}',sans-serif}}.b{{font-weight:700}}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(bars.title)}">'
    paper = '<rect width="100%" height="100%" fill="#ffffff"/>'
    return "\n".join([head, f"<style>{style}</style>", paper, *marks, "</svg>", ""])


def _box(y: float, width: float, fill: str) -> str:
    return f'<rect x="{_MARGIN:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_BAR:.1f}" rx="3" fill="{fill}"/>'


def _text(text: str, *, x: float, base: float, size: float, bold: bool, fill: str) -> str:
    style = ' class="b"' if bold else ""
    return f'<text x="{x:.1f}" y="{base:.1f}" font-size="{size:g}"{style} fill="{fill}">{escape(text)}</text>'


def _write(marks: list[str], text: str, *, y: float, size: float, bold: bool = False, fill: str = _INK) -> float:
    """Write a text in lines that fit, below y; return where the last of them ends."""
    for line in letters("bold" if bold else "regular").wrap(text, size, WIDTH - 2 * _MARGIN):
        marks.append(_text(line, x=_MARGIN, base=y + size * 0.95, size=size, bold=bold, fill=fill))
        y += size * _LEADING
    return y
