"""The parts of a piece of work, as a row with the columns of `storage.opening` has them."""

from typing import TypeVar

import msgspec

from storage.statements import Row
from workflows.engagements.parts import TicketFacts
from workflows.engagements.response import Response
from workflows.kernel.people import Customer

Part = TypeVar("Part", bound=msgspec.Struct)
_ROLES = msgspec.json.Decoder(dict[str, tuple[str, ...]])
_RESPONSE = msgspec.json.Decoder(Response)
_FILES = msgspec.json.Decoder(tuple[str, ...])


def part_of(kind: type[Part], prefix: str, row: Row) -> Part | None:
    """Make a part whose columns begin with the prefix; None where there is none."""
    if getattr(row, f"{prefix}_id") is None:
        return None
    return kind(**{name: getattr(row, f"{prefix}_{name}") for name in kind.__struct_fields__})


def ticket_of(row: Row) -> TicketFacts | None:
    """Make what a ticket has of a row with its columns; None where the work is none."""
    if row.ticket_engagement_id is None:
        return None
    return TicketFacts(
        kind=row.ticket_kind,
        priority=row.ticket_priority,
        severity=row.ticket_severity,
        response=_RESPONSE.decode(row.ticket_response) if row.ticket_response else None,
        description=row.ticket_description,
        source_link=row.ticket_source_link,
        files=_FILES.decode(row.ticket_files),
    )


def customer_of(row: Row) -> Customer:
    """Make a customer of a row's customer columns."""
    return Customer(
        key=row.customer_key,
        name=row.customer_name,
        tier=row.customer_tier,
        channel=row.customer_channel,
        roles=_ROLES.decode(row.customer_roles),
        shared_channel=row.customer_shared_channel,
        contact_email=row.customer_contact_email,
    )
