"""What was said last of a step that can be edited for a while, and what it brought: kept until the next is said."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared, Spelt, insert_on
from storage.unit import Unit
from workflows.desk import Desk
from workflows.engagements import rules
from workflows.engagements.parts import Copy
from workflows.engagements.work import Work
from workflows.process import templates
from workflows.process.effects import Effect
from workflows.process.position import Position
from workflows.process.steps import Step

_TEXTS: Final = ("subject", "title", "text")
_MARK: Final = 12
MARGIN: Final = timedelta(minutes=1)
"""So much longer than it can be edited what leaves for good waits: the clocks of two replicas differ."""


class Brought(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one effect of an outcome brought: messages, checklist items, other work.

    `mark` tells the effect from the others of its definition, `said` what its words were filled in to.
    """

    mark: str
    said: str
    posts: tuple[Copy, ...] = ()
    items: tuple[str, ...] = ()
    child: str = ""
    withdrawn: bool = False


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """An outcome that was said, how the work stood before it, and all that came of it."""

    step: str
    outcome: str
    values: dict[str, str]
    by: tuple[str, ...]
    """Who said it, and in whose place."""
    at: datetime
    arrival: int
    """Where the work has come to by it: what moved on since is not edited any more."""
    position: Position
    facts: dict[str, str]
    """How the work stood before."""
    past: tuple[Copy, ...]
    """The messages that say what came of the step."""
    brought: tuple[Brought, ...]
    linked: tuple[str, ...] = ()
    """What it was linked with by this."""


def _save(dialect: str) -> sa.Executable:
    given = {name: sa.bindparam(name, type_=sa.Text) for name in ("engagement_id", "body")}
    adding = insert_on(dialect, tables.sending).values(given)
    changed = {"body": adding.excluded.body}
    saved: sa.Executable = adding.on_conflict_do_update(index_elements=["engagement_id"], set_=changed)
    return saved


SAVE: Final = Prepared(Spelt(_save))
READ: Final = Prepared(
    sa.select(tables.sending.c.body).where(tables.sending.c.engagement_id == sa.bindparam("which", type_=sa.Text))
)
_SENDING = msgspec.json.Decoder(Sending)


def of(unit: Unit, engagement_id: str) -> Sending | None:
    """Return what was said last of a step that can be edited; None where nothing was."""
    row = unit.row(READ, {"which": engagement_id})
    return _SENDING.decode(row.body) if row is not None else None


def keep(desk: Desk, work: Work, sent: Sending) -> None:
    """Queue what was said now."""
    desk.unit.write(SAVE, {"engagement_id": work.id, "body": msgspec.json.encode(sent).decode()})


def until(sent: Sending, step: Step) -> datetime | None:
    """Return until when it can be edited; None where it cannot."""
    return sent.at + rules.lasting(step.editable) if step.editable is not None else None


def facts_before(work: Work, sent: Sending) -> dict[str, str]:
    """Return what was known before it was said; what else was set since, such as how often, stays as it is."""
    asked = rules.asked_in_round(work.definition, sent.step)
    kept = {key: value for key, value in work.facts.items() if key not in asked}
    return {**kept, **{key: value for key, value in sent.facts.items() if key in asked}}


def mark_of(effect: Effect) -> str:
    """Return what tells an effect from the others of its definition."""
    return _digest([effect.model_dump_json()])


def said_by(effect: Effect, words: Mapping[str, str]) -> str:
    """Return what tells whether an effect says the same with these words."""
    texts = [getattr(effect, name, None) for name in _TEXTS]
    texts += [value.text for value in getattr(effect, "values", ())]
    return _digest([templates.fill(text, words) for text in texts if text])


def _digest(words: Sequence[str]) -> str:
    return hashlib.blake2b("\x1f".join(words).encode(), digest_size=_MARK).hexdigest()
