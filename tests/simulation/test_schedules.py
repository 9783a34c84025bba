"""Hundreds of schedules of crashes, freezes and network faults end with every message standing once, in order."""

import itertools
import pathlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
import structlog

from storage.engine import open_database
from tests.simulation.mutants import MUTANTS
from tests.simulation.world import Outcome, Variant, Weather, World

EFFECTS = 12
CRASHES = Weather()
FREEZES = Weather(freeze=0.02)
LATE = Weather(latest_seconds=5.0)
WEATHERS = {"crashes and network": CRASHES, "and freezes": FREEZES, "and late arrivals": LATE}

Play = Callable[[int, Weather, Variant], Outcome]


@pytest.fixture
def play(sqlite_template: pathlib.Path) -> Iterator[Play]:
    """Return what plays one schedule on a fresh SQLite file, in memory where there is such a folder."""
    fast = pathlib.Path("/dev/shm")  # noqa: S108 - it is only faster there.
    numbers = itertools.count()
    with tempfile.TemporaryDirectory(dir=fast if fast.is_dir() else None) as folder:

        def schedule(seed: int, weather: Weather, variant: Variant) -> Outcome:
            path = pathlib.Path(folder) / f"{next(numbers)}.db"
            shutil.copyfile(sqlite_template, path)
            database = open_database(f"sqlite:///{path}")
            try:
                with structlog.testing.capture_logs():
                    return World(database, seed=seed, weather=weather, variant=variant).run(EFFECTS)
            finally:
                database.close()

        yield schedule


@pytest.mark.slow
@pytest.mark.parametrize("name", WEATHERS)
def test_every_message_stands_once_and_in_order(play: Play, name: str) -> None:
    """Whatever happens, it ends well; with crashes and an honest network nothing is doubled even for a while."""
    total: Counter[str] = Counter()
    for seed in range(40):
        outcome = play(seed, WEATHERS[name], Variant())
        assert outcome.faults == [], f"seed {seed}"
        total.update(
            crashes=outcome.crashes,
            freezes=outcome.freezes,
            network=outcome.network,
            doubled_for_a_while=outcome.doubled_for_a_while,
        )
    print(name, dict(total))  # noqa: T201 - `pytest -rP` shows it.
    assert total["crashes"] > 100
    assert total["network"] > 50
    if WEATHERS[name] is CRASHES:
        assert total["doubled_for_a_while"] == 0


@pytest.mark.parametrize("name", MUTANTS)
def test_mutants_are_caught(play: Play, name: str) -> None:
    """Each safety is needed: without it some schedule ends badly, or doubles where nothing may."""
    for seed in range(100):
        for weather in (CRASHES, FREEZES):
            outcome = play(seed, weather, MUTANTS[name])
            if outcome.faults or (weather is CRASHES and outcome.doubled_for_a_while):
                print(name, "caught after", seed + 1)  # noqa: T201 - `pytest -rP` shows it.
                return
    pytest.fail(f"the simulation does not notice: {name}")


def test_a_seed_repeats_its_schedule(play: Play) -> None:
    """What failed once can be played again."""
    assert play(7, FREEZES, Variant()) == play(7, FREEZES, Variant())
