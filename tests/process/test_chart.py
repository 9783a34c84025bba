"""Charts say what the definition says, whatever its words are, and load nothing before they are drawn."""

import json
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from tests.process.sound import SOUND, changed, read
from tests.process.written import WRITTEN
from workflows.process.catalogue import Definitions
from workflows.process.chart import FORMATS, Format, draw
from workflows.process.chart.flow import owner_words
from workflows.process.chart.lettering import letters
from workflows.process.chart.picture import SHARPNESS, render_png
from workflows.process.definition import Definition

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = 'a "q" ]) <b>&amp;# `x` end; --> | \\ {y}'


def hostile() -> Definition:
    text = changed(SOUND, "title: Offer\n", f"title: '{HOSTILE}'\n")
    text = changed(text, "title: Seller,", f"title: '{HOSTILE}',")
    text = changed(text, "label: Made,", f"label: '{HOSTILE}',")
    found = read(changed(text, "title: Small\n", f"title: '{HOSTILE}'\n"))
    assert isinstance(found, Definition), found
    return found


def texts(svg: bytes) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314  # Written by us a moment ago; that it can be read is what is tested.
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def said(svg: bytes) -> str:
    """All words of a picture as one text, without the ends of lines."""
    return "".join(" ".join(texts(svg)).split())


@pytest.mark.parametrize("process", WRITTEN)
def test_the_json_form_is_exactly_as_promised(definitions: Definitions, process: str) -> None:
    """Process, version, steps and edges with these keys and no others; ends are written end:NAME."""
    definition = definitions.current(process)
    found = json.loads(draw(definition, "json", at=definition.first, done=[definition.first]))
    steps = WRITTEN[process]

    assert found == {
        "process": process,
        "version": definition.version,
        "steps": [
            {"id": step.id, "title": step.title, "owners": list(steps[step.id][0]), "kind": step.kind}
            for step in definition.steps
        ],
        "edges": [
            {"from": step_id, "outcome": key, "to": place}
            for step_id, (_, ways) in steps.items()
            for key, place in ways.items()
        ],
    }


def test_the_titles_of_tickets_are_the_states(definitions: Definitions) -> None:
    """They read as the process is written."""
    found = json.loads(draw(definitions.current("ticket"), "json"))

    assert [step["title"] for step in found["steps"]] == [
        "Logged",
        "On board",
        "In progress",
        "Resolved on board",
        "Closed in HubSpot",
        "Tell the customer",
    ]
    assert definitions.current("ticket").ends[0].title == "Customer informed"


@pytest.mark.parametrize("process", WRITTEN)
def test_mermaid_has_every_step_end_and_way(definitions: Definitions, process: str) -> None:
    """One line for each, and none for what is not there."""
    definition = definitions.current(process)
    lines = draw(definition, "mermaid").decode().splitlines()

    ways = [line for line in lines if "-->" in line]
    assert len(ways) == sum(len(step.outcomes) for step in definition.steps)
    places = {match[1] for line in lines if (match := re.match(r"    ([se]_\w+)[\[({]", line))}
    assert len(places) == len(definition.steps) + len(definition.ends)
    assert {word for line in ways for word in re.findall(r"\b[se]_\w+", line)} <= places


def test_mermaid_keeps_hostile_words_inside_their_quotes() -> None:
    """Quotes, brackets, tags, backticks and number signs are written as Mermaid's own codes."""
    lines = draw(hostile(), "mermaid").decode().splitlines()

    assert lines[1] == f"title: {json.dumps(HOSTILE + ', version 1')}"
    for line in lines[4:]:
        quoted = re.findall(r'"([^"]*)"', line)
        assert line.count('"') == 2 * len(quoted)
        for text in quoted:
            assert not re.search(r"[<>`]", text.replace("<br/><small>", "").replace("</small>", ""))
            assert not re.search(r"[&]|#(?!(35|quot|amp|lt|gt|96);)", text)


def test_mermaid_marks_the_current_step_and_what_is_done(engagement: Definition) -> None:
    """By classes that the text brings along."""
    text = draw(engagement, "mermaid", at="8", done=["1", "2"]).decode()
    ended = draw(engagement, "mermaid", at="end:lost").decode()

    assert "class s_8 current" in text
    assert "class s_1 done" in text
    assert "class s_3" not in text
    assert "class e_lost current" in ended


