"""What people may ask of check-ins: to say how one went, and which are due; how words, buttons and forms become it."""

import re
from collections.abc import Mapping
from typing import Final, Literal

from workflows.kernel.answers import Opened
from workflows.kernel.cards import Button
from workflows.kernel.commands import MOST_PAGES, Command, OpenForm, Query
from workflows.kernel.forms import Field, Form, Value
from workflows.kernel.requests import Pressed, Submitted, Typed

PROCESS: Final = "customer-success"
REPORT: Final = "checkin.report"
CUSTOMER: Final = "checkin.customer"
START: Final = "checkin.start"
EDIT: Final = "checkin.edit"
"""The form that edits what was sent, and the button that opens it."""
PAGE: Final = "checkin.page"
PUT_OFF: Final = "checkin.put-off"
SKIP: Final = "checkin.skip"
PAUSE: Final = "checkin.pause"
RESUME: Final = "checkin.resume"
CADENCE: Final = "checkin.cadence"
PLAN: Final = "checkin.plan"
TOMORROW: Final = "tomorrow"
NEXT_WEEK: Final = "next week"
ANOTHER_DAY: Final = ""
BY_TIER: Final = "tier"
"""As often as the customer's service tier has it, and nobody's own choice."""
LONGEST_WORDS: Final = 150
LONGEST_REASON: Final = 1000

_FORMS: Final[Mapping[str, str]] = {"every": CADENCE, "later": PUT_OFF, "skip": SKIP, "pause": PAUSE}
_VERB: Final = re.compile(r"(?P<who>.+?)\s+(?P<verb>plan|every|later|skip|pause|resume)\b(?P<rest>.*)", re.IGNORECASE)
REASON: Final = Field(key="reason", label="Why?", kind="long_text", max_length=LONGEST_REASON)
DAY: Final = Field(key="day", label="Until which day?", kind="date", hint="A day off becomes the next working day.")


class StartCheckIns(Command, frozen=True, kw_only=True):
    """Begin check-ins with a customer who has none (processes.md C 1.1)."""

    customer: str


class _OfCheckIns(Command, frozen=True, kw_only=True):
    """Something about the check-ins with a customer: by their engagement, or by words that mean the customer."""

    engagement: str = ""
    customer: str = ""


class PutOff(_OfCheckIns, frozen=True, kw_only=True):
    """Let a check-in be due later: `tomorrow`, `next week`, or an ISO date."""

    until: str


class SkipCheckIn(_OfCheckIns, frozen=True, kw_only=True):
    """Leave one check-in out, with the reason; the next one comes in its time."""

    reason: str


class PauseCheckIns(_OfCheckIns, frozen=True, kw_only=True):
    """Let no check-in with a customer be due until they are resumed, with the reason."""

    reason: str


class ResumeCheckIns(_OfCheckIns, frozen=True, kw_only=True):
    """Let check-ins that were paused be due again."""


class SetCadence(_OfCheckIns, frozen=True, kw_only=True):
    """Say how often check-ins with a customer come: `2 weeks`, a choice of the definition, or `tier` for its own."""

    every: str


class ShowPlan(Query, frozen=True, kw_only=True):
    """When the next check-in with a customer is due and why then, with what can be done about it."""

    customer: str


class EditCheckIn(Command, frozen=True, kw_only=True):
    """Say something else of the check-in that was sent a moment ago. `arrival` is where it had come to by it."""

    engagement: str
    arrival: int
    outcome: str
    values: Mapping[str, Value] = {}


class ListCheckIns(Query, frozen=True, kw_only=True):
    """The check-ins that the asking person holds, or everybody's, by the date at which the next one is due."""

    whose: Literal["mine", "all"] = "mine"
    page: int = 1


def from_typed(request: Typed) -> Query | Command | OpenForm | Opened:
    """Return what `/checkin WORDS` asks for: words that are no list are a customer."""
    words = request.words.strip()
    match words.casefold():
        case "":
            return Opened(form=customer_form())
        case "list" | "list mine":
            return ListCheckIns(actor=request.actor)
        case "list all":
            return ListCheckIns(actor=request.actor, whose="all")
        case said if said.startswith("edit "):
            return OpenForm(actor=request.actor, form=EDIT, subject=words[len("edit ") :].strip()[:LONGEST_WORDS])
        case _:
            return _about_one(request, words)


