"""Reading the directory: everything that every command is checked against, in one statement and so of one moment."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared, Row
from storage.unit import Unit
from workflows.kernel.absences import Absence
from workflows.kernel.company import Terms
from workflows.kernel.days_off import read_in
from workflows.kernel.hours import NONE
from workflows.kernel.people import Customer, Directory, Identity, Person
from workflows.kernel.working_time import WorkingTime
from workflows.people.statements import ALL_CUSTOMERS

company, person, identity = tables.company, tables.person, tables.identity
role_holder, channel = tables.role_holder, tables.channel
absence, standing = tables.absence, tables.standing
link, notify = tables.link, tables.notify
role_group, group_member = tables.role_group, tables.group_member

_NONE: sa.ColumnElement[str] = sa.literal_column("''", sa.Text)
_TERMS = msgspec.json.Decoder(Terms)
_WORKING = msgspec.json.Decoder(WorkingTime)
_CUSTOMER_ROLES = msgspec.json.Decoder(dict[str, tuple[str, ...]])


def _part(kind: str, *words: sa.ColumnElement[str], number: sa.ColumnElement[int]) -> sa.Select[*tuple[Any, ...]]:
    """Return one table's rows in the common shape: what it is, up to four words, and a number."""
    filled = (*words, *(_NONE for _ in range(4 - len(words))))
    return sa.select(
        sa.literal_column(f"'{kind}'").label("kind"),
        *(word.label(name) for word, name in zip(filled, ("first", "second", "third", "fourth"), strict=True)),
        number.label("number"),
    )


READ = Prepared(
    sa.union_all(
        _part(
            "company", company.c.name, company.c.time_zone, company.c.settings, number=company.c.directory_version
        ).where(company.c.id == sa.literal_column("1")),
        _part(
            "person",
            person.c.key,
            person.c.name,
            person.c.email,
            person.c.time_zone,
            number=sa.cast(person.c.active, sa.Integer),
        ),
        _part("working", person.c.key, person.c.working_time, number=sa.literal_column("0", sa.Integer)).where(
            person.c.working_time != sa.literal_column("'{}'", sa.Text)
        ),
        _part(
            "identity",
            identity.c.platform,
            identity.c.user_id,
            identity.c.person_key,
            number=identity.c.position,
        ),
        # Behind every account of csops.toml, which names the first of a person.
        _part(
            "link",
            link.c.platform,
            link.c.user_id,
            link.c.person_key,
            link.c.how,
            number=sa.literal_column("1000", sa.Integer),
        ),
        _part("notify", notify.c.person_key, notify.c.platform, number=sa.literal_column("0", sa.Integer)),
        _part("role", role_holder.c.role, role_holder.c.person_key, number=role_holder.c.position),
        _part("role", role_group.c.role, role_group.c.group_key, number=role_group.c.position),
        _part("member", group_member.c.group_key, group_member.c.person_key, number=sa.literal_column("0", sa.Integer)),
        _part("channel", channel.c.purpose, channel.c.address, number=sa.literal_column("0", sa.Integer)),
        _part(
            "standing",
            standing.c.platform,
            standing.c.user_id,
            standing.c.what,
            number=sa.literal_column("0", sa.Integer),
        ),
        _part(
            "absence",
            absence.c.person_key,
            sa.func.coalesce(absence.c.delegate_key, _NONE),
            absence.c.first_day,
            absence.c.last_day,
            number=sa.literal_column("0", sa.Integer),
        ),
    )
)


def read_directory(unit: Unit) -> Directory:
    """Return the directory as it stands now; of version 0 and with nobody in it before the first load."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in unit.rows(READ, {}):
        found[row.kind].append(row)
    accounts = sorted(found["identity"] + found["link"], key=lambda row: (row.number, row.first, row.second))
    identities: dict[Identity, str] = {}
    for row in accounts:
        # What csops.toml says of an account holds; a link of the same one rests.
        identities.setdefault(Identity(row.first, row.second), row.third)
    given = {Identity(row.first, row.second) for row in found["identity"]}
    linked = {Identity(row.first, row.second): row.fourth for row in found["link"]}
    working = {row.first: _WORKING.decode(row.second) for row in found["working"]}
    head = found["company"][0] if found["company"] else None
    settings = _TERMS.decode(head.third) if head else Terms()
    said = (settings.working_time, *settings.teams.values(), *working.values())
    read_in({one.holidays for one in said} - {"", NONE})
    return Directory(
        version=head.number if head else 0,
        company=head.first if head else "",
        time_zone=head.second if head else "UTC",
        people={row.first: _person(row, working.get(row.first)) for row in found["person"]},
        identities=identities,
        addresses=_addresses(identities, {row.first: row.second for row in found["notify"]}),
        roles=_roles(found["role"]),
        groups=_roles(found["member"]),
        channels={row.first: row.second for row in found["channel"]},
        settings=settings,
        links={account: how for account, how in linked.items() if account not in given},
        standings={Identity(row.first, row.second): row.third for row in found["standing"]},
        absences={row.first: _absence(row) for row in found["absence"]},
    )


def read_customers(unit: Unit) -> Iterator[tuple[Customer, bool]]:
    """Return every customer, with whether it is one of today; they are many, and so not in the directory."""
    for row in unit.rows(ALL_CUSTOMERS, {}):
        yield customer_in(row), row.active


def customer_in(row: Row) -> Customer:
    """Make a customer of a row that has its columns by their own names."""
    values = {name: getattr(row, name) for name in Customer.__struct_fields__ if name != "roles"}
    return Customer(**values, roles=_CUSTOMER_ROLES.decode(row.roles))


def _addresses(accounts: Mapping[Identity, str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Return where each person is told things: on the platform that they chose, else with their first account."""
    first: dict[str, str] = {}
    for account, key in sorted(accounts.items(), key=lambda one: one[0].platform != chosen.get(one[1])):
        first.setdefault(key, f"{account.platform}:{account.user}")
    return first


def _person(row: Row, working_time: WorkingTime | None) -> Person:
    return Person(
        key=row.first,
        name=row.second,
        email=row.third,
        time_zone=row.fourth,
        active=bool(row.number),
        working_time=working_time or WorkingTime(),
    )


def _absence(row: Row) -> Absence:
    days = {"first_day": date.fromisoformat(row.third), "last_day": date.fromisoformat(row.fourth)}
    return Absence(person=row.first, delegate=row.second, **days)


def _roles(rows: list[Row]) -> dict[str, tuple[str, ...]]:
    held: dict[str, list[str]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.first, row.number, row.second)):
        held[row.first].append(row.second)
    return {role: tuple(keys) for role, keys in held.items()}
