"""What is kept, made once for every test here."""

import shutil
from pathlib import Path

import pytest

from storage.engine import open_database
from tests.golden import company, customers, steps, work
from tests.golden.album import Album, Kept
from tests.office import shipped


@pytest.fixture(scope="module")
def kept(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Return every card and form: each chapter in an office of its own, and every step of every process."""
    found = Kept()
    walks = [(one.process, lambda album, one=one: steps.walk(album, one)) for one in shipped().all()]
    told = [(chapter.__name__, chapter) for part in (work, customers, company) for chapter in part.CHAPTERS]
    for name, chapter in [*walks, *told]:
        path = tmp_path_factory.mktemp(name) / "csops.db"
        shutil.copyfile(sqlite_template, path)
        database = open_database(f"sqlite:///{path}")
        album = Album(database, found)
        chapter(album)
        album.dispatcher.close()
        database.close()
    return found
