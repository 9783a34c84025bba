"""What can be asked of an approval: decide, answer a question, see what waits; and how words and buttons become it."""

from collections.abc import Mapping
from typing import Any, Final

from workflows.kernel.answers import Reason, Refused
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.forms import Field, Value
from workflows.kernel.requests import Pressed, Submitted, Typed

DECIDE: Final = "approval.decide"
"""The button that decides at once, and the form of a decision that wants a reason: the argument is the outcome."""
ASK: Final = "approval.ask"
"""The button that opens that form."""
ANSWER: Final = "approval.answer"
"""The button and the form that answer a question."""
LIST: Final = "approvals.list"
"""The button that shows a page (its version) of what waits: the subject is `mine` or `all`."""
SHOW: Final = "approvals.show"
"""The button that shows one approval, with its buttons."""

CHOOSE: Final = "approvals.choose"
"""The button and the form in which several decisions are chosen."""
SEVERAL: Final = "approvals.several"
"""The form that lists what approving them does; its argument is what was chosen, as it was shown."""
CHOSEN: Final = "chosen"

MINE: Final = "mine"
ALL: Final = "all"
MOST_PAGES: Final = 10_000
LONGEST_CHOSEN: Final = 1000

REMARK = Field(
    key="reason",
    label="Remark",
    kind="long_text",
    required=False,
    hint="It stands in the history of each.",
    max_length=1000,
)


class Decide(Command, frozen=True, kw_only=True):
    """Say an outcome of an approval (A 6). `version` is the round that the button or the form was made for."""

    approval: str
    version: int
    outcome: str
    values: Mapping[str, Value] = {}


class ApproveSeveral(Command, frozen=True, kw_only=True):
    """Approve several decisions, each by itself: `chosen` are their ids with the round and digest that were shown."""

    chosen: tuple[str, ...]
    values: Mapping[str, Value] = {}


class AnswerQuestion(Command, frozen=True, kw_only=True):
    """Answer the question that an approval waits for (A 7)."""

    approval: str
    version: int
    values: Mapping[str, Value]


class ListApprovals(Query, frozen=True, kw_only=True):
    """The decisions that wait for the person who asks, or for anybody, oldest first, page by page."""

    scope: str = MINE
    page: int = 1


class ShowApproval(Query, frozen=True, kw_only=True):
    """One approval: by its id, or by the number of its engagement."""

    approval: str


def from_typed(request: Typed) -> Query | Refused:
    """Return what `/approvals WORDS` asks for: what waits for me, `all` that waits, or one of them."""
    words = request.words.split()
    if not words or words == [MINE]:
        return ListApprovals(actor=request.actor)
    if words == [ALL]:
        return ListApprovals(actor=request.actor, scope=ALL)
    which = words[1:] if words[0] == "show" else words
    if len(which) == 1:
        return ShowApproval(actor=request.actor, approval=which[0][:100])
    return Refused(reason=Reason.UNKNOWN_COMMAND, facts={"command": request.verb, "words": request.words[:100]})


def decide_pressed(request: Pressed) -> Decide:
    """Make the command of a button that decides at once."""
    return Decide(
        actor=request.actor,
        request_key=request.request_key,
        approval=request.subject,
        version=request.version,
        outcome=request.argument,
    )


def ask_pressed(request: Pressed) -> OpenForm:
    """Open the form of a decision that wants a reason or a question."""
    return OpenForm(
        actor=request.actor,
        form=DECIDE,
        subject=request.subject,
        version=request.version,
        argument=request.argument,
    )


def decide_submitted(request: Submitted) -> Decide:
    """Make the command of that form."""
    return Decide(
        actor=request.actor,
        request_key=request.request_key,
        approval=request.subject,
        version=request.version,
        outcome=request.argument,
        values=request.values,
    )


def choose_pressed(request: Pressed) -> OpenForm:
    """Open the form in which several are chosen."""
    return OpenForm(actor=request.actor, form=CHOOSE)


def choose_submitted(request: Submitted) -> OpenForm:
    """Open the list of what approving the chosen ones does."""
    chosen: Any = request.values.get(CHOSEN, ())  # A platform may hand over anything.
    words = [one for one in chosen if isinstance(one, str)] if isinstance(chosen, tuple) else []
    return OpenForm(actor=request.actor, form=SEVERAL, argument=" ".join(words)[:LONGEST_CHOSEN])


def several_submitted(request: Submitted) -> ApproveSeveral:
    """Make the command of that list."""
    chosen = tuple(request.argument[:LONGEST_CHOSEN].split())
    return ApproveSeveral(actor=request.actor, request_key=request.request_key, chosen=chosen, values=request.values)


def answer_pressed(request: Pressed) -> OpenForm:
    """Open the form that answers a question."""
    return OpenForm(actor=request.actor, form=ANSWER, subject=request.subject, version=request.version)


def answer_submitted(request: Submitted) -> AnswerQuestion:
    """Make the command of that form."""
    return AnswerQuestion(
        actor=request.actor,
        request_key=request.request_key,
        approval=request.subject,
        version=request.version,
        values=request.values,
    )


def list_pressed(request: Pressed) -> ListApprovals:
    """Show a page of what waits."""
    scope = ALL if request.subject == ALL else MINE
    return ListApprovals(actor=request.actor, scope=scope, page=max(1, min(request.version, MOST_PAGES)))


def show_pressed(request: Pressed) -> ShowApproval:
    """Show one approval."""
    return ShowApproval(actor=request.actor, approval=request.subject)
