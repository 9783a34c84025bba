"""What holds for references: what a consent covers, until when, who keeps the register and who uses it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from workflows.kernel.forms import Choice
from workflows.kernel.reading import several
from workflows.process.definition import Definition
from workflows.process.effects import Enlist
from workflows.process.steps import FormField

PROCESS: Final = "reference-program"
KEEPERS: Final = ("ps_director", "marketing", "csm")
"""The roles that keep the register: the PS director (B 1.6), who uses it, and who talks with the customer."""
USERS: Final = (*KEEPERS, "sal", "am")
"""The roles that record a use: those who keep the register, and those who sell."""

WILLING: Final = "willing"
CONSENT: Final = "consent"
WITHDRAWN: Final = "withdrawn"
"""What an entry of the register is. Who is willing said so in a talk; what they agreed to is still to be recorded."""

USABLE: Final = "usable"
EXPIRED: Final = "expired"
STANDINGS: Final = (USABLE, WILLING, EXPIRED, WITHDRAWN)
"""How an entry stands on a day: a consent is usable until it has expired."""
SOON: Final = timedelta(days=30)
"""A consent that ends within this time is shown as one to renew."""

EARLIEST_YEAR: Final = 2000
"""No report is of an earlier year."""


CASE_STUDY: Final = "case-study"
"""What a use of this kind is called, and the loop of the process in which one is written."""


class Study(msgspec.Struct, frozen=True):
    """Where a process has its case study: the step that asks for it, the one that writes it, the field of its draft."""

    ask: str
    write: str
    draft: str


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer agreed to: what it is for, in which words, given by whom and when, and its last day.

    Days are ISO; no last day means until the customer takes it back. Without any use there is no consent.
    """

    uses: tuple[str, ...] = ()
    wording: str = ""
    given_by: str = ""
    given_on: str = ""
    until: str = ""
    note: str = ""

    @property
    def state(self) -> str:
        """What an entry with it is."""
        return CONSENT if self.uses else WILLING


def day_of(now: datetime, zone: str) -> str:
    """Return the day of a moment in a time zone, as days are kept."""
    return now.astimezone(ZoneInfo(zone)).date().isoformat()


def soon_after(day: str) -> str:
    """Return the last day on which a consent that ends is to be renewed."""
    return (date.fromisoformat(day) + SOON).isoformat()


def standing(state: str, until: str, day: str) -> str:
    """Return how an entry stands on a day; the last day still counts."""
    if state != CONSENT:
        return state
    return EXPIRED if until and until < day else USABLE


def ends_soon(state: str, until: str, day: str) -> bool:
    """Return whether a usable consent is to be renewed."""
    return standing(state, until, day) == USABLE and bool(until) and until <= soon_after(day)


def consent_in(facts: Mapping[str, str], effect: Enlist) -> Consent:
    """Return what a process knows of a customer's consent, by the fields that its effect names."""
    said = {name: facts.get(field, "") for name, field in effect.fields.items()}
    return Consent(uses=several(said.pop("uses", "")), **said)


def fields_of(definition: Definition) -> Mapping[str, FormField]:
    """Return the fields in which a process asks for a consent, by what the register keeps of it."""
    written = [effect for step in definition.steps for outcome in step.outcomes for effect in outcome.effects]
    fields = {field.key: field for step in reversed(definition.steps) for field in step.form}
    named = next((effect.fields for effect in written if isinstance(effect, Enlist) and effect.fields), {})
    return {name: fields[key] for name, key in named.items()}


def kinds_of(definition: Definition) -> tuple[Choice, ...]:
    """Return what a reference can be used for: the choices of the field in which the process asks for it (B 1.5)."""
    field = fields_of(definition).get("uses")
    return tuple(Choice(choice.key, choice.label) for choice in field.choices) if field else ()


def study_of(definition: Definition) -> Study | None:
    """Return where a process has its case study; None where it has none."""
    loop = next((loop for loop in definition.loops if loop.key == CASE_STUDY), None)
    write = definition.step(loop.path[0]) if loop else None
    if loop is None or write is None:
        return None
    asking = (step for step in definition.steps if step.id not in loop.path)
    ask = next((step.id for step in asking if any(one.next == write.id for one in step.outcomes)), write.id)
    return Study(ask, write.id, next((field.key for field in write.form if field.type == "link"), ""))


def labels(kinds: Sequence[Choice], uses: Sequence[str]) -> str:
    """Return uses in words, in the definition's order; one that it has no more stands as it is."""
    known = {kind.value: kind.label for kind in kinds}
    ordered = [label for key, label in known.items() if key in uses]
    return ", ".join([*ordered, *(use for use in uses if use not in known)])
