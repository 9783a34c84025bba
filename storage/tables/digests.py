"""Digests: up to which period each was sent, to a channel or to a person."""

import sqlalchemy as sa
from sqlalchemy import Column, Table

from storage.columns import metadata, moment, words

digest_sent = Table(
    "digest_sent",
    metadata,
    Column("digest", sa.Text, primary_key=True),
    Column("whom", sa.Text, primary_key=True),  # The key of a person; empty for what goes to a channel or a role.
    words("period"),  # The newest period for which it was sent, or was not owed: 2026-11, 2026-W48, 2026-11-30.
    moment("at"),
)
