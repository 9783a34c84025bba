"""Whose checklist items are open, so that their Home finds them."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_ITEMS = sa.text("SELECT id, step, owner, owner_role, items, position FROM engagement WHERE items <> '[]'")
_OWES = sa.text("UPDATE engagement SET owes = :owes WHERE id = :id")


def upgrade() -> None:
    """Apply; what is open already is found too."""
    connection = op.get_bind()
    op.add_column("engagement", sa.Column("owes", sa.Text(), nullable=False, server_default=sa.text("'[]'")))
    for row in connection.execute(_ITEMS).all():
        reached = json.loads(row.position).get("visits", {})
        still = [one for one in json.loads(row.items) if one.get("done_at") is None and one["step"] in reached]
        owes = sorted({who for one in still for who in _owing(one, row.step, row.owner, row.owner_role)})
        if owes:
            connection.execute(_OWES, {"id": row.id, "owes": json.dumps(owes, separators=(",", ":"))})
    owed = sa.text("owes <> '[]'")
    op.create_index(
        "ix_engagement_owes", "engagement", ["owes", "customer_key"], sqlite_where=owed, postgresql_where=owed
    )


def _owing(item: Mapping[str, Any], step: str | None, owner: str | None, owner_role: str) -> set[str]:
    here, roles = item["step"] == step, {item["role"], *item.get("others", ())}
    if here and item.get("own"):
        return set()
    taken = here and owner_role in roles
    return {f"role:{role}" for role in roles if not (taken and role == owner_role)} | (
        {owner} if taken and owner else set()
    )
