"""How a database means to carry out a statement: its plan, in words."""

from collections.abc import Mapping
from typing import Any

from storage.engine import Database
from storage.statements import Prepared


def plan_of(database: Database, statement: Prepared, parameters: Mapping[str, Any]) -> str:
    """Return the plan of a statement with these parameters, one step a line."""
    with database.reading() as unit:
        compiled = statement.on(unit.dialect)
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        rows = unit.fetch(f"{explain} {compiled.sql}", compiled.parameters(parameters))
    return "\n".join(str(row[-1]) for row in rows)
