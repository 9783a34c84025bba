"""Every card and every form, as Slack and Teams are sent them, is what stands in the files beside this test.

`make golden` writes the files anew; what it changed is for the reviewer of the change to read.
"""

import difflib
import json
import re
from pathlib import Path

import pytest

from tests.golden.album import Kept
from tests.golden.drawing import faults, text_of
from tests.office import shipped
from workflows.contents import COMMANDS, FORMS, PRESSED, QUERIES, SUBMITTED

pytestmark = pytest.mark.timeout(300)
"""The whole album is judged in one go: seconds on a machine of its own, minutes on one that others use too."""

FOLDER = Path(__file__).parent
PLATFORMS = ("slack", "teams")
AGAIN = "If that is as it should be, `make golden` writes the files anew; look at what it changed before you commit it."
MORE = "Let a chapter of tests/golden keep one (`album.told`, `album.pressed`, `album.filled`), then `make golden`."
MOST_BYTES = 2_500_000


@pytest.fixture(scope="module")
def drawn(kept: Kept, pytestconfig: pytest.Config) -> dict[str, str]:
    """Return the text of each file as it is drawn now; `--write-golden` writes them, and takes away what is old."""
    texts = {f"{path}.json": text_of(value) for path, value in kept.files.items()}
    if pytestconfig.getoption("--write-golden"):
        for old in files() - texts.keys():
            (FOLDER / old).unlink()
        for path, text in texts.items():
            (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
            (FOLDER / path).write_text(text, encoding="utf-8")
    return texts


def files() -> set[str]:
    """Return the files that there are."""
    return {str(path.relative_to(FOLDER)) for one in PLATFORMS for path in (FOLDER / one).rglob("*.json")}


def first_change(was: str, now: str) -> str:
    """Return the first line with words that is not as it was."""
    lines = list(difflib.unified_diff(was.splitlines(), now.splitlines(), n=0, lineterm=""))[2:]
    return next((line for line in lines if line[0] in "+-" and re.search(r"\w", line)), "another order")


def nothing(found: list[str] | set[str], what: str, hint: str) -> None:
    """Hold that there is none of these, and say what to do."""
    assert not found, f"{what}: {', '.join(sorted(found)[:20])}. {hint}"


def test_each_is_as_it_was(drawn: dict[str, str]) -> None:
    """A file that differs is named with its first line of words that does."""
    changed = []
    for path in sorted(drawn.keys() & files()):
        was = (FOLDER / path).read_text(encoding="utf-8")
        if was != drawn[path]:
            changed.append(f"{path} ({first_change(was, drawn[path])})")

    nothing(changed, f"{len(changed)} files differ from what is drawn", AGAIN)


def test_each_has_its_file_and_each_file_is_of_something(drawn: dict[str, str]) -> None:
    """Neither is a card without a file, nor a file that nothing draws any more."""
    nothing(drawn.keys() - files(), "There is no file yet of", AGAIN)
    nothing(files() - drawn.keys(), "These files belong to nothing", AGAIN)


def test_each_is_within_what_its_platform_takes(kept: Kept) -> None:
    """Slack's rules of blocks and views, the schema of Adaptive Cards 1.5, Teams' own limits and 25 kB."""
    found = [f"{path}: {fault}" for path, value in kept.files.items() for fault in faults(path, value)]
    nothing(found, "A platform would not take", "")


def test_the_limits_bite(kept: Kept) -> None:
    """The control: the same cards, spoiled, are found."""
    slack, teams = (json.loads(text_of(kept.files[f"{one}/posts/approval-waiting"])) for one in PLATFORMS)
    slack["blocks"] *= 10
    teams["attachments"][0]["content"]["body"].append({"type": "Sparkline"})

    assert faults("slack/posts/spoiled", slack)
    assert faults("teams/posts/spoiled", teams)


def test_every_form_is_kept(kept: Kept) -> None:
    """Each that can be sent, and each that looks something up before it opens."""
    nothing(SUBMITTED.keys() - kept.forms, "No golden shows the form", MORE)
    nothing(FORMS.keys() - kept.opened, "No golden shows the form that is opened as", MORE)


def test_every_button_is_kept(kept: Kept) -> None:
    """Each is on a card."""
    nothing(PRESSED.keys() - kept.buttons, "No golden has the button", MORE)


def test_every_answer_is_kept(kept: Kept) -> None:
    """Of each command and each question that people ask; the clock's and the platforms' own are answered to nobody."""
    asked = {kind for kind, carried in COMMANDS.items() if not (carried.by_clock or carried.by_platform)}
    nothing({kind.__name__ for kind in (asked | QUERIES.keys()) - kept.asked}, "No golden shows the answer to", MORE)


def test_every_step_is_kept(kept: Kept) -> None:
    """The card of each step of each process that csops ships."""
    steps = {(one.process, step.id) for one in shipped().all() for step in one.steps}
    assert kept.steps == steps


def test_all_of_it_is_little(drawn: dict[str, str]) -> None:
    """Who clones the repository gets no heap of it."""
    assert sum(len(text.encode()) for text in drawn.values()) < MOST_BYTES
