"""The company: loaded from csops.toml, small enough to be kept in memory by version; and the processes it runs."""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from storage.columns import byte_order, count, metadata, moment, words

company = Table(
    "company",
    metadata,
    Column("id", sa.Integer, primary_key=True, autoincrement=False),
    words("name"),
    words("time_zone"),
    count("directory_version", default=1),
    words("settings", default="{}"),
    sa.CheckConstraint("id = 1", name="one_company"),
)
person = Table(
    "person",
    metadata,
    Column("key", sa.Text, primary_key=True),
    words("name"),
    words("email", default=""),
    words("time_zone", default="UTC"),
    Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    words("working_time", default="{}"),  # JSON: their hours, holidays and days off, where they have their own.
)
identity = Table(
    "identity",
    metadata,
    Column("platform", sa.Text, primary_key=True),
    Column("user_id", sa.Text, primary_key=True),
    Column("person_key", sa.ForeignKey("person.key"), nullable=False, index=True),
    count("position"),  # A person's first account gets their messages.
)
standing = Table(  # What a platform says of an account that is no member's: guest, bot, stranger or gone.
    "standing",
    metadata,
    Column("platform", sa.Text, primary_key=True),
    Column("user_id", sa.Text, primary_key=True),
    words("what"),
    moment("seen_at"),
)
absence = Table(
    "absence",
    metadata,
    Column("person_key", sa.ForeignKey("person.key"), primary_key=True),
    Column("delegate_key", sa.ForeignKey("person.key"), nullable=True),
    words("first_day"),  # Days as the person's own time zone has them; the last one included.
    words("last_day"),
    words("set_by"),
    moment("set_at"),
)
administered = Table(  # What was changed in chat, which csops.toml takes back only when it is told to.
    "administered",
    metadata,
    Column("section", sa.Text, primary_key=True),
    Column("key", sa.Text, primary_key=True),
    words("by"),
    moment("at"),
)
role_holder = Table(
    "role_holder",
    metadata,
    Column("role", sa.Text, primary_key=True),
    Column("person_key", sa.ForeignKey("person.key"), primary_key=True),
    count("position"),
)
channel = Table(
    "channel",
    metadata,
    Column("purpose", sa.Text, primary_key=True),
    words("address"),
)
customer = Table(
    "customer",
    metadata,
    Column("key", sa.Text, primary_key=True),
    words("name"),
    # Case-folded and in byte order, so that a search by prefix can use an index on both databases.
    Column("folded_name", byte_order, nullable=False),
    words("tier", default=""),
    words("channel", default=""),
    words("roles", default="{}"),
    Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    words("stage", default=""),  # The key of a stage; empty until somebody says one.
    moment("stage_at", nullable=True),
    words("shared_channel", default=""),
    words("contact_email", default=""),
    Index("ix_customer_folded_name", "folded_name", "key"),
)
definition = Table(
    "definition",
    metadata,
    Column("process", sa.Text, primary_key=True),
    Column("version", sa.Integer, primary_key=True, autoincrement=False),
    words("digest"),
    words("body"),
    moment("kept_at"),
)
work_numbers = sa.Sequence("work_number", metadata=metadata)
number = Table(
    "number",
    metadata,
    Column("name", sa.Text, primary_key=True),
    Column("value", sa.BigInteger, nullable=False),
)
