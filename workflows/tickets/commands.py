"""What can be asked of tickets: log one, list them, show one, answer its questions; and how words become it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from workflows.kernel.answers import Opened, Refused, RefusedError
from workflows.kernel.cleaning import single_line
from workflows.kernel.commands import MOST_PAGES, Command, OpenForm, Query
from workflows.kernel.forms import Value
from workflows.kernel.requests import Pressed, Shared, Submitted, Typed
from workflows.process.steps import Kind
from workflows.tickets import rules
from workflows.tickets.entry import ANYWAY, SAME, log_form
from workflows.tickets.sources import Source, checked, pack, unpack

PROCESS: Final = "ticket"
TYPED: Final = "ticket.typed"
"""The form that logs one, when typed words must be looked up first."""
MESSAGE: Final = "ticket.message"
"""The same form, when a message was shared: it may be a ticket already."""
QUESTIONS: Final = "ticket.questions"
"""The button on a ticket that opens a form of its kind, and that form."""
SHOW: Final = "ticket.show"
PAGE: Final = "ticket.page"
QUEUE: Final = "ticket.queue"
CLOSE: Final = "ticket.close"
"""What `/ticket close` opens: the form that writes to the customer, or what is still missing before it."""
PRIORITY: Final = "ticket.priority"
"""The button that sets a priority, or asks which one, and the form that asks."""

_FORMS: Final = {"close": CLOSE, "reopen": "work.set-back", "priority": PRIORITY}
"""The forms that move a ticket by its number."""
_NUMBER: Final = re.compile(r"(?:[A-Za-z]{1,10}-)?[0-9]{1,15}")


class LogTicket(Command, frozen=True, kw_only=True):
    """Record a customer's request (processes.md D)."""

    customer: str
    kind: str
    title: str
    description: str = ""
    priority: str = ""
    severity: str = ""
    source: Source | None = None
    asks: bool = False
    """Whether to ask first, where an open ticket of the customer looks the same."""

    @property
    def message(self) -> Source | None:
        """The message that it is logged from, as it is safe to keep."""
        return checked(self.source)


class AddToTicket(Command, frozen=True, kw_only=True):
    """Say that a request is one that is a ticket already: its words and its link are added to that one."""

    key: str
    title: str
    description: str = ""
    source: Source | None = None

    @property
    def message(self) -> Source | None:
        """The message that it came with, as it is safe to keep."""
        return checked(self.source)


class AnswerQuestions(Command, frozen=True, kw_only=True):
    """Fill in a form that the ticket's kind wants: `number` counts the kind's subtasks from 1."""

    engagement: str
    number: int
    values: Mapping[str, Value] = {}


class SetPriority(Command, frozen=True, kw_only=True):
    """Say how pressing a ticket is; where others review the kind, it is they who do."""

    key: str
    priority: str


class ShowTicket(Query, frozen=True, kw_only=True):
    """All there is to a ticket, with what the person who asks can do about it."""

    key: str


class ListTickets(Query, frozen=True, kw_only=True):
    """The tickets that are under way, narrowed by words: `mine`, a kind, the beginning of a customer's name."""

    words: str = ""
    page: int = 1


class ShowQueue(Query, frozen=True, kw_only=True):
    """The tickets under way in the order in which they are handled: by tier, then by severity, first come first."""

    whose: Literal["mine", "all"] = "all"
    page: int = 1


class LookUpTickets(Query, frozen=True, kw_only=True):
    """Tickets to choose from while somebody types a number, words of a title or a customer's name in a form."""

    words: str


def from_typed(request: Typed, kinds: Sequence[Kind]) -> Query | SetPriority | OpenForm | Opened:
    """Return what `/ticket WORDS` asks for. Words that are no verb are what the ticket is about."""
    words = request.words.strip()
    verb, _, rest = words.partition(" ")
    match verb.lower():
        case "list" | "queue":
            return _listing(request, verb.lower(), rest)
        case "show" if rest.strip():
            return ShowTicket(actor=request.actor, key=key_of(rest))
        case "close" | "reopen" | "priority" if _NUMBER.fullmatch(rest.strip().partition(" ")[0]):
            return _of_number(request, verb.lower(), *rest.strip().partition(" ")[::2])
        case "new" | "log":
            words = rest.strip()
        case _ if _NUMBER.fullmatch(words) and "-" in words:
            return ShowTicket(actor=request.actor, key=key_of(words))
    if not words:
        return Opened(form=log_form(kinds))
    return OpenForm(actor=request.actor, form=TYPED, words=words)


