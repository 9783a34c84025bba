"""Anybody does anything in any order, and the office does what a plain reading of the rules says.

After each click: the model and the rows agree, the history is whole and as long as the version says, the messages have
exactly the buttons that do something now, nothing was promised twice, and a refusal has left everything as it was.
`pytest --hypothesis-profile=long tests/engagements/test_machine.py` walks further.
"""

import itertools
import pathlib
import shutil
from collections import Counter
from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from storage import tables
from storage.engine import Database, open_database
from tests.databases import postgres_copies
from tests.engagements import expected, model
from tests.engagements.machine import Clicks
from tests.engagements.seen import Pressable

LONG = settings.get_current_profile_name() == "long"
pytestmark = pytest.mark.timeout(7200 if LONG else 180)
WAITING = frozenset({"offered", "returned", "disputed", "waiting", "discovery"})
"""The states in which a hand-off or a decision waits for somebody."""


class Machine(Clicks):
    """What always holds, whatever was clicked."""

    @invariant()
    def the_model_and_the_rows_agree(self) -> None:
        """Where it stands, in whose hands, and what waits."""
        handoffs = {row["id"]: row for row in self.seen.rows(tables.handoff)}
        approvals = {row["id"]: row for row in self.seen.rows(tables.approval)}
        estimates = {row["id"]: row for row in self.seen.rows(tables.estimate)}
        for key, row in self.rows.items():
            work = self.world["works"][key]
            assert (row["step"] or f"end:{row['ending']}") == work["state"]["step"]
            handoff, approval = handoffs.get(row["handoff_id"]), approvals.get(row["approval_id"])
            estimate = estimates.get(row["estimate_id"])
            if not model.ended(work):
                assert (row["owner"], row["owner_role"]) == (work["owner"], work["role"])
            assert picked(handoff, "state", "round", "to_role") == picked(work["handoff"], "state", "round", "to")
            assert picked(approval, "state", "round") == picked(work["approval"], "state", "round")
            made = picked(work["rom"], "revision", "author", "state")
            assert picked(estimate, "revision", "created_by", "state") == made

    @invariant()
    def at_most_one_waits(self) -> None:
        """Of hand-offs and of decisions, at most one waits in each engagement, and it is the one it names."""
        for table, column in ((tables.handoff, "handoff_id"), (tables.approval, "approval_id")):
            waiting = [row for row in self.seen.rows(table) if row["state"] in WAITING]
            assert all(self.rows[row["engagement_id"]][column] == row["id"] for row in waiting)
            assert max(Counter(row["engagement_id"] for row in waiting).values(), default=1) == 1

    @invariant()
    def the_history_is_whole(self) -> None:
        """Every chain holds, and is as long as the engagement's version says."""
        assert self.seen.chain_lengths() == {key: row["version"] for key, row in self.rows.items()}

    @invariant()
    def every_button_works_and_none_is_missing(self) -> None:
        """The newest faces of all messages have exactly the buttons that do something."""
        wanted: Counter[Pressable] = Counter()
        for key, row in self.rows.items():
            wanted += expected.buttons(self.world, self.world["works"][key], row)
        assert self.seen.shown() == wanted

    @invariant()
    def nothing_is_promised_twice(self) -> None:
        """One new message for each round of a hand-off, and one for each decision that is asked for."""
        for (key, *_), number in self.seen.posts.items():
            assert number == 1 or key not in {"handoff.accept", "handoff.offer-again", "approval.decide"}


def picked(row: Mapping[str, object] | None, *names: str) -> list[object] | None:
    """Return some of what a row or the model says, None where there is nothing."""
    return None if row is None else [row[name] for name in names]


def walk(new_database: Callable[[], Database], *, examples: int, steps: int) -> None:
    """Let people click, for so many days of so many clicks; thirty times as many longer ones in the long profile."""
    budget = settings(
        max_examples=examples * (30 if LONG else 1),
        stateful_step_count=steps * (3 if LONG else 1),
        suppress_health_check=[*HealthCheck],  # pyright: ignore[reportArgumentType]  # An enum, which its stub forgets.
        deadline=None,
    )
    machine: Callable[[], Machine] = lambda: Machine(new_database)  # noqa: E731 - it takes what makes one.
    run_state_machine_as_test(machine, settings=budget)  # type: ignore[arg-type]  # Documented: a class or a factory.


def test_on_sqlite(sqlite_template: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """The office on SQLite and the model agree."""
    numbers = itertools.count()

    def new_database() -> Database:
        path = tmp_path / f"{next(numbers)}.db"
        shutil.copyfile(sqlite_template, path)
        return open_database(f"sqlite:///{path}")

    walk(new_database, examples=30, steps=30)


@pytest.mark.postgres
def test_on_postgresql(postgres_template: str) -> None:
    """The office on PostgreSQL and the model agree."""
    with postgres_copies(postgres_template) as new_url:
        walk(lambda: open_database(new_url()), examples=6, steps=25)
