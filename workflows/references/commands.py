"""What people may ask of the register of referenceable customers: see it, and take a customer off it."""

from typing import Final

from workflows.kernel.cards import Button
from workflows.kernel.commands import MOST_PAGES, Command, OpenForm, Query
from workflows.kernel.forms import Field
from workflows.kernel.requests import Pressed, Submitted, Typed

LIST: Final = "referenceable"
"""The list's name in the definitions."""
REMOVE: Final = "reference.remove"
PAGE: Final = "reference.page"
LONGEST_WORDS: Final = 150

REASON = Field(
    key="reason",
    label="Why are they no reference any more?",
    kind="long_text",
    hint="It stands in the customer's history.",
    max_length=1000,
)


class ListReferences(Query, frozen=True, kw_only=True):
    """The register, page by page: who, since when, by whom, and how far their reference program is."""

    page: int = 1


class RemoveReference(Command, frozen=True, kw_only=True):
    """Take a customer off the register, because they are no reference any more."""

    customer: str
    reason: str


def from_typed(request: Typed) -> ListReferences | OpenForm:
    """Return what `/references WORDS` asks for: the register, or `remove CUSTOMER`."""
    verb, _, rest = request.words.strip().partition(" ")
    if verb.casefold() == "remove" and rest.strip():
        return OpenForm(actor=request.actor, form=REMOVE, words=rest.strip()[:LONGEST_WORDS])
    return ListReferences(actor=request.actor)


def page_pressed(request: Pressed) -> ListReferences:
    """Return another page of the register."""
    return ListReferences(actor=request.actor, page=max(1, min(request.version, MOST_PAGES)))


def remove_submitted(request: Submitted) -> RemoveReference:
    """Make the command of the form; the action checks the reason."""
    return RemoveReference(
        actor=request.actor,
        request_key=request.request_key,
        customer=request.subject,
        reason=request.text(REASON.key),
    )


def page_button(label: str, page: int) -> Button:
    """Return the button that leads to another page."""
    return Button(key=PAGE, label=label, subject="register", version=page)
