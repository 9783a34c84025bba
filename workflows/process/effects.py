"""The closed catalogue of what a definition can make happen on entering a step or on an outcome."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from workflows.process.parts import Key, Name, Part, StepId, Template

RECORDS: Final[Mapping[str, frozenset[str]]] = {
    "salesforce": frozenset({"opportunity", "sow-project", "feed-post"}),
    "hubspot": frozenset({"ticket"}),
    "azure-devops": frozenset({"user-story", "bug"}),
    "rocketlane": frozenset({"task"}),
    "vtiger": frozenset({"opportunity", "activity"}),
    "zuora": frozenset({"quote"}),
}
"""The systems of record, and the records that a process can ask of each."""

LISTS: Final[frozenset[str]] = frozenset({"referenceable"})
"""The lists that csops keeps: `referenceable` is the register of customers who agreed to be a reference (B 1.6)."""

Kept = Literal["uses", "wording", "given_by", "given_on", "until", "note"]
"""What the register keeps of a consent: what it is for, its words, who gave it and when, its last day; and a remark."""

Guard = Mapping[Name, Annotated[tuple[str, ...], Field(min_length=1)]]
"""Holds when every named fact has one of its values; `{}` always holds."""


class _Guarded(Part):
    """An effect that happens when `when` holds, and does not when all of `unless` does."""

    when: Guard = Field(default_factory=dict)
    unless: Guard = Field(default_factory=dict)


class Value(Part):
    """A field that is set on a record, by the name that people see in that system."""

    key: str = Field(min_length=1, max_length=60)
    text: Template


class Post(_Guarded):
    """A message in a channel: of a purpose, or of a role. `accept` are the roles of whom somebody is to take it."""

    do: Literal["post"]
    to: Name
    text: Template
    accept: tuple[Name, ...] = ()


class Message(_Guarded):
    """A direct message to everybody who holds one of the roles; `acknowledge` wants a "got it" from them."""

    do: Literal["message"]
    to: tuple[Name, ...] = Field(min_length=1)
    text: Template
    acknowledge: bool = False


class Mail(_Guarded):
    """An e-mail to the people of a role."""

    do: Literal["mail"]
    to: tuple[Name, ...] = Field(min_length=1)
    subject: Template
    text: Template


class Record(_Guarded):
    """A record in a system. Without its connector it is a checklist item with "Mark done" for the people of `owner`.

    `assign` are the roles whose people the record itself is assigned to, where that is more than the owner.
    """

    do: Literal["record"]
    system: Key
    what: Key
    action: Literal["create", "update"] = "create"
    title: Template
    owner: Name
    assign: tuple[Name, ...] = ()
    values: tuple[Value, ...] = ()


class Start(_Guarded):
    """Another process begins for the same customer, at a step of it.

    `values` are what it knows from the beginning, as if somebody had filled it in; `link` lets the two show each other.
    """

    do: Literal["start"]
    process: Key
    at: StepId
    title: Template | None = None
    values: tuple[Value, ...] = ()
    link: bool = False


class Enlist(_Guarded):
    """The customer is put on a list that csops keeps.

    `fields` are the fields of the process's forms that say what the list keeps of them, by what it is there. With
    `used` they are not put on it: a use of the customer is counted, once, for each kind whose field was filled in.
    """

    do: Literal["list"]
    list: Key
    fields: Mapping[Kept, Name] = Field(default_factory=dict)
    used: Mapping[Key, Name] = Field(default_factory=dict)


class Document(_Guarded):
    """A document of the definition is made from its template and put into the thread."""

    do: Literal["document"]
    document: Key


class Board(Part):
    """The record of the ticket's kind on its board; the engine turns it into a Record of the table of kinds."""

    do: Literal["board"]


class Alert(Part):
    """Whom the ticket's priority wants told at once; the engine turns it into a Message of the table of kinds."""

    do: Literal["alert"]


class Announce(Part):
    """The posts that the ticket's kind asks for; the engine turns it into Posts of the table of kinds."""

    do: Literal["announce"]


Written = Annotated[
    Post | Message | Mail | Record | Start | Enlist | Document | Board | Alert | Announce, Field(discriminator="do")
]
"""What stands in a definition."""

Effect = Post | Message | Mail | Record | Start | Enlist | Document
"""What the engine hands out: nothing that needs the table of kinds any more."""
