"""Invented companies with work of every sort: people who left, groups, customers with people of their own."""

import random
from collections.abc import Mapping

import msgspec
import sqlalchemy as sa

from storage import tables
from tests.office import Office
from workflows.kernel.people import Customer

PEOPLE = tuple(f"p{number}" for number in range(8))
ROLES = ("csm", "sal", "pse")
GROUPS = ("group:a", "group:b")
CUSTOMERS = tuple(f"k{number}" for number in range(6))

Invented = Mapping[str, tuple[frozenset[str] | None, Customer]]
"""Work by its id: whom it names (None where everybody sees it), and its customer."""


def invented(office: Office, dice: random.Random) -> Invented:
    """Fill the company at random, and return its work."""
    with office.database.transaction() as connection:
        _people(connection, dice, office)
        _roles(connection, dice)
        customers = [_customer(connection, dice, key) for key in CUSTOMERS]
        made = {f"w{number}": (_named(dice), dice.choice(customers)) for number in range(50)}
        for one, (named, customer) in made.items():
            _work(connection, office, one, named, customer)
        connection.execute(sa.update(tables.company).values(directory_version=99))
    return made


def _people(connection: sa.Connection, dice: random.Random, office: Office) -> None:
    for key in PEOPLE:
        person = {"key": key, "name": key, "active": dice.random() < 0.7}
        connection.execute(sa.insert(tables.person).values(**person))
    for key in dice.sample(PEOPLE, 2):
        away = {"delegate_key": dice.choice(PEOPLE), "first_day": "2026-01-01", "last_day": "2026-12-31"}
        row = {"person_key": key, "set_by": key, "set_at": office.now, **away}
        connection.execute(sa.insert(tables.absence).values(**row))
    for group in GROUPS:
        for key in dice.sample(PEOPLE, dice.randint(0, 3)):
            connection.execute(sa.insert(tables.group_member).values(group_key=group, person_key=key))


def _roles(connection: sa.Connection, dice: random.Random) -> None:
    for role in ROLES:
        connection.execute(sa.delete(tables.role_holder).where(tables.role_holder.c.role == role))
        for position, key in enumerate(dice.sample(PEOPLE, dice.randint(0, 2))):
            row = {"role": role, "person_key": key, "position": position}
            connection.execute(sa.insert(tables.role_holder).values(**row))
    connection.execute(sa.insert(tables.role_group).values(role="pse", group_key=dice.choice(GROUPS), position=0))


def _customer(connection: sa.Connection, dice: random.Random, key: str) -> Customer:
    own = {role: tuple(dice.sample((*PEOPLE, *GROUPS), 2)) for role in dice.sample(ROLES, dice.randint(0, 2))}
    row = {"key": key, "name": key, "folded_name": key, "roles": msgspec.json.encode(own).decode()}
    connection.execute(sa.insert(tables.customer).values(**row))
    return Customer(key=key, name=key, roles=own)


def _named(dice: random.Random) -> frozenset[str] | None:
    everybody = (*PEOPLE, *(f"role:{role}" for role in ROLES))
    return None if dice.random() < 0.1 else frozenset(dice.sample(everybody, dice.randint(0, 3)))


def _work(
    connection: sa.Connection, office: Office, key: str, named: frozenset[str] | None, customer: Customer
) -> None:
    times = {"entered_at": office.now, "created_at": office.now}
    stands = {
        "process": "ticket",
        "process_version": office.definitions.current("ticket").version,
        "title": "T",
        "step": "1",
        "version": 1,
        "arrival": 1,
    }
    written = None if named is None else msgspec.json.encode(sorted(named)).decode()
    row = {"id": key, "key": key, "customer_key": customer.key, "seen_by": written, "head": "", "created_by": "ada"}
    connection.execute(sa.insert(tables.engagement).values(**row, **stands, **times))
