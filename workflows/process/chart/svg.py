"""The chart as SVG: boxes by kind, labelled ways, what is done and where the engagement stands, and a legend."""

from collections.abc import Collection, Iterator, Mapping
from html import escape
from typing import Final

import msgspec

from workflows.process.chart.figures import (
    LOOP_REACH,
    SMALL_LINE,
    SMALL_SIZE,
    STEP_PADDING,
    TITLE_LINE,
    TITLE_SIZE,
    Box,
    Label,
)
from workflows.process.chart.layers import Spot, lay_out
from workflows.process.chart.lettering import FAMILY, Weight, carried, letters
from workflows.process.chart.paths import ARROW, Line, lines_of
from workflows.process.definition import Definition
from workflows.process.parts import END

MARGIN: Final = 20.0
_HEAD: Final = 58.0
_INK, _QUIET, _LINE, _BACK = "#1f2933", "#52606d", "#7b8794", "#b7791f"
_NOW, _DONE, _PAPER = "#c05621", "#2f855a", "#ffffff"


class Look(msgspec.Struct, frozen=True):
    """How a kind of box looks: its fill, its border, how its corners are cut, and its name in the legend."""

    fill: str
    border: str
    shape: str
    words: str


LOOKS: Final[Mapping[str, Look]] = {
    "task": Look("#eef4fb", "#3b6ea5", "round", "Task"),
    "question": Look("#fdf6e3", "#b7791f", "pointed", "Question"),
    "approval": Look("#f5effb", "#7350a8", "double", "Approval"),
    "system": Look("#f2f4f6", "#6b7280", "dashed", "Done by a system"),
    "wait": Look("#e8f6f5", "#2c7a7b", "pill", "Waiting for somebody outside"),
    "end": Look("#52606d", "#52606d", "pill", "End"),
    "good-end": Look("#2f855a", "#2f855a", "pill", "Good end"),
}


def draw_svg(definition: Definition, *, at: str | None, done: Collection[str], carries_letters: bool = True) -> str:
    """Return the chart as SVG, with the current step and those that are done marked.

    It carries the letters that it uses, so that it looks the same everywhere; who brings the font can do without.
    """
    return _Drawing(definition, at, frozenset(done)).text(carries_letters=carries_letters)


