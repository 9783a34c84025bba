"""What people may ask of engagements, and how words, buttons and forms become it."""

from collections.abc import Mapping, Sequence

from workflows.kernel.answers import Opened, Reason, Refused
from workflows.kernel.commands import MOST_PAGES, Command, OpenForm, Query
from workflows.kernel.forms import Choice, Field, Form, Value
from workflows.kernel.requests import Pressed, Submitted, Typed


class StartEngagement(Command, frozen=True, kw_only=True):
    """Begin a process for a customer (processes.md A 1)."""

    process: str
    customer: str
    title: str
    private: Value = False


class SayOutcome(Command, frozen=True, kw_only=True):
    """Say an outcome of the current step. `arrival` is the version that the button or form was made for."""

    engagement: str
    arrival: int
    outcome: str
    values: Mapping[str, Value] = {}


class TickItem(Command, frozen=True, kw_only=True):
    """Mark a checklist item done: what a connector would do by itself."""

    engagement: str
    item: str


class GotIt(Command, frozen=True, kw_only=True):
    """Acknowledge a direct message that asked for it."""

    engagement: str
    person: str


class SendChart(Command, frozen=True, kw_only=True):
    """The way of an engagement through its process, as a list at once and as a picture that is sent.

    `place` is where it was asked for: only in the engagement's own channel does the picture go to its thread.
    """

    engagement: str = ""
    key: str = ""
    place: str = ""


class ShowEngagement(Query, frozen=True, kw_only=True):
    """Where an engagement stands, and what the person who asks can do about it."""

    key: str


class ListEngagements(Query, frozen=True, kw_only=True):
    """The engagements that are under way, narrowed to a customer or a process by words, page by page."""

    words: str = ""
    page: int = 1


class ShowHistory(Query, frozen=True, kw_only=True):
    """What happened to an engagement, newest first, page by page."""

    key: str
    page: int = 1


class Find(Query, frozen=True, kw_only=True):
    """Customers, engagements and tickets that have all the words; or one group of them, page by page."""

    words: str
    group: str = ""
    page: int = 1


class FindTitle(Query, frozen=True, kw_only=True):
    """The engagement whose title has the words that were typed where a verb could stand."""

    words: str
    verb: str


class LookUp(Query, frozen=True, kw_only=True):
    """Engagements to choose from while somebody types a number, words of a title or a customer's name in a form."""

    words: str


class Why(Query, frozen=True, kw_only=True):
    """Why an engagement is where it is, who can move it, and what happened last."""

    key: str


class Help(Query, frozen=True, kw_only=True):
    """Every command, with what it does; or each use of the one that is named."""

    name: str = ""


DOCUMENT = "document.send"
"""The button that sends a document; its subject is the engagement's id, its argument the document's name."""
ALONE = 1
"""The version of a button that sends a file to whoever presses it, in their own messages."""
TITLE = Field(key="title", label="What is it about?", max_length=150, placeholder="Migration to the new platform")

PRIVATE = Field(
    key="private",
    label="Private: only its people see it",
    kind="yes_no",
    required=False,
    hint="Nothing of it stands in the customer's channel or a team's.",
)


def new_form(processes: Sequence[tuple[str, str]], *, title: str = "") -> Form:
    """Return the form that begins an engagement; the processes are (key, title)."""
    choices = tuple(Choice(key, words) for key, words in processes)
    return Form(
        kind="engagement.new",
        title="New engagement",
        submit="Start",
        fields=(
            Field(key="customer", label="Customer", kind="customer"),
            Field(key="process", label="Process", kind="choice", choices=choices, initial=choices[0].value),
            Field(
                key=TITLE.key,
                label=TITLE.label,
                max_length=TITLE.max_length,
                placeholder=TITLE.placeholder,
                initial=title[: TITLE.max_length] or None,
            ),
            PRIVATE,
        ),
    )


def from_typed(request: Typed, processes: Sequence[tuple[str, str]]) -> Command | Query | OpenForm | Opened | Refused:
    """Return what `/engagement WORDS` asks for."""
    verb, _, rest = request.words.strip().partition(" ")
    rest, actor = rest.strip(), request.actor
    key, _, outcome = rest.partition(" ")
    asked: Mapping[str, Command | Query | OpenForm | Opened] = {
        "": Opened(form=new_form(processes)),
        "new": Opened(form=new_form(processes, title=rest)),
        "list": ListEngagements(actor=actor, words=rest),
        "show": ShowEngagement(actor=actor, key=key_of(rest)),
        "history": ShowHistory(actor=actor, key=key_of(rest)),
        "chart": SendChart(actor=actor, request_key=request.request_key, key=key_of(rest), place=request.place),
        "done": OpenForm(actor=actor, form="step.done", subject=key_of(key), argument=outcome.strip()),
    }
    if verb.lower() in asked:
        return asked[verb.lower()]
    if looks_like_key(verb):
        return ShowEngagement(actor=actor, key=key_of(verb))
    return FindTitle(actor=actor, words=request.words.strip()[: TITLE.max_length], verb=request.verb)


