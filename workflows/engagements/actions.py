"""What happens when somebody starts an engagement, says an outcome, ticks an item or acknowledges a message."""

from collections.abc import Mapping

from msgspec.structs import replace

from workflows.desk import Desk
from workflows.engagements import (
    addressing,
    cards,
    forms,
    linking,
    rules,
    sending,
    sight,
    starting,
    telling,
    undoing,
    wording,
)
from workflows.engagements.commands import PRIVATE, TITLE, GotIt, SayOutcome, StartEngagement, TickItem
from workflows.engagements.moving import move
from workflows.engagements.parts import WorkItem
from workflows.engagements.rows import customer_of
from workflows.engagements.sending import MARGIN, Sending
from workflows.engagements.work import ROOT, STEP, Work, load, save
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cards import Card
from workflows.kernel.forms import Value
from workflows.kernel.people import Customer, RoleWords
from workflows.kernel.posts import Update
from workflows.kernel.reading import read_values
from workflows.kernel.text import When, line
from workflows.process import engine
from workflows.process.position import NotAllowed
from workflows.process.steps import Step


def start_engagement(desk: Desk, command: StartEngagement) -> Done:
    """Begin a process for a customer. Only who can own its first step may (processes.md A 1: SAL or SA)."""
    if command.process not in desk.definitions.processes:
        raise RefusedError(Reason.UNKNOWN_PROCESS, "process", process=command.process)
    said = read_values((TITLE, PRIVATE), {TITLE.key: command.title, PRIVATE.key: command.private})
    customer = customer_at(desk)
    definition = desk.definitions.current(command.process)
    first = definition.step(definition.first)
    if first is not None:
        check_may(desk, customer, definition.owners(first, {}), definition.role_of)
    seen_by = sight.people_of(definition) if said.get(PRIVATE.key) == "yes" else None
    work = starting.begin(
        desk, process=command.process, customer=customer, title=said[TITLE.key], facts={}, seen_by=seen_by
    )
    save(desk, work)
    return Done(card=cards.done_card(work, desk.directory, "started"))


def customer_at(desk: Desk) -> Customer:
    """Return the customer that the desk was opened with; refused with UNKNOWN_CUSTOMER."""
    if desk.opened.customer_key is None or not desk.opened.customer_active:
        raise RefusedError(Reason.UNKNOWN_CUSTOMER, "customer")
    return customer_of(desk.opened)


def check_may(desk: Desk, customer: Customer, owners: tuple[str, ...], words: Mapping[str, RoleWords]) -> None:
    """Refuse with NOT_ALLOWED, naming who may, unless the actor holds one of the owner roles or stands in for it."""
    if desk.act_for(desk.directory.acting_as(desk.actor.key, owners, customer, words)):
        return
    raise RefusedError(Reason.NOT_ALLOWED, may=addressing.holders_of(desk, owners, customer, words))


def say_outcome(desk: Desk, command: SayOutcome) -> Done:
    """Say an outcome of the current step: checked against the definition, the step's owners and the step's form."""
    work = load(desk)
    step = work.step
    _check_sayable(desk, work, step, command)
    values = read_outcome(desk, work, step, command.outcome, command.values)
    asked = [field.key for field in step.form_for(command.outcome)]
    after = rules.facts_after(work.facts, values, asked=asked)
    facts = {**after, "reason": values.get("reason", "")}
    moved = engine.advance(work.definition, telling.position(desk, work, command.outcome), command.outcome, facts)
    if isinstance(moved, NotAllowed):
        raise not_allowed(moved)
    sent = _sending(desk, work, step, command.outcome, values)
    if sent is None:
        undoing.remember(work)
    work.facts = after
    chosen = [field.key for field in step.form_for(command.outcome) if field.type == "ticket"]
    linked = linking.choose(desk, work, [(key, values[key]) for key in chosen if key in values])
    move(desk, work, moved, note=values.get("reason", ""), values=values)
    linking.answer(desk, work, linked)
    if sent is not None:
        ids = tuple(one.id for one in linked)
        sending.keep(desk, work, replace(sent, arrival=work.arrival, brought=tuple(desk.brought or ()), linked=ids))
    save(desk, work)
    said = moved.outcome.label if moved.outcome else "done"
    done = cards.done_card(work, desk.directory, f"{cards.step_words(step)}: {said}", left=_left(desk, work))
    return Done(card=undoing.with_button(work, replace(done, buttons=(*cards.edit_button(work, step), *done.buttons))))


def _left(desk: Desk, work: Work) -> list[WorkItem]:
    """Return what is still to be ticked off by whoever acts, although the work is in other hands or over."""
    waits = work.handoff is not None and work.handoff.waits
    if work.owner == desk.actor.key and not waits and not work.ended:
        return []
    known = work.definition.role_of
    return [one for one in work.open_items() if desk.directory.may(desk.actor.key, one.roles, work.customer, known)]


def _check_sayable(desk: Desk, work: Work, step: Step, command: SayOutcome) -> None:
    """Refuse what is not the current step's any more, what another tool decides, and who may not."""
    if command.arrival and command.arrival != work.arrival:
        raise RefusedError(Reason.ALREADY_DONE, key=work.key, step=cards.step_words(step))
    if step.kind == "approval":
        raise RefusedError(Reason.NOT_THAT_STEP, key=work.key, step=cards.step_words(step))
    if not (work.by_decision and desk.act_as((work.owner or "",))):
        check_may(desk, work.customer, work.definition.owners(step, work.facts), work.definition.role_of)
    if step.makes == "estimate" and work.estimate is None:
        raise RefusedError(Reason.NO_ESTIMATE, key=work.key)
    _check_ticked(work, step, command.outcome)