class _Drawing:
    """One picture being written: marks in order, and every text with its weight, whose letters it must carry."""

    def __init__(self, definition: Definition, at: str | None, done: frozenset[str]) -> None:
        self._definition = definition
        self._at = at
        self._done = done
        self._layout = lay_out(definition)
        self._texts: list[tuple[Weight, str]] = []

    def text(self, *, carries_letters: bool) -> str:
        """Return the whole SVG."""
        legend = self._legend()
        width = max(self._layout.width, 360.0) + 2 * MARGIN
        shift = (width - self._layout.width) / 2
        marks = [
            *self._head(width),
            f'<g transform="translate({shift:.1f} {_HEAD + MARGIN:.1f})">',
            *self._chart(),
            "</g>",
        ]
        top = _HEAD + MARGIN + self._layout.height + 2 * MARGIN
        rows, height = _legend_rows(legend, width - 2 * MARGIN)
        for x, y, kind in rows:
            marks.extend(self._legend_entry(MARGIN + x, top + y, kind))
        faces = carried(self._texts) if carries_letters else ""
        return self._page(width, top + height + MARGIN, faces, marks)

    def _page(self, width: float, height: float, faces: str, marks: list[str]) -> str:
        title = escape(self._definition.title)
        style = f"{faces}text{{font-family:'{FAMILY}',sans-serif}}.b{{font-weight:700}}"
        return "\n".join(
            [
                (
                    f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}"'
                    f' viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{title}">'
                ),
                f"<title>{title}</title>",
                f"<style>{style}</style>",
                f'<rect width="100%" height="100%" fill="{_PAPER}"/>',
                *marks,
                "</svg>",
                "",
            ]
        )

    def _write(self, x: float, y: float, text: str, size: float, *, weight: Weight = "regular", **more: str) -> str:
        """Return a text whose letters stand on y; `more` are further attributes, such as fill and anchor."""
        self._texts.append((weight, text))
        names = {"anchor": "text-anchor"}
        attributes = "".join(f' {names.get(name, name)}="{value}"' for name, value in more.items())
        bold = ' class="b"' if weight == "bold" else ""
        colour = "" if "fill" in more else f' fill="{_INK}"'
        return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{bold}{colour}{attributes}>{escape(text)}</text>'

    def _head(self, width: float) -> Iterator[str]:
        lines = letters("bold").wrap(self._definition.title, 22, width - 2 * MARGIN)
        yield self._write(MARGIN, MARGIN + 18, lines[0], 22, weight="bold")
        version = f"{self._definition.process}, version {self._definition.version}"
        yield self._write(MARGIN, MARGIN + 38, version, SMALL_SIZE, fill=_QUIET)

    def _chart(self) -> Iterator[str]:
        for line in lines_of(self._layout):
            yield from _line(line)
        for way in self._layout.ways:
            spot = self._layout.spots[way.label_key]
            yield from self._label(spot.x, spot.y, way.label, back=way.back)
        for key, box in self._layout.boxes.items():
            yield from self._box(key, box, self._layout.spots[key])

    def _label(self, x: float, y: float, label: Label, *, back: bool) -> Iterator[str]:
        top = y - label.height / 2
        yield (
            f'<rect x="{x - label.width / 2:.1f}" y="{top:.1f}" width="{label.width:.1f}" height="{label.height:.1f}"'
            f' fill="{_PAPER}"/>'
        )
        for index, line in enumerate(label.lines):
            base = top + 1 + index * SMALL_LINE + SMALL_LINE * 0.76
            yield self._write(x, base, line, SMALL_SIZE, anchor="middle", fill=_BACK if back else _QUIET)

    def _box(self, key: str, box: Box, spot: Spot) -> Iterator[str]:
        left, top = spot.x - box.width / 2, spot.y - box.height / 2
        is_now = key == self._at or key.startswith(f"{self._at} of ")
        yield from _shape(box, left, top, is_now=is_now)
        if key.startswith(END):
            for index, line in enumerate(box.title):
                base = top + 7 + index * SMALL_LINE + SMALL_LINE * 0.76
                yield self._write(spot.x, base, line, SMALL_SIZE, weight="bold", anchor="middle", fill=_PAPER)
            return
        base = top + STEP_PADDING + TITLE_LINE * 0.76
        for index, line in enumerate(box.title):
            start = left + STEP_PADDING
            if box.number and not index:
                yield self._write(start, base, box.number, TITLE_SIZE, weight="bold", fill=LOOKS[box.kind].border)
                start += letters("bold").width(f"{box.number} ", TITLE_SIZE)
            yield self._write(start, base, line.removeprefix(f"{box.number} "), TITLE_SIZE, weight="bold")
            base += TITLE_LINE
        for line in box.owners:
            yield self._write(left + STEP_PADDING, base, line, SMALL_SIZE, fill=_QUIET)
            base += SMALL_LINE
        if box.own_label:
            yield from self._own_loop(box, left + box.width, spot.y)
        if key in self._done and not is_now:
            yield from _tick(left + box.width - 2, top + 2)

    def _own_loop(self, box: Box, right: float, y: float) -> Iterator[str]:
        """Draw the way from a step back to itself, out of its right side and in again below."""
        reach = right + LOOP_REACH + 2
        bend = f"C{reach:.1f} {y - 18:.1f} {reach:.1f} {y + 18:.1f}"
        path = f"M{right:.1f} {y - 12:.1f}{bend} {right + ARROW * 0.8:.1f} {y + 12:.1f}"
        arrow = ((right, y + 12), (right + ARROW, y + 12 - ARROW * 0.6), (right + ARROW, y + 12 + ARROW * 0.6))
        yield from _line(Line(path, arrow, back=True))
        base = y - len(box.own_label) * SMALL_LINE / 2 + SMALL_LINE * 0.76
        for line in box.own_label:
            yield self._write(right + LOOP_REACH, base, line, SMALL_SIZE, fill=_BACK)
            base += SMALL_LINE

    def _legend(self) -> list[str]:
        kinds = {box.kind for box in self._layout.boxes.values()}
        found = [kind for kind in LOOKS if kind in kinds]
        has_back = any(way.back for way in self._layout.ways) or any(
            box.own_label for box in self._layout.boxes.values()
        )
        found += ["back"] if has_back else []
        found += ["now"] if self._at is not None else []
        return found + (["done"] if self._done else [])

    def _legend_entry(self, x: float, y: float, kind: str) -> Iterator[str]:
        if kind in LOOKS:
            box = Box(width=26, height=16, number="", title=(), owners=(), kind=kind)
            yield from _shape(box, x, y, is_now=False)
        elif kind == "now":
            box = Box(width=26, height=16, number="", title=(), owners=(), kind="task")
            yield from _shape(box, x, y, is_now=True)
        elif kind == "done":
            yield from _tick(x + 13, y + 8)
        else:
            arrow = ((x + 26, y + 8), (x + 26 - ARROW, y + 8 - ARROW * 0.6), (x + 26 - ARROW, y + 8 + ARROW * 0.6))
            yield from _line(Line(f"M{x:.1f} {y + 8:.1f}H{x + 21:.1f}", arrow, back=True))
        yield self._write(x + 34, y + 12.5, _legend_words(kind), SMALL_SIZE, fill=_QUIET)


