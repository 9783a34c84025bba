"""The ground that the parts of a definition stand on: strict frozen models, spans of working time, and names."""

import re
from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_serializer, model_validator
from pydantic_core import PydanticCustomError
from typing_extensions import override


class Part(BaseModel):
    """A piece of a definition: frozen, and a key it does not know is a fault, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True)


Unit = Literal["minutes", "hours", "working hours", "days", "working days", "weeks", "months"]
UNITS: Final[tuple[str, ...]] = get_args(Unit)
_SPAN: Final = re.compile(r"(?P<amount>[1-9][0-9]{0,2}) (?P<unit>(working )?(minute|hour|day|week|month))s?")


class Span(Part):
    """A length of time as people say it: `2 working days`. Which days and hours work is known to the calendar alone."""

    amount: int = Field(gt=0, lt=1000)
    unit: Unit

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        match = _SPAN.fullmatch(" ".join(value.split()))
        unit = f"{match['unit']}s" if match else ""
        if match is None or unit not in UNITS:
            raise PydanticCustomError("span", "'{words}' is not a length of time", {"words": value})
        return {"amount": int(match["amount"]), "unit": unit}

    @model_serializer
    def _to_words(self) -> str:
        return str(self)

    @override
    def __str__(self) -> str:
        return f"{self.amount} {self.unit.removesuffix('s') if self.amount == 1 else self.unit}"


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
"""The name of a process, an outcome, an end, a kind or a loop: small letters, digits and hyphens."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=40)]
"""The name of a role, a field or a fact: small letters, digits and underscores, so that it can stand in a template."""

StepId = Annotated[str, StringConstraints(pattern=r"^([0-9]+(\.[0-9]+)*|[a-z][a-z0-9]*(-[a-z0-9]+)*)$", max_length=30)]
"""A step's number in the source document (`6`, `2.11`), or a word where the source gives none."""

Title = Annotated[str, StringConstraints(min_length=1, max_length=75)]
"""Words on a button or above a card: 75 characters, which every chat platform shows whole."""

Prose = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
"""A few plain sentences."""

Template = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
"""Words with `{variables}`; templates.py says which there are."""

Purpose = Literal["sales", "approvals", "finance", "marketing", "internal", "operations", "customer"]
"""What a channel is for; `customer` is the customer's own channel. csops.toml says which channel that is."""

PURPOSES: Final[frozenset[str]] = frozenset(get_args(Purpose))

PRIVATE: Final = "private"
"""The purpose of the channel for private work. No process posts there; without it, private work goes to its people."""

END: Final = "end:"
"""What stands before the name of an end where a step could stand."""

CANCELLED: Final = "cancelled"
"""How every process ends that a person cancelled, without standing among its ends."""
