"""What people may ask of check-ins: to say how one went, and which are due; how words, buttons and forms become it."""

from typing import Final, Literal

from workflows.kernel.answers import Opened
from workflows.kernel.cards import Button
from workflows.kernel.commands import MOST_PAGES, Command, OpenForm, Query
from workflows.kernel.forms import Field, Form
from workflows.kernel.requests import Pressed, Submitted, Typed

PROCESS: Final = "customer-success"
REPORT: Final = "checkin.report"
CUSTOMER: Final = "checkin.customer"
START: Final = "checkin.start"
PAGE: Final = "checkin.page"
LONGEST_WORDS: Final = 150


class StartCheckIns(Command, frozen=True, kw_only=True):
    """Begin check-ins with a customer who has none (processes.md C 1.1)."""

    customer: str


class ListCheckIns(Query, frozen=True, kw_only=True):
    """The check-ins that the asking person holds, or everybody's, by the date at which the next one is due."""

    whose: Literal["mine", "all"] = "mine"
    page: int = 1


def from_typed(request: Typed) -> Query | OpenForm | Opened:
    """Return what `/checkin WORDS` asks for: words that are no list are a customer."""
    words = request.words.strip()
    match words.casefold():
        case "":
            return Opened(form=customer_form())
        case "list" | "list mine":
            return ListCheckIns(actor=request.actor)
        case "list all":
            return ListCheckIns(actor=request.actor, whose="all")
        case _:
            return OpenForm(actor=request.actor, form=REPORT, subject=words[:LONGEST_WORDS])


def customer_form() -> Form:
    """Return the form that asks whose check-in it was."""
    return Form(
        kind=CUSTOMER,
        title="Check-in",
        submit="Go on",
        fields=(Field(key="customer", label="Customer", kind="customer"),),
    )


def customer_submitted(request: Submitted) -> OpenForm:
    """Return the check-in of the customer that was chosen."""
    return OpenForm(actor=request.actor, form=REPORT, subject=request.text("customer"))


def report_pressed(request: Pressed) -> OpenForm:
    """Return the check-in of the customer that a list's button names."""
    return OpenForm(actor=request.actor, form=REPORT, subject=request.argument)


def start_pressed(request: Pressed) -> StartCheckIns:
    """Return the check-ins that begin with the customer whom the button names."""
    return StartCheckIns(actor=request.actor, request_key=request.request_key, customer=request.argument)


def page_pressed(request: Pressed) -> ListCheckIns:
    """Return another page of the list."""
    page = max(1, min(request.version, MOST_PAGES))
    return ListCheckIns(actor=request.actor, whose="all" if request.argument == "all" else "mine", page=page)


def page_button(label: str, *, page: int, whose: str) -> Button:
    """Return the button that leads to another page."""
    return Button(key=PAGE, label=label, subject="list", version=page, argument=whose)


def report_button(customer: str) -> Button:
    """Return the button that opens a customer's check-in."""
    return Button(key=REPORT, label="Check in", subject="customer", argument=customer)


def start_button(customer: str) -> Button:
    """Return the button that begins check-ins with a customer who has none."""
    return Button(key=START, label="Start check-ins", subject="customer", argument=customer, style="primary")