def _legend_words(kind: str) -> str:
    other = {"now": "Where it stands", "done": "Done", "back": "Way back"}
    return LOOKS[kind].words if kind in LOOKS else other[kind]


def _legend_rows(kinds: list[str], widest: float) -> tuple[list[tuple[float, float, str]], float]:
    """Return where each entry of the legend stands, and how high the legend is."""
    found: list[tuple[float, float, str]] = []
    x = y = 0.0
    for kind in kinds:
        width = 34 + letters("regular").width(_legend_words(kind), SMALL_SIZE) + 20
        if x and x + width - 20 > widest:
            x, y = 0.0, y + 26
        found.append((x, y, kind))
        x += width
    return found, y + 20


def _line(line: Line) -> Iterator[str]:
    colour = _BACK if line.back else _LINE
    dash = ' stroke-dasharray="5 4"' if line.back else ""
    yield f'<path d="{line.path}" fill="none" stroke="{colour}" stroke-width="1.6"{dash}/>'
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in line.arrow)
    yield f'<polygon points="{corners}" fill="{colour}"/>'


def _shape(box: Box, left: float, top: float, *, is_now: bool) -> Iterator[str]:
    look = LOOKS[box.kind]
    width, height = box.width, box.height
    border = _NOW if is_now else look.border
    stroke = f'fill="{"#fff3d6" if is_now else look.fill}" stroke="{border}" stroke-width="{3.5 if is_now else 1.4:g}"'
    if look.shape == "pointed":
        tip = min(9.0, height / 3)
        corners = [
            (left, top + height / 2),
            (left + tip, top),
            (left + width - tip, top),
            (left + width, top + height / 2),
            (left + width - tip, top + height),
            (left + tip, top + height),
        ]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
        yield f'<polygon points="{points}" stroke-linejoin="round" {stroke}/>'
        return
    radius = {"pill": min(20.0, height / 2), "round": 7.0}.get(look.shape, 3.0)
    dash = ' stroke-dasharray="6 4"' if look.shape == "dashed" and not is_now else ""
    yield _rectangle(left, top, width, height, f'rx="{radius:g}" {stroke}{dash}')
    if look.shape == "double":
        inner = f'rx="2" fill="none" stroke="{border}" stroke-width="1"'
        yield _rectangle(left + 3.5, top + 3.5, width - 7, height - 7, inner)


def _rectangle(left: float, top: float, width: float, height: float, attributes: str) -> str:
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" {attributes}/>'


def _tick(x: float, y: float) -> Iterator[str]:
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{_DONE}"/>'
    path = f"M{x - 4:.1f} {y:.1f}l3 3.2l5.2 -6.2"
    yield f'<path d="{path}" fill="none" stroke="{_PAPER}" stroke-width="2" stroke-linecap="round"/>'
