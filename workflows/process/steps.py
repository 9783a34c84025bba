"""Steps, roles, ends and loops: what a process is made of."""

from typing import Final, Literal

from pydantic import Field

from workflows.process.effects import Guard, Written
from workflows.process.parts import Key, Name, Part, Prose, Purpose, Span, StepId, Template, Title
from workflows.process.tables import Severity, Share

StepKind = Literal["task", "question", "approval", "system", "wait"]
FieldType = Literal[
    "text", "long_text", "number", "money", "date", "choice", "choices", "yes_no", "person", "link", "ticket"
]
Rule = Literal["any", "all", "majority", "sequence"]
Subject = Literal["estimate", "deliverable"]
"""What an approval binds: the figures of the ROM, or a piece of work that was handed in."""

SYSTEM: Final = "system"
"""The role of csops and its connectors; its fallback is who marks the step done by hand."""

YES_NO: Final[frozenset[str]] = frozenset({"yes", "no"})


class Choice(Part):
    key: Key
    label: Title


class FormField(Part):
    """One input of a step's form. `only_for` names the outcomes that ask for it; none named is all of them.

    `asked_when` are other fields of the form with values: with those it is required, and otherwise it does not count.
    """

    key: Name
    label: Title
    type: FieldType
    required: bool = False
    asked_when: Guard = Field(default_factory=dict)
    hint: str = Field(default="", max_length=150)
    choices: tuple[Choice, ...] = ()
    default: str = ""
    max_length: int | None = Field(default=None, gt=0, le=3000)
    only_for: tuple[Key, ...] = ()

    def values(self) -> frozenset[str]:
        """Return the values that a guard can ask of this field; empty where it is not one choice."""
        if self.type == "yes_no":
            return YES_NO
        return frozenset(choice.key for choice in self.choices if self.type == "choice")


class Role(Part):
    """Who does something. `outside` roles have no account here: somebody inside marks their steps.

    `accountable` is the role that decides who does the step where this one returns its hand-off twice.
    """

    key: Name
    title: Title
    channel: Purpose
    outside: bool = False
    fallback: Name | None = None
    accountable: Name | None = None


class Outcome(Part):
    """What can be said of a step, as a button says it, and what comes next: a step's id, or `end:NAME`.

    `gives_to` is the field whose person gets the next step.
    """

    key: Key
    label: Title
    next: str
    reason: Literal["none", "optional", "required"] = "none"
    reason_label: Title = "Reason"
    style: Literal["default", "primary", "danger"] = "default"
    when: Guard = Field(default_factory=dict)
    gives_to: Name | None = None
    effects: tuple[Written, ...] = ()


class Reminder(Part):
    """When somebody is reminded: once before it is due, when it is due, and again and again after.

    `to` are the roles who are reminded; without any it is whoever it waits for.
    """

    before: Span | None = None
    every: Span | None = None
    at_most: int = Field(default=5, gt=0, le=100)
    to: tuple[Name, ...] = ()


class Escalation(Part):
    """Whom an overdue step is shown to, and how long after it was due."""

    after: Span
    to: Name


class Acceptance(Part):
    """By when a hand-off must have been accepted, and what happens when it is not."""

    due: Span
    reminder: Reminder | None = None
    escalation: Escalation | None = None


class Step(Part):
    """One step. `owners` are alternatives; `marked_by` marks the step of an outside role.

    `recurs_by` says so by what was chosen, such as how often: the name of a field, its choices, and how long each is.
    `makes` is what is made at the step with a tool of csops' own: its card has the button.
    `open_from` lets an approval be decided as soon as that step was left; `reask_until` is the step from which a
    changed subject no longer asks again. `recurs` is how long it takes until a step whose outcome leads back to it is
    due again. `items_of_kind` is the list of a hand-off's kind that is ticked off here. `editable` is how long what was
    said of it can be edited. `settles`: what was asked for
    is done by now. `watches`: what it is linked with is shown as it stands, and its owner hears when all is settled.
    `tells` are the words for the customer: csops says them where it reaches them, and passes the step.
    """

    id: StepId
    title: Title
    description: Prose
    owners: tuple[Name, ...] = Field(min_length=1)
    marked_by: Name | None = None
    kind: StepKind
    channel: Purpose | None = None
    form: tuple[FormField, ...] = ()
    checklist: tuple[Title, ...] = ()
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    on_enter: tuple[Written, ...] = ()
    due: Span | None = None
    reminder: Reminder | None = None
    escalation: Escalation | None = None
    acceptance: Acceptance | None = None
    recurs: Span | None = None
    recurs_by: dict[Name, dict[Key, Span]] = Field(default_factory=dict)
    owners_of_kind: bool = False
    items_of_kind: Literal["plan", "success"] | None = None
    makes: Literal["estimate"] | None = None
    asks: Subject | None = None
    rule: Rule | None = None
    open_from: StepId | None = None
    reask_until: StepId | None = None
    editable: Span | None = None
    settles: bool = False
    tells: Template | None = None
    watches: bool = False

    def form_for(self, outcome: str) -> tuple[FormField, ...]:
        """Return the fields that are asked with an outcome."""
        return tuple(field for field in self.form if not field.only_for or outcome in field.only_for)

    @property
    def approving(self) -> Outcome | None:
        """The outcome of an approval step that approves: its primary button."""
        return next((outcome for outcome in self.outcomes if outcome.style == "primary"), None)


