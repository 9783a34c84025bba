"""The chart as Mermaid text, for a page or a wiki that draws it by itself."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from workflows.process.chart.flow import owner_words
from workflows.process.definition import Definition
from workflows.process.parts import END

_SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    "task": ("[", "]"),
    "question": ("{{", "}}"),
    "approval": ("[[", "]]"),
    "system": ("[/", "/]"),
    "wait": ("(", ")"),
}
_STYLES: Final = (
    "classDef done fill:#e3f4e8,stroke:#2f855a",
    "classDef current fill:#fff3d6,stroke:#c05621,stroke-width:3px",
    "classDef over fill:#eceff3,stroke:#6b7280",
)
_ESCAPED: Final = str.maketrans(
    {"#": "#35;", '"': "#quot;", "&": "#amp;", "<": "#lt;", ">": "#gt;", "`": "#96;", "\n": " "}
)


def draw_mermaid(definition: Definition, *, at: str | None, done: Collection[str]) -> str:
    """Return the chart as Mermaid text, with the current step and those that are done marked."""
    lines = ["---", f'title: "{_title(definition)}"', "---", "flowchart TD"]
    lines += [f"    {line}" for line in _lines(definition, at, done)]
    return "\n".join(lines) + "\n"


def _title(definition: Definition) -> str:
    """Return the chart's title for its front matter, which is YAML and not Mermaid."""
    title = definition.title.replace("\\", "\\\\").replace('"', '\\"')
    return f"{title}, version {definition.version}"


def _lines(definition: Definition, at: str | None, done: Collection[str]) -> Iterator[str]:
    for step in definition.steps:
        opening, closing = _SHAPES[step.kind]
        owners = _safe(owner_words(definition, step))
        number = f"{_safe(step.id)} " if step.id[0].isdigit() else ""
        yield f'{_id(step.id)}{opening}"{number}{_safe(step.title)}<br/><small>{owners}</small>"{closing}'
    for end in definition.ends:
        yield f'{_id(END + end.key)}(["{_safe(end.title)}"])'
    for step in definition.steps:
        for outcome in step.outcomes:
            yield f'{_id(step.id)} -->|"{_safe(outcome.label)}"| {_id(outcome.next)}'
    yield from _STYLES
    yield from _marks(definition, at, done)


def _marks(definition: Definition, at: str | None, done: Collection[str]) -> Iterator[str]:
    for end in definition.ends:
        yield f"class {_id(END + end.key)} {'current' if at == END + end.key else 'over'}"
    for step in definition.steps:
        if step.id == at:
            yield f"class {_id(step.id)} current"
        elif step.id in done:
            yield f"class {_id(step.id)} done"


def _id(place: str) -> str:
    """Return a name that Mermaid takes for a node: `end` alone would close a block, and dots are not allowed."""
    kind = "e" if place.startswith(END) else "s"
    return f"{kind}_{''.join(letter if letter.isalnum() else '_' for letter in place.removeprefix(END))}"


def _safe(text: str) -> str:
    return text.translate(_ESCAPED)
