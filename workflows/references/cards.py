"""What people see of the register of referenceable customers: the list, one customer, and what came of a click."""

from collections.abc import Sequence
from typing import Final

from storage.statements import Row
from workflows.desk import Desk
from workflows.engagements.cards import step_words
from workflows.kernel.cards import Button, Card, Fact
from workflows.kernel.cards import Row as Entered
from workflows.kernel.forms import Choice
from workflows.kernel.people import Customer
from workflows.kernel.text import Line, Mention, Strong, When, line
from workflows.process.definition import Definition
from workflows.references import rules
from workflows.references.commands import (
    CONSENT,
    REMOVE,
    RESTORE,
    TAKE_BACK,
    USE,
    WITHDRAW,
    form_button,
    show_button,
)
from workflows.references.register import Entry
from workflows.references.study_commands import START

EMPTY: Final = (
    "No customer is on the register yet. A happy check-in (/checkin) or the end of a reference survey puts one there."
)
NO_USES: Final = "Not used as a reference yet."
_STANDING: Final = {
    rules.USABLE: "",
    rules.WILLING: "Willing; what they agree to is to be recorded",
    rules.EXPIRED: "Consent has ended",
    rules.WITHDRAWN: "Consent withdrawn",
}


def standing_line(entry: Entry, kinds: Sequence[Choice], day: str) -> Line:
    """Return how a customer stands on the register on a day: what they agreed to until when, or why not to ask them."""
    uses, until = rules.labels(kinds, entry.consent.uses), entry.consent.until
    if entry.standing(day) != rules.USABLE:
        ended = f" ({until})" if entry.standing(day) == rules.EXPIRED else ""
        return line(Strong(f"{_STANDING[entry.standing(day)]}{ended}"), f" · it was for: {uses}" if uses else "")
    soon = rules.ends_soon(entry.state, until, day)
    last = line(Strong(f"only until {until}")) if soon else line(f"until {until}" if until else "until withdrawn")
    return line(f"{uses} · ", *last)


def used_words(entry: Entry) -> str:
    """Return how often a customer was used as a reference, and on which day last."""
    times = "once" if entry.used == 1 else f"{entry.used} times"
    return f"used {times}, last on {entry.last_used}" if entry.used else "not used yet"


def list_row(row: Row, entry: Entry, *, tier: str, kinds: Sequence[Choice], day: str, program: Line) -> Entered:
    """Return one customer of the register: for what and until when, how often used, and how far their program is."""
    words = line(Strong(row.customer_name), f" · {tier}" if tier else "")
    detail = (*standing_line(entry, kinds, day), f" · {used_words(entry)}", *program)
    return Entered(text=words, detail=detail, button=show_button("Open", entry.customer_key))


def program_line(row: Row, definition: Definition | None) -> Line:
    """Return how far the customer's newest reference program is; empty where there is none."""
    if row.program_key is None or definition is None:
        return ()
    if row.program_step is None:
        end = definition.routes.ends.get(row.program_ending or "")
        return line(f" · {row.program_key}: {end.title if end else row.program_ending}")
    step = definition.step(row.program_step)
    return line(f" · {row.program_key}: {step_words(step) if step else row.program_step}")


def entry_card(
    customer: Customer,
    entry: Entry,
    *,
    kinds: Sequence[Choice],
    day: str,
    uses: Sequence[Entered],
    more: tuple[Button, ...] = (),
) -> Card:
    """Return all there is to a customer of the register, with what can be done from there."""
    consent = entry.consent
    given = line(", ".join(part for part in (consent.given_by, consent.given_on) if part))
    facts = [Fact("Stands", standing_line(entry, kinds, day))]
    facts += [Fact("Given by", given)] if given != line("") else []
    facts += [Fact("On the register since", _by(entry.listed_by, entry.listed_at))]
    if entry.recorded_at != entry.listed_at:
        facts.append(Fact("Recorded", _by(entry.recorded_by, entry.recorded_at)))
    facts += [Fact("Remark", line(consent.note))] if consent.note else []
    facts.append(Fact("Used", line(used_words(entry))))
    return Card(
        title=f"{customer.name}: reference",
        facts=tuple(facts),
        quote=consent.wording,
        rows=tuple(uses) or (Entered(text=line(NO_USES)),),
        buttons=(*entry_buttons(entry, day), *more),
    )


def entry_buttons(entry: Entry, day: str) -> tuple[Button, ...]:
    """Return what can be done with a customer of the register."""
    key, usable = entry.customer_key, entry.standing(day) == rules.USABLE
    record = "Renew consent" if entry.state == rules.CONSENT else "Record consent"
    buttons = [form_button(USE, "Record a use", key)] if usable else []
    buttons.append(form_button(CONSENT, record, key))
    if usable and rules.CASE_STUDY in entry.consent.uses:
        buttons.append(form_button(START, "Case study", key))
    buttons += [form_button(WITHDRAW, "Consent taken back", key)] if entry.state != rules.WITHDRAWN else []
    return (*buttons, form_button(REMOVE, "Take off the register", key))


def use_row(row: Row, label: str) -> Entered:
    """Return one use of a customer: as what, when, for what, and who recorded it."""
    words = line(Strong(label), f" · {row.purpose}" if row.purpose else "")
    detail = line(f"{row.used_on}, recorded by ", Mention(row.recorded_by, notify=False))
    return Entered(text=words, detail=detail, button=take_back_button(row.customer_key, row.id))


def take_back_button(customer: str, use: str) -> Button:
    """Return the button that takes a use back."""
    return Button(key=TAKE_BACK, label="Take back", subject=use, argument=customer)


def recorded_card(desk: Desk, customer: Customer, entry: Entry) -> Card:
    """Return the answer to who recorded a consent, or put a customer back: how they stand now."""
    kinds = rules.kinds_of(desk.definitions.current(rules.PROCESS))
    day = rules.day_of(desk.now, desk.directory.time_zone)
    return Card(
        title=f"{customer.name} is on the register",
        body=(standing_line(entry, kinds, day),),
        buttons=(show_button("Open", customer.key),),
    )


def withdrawn_card(customer: Customer) -> Card:
    """Return the answer to who recorded that a consent was taken back."""
    said = line("They stay on the register as somebody whom nobody asks.")
    return Card(title=f"{customer.name}: consent withdrawn", body=(said,), buttons=(show_button("Open", customer.key),))


def removed_card(customer: Customer, entry: Entry) -> Card:
    """Return the answer to who took a customer off, with the way back."""
    back = Button(key=RESTORE, label="Put back", subject=entry.id, argument=customer.key)
    return Card(title="", body=(line(f"{customer.name} is on the register no more."),), buttons=(back,))


def used_card(customer: Customer, label: str, *, use: str, times: int) -> Card:
    """Return the answer to who recorded a use, with the way back."""
    said = line(f"{label}. That makes {times} {'use' if times == 1 else 'uses'}.")
    buttons = (show_button("Open", customer.key), take_back_button(customer.key, use))
    return Card(title=f"{customer.name}: use recorded", body=(said,), buttons=buttons)


def taken_back_card(customer: Customer, label: str, day: str) -> Card:
    """Return the answer to who took a use back."""
    said = line(f"{label} on {day} counts no more.")
    return Card(title=f"{customer.name}: use taken back", body=(said,), buttons=(show_button("Open", customer.key),))


def _by(person: str, at: object) -> Line:
    return line(When(at, "date"), ", by ", Mention(person, notify=False))  # type: ignore[arg-type]  # A row's moment.
