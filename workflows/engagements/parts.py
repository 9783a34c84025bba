"""What belongs to an engagement: copies of its cards, checklist items, hand-off, approval, ROM, ticket, links."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final, Protocol

import msgspec

from workflows.engagements.response import Response
from workflows.kernel.people import ROLE
from workflows.process.definition import Definition
from workflows.process.parts import PRIVATE
from workflows.process.steps import Step

PRIVATE_WORK: Final = "Private work"
"""What it is called where others see that it is there."""


class Copy(msgspec.Struct, frozen=True, array_like=True):
    """One message that shows a live card: the effect that sent it, and the lane it went to.

    `words` are what it said where that can not be told from the engagement any more.
    """

    effect: str
    lane: str
    words: str = ""


class Offer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that was found and posted, and waits for one of `roles` to take it; `name` is that of its live card."""

    name: str
    roles: tuple[str, ...]
    step: str
    """The step that brought it."""
    at: datetime
    words: str = ""
    """What was found, as short as a list wants it."""


class WorkItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something to be ticked off: what a system of record would do by itself when its connector is configured."""

    key: str
    title: str
    role: str
    others: tuple[str, ...] = ()
    """Roles that it is assigned to besides."""
    step: str
    system: str = ""
    own: bool = False
    """Whether it is what its step is about: then saying the step's outcome says that it is done."""
    done_by: str = ""
    done_for: str = ""
    """The absent person in whose place it was done."""
    done_at: datetime | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles whose people may tick it off."""
        return (self.role, *(role for role in self.others if role != self.role))


def open_among(items: Iterable[WorkItem], visits: Collection[str]) -> list[WorkItem]:
    """Return what is not ticked off yet, without what belongs to a step that is still to come."""
    return [item for item in items if item.done_at is None and item.step in visits]


def owed_by(item: WorkItem, step: str | None, owner: str | None, owner_role: str) -> frozenset[str]:
    """Return who still owes an open item, as `storage.sight` names them, in work that stands at this step.

    What entering the step brought is the step's own: saying what came of it ticks it off. What else is for the role
    that has the step is for the person who has it; all the rest is for whoever holds its roles.
    """
    here = item.step == step
    if here and item.own:
        return frozenset()
    taken = here and owner_role in item.roles
    roles = {ROLE + role for role in item.roles if not (taken and role == owner_role)}
    return frozenset(roles | ({owner} if taken and owner else set()))


class HandOff(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-off: offered, then accepted, or returned with a reason and offered again; closed when it is past.

    Returned a second time it is disputed until who is accountable for it decides who has it.
    """

    id: str
    engagement_id: str
    from_step: str
    outcome: str
    to_step: str
    from_role: str
    to_role: str
    address: str
    state: str
    round: int = 1
    given_by: str
    answered_by: str | None = None
    reason: str = ""
    offered_at: datetime
    answered_at: datetime | None = None
    due_at: datetime | None = None
    answered_for: str = ""
    """The absent person in whose place somebody answered."""
    first_answered_by: str = ""
    first_reason: str = ""
    """Who returned it the first time, and why."""
    decider: str = ""
    """The role that decides, from the second return on."""
    decided_by: str | None = None
    decided_for: str = ""
    decided_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether it waits for somebody: to be taken, to be offered again, or to be decided."""
        return self.state in {"offered", "returned", "disputed"}


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that was asked for. `figures` is JSON of exactly what was shown, `digest` its fingerprint."""

    id: str
    engagement_id: str
    step: str
    round: int
    digest: str
    figures: str
    rule: str
    state: str
    requested_by: str
    conversation: str = "[]"
    asked_at: datetime
    decided_by: str | None = None
    reason: str = ""
    decided_at: datetime | None = None
    requested_for: str = ""
    decided_for: str = ""
    """The absent people in whose place somebody asked, and somebody decided."""


class Vote(msgspec.Struct, frozen=True, array_like=True):
    """What somebody who decides said; `given_by` is who said it in their place while they were away."""

    person: str
    decision: str
    given_by: str = ""

    @property
    def giver(self) -> str:
        """Who clicked."""
        return self.given_by or self.person


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """The newest revision of a ROM. `figures` is JSON of the calculation and of the words in which it is shown."""

    id: str
    engagement_id: str
    revision: int
    figures: str
    digest: str
    currency: str
    budget_minor: int
    rate_card: str
    state: str
    created_by: str
    created_at: datetime
    created_for: str = ""
    """The absent person in whose place somebody made it."""


class Linked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Other work that this is linked with, as it stands: every move of it is written down here as well."""

    id: str
    key: str
    title: str
    state: str
    """The title of its step, or how it ended."""
    settled: bool = False
    """Whether what was asked for is done: who waits for it need not wait any longer."""

    @property
    def name(self) -> str:
        """Its number; of private work not even that."""
        return PRIVATE_WORK if self.state == PRIVATE else self.key

    @property
    def words(self) -> str:
        """Its number and title."""
        return f"{self.name} {self.title}".rstrip()


class TicketFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a ticket has beside its engagement."""

    kind: str
    priority: str
    severity: str = ""
    response: Response | None = None
    """The clock of its first response; None where nothing is promised."""
    description: str
    source_link: str
    files: tuple[str, ...]


class AtStep(Protocol):
    """What the buttons of a step are made of: a whole engagement has it, and so has a row of a list."""

    @property
    def id(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def definition(self) -> Definition: ...
    @property
    def step(self) -> Step: ...
    @property
    def facts(self) -> Mapping[str, str]: ...
    @property
    def arrival(self) -> int: ...
    @property
    def estimate(self) -> object: ...
    @property
    def ended(self) -> bool: ...
