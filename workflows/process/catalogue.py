"""All definitions at hand: the shipped ones, read once on request, and older versions that engagements still run on."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from workflows.process.definition import Definition
from workflows.process.faults import DefinitionError, Fault
from workflows.process.reader import read_root, step_ids
from workflows.process.tree import Node, read_tree

SHIPPED: Final = Path(__file__).parents[1] / "definitions"
"""The folder of the definitions that come with csops."""


class UnknownProcessError(LookupError):
    """There is no such process, or no such version of it; `known` are the names of those there are."""

    def __init__(self, process: str, known: Iterable[str]) -> None:
        self.process = process
        self.known = tuple(known)
        super().__init__(f"There is no process '{process}'. There are: {', '.join(self.known)}.")


class Definitions:
    """Definitions by process and version. It never changes; `including` makes a larger one."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._versions: dict[tuple[str, int], Definition] = {}
        self._current: dict[str, Definition] = {}
        for definition in definitions:
            self._versions[definition.process, definition.version] = definition
            known = self._current.get(definition.process)
            if known is None or definition.version >= known.version:
                self._current[definition.process] = definition

    @property
    def processes(self) -> tuple[str, ...]:
        """The names of the processes, sorted."""
        return tuple(sorted(self._current))

    def all(self) -> tuple[Definition, ...]:
        """Return every version of every process, sorted."""
        return tuple(self._versions[key] for key in sorted(self._versions))

    def current(self, process: str) -> Definition:
        """Return the newest version of a process. Raise UnknownProcessError."""
        definition = self._current.get(process)
        if definition is None:
            raise UnknownProcessError(process, self.processes)
        return definition

    def version(self, process: str, number: int) -> Definition:
        """Return one version of a process. Raise UnknownProcessError."""
        definition = self._versions.get((process, number))
        if definition is None:
            raise UnknownProcessError(
                f"{process} version {number}", (f"{key} {n}" for key, n in sorted(self._versions))
            )
        return definition

    def including(self, older: Iterable[Definition]) -> "Definitions":
        """Return these with others beside them, such as the versions that a database keeps; these win."""
        return Definitions((*older, *self._versions.values()))


def load_definitions(folder: Path = SHIPPED, own: Path | None = None) -> Definitions:
    """Read and check every definition of a folder. Raise DefinitionError with all faults of all files.

    `own` is the folder of a company's own definitions: processes beside those of the folder, or newer versions of them.
    """
    files = files_in(folder)
    ours = files_in(own) if own is not None else {}
    found = read_files({**files, **ours})
    faults = [fault for result in found.values() if not isinstance(result, Definition) for fault in result]
    sound = {path: result for path, result in found.items() if isinstance(result, Definition)}
    own_sound = {path: sound[path] for path in ours if path in sound}
    faults += never_run(own_sound, [sound[path] for path in files if path in sound])
    if faults:
        raise DefinitionError(faults)
    return Definitions(sound.values())


def files_in(folder: Path) -> dict[Path, str]:
    """Return the definitions in a folder, each with its name. Raise DefinitionError where there is none."""
    files = {path: str(path) for path in sorted(folder.glob("*.yml"))}
    if not files:
        raise DefinitionError(
            [Fault(str(folder), 1, "No definition is here (*.yml).", "name the folder that has them.")]
        )
    return files


def never_run(own: Mapping[Path, Definition], shipped: Iterable[Definition]) -> list[Fault]:
    """Return a fault for every definition of a company's own that never runs: its version is not above the shipped."""
    versions = {one.process: one.version for one in shipped}
    faults = []
    for path, definition in own.items():
        newest = versions.get(definition.process, 0)
        if definition.version <= newest:
            root, _ = read_tree(path.read_bytes(), str(path))
            line = root.line_of("version") if root is not None else 1
            what = f"Version {definition.version} of '{definition.process}' is not above the shipped one, {newest}."
            faults.append(Fault(str(path), line, what, f"give it a number above {newest}, or nothing runs on it."))
    return faults


def read_files(files: Mapping[Path, str]) -> dict[Path, Definition | tuple[Fault, ...]]:
    """Read and check files together, so that one may start another. `files` gives the name that its faults show."""
    return read_contents({path: (name, path.read_bytes()) for path, name in files.items()})


def read_contents(
    contents: Mapping[Path, tuple[str, bytes]], beside: Mapping[str, frozenset[str]] | None = None
) -> dict[Path, Definition | tuple[Fault, ...]]:
    """Read and check texts of files together. `beside` are processes known from elsewhere, with their steps' ids."""
    trees = {path: read_tree(content, name) for path, (name, content) in contents.items()}
    processes = {**(beside or {}), **_known(root for root, _ in trees.values())}
    found: dict[Path, Definition | tuple[Fault, ...]] = {}
    for path, (root, faults) in trees.items():
        found[path] = read_root(root, faults, file=contents[path][0], processes=processes)
    for path, fault in _twice(contents, {path: root for path, (root, _) in trees.items()}):
        result = found[path]
        found[path] = tuple(sorted((fault, *(() if isinstance(result, Definition) else result))))
    return found


def _known(roots: Iterable[Node | None]) -> dict[str, frozenset[str]]:
    """Return the steps of every process; where there are several versions, those of the highest number."""
    newest: dict[str, tuple[int, frozenset[str]]] = {}
    for root in roots:
        if root is not None and (process := root.word("process")):
            number = root.word("version")
            version = int(number) if number.isascii() and number.isdigit() else 0
            if version >= newest.get(process, (0, frozenset()))[0]:
                newest[process] = (version, step_ids(root))
    return {process: steps for process, (_, steps) in newest.items()}


def _twice(
    contents: Mapping[Path, tuple[str, bytes]], roots: Mapping[Path, Node | None]
) -> Sequence[tuple[Path, Fault]]:
    """Return a fault for every file that holds a version of a process that another file holds already."""
    seen: dict[tuple[str, str], str] = {}
    found: list[tuple[Path, Fault]] = []
    for path, root in roots.items():
        if root is None or not root.word("process"):
            continue
        name = contents[path][0]
        key = (root.word("process"), root.word("version"))
        if key in seen:
            what = f"Version {key[1]} of '{key[0]}' stands in {seen[key]} already."
            found.append((path, Fault(name, root.line_of("version"), what, "give this one the next version number.")))
        seen.setdefault(key, name)
    return found
