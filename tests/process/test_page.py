"""docs/definitions.md is true: its examples are sound, its faults are those printed, its tables are complete."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from tests.process.alone import read_definition
from tests.process.written import WRITTEN
from workflows.process import effects, steps
from workflows.process.catalogue import SHIPPED, load_definitions, read_contents
from workflows.process.definition import Definition
from workflows.process.faults import Fault
from workflows.process.parts import PURPOSES
from workflows.process.steps import FormField, Handing, Kind, Outcome, Role, Step
from workflows.process.templates import DOCUMENT_VARIABLES, TICKET_VARIABLES, VARIABLES

PAGE = (SHIPPED.parents[1] / "docs" / "definitions.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def rows(title: str) -> dict[str, str]:
    """The tables under a heading: the first cell of each row, without its marks, and the last."""
    section = re.split(r"^#+ ", PAGE.split(f"\n### {title}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]
    found = re.findall(r"^\| `\{{0,2} ?([a-z_-]+) ?\}{0,2}` \|(?:.*\|)? (.*) \|$", section, flags=re.MULTILINE)
    return dict(found)


def shipped(name: str, text: str) -> Definition | tuple[Fault, ...]:
    """What a shipped file would be with another text, beside the others."""
    contents = {path: (path.name, path.read_bytes()) for path in SHIPPED.glob("*.yml")}
    contents[SHIPPED / name] = (name, text.encode())
    return read_contents(contents)[SHIPPED / name]


def with_the_step() -> str:
    """services-engagement.yml as the worked example changes it."""
    text = (SHIPPED / "services-engagement.yml").read_text(encoding="utf-8")
    for hunk in blocks("diff")[0].split("@@\n"):
        lines = hunk.splitlines()
        before = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
        after = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def test_the_whole_definition_is_sound() -> None:
    """What a newcomer copies works."""
    found = read_definition(blocks("yaml")[0].encode(), "page.yml")

    assert isinstance(found, Definition), found


def test_the_scorecard_is_sound() -> None:
    """It can stand in the definition above."""
    found = read_definition((blocks("yaml")[0] + blocks("yaml")[1]).encode(), "page.yml")

    assert isinstance(found, Definition), found


def test_the_worked_example_adds_its_step() -> None:
    """The lines of the example, applied to the file that is shipped, make a sound next version."""
    found = shipped("services-engagement.yml", with_the_step())

    assert isinstance(found, Definition), found
    assert found.version == load_definitions().current("services-engagement").version + 1
    ways = {(step.id, outcome.key): outcome.next for step in found.steps for outcome in step.outcomes}
    assert ways["9", "written"] == "9.1"
    assert (ways["9.1", "sent"], ways["9.1", "change"]) == ("10", "9")
    assert len(ways) == sum(len(outcomes) for _, outcomes in WRITTEN["services-engagement"].values()) + 2


def test_the_faults_on_the_page_are_those_that_are_printed() -> None:
    """Word for word and line for line."""
    misspelt = with_the_step().replace("owners: [legal]", "owners: [leggal]")
    forgotten = re.sub(r"^  legal: \{title: Changes.*\n", "", with_the_step(), flags=re.MULTILINE)

    for block, text in zip(blocks("console"), (misspelt, forgotten), strict=True):
        found = shipped("services-engagement.yml", text)
        assert not isinstance(found, Definition)
        assert [fault.words() for fault in found] == block.splitlines()


@pytest.mark.parametrize(
    ("title", "model", "apart"),
    [
        ("The file", Definition, ()),
        ("A role", Role, ("key",)),
        ("A step", Step, ("id",)),
        ("An outcome", Outcome, ("key",)),
        ("A field of a form", FormField, ("key",)),
        ("A kind of ticket", Kind, ("key",)),
        ("A hand-off", Handing, ()),
    ],
)
def test_every_key_is_explained(title: str, model: type[BaseModel], apart: Iterable[str]) -> None:
    """No key is missing from the tables, and none stands there that does not exist."""
    assert set(rows(title)) == set(model.model_fields) - set(apart)
    assert all(rows(title).values())


def test_every_effect_system_and_variable_is_listed() -> None:
    """With the keys of each effect, the records of each system, and the meaning of each variable."""
    models = (
        effects.Post,
        effects.Message,
        effects.Mail,
        effects.Record,
        effects.Start,
        effects.Enlist,
        effects.Document,
    )
    others = (effects.Board, effects.Alert, effects.Announce)
    listed = rows("Effects")

    for model in (*models, *others):
        name = str(model.model_fields["do"].annotation).split("'")[1]
        line = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |"))
        assert name in listed
        assert all(f"`{key}`" in line for key in model.model_fields if key not in ("do", "when", "unless"))
    for system, records in effects.RECORDS.items():
        assert listed[system] == ", ".join(f"`{record}`" for record in sorted(records))
    assert rows("Words in braces") == {**VARIABLES, **TICKET_VARIABLES}
    assert rows("Documents") == DOCUMENT_VARIABLES


def test_every_word_of_a_closed_list_is_named() -> None:
    """Types of fields, kinds of steps, purposes of channels, rules of approvals."""
    for closed in (steps.FieldType, steps.StepKind, steps.Rule, steps.Subject):
        assert all(f"`{word}`" in PAGE for word in get_args(closed))
    assert all(word in rows("A role")["channel"] for word in PURPOSES)


def test_nobody_is_named_in_a_definition() -> None:
    """Definitions speak of roles; people stand in csops.toml alone."""
    for path in Path(SHIPPED).glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        assert "@" not in text
        assert not re.search(r"\b(Mr|Mrs|Ms)\b", text)
