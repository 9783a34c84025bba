"""The chart as PNG, rendered from its SVG with the font that the SVG was measured with, and no other."""

from typing import Final

from workflows.process.chart.lettering import FAMILY, WEIGHTS, font_file

SHARPNESS: Final = 2
"""Pixels of the picture for each of the SVG: sharp enough for a phone."""


def render_png(svg: str) -> bytes:
    """Return an SVG as PNG. Raise ValueError when it is no SVG."""
    import resvg_py  # noqa: PLC0415  # Only a picture needs it.

    return resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=SHARPNESS,
        skip_system_fonts=True,
        font_files=[str(font_file(weight)) for weight in WEIGHTS],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )
