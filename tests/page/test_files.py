"""The page's files: small, without markup from text, from no other host, and a tour that the page understands."""

import json
import re
from pathlib import Path

import pytest

from playground.slack.doors import PAGE

SCRIPTS = sorted((PAGE / "scripts").glob("*.js"))


def test_the_tour_of_this_project_is_well_formed() -> None:
    """Every step has a title and a text, and no key that the page does not know."""
    steps = json.loads((PAGE / "tour.json").read_text(encoding="utf-8"))
    known = {"title", "text", "person", "channel", "highlight", "type", "wire"}

    assert len(steps) > 5
    assert [step for step in steps if not {"title", "text"} <= set(step) <= known] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_small_and_make_no_markup(path: Path) -> None:
    """Each is at most 300 lines, says in its first line what it is for, and never parses text as HTML."""
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 300
    assert re.match(r"/\*\* [A-Z\"].*", text)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)
    assert not re.search(r"https?://(?!127\.0\.0\.1)", re.sub(r"/\*.*?\*/|//.*", "", text, flags=re.DOTALL)) or (
        path.name in {"markdown.js", "tokens.js", "message-actions.js"}  # They read and write addresses.
    )


def test_the_page_asks_for_its_scripts_at_once_and_for_nothing_else() -> None:
    """The browser need not find one script through another, and nothing comes from elsewhere."""
    page = (PAGE / "index.html").read_text(encoding="utf-8")

    preloaded = re.findall(r'rel="modulepreload" href="/page/scripts/([^"]+)"', page)
    assert preloaded == [path.name for path in SCRIPTS]
    assert [
        address for address in re.findall(r'(?:href|src)="([^"#]+)"', page) if not address.startswith("/page/")
    ] == []
    assert "default-src 'none'; script-src 'self'" in page
