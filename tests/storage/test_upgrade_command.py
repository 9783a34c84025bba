"""`csops db upgrade` makes the tables, may be run again, and says in words what keeps it from doing so."""

import pathlib
import subprocess
import sys

from storage import migrations
from storage.engine import open_database


def upgrade(url: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    environment = {"CSOPS_DATABASE_URL": url}
    words = [sys.executable, "-m", "bot", "db", "upgrade"]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=30)


def test_it_makes_the_tables_and_may_be_run_again(tmp_path: pathlib.Path) -> None:
    """The first run makes them, the second finds nothing to do; both say the version."""
    url = f"sqlite:///{tmp_path}/new/csops.db"
    for _ in range(2):
        done = upgrade(url)
        assert (done.returncode, done.stderr) == (0, "")
        assert f"version {migrations.newest()}" in done.stdout
    assert migrations.current(url) == migrations.newest()


def test_it_says_that_the_file_is_in_use(tmp_path: pathlib.Path) -> None:
    """A running bot keeps its file to itself."""
    url = f"sqlite:///{tmp_path}/csops.db"
    database = open_database(url)
    refused = upgrade(url)
    database.close()
    assert refused.returncode == 1
    assert "open in another csops process" in refused.stderr


def test_it_says_that_nobody_answers(tmp_path: pathlib.Path) -> None:
    """A server that is not there is one line of words, not a traceback, and no password in it."""
    refused = upgrade(f"postgresql://ada:hunter22@/csops?host={tmp_path}")
    assert refused.returncode == 1
    assert "could not be upgraded" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "hunter22" not in refused.stderr
