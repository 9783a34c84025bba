"""Run by alembic: takes the connection that storage.migrations opened."""

from alembic import context

from storage.columns import spell_conditions
from storage.tables import metadata

for dialect in ("sqlite", "postgresql"):
    spell_conditions(dialect)
only = context.config.attributes.get("only")


def _is_asked(name: str | None, kind: str, _parents: object) -> bool:
    return only is None or kind != "table" or name in only


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=_is_asked,
    include_object=lambda _one, name, kind, _reflected, _other: _is_asked(name, kind, None),
    user_module_prefix="",
    render_as_batch=True,  # SQLite changes a table by copying it.
)
with context.begin_transaction():
    context.run_migrations()