def csops_typed(request: Typed) -> Query | Refused:
    """Return what `/csops WORDS` asks for."""
    verb, _, rest = request.words.strip().partition(" ")
    actor = request.actor
    asked: Mapping[str, Query] = {
        "help": Help(actor=actor, name=rest.strip()[:40]),
        "find": Find(actor=actor, words=rest.strip()[:100]),
        "why": Why(actor=actor, key=key_of(rest)),
    }
    if verb.lower() in asked:
        return asked[verb.lower()]
    if looks_like_key(verb):
        return ShowEngagement(actor=actor, key=key_of(verb))
    return Refused(reason=Reason.UNKNOWN_COMMAND, facts={"command": request.verb, "words": verb})


def help_pressed(request: Pressed) -> Help:
    """Show the uses of the command that the button names, or every command."""
    return Help(actor=request.actor, name=request.argument)


def key_of(words: str) -> str:
    """Return an engagement's number as it is kept, eng-12 as ENG-12; other words as they are, for they are a title."""
    said = words.strip()
    return said.upper()[:40] if looks_like_key(said) else said[: TITLE.max_length]


def looks_like_key(words: str) -> bool:
    """Return whether words are an engagement's number."""
    prefix, _, number = words.partition("-")
    return prefix.isalpha() and number.isdigit()


def say(request: Pressed) -> SayOutcome:
    """Return the outcome that a button says at once."""
    return SayOutcome(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        arrival=request.version,
        outcome=request.argument,
    )


def fill(request: Pressed) -> OpenForm:
    """Return the form that a button opens before its outcome can be said."""
    return OpenForm(
        actor=request.actor,
        form="step.fill",
        subject=request.subject,
        version=request.version,
        argument=request.argument,
    )


def tick(request: Pressed) -> TickItem:
    """Return the checklist item that a button marks done."""
    return TickItem(
        actor=request.actor, request_key=request.request_key, engagement=request.subject, item=request.argument
    )


def got_it(request: Pressed) -> GotIt:
    """Return the acknowledgement that a button gives."""
    return GotIt(
        actor=request.actor, request_key=request.request_key, engagement=request.subject, person=request.argument
    )


def show_pressed(request: Pressed) -> ShowEngagement:
    """Return the engagement whose number a list's button names."""
    return ShowEngagement(actor=request.actor, key=key_of(request.argument))


def chart_pressed(request: Pressed) -> SendChart:
    """Return the chart that a button asks for; with the version ALONE for that person alone, wherever it is."""
    place = "" if request.version == ALONE else request.place
    return SendChart(actor=request.actor, request_key=request.request_key, engagement=request.subject, place=place)


def page_of(request: Pressed) -> Query:
    """Return the page that a list's button asks for: the subject is the list, the argument what it is of."""
    page = max(1, min(request.version, MOST_PAGES))
    match request.subject:
        case "history":
            return ShowHistory(actor=request.actor, key=key_of(request.argument), page=page)
        case _:
            return ListEngagements(actor=request.actor, words=request.argument, page=page)


def find_pressed(request: Pressed) -> Find:
    """Return the page of what was found that a button asks for: the subject is the group."""
    page = max(1, min(request.version or 1, MOST_PAGES))
    return Find(actor=request.actor, words=request.argument[:100], group=request.subject, page=page)


def start_submitted(request: Submitted) -> StartEngagement:
    """Return the engagement that the form begins; the action checks the values."""
    return StartEngagement(
        actor=request.actor,
        request_key=request.request_key,
        process=request.text("process").strip(),
        customer=request.text("customer").strip(),
        title=request.text("title").strip(),
        private=request.values.get(PRIVATE.key, False),
    )


def fill_submitted(request: Submitted) -> SayOutcome:
    """Return the outcome that a step's form says; `/engagement done` lets the outcome be chosen in the form."""
    chosen = request.text("outcome").strip() or request.argument
    return SayOutcome(
        actor=request.actor,
        request_key=request.request_key,
        engagement=request.subject,
        arrival=request.version,
        outcome=chosen,
        values=request.values,
    )
