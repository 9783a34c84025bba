"""What administrators may ask: what is missing, one part of the company, one entry of it, and to change or end it."""

from collections.abc import Mapping
from typing import Final

from workflows.kernel.answers import Reason, Refused
from workflows.kernel.cards import Button, Confirm
from workflows.kernel.commands import MOST_PAGES, Command, OpenForm, Query
from workflows.kernel.forms import Field, Form, Value
from workflows.kernel.requests import Pressed, Submitted, Typed

PART: Final = "admin.part"
ENTRY: Final = "admin.entry"
EDIT: Final = "admin.edit"
REMOVE: Final = "admin.remove"
LEAVE: Final = "admin.leave"
CHANGES: Final = "admin.changes"
AWAY: Final = "admin.away"
AWAY_FORM: Final = "people.away"
"""The form of an absence, which is the people's own."""

ROLES: Final = "roles"
CHANNELS: Final = "channels"
CUSTOMERS: Final = "customers"
CUSTOMER_ROLES: Final = "customer-roles"
PEOPLE: Final = "people"
TIERS: Final = "tiers"
RATES: Final = "rates"
ABSENCES: Final = "away"
DIGESTS: Final = "digests"

PARTS: Final[Mapping[str, str]] = {
    ROLES: "Roles",
    CHANNELS: "Channels",
    CUSTOMERS: "Customers",
    PEOPLE: "People",
    ABSENCES: "Out of office",
    TIERS: "Service tiers",
    RATES: "Rate cards",
    DIGESTS: "Digests",
}
"""What can be looked at and changed, in the order in which it is offered."""

NEW: Final = "new"
"""The state of what is not there yet, where else a digest stands."""
LONGEST_WORDS: Final = 150

HEIR = Field(
    key="heir",
    label="Who takes over?",
    kind="person",
    required=False,
    hint="Their roles, their customers and what they have in hand go to this person.",
)


class ShowAdministration(Query, frozen=True, kw_only=True):
    """What is missing, then what can be changed."""


class ShowPart(Query, frozen=True, kw_only=True):
    """One part of the company, as a list; `words` are the beginning of what is looked for."""

    part: str
    words: str = ""
    page: int = 1


class ShowEntry(Query, frozen=True, kw_only=True):
    """One entry of a part, with what can be done to it."""

    part: str
    key: str


class ShowChanges(Query, frozen=True, kw_only=True):
    """Who changed what of the company, newest first, with before and after."""

    page: int = 1


class ChangeEntry(Command, frozen=True, kw_only=True):
    """Add an entry or change it. `state` is the digest of the entry that the person saw, or NEW."""

    part: str
    key: str
    state: str
    values: Mapping[str, Value]


class RemoveEntry(Command, frozen=True, kw_only=True):
    """Take an entry away, or let a customer be one of the past."""

    part: str
    key: str
    state: str


class LetGo(Command, frozen=True, kw_only=True):
    """Let a person be one of the past; what they still own goes to the heir."""

    person: str
    state: str
    heir: str = ""


def from_typed(request: Typed) -> Query | Refused | None:
    """Return what `/csops admin [PART [WORDS]]` asks for, None where something else was typed."""
    verb, _, rest = request.words.strip().partition(" ")
    if verb.lower() != "admin":
        return None
    part, _, words = rest.strip()[:LONGEST_WORDS].partition(" ")
    if not part:
        return ShowAdministration(actor=request.actor)
    if part.lower() not in PARTS:
        return Refused(reason=Reason.NOT_A_CHOICE, facts={"label": "admin", "choices": ", ".join(PARTS)})
    return ShowPart(actor=request.actor, part=part.lower(), words=words.strip())


def part_pressed(request: Pressed) -> ShowPart | ShowAdministration:
    """Return the page of a part that a button leads to; without a part it is the beginning."""
    if request.subject not in PARTS:
        return ShowAdministration(actor=request.actor)
    page = max(1, min(request.version or 1, MOST_PAGES))
    return ShowPart(actor=request.actor, part=request.subject, words=request.argument[:LONGEST_WORDS], page=page)


def entry_pressed(request: Pressed) -> ShowEntry:
    """Return the entry that a button leads to."""
    return ShowEntry(actor=request.actor, part=request.subject, key=request.argument)


def changes_pressed(request: Pressed) -> ShowChanges:
    """Return the page of the changes that a button leads to."""
    return ShowChanges(actor=request.actor, page=max(1, min(request.version or 1, MOST_PAGES)))


def edit_pressed(request: Pressed) -> OpenForm:
    """Return the form of an entry."""
    return OpenForm(actor=request.actor, form=EDIT, subject=request.subject, argument=request.argument)


def leave_pressed(request: Pressed) -> OpenForm:
    """Return the form that asks who takes over."""
    return OpenForm(actor=request.actor, form=LEAVE, argument=request.argument)


def away_pressed(request: Pressed) -> OpenForm:
    """Return the form of somebody's absence."""
    return OpenForm(actor=request.actor, form=AWAY_FORM, words=request.argument)


def remove_pressed(request: Pressed) -> RemoveEntry:
    """Make the command of a button that takes an entry away."""
    state, _, key = request.argument.partition(" ")
    return RemoveEntry(actor=request.actor, request_key=request.request_key, part=request.subject, key=key, state=state)


def edit_submitted(request: Submitted) -> ChangeEntry:
    """Make the command of an entry's form; the action checks what was filled in."""
    state, _, key = request.argument.partition(" ")
    return ChangeEntry(
        actor=request.actor,
        request_key=request.request_key,
        part=request.subject,
        key=key,
        state=state,
        values=request.values,
    )


def leave_submitted(request: Submitted) -> LetGo:
    """Make the command of the form that asks who takes over."""
    state, _, person = request.argument.partition(" ")
    return LetGo(
        actor=request.actor,
        request_key=request.request_key,
        person=person,
        state=state,
        heir=request.text(HEIR.key).strip(),
    )


def edit_form(part: str, key: str, state: str, title: str, fields: tuple[Field, ...]) -> Form:
    """Return the form of an entry; what it carries says which, and as what it was seen."""
    return Form(kind=EDIT, title=title, fields=fields, subject=part, argument=f"{state} {key}")


def part_button(part: str, label: str, *, page: int = 1, words: str = "") -> Button:
    """Return the button that leads to a page of a part; an empty one leads to the beginning."""
    return Button(key=PART, label=label, subject=part or "admin", version=page, argument=words)


def entry_button(part: str, key: str, label: str) -> Button:
    """Return the button that shows an entry."""
    return Button(key=ENTRY, label=label, subject=part, argument=key)


def edit_button(part: str, key: str, label: str) -> Button:
    """Return the button that opens the form of an entry; without a key it is a new one."""
    return Button(key=EDIT, label=label, subject=part, argument=key)


def remove_button(part: str, key: str, state: str, *, title: str, text: str, yes: str) -> Button:
    """Return the button that takes an entry away, once it was asked again."""
    confirm = Confirm(title=title, text=text, yes=yes)
    return Button(key=REMOVE, label=yes, subject=part, argument=f"{state} {key}", style="danger", confirm=confirm)
