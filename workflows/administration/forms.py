"""The forms of administration: an entry with what is kept of it, and who takes over from somebody who leaves."""

from collections.abc import Collection

from workflows.administration import commands as parts
from workflows.administration import fields, rules
from workflows.administration.cards import pieces
from workflows.administration.commands import HEIR, LEAVE, LONGEST_WORDS, PARTS, edit_form
from workflows.administration.leaving import held_by
from workflows.administration.reading import roles_of, state_of
from workflows.desk import Look, check_admin
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.commands import OpenForm
from workflows.kernel.digests import Digest
from workflows.kernel.forms import Form
from workflows.kernel.text import Strong, line
from workflows.people.rules import CompanyState, Listed, Member


def entry_form(look: Look, ask: OpenForm) -> Form:
    """Return the form of an entry; without a key it is a new one. Refused for all but administrators."""
    check_admin(look)
    part, key = ask.subject, ask.argument
    if part not in fields.EDITABLE:
        raise RefusedError(Reason.NOT_FOUND)
    state = state_of(look, part, key)
    entry = rules.entry_of(state, part, key)
    known = roles_of(look, part)
    _check_there(state, part, key, known)
    asked = fields.Asked(part=part, key=key, entry=entry, state=state, directory=look.directory, roles=known)
    title = known.get(key, key) if part in {parts.ROLES, parts.CHANNELS} else _name_of(entry) or key
    named = title.partition(" ")[2] if part == parts.CUSTOMER_ROLES else title
    title = (named or f"New: {PARTS.get(part, 'role')}")[:75]
    return edit_form(part, key, rules.digest_of(entry), title, fields.fields_of(asked))


def _name_of(entry: object) -> str:
    """Return what a customer, a person or a digest is called; empty for what goes by its key."""
    match entry:
        case Listed():
            return entry.customer.name
        case Member():
            return entry.person.name
        case Digest():
            return entry.title
        case _:
            return ""


def _check_there(state: CompanyState, part: str, key: str, known: Collection[str]) -> None:
    """Refuse the form of what is not there; a role that nobody holds is, and a customer without people of its own."""
    if part == parts.ROLES:
        there = key in known
    elif part == parts.CUSTOMER_ROLES:
        there = key.partition(" ")[0] in state.customers
    elif part == parts.DIGESTS:
        there = rules.entry_of(state, part, key) is not None  # csops ships them all: none is new.
    else:
        there = not key or rules.entry_of(state, part, key) is not None
    if not there:
        raise RefusedError(Reason.NOT_FOUND, what=key)


def leave_form(look: Look, ask: OpenForm) -> Form:
    """Return the form that lets a person be one of the past, with what they still own above it."""
    check_admin(look)
    key = ask.argument[:LONGEST_WORDS]
    state = state_of(look, parts.PEOPLE, key)
    member = state.people.get(key)
    if member is None or not member.person.active:
        raise RefusedError(Reason.NOT_FOUND, what=key)
    roles = rules.roles_held(state, key, roles_of(look, parts.ROLES))
    held = held_by(look.unit, key)
    name = member.person.name
    intro = (
        line(Strong(name), " can do nothing here any more; the history keeps the name."),
        line(f"Roles: {', '.join(roles) or 'none'}."),
        line(f"In hand: {pieces(held)}."),
    )
    argument = f"{rules.digest_of(member)} {key}"
    return Form(
        kind=LEAVE, title=f"Let {name} go"[:75], submit="Let go", fields=(HEIR,), intro=intro, argument=argument
    )
