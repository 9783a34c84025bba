"""Who sees a piece of work: one condition for every statement that lists any, over its column `seen_by`.

The column is NULL where everybody sees it. Else it is a JSON list of names: keys of people, and `role:KEY` for whoever
holds that role for its customer: the customer's own people where it has any, else the team's. The parameter `sees` is
the list of names that somebody answers to: their own key and groups, and the roles that they hold in the team.
"""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

SEES: Final = "sees"
"""The parameter's name."""
ANSWERS: Final = "answers"
"""The name of the parameter of `answers_to`: the same, with the roles that fall to somebody where nobody holds them."""


class _seen(FunctionElement[bool]):  # noqa: N801 - SQL functions are written small.
    """Whether a row with this `seen_by` and `customer_key` is seen."""

    inherit_cache = True
    type = sa.Boolean()


def seen(work: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition that the asking person sees a row of the table of engagements, or of an alias of it."""
    return _seen(work.c.seen_by, work.c.customer_key, sa.bindparam(SEES, type_=sa.Text))


def answers_to(names: sa.ColumnElement[str], customer_key: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Return the condition that the asking person answers to one of the names in a column that is never NULL."""
    return _seen(names, customer_key, sa.bindparam(ANSWERS, type_=sa.Text))


_IS_HERE: Final = (
    "(EXISTS (SELECT 1 FROM person p WHERE p.key = {key} AND p.active) OR EXISTS (SELECT 1 FROM group_member m"
    " JOIN person p ON p.key = m.person_key WHERE m.group_key = {key} AND p.active))"
)
_ON_SQLITE: Final = (
    "({seen_by} IS NULL OR EXISTS (SELECT 1 FROM json_each({seen_by}) w WHERE CASE WHEN EXISTS ({own} AND {here})"
    " THEN EXISTS ({own} AND h.value IN (SELECT value FROM json_each({sees})))"
    " ELSE w.value IN (SELECT value FROM json_each({sees})) END))"
)
_OWN_ON_SQLITE: Final = (
    "SELECT 1 FROM customer c, json_each(c.roles, '$.\"' || substr(w.value, 6) || '\"') h"
    " WHERE c.key = {customer} AND w.value LIKE 'role:%'"
)
_ON_POSTGRES: Final = (
    "({seen_by} IS NULL OR EXISTS (SELECT 1 FROM jsonb_array_elements_text({seen_by}::jsonb) w(value)"
    " WHERE CASE WHEN EXISTS ({own} AND {here}) THEN EXISTS ({own} AND jsonb_exists({sees}::jsonb, h.value))"
    " ELSE jsonb_exists({sees}::jsonb, w.value) END))"
)
_OWN_ON_POSTGRES: Final = (
    "SELECT 1 FROM customer c, jsonb_array_elements_text(coalesce(c.roles::jsonb -> substr(w.value, 6), '[]')) h(value)"
    " WHERE c.key = {customer} AND w.value ^@ 'role:'"
)
_SPELT: Final = {"sqlite": (_ON_SQLITE, _OWN_ON_SQLITE), "postgresql": (_ON_POSTGRES, _OWN_ON_POSTGRES)}


@compiles(_seen)
def _compiled(element: _seen, compiler: SQLCompiler, **kwargs: Any) -> str:
    seen_by, customer, sees = (compiler.process(clause, **kwargs) for clause in element.clauses)
    whole, own = _SPELT[compiler.dialect.name]
    here = _IS_HERE.format(key="h.value")
    return whole.format(seen_by=seen_by, sees=sees, own=own.format(customer=customer), here=here)
