"""Finds code that nothing uses, with vulture; run by `make check`.

The product is judged without its tests: what only a test calls is dead. Annotated fields of a class are left out, since
msgspec, pydantic and SQLAlchemy read those by themselves, and so are arguments, which ruff judges better (ARG).
Exceptions stand in pyproject.toml, each with its reason.
"""

import ast
import sys
import tomllib
from pathlib import Path

from vulture import Vulture
from vulture.core import Item

PRODUCT = ("bot", "connectors", "handlers", "playground", "storage", "workflows")
BESIDE = ("benchmarks", "tests", "tools")
LEAST_CONFIDENCE = 60
ARGUMENT_CONFIDENCE = 100  # What vulture gives to arguments alone, of all that it calls a variable.


def main() -> int:
    """Print each unused piece as `file:line: what`; the exit code is 1 if there is one."""
    product = unused(PRODUCT)
    beside = [item for item in unused(PRODUCT + BESIDE) if item.filename.parts[0] in BESIDE]
    for item in product + beside:
        print(f"{item.filename}:{item.first_lineno}: {item.message}")
    print(f"{len(product)} unused in the product, {len(beside)} in tests and tools")
    return 1 if product or beside else 0


def unused(folders: tuple[str, ...]) -> list[Item]:
    """Return what nothing in these folders uses."""
    with Path("pyproject.toml").open("rb") as text:
        settings = tomllib.load(text)["tool"]["vulture"]
    search = Vulture(ignore_names=settings["ignore_names"], ignore_decorators=settings["ignore_decorators"])
    search.scavenge([folder for folder in folders if Path(folder).is_dir()])
    found = [_relative(item) for item in search.get_unused_code(min_confidence=LEAST_CONFIDENCE)]
    return [
        item
        for item in found
        if item.first_lineno not in field_lines(item.filename)
        and (item.typ, item.confidence) != ("variable", ARGUMENT_CONFIDENCE)
    ]


def field_lines(path: Path) -> set[int]:
    """Return the lines on which a class of this file declares a field, as `name: type`."""
    classes = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ClassDef))
    return {field.lineno for one in classes for field in one.body if isinstance(field, ast.AnnAssign)}


def _relative(item: Item) -> Item:
    item.filename = item.filename.absolute().relative_to(Path.cwd())
    return item


if __name__ == "__main__":
    sys.exit(main())
