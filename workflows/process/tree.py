"""YAML as a tree that knows its lines, read event by event: no file can be too deep, too large or too clever."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from workflows.process.faults import Fault

LARGEST_BYTES: Final = 256 * 1024
DEEPEST: Final = 12
MOST_NODES: Final = 20_000
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Node(msgspec.Struct):
    """A value of the file: a text (None where nothing is written), a list, or a mapping, and the line it begins on."""

    line: int
    text: str | None = None
    entries: "list[Node] | None" = None
    keys: "dict[str, Node] | None" = None
    key_lines: dict[str, int] = {}

    def get(self, key: str) -> "Node | None":
        """Return what stands under a key, or None; also where this is no mapping."""
        return self.keys.get(key) if self.keys is not None else None

    def word(self, key: str, default: str = "") -> str:
        """Return the text under a key, or the default where it is missing or no text."""
        found = self.get(key)
        return found.text if found is not None and found.text is not None else default

    def under(self, key: str) -> Mapping[str, "Node"]:
        """Return the mapping under a key, empty where it is missing or none."""
        found = self.get(key)
        return found.keys if found is not None and found.keys is not None else {}

    def listed(self, key: str) -> tuple["Node", ...]:
        """Return the list under a key, empty where it is missing or none."""
        found = self.get(key)
        return tuple(found.entries) if found is not None and found.entries is not None else ()

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the whole where it is missing."""
        return self.key_lines.get(key, self.line)


class _Unreadable(Exception):  # noqa: N818  # It never leaves this module; the fault that it carries does.
    def __init__(self, line: int, what: str, mend: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what
        self.mend = mend


def read_tree(content: bytes, file: str) -> tuple[Node | None, list[Fault]]:
    """Return the tree of a YAML file and the faults of its writing; no tree where it cannot be read at all."""
    builder = _Builder(file)
    last = max(1, len(content.splitlines()))
    try:
        builder.read(_decoded(content))
    except _Unreadable as fault:
        return None, [*builder.faults, Fault(file, fault.line, fault.what, fault.mend)]
    except yaml.YAMLError as error:
        return None, [*builder.faults, _broken(error, file, last)]
    return builder.root, builder.faults


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST_BYTES:
        raise _Unreadable(1, f"The file is larger than {LARGEST_BYTES // 1024} KiB.", "split it, or shorten its texts.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _Unreadable(line, "The file is not written in UTF-8.", "save it as UTF-8 text.") from error
    unseen = _UNSEEN.search(text)
    if unseen is not None:
        raise _unseen(text.count("\n", 0, unseen.start()) + 1, unseen)
    return text


def _unseen(line: int, found: re.Match[str]) -> _Unreadable:
    what = f"A character that nobody can see stands here (U+{ord(found[0]):04X})."
    return _Unreadable(line, what, "take it out.")


def _broken(error: yaml.YAMLError, file: str, last: int) -> Fault:
    """Return what the parser says. It may notice behind the last line that something was left open."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    context = getattr(error, "context", None)
    words = f"{problem} {context}" if context else str(problem)
    mend = "look at the indentation, the quotes and the colons of this line and the one before."
    return Fault(file, min(last, mark.line + 1) if mark else 1, f"This is not YAML: {words}.", mend)


class _Builder:
    """Builds the tree from the parser's events, one level of `stack` for each list or mapping that is open."""

    def __init__(self, file: str) -> None:
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self._file = file
        self._stack: list[Node] = []
        self._keys: list[Node | None] = []
        self._count = 0

    def read(self, text: str) -> None:
        """Read the whole text. Raise _Unreadable where it goes beyond what a definition can be."""
        documents = 0
        for event in _events(text):
            if isinstance(event, NodeEvent):
                self._node(event)
            elif isinstance(event, CollectionEndEvent):
                self._stack.pop()
                self._keys.pop()
            elif isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    line = _line(event)
                    raise _Unreadable(line, "A second document begins here.", "keep one process in one file.")

    def _node(self, event: NodeEvent) -> None:
        line = _line(event)
        self._count += 1
        if self._count > MOST_NODES:
            raise _Unreadable(line, f"The file has more than {MOST_NODES} values.", "split it.")
        if isinstance(event, AliasEvent) or event.anchor is not None:
            raise _Unreadable(
                line, "Anchors (&) and aliases (*) are not allowed.", "write the text out at both places."
            )
        if getattr(event, "tag", None) is not None:
            raise _Unreadable(line, "Tags are not allowed.", "take out the word that begins with '!'.")
        if isinstance(event, ScalarEvent):
            if (unseen := _UNSEEN.search(event.value)) is not None:
                raise _unseen(line, unseen)
            self._add(Node(line, text=_plain(event)))
        elif isinstance(event, CollectionStartEvent):
            if len(self._stack) >= DEEPEST:
                raise _Unreadable(line, f"Values stand more than {DEEPEST} levels deep.", "look at the indentation.")
            node = Node(line, keys={}) if isinstance(event, MappingStartEvent) else Node(line, entries=[])
            self._add(node)
            self._stack.append(node)
            self._keys.append(None)

    def _add(self, node: Node) -> None:
        if not self._stack:
            self.root = node
            return
        parent, key = self._stack[-1], self._keys[-1]
        if parent.entries is not None:
            parent.entries.append(node)
        elif key is None:
            self._keys[-1] = self._checked(parent, node)
        else:
            self._keys[-1] = None
            if parent.keys is not None and key.text is not None and key.line >= 0:
                parent.keys[key.text] = node
                parent.key_lines[key.text] = key.line

    def _checked(self, parent: Node, key: Node) -> Node:
        """Return the node as a key; one that cannot be used is noted, and marked so that its value is dropped."""
        if key.text is None:
            what, mend = "This key is not a word.", "write a word before the colon."
        elif key.text in parent.key_lines:
            what = f"'{key.text}' is written twice; it stands on line {parent.key_lines[key.text]} already."
            mend = "give one of them another name, or take it out."
        else:
            return key
        self.faults.append(Fault(self._file, key.line, what, mend))
        return Node(-1, text="")


def _events(text: str) -> Iterator[Event]:
    return iter(yaml.parse(text, Loader=_LOADER))


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


def _plain(event: ScalarEvent) -> str | None:
    """Return a scalar as it is written; `2.10` stays 2.10 and `yes` stays yes. Nothing at all is None."""
    if event.style in ("'", '"', "|", ">"):
        return event.value
    return None if event.value in ("", "~", "null") else event.value
