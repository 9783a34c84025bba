"""What people may ask of the directory: to find a colleague or a customer for a form, and what it leaves open."""

from workflows.kernel.answers import Reason, Refused
from workflows.kernel.commands import Query
from workflows.kernel.requests import Searched, Typed


class FindCustomers(Query, frozen=True, kw_only=True):
    """Customers whose name begins so, or whose key it is."""

    words: str


class FindPeople(Query, frozen=True, kw_only=True):
    """Colleagues one of whose names begins so."""

    words: str


class CheckCompany(Query, frozen=True, kw_only=True):
    """What the company file leaves open that the processes need; for administrators."""


def from_typed(request: Typed) -> CheckCompany | None:
    """Return what `/csops check` asks for, None where something else was typed."""
    return CheckCompany(actor=request.actor) if request.words.strip().lower() == "check" else None


def searched(request: Searched) -> Query | Refused:
    """Return the question that a field of people or customers asks while somebody types in it."""
    match request.source:
        case "customer":
            return FindCustomers(actor=request.actor, words=request.words)
        case "person":
            return FindPeople(actor=request.actor, words=request.words)
        case _:
            return Refused(reason=Reason.UNKNOWN_FORM)
