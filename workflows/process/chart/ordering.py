"""Who stands beside whom in each row: igraph orders for few crossings, then every end tries both sides."""

import itertools
from collections.abc import Iterable, Mapping, Sequence

import igraph
import msgspec

from workflows.process.chart.spacing import Extent, Link, middles

Rows = list[list[str]]


class Arranged(msgspec.Struct, frozen=True):
    """The rows in their order, the middle of each thing, and how wide all of it is, in pixels."""

    rows: Rows
    x: Mapping[str, float]
    width: float


def arrange(
    layers: Mapping[str, int],
    links: Sequence[Link],
    extents: Mapping[str, Extent],
    hanging: Sequence[Sequence[str]],
) -> Arranged:
    """Return the best of a few arrangements: fewest crossings, then narrow, then short lines.

    `hanging` are ends with the things between them and their step: few enough to try each on both sides.
    """
    best = _best(_tried(rows, links, extents) for rows in _starts(layers, links))
    for things in hanging:
        sides = (_moved(best[1].rows, frozenset(things), at_end=at_end) for at_end in (False, True))
        best = _best([best, *(_tried(rows, links, extents) for rows in sides)])
    return best[1]


def _best(found: Iterable[tuple[float, Arranged]]) -> tuple[float, Arranged]:
    return min(found, key=lambda one: one[0])


def _starts(layers: Mapping[str, int], links: Sequence[Link]) -> Iterable[Rows]:
    """Yield igraph's order, begun from the definition's order and from its reverse."""
    for keys in (list(layers), list(layers)[::-1]):
        number = {key: index for index, key in enumerate(keys)}
        edges = [(number[link.above], number[link.below]) for link in links]
        graph = igraph.Graph(n=len(keys), edges=edges, directed=True)
        found = graph.layout_sugiyama(layers=[layers[key] for key in keys], maxiter=500)
        rows: Rows = [[] for _ in range(max(layers.values()) + 1)]
        for key in sorted(keys, key=lambda key: (found[number[key]][0], number[key])):
            rows[layers[key]].append(key)
        yield [row for row in rows if row]


def _moved(rows: Rows, things: frozenset[str], *, at_end: bool) -> Rows:
    """Return the rows with some things at one side of theirs."""
    found: Rows = []
    for row in rows:
        here = [key for key in row if key in things]
        others = [key for key in row if key not in things]
        found.append([*others, *here] if at_end else [*here, *others])
    return found


def _tried(rows: Rows, links: Sequence[Link], extents: Mapping[str, Extent]) -> tuple[float, Arranged]:
    x = middles(rows, extents, links)
    left = min(x[key] - extents[key].left for key in x)
    x = {key: place - left for key, place in x.items()}
    width = max(x[key] + extents[key].right for key in x)
    aside = sum(abs(x[link.above] - x[link.below]) for link in links)
    return _crossings(rows, links) * 1000 + width + aside / 10, Arranged(rows, x, width)


def _crossings(rows: Rows, links: Sequence[Link]) -> int:
    place = {key: index for row in rows for index, key in enumerate(row)}
    layer = {key: index for index, row in enumerate(rows) for key in row}
    return sum(
        (place[one.above] - place[two.above]) * (place[one.below] - place[two.below]) < 0
        for one, two in itertools.combinations(links, 2)
        if layer[one.above] == layer[two.above]
    )