def _sending(desk: Desk, work: Work, step: Step, outcome: str, values: dict[str, str]) -> Sending | None:
    """Begin to keep what an outcome brings, where it can be edited for a while; what leaves for good waits so long."""
    if step.editable is None:
        return None
    desk.brought, desk.hold = [], desk.now + rules.lasting(step.editable) + MARGIN
    by = (desk.actor.key, desk.behalf) if desk.behalf else (desk.actor.key,)
    return Sending(
        step=step.id,
        outcome=outcome,
        values=values,
        by=by,
        at=desk.now,
        arrival=0,
        position=work.position,
        facts=dict(work.facts),
        past=tuple(work.cards.get(STEP, ())),
        brought=(),
    )


def _check_ticked(work: Work, step: Step, outcome: str) -> None:
    """Refuse to call a plan carried out, or criteria reached, while one of them is not ticked off (processes.md E)."""
    said = next((one for one in step.outcomes if one.key == outcome), None)
    if step.items_of_kind is None or said is None or said.style != "primary":
        return
    still_open = [item for item in work.items if item.step == step.id and item.done_at is None]
    if still_open:
        raise RefusedError(Reason.ITEMS_OPEN, key=work.key, count=str(len(still_open)), first=still_open[0].title)


def read_outcome(desk: Desk, work: Work, step: Step, said: str, given: Mapping[str, Value]) -> dict[str, str]:
    """Return what was filled in for an outcome of the current step, checked; a fault names its field."""
    outcome = next((one for one in step.outcomes if one.key == said), None)
    if outcome is None:
        return {}
    fields = forms.fields_for(work, outcome)
    values = read_values(fields, given)
    asked = step.form_for(outcome.key)
    left = {field.key for field in asked if rules.unasked(field, values)}
    values = {key: words for key, words in values.items() if key not in left}
    missing = rules.missing(asked, values)
    if missing is not None:
        raise RefusedError(Reason.FIELD_MISSING, missing.key, label=missing.label)
    for field in fields:
        if field.kind == "person" and field.key in values:
            chosen = desk.directory.people.get(values[field.key])
            if chosen is None or not chosen.active:
                raise RefusedError(Reason.NOT_A_CHOICE, field.key, label=field.label)
    return values


def not_allowed(refused: NotAllowed) -> RefusedError:
    """Return the engine's refusal in the words' keys."""
    possible = ", ".join(outcome.label for outcome in refused.possible)
    match refused.reason:
        case "reason-missing":
            return RefusedError(Reason.REASON_MISSING, "reason")
        case "ended":
            return RefusedError(Reason.ENDED, possible=possible)
        case "already-decided":
            return RefusedError(Reason.ALREADY_DONE, possible=possible)
        case "too-late" | "not-open" | "not-decided":
            return RefusedError(Reason.NOT_WAITING, possible=possible)
        case _:
            return RefusedError(Reason.NO_SUCH_OUTCOME, possible=possible)


def tick_item(desk: Desk, command: TickItem) -> Done:
    """Mark a checklist item done; its owner may, and the owner of the engagement."""
    work = load(desk)
    item = _item(work, command.item)
    if item.done_at is not None:
        raise RefusedError(Reason.ALREADY_DONE, key=work.key, step=item.title, by=desk.directory.named(item.done_by))
    if not desk.act_as((work.owner or "",)):
        check_may(desk, work.customer, item.roles, work.definition.role_of)
    undoing.remember(work)
    work.items[work.items.index(item)] = replace(item, done_by=desk.actor.key, done_for=desk.behalf, done_at=desk.now)
    work.record(desk, "item", note=item.title, details={"item": item.key, "system": item.system})
    work.say(desk, Card(title="", body=(line("☑ ", item.title, ", by ", *desk.by, "."),)))
    if not work.ended and STEP in work.cards:
        work.refresh(desk, STEP, desk.ties.face(work, desk.directory))
    if work.ticket is not None:
        # The head of a ticket's thread has a button for each of its forms that nobody has seen to.
        work.refresh(desk, ROOT, cards.root_card(work, desk.directory))
    save(desk, work)
    return Done(card=undoing.with_button(work, Card(title="", body=(line(f"{work.key}: “{item.title}” is done."),))))


def _item(work: Work, key: str) -> WorkItem:
    for item in work.items:
        if item.key == key:
            return item
    raise RefusedError(Reason.NOT_FOUND, what=key)


def got_it(desk: Desk, command: GotIt) -> Done:
    """Record that a person acknowledged a message that was sent to them (High bugs, processes.md D)."""
    work = load(desk)
    name = f"message:{command.person}"
    if not desk.act_as((command.person,)):
        raise RefusedError(Reason.NOT_ALLOWED, may=desk.directory.names((command.person,)))
    if name not in work.cards:
        raise RefusedError(Reason.ALREADY_DONE, key=work.key, step="Got it", by=desk.actor.name)
    acknowledged = line("Got it, ", *((*desk.by, ", ") if desk.behalf else ()), When(desk.now))
    work.record(desk, "acknowledged")
    for copy in work.cards.pop(name):
        told = wording.linked(work, copy.words)
        face = cards.got_it_card(work, told, person=command.person, acknowledged=acknowledged)
        desk.send(copy.lane, Update(target=copy.effect, card=face, private=work.is_private))
    work.say(desk, Card(title="", body=(line(*desk.by, " has got it."),)))
    save(desk, work)
    return Done(card=Card(title="", body=(line(f"{work.key}: noted, the team sees that you have it."),)))
