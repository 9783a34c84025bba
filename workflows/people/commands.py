"""What people may ask of the directory: to find a colleague or a customer while they fill in a form."""

from workflows.kernel.answers import Reason, Refused
from workflows.kernel.commands import Query
from workflows.kernel.requests import Searched


class FindCustomers(Query, frozen=True, kw_only=True):
    """Customers whose name begins so, or whose key it is."""

    words: str


class FindPeople(Query, frozen=True, kw_only=True):
    """Colleagues one of whose names begins so."""

    words: str


def searched(request: Searched) -> Query | Refused:
    """Return the question that a field of people or customers asks while somebody types in it."""
    match request.source:
        case "customer":
            return FindCustomers(actor=request.actor, words=request.words)
        case "person":
            return FindPeople(actor=request.actor, words=request.words)
        case _:
            return Refused(reason=Reason.UNKNOWN_FORM)