class End(Part):
    """A way for the process to be over; `good` ends are successes."""

    key: Key
    title: Title
    good: bool = False
    effects: tuple[Written, ...] = ()


class Loop(Part):
    """A named way back: the steps of its path in order, the last of which leads to the first.

    Every `warn_at` rounds somebody is told.
    """

    key: Key
    title: Title
    path: tuple[StepId, ...] = Field(min_length=1)
    warn_at: int = Field(gt=0, le=1000)


class Paper(Part):
    """A document that the process makes: its template is the file of the same name with `.docx`."""

    key: Key
    title: Title


class Fact(Part):
    """Something a guard may ask that stands in no form, with its possible values."""

    key: Name
    title: Title
    choices: tuple[Choice, ...] = Field(min_length=1)


class Priority(Part):
    """How pressing a ticket is. `message` are the roles who are told at once; `acknowledge` wants their "got it"."""

    key: Key
    title: Title
    description: Prose
    default: bool = False
    message: tuple[Name, ...] = ()
    acknowledge: bool = False
    text: Template | None = None


class KindBoard(Part):
    """The record that a kind of ticket has beside the customer's own: where it is worked on."""

    system: Key
    record: Key
    phase: Title | None = None
    title: Template


class Review(Part):
    """A digest of what waits, with priority buttons, to the roles who set the priority."""

    by: tuple[Name, ...] = Field(min_length=1)
    every: Span


class KindPost(Part):
    """A post in a channel that a kind of ticket asks for."""

    to: Purpose
    text: Template


class Subtask(Part):
    """A smaller piece of work below the board's record, with its own form."""

    title: Title
    form: tuple[FormField, ...] = ()


class Task(Part):
    """One line of a plan, with who does it."""

    title: str = Field(min_length=1, max_length=250)
    owner: Name


class Handing(Part):
    """What a hand-off between groups or people says (processes.md E): who gives what to whom, how, and when it is good.

    `sender` are the roles that hand over; the kind's owners receive. `plan` is ticked off, `success` is confirmed.
    """

    objective: Prose
    trigger: Prose
    scope: Prose
    audience: Prose
    sender: tuple[Name, ...] = Field(min_length=1)
    shares: tuple[Share, ...] = Field(min_length=1)
    plan: tuple[Task, ...] = Field(min_length=1)
    next_steps: tuple[Prose, ...] = Field(min_length=1)
    resources: tuple[Prose, ...] = ()
    success: tuple[Task, ...] = Field(min_length=1)

    def holding(self, letter: str) -> tuple[str, ...]:
        """Return the roles that have a letter of RACI, such as I."""
        return tuple(share.key for share in self.shares if letter in share.letters.split("/"))


class Kind(Part):
    """A kind of ticket or of hand-off: by whom it is done, how pressing, and what belongs to it."""

    key: Key
    title: Title
    description: Prose
    owners: tuple[Name, ...] = Field(min_length=1)
    board: KindBoard | None = None
    priorities: tuple[Priority, ...] = ()
    severities: tuple[Severity, ...] = ()
    checklist: tuple[Title, ...] = ()
    posts: tuple[KindPost, ...] = ()
    form: tuple[FormField, ...] = ()
    subtasks: tuple[Subtask, ...] = ()
    review: Review | None = None
    handing: Handing | None = None

    @property
    def usual_priority(self) -> str:
        """The key of the priority that a ticket has when nobody chose one; empty where the kind has none."""
        return next((priority.key for priority in self.priorities if priority.default), "")

    def severity(self, chosen: str) -> Severity | None:
        """Return the severity that was chosen, else the usual one; None where the kind has none, or not this one."""
        found = (one for one in self.severities if (one.key == chosen if chosen else one.default))
        return next(found, None)
