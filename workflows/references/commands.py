"""What people may ask of the register of referenceable customers, and how words, buttons and forms become it."""

from collections.abc import Mapping
from typing import Final

from workflows.kernel.answers import Opened
from workflows.kernel.cards import Button
from workflows.kernel.commands import MOST_PAGES, Command, OpenForm, Query
from workflows.kernel.forms import Field, Form, Value
from workflows.kernel.requests import Pressed, Submitted, Typed

CUSTOMER: Final = "reference.customer"
CONSENT: Final = "reference.consent"
WITHDRAW: Final = "reference.withdraw"
REMOVE: Final = "reference.remove"
RESTORE: Final = "reference.restore"
USE: Final = "reference.use"
TAKE_BACK: Final = "reference.take-back"
SHOW: Final = "reference.show"
PAGE: Final = "reference.page"
REPORT: Final = "reference.report"
ALONE: Final = "alone"
"""The subject of a button that brings the report to the person alone."""
ANY: Final = "customer"
"""The subject of a button that is about a customer, whatever they agreed to."""
LONGEST_WORDS: Final = 150
VERBS: Final[Mapping[str, str]] = {
    "use": USE,
    "consent": CONSENT,
    "withdraw": WITHDRAW,
    "remove": REMOVE,
    "restore": RESTORE,
}
"""What can be done with a customer of the register, as it is typed, and the form that it opens."""


class ListReferences(Query, frozen=True, kw_only=True):
    """The register, page by page: who, for what, until when, how often used, and how far their program is."""

    page: int = 1


class ShowReference(Query, frozen=True, kw_only=True):
    """All there is to one customer of the register: what they agreed to, in which words, and the uses, page by page."""

    words: str
    page: int = 1


class RecordConsent(Command, frozen=True, kw_only=True):
    """Record what a customer agreed to, for the first time or anew. `entry` is what the person saw of the register."""

    customer: str
    entry: str
    values: Mapping[str, Value] = {}


class WithdrawConsent(Command, frozen=True, kw_only=True):
    """Record that a customer took their consent back: they stay on the register, and are offered to nobody."""

    customer: str
    entry: str
    reason: str


class RemoveReference(Command, frozen=True, kw_only=True):
    """Take a customer off the register, because they are no reference any more."""

    customer: str
    entry: str
    reason: str


class RestoreReference(Command, frozen=True, kw_only=True):
    """Put a customer back on the register, as they stood when they were taken off."""

    customer: str
    entry: str
    note: str = ""


class RecordUse(Command, frozen=True, kw_only=True):
    """Record that a customer was used as a reference: as what, on which day, for what."""

    customer: str
    values: Mapping[str, Value] = {}


class TakeBackUse(Command, frozen=True, kw_only=True):
    """Take back a use that was recorded by mistake."""

    customer: str
    use: str


class SendReport(Command, frozen=True, kw_only=True):
    """The Referenceable Customer Report of a month, such as 2026-03, or of this one: as a card, and as a sheet.

    `place` is where it was asked for: in Marketing's channel it goes to everybody there.
    """

    month: str = ""
    place: str = ""


def from_typed(request: Typed) -> Command | Query | OpenForm | Opened:
    """Return what `/references WORDS` asks for: the register, something to do with a customer, or a customer."""
    words = request.words.strip()
    verb, _, rest = words.partition(" ")
    verb, rest = verb.casefold(), rest.strip()
    if not words or words.casefold() == "list":
        return ListReferences(actor=request.actor)
    if verb == "report":
        return _report(request, rest, place=request.place)
    if verb in VERBS and not rest:
        return Opened(form=customer_form(verb))
    if verb in VERBS:
        return OpenForm(actor=request.actor, form=VERBS[verb], words=rest[:LONGEST_WORDS])
    return ShowReference(actor=request.actor, words=words[:LONGEST_WORDS])


def customer_form(verb: str) -> Form:
    """Return the form that asks of which customer somebody speaks; it carries what they want to do."""
    field = Field(key="customer", label="Customer", kind="customer")
    return Form(kind=CUSTOMER, title="Reference", submit="Go on", fields=(field,), argument=verb)


