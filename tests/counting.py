"""A unit of work that counts what it asks the database, and a question asked with it."""

from collections.abc import Sequence
from typing import Any

from typing_extensions import override

from storage.unit import Unit
from tests.office import Office
from workflows.desk import Look
from workflows.kernel.answers import Answer
from workflows.kernel.commands import Query
from workflows.people.directory import read_directory


class Counted(Unit):
    """A unit that counts its statements."""

    def __init__(self, inner: Unit) -> None:
        super().__init__(inner.dialect, inner._connection)  # noqa: SLF001 - the same connection, looked at.
        self.inner = inner
        self.statements = 0

    @override
    def fetch(self, sql: str, parameters: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        self.statements += 1
        return self.inner.fetch(sql, parameters)


def asked(office: Office, query: Query) -> tuple[Answer, int]:
    """Return the answer to a question and its statements, with the one that the dispatcher makes before any."""
    with office.database.reading() as unit:
        directory = read_directory(unit).at(office.now)
        person = directory.person(query.actor)
        assert person is not None, query.actor
        counted = Counted(unit)
        look = Look(counted, office.now, directory, office.definitions, person)
        answer = office.registry.question(type(query))(look, query)
    return answer, counted.statements + 1
