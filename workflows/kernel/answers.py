"""What goes back: a closed set of answers, put into words and cards by each platform."""

import enum
from collections.abc import Mapping

import msgspec

from workflows.kernel.cards import Card
from workflows.kernel.forms import Choice, Form


class Reason(enum.StrEnum):
    """Why a request was refused. The sentence for each is in handlers/refusals.py."""

    """Why a request was refused. The sentences for each are in handlers/refusals/."""

    UNKNOWN_PERSON = "unknown-person"
    OTHER_WORKSPACE = "other-workspace"
    GUEST = "guest"
    BOT = "bot"
    UNKNOWN_COMMAND = "unknown-command"
    UNKNOWN_BUTTON = "unknown-button"
    UNKNOWN_FORM = "unknown-form"
    UNREADABLE = "unreadable"
    NOT_FOUND = "not-found"
    UNKNOWN_CUSTOMER = "unknown-customer"
    SEVERAL_CUSTOMERS = "several-customers"
    UNKNOWN_PROCESS = "unknown-process"
    NEWER_PROCESS = "newer-process"
    NOT_ALLOWED = "not-allowed"
    OWN_REQUEST = "own-request"
    ALREADY_DONE = "already-done"
    CHANGED_MEANWHILE = "changed-meanwhile"
    ENDED = "ended"
    IN_OTHER_HANDS = "in-other-hands"
    NO_SUCH_OUTCOME = "no-such-outcome"
    NOT_THAT_STEP = "not-that-step"
    ROLE_EMPTY = "role-empty"
    CHANNEL_MISSING = "channel-missing"
    REASON_MISSING = "reason-missing"
    FIELD_MISSING = "field-missing"
    TOO_LONG = "too-long"
    NOT_A_NUMBER = "not-a-number"
    OUT_OF_RANGE = "out-of-range"
    SEVERAL_ENGAGEMENTS = "several-engagements"
    LOW_COMES_FIRST = "low-comes-first"
    NOT_A_DATE = "not-a-date"
    NOT_A_CHOICE = "not-a-choice"
    NOT_A_LINK = "not-a-link"
    NOTHING_TO_EDIT = "nothing-to-edit"
    TOO_LATE_TO_EDIT = "too-late-to-edit"
    CANNOT_TAKE_BACK = "cannot-take-back"
    NOT_LINKED = "not-linked"
    TOO_MANY_LINKS = "too-many-links"
    NO_PRIORITY = "no-priority"
    NO_ESTIMATE = "no-estimate"
    ESTIMATE_CHANGED = "estimate-changed"
    ESTIMATE_SETTLED = "estimate-settled"
    NOTHING_TO_ESTIMATE = "nothing-to-estimate"
    NO_DOCUMENT = "no-document"
    DOCUMENT_LATER = "document-later"
    NO_RATE_CARD = "no-rate-card"
    NOT_WAITING = "not-waiting"
    BUSY = "busy"
    REUSED_KEY = "reused-key"
    LINK_WRONG = "link-wrong"
    LINK_OLD = "link-old"
    LINK_USED = "link-used"
    LINK_SAME_PLATFORM = "link-same-platform"
    LINK_TAKEN = "link-taken"
    LINK_DONE = "link-done"
    LINK_SECOND = "link-second"
    LINK_COMPLETE = "link-complete"
    LINK_NOBODY = "link-nobody"
    LINK_TOO_MANY = "link-too-many"
    LINK_IN_SIGHT = "link-in-sight"
    NOTHING_LINKED = "nothing-linked"
    NO_ACCOUNT_THERE = "no-account-there"
    NOT_LOADED = "not-loaded"
    UNDO_NOTHING = "undo-nothing"
    UNDO_OVERTAKEN = "undo-overtaken"
    UNDO_LATE = "undo-late"
    UNDO_FINAL = "undo-final"
    UNDO_LEFT = "undo-left"
    NOT_PRIVATE = "not-private"
    ALREADY_SEES = "already-sees"
    KEEPS_SEEING = "keeps-seeing"
    NOT_INVITED = "not-invited"
    NOT_AWAY = "not-away"
    NOT_PAUSED = "not-paused"
    NO_CHECK_INS = "no-check-ins"
    NOT_A_CADENCE = "not-a-cadence"
    DAY_PASSED = "day-passed"
    DAYS_REVERSED = "days-reversed"
    STANDS_FOR_SELF = "stands-for-self"
    AWAY_IN_CIRCLE = "away-in-circle"
    NO_ACCOUNT = "no-account"
    NOBODY_CALLED = "nobody-called"
    IN_FLIGHT = "in-flight"
    NOT_TAKEN = "not-taken"
    THERE_ALREADY = "there-already"
    LAST_ADMIN = "last-admin"
    HEIR_MISSING = "heir-missing"
    CARD_USED = "card-used"
    TIER_USED = "tier-used"
    ITEMS_OPEN = "items-open"
    SEVERAL_PEOPLE = "several-people"
    DAY_AHEAD = "day-ahead"
    NOT_A_MONTH = "not-a-month"
    NOT_A_PERIOD = "not-a-period"
    NO_REFERENCE = "no-reference"
    NOT_COVERED = "not-covered"


class Done(msgspec.Struct, frozen=True, kw_only=True, tag="done"):
    """It is done and in SQL. `card` tells the person what happened and what comes next."""

    card: Card


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """Nothing was changed. `field` is the form's field to correct, `facts` fill the sentence in."""

    reason: Reason
    field: str = ""
    facts: Mapping[str, str] = msgspec.field(default_factory=dict)


class Shown(msgspec.Struct, frozen=True, kw_only=True, tag="shown"):
    """The answer to a question: a card for the person who asked."""

    card: Card


class Opened(msgspec.Struct, frozen=True, kw_only=True, tag="opened"):
    """A form to fill in."""

    form: Form


class Offered(msgspec.Struct, frozen=True, kw_only=True, tag="offered"):
    """Choices for a field that is looked up. `more` tells in words that there are others, and how to reach them."""

    choices: tuple[Choice, ...]
    more: str = ""


Answer = Done | Refused | Shown | Opened | Offered


class RefusedError(Exception):
    """Carries a refusal out of an action; the dispatcher answers with it and keeps nothing of the command."""

    def __init__(self, reason: Reason, field: str = "", **facts: str) -> None:
        super().__init__(reason.value)
        self.refusal = Refused(reason=reason, field=field, facts=facts)
