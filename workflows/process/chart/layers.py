"""Where every box and label of a chart stands: layers from top to bottom, labels between boxes."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from workflows.process.chart.figures import Box, Label, end_box, label_of, step_box
from workflows.process.chart.ordering import Arranged, arrange
from workflows.process.chart.spacing import Extent, Link
from workflows.process.definition import Definition
from workflows.process.parts import END
from workflows.process.steps import Outcome

_ROW_GAP: Final = 20.0
_WIDEST_GAP: Final = 40.0
_BOX_GAP: Final = 11.0
_LABEL_GAP: Final = 4.0
_BEND: Final = 7.0
_SPINE, _LONG, _SIDE = 60.0, 4.0, 1.0


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the chart from a box to another. `chain` are its label and bends from top to bottom.

    `back` ways lead upwards: their line is laid like the others, and its arrow points the other way.
    """

    upper: str
    lower: str
    back: bool
    label: Label
    label_key: str
    chain: tuple[str, ...]


class Spot(msgspec.Struct, frozen=True):
    """Where something stands: its middle, and the top and the bottom of its row, in pixels."""

    x: float
    y: float
    top: float
    bottom: float


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """A laid out chart: boxes and lines by key, and the place of every box, label and bend."""

    boxes: Mapping[str, Box]
    ways: Sequence[Way]
    spots: Mapping[str, Spot]
    width: float
    height: float


class _Plan:
    """A chart before anything has its place: boxes with their layer, and the ways between them."""

    def __init__(self, definition: Definition) -> None:
        self.boxes: dict[str, Box] = {step.id: step_box(definition, step) for step in definition.steps}
        self.layers: dict[str, int] = {}
        self.ways: list[Way] = []
        self._straight: dict[str, str] = {}
        self._definition = definition
        joined = list(self._joined())
        self._lay([(here, there) for here, there, _ in joined])
        for here, there, outcomes in sorted(joined, key=lambda way: way[1].startswith(END)):
            self._add(here, there, outcomes)

    @property
    def labels(self) -> dict[str, Label]:
        """The labels by key."""
        return {way.label_key: way.label for way in self.ways}

    def links(self) -> list[Link]:
        """Return every part of every line. The first way onwards of each step is the one that is drawn straight."""
        straight = set(self._straight.values())
        return [
            Link(above, below, _SPINE if way.label_key in straight else self._weight(above, below))
            for way in self.ways
            for above, below in itertools.pairwise((way.upper, *way.chain, way.lower))
        ]

    def _weight(self, above: str, below: str) -> float:
        return _SIDE if above in self.boxes or below in self.boxes else _LONG

    def _joined(self) -> Iterable[tuple[str, str, list[Outcome]]]:
        """Yield the ways between boxes. Outcomes that lead to the same place share one; each end stands by its step."""
        for step in self._definition.steps:
            groups: dict[str, list[Outcome]] = {}
            for outcome in step.outcomes:
                groups.setdefault(outcome.next, []).append(outcome)
            for there, outcomes in groups.items():
                if there.startswith(END):
                    key = f"{there} of {step.id}"
                    end = self._definition.routes.ends[there.removeprefix(END)]
                    self.boxes[key] = end_box(end)
                    yield step.id, key, outcomes
                elif there != step.id:
                    yield step.id, there, outcomes

    def _lay(self, ways: Sequence[tuple[str, str]]) -> None:
        """Put every box two layers below the lowest that leads to it; the layer between is for labels.

        Ways back are left out, so that it comes to an end; what they connect is never on one layer.
        """
        closing = {(loop.path[-1], loop.path[0]) for loop in self._definition.loops}
        forward = [way for way in ways if way not in closing]
        back = _ways_back(list(self.boxes), forward)
        forward = [way for way in forward if way not in back]
        self.layers = _depths(self.boxes, forward)
        for here, there in ways:
            if self.layers[here] == self.layers[there]:
                forward.append((here, there))
                self.layers = _depths(self.boxes, forward)

    def _add(self, here: str, there: str, outcomes: list[Outcome]) -> None:
        back = self.layers[there] < self.layers[here]
        upper, lower = (there, here) if back else (here, there)
        between = range(self.layers[upper] + 1, self.layers[lower])
        chain = tuple(f"{here} to {there} at {layer}" for layer in between)
        self.layers.update(zip(chain, between, strict=True))
        way = Way(
            upper=upper,
            lower=lower,
            back=back,
            label=label_of(outcomes),
            label_key=chain[-1] if back else chain[0],
            chain=chain,
        )
        self.ways.append(way)
        if not back:
            self._straight.setdefault(here, way.label_key)


def _depths(places: Iterable[str], forward: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Return the layer of each place: two for each way on the longest of the ways to it."""
    layers = dict.fromkeys(places, 0)
    for _ in layers:
        for here, there in forward:
            layers[there] = max(layers[there], layers[here] + 2)
    return layers


def _ways_back(places: Sequence[str], ways: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return ways without which there is no cycle: those that lead to a place that is being walked through already."""
    onward = {place: [there for here, there in ways if here == place] for place in places}
    back: set[tuple[str, str]] = set()
    done: set[str] = set()
    for start in places:
        path = [start]
        while path:
            there = next(
                (place for place in onward[path[-1]] if place not in done and (path[-1], place) not in back), None
            )
            if there is None:
                done.add(path.pop())
            elif there in path:
                back.add((path[-1], there))
            else:
                path.append(there)
    return back


def lay_out(definition: Definition) -> Layout:
    """Return the place of everything in the chart of a definition."""
    plan = _Plan(definition)
    links = plan.links()
    hanging = [(*way.chain, way.lower) for way in plan.ways if way.lower.startswith(END)]
    found = arrange(plan.layers, links, {key: _extent(key, plan) for key in plan.layers}, hanging)
    spots = _spots(plan, found, links)
    height = max(spot.bottom for spot in spots.values())
    return Layout(boxes=plan.boxes, ways=plan.ways, spots=spots, width=found.width, height=height)


def _spots(plan: _Plan, found: Arranged, links: Sequence[Link]) -> dict[str, Spot]:
    """Return the place of each thing. The further a line goes aside, the more room it gets between its rows."""
    reach: dict[int, float] = {}
    for link in links:
        layer = plan.layers[link.above]
        reach[layer] = max(reach.get(layer, 0.0), abs(found.x[link.above] - found.x[link.below]))
    spots: dict[str, Spot] = {}
    top = 0.0
    for row in found.rows:
        height = max(_height(key, plan) for key in row)
        for key in row:
            spots[key] = Spot(found.x[key], top + height / 2, top, top + height)
        top += height + min(_WIDEST_GAP, _ROW_GAP + reach.get(plan.layers[row[0]], 0.0) * 0.12)
    return spots


def _extent(key: str, plan: _Plan) -> Extent:
    if key in plan.boxes:
        half = plan.boxes[key].width / 2 + _BOX_GAP
        return Extent(half, half + plan.boxes[key].beside)
    half = plan.labels[key].width / 2 + _LABEL_GAP if key in plan.labels else _BEND
    return Extent(half, half)


def _height(key: str, plan: _Plan) -> float:
    if key in plan.boxes:
        return plan.boxes[key].height
    return plan.labels[key].height if key in plan.labels else 0.0
