"""Being away: who stands in for whom and until when, written down, told to both, and shown where it matters."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from workflows.desk import Desk, Look, Noted
from workflows.kernel.absences import Absence, circle
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.calling import called, only
from workflows.kernel.cards import Card
from workflows.kernel.cleaning import single_line
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Field, Form
from workflows.kernel.people import ADMIN, Person
from workflows.kernel.posts import Post
from workflows.kernel.reading import read_values
from workflows.kernel.text import line
from workflows.people import cards, statements
from workflows.people.commands import AWAY, ComeBack, GoAway, away_words

PERSON: Final = Field(key="person", label="Who is away?", kind="person")
FIRST: Final = Field(key="first_day", label="First day away", kind="date", required=False, hint="Today, if left empty.")
LAST: Final = Field(
    key="last_day", label="Last day away", kind="date", hint="This day included; in the person's own time zone."
)
DELEGATE: Final = Field(
    key="delegate",
    label="Who stands in?",
    kind="person",
    required=False,
    hint="They may do what the person may, and decide nothing they asked for. Without anybody, others act.",
)


def away_form(look: Look, ask: OpenForm) -> Form:
    """Return the form of an absence, with what was typed, or with the one that is kept already."""
    said = away_words(ask.words)
    kept = live(look, look.actor.key)
    start = {
        "first_day": _day(said["first_day"]) or (kept.first_day.isoformat() if kept else ""),
        "last_day": _day(said["last_day"]) or (kept.last_day.isoformat() if kept else ""),
        "delegate": only(look.directory, said["delegate"]) or (kept.delegate if kept else ""),
        "person": only(look.directory, said["person"]) or look.actor.key,
    }
    others = (PERSON,) if _administers(look) else ()
    intro = () if kept is None else (line(cards.absence_words(look.directory, kept)),)
    return Form(
        kind=AWAY,
        title="Away",
        submit="Save",
        intro=intro,
        fields=tuple(_filled(look, field, start[field.key]) for field in (*others, FIRST, LAST, DELEGATE)),
    )


def go_away(desk: Desk, command: GoAway) -> Done:
    """Write down that somebody is away, and tell who stands in. A new absence replaces the one before.

    Refused with NOT_ALLOWED for somebody else's but for administrators, with the field that is wrong, and where those
    who stand in would lead back to the person.
    """
    person = _whose(desk, command.person, field="person")
    absence = _checked(desk, command, person)
    before = live(desk, person.key)
    if before == absence:
        return Done(card=cards.away_card(desk.directory, absence, "It is written down already."))
    days = {"first_day": absence.first_day.isoformat(), "last_day": absence.last_day.isoformat()}
    row = {"person_key": person.key, "delegate_key": absence.delegate or None, **days}
    desk.unit.write(statements.SAVE_ABSENCE, {**row, "set_by": desk.actor.key, "set_at": desk.now})
    _record(desk, person.key, "away", {**days, **({"delegate": absence.delegate} if absence.delegate else {})})
    if before is not None and before.delegate not in {"", absence.delegate}:
        _tell(desk, before.delegate, cards.no_longer_card(person.name))
    _tell(desk, absence.delegate, cards.standing_in_card(desk.directory, absence))
    _tell(desk, person.key, cards.away_card(desk.directory, absence, line("Written down by ", *desk.by, ".")))
    return Done(card=cards.away_card(desk.directory, absence, _also_away(desk, absence)))


def come_back(desk: Desk, command: ComeBack) -> Done:
    """End an absence, or one that was to come. Refused with NOT_AWAY where there is none."""
    person = _whose(desk, command.person, field="")
    absence = live(desk, person.key)
    if absence is None:
        raise RefusedError(Reason.NOT_AWAY, person=person.name)
    if command.version not in {0, cards.version_of(absence)}:
        raise RefusedError(Reason.CHANGED_MEANWHILE)
    desk.unit.write(statements.DROP_ABSENCE, {"dropped": person.key})
    _record(desk, person.key, "back", {"last_day": absence.last_day.isoformat()})
    _tell(desk, absence.delegate, cards.no_longer_card(person.name))
    _tell(desk, person.key, cards.back_card(desk.directory, absence))
    return Done(card=cards.back_card(desk.directory, absence))


def absences_card(look: Look) -> Card:
    """Return what the asking person must know of absences, for the head of what waits for them."""
    mine = live(look, look.actor.key)
    away = {key: look.directory.away[key] for key in look.directory.stands_in_for(look.actor.key)}
    return cards.absences_card(look.directory, mine, away)


def _checked(desk: Desk, command: GoAway, person: Person) -> Absence:
    """Return the absence that was asked for; refused with the field that is wrong."""
    typed = {"first_day": single_line(command.first_day), "last_day": single_line(command.last_day)}
    days = {key: date.fromisoformat(value) for key, value in read_values((FIRST, LAST), typed).items()}
    today = desk.now.astimezone(ZoneInfo(person.time_zone)).date()
    first, last = days.get("first_day", min(today, days["last_day"])), days["last_day"]
    if last < today:
        raise RefusedError(Reason.DAY_PASSED, LAST.key, label=LAST.label, day=last.isoformat())
    if last < first:
        raise RefusedError(Reason.DAYS_REVERSED, LAST.key)
    words = single_line(command.delegate)
    delegate = called(desk.directory, words, field=DELEGATE.key).key if words else ""
    if delegate == person.key:
        raise RefusedError(Reason.STANDS_FOR_SELF, DELEGATE.key)
    if delegate and delegate not in desk.directory.addresses:
        raise RefusedError(Reason.NO_ACCOUNT, DELEGATE.key, person=desk.directory.named(delegate))
    absence = Absence(person=person.key, delegate=delegate, first_day=first, last_day=last)
    path = circle(absence, desk.directory.absences)
    if path:
        names = ", ".join(desk.directory.named(key) for key in path[:-1])
        raise RefusedError(Reason.AWAY_IN_CIRCLE, DELEGATE.key, through=names, person=person.name)
    return absence


def _whose(desk: Desk, words: str, *, field: str) -> Person:
    """Return whose absence it is: the actor's, or for administrators anybody's."""
    person = called(desk.directory, single_line(words), field=field) if single_line(words) else desk.actor
    if person.key != desk.actor.key and not desk.act_as(desk.directory.holders(ADMIN, None)):
        admins = desk.directory.names((person.key, *desk.directory.holders(ADMIN, None)))
        raise RefusedError(Reason.NOT_ALLOWED, may=admins)
    return person


def _administers(look: Look) -> bool:
    return look.directory.acting_for(look.actor.key, look.directory.holders(ADMIN, None)) is not None


def live(at: Desk | Look, key: str) -> Absence | None:
    """Return a person's absence that holds or is to come; None where there is none, or it is over."""
    absence = at.directory.absences.get(key)
    person = at.directory.people.get(key)
    if absence is None or person is None:
        return None
    return absence if absence.last_day >= at.now.astimezone(ZoneInfo(person.time_zone)).date() else None


