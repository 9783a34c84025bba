"""Roles that a group holds, as csops.toml says, and who is in it, as Microsoft Graph says. A key is `group:<id>`."""

import sqlalchemy as sa
from sqlalchemy import Column, Table

from storage.columns import count, metadata

role_group = Table(
    "role_group",
    metadata,
    Column("role", sa.Text, primary_key=True),
    Column("group_key", sa.Text, primary_key=True),
    count("position"),
)
group_member = Table(
    "group_member",
    metadata,
    Column("group_key", sa.Text, primary_key=True),
    Column("person_key", sa.ForeignKey("person.key"), primary_key=True),
)