def customer_submitted(request: Submitted) -> OpenForm | ShowReference:
    """Return what was asked for, of the customer that was chosen."""
    words = request.text("customer").strip()
    if request.argument in VERBS:
        return OpenForm(actor=request.actor, form=VERBS[request.argument], words=words)
    return ShowReference(actor=request.actor, words=words)


def pressed(request: Pressed) -> OpenForm:
    """Return the form that a button of a customer's card opens."""
    return OpenForm(actor=request.actor, form=request.button, words=request.argument)


def page_pressed(request: Pressed) -> ListReferences:
    """Return another page of the register."""
    return ListReferences(actor=request.actor, page=_page(request))


def show_pressed(request: Pressed) -> ShowReference:
    """Return a customer of the register, at a page of their uses."""
    return ShowReference(actor=request.actor, words=request.argument, page=_page(request))


def report_pressed(request: Pressed) -> SendReport:
    """Return the report of the month that a button names; to the person alone where the button is for that."""
    place = "" if request.subject == ALONE else request.place
    return _report(request, request.argument, place=place)


def restore_pressed(request: Pressed) -> RestoreReference | OpenForm:
    """Return the entry that goes back on the register; a button that names none opens the form."""
    if request.subject == ANY:
        return pressed(request)
    return RestoreReference(
        actor=request.actor, request_key=request.request_key, customer=request.argument, entry=request.subject
    )


def take_back_pressed(request: Pressed) -> TakeBackUse:
    """Return the use that is taken back."""
    return TakeBackUse(
        actor=request.actor, request_key=request.request_key, customer=request.argument, use=request.subject
    )


def consent_submitted(request: Submitted) -> RecordConsent:
    """Make the command of the form; the action checks its values. The form's argument is the entry that was seen."""
    return RecordConsent(
        actor=request.actor,
        request_key=request.request_key,
        customer=request.subject,
        entry=request.argument,
        values=request.values,
    )


def withdraw_submitted(request: Submitted) -> WithdrawConsent:
    """Make the command of the form; the action checks the reason."""
    return WithdrawConsent(
        actor=request.actor,
        request_key=request.request_key,
        customer=request.subject,
        entry=request.argument,
        reason=request.text("reason"),
    )


def remove_submitted(request: Submitted) -> RemoveReference:
    """Make the command of the form; the action checks the reason."""
    return RemoveReference(
        actor=request.actor,
        request_key=request.request_key,
        customer=request.subject,
        entry=request.argument,
        reason=request.text("reason"),
    )


def restore_submitted(request: Submitted) -> RestoreReference:
    """Make the command of the form; the action checks the remark."""
    return RestoreReference(
        actor=request.actor,
        request_key=request.request_key,
        customer=request.subject,
        entry=request.argument,
        note=request.text("note"),
    )


def use_submitted(request: Submitted) -> RecordUse:
    """Make the command of the form; the action checks its values."""
    return RecordUse(
        actor=request.actor, request_key=request.request_key, customer=request.subject, values=request.values
    )


def page_button(label: str, page: int) -> Button:
    """Return the button that leads to another page of the register."""
    return Button(key=PAGE, label=label, subject="register", version=page)


def show_button(label: str, customer: str, *, page: int = 1) -> Button:
    """Return the button that shows a customer of the register, at a page of their uses."""
    return Button(key=SHOW, label=label, subject=ANY, version=page, argument=customer)


def form_button(key: str, label: str, customer: str) -> Button:
    """Return a button that opens a form about a customer of the register."""
    return Button(key=key, label=label, subject=ANY, argument=customer)


def _report(request: Typed | Pressed, month: str, *, place: str) -> SendReport:
    month = month[:LONGEST_WORDS]
    return SendReport(actor=request.actor, request_key=request.request_key, month=month, place=place)


def _page(request: Pressed) -> int:
    return max(1, min(request.version, MOST_PAGES))
