"""What people may ask of a customer: the account card, another stage, a hand-off; how words and buttons become it."""

from collections.abc import Sequence
from typing import Final

from workflows.kernel.answers import Opened, Refused
from workflows.kernel.cards import Button
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.requests import Pressed, Submitted, Typed

PROCESS: Final = "hand-off"
"""The process of hand-offs; its RACI rows are the stages of a customer's life."""

CHOOSE: Final = "customer.choose"
STAGE: Final = "customer.stage"
HAND_OFF: Final = "customer.hand-off"
REMARK: Final = "customer.note"
SHOW: Final = "customer.show"
LONGEST_WORDS: Final = 150

CUSTOMER = Field(key="customer", label="Customer", kind="customer")
NOTE = Field(
    key="note",
    label="What should they know?",
    kind="long_text",
    required=False,
    hint="It stands in the hand-off's thread, as you write it.",
    max_length=2000,
)


RESOURCES = Field(
    key="resources",
    label="Key resources",
    kind="long_text",
    required=False,
    hint="One a line: what it is, and the link to it at the end of the line.",
    max_length=2000,
)


NOTED = Field(
    key="words",
    label="Note",
    kind="long_text",
    hint="It stands in the customer's history, and in the colleagues' channel, as you write it.",
    max_length=2000,
)


class ShowCustomer(Query, frozen=True, kw_only=True):
    """All there is to a customer: who they are, who stands for what, what is under way, and what happened.

    `older` and `newer` are places in the timeline (workflows.customers.timeline) from which it goes on.
    """

    words: str
    older: str = ""
    newer: str = ""


class SetStage(Command, frozen=True, kw_only=True):
    """Say that a customer has come to a stage. `was` is the stage that the person saw."""

    customer: str
    stage: str
    was: str = ""
    note: str = ""
    resources: str = ""


class NoteCustomer(Command, frozen=True, kw_only=True):
    """Say something about a customer, for their history and for the colleagues' channel."""

    customer: str
    words: str


class HandOver(Command, frozen=True, kw_only=True):
    """Begin a hand-off of a kind, between groups or between people."""

    customer: str
    kind: str
    note: str = ""
    resources: str = ""


def from_typed(request: Typed) -> ShowCustomer | OpenForm | Opened:
    """Return what `/customer WORDS` asks for: `NAME`, `NAME stage [STAGE]`, or `NAME note WORDS`."""
    named, noted, said = f"{request.words.strip()} ".partition(" note ")
    if noted and named.strip():
        words = said.strip()[: NOTED.max_length]
        return OpenForm(actor=request.actor, form=REMARK, subject=named.strip()[:LONGEST_WORDS], words=words)
    words = request.words.strip()[:LONGEST_WORDS]
    if not words:
        return Opened(form=Form(kind=CHOOSE, title="Customer", submit="Show", fields=(CUSTOMER,)))
    padded = f"{words} "
    name, found, stage = padded.rpartition(" stage ")
    if found and name.strip():
        return OpenForm(actor=request.actor, form=STAGE, words=name.strip(), argument=stage.strip())
    return ShowCustomer(actor=request.actor, words=words)


def hand_off_typed(request: Typed) -> OpenForm:
    """Return the form that `/handoff [CUSTOMER]` opens."""
    return OpenForm(actor=request.actor, form=HAND_OFF, words=request.words.strip()[:LONGEST_WORDS])


def hand_off_form(kinds: Sequence[tuple[str, str]], *, customer: tuple[str, str] = ("", ""), kind: str = "") -> Form:
    """Return the form that begins a hand-off; the kinds are (key, title), the customer is (key, name) if known."""
    key, name = customer
    known = Field(key="customer", label="Customer", kind="customer", initial=key or None, initial_label=name)
    choices = tuple(Choice(value, title) for value, title in kinds)
    which = Field(key="kind", label="What is handed over?", kind="choice", choices=choices, initial=kind or None)
    return Form(kind=HAND_OFF, title="Hand-off", submit="Hand over", fields=(known, which, NOTE, RESOURCES))


def chosen(request: Submitted) -> ShowCustomer | Refused:
    """Return the customer that was chosen in the form."""
    return ShowCustomer(actor=request.actor, words=request.text("customer").strip())


def stage_submitted(request: Submitted) -> SetStage:
    """Return the stage that the form says; its argument is the stage that the person saw."""
    return SetStage(
        actor=request.actor,
        request_key=request.request_key,
        customer=request.subject,
        stage=request.text("stage").strip(),
        was=request.argument,
        note=request.text("note").strip(),
        resources=request.text("resources").strip(),
    )


def note_submitted(request: Submitted) -> NoteCustomer:
    """Return the note that the form is about; the action checks the words."""
    return NoteCustomer(
        actor=request.actor,
        request_key=request.request_key,
        customer=request.subject,
        words=request.text(NOTED.key),
    )


def note_pressed(request: Pressed) -> OpenForm:
    """Return the form of a note on this customer."""
    return OpenForm(actor=request.actor, form=REMARK, subject=request.argument)


def hand_off_submitted(request: Submitted) -> HandOver:
    """Return the hand-off that the form begins; the action checks its values."""
    return HandOver(
        actor=request.actor,
        request_key=request.request_key,
        customer=request.text("customer").strip(),
        kind=request.text("kind").strip(),
        note=request.text("note").strip(),
        resources=request.text("resources").strip(),
    )


def stage_pressed(request: Pressed) -> OpenForm:
    """Return the form of a customer's stage."""
    return OpenForm(actor=request.actor, form=STAGE, words=request.argument)


def hand_off_pressed(request: Pressed) -> OpenForm:
    """Return the form of a hand-off of this customer."""
    return OpenForm(actor=request.actor, form=HAND_OFF, words=request.argument)


def show_pressed(request: Pressed) -> ShowCustomer:
    """Return the account card that a button leads to, or another page of its timeline."""
    way = request.subject
    if way not in {"older", "newer"}:
        return ShowCustomer(actor=request.actor, words=request.argument)
    customer, _, place = request.argument.partition(" ")
    older, newer = (place, "") if way == "older" else ("", place)
    return ShowCustomer(actor=request.actor, words=customer, older=older, newer=newer)


def show_button(label: str, customer: str) -> Button:
    """Return the button that shows a customer's account card."""
    return Button(key=SHOW, label=label, subject="customer", argument=customer)


def past_button(label: str, customer: str, *, older: str = "", newer: str = "") -> Button:
    """Return the button that shows another page of a customer's timeline, from a place on."""
    way = "older" if older else "newer"
    return Button(key=SHOW, label=label, subject=way, argument=f"{customer} {older or newer}")
