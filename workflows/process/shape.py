"""From the tree of a file to the models: what is missing, misspelt, too long or of the wrong kind, in words."""

import re
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Final, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from workflows.process.definition import Definition
from workflows.process.faults import Fault, choose
from workflows.process.parts import UNITS
from workflows.process.tree import Node

KEYED: Final[Mapping[str, tuple[str, str | None]]] = {
    "roles": ("key", None),
    "facts": ("key", None),
    "steps": ("id", None),
    "ends": ("key", None),
    "loops": ("key", None),
    "outcomes": ("key", None),
    "form": ("key", None),
    "choices": ("key", "label"),
    "values": ("key", "text"),
    "kinds": ("key", None),
    "documents": ("key", "title"),
    "priorities": ("key", None),
    "severities": ("key", None),
    "raci": ("key", None),
    "shares": ("key", "letters"),
    "scorecards": ("key", None),
    "measures": ("key", None),
}
"""Sections whose entries are named by their key: the field that takes the key, and the one that takes a plain text."""

_PATTERNS: Final[Mapping[str, str]] = {
    "[RACI]": "use R, A, C or I, and a slash between two of them.",
    "[0-9]+(": "use the number of the source, such as 6 or 2.11, or small letters and hyphens.",
    "(_[a-z0-9]+)": "use small letters, digits and underscores, beginning with a letter.",
    "(-[a-z0-9]+)": "use small letters, digits and hyphens, beginning with a letter.",
}


def plain(node: Node | None, faults: list[Fault], file: str) -> object:
    """Return the tree as pydantic reads it: entries that are named by their key become a list with that key inside."""
    if node is None or (node.entries is None and node.keys is None):
        return node.text if node is not None else None
    if node.entries is not None:
        return [plain(entry, faults, file) for entry in node.entries]
    content: dict[str, object] = {}
    for key, child in (node.keys or {}).items():
        if key not in KEYED:
            content[key] = plain(child, faults, file)
        elif child.keys is not None:
            content[key] = [_named(key, name, entry, faults, file) for name, entry in child.keys.items()]
        else:
            what = f"The entries of '{key}' have no names."
            faults.append(
                Fault(file, node.line_of(key), what, f"write a name and a colon before each entry of '{key}'.")
            )
            content[key] = None
    return content


def _named(section: str, name: str, node: Node, faults: list[Fault], file: str) -> object:
    field, short = KEYED[section]
    content = plain(node, faults, file)
    if isinstance(content, dict):
        if field in content:
            what = f"'{field}' is written inside '{name}' although its name stands before the colon."
            faults.append(Fault(file, node.line_of(field), what, "take it out."))
        return {**content, field: name}
    return {field: name, short: content} if short is not None and node.entries is None else content


def shape_faults(error: ValidationError, root: Node, file: str) -> list[Fault]:
    """Return what pydantic found, each with its line and in plain words."""
    found: list[Fault] = []
    for detail in error.errors(include_url=False):
        if _told_already(detail, root):
            continue
        line = _line(root, detail["loc"])
        what, mend = _words(detail)
        found.append(Fault(file, line, what, mend))
    return found


def _told_already(detail: ErrorDetails, root: Node) -> bool:
    """Return whether a section without names is all that is behind this; `plain` told it."""
    loc = detail["loc"]
    if detail["type"] == "missing" or not loc or loc[-1] not in KEYED:
        return False
    child = _walk(root, loc)[0]
    return child is not None and child.keys is None


def _walk(root: Node, loc: Sequence[str | int]) -> tuple[Node | None, int]:
    """Return the node at a place of the models, None where it is not written, and the line to look at."""
    node: Node | None = root
    line = root.line
    for part in loc:
        if node is None:
            break
        if isinstance(part, int):
            if node.keys is not None and part < len(node.keys):
                key = list(node.keys)[part]
                node, line = node.keys[key], node.line_of(key)
            elif node.entries is not None and part < len(node.entries):
                node = node.entries[part]
                line = node.line
        elif node.keys is not None and part in node.keys:
            node, line = node.keys[part], node.line_of(part)
        elif part != node.word("do"):
            node = None
    return node, line


def _line(root: Node, loc: Sequence[str | int]) -> int:
    return _walk(root, loc)[1]


def _words(detail: ErrorDetails) -> tuple[str, str]:
    loc = detail["loc"]
    name = next((part for part in reversed(loc) if isinstance(part, str) and part != "[key]"), "the file")
    told = _TELL.get(detail["type"])
    if told is not None:
        return told(name, detail)
    return f"'{name}' is wrong: {detail['msg']}.", "write it as docs/definitions.md shows."


def _written(detail: ErrorDetails) -> str:
    value = detail["input"]
    return f"'{value}'" if isinstance(value, str) else "what stands there"


def _missing(name: str, _: ErrorDetails) -> tuple[str, str]:
    return f"'{name}' is missing.", f"add '{name}:' here."


def _extra(name: str, detail: ErrorDetails) -> tuple[str, str]:
    known = _keys_at(detail["loc"][:-1])
    return f"'{name}' is not known here.", choose(name, known)


