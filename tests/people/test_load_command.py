"""`csops load` as it is typed: exit codes, words, and what another process holds."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from storage import answers, tables
from storage.engine import Database, open_database
from storage.turns import TurnTimeoutError
from tests.office import Office
from tests.people.conftest import EXAMPLE, NOW, stamp
from workflows.kernel.answers import Refused, Shown

Csops = Callable[..., "subprocess.CompletedProcess[str]"]


def run(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the command line in this environment and no other."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def csops(database: Database, database_url: str) -> Csops:
    """Run the command line against a fresh database of the newest version."""
    stamp(database)
    database.close()
    return lambda *words: run(*words, CSOPS_DATABASE_URL=database_url)


@pytest.fixture
def nina(tmp_path: Path) -> Path:
    """Return a file that brings in somebody new."""
    sheet = tmp_path / "people.csv"
    sheet.write_text("key,name,slack\nnina,Nina Sorel,UNINA\n", encoding="utf-8")
    return sheet


def test_a_load_tells_what_it_did(csops: Csops) -> None:
    """The first load lists what came in, the second says that nothing changed; both are well."""
    first = csops("load", str(EXAMPLE))
    assert (first.returncode, first.stderr) == (0, "")
    assert "people added (15): diego, felix, greta" in first.stdout
    assert "customers added (8)" in first.stdout
    second = csops("load", str(EXAMPLE))
    assert (second.returncode, second.stdout) == (0, "Nothing changed.\n")


def test_what_is_left_out_is_told(csops: Csops, tmp_path: Path) -> None:
    """Somebody whom the files do not name is kept, and the way to take them away is told."""
    csops("load", str(EXAMPLE))
    sheet = tmp_path / "people.csv"
    sheet.write_text("key,name\nruth,Ruth Okafor\n", encoding="utf-8")
    kept = csops("load", str(sheet))
    assert "people not in the files, kept as they are (14): diego, felix" in kept.stdout
    assert "--prune" in kept.stdout
    pruned = csops("load", "--prune", str(sheet))
    assert "people no longer active (14)" in pruned.stdout


def test_faults_of_all_files_are_told_and_nothing_is_changed(csops: Csops, database_url: str, tmp_path: Path) -> None:
    """Two bad files and one that is not there: each told with its line, exit code 1, an empty database."""
    (tmp_path / "a.toml").write_text("[company]\nname = 7\n", encoding="utf-8")
    (tmp_path / "b.csv").write_bytes(b"key,name\nana,\xff\n")
    told = csops("load", str(EXAMPLE), *(str(tmp_path / name) for name in ("a.toml", "b.csv", "c.toml")))
    assert told.returncode == 1
    lines = told.stderr.splitlines()
    assert [line.partition(": ")[0].rpartition("/")[2] for line in lines[:3]] == ["a.toml:2", "b.csv:2", "c.toml:1"]
    assert all("Mend:" in line for line in lines[:3])
    assert lines[3:] == ["Nothing was changed."]
    database = open_database(database_url)
    with database.transaction() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.person)).scalar() == 0
    database.close()


def test_a_load_comes_beside_a_running_bot(office: Office, database_url: str, nina: Path) -> None:
    """The bot has the database, a load writes beside it, and the bot knows the newcomer with its next command."""
    stamp(office.database)
    assert isinstance(office.type("nina", "/csops mine"), Refused)
    told = run("load", str(nina), CSOPS_DATABASE_URL=database_url)
    assert (told.returncode, told.stderr) == (0, "")
    assert isinstance(office.type("nina", "/csops mine"), Shown)


def test_tables_are_not_changed_under_a_running_bot(sqlite_url: str, nina: Path) -> None:
    """A newer csops that would bring the file up to date says what to do instead; nothing is changed."""
    bot = open_database(sqlite_url)
    with bot.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
    told = run("load", str(nina), CSOPS_DATABASE_URL=sqlite_url)
    assert told.returncode == 1
    assert "stop the bot, load, and start it again" in told.stderr
    with bot.looking() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.person)).scalar() == 0
    bot.close()


def test_a_command_waits_for_a_load(sqlite_url: str) -> None:
    """While a guest writes, a command of the bot waits for its turn; when it takes too long, that is told in words."""
    bot, guest = open_database(sqlite_url), open_database(sqlite_url, exclusive=False)
    event.listen(bot.engine, "connect", lambda driver, _: driver.execute("PRAGMA busy_timeout=50"))

    with guest.transaction(), pytest.raises(TurnTimeoutError), bot.unit():
        pass
    with bot.unit() as unit:
        answers.remember(unit, request_key="after it", digest="d", reply="r", now=NOW)
        unit.commit()
    for database in (bot, guest):
        database.close()


def test_the_first_load_makes_its_sqlite_file(tmp_path: Path) -> None:
    """A new user needs no other command before: the file and its tables are made."""
    told = run("load", str(EXAMPLE), CSOPS_DATA=str(tmp_path / "new"))
    assert (told.returncode, told.stderr) == (0, "")
    assert (tmp_path / "new" / "csops.db").is_file()


def test_a_server_is_upgraded_by_who_runs_it(postgres_url: str) -> None:
    """On a PostgreSQL without the newest tables nothing is made on the way; the command that does it is told."""
    told = run("load", str(EXAMPLE), CSOPS_DATABASE_URL=postgres_url)
    assert told.returncode == 1
    assert "csops db upgrade" in told.stderr


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:////proc/nowhere/csops.db", "nowhere"),
        ("postgresql://nobody:canary@127.0.0.1:1/csops", "csops check"),
        ("oracle://x", "CSOPS_DATABASE_URL"),
    ],
)
def test_a_database_that_is_not_there_is_told_in_words(url: str, words: str) -> None:
    """No place to write, no server, no such kind: a sentence with its mend, no traceback, no password."""
    told = run("load", str(EXAMPLE), CSOPS_DATABASE_URL=url)
    assert told.returncode == 1
    assert words in told.stderr
    assert "Traceback" not in told.stderr
    assert "canary" not in told.stderr


def test_no_file_is_not_understood() -> None:
    """Without a file argparse tells the usage and the exit code is 2."""
    assert run("load").returncode == 2
