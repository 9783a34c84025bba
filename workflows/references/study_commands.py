"""What people may ask of case studies (processes.md B 2.8 to 2.11): begin one, show it, list those under way."""

from collections.abc import Mapping
from typing import Final

from workflows.kernel.answers import Opened
from workflows.kernel.cards import Button
from workflows.kernel.commands import MOST_PAGES, Command, OpenForm, Query
from workflows.kernel.forms import Field, Form, Value
from workflows.kernel.requests import Pressed, Submitted, Typed
from workflows.references.commands import LONGEST_WORDS

CUSTOMER: Final = "casestudy.customer"
START: Final = "casestudy.start"
SHOW: Final = "casestudy.show"
PAGE: Final = "casestudy.page"


class StartCaseStudy(Command, frozen=True, kw_only=True):
    """Begin the case study of a customer who agreed to be one; where one is under way it is that one again."""

    customer: str
    values: Mapping[str, Value] = {}


class ShowCaseStudy(Query, frozen=True, kw_only=True):
    """Where a case study stands, with the link to its draft; by its engagement's id."""

    engagement: str


class ListCaseStudies(Query, frozen=True, kw_only=True):
    """The case studies that are under way, page by page, the one that has stood longest at its step first."""

    page: int = 1


def from_typed(request: Typed) -> Query | OpenForm | Opened:
    """Return what `/casestudy WORDS` asks for: words that are no list are a customer."""
    words = request.words.strip()
    if not words:
        field = Field(key="customer", label="Customer", kind="customer")
        return Opened(form=Form(kind=CUSTOMER, title="Case study", submit="Go on", fields=(field,)))
    if words.casefold() == "list":
        return ListCaseStudies(actor=request.actor)
    return OpenForm(actor=request.actor, form=START, words=words[:LONGEST_WORDS])


def customer_submitted(request: Submitted) -> OpenForm:
    """Return the case study of the customer that was chosen."""
    return OpenForm(actor=request.actor, form=START, words=request.text("customer").strip())


def start_submitted(request: Submitted) -> StartCaseStudy:
    """Make the command of the form; the action checks its values."""
    return StartCaseStudy(
        actor=request.actor, request_key=request.request_key, customer=request.subject, values=request.values
    )


def start_pressed(request: Pressed) -> OpenForm:
    """Return the case study of the customer whom a button names."""
    return OpenForm(actor=request.actor, form=START, words=request.argument)


def show_pressed(request: Pressed) -> ShowCaseStudy:
    """Return the case study that a button of the list names."""
    return ShowCaseStudy(actor=request.actor, engagement=request.subject)


def page_pressed(request: Pressed) -> ListCaseStudies:
    """Return another page of the list."""
    return ListCaseStudies(actor=request.actor, page=max(1, min(request.version, MOST_PAGES)))


def page_button(label: str, page: int) -> Button:
    """Return the button that leads to another page."""
    return Button(key=PAGE, label=label, subject="list", version=page)