def _about_one(request: Typed, words: str) -> Query | Command | OpenForm:
    """Return what is asked of one customer's check-ins: words behind the customer say what, none open the form."""
    found = _VERB.fullmatch(words)
    who, verb, rest = (found["who"], found["verb"].casefold(), found["rest"].strip()) if found else (words, "", "")
    actor, key, who = request.actor, request.request_key, who[:LONGEST_WORDS]
    match verb:
        case "plan":
            return ShowPlan(actor=actor, customer=who)
        case "every" if rest:
            return SetCadence(actor=actor, request_key=key, customer=who, every=rest[:LONGEST_WORDS])
        case "later" if rest:
            return PutOff(actor=actor, request_key=key, customer=who, until=rest[:LONGEST_WORDS])
        case "resume":
            return ResumeCheckIns(actor=actor, request_key=key, customer=who)
        case "":
            return OpenForm(actor=actor, form=REPORT, subject=who)
        case _:
            return OpenForm(actor=actor, form=_FORMS[verb], words=who, argument=rest[:LONGEST_REASON])


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


def edit_pressed(request: Pressed) -> OpenForm:
    """Return the form that edits the check-in of the customer that the button names."""
    return OpenForm(actor=request.actor, form=EDIT, subject=request.argument)


def edit_submitted(request: Submitted) -> EditCheckIn:
    """Return what is said instead; the action checks it."""
    return EditCheckIn(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        arrival=request.version,
        outcome=request.text("outcome").strip() or request.argument,
        values=request.values,
    )


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


def put_off_pressed(request: Pressed) -> PutOff | OpenForm:
    """Return the later day that a button says, or the form that asks which."""
    if request.argument == ANOTHER_DAY:
        return OpenForm(actor=request.actor, form=PUT_OFF, subject=request.subject)
    return PutOff(
        actor=request.actor, request_key=request.request_key, engagement=request.subject, until=request.argument
    )


def form_pressed(request: Pressed) -> OpenForm:
    """Return the form of the button's own name: to skip, to pause, to say how often."""
    return OpenForm(actor=request.actor, form=request.button, subject=request.subject)


def resume_pressed(request: Pressed) -> ResumeCheckIns:
    """Return the check-ins that go on."""
    return ResumeCheckIns(actor=request.actor, request_key=request.request_key, engagement=request.subject)


def plan_pressed(request: Pressed) -> ShowPlan:
    """Return the plan of the customer that a button names."""
    return ShowPlan(actor=request.actor, customer=request.argument)


def put_off_submitted(request: Submitted) -> PutOff:
    """Make the command of the form; the action checks the day."""
    return PutOff(
        actor=request.actor, request_key=request.request_key, engagement=request.subject, until=request.text(DAY.key)
    )


def skip_submitted(request: Submitted) -> SkipCheckIn:
    """Make the command of the form; the action checks the reason."""
    return SkipCheckIn(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        reason=request.text(REASON.key),
    )


def pause_submitted(request: Submitted) -> PauseCheckIns:
    """Make the command of the form; the action checks the reason."""
    return PauseCheckIns(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        reason=request.text(REASON.key),
    )


def cadence_submitted(request: Submitted) -> SetCadence:
    """Make the command of the form; the action checks the choice."""
    return SetCadence(
        actor=request.actor, request_key=request.request_key, engagement=request.subject, every=request.text("every")
    )


def later_button(label: str, until: str, engagement: str) -> Button:
    """Return the button that puts a check-in off."""
    return Button(key=PUT_OFF, label=label, subject=engagement, argument=until)


def plan_button(customer: str) -> Button:
    """Return the button that shows when the next check-in is due, and what can be done about it."""
    return Button(key=PLAN, label="Plan", subject="customer", argument=customer)


def edit_button(customer: str) -> Button:
    """Return the button that edits what was just sent."""
    return Button(key=EDIT, label="Edit", subject="customer", argument=customer)
