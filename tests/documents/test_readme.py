"""What the README says of commands is what the registry has."""

import re
from pathlib import Path

from workflows.menu import MENU

README = Path("README.md").read_text(encoding="utf-8")


def test_the_table_of_commands_is_the_menu() -> None:
    """Every use of every slash command stands in the README, in its order, and no other."""
    table = README.partition("<!-- commands:")[2].partition("\n\n| command")[2].partition("\n\n")[0]
    rows = [line.split(" | ", 1) for line in re.findall(r"^\| `.*$", table, re.MULTILINE)]
    written = [
        (words.removeprefix("| `").rstrip("`").replace("\\|", "|"), rest.removesuffix(" |")) for words, rest in rows
    ]

    assert written == [
        (f"{slash.command} {verb.words}".rstrip(), verb.summary) for slash in MENU for verb in slash.verbs
    ]


def test_every_file_that_is_named_is_there() -> None:
    """A newcomer who follows a name finds the file."""
    named = set(re.findall(r"`((?:docs|examples|workflows)/[A-Za-z0-9_./-]+)`", README)) | {"app_manifest.yml"}

    assert [name for name in sorted(named) if not Path(name).exists()] == []
