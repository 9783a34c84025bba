"""What administrators look at: what is missing, the parts page by page, an entry, and who changed what."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared
from workflows.administration import cards, digests, rules
from workflows.administration import commands as parts
from workflows.administration.commands import (
    AWAY,
    CHANGES,
    LEAVE,
    PARTS,
    ShowAdministration,
    ShowChanges,
    ShowEntry,
    ShowPart,
    edit_button,
    part_button,
    remove_button,
)
from workflows.administration.reading import roles_of, state_of
from workflows.desk import COMPANY, Look, by, check_admin
from workflows.kernel.answers import Reason, RefusedError, Shown
from workflows.kernel.cards import Button, Row
from workflows.kernel.digests import Digest, wished
from workflows.kernel.people import PLATFORMS, folded
from workflows.kernel.text import Strong, When, joined, line
from workflows.people import absences, statements
from workflows.people import cards as people_cards
from workflows.people.directory import read_customers
from workflows.people.gaps import gaps
from workflows.people.rules import Listed, Member

PAGE: Final = 10

history = tables.history
CHANGED = Prepared(
    sa.select(history.c.at, history.c.actor, history.c.details)
    .where(history.c.subject == sa.literal(COMPANY, sa.Text), history.c.action == sa.literal("administered", sa.Text))
    .order_by(history.c.seq.desc())
    .limit(sa.literal_column(str(PAGE + 1)))
    .offset(sa.bindparam("offset", type_=sa.Integer))
)
_DETAILS = msgspec.json.Decoder(dict[str, str])


def show_administration(look: Look, _query: ShowAdministration) -> Shown:
    """Show what is missing first, then what can be changed; refused for all but administrators."""
    check_admin(look)
    customers = [one for one, active in read_customers(look.unit) if active]
    found = list(gaps(look.directory, customers, look.definitions, today=look.now.date()))
    directory = look.directory
    counts = {
        parts.ROLES: len(directory.roles),
        parts.CHANNELS: len(directory.channels),
        parts.CUSTOMERS: len(customers),
        parts.PEOPLE: sum(person.active for person in directory.people.values()),
        parts.ABSENCES: len(directory.away),
        parts.TIERS: len(directory.settings.tiers),
        parts.RATES: len(directory.settings.rate_cards),
        parts.DIGESTS: sum(not one.off for one in wished(directory.settings.digests).values()),
    }
    return Shown(card=cards.overview(found, counts))


def show_part(look: Look, query: ShowPart) -> Shown:
    """Show a page of a part; refused for all but administrators."""
    check_admin(look)
    part = query.part
    if part not in PARTS:
        raise RefusedError(Reason.NOT_FOUND)
    start = (query.page - 1) * PAGE
    rows = _rows(look, part, query.words, start)
    buttons = [
        *([part_button(part, "Back", page=query.page - 1, words=query.words)] if query.page > 1 else []),
        *([part_button(part, "More", page=query.page + 1, words=query.words)] if len(rows) > PAGE else []),
        *_adding(part),
        part_button("", "Administration"),
    ]
    empty = "Nothing here begins so." if query.words else "Nothing is here yet."
    return Shown(card=cards.listed(part, rows[:PAGE], buttons, empty=empty, words=query.words))


def _adding(part: str) -> list[Button]:
    if part == parts.ABSENCES:
        return [Button(key=AWAY, label="Somebody is away", subject="admin")]
    labels = {parts.ROLES: "", parts.DIGESTS: "", parts.RATES: "New rate card", parts.TIERS: "New tier"}
    label = labels.get(part, f"Add to {PARTS[part].lower()}")
    return [edit_button(part, "", label)] if label else []


def _rows(look: Look, part: str, words: str, start: int) -> list[Row]:
    """Return the entries of a part from one on, one more than a page has; those whose name begins with the words."""
    if part == parts.CUSTOMERS:
        return _customers(look, words, start)
    if part == parts.ABSENCES:
        return _absences(look)[start : start + PAGE + 1]
    if part == parts.DIGESTS:
        return digests.rows_of(look, words)[start : start + PAGE + 1]
    low = folded(words)
    entries = [
        (key, title, detail)
        for key, title, detail in _entries(look, part)
        if not low or folded(title).startswith(low) or key.startswith(low)
    ]
    page = entries[start : start + PAGE + 1]
    return [cards.row(part, key, line(Strong(title)), detail) for key, title, detail in page]


def _entries(look: Look, part: str) -> list[tuple[str, str, str]]:
    """Return the entries of a part: key, title and a word on each; what is missing comes first."""
    return _LISTS[part](look)


Entry = tuple[str, str, str]


def _roles(look: Look) -> list[Entry]:
    titles = roles_of(look, parts.ROLES)
    held = {key: look.directory.names(look.directory.roles.get(key, ())) for key in titles}
    found = [(key, title, held[key] or "nobody") for key, title in titles.items()]
    return sorted(found, key=lambda one: (bool(held[one[0]]), one[1]))


def _channels(look: Look) -> list[Entry]:
    titles = roles_of(look, parts.CHANNELS)
    return [(key, titles.get(key, key), address) for key, address in sorted(look.directory.channels.items())]


def _people(look: Look) -> list[Entry]:
    where = {
        key: f"on {PLATFORMS.get(address.partition(':')[0], address)}"
        for key, address in look.directory.addresses.items()
    }
    people = sorted(look.directory.people.values(), key=lambda one: (not one.active, folded(one.name), one.key))
    return [(one.key, one.name, where.get(one.key, "no account") if one.active else "has left") for one in people]


def _tiers(look: Look) -> list[Entry]:
    tiers = look.directory.settings.tiers
    return [(one.key, one.title, f"first response in {one.first_response_minutes} minutes") for one in tiers]


def _rates(look: Look) -> list[Entry]:
    ordered = sorted(look.directory.settings.rate_cards, key=lambda one: one.valid_from, reverse=True)
    return [
        (one.version, one.version, f"from {one.valid_from} on, {len(one.rates)} roles, {one.currency}")
        for one in ordered
    ]


_LISTS: Final[Mapping[str, Callable[[Look], list[Entry]]]] = {
    parts.ROLES: _roles,
    parts.CHANNELS: _channels,
    parts.PEOPLE: _people,
    parts.TIERS: _tiers,
    parts.RATES: _rates,
}


def _customers(look: Look, words: str, start: int) -> list[Row]:
    low = folded(words)
    page = {"low": low, "high": low + "\U0010ffff", "most": PAGE + 1, "offset": start}
    rows = []
    for found in look.unit.rows(statements.CUSTOMERS_LISTED, page):
        tier = look.directory.settings.tier(found.tier)
        told = ("" if found.active else "of the past", tier.title if tier else "", found.channel or "no channel")
        rows.append(cards.row(parts.CUSTOMERS, found.key, line(Strong(found.name)), *told))
    return rows


def _absences(look: Look) -> list[Row]:
    found = (absences.live(look, key) for key in sorted(look.directory.absences))
    return [
        Row(text=line(people_cards.absence_words(look.directory, one)), button=people_cards.back_button(one, "End it"))
        for one in found
        if one is not None
    ]


def show_entry(look: Look, query: ShowEntry) -> Shown:
    """Show an entry with what can be done to it; refused for all but administrators."""
    check_admin(look)
    part, key = query.part, query.key
    state = state_of(look, part, key)
    entry = rules.entry_of(state, part, key)
    titles = roles_of(look, part)
    if entry is None and not (part == parts.ROLES and key in titles):
        raise RefusedError(Reason.NOT_FOUND, what=key)
    facts = rules.plain(entry) if entry is not None else {"people": ""}
    buttons = (*_doing(look, part, key, entry), *cards.back_buttons(part))
    if isinstance(entry, Digest):
        return Shown(card=digests.entry_card(look, entry, buttons))
    rows: Sequence[Row] = ()
    title = titles.get(key, key)
    if isinstance(entry, Listed):
        facts = {name: words for name, words in facts.items() if name != "roles"}
        title, rows = entry.customer.name, _customer_roles(look, entry.customer.key, entry.customer.roles)
    if isinstance(entry, Member):
        title = entry.person.name
        facts = {**facts, "roles": ", ".join(rules.roles_held(state, key, roles_of(look, parts.ROLES)))}
    return Shown(card=cards.entry(f"{title}"[:150], facts, buttons, rows))


def _customer_roles(look: Look, key: str, roles: Mapping[str, Sequence[str]]) -> list[Row]:
    titles = roles_of(look, parts.CUSTOMER_ROLES)
    return [
        Row(
            text=line(Strong(titles.get(role, role)), f": {look.directory.names(people)}"),
            button=edit_button(parts.CUSTOMER_ROLES, f"{key} {role}", "Change"),
        )
        for role, people in sorted(roles.items())
    ]


def _doing(look: Look, part: str, key: str, entry: Any) -> tuple[Button, ...]:  # noqa: ANN401 - whatever it is.
    """Return what can be done to an entry. What is of the past can be taken back; what a ROM was made with stays."""
    if part == parts.RATES and look.unit.row(statements.CARD_IN_USE, {"version": key}) is not None:
        return ()
    past = {parts.PEOPLE: lambda: not entry.person.active, parts.CUSTOMERS: lambda: not entry.active}
    if part in past and past[part]():
        return (edit_button(part, key, "Take back"),)
    more = _MORE.get(part)
    return (edit_button(part, key, "Change"), *(more(part, key, rules.digest_of(entry)) if more else ()))


def _of_person(_part: str, key: str, _state: str) -> tuple[Button, ...]:
    away = Button(key=AWAY, label="Away", subject="admin", argument=key)
    return (away, Button(key=LEAVE, label="Let go", subject="admin", argument=key, style="danger"))


def _of_customer(part: str, key: str, state: str) -> tuple[Button, ...]:
    own = edit_button(parts.CUSTOMER_ROLES, f"{key} ", "Role of their own")
    text = "What is under way stays; nothing new begins."
    return (own, remove_button(part, key, state, title="Of the past?", text=text, yes="Let go"))


def _taking_away(part: str, key: str, state: str) -> tuple[Button, ...]:
    text = "It is gone at once; the history keeps what it was."
    return (remove_button(part, key, state, title=f"Take {key} away?"[:100], text=text, yes="Take away"),)


_MORE: Final[Mapping[str, Callable[[str, str, str], tuple[Button, ...]]]] = {
    parts.PEOPLE: _of_person,
    parts.CUSTOMERS: _of_customer,
    parts.CHANNELS: _taking_away,
    parts.TIERS: _taking_away,
    parts.RATES: _taking_away,
}


def show_changes(look: Look, query: ShowChanges) -> Shown:
    """Show who changed what in chat, newest first, with before and after; refused for all but administrators."""
    check_admin(look)
    found = look.unit.rows(CHANGED, {"offset": (query.page - 1) * PAGE})
    rows = []
    for one in found[:PAGE]:
        details = _DETAILS.decode(one.details)
        before, after = (_DETAILS.decode(details.get(when, "{}")) for when in ("before", "after"))
        changed = [line(f"{name}: ", *cards.turned(was, now)) for name, was, now in rules.difference(before, after)]
        title = f"{PARTS.get(details['part'], 'Customers')}: {cards.said(details['part'], details['key'])}"
        told = (*by(one.actor, details.get("for", "")), ", ", When(one.at))
        rows.append(Row(text=line(Strong(title), " · ", *joined(changed, "; ")), detail=line(*told)))
    buttons = [
        *([Button(key=CHANGES, label="Newer", subject="admin", version=query.page - 1)] if query.page > 1 else []),
        *([Button(key=CHANGES, label="Older", subject="admin", version=query.page + 1)] if len(found) > PAGE else []),
        part_button("", "Administration"),
    ]
    return Shown(card=cards.changes_card(rows, buttons))
