"""The bases of what can be asked: commands change something, queries only look, and forms are opened before either."""

import msgspec

from workflows.kernel.people import Identity


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be done. The same request key is the same command and gets the first answer again."""

    actor: Identity
    request_key: str


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be looked up; changes nothing."""

    actor: Identity


class OpenForm(msgspec.Struct, frozen=True, kw_only=True):
    """A form that must look something up before it can be shown (`form` names it in the registry)."""

    actor: Identity
    form: str
    subject: str = ""
    version: int = 0
    argument: str = ""
    words: str = ""
