"""In a chart nothing lies over anything else, every text fits its box, and the picture is narrow enough for a phone."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.process.test_walks import SHIPPED, small_definitions
from workflows.process.chart.figures import SMALL_SIZE, STEP_PADDING, TITLE_SIZE
from workflows.process.chart.layers import Layout, lay_out
from workflows.process.chart.lettering import letters
from workflows.process.chart.paths import lines_of
from workflows.process.chart.spacing import Extent, Link, middles
from workflows.process.chart.svg import MARGIN

NARROW = 620  # At the width of a phone, 390 pixels, the smallest letters are then as high as 8 pixels.


class Area:
    """A rectangle on the picture."""

    def __init__(self, key: str, x: float, y: float, width: float, height: float, beside: float = 0.0) -> None:
        self.key = key
        self.left, self.right = x - width / 2, x + width / 2 + beside
        self.top, self.bottom = y - height / 2, y + height / 2

    def touches(self, other: "Area") -> bool:
        across = self.left < other.right - 0.01 and other.left < self.right - 0.01
        return across and self.top < other.bottom - 0.01 and other.top < self.bottom - 0.01

    def holds(self, x: float, y: float) -> bool:
        return self.left + 0.5 < x < self.right - 0.5 and self.top + 0.5 < y < self.bottom - 0.5


def areas(layout: Layout) -> list[Area]:
    found = []
    for key, box in layout.boxes.items():
        spot = layout.spots[key]
        found.append(Area(key, spot.x, spot.y, box.width, box.height, box.beside))
    for way in layout.ways:
        spot = layout.spots[way.label_key]
        found.append(Area(way.label_key, spot.x, spot.y, way.label.width, way.label.height))
    return found


def points(path: str) -> list[tuple[float, float]]:
    """Points along a path of M, C and V, near enough to each other to see what it passes through."""
    numbers = path.replace("M", " M ").replace("C", " C ").replace("V", " V ").split()
    found: list[tuple[float, float]] = []
    place = (0.0, 0.0)
    index = 0
    while index < len(numbers):
        word = numbers[index]
        if word == "M":
            place = (float(numbers[index + 1]), float(numbers[index + 2]))
            index += 3
        elif word == "V":
            end = float(numbers[index + 1])
            found += [(place[0], place[1] + (end - place[1]) * step / 10) for step in range(11)]
            place = (place[0], end)
            index += 2
        else:
            a, b, c = ((float(numbers[index + n]), float(numbers[index + n + 1])) for n in (1, 3, 5))
            for step in range(21):
                t = step / 20
                parts = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
                corners = (place, a, b, c)
                x, y = (
                    sum(part * corner[axis] for part, corner in zip(parts, corners, strict=True)) for axis in (0, 1)
                )
                found.append((x, y))
            place = c
            index += 7
    return found


def check(layout: Layout) -> None:
    found = areas(layout)
    for one, other in itertools.combinations(found, 2):
        assert not one.touches(other), f"{one.key} lies over {other.key}"
    for area in found:
        assert area.left >= -0.01
        assert area.right <= layout.width + 0.01
        assert area.top >= -0.01
        assert area.bottom <= layout.height + 0.01
    boxes = [
        Area(key, layout.spots[key].x, layout.spots[key].y, box.width, box.height) for key, box in layout.boxes.items()
    ]
    for line, way in zip(lines_of(layout), layout.ways, strict=True):
        for x, y in points(line.path):
            hit = [area.key for area in boxes if area.holds(x, y)]
            assert not hit, f"the line from {way.upper} to {way.lower} runs through {hit}"
        assert line.back == way.back


@pytest.mark.parametrize("process", SHIPPED.processes)
def test_nothing_overlaps_in_the_shipped_charts(process: str) -> None:
    """Boxes, labels and lines keep off each other."""
    check(lay_out(SHIPPED.current(process)))


@pytest.mark.parametrize("process", SHIPPED.processes)
def test_the_shipped_charts_are_narrow(process: str) -> None:
    """They can be read on a phone without moving them sideways."""
    assert lay_out(SHIPPED.current(process)).width + 2 * MARGIN <= NARROW + 2 * MARGIN


@pytest.mark.parametrize("process", SHIPPED.processes)
def test_every_text_fits_its_box(process: str) -> None:
    """Measured with the font that it is drawn with."""
    for box in lay_out(SHIPPED.current(process)).boxes.values():
        room = box.width - 2 * STEP_PADDING + 0.01
        size = TITLE_SIZE if box.owners else SMALL_SIZE
        assert all(letters("bold").width(line, size) <= room for line in box.title)
        assert all(letters("regular").width(line, SMALL_SIZE) <= room for line in box.owners)


@given(definition=small_definitions())
@settings(max_examples=60)
def test_nothing_overlaps_in_any_chart(definition: object) -> None:
    """Whatever the definition: loops, undeclared or not, many ways to one place, ends from everywhere."""
    check(lay_out(definition))  # type: ignore[arg-type]  # hypothesis hands over what the strategy draws.


@given(data=st.data())
def test_rows_keep_their_order_and_their_room(data: st.DataObject) -> None:
    """Things stand from left to right as their row says, and never nearer than their extents allow."""
    rows = [[f"{row} {n}" for n in range(data.draw(st.integers(1, 5)))] for row in range(data.draw(st.integers(1, 5)))]
    keys = [key for row in rows for key in row]
    sizes = st.integers(1, 50).map(float)
    extents = {key: Extent(data.draw(sizes), data.draw(sizes)) for key in keys}
    links = [
        Link(above, below, data.draw(st.sampled_from([1.0, 4.0, 60.0])))
        for upper, lower in itertools.pairwise(rows)
        for above in upper
        for below in lower
        if data.draw(st.booleans())
    ]
    x = middles(rows, extents, links)

    for row in rows:
        for left, right in itertools.pairwise(row):
            assert x[right] - x[left] >= extents[left].right + extents[right].left - 0.01


def test_a_straight_line_is_straight() -> None:
    """The main way of a process runs straight down, whatever hangs beside it."""
    layout = lay_out(SHIPPED.current("services-engagement"))
    main = [layout.spots[str(number)].x for number in range(1, 17) if number != 7]

    assert max(main) - min(main) < 0.01
