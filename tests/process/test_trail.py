"""The way of an engagement as a picture for a phone: one column, large letters, everything in its frame."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from workflows.kernel.pictures import LONGEST_ALT, Picture, Stop
from workflows.process.catalogue import load_definitions
from workflows.process.chart.flow import owner_words
from workflows.process.chart.lettering import letters
from workflows.process.chart.trail import WIDTH, draw_trail, trail_svg

DEFINITIONS = load_definitions()
SVG = "{http://www.w3.org/2000/svg}"


def picture_of(process: str, *, ending: str = "") -> Picture:
    """Return the picture of a process: every third step done, skipped, or as it comes; one of them is current."""
    definition = DEFINITIONS.current(process)
    states = ("done", "skipped", "ahead")
    stops = tuple(
        Stop(
            number=step.id,
            title=step.title,
            owners=owner_words(definition, step),
            state="now" if number == 1 and not ending else states[number % 3],  # type: ignore[arg-type]
            words="02 Mar 2026: Said <so> & done" if number % 3 == 0 else "",
        )
        for number, step in enumerate(definition.steps)
    )
    return Picture(name="X-1", title=f"X-1: {definition.title}", subtitle="Version 1", stops=stops, ending=ending)


@pytest.mark.parametrize("process", DEFINITIONS.processes)
@pytest.mark.parametrize("ending", ["", "Lost to somebody else who was cheaper"])
def test_every_process_fits_a_phone(process: str, ending: str) -> None:
    """It is taller than wide, every text is large and in the frame, and every step's number and title is there."""
    picture = picture_of(process, ending=ending)
    root = ET.fromstring(trail_svg(picture))  # noqa: S314 - our own.
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    assert width == WIDTH
    assert len(picture.stops) < 3 or height > width
    texts = list(root.iter(f"{SVG}text"))
    for text in texts:
        size = float(text.attrib["font-size"])
        weight = "bold" if text.attrib.get("class") == "b" else "regular"
        assert size >= 16
        assert float(text.attrib["x"]) + letters(weight).width(text.text or "", size) <= WIDTH
        assert 0 < float(text.attrib["y"]) < height
    said = " ".join(text.text or "" for text in texts)
    for stop in picture.stops:
        assert f"{stop.number} {stop.title}" in said
    assert ending in said


def test_rows_do_not_touch() -> None:
    """However long titles are, lines of text stand below each other."""
    root = ET.fromstring(trail_svg(picture_of("reference-program")))  # noqa: S314 - our own.
    lines = [float(text.attrib["y"]) for text in root.iter(f"{SVG}text")]
    body = lines[: -len({"done", "now", "skipped", "ahead"})]
    assert body == sorted(body)
    assert all(below - above >= 15 for above, below in pairwise(body))


def test_it_is_a_png_twice_as_sharp() -> None:
    """The file is a picture of the size that the SVG says, times two."""
    picture = picture_of("services-engagement")
    content = draw_trail(picture)
    height = int(re.search(r'height="([0-9]+)"', trail_svg(picture))[1])  # type: ignore[index]
    assert content.startswith(b"\x89PNG")
    assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (WIDTH * 2, height * 2)


def test_what_it_says_is_said_in_words_too() -> None:
    """The alternative text begins with where it stands, and is never longer than platforms take."""
    alt = picture_of("services-engagement").alt
    assert alt.startswith("Flow chart of X-1: Services engagement, Version 1. Now at: 2 ")
    assert "Done: 1 " in alt
    assert all(len(picture_of(process).alt) <= LONGEST_ALT for process in DEFINITIONS.processes)
    assert "Ended: Lost." in picture_of("ticket", ending="Lost").alt
