"""The forms of steps: the definition's fields as neutral ones, with the reason where an outcome wants one."""

from msgspec.structs import replace

from storage import opening
from workflows.desk import Look
from workflows.engagements import addressing, cards, telling, titles
from workflows.engagements.sight import is_seen
from workflows.engagements.work import Work, work_of
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.reading import several
from workflows.kernel.text import Line, Strong, line
from workflows.process import engine
from workflows.process.steps import FormField, Outcome


def fields_for(work: Work, outcome: Outcome) -> tuple[Field, ...]:
    """Return what a person must fill in to say this outcome of the current step."""
    fields = [field_of(work, field) for field in work.step.form_for(outcome.key)]
    if outcome.reason != "none":
        required = outcome.reason == "required"
        fields.append(Field(key="reason", label=outcome.reason_label, kind="long_text", required=required))
    return tuple(fields)


def field_of(work: Work, field: FormField) -> Field:
    """Return a definition's field as a neutral one, with what is known of it already."""
    # A step that comes back asks anew: what was true at the last check-in must not be sent again unread.
    known = "" if not work.ended and work.step.recurs else work.facts.get(field.key, "")
    return Field(
        key=field.key,
        label=field.label,
        kind=field.type,
        required=field.required,
        hint=field.hint,
        choices=tuple(Choice(choice.key, choice.label) for choice in field.choices),
        initial=(several(known) if field.type == "choices" else known) or field.default or None,
        max_length=field.max_length or 3000,
    )


def fill_form(look: Look, ask: OpenForm) -> Form:
    """Return the form of one outcome, for its button. Refused where its step is past, and for who may not say it."""
    work = find(look, ask.subject, by_key=False)
    if ask.version and ask.version != work.arrival:
        raise RefusedError(Reason.ALREADY_DONE, key=work.key, step=cards.step_words(work.step))
    outcome = _outcome(work, ask.argument)
    check_may_act(look, work)
    return Form(
        kind="step.fill",
        title=outcome.label[:75],
        submit="Save",
        intro=(
            line(Strong(work.key), f" {work.title}"),
            line(f"Step {cards.step_words(work.step)}"),
            *telling.announced(work, outcome),
        ),
        fields=fields_for(work, outcome),
        subject=work.id,
        version=ask.version or work.arrival,
        argument=outcome.key,
    )


def done_form(look: Look, ask: OpenForm) -> Form:
    """Return the form of `/engagement done KEY [OUTCOME]`: which outcome, and whatever any of them asks for."""
    work = find(look, ask.subject, by_key=True)
    if work.step.kind == "approval":
        raise RefusedError(Reason.NOT_THAT_STEP, key=work.key, step=cards.step_words(work.step))
    possible = engine.possible(work.definition, work.step.id, work.facts)
    said = ask.argument.lower()
    named = [outcome for outcome in possible if outcome.key.startswith(said) or outcome.label.lower().startswith(said)]
    if not named:
        raise RefusedError(Reason.NO_SUCH_OUTCOME, possible=", ".join(outcome.label for outcome in possible))
    check_may_act(look, work)
    return saying(work, chosen=named[0])


def saying(work: Work, *, chosen: Outcome, before: tuple[Line, ...] = ()) -> Form:
    """Return the form of the current step whatever came of it: which outcome, and all that any of them asks for.

    `before` are lines that stand above the fields, after the engagement and its step.
    """
    possible = engine.possible(work.definition, work.step.id, work.facts)
    several: tuple[Field, ...] = ()
    if len(possible) > 1:
        choices = tuple(Choice(outcome.key, outcome.label) for outcome in possible)
        several = (Field(key="outcome", label="What came of it?", kind="choice", choices=choices, initial=chosen.key),)
    asked: dict[str, Field] = {}
    takers: dict[str, list[str]] = {}
    for outcome in possible if several else (chosen,):
        for field in fields_for(work, outcome):
            asked.setdefault(field.key, field)
            takers.setdefault(field.key, []).append(outcome.label)
    if several:
        asked = {key: _one_of(field, takers[key], of=len(possible)) for key, field in asked.items()}
    return Form(
        kind="step.fill",
        title=f"{work.key}: step {work.step.id}",
        submit="Save",
        intro=(line(Strong(work.key), f" {work.title}"), line(f"Step {cards.step_words(work.step)}"), *before),
        fields=(*several, *asked.values()),
        subject=work.id,
        version=work.arrival,
        argument=chosen.key,
    )


def may_act(look: Look, work: Work) -> bool:
    """Return whether the asking person owns the current step by one of its roles."""
    owners = work.definition.owners(work.step, work.facts)
    if work.by_decision and look.directory.acting_for(look.actor.key, (work.owner or "",)) is not None:
        return True
    return look.directory.may(look.actor.key, owners, work.customer, work.definition.role_of)


def check_may_act(look: Look, work: Work) -> None:
    """Refuse with NOT_ALLOWED, naming who may, before somebody fills in a form that would not be taken from them."""
    if may_act(look, work):
        return
    owners = work.definition.owners(work.step, work.facts)
    may = addressing.holders_of(look, owners, work.customer, work.definition.role_of)
    raise RefusedError(Reason.NOT_ALLOWED, may=may)


def find(look: Look, subject: str, *, by_key: bool) -> Work:
    """Return an engagement for reading: by its id, or by its number or its title; refused with NOT_FOUND."""
    if by_key:
        return titles.find(look, subject)
    row = look.unit.row(opening.BY_ID, {"request_key": "", "subject": subject})
    if row is None or not is_seen(row, look):
        raise RefusedError(Reason.NOT_FOUND, what=subject)
    return work_of(row, look)


def _outcome(work: Work, key: str) -> Outcome:
    possible = engine.possible(work.definition, work.step.id, work.facts)
    for outcome in possible:
        if outcome.key == key:
            return outcome
    raise RefusedError(Reason.NO_SUCH_OUTCOME, possible=", ".join(outcome.label for outcome in possible))


def _one_of(field: Field, takers: list[str], *, of: int) -> Field:
    """Return a field that stands among those of other outcomes: what takes it is said, and checked when it is sent."""
    only = f"Only for {' or '.join(f'“{label}”' for label in takers)}." if len(takers) < of else ""
    return replace(field, required=False, hint=" ".join(filter(None, (only, field.hint))))
