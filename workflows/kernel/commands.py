"""The bases of what can be asked: commands change something, queries only look, and forms are opened before either."""

from typing import Final

import msgspec

from workflows.kernel.people import Identity


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be done. The same request key is the same command and gets the first answer again."""

    actor: Identity
    request_key: str


MOST_PAGES: Final = 10_000


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be looked up; changes nothing. Its numbers are pages, from 1 to MOST_PAGES."""

    actor: Identity


class OpenForm(msgspec.Struct, frozen=True, kw_only=True):
    """A form that must look something up before it can be shown (`form` names it in the registry)."""

    actor: Identity
    form: str
    subject: str = ""
    version: int = 0
    argument: str = ""
    words: str = ""
