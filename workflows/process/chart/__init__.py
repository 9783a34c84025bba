"""Flow charts of a definition: JSON, Mermaid text, SVG and PNG, all drawn from the same data."""

from collections.abc import Collection
from typing import Final, Literal, get_args

from workflows.process.chart.flow import draw_json
from workflows.process.chart.mermaid import draw_mermaid
from workflows.process.definition import Definition

Format = Literal["json", "mermaid", "svg", "png"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)


def draw(definition: Definition, form: Format, *, at: str | None = None, done: Collection[str] = ()) -> bytes:
    """Return the content of a chart's file: text in UTF-8, or the bytes of a PNG.

    `at` marks the step (or `end:NAME`) where an engagement stands, `done` the steps that it has behind it.
    """
    if form == "json":
        return draw_json(definition).encode()
    if form == "mermaid":
        return draw_mermaid(definition, at=at, done=done).encode()
    # Layout, fonts and rendering take their time to load: only a picture pays for them.
    from workflows.process.chart.picture import render_png  # noqa: PLC0415
    from workflows.process.chart.svg import draw_svg  # noqa: PLC0415

    svg = draw_svg(definition, at=at, done=done, carries_letters=form == "svg")
    return svg.encode() if form == "svg" else render_png(svg)
