"""The forms of the register: a consent, its withdrawal, a use, and off the register and back."""

from collections.abc import Sequence
from typing import Final

import msgspec

from workflows.desk import Look
from workflows.engagements import customers
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.people import Customer
from workflows.kernel.text import Line, Strong, line
from workflows.process.definition import Definition
from workflows.references import cards, register, rules
from workflows.references.commands import CONSENT, REMOVE, RESTORE, USE, WITHDRAW
from workflows.references.register import Entry
from workflows.references.rules import Consent

Kinds = Sequence[Choice]
LONGEST_NAME: Final = 150
LONGEST_WORDING: Final = 2000

REASON = Field(
    key="reason",
    label="Why?",
    kind="long_text",
    hint="It stands in the customer's history.",
    max_length=1000,
)
NOTE = Field(key="note", label="Remark", kind="long_text", required=False, max_length=1000)


def consent_form(look: Look, ask: OpenForm) -> Form:
    """Return the form of a customer's consent, with what they agreed to before; they need not be on the register."""
    found = customers.meant(look.unit, ask.words)
    definition = look.definitions.current(rules.PROCESS)
    entry = register.live(look.unit, found.key)
    kinds, day = rules.kinds_of(definition), rules.day_of(look.now, look.directory.time_zone)
    stands = cards.standing_line(entry, kinds, day) if entry else line("They are not on the register yet.")
    return Form(
        kind=CONSENT,
        title="Reference consent",
        intro=(line(Strong(found.name)), stands),
        fields=consent_fields(definition, entry.consent if entry else None),
        subject=found.key,
        argument=entry.id if entry else "",
    )


def consent_fields(definition: Definition, known: Consent | None) -> tuple[Field, ...]:
    """Return what is asked of a consent; its uses and its usual words are those of the process (B 1.4, B 1.5)."""
    wording = rules.fields_of(definition).get("wording")
    fields = (
        Field(key="uses", label="What they agree to", kind="choices", choices=rules.kinds_of(definition)),
        Field(
            key="wording",
            label="In which words",
            kind="long_text",
            hint="What they agreed to, word for word.",
            initial=wording.default or None if wording else None,
            max_length=LONGEST_WORDING,
        ),
        Field(key="given_by", label="Who agreed", hint="Their name at the customer.", max_length=LONGEST_NAME),
        Field(key="given_on", label="Agreed on", kind="date"),
        Field(key="until", label="Agreed until", kind="date", required=False, hint="Empty: until they take it back."),
        NOTE,
    )
    if known is None:
        return fields
    given = msgspec.structs.asdict(known)
    return tuple(msgspec.structs.replace(one, initial=given[one.key] or one.initial) for one in fields)


def use_fields(kinds: Kinds, today: str) -> tuple[Field, ...]:
    """Return what is asked of a use."""
    return (
        Field(key="kind", label="Used as", kind="choice", choices=tuple(kinds)),
        Field(key="used_on", label="On", kind="date", initial=today),
        Field(key="purpose", label="For what or whom", required=False, max_length=LONGEST_NAME),
    )


def use_form(look: Look, ask: OpenForm) -> Form:
    """Return the form of a use, which offers what the customer agreed to; refused where that is nothing now."""
    found = customers.meant(look.unit, ask.words)
    kinds = rules.kinds_of(look.definitions.current(rules.PROCESS))
    day = rules.day_of(look.now, look.directory.time_zone)
    entry = _listed(look, found)
    covered = [kind for kind in kinds if kind.value in entry.consent.uses]
    if entry.state != rules.CONSENT or not covered:
        facts = {"customer": found.name, "key": found.key} if entry.state == rules.WITHDRAWN else {}
        raise RefusedError(Reason.NOT_COVERED, **facts)
    return Form(
        kind=USE,
        title="Used as a reference",
        intro=(line(Strong(found.name)), cards.standing_line(entry, kinds, day)),
        fields=use_fields(covered, day),
        subject=found.key,
    )


def withdraw_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that withdraws a consent; refused where there is none to withdraw."""
    found = customers.meant(look.unit, ask.words)
    entry = _listed(look, found)
    if entry.state == rules.WITHDRAWN:
        raise RefusedError(Reason.ALREADY_DONE, key=found.name, step="Consent withdrawn")
    said = line(Strong(found.name), " stays on the register, and is offered as a reference to nobody.")
    return _reason_form(WITHDRAW, "Consent taken back", "Withdraw", said, entry)


def remove_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that takes a customer off; refused where they are not on the register."""
    found = customers.meant(look.unit, ask.words)
    said = line(Strong(found.name), " will be offered as a reference to nobody any more.")
    return _reason_form(REMOVE, "Take off the register", "Take off", said, _listed(look, found))


def restore_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that puts a customer back; refused where they are on the register, or never were."""
    found = customers.meant(look.unit, ask.words)
    if register.live(look.unit, found.key) is not None:
        raise RefusedError(Reason.ALREADY_DONE, key=found.name, step="Put back on the register")
    entry = register.removed(look.unit, found.key)
    if entry is None:
        raise RefusedError(Reason.NO_REFERENCE, customer=found.name, key=found.key)
    kinds = rules.kinds_of(look.definitions.current(rules.PROCESS))
    day = rules.day_of(look.now, look.directory.time_zone)
    said = line(Strong(found.name), " goes back on the register as they were.")
    return Form(
        kind=RESTORE,
        title="Back on the register",
        submit="Put back",
        intro=(said, cards.standing_line(entry, kinds, day)),
        fields=(NOTE,),
        subject=found.key,
        argument=entry.id,
    )


def _reason_form(kind: str, title: str, submit: str, said: Line, entry: Entry) -> Form:
    return Form(
        kind=kind,
        title=title,
        submit=submit,
        intro=(said,),
        fields=(REASON,),
        subject=entry.customer_key,
        argument=entry.id,
    )


def _listed(look: Look, found: Customer) -> Entry:
    entry = register.live(look.unit, found.key)
    if entry is None:
        raise RefusedError(Reason.NO_REFERENCE, customer=found.name, key=found.key)
    return entry
