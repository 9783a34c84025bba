"""Writes migrations: what storage/tables says and the migrations so far do not (python -m tools.migration WORDS).

`python -m tools.migration --begin` writes the first ones anew; that is only for before the first release.
"""

import importlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from storage.engine import Database, open_database
from storage.migrations import alembic_config, upgrade_over

VERSIONS = Path("storage/migrations/versions")
BEGINNING = ("company", "work", "journal")
SEQUENCE = """
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE work_number")
"""
GUARDS = """
    for table in ("history", "checkpoint"):
        for statement in guards.statements(table, op.get_bind().dialect.name):
            op.execute(statement)
"""


def add(database: Database, words: str, *, only: Collection[str] | None = None) -> Path:
    """Write the next migration, for some tables or all, and return its file; a person reads it before it is kept."""
    number = f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04d}"
    with database.transaction() as connection:
        config = alembic_config()
        config.attributes.update({"connection": connection, "only": only})
        upgrade_over(connection)
        command.revision(config, message=words, autogenerate=True, rev_id=number)
    (written,) = VERSIONS.glob(f"{number}_*.py")
    text = re.sub(r"\n *# ### .*", "", written.read_text(encoding="utf-8"))
    # SQLite, which the tables were compared with, knows no true and false; PostgreSQL does.
    text = text.replace("sa.Boolean(), server_default=sa.text('0')", "sa.Boolean(), server_default=sa.false()")
    text = text.replace("sa.Boolean(), server_default=sa.text('1')", "sa.Boolean(), server_default=sa.true()")
    written.write_text(text, encoding="utf-8")
    return written


def begin(database: Database) -> None:
    """Write the first migrations anew."""
    for old in VERSIONS.glob("[0-9]*.py"):
        old.unlink()
    made: list[str] = []
    for name in BEGINNING:
        subject = importlib.import_module(f"storage.tables.{name}")
        made += [table.name for table in vars(subject).values() if isinstance(table, sa.Table)]
        written = add(database, f"The first tables of the {name}", only=made)
        text = written.read_text(encoding="utf-8").rstrip() + "\n"
        if name == "company":
            text += SEQUENCE
        if name == "journal":
            text = text.replace("from storage.columns", "from storage import guards\nfrom storage.columns") + GUARDS
        written.write_text(text, encoding="utf-8")


def main(words: list[str]) -> int:
    """Write what was asked for, in the house's format."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/empty.db")
        if words == ["--begin"]:
            begin(database)
        else:
            add(database, " ".join(words) or "Change the tables")
        database.close()
    for act in (["check", "--fix-only", "--quiet"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *act, str(VERSIONS)], check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