def _listing(request: Typed, verb: str, rest: str) -> Query:
    """Return the list, narrowed by words, or the queue: everybody's, or with the word `mine` one's own."""
    if verb == "queue":
        return ShowQueue(actor=request.actor, whose="mine" if rest.strip().casefold() == "mine" else "all")
    return ListTickets(actor=request.actor, words=single_line(rest))


def _of_number(request: Typed, verb: str, number: str, said: str) -> SetPriority | OpenForm:
    """Return what is done to a ticket that is named by its number: a form, or the priority that was typed behind it."""
    if verb != "priority" or not said.strip():
        return OpenForm(actor=request.actor, form=_FORMS[verb], subject=key_of(number))
    priority = said.strip().lower()[:40]
    return SetPriority(actor=request.actor, request_key=request.request_key, key=key_of(number), priority=priority)


def priority_pressed(request: Pressed) -> SetPriority | OpenForm:
    """Return the priority that a button sets, as those of a digest do, or the form that asks for it."""
    key, _, priority = request.argument.partition(" ")
    if not priority:
        return OpenForm(actor=request.actor, form=PRIORITY, subject=key_of(key))
    return SetPriority(actor=request.actor, request_key=request.request_key, key=key_of(key), priority=priority)


def priority_submitted(request: Submitted) -> SetPriority:
    """Return the priority that was chosen; the action checks it."""
    return SetPriority(
        actor=request.actor,
        request_key=request.request_key,
        key=key_of(request.subject),
        priority=request.text(rules.PRIORITY),
    )


def from_shared(request: Shared, kinds: Sequence[Kind]) -> OpenForm | Opened:
    """Return the form for a message that somebody picked; the shortcut from anywhere opens an empty one."""
    if not request.message_key:
        return Opened(form=log_form(kinds))
    source = Source(key=request.message_key, place=request.place, link=request.link, files=request.files)
    return OpenForm(actor=request.actor, form=MESSAGE, subject=source.key, argument=pack(source), words=request.text)


def log_submitted(request: Submitted) -> LogTicket | AddToTicket | Refused:
    """Return the ticket that the form logs, or that it adds to; the action checks the values."""
    try:
        source = unpack(request.subject, request.argument)
    except RefusedError as refused:
        return refused.refusal
    same = request.text(SAME).strip()
    if same and same != ANYWAY:
        return AddToTicket(
            actor=request.actor,
            request_key=request.request_key,
            key=key_of(same),
            title=request.text("title").strip(),
            description=request.text("description").strip(),
            source=source,
        )
    return LogTicket(
        actor=request.actor,
        request_key=request.request_key,
        customer=request.text("customer").strip(),
        kind=request.text("kind").strip(),
        title=request.text("title").strip(),
        description=request.text("description").strip(),
        priority=request.text("priority").strip(),
        severity=request.text("severity").strip(),
        source=source,
        asks=not same,
    )


def questions_pressed(request: Pressed) -> OpenForm:
    """Return the form that a ticket's kind wants filled in."""
    return OpenForm(actor=request.actor, form=QUESTIONS, subject=request.subject, version=request.version)


def questions_submitted(request: Submitted) -> AnswerQuestions:
    """Return the answers; the action checks them."""
    return AnswerQuestions(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        number=request.version,
        values=request.values,
    )


def show_pressed(request: Pressed) -> ShowTicket:
    """Return the question of the button beside a ticket; its subject is the ticket's number."""
    return ShowTicket(actor=request.actor, key=key_of(request.subject))


def page_pressed(request: Pressed) -> ListTickets:
    """Return the page of a list that its buttons ask for."""
    page = max(1, min(request.version, MOST_PAGES))
    return ListTickets(actor=request.actor, words=request.argument, page=page)


def key_of(words: str) -> str:
    """Return a ticket's number as it is kept: tck-12 and 12 are TCK-12."""
    key = single_line(words).upper()[:40]
    return f"TCK-{key}" if key.isdigit() else key


def queue_pressed(request: Pressed) -> ShowQueue:
    """Return another page of the queue."""
    page = max(1, min(request.version, MOST_PAGES))
    return ShowQueue(actor=request.actor, whose="mine" if request.argument == "mine" else "all", page=page)
