"""Writing an approval: its row as it is when it is asked for, and as each decision, question and answer leaves it."""

from typing import Any, Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared
from storage.unit import insert
from workflows.approvals.cards import said_about
from workflows.approvals.rules import Said
from workflows.desk import Desk
from workflows.engagements.parts import Approval
from workflows.engagements.work import Work

_CHANGED: Final = ("round", "state", "conversation", "asked_at", "decided_by", "decided_for", "reason", "decided_at")
INSERT = insert(tables.approval)
UPDATE = Prepared(
    sa.update(tables.approval)
    .where(tables.approval.c.id == sa.bindparam("which"))
    .values({name: sa.bindparam(name) for name in _CHANGED})
)


def write(desk: Desk, work: Work, approval: Approval) -> None:
    """Queue the approval's row as it is now."""
    work.approval = approval
    desk.unit.write(UPDATE, {"which": approval.id, **{name: getattr(approval, name) for name in _CHANGED}})


def changed(approval: Approval, **changes: Any) -> Approval:  # noqa: ANN401 - the fields have types of their own.
    """Return the approval with some of it changed."""
    return msgspec.structs.replace(approval, **changes)


def with_said(approval: Approval, one: Said) -> str:
    """Return the conversation with one thing more, as the row keeps it."""
    return conversation_of((*said_about(approval), one))


def conversation_of(conversation: tuple[Said, ...]) -> str:
    """Return a conversation as the row keeps it."""
    return msgspec.json.encode(conversation).decode()
