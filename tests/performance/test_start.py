"""Starting costs what serving Slack from SQLite needs, and nothing that only others need."""

import subprocess
import sys

from tests.tidy.sources import ROOT

OTHERS = {
    "aiosmtplib": "mail",
    "alembic": "a change of tables",
    "apscheduler": "the clock, which starts a second later",
    "botbuilder": "Teams",
    "docx": "documents",
    "docxtpl": "documents",
    "fontTools": "pictures",
    "igraph": "pictures",
    "jinja2": "documents",
    "jwt": "Teams",
    "lxml": "documents",
    "msal": "Teams",
    "playground": "csops play",
    "handlers.teams.poster": "Teams",
    "psycopg": "PostgreSQL",
    "resvg_py": "pictures",
    "sqlalchemy.dialects.postgresql": "PostgreSQL",
}


def imported(words: str) -> set[str]:
    """Return the modules that a fresh Python has imported after these words."""
    asked = [sys.executable, "-c", f"{words}; import sys; print(*sys.modules)"]
    told = subprocess.run(asked, check=True, cwd=ROOT, capture_output=True, text=True).stdout
    return set(told.split())


def test_serving_slack_from_sqlite_imports_nothing_for_others() -> None:
    """A tenth of a second and ten megabytes come easily with one import at the top of a module."""
    found = imported("import bot.serve") & OTHERS.keys()
    assert not found, {module: f"is for {OTHERS[module]}: import it where it is used" for module in found}


def test_what_is_for_others_would_be_noticed() -> None:
    """The control: one that is imported is found."""
    assert "alembic" in imported("import bot.serve, alembic")
