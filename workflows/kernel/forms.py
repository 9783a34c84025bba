"""Forms: the fields that a person fills in, neutral of the platform, and what they come back as."""

from typing import Literal

import msgspec

from workflows.kernel.text import Line

FieldKind = Literal[
    "text",
    "long_text",
    "number",
    "money",
    "date",
    "choice",
    "choices",
    "yes_no",
    "person",
    "customer",
    "engagement",
    "ticket",
    "link",
]
LOOKED_UP: frozenset[str] = frozenset({"person", "customer", "engagement", "ticket"})
"""Kinds whose choices are searched while the person types: lists of thousands do not fit a form."""

Value = str | bool | tuple[str, ...]
"""What a platform hands over for a field: typed words (numbers and dates too), the chosen value or values."""


class Choice(msgspec.Struct, frozen=True):
    """One thing to choose."""

    value: str
    label: str
    description: str = ""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One input. `initial` prefills it; for kinds that are looked up `initial_label` is what the person sees."""

    key: str
    label: str
    kind: FieldKind = "text"
    required: bool = True
    hint: str = ""
    placeholder: str = ""
    choices: tuple[Choice, ...] = ()
    initial: Value | None = None
    initial_label: str = ""
    max_length: int = 3000


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form. `kind` names it in the registry; subject, version and argument come back as they are."""

    kind: str
    title: str
    fields: tuple[Field, ...]
    submit: str = "Save"
    intro: tuple[Line, ...] = ()
    subject: str = ""
    version: int = 0
    argument: str = ""