def _also_away(desk: Desk, absence: Absence) -> str:
    """Return a word about who stands in where they are away on some of the days themselves."""
    other = desk.directory.absences.get(absence.delegate)
    if other is None or not other.meets(absence):
        return ""
    name = desk.directory.named(absence.delegate)
    whom = f"; then {desk.directory.named(other.delegate)} stands in for both" if other.delegate else ""
    return f"{name} is away too, {cards.days_words(other)}{whom}."


def _record(desk: Desk, person: str, action: str, details: dict[str, str]) -> None:
    # In the company's history, because an absence is checked against those of everybody else.
    desk.record_company(Noted(action, details={**details, "person": person}))
    desk.unit.write(statements.DIRECTORY_CHANGED, {})


def _tell(desk: Desk, person: str, card: Card) -> None:
    """Send a direct message to somebody; whoever did it sees the answer, and needs none."""
    lane = desk.directory.addresses.get(person)
    if lane and person != desk.actor.key:
        desk.send(lane, Post(card=card))


def _day(words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        return ""


def _filled(look: Look, field: Field, value: str) -> Field:
    label = look.directory.named(value) if field.kind == "person" and value else ""
    return Field(
        key=field.key,
        label=field.label,
        kind=field.kind,
        required=field.required,
        hint=field.hint,
        initial=value or None,
        initial_label=label,
    )
