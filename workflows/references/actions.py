"""What happens on the register: a consent is recorded, renewed or withdrawn, a use recorded, a customer taken off."""

from msgspec.structs import replace

from workflows.desk import Desk, Noted
from workflows.engagements import linking
from workflows.engagements.actions import check_may, customer_at
from workflows.engagements.work import Work
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cleaning import paragraphs, single_line
from workflows.kernel.people import Customer
from workflows.kernel.reading import read_values, several
from workflows.process.effects import Enlist
from workflows.references import cards, forms, register, rules
from workflows.references.commands import (
    RecordConsent,
    RecordUse,
    RemoveReference,
    RestoreReference,
    TakeBackUse,
    WithdrawConsent,
)
from workflows.references.register import Entry
from workflows.references.rules import Consent


def enlist(desk: Desk, work: Work, effect: Enlist) -> None:
    """Put the customer on the register with what the process knows (`Ties.enlist`; processes.md B 1.6, C 1.2).

    A consent takes the place of what was there. Who only said that they are willing stays as they are, unless they
    had taken their consent back. What is published counts as a use instead (B 2.7).
    """
    if effect.used:
        _count_uses(desk, work, effect)
        return
    consent = rules.consent_in(work.facts, effect)
    before = _before(desk, work.customer)
    if before is not None and not consent.uses and before.state != rules.WITHDRAWN:
        return
    _record(desk, work.customer, consent, before, engagement=work.id)


def unlist(desk: Desk, work: Work) -> None:
    """Take the customer off again, where this work put them on and nobody recorded more since (`Ties.unlist`).

    Who had taken their consent back before stands there so once more: they are not to be asked.
    """
    before = _before(desk, work.customer)
    if before is None or before.engagement_id != work.id or before.consent.uses:
        return
    reason = f"{linking.seen(work).name} was corrected."
    _end(desk, before, "removed", reason)
    older = register.replaced(desk.unit, before)
    if older is not None and older.state == rules.WITHDRAWN:
        desk.unit.write(register.INSERT, register.values_of(_anew(desk, older)))
    _note(desk, work.customer, "off-the-register", reason)


def record_consent(desk: Desk, command: RecordConsent) -> Done:
    """Record what a customer agreed to: for the first time, more of it, or anew after its end."""
    customer = _kept_by_me(desk)
    fields = forms.consent_fields(desk.definitions.current(rules.PROCESS), None)
    given = read_values(fields, command.values)
    today = rules.day_of(desk.now, desk.directory.time_zone)
    if given["given_on"] > today:
        raise RefusedError(Reason.DAY_AHEAD, "given_on", label="Agreed on", day=given["given_on"])
    if "until" in given and given["until"] < today:
        raise RefusedError(Reason.DAY_PASSED, "until", label="Agreed until", day=given["until"])
    before = _as_seen(desk, customer, command.entry)
    consent = Consent(uses=several(given.pop("uses")), **given)
    new = _record(desk, customer, consent, before)
    return Done(card=cards.recorded_card(desk, customer, new))


def withdraw_consent(desk: Desk, command: WithdrawConsent) -> Done:
    """Record that a customer took their consent back; they stay on the register as somebody not to be asked."""
    customer = _kept_by_me(desk)
    reason = _reason(command.reason)
    before = _before(desk, customer)
    if before is None or before.state == rules.WITHDRAWN:
        raise RefusedError(Reason.ALREADY_DONE, key=customer.name, step="Consent withdrawn")
    _check_seen(before, command.entry)
    _end(desk, before, "withdrawn", reason)
    new = replace(_anew(desk, before), state=rules.WITHDRAWN)
    desk.unit.write(register.INSERT, register.values_of(new))
    _note(desk, customer, "consent-withdrawn", reason)
    return Done(card=cards.withdrawn_card(customer))


def remove_reference(desk: Desk, command: RemoveReference) -> Done:
    """Take a customer off, with the reason in their history; who keeps the register may."""
    customer = _kept_by_me(desk)
    reason = _reason(command.reason)
    before = _before(desk, customer)
    if before is None:
        raise RefusedError(Reason.ALREADY_DONE, key=customer.name, step="Taken off the register")
    _check_seen(before, command.entry)
    _end(desk, before, "removed", reason)
    _note(desk, customer, "off-the-register", reason)
    return Done(card=cards.removed_card(customer, before))


