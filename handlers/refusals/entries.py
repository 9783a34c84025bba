"""Refusals for what came in: commands, buttons, and what stands in the fields of a form."""

from collections.abc import Mapping

from workflows.kernel.answers import Reason

REFUSALS: Mapping[Reason, tuple[str, ...]] = {
    Reason.UNKNOWN_COMMAND: (
        "{command} does not know “{words}”. “/csops help” lists what can be said.",
        "{command} is not a command here. “/csops help” lists them.",
        "There is no such command here. “/csops help” lists them.",
    ),
    Reason.UNKNOWN_BUTTON: (
        "This button is of an older csops and does nothing any more. “/csops mine” shows what is open.",
    ),
    Reason.UNKNOWN_FORM: ("This form is of an older csops. Close it and open it again.",),
    Reason.UNREADABLE: (
        "What came with this is not what csops sent out, so nothing was done. Open it again from “/csops mine”.",
    ),
    Reason.REASON_MISSING: ("Say why, in a few words.",),
    Reason.FIELD_MISSING: ("“{label}” is needed.", "This is needed."),
    Reason.TOO_LONG: (
        "“{label}” is too long: {most} characters are possible.",
        "This is too long: {most} characters are possible.",
        "This is too long.",
    ),
    Reason.NOT_A_NUMBER: (
        "“{label}” must be a number, such as 1200 or 7.5.",
        "This must be a number, such as 1200 or 7.5.",
    ),
    Reason.OUT_OF_RANGE: (
        "“{label}” is out of range: at most {most}.",
        "“{label}” is out of range.",
        "This is out of range.",
    ),
    Reason.LOW_COMES_FIRST: (
        "“{label}”: low comes first, then likely, then high. Did you mean {ordered}?",
        "Low comes first, then likely, then high.",
    ),
    Reason.NOT_A_DATE: ("“{label}” must be a date, such as 2026-03-31.", "This must be a date, such as 2026-03-31."),
    Reason.NOT_A_PERIOD: (
        "“{words}” is no {every} that has begun. Say a day as 2026-11-30, a week as 2026-W48, a month as 2026-11.",
        "That is no period that has begun. Say a day as 2026-11-30, a week as 2026-W48, a month as 2026-11.",
    ),
    Reason.NOT_A_CHOICE: (
        "“{label}” must be one of: {choices}.",
        "“{label}” must be one of what is offered.",
        "Choose one of what is offered.",
    ),
    Reason.NOT_A_LINK: (
        "“{label}” must be a web address that begins with https://.",
        "This must be a web address that begins with https://.",
    ),
    Reason.NO_PRIORITY: (
        "The priority of the kind “{kind}” is set by the {by}; leave it empty.",
        "A ticket of the kind “{kind}” has no priority; leave it empty.",
        "This has no priority; leave it empty.",
    ),
    Reason.BUSY: ("Too many people are at this at the moment. Nothing was changed: try again.",),
    Reason.REUSED_KEY: ("This form was already saved, with other entries. Close it and open it again.",),
}
