"""Accounts beside csops.toml: what people linked themselves, the codes for it, and how Teams reaches each address."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from storage.columns import metadata, moment, words

link = Table(
    "link",
    metadata,
    Column("platform", sa.Text, primary_key=True),
    Column("user_id", sa.Text, primary_key=True),
    Column("person_key", sa.ForeignKey("person.key"), nullable=False, index=True),
    words("how"),  # code, email
    moment("linked_at"),
)
link_code = Table(
    "link_code",
    metadata,
    Column("digest", sa.Text, primary_key=True),  # The code itself is shown once and kept nowhere.
    Column("person_key", sa.ForeignKey("person.key"), nullable=False, index=True),
    words("platform"),  # Where it was asked for, and so where it does not work.
    moment("ends_at"),
    moment("used_at", nullable=True),
    Index("ix_link_code_ends_at", "ends_at"),
)
link_try = Table(
    "link_try",
    metadata,
    Column("platform", sa.Text, primary_key=True),
    Column("user_id", sa.Text, primary_key=True),
    # Counted up, so that two tries at the same moment are two, and the second is decided on with the first in view.
    Column("number", sa.Integer, primary_key=True, autoincrement=False),
    moment("at"),
    Index("ix_link_try_at", "at"),
)
notify = Table(
    "notify",
    metadata,
    Column("person_key", sa.ForeignKey("person.key"), primary_key=True),
    words("platform"),
)
conversation = Table(
    "conversation",
    metadata,
    Column("address", sa.Text, primary_key=True),
    words("conversation", default=""),
    words("service_url"),
    words("tenant"),
    words("bot_id"),
    words("user", default=""),
    words("channel", default=""),
    words("team", default=""),
    words("seen", default=""),  # Seconds since 1970, as Teams' activities are counted.
)