def restore_reference(desk: Desk, command: RestoreReference) -> Done:
    """Put a customer back as they stood when they were taken off: with the same consent, listed since the same day."""
    customer = _kept_by_me(desk)
    if _before(desk, customer) is not None:
        raise RefusedError(Reason.ALREADY_DONE, key=customer.name, step="Put back on the register")
    before = register.removed(desk.unit, customer.key)
    if before is None:
        raise RefusedError(Reason.NO_REFERENCE, customer=customer.name, key=customer.key)
    _check_seen(before, command.entry)
    new = _anew(desk, before)
    desk.unit.write(register.INSERT, register.values_of(new))
    note = read_values((forms.NOTE,), {forms.NOTE.key: paragraphs(command.note)}).get(forms.NOTE.key, "")
    _note(desk, customer, "back-on-the-register", note)
    return Done(card=cards.recorded_card(desk, customer, new))


def record_use(desk: Desk, command: RecordUse) -> Done:
    """Record a use. What the customer did not agree to, or no more on that day, is refused with what to do."""
    customer = customer_at(desk)
    definition = desk.definitions.current(rules.PROCESS)
    check_may(desk, customer, rules.USERS, definition.role_of)
    kinds = rules.kinds_of(definition)
    today = rules.day_of(desk.now, desk.directory.time_zone)
    given = read_values(forms.use_fields(kinds, today), command.values)
    if given["used_on"] > today:
        raise RefusedError(Reason.DAY_AHEAD, "used_on", label="On", day=given["used_on"])
    entry = _before(desk, customer)
    check_covers(customer, entry, kinds=kinds, use=given["kind"], day=given["used_on"])
    use, purpose = desk.new_id("reference-use"), given.get("purpose", "")
    row = _use_of(desk, customer, use, kind=given["kind"], day=given["used_on"], purpose=purpose)
    desk.unit.write(register.INSERT_USE, row)
    details = {"kind": given["kind"], "on": given["used_on"]}
    label = rules.labels(kinds, (given["kind"],))
    _note(desk, customer, "used", f"{label}: {purpose}" if purpose else label, details)
    return Done(card=cards.used_card(customer, label, use=use, times=(entry.used if entry else 0) + 1))


def take_back_use(desk: Desk, command: TakeBackUse) -> Done:
    """Take a use back that was recorded by mistake: whoever recorded it may, and who keeps the register."""
    customer = customer_at(desk)
    desk.guard(customer.subject)
    row = desk.unit.row(register.USE_OF, {"customer": customer.key, "use": single_line(command.use)})
    if row is None:
        raise RefusedError(Reason.NOT_FOUND, what=command.use)
    definition = desk.definitions.current(rules.PROCESS)
    if not desk.act_as((row.recorded_by,)):
        check_may(desk, customer, rules.KEEPERS, definition.role_of)
    label = rules.labels(rules.kinds_of(definition), (row.kind,))
    if row.taken_back_at is not None:
        by = desk.directory.named(row.taken_back_by)
        raise RefusedError(Reason.ALREADY_DONE, key=customer.name, step=label, done="taken back", by=by)
    desk.unit.write(register.TAKE_BACK, {"which": row.id, "at": desk.now, "by": desk.actor.key})
    _note(desk, customer, "use-taken-back", label, {"kind": row.kind, "on": row.used_on})
    return Done(card=cards.taken_back_card(customer, label, row.used_on))


def check_covers(customer: Customer, entry: Entry | None, *, kinds: forms.Kinds, use: str, day: str) -> None:
    """Refuse unless a customer stands on the register and agreed to a use on a day; the words say what to do."""
    if entry is None:
        raise RefusedError(Reason.NO_REFERENCE, customer=customer.name, key=customer.key)
    standing, facts = entry.standing(day), {"customer": customer.name, "key": customer.key}
    if standing == rules.EXPIRED:
        raise RefusedError(Reason.NOT_COVERED, until=entry.consent.until, **facts)
    if standing == rules.WITHDRAWN:
        raise RefusedError(Reason.NOT_COVERED, **facts)
    if standing == rules.WILLING:
        raise RefusedError(Reason.NOT_COVERED)
    if use not in entry.consent.uses:
        covered = rules.labels(kinds, entry.consent.uses)
        raise RefusedError(Reason.NOT_COVERED, covered=covered, use=rules.labels(kinds, (use,)), **facts)


