"""Whom a private engagement names beside roles, and who decides about it. Pure."""

from collections.abc import Iterable

from workflows.kernel.people import ITSELF, ROLE


def named(seen_by: Iterable[str]) -> tuple[str, ...]:
    """Return the people whom it names beside the roles."""
    return tuple(sorted(one for one in seen_by if one != ITSELF and not one.startswith(ROLE)))


def keepers(began: str, has: str | None) -> tuple[str, ...]:
    """Return who decides whether it is private, beside administrators: who began it, and who has it."""
    return tuple(dict.fromkeys(person for person in (began, has) if person))
