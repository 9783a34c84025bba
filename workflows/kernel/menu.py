"""The commands as people see them: what the manifests, the help and the completion are made of."""

import msgspec


class Verb(msgspec.Struct, frozen=True):
    """One use of a command: `words` as typed after it, with what it does."""

    words: str
    summary: str


class Slash(msgspec.Struct, frozen=True):
    """A slash command. `summary` and `hint` stand in the platform's own menu."""

    command: str
    summary: str
    hint: str
    verbs: tuple[Verb, ...]


class Shortcut(msgspec.Struct, frozen=True):
    """An action on a message, or from anywhere: `key` is what comes back."""

    key: str
    title: str
    summary: str
    on_message: bool = True