@pytest.mark.parametrize("process", WRITTEN)
def test_the_picture_says_everything(definitions: Definitions, process: str) -> None:
    """Every number, title, owner, outcome and end can be read in the SVG."""
    definition = definitions.current(process)
    svg = draw(definition, "svg")
    words, pieces = said(svg), texts(svg)

    for step in definition.steps:
        assert "".join(step.title.split()) in words
        assert not step.id[0].isdigit() or step.id in pieces
        assert "".join(owner_words(definition, step).split()) in words
        assert all("".join(outcome.label.split()) in words for outcome in step.outcomes)
    assert all("".join(end.title.split()) in words for end in definition.ends)


def test_owners_are_said_in_words(definitions: Definitions) -> None:
    """Alternatives, who marks for somebody outside, and that the kind of a ticket says who works on it."""
    expected = {
        ("services-engagement", "6"): "Professional services manager or Customer success director",
        ("reference-program", "2.5"): "Video agency, marked by Marketing",
        ("ticket", "in-progress"): "Whom its kind names",
    }
    for (process, step_id), words in expected.items():
        step = definitions.current(process).step(step_id)
        assert step is not None
        assert owner_words(definitions.current(process), step) == words


def test_hostile_words_stay_words_in_the_picture() -> None:
    """The SVG can be read, and shows the words as they are written."""
    words = said(draw(hostile(), "svg"))

    assert words.count("".join(HOSTILE.split())) >= 3


def test_the_picture_marks_the_current_step_and_what_is_done(engagement: Definition) -> None:
    """The legend names the marks only where there are any."""
    plain, marked = texts(draw(engagement, "svg")), texts(draw(engagement, "svg", at="8", done=["1", "8"]))

    assert "Where it stands" not in plain
    assert "Done" not in plain
    assert "Where it stands" in marked
    assert "Done" in marked
    assert draw(engagement, "svg", at="8") != draw(engagement, "svg", at="9")
    assert draw(engagement, "svg", at="end:lost") != draw(engagement, "svg", at="end:declined")


def test_the_picture_carries_its_letters(engagement: Definition) -> None:
    """A browser without the font shows what was measured; a picture for the renderer needs no copy of them."""
    svg = draw(engagement, "svg").decode()

    assert svg.count("@font-face") == 2
    assert len(svg) < 80_000


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_definition_is_drawn_the_same(engagement: Definition, form: Format) -> None:
    """A chart in a repository or a cache changes only with its definition."""
    assert draw(engagement, form, at="6") == draw(engagement, form, at="6")


def test_the_png_is_the_svg_at_its_sharpness(engagement: Definition) -> None:
    """Its size in pixels is that of the SVG, doubled for a phone."""
    root = ET.fromstring(draw(engagement, "svg"))  # noqa: S314  # Written by us a moment ago.
    png = draw(engagement, "png")
    width, height = struct.unpack(">II", png[16:24])

    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert abs(width - SHARPNESS * int(root.attrib["width"])) <= SHARPNESS
    assert abs(height - SHARPNESS * int(root.attrib["height"])) <= SHARPNESS


def test_text_is_shown_on_a_machine_without_fonts() -> None:
    """The renderer looks at no font of the system, only at the one that is installed with csops."""
    page = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20"><text x="2" y="15">{}</text></svg>'
    empty, words, others = (render_png(page.format(text)) for text in ("", "Approve", "Decline"))

    assert len({empty, words, others}) == 3


def test_letters_that_the_font_lacks_get_room() -> None:
    """They are measured as full squares, so that a box is rather too large than too small."""
    font = letters("regular")

    assert font.width("漢字", 10) == 20
    assert font.width("", 10) == 0
    assert 0 < font.width("il", 10) < font.width("WM", 10)


def test_lines_break_between_words_and_inside_only_where_they_must() -> None:
    """No line is wider than asked, no letter is lost, and a long word is cut."""
    font = letters("bold")
    text = "Book the Donaudampfschifffahrtsgesellschaft now"
    lines = font.wrap(text, 15, 100)

    assert all(font.width(line, 15) <= 100 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert lines[0] == "Book the"
    assert font.wrap("", 15, 100) == [""]


def test_nothing_heavy_is_loaded_before_a_picture_is_drawn() -> None:
    """Layout, fonts and the renderer cost nothing to whoever only runs a process, or draws JSON and Mermaid."""
    program = (
        "import sys; from workflows.process.catalogue import load_definitions;"
        "from workflows.process.chart import draw;"
        "ticket = load_definitions().current('ticket'); draw(ticket, 'json'); draw(ticket, 'mermaid');"
        "print([name for name in ('igraph', 'fontTools', 'resvg_py') if name in sys.modules]);"
        "draw(ticket, 'png');"
        "print([name for name in ('igraph', 'fontTools', 'resvg_py') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)

    assert done.stdout.splitlines() == ["[]", "['igraph', 'fontTools', 'resvg_py']"]
