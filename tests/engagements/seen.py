"""What is in the database and on the cards after each click, read anew: what the state machine is held against."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from storage import history, tables
from storage.engine import Database
from tests.office import every_button
from workflows.kernel.cards import Button, Card
from workflows.kernel.posts import Post, Update

WHOLE = (
    tables.engagement,
    tables.handoff,
    tables.approval,
    tables.vote,
    tables.estimate,
    tables.ticket,
    tables.reference_entry,
    tables.reference_use,
)
"""Tables whose rows change; of the others it is enough to count the rows."""
COUNTED = (tables.history, tables.effect, tables.answer)
COUNTS = sa.select(*(sa.select(sa.func.count()).select_from(table).scalar_subquery() for table in COUNTED))

BESIDE = frozenset({"work.link", "offer.accept", "offer.return"})
"""Buttons that change nothing in a process: the model knows nothing of them."""
Row = Mapping[str, Any]
Pressable = tuple[str, str, int, str]


class Seen:
    """An office as it was at the last look: its rows, and the newest face of every message that was promised."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last = 0
        self._rows: dict[str, list[Row]] = {}
        self._counts: list[int] = []
        self.faces: dict[str, Card] = {}
        self.posts: Counter[Pressable] = Counter()
        """How many new messages had each button."""
        self.buttons: dict[Pressable, Button] = {}
        """Every button that was ever on a message."""

    def rows(self, table: sa.Table) -> list[Row]:
        """Return every row that a table had."""
        return self._rows[table.name]

    def kept(self) -> object:
        """Return what a refusal must leave as it is."""
        return {name: sorted(map(repr, rows)) for name, rows in self._rows.items()}, list(self._counts)

    def look(self) -> None:
        """Look at the rows and the messages as they are now."""
        with self._database.transaction() as connection:
            for table in WHOLE:
                self._rows[table.name] = [dict(row._mapping) for row in connection.execute(sa.select(table))]  # noqa: SLF001
            self._counts = list(connection.execute(COUNTS).one())
        self._look_at_messages()

    def _look_at_messages(self) -> None:
        newer = sa.select(tables.effect).where(tables.effect.c.seq > self._last).order_by(tables.effect.c.seq)
        with self._database.transaction() as connection:
            effects = connection.execute(newer).all()
        for effect in effects:
            self._last = effect.seq
            payload = msgspec.json.decode(effect.payload, type=Post | Update)
            if isinstance(payload, Post):
                assert effect.id not in self.faces, "an effect id was used twice"
                self.faces[effect.id] = payload.card
                self.posts.update(pressable(button) for button in every_button(payload.card))
            else:
                assert payload.target in self.faces, "an update of a message that was never promised"
                self.faces[payload.target] = payload.card
            self.buttons |= {pressable(button): button for button in every_button(payload.card)}

    def shown(self) -> Counter[Pressable]:
        """Return the buttons of processes that people see now, each as often as it is there."""
        buttons = (button for card in self.faces.values() for button in every_button(card))
        return Counter(pressable(button) for button in buttons if button.key not in BESIDE)

    def chain_lengths(self) -> dict[str, int]:
        """Return how many entries each engagement's history has, once every chain is found to be whole."""
        subject = tables.history.c.subject
        count = sa.select(subject, sa.func.count()).where(subject.startswith("engagement:")).group_by(subject)
        with self._database.transaction() as connection:
            assert history.verify(connection) is None
            lengths = connection.execute(count).all()
        return {subject.removeprefix("engagement:"): length for subject, length in lengths}


def pressable(button: Button) -> Pressable:
    """Return what a button says when it is pressed."""
    return button.key, button.subject, button.version, button.argument
