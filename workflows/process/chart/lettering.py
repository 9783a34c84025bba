"""The letters of a chart: how wide a text is, where its lines break, and the few letters that the SVG carries along.

The font comes from PyPI, so that a machine without any fonts draws the same picture.
"""

import base64
import importlib.util
import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final, Literal

FAMILY: Final = "Source Sans Pro"
Weight = Literal["regular", "bold"]
WEIGHTS: Final[dict[Weight, tuple[int, str]]] = {
    "regular": (400, "SourceSansPro-Regular.ttf"),
    "bold": (700, "SourceSansPro-Bold.ttf"),
}


def font_file(weight: Weight) -> Path:
    """Return the file of the font. Raise FileNotFoundError where the package was not installed."""
    found = importlib.util.find_spec("font_source_sans_pro")
    if found is None or found.origin is None:
        raise FileNotFoundError("The package font-source-sans-pro is missing: run `make setup`.")
    return Path(found.origin).parent / "files" / WEIGHTS[weight][1]


class Letters:
    """The widths of one weight of the font."""

    def __init__(self, weight: Weight) -> None:
        from fontTools.ttLib import TTFont  # noqa: PLC0415 - ten megabytes, for whoever draws.

        with TTFont(font_file(weight), lazy=True, recalcTimestamp=False) as font:
            self._units = int(getattr(font["head"], "unitsPerEm"))  # noqa: B009  # The table has its fields from the file.
            metrics: dict[str, tuple[int, int]] = font["hmtx"].metrics
            names: dict[int, str] = font.getBestCmap() or {}
            self._widths = {code: metrics[name][0] for code, name in names.items()}

    def width(self, text: str, size: float) -> float:
        """Return how wide a text is at a size, both in pixels. A letter that the font lacks counts as a full square."""
        units = sum(self._widths.get(ord(letter), self._units) for letter in text)
        return units * size / self._units

    def wrap(self, text: str, size: float, widest: float) -> list[str]:
        """Break a text into lines that fit; a word that is too long by itself is broken anywhere."""
        lines: list[str] = []
        line = ""
        for word in text.split():
            longer = f"{line} {word}" if line else word
            if self.width(longer, size) <= widest:
                line = longer
                continue
            if line:
                lines.append(line)
            *full, line = self._broken(word, size, widest)
            lines.extend(full)
        return [*lines, line] if line or not lines else lines

    def _broken(self, word: str, size: float, widest: float) -> list[str]:
        parts = [""]
        for letter in word:
            if parts[-1] and self.width(parts[-1] + letter, size) > widest:
                parts.append("")
            parts[-1] += letter
        return parts


@cache
def letters(weight: Weight) -> Letters:
    """Return the widths of a weight, read from its file once."""
    return Letters(weight)


def carried(texts: Iterable[tuple[Weight, str]]) -> str:
    """Return CSS that carries the letters of these texts along, so that a browser shows them as they were measured."""
    used: dict[Weight, set[int]] = {}
    for weight, text in texts:
        used.setdefault(weight, set()).update(map(ord, text))
    return "".join(_face(weight, sorted(codes)) for weight, codes in sorted(used.items()))


def _face(weight: Weight, codes: Sequence[int]) -> str:
    from fontTools import subset  # noqa: PLC0415 - see above.
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 1, 2, 13], notdef_outline=True)
    options.drop_tables += [
        "BASE",
        "GDEF",
        "GPOS",
        "GSUB",
    ]  # Without them a browser shows the widths that were measured.
    content = io.BytesIO()
    with TTFont(font_file(weight), lazy=True, recalcTimestamp=False) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=codes)
        cutter.subset(font)
        font.save(content, reorderTables=False)
    encoded = base64.b64encode(content.getvalue()).decode()
    return (
        f"@font-face{{font-family:'{FAMILY}';font-weight:{WEIGHTS[weight][0]};"
        f"src:url(data:font/ttf;base64,{encoded}) format('truetype')}}"
    )