def _literal(name: str, detail: ErrorDetails) -> tuple[str, str]:
    expected = re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
    return f"{_written(detail)} cannot be '{name}'.", choose(str(detail["input"]), expected)


def _tag(_: str, detail: ErrorDetails) -> tuple[str, str]:
    context = detail.get("ctx", {})
    expected = re.findall(r"'([^']*)'", str(context.get("expected_tags", "")))
    return f"There is no effect '{context.get('tag')}'.", choose(str(context.get("tag")), expected)


def _no_tag(_: str, __: ErrorDetails) -> tuple[str, str]:
    return "This effect does not say what it does.", "add 'do:' with post, message, mail, record, start or list."


def _no_text(name: str, detail: ErrorDetails) -> tuple[str, str]:
    if detail["input"] is None:
        return f"'{name}' is empty.", "write its words after the colon, or take it out."
    return f"'{name}' must be words.", "write one text after the colon."


def _pattern(name: str, detail: ErrorDetails) -> tuple[str, str]:
    pattern = str(detail.get("ctx", {}).get("pattern", ""))
    mend = next(words for part, words in _PATTERNS.items() if part in pattern)
    where = "a name" if name in KEYED or name in ("key", "id") else f"right for '{name}'"
    return f"{_written(detail)} is not {where}.", mend


def _long(name: str, detail: ErrorDetails) -> tuple[str, str]:
    longest = detail.get("ctx", {}).get("max_length")
    return f"'{name}' is longer than {longest} characters.", "shorten it."


def _no_number(name: str, detail: ErrorDetails) -> tuple[str, str]:
    return f"{_written(detail)} is no number for '{name}'.", "write a number."


def _range(name: str, detail: ErrorDetails) -> tuple[str, str]:
    said = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}
    limit = " and ".join(f"{said[key]} {value}" for key, value in detail.get("ctx", {}).items() if key in said)
    return f"{_written(detail)} is out of range for '{name}'.", f"write a number of {limit}."


def _no_flag(name: str, detail: ErrorDetails) -> tuple[str, str]:
    return f"{_written(detail)} cannot be '{name}'.", "write true or false."


def _no_list(name: str, _: ErrorDetails) -> tuple[str, str]:
    return f"'{name}' must be a list.", f"write {name}: [first, second], or one entry a line after a hyphen."


def _no_group(name: str, _: ErrorDetails) -> tuple[str, str]:
    return f"'{name}' must have keys of its own.", "write 'key: value' lines below it."


def _empty(name: str, _: ErrorDetails) -> tuple[str, str]:
    return f"'{name}' is empty.", "name at least one, or take it out."


def _span(name: str, detail: ErrorDetails) -> tuple[str, str]:
    return f"{_written(detail)} is no length of time for '{name}'.", f"write a number and one of {', '.join(UNITS)}."


_TELL: Final[Mapping[str, Callable[[str, ErrorDetails], tuple[str, str]]]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "literal_error": _literal,
    "union_tag_invalid": _tag,
    "union_tag_not_found": _no_tag,
    "string_type": _no_text,
    "string_too_short": _no_text,
    "string_pattern_mismatch": _pattern,
    "string_too_long": _long,
    "int_parsing": _no_number,
    "int_type": _no_number,
    "int_from_float": _no_number,
    "int_parsing_size": _no_number,
    "decimal_parsing": _no_number,
    "decimal_type": _no_number,
    "finite_number": _no_number,
    "greater_than": _range,
    "greater_than_equal": _range,
    "less_than": _range,
    "less_than_equal": _range,
    "bool_parsing": _no_flag,
    "bool_type": _no_flag,
    "tuple_type": _no_list,
    "model_type": _no_group,
    "model_attributes_type": _no_group,
    "mapping_type": _no_group,
    "dict_type": _no_group,
    "too_short": _empty,
    "span": _span,
}


def _keys_at(loc: Sequence[str | int]) -> tuple[str, ...]:
    """Return the keys that the models know at a place."""
    kinds: tuple[object, ...] = (Definition,)
    for part in loc:
        if isinstance(part, int):
            continue
        models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        tagged = [model for model in models if "do" in model.model_fields and _tag_of(model) == part]
        fields = [model.model_fields[part].annotation for model in models if part in model.model_fields]
        kinds = tuple(tagged) or tuple(inner for field in fields for inner in _inside(field))
    models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    named = {field for field, _ in KEYED.values()}
    return tuple(
        field.alias or name for model in models for name, field in model.model_fields.items() if name not in named
    )


def _tag_of(model: type[BaseModel]) -> str:
    return str(get_args(model.model_fields["do"].annotation)[0])


def _inside(annotation: object) -> tuple[object, ...]:
    """Return the types inside tuples, unions and annotations."""
    if get_origin(annotation) in (tuple, Union, types.UnionType, Annotated):
        return tuple(inner for part in get_args(annotation) for inner in _inside(part))
    return (annotation,)
