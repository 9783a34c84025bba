"""What was said last of a step that can be edited for a while, and all that it brought."""

import sqlalchemy as sa
from sqlalchemy import Column, Table

from storage.columns import metadata, words

sending = Table(
    "sending",
    metadata,
    Column("engagement_id", sa.ForeignKey("engagement.id", deferrable=True, initially="DEFERRED"), primary_key=True),
    words("body"),  # JSON: how the work stood before, what was said, and what came of it.
)
