"""The README's pictures are there, small, and packed without losing a point."""

import re
import struct
import zlib

import pytest

from tests.page.smaller import smaller
from tests.tidy.sources import ROOT

LARGEST = 150_000


def test_the_readme_shows_three_small_pictures() -> None:
    """Each that it names is there, and none is too heavy for a page that is read in passing."""
    shown = re.findall(r"\]\((docs/pictures/[^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))

    assert len(shown) == 3
    assert sorted(path.name for path in (ROOT / "docs/pictures").iterdir()) == sorted(
        one.split("/")[-1] for one in shown
    )
    assert all(0 < (ROOT / one).stat().st_size < LARGEST for one in shown)


@pytest.mark.parametrize("kind", range(5))
def test_a_picture_is_packed_without_losing_a_point(kind: int) -> None:
    """Whatever filter its rows were written with, the points come out as they were."""
    width, height = 40, 30
    rows = [bytes((x * y + 7 * x + kind) % 251 for x in range(width * 3)) for y in range(height)]
    written = smaller(_png(width, height, _filtered(rows, kind)))

    assert _points(written, width) == rows


def _filtered(rows: list[bytes], kind: int) -> list[tuple[int, bytes]]:
    found, above = [], bytes(len(rows[0]))
    for row in rows:
        found.append((kind, bytes((row[at] - _guess(kind, row, above, at)) & 255 for at in range(len(row)))))
        above = row
    return found


def _guess(kind: int, row: bytes, above: bytes, at: int) -> int:
    left, corner = (row[at - 3], above[at - 3]) if at >= 3 else (0, 0)
    nearest = min((left, above[at], corner), key=lambda one: abs(left + above[at] - corner - one))
    return (0, left, above[at], (left + above[at]) // 2, nearest)[kind]


def _png(width: int, height: int, rows: list[tuple[int, bytes]]) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(bytes([kind]) + row for kind, row in rows), 0)
    parts = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    packed = b"".join(
        struct.pack(">I", len(one)) + name + one + struct.pack(">I", zlib.crc32(name + one)) for name, one in parts
    )
    return b"\x89PNG\r\n\x1a\n" + packed


def _points(picture: bytes, width: int) -> list[bytes]:
    at = picture.index(b"IDAT")
    (size,) = struct.unpack(">I", picture[at - 4 : at])
    raw = zlib.decompress(picture[at + 4 : at + 4 + size])
    step = width * 3 + 1
    assert {raw[start] for start in range(0, len(raw), step)} == {0}
    return [raw[start + 1 : start + step] for start in range(0, len(raw), step)]