def _record(desk: Desk, customer: Customer, consent: Consent, before: Entry | None, *, engagement: str = "") -> Entry:
    """Let an entry begin with what is known now, in the place of what was there."""
    new = Entry(
        id=desk.new_id(f"reference:{customer.key}"),
        customer_key=customer.key,
        engagement_id=engagement,
        state=consent.state,
        consent=consent,
        listed_by=before.listed_by if before else desk.actor.key,
        listed_at=before.listed_at if before else desk.now,
        recorded_by=desk.actor.key,
        recorded_at=desk.now,
        used=before.used if before else 0,
        last_used=before.last_used if before else "",
    )
    if before is not None:
        _end(desk, before, "replaced", "")
    desk.unit.write(register.INSERT, register.values_of(new))
    if consent.uses:
        details = {"for": ", ".join(consent.uses), "by": consent.given_by, "on": consent.given_on}
        _note(desk, customer, "consent-recorded", consent.wording, {**details, "until": consent.until})
    else:
        _note(desk, customer, "on-the-register", consent.note)
    return new


def _anew(desk: Desk, before: Entry) -> Entry:
    """Return an entry as another one stood, recorded now."""
    return replace(before, id=desk.new_id("reference"), recorded_by=desk.actor.key, recorded_at=desk.now)


def _end(desk: Desk, before: Entry, how: str, reason: str) -> None:
    who = {"which": before.id, "by": desk.actor.key}
    desk.unit.write(register.END, {**who, "at": desk.now, "how": how, "why": reason})


def _count_uses(desk: Desk, work: Work, effect: Enlist) -> None:
    """Count what a piece of work published, each kind once, however often it is shared again."""
    desk.guard(work.customer.subject)
    kinds = rules.kinds_of(work.definition)
    day = rules.day_of(desk.now, desk.directory.time_zone)
    for kind in (kind for kind, field in effect.used.items() if work.facts.get(field)):
        use = f"{work.id}:{kind}"
        if desk.unit.row(register.USE_OF, {"use": use, "customer": work.customer.key}) is not None:
            continue
        desk.unit.write(register.INSERT_USE, _use_of(desk, work.customer, use, kind=kind, day=day, purpose=work.key))
        label = rules.labels(kinds, (kind,))
        _note(desk, work.customer, "used", f"{label}: {work.key}", {"kind": kind, "on": day})


def _use_of(desk: Desk, customer: Customer, use: str, *, kind: str, day: str, purpose: str) -> dict[str, object]:
    """Return the row of a use."""
    return {
        "id": use,
        "customer_key": customer.key,
        "kind": kind,
        "used_on": day,
        "purpose": purpose,
        "recorded_by": desk.actor.key,
        "recorded_at": desk.now,
        "taken_back_at": None,
        "taken_back_by": "",
    }


def _note(desk: Desk, customer: Customer, action: str, note: str = "", details: dict[str, str] | None = None) -> None:
    noted = Noted(action, note=note, details=details or {})
    desk.record_next(noted, subject=customer.subject, customer=customer.key)


def _kept_by_me(desk: Desk) -> Customer:
    """Return the customer of the desk, for somebody who keeps the register; refused with NOT_ALLOWED otherwise."""
    customer = customer_at(desk)
    check_may(desk, customer, rules.KEEPERS, desk.definitions.current(rules.PROCESS).role_of)
    return customer


def _before(desk: Desk, customer: Customer) -> Entry | None:
    """Return what stands on the register; what is decided on it does not hold if that changes before it is kept."""
    desk.guard(customer.subject)
    return register.live(desk.unit, customer.key)


def _as_seen(desk: Desk, customer: Customer, seen: str) -> Entry | None:
    """Return what stands on the register, where it is what the person saw; refused with CHANGED_MEANWHILE otherwise."""
    before = _before(desk, customer)
    if (before.id if before else "") != seen:
        raise RefusedError(Reason.CHANGED_MEANWHILE)
    return before


def _check_seen(before: Entry, seen: str) -> None:
    if before.id != seen:
        raise RefusedError(Reason.CHANGED_MEANWHILE)


def _reason(words: str) -> str:
    return read_values((forms.REASON,), {forms.REASON.key: paragraphs(words)})[forms.REASON.key]
