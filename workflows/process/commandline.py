"""`csops process check` and `csops process draw`: what they read, print and return."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from workflows.process.catalogue import SHIPPED, load_definitions, never_run, read_contents
from workflows.process.chart import FORMATS, Format
from workflows.process.chart import draw as draw_chart
from workflows.process.definition import Definition
from workflows.process.faults import DefinitionError, Fault, choose
from workflows.process.parts import END
from workflows.process.reader import step_ids
from workflows.process.tree import LARGEST_BYTES, read_tree

SOUND: Final = 0
FAULTY: Final = 1
NOT_UNDERSTOOD: Final = 2


def check(paths: Sequence[str], own: Path | None = None) -> int:
    """Check definition files and folders of them, or the shipped ones where none is named. Print what was found.

    `own` is the folder of the company's own, which is checked with the shipped ones. Return 0 when all are sound, 1
    when there is a fault.
    """
    named = [file for path in paths for file in _files_at(Path(path))]
    files = named or [*_shipped(), *(_files_at(own) if own is not None else ())]
    contents: dict[Path, tuple[str, bytes]] = {}
    faults: list[Fault] = []
    for path in files:
        read = _content(path)
        if isinstance(read, Fault):
            faults.append(read)
        else:
            contents[path] = (str(path), read)
    found = read_contents(contents, _steps_of_shipped(files))
    faults += [fault for result in found.values() if not isinstance(result, Definition) for fault in result]
    faults += _never_run(found)
    for fault in sorted(faults):
        _say(fault.words())
    faulty = {fault.file for fault in faults}
    for path, result in found.items():
        if isinstance(result, Definition) and str(path) not in faulty:
            _say(f"{path}: sound. {result.title}, version {result.version}: {_counted(result)}.")
    return FAULTY if faults else SOUND


def draw(
    name: str, form: str = "mermaid", at: str | None = None, output: str | None = None, own: Path | None = None
) -> int:
    """Draw a process by its name, or a definition by its file, to a file or to standard output.

    `own` is the folder of the company's own definitions, which have names too.
    Return 0, 1 when the file of a definition has faults (which are printed), 2 when there is no such thing.
    """
    try:
        chart = _chart(name, form, at, own)
        if output is None:
            sys.stdout.buffer.write(chart)
            sys.stdout.buffer.flush()
        else:
            Path(output).write_bytes(chart)
    except _NotUnderstoodError as refusal:
        _complain(f"csops: {refusal}")
        return NOT_UNDERSTOOD
    except DefinitionError as error:
        for fault in error.faults:
            _complain(fault.words())
        return FAULTY
    except OSError as error:
        _complain(f"csops: {output or 'the chart'} cannot be written: {error.strerror}.")
        return FAULTY
    return SOUND


class _NotUnderstoodError(Exception):
    """A name that does not exist, with those that do."""

    def __init__(self, what: str, word: str, known: Sequence[str]) -> None:
        hint = choose(word, known)
        listed = ", ".join(known)
        there_are = "" if listed in hint else f" There are: {listed}."
        super().__init__(f"{what} {hint[0].upper()}{hint[1:]}{there_are}")


def _chart(name: str, form: str, at: str | None, own: Path | None) -> bytes:
    chosen: Format | None = next((known for known in FORMATS if str(known) == form), None)
    if chosen is None:
        raise _NotUnderstoodError(f"There is no format '{form}'.", form, FORMATS)
    definition = _wanted(name, own)
    places = [*(step.id for step in definition.steps), *(f"{END}{end.key}" for end in definition.ends)]
    if at is not None and at not in places:
        raise _NotUnderstoodError(f"{definition.process} has no step '{at}'.", at, places)
    return draw_chart(definition, chosen, at=at)


def _shipped() -> list[Path]:
    """Return the files that come with csops, named as from here where that is shorter."""
    here = Path.cwd()
    return [path.relative_to(here) if path.is_relative_to(here) else path for path in sorted(SHIPPED.glob("*.yml"))]


def _files_at(path: Path) -> list[Path]:
    """Return a file, or the definitions in a folder."""
    return sorted(path.glob("*.yml")) if path.is_dir() and any(path.glob("*.yml")) else [path]


def _content(path: Path) -> bytes | Fault:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except OSError as error:
        return Fault(str(path), 1, f"The file cannot be read: {error.strerror}.", "name a definition file (*.yml).")


def _steps_of_shipped(files: Iterable[Path]) -> dict[str, frozenset[str]]:
    """Return the steps of the shipped processes, which a file may start, but for those that are being checked."""
    checked = {path.resolve() for path in files}
    roots = [read_tree(path.read_bytes(), str(path))[0] for path in _shipped() if path.resolve() not in checked]
    return {root.word("process"): step_ids(root) for root in roots if root is not None}


def _counted(definition: Definition) -> str:
    ways = sum(len(step.outcomes) for step in definition.steps)
    counted = (
        (len(definition.steps), "step"),
        (ways, "outcome"),
        (len(definition.ends), "end"),
        (len(definition.loops), "loop"),
    )
    return ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in counted)


def _wanted(name: str, own: Path | None) -> Definition:
    """Return the definition in a file, or of a process by name. Raise DefinitionError or _NotUnderstoodError."""
    if name.endswith((".yml", ".yaml")):
        return _definition_in(Path(name))
    known = load_definitions(own=own)
    if name not in known.processes:
        raise _NotUnderstoodError(f"There is no process '{name}'.", name, known.processes)
    return known.current(name)


def _never_run(found: Mapping[Path, object]) -> list[Fault]:
    """Return the faults of files whose process is shipped in a newer version."""
    files = {path.resolve() for path in _shipped()}
    own = {path: one for path, one in found.items() if isinstance(one, Definition) and path.resolve() not in files}
    return never_run(own, load_definitions().all()) if own else []


def _definition_in(path: Path) -> Definition:
    content = _content(path)
    if isinstance(content, Fault):
        raise DefinitionError([content])
    found = read_contents({path: (str(path), content)}, _steps_of_shipped([path]))[path]
    if not isinstance(found, Definition):
        raise DefinitionError(found)
    return found


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def _complain(words: str) -> None:
    sys.stderr.write(f"{words}\n")
