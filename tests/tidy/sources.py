"""The files of the repository, as the tidy tests read them."""

import ast
import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
TEXT_SUFFIXES = frozenset({"", ".css", ".csv", ".html", ".js", ".md", ".mako", ".py", ".sh", ".toml", ".yml", ".yaml"})


@dataclass(frozen=True)
class Source:
    """One text file. `path` is relative to the root of the repository."""

    path: PurePosixPath
    text: str = field(repr=False)

    @cached_property
    def tree(self) -> ast.Module:
        """What Python makes of it; raises SyntaxError where Python does."""
        return ast.parse(self.text)

    @property
    def is_python(self) -> bool:
        return self.path.suffix == ".py"

    @property
    def is_test(self) -> bool:
        return self.path.parts[0] == "tests"


def repository() -> list[Source]:
    """Return every text file that git keeps or would keep, so that a new file is judged before it is added."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git is where it is.
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    paths = sorted({PurePosixPath(name) for name in listed.stdout.split("\0") if name})
    return [
        Source(path, (ROOT / path).read_text(encoding="utf-8"))
        for path in paths
        if path.suffix in TEXT_SUFFIXES and (ROOT / path).is_file()
    ]
