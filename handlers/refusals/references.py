"""Refusals for references: who is none, and what they did not agree to."""

from collections.abc import Mapping

from workflows.kernel.answers import Reason

REFUSALS: Mapping[Reason, tuple[str, ...]] = {
    Reason.DAY_AHEAD: (
        "“{label}”: {day} is still to come. Choose today or an earlier day.",
        "That day is still to come. Choose today or an earlier day.",
    ),
    Reason.NOT_A_MONTH: (
        "“{words}” is no month that has a report. Write it as in “/references report 2026-03”; this month needs none.",
        "There is no report of that month.",
    ),
    Reason.NO_REFERENCE: (
        "{customer} is not on the register of references. “/references consent {key}” records what they agreed to.",
        "That customer is not on the register of references.",
    ),
    Reason.NOT_COVERED: (
        "{customer} agreed to {covered}, not to this: {use}. “/references consent {key}” records what they add.",
        "What {customer} agreed to ended on {until}. “/references consent {key}” records it anew.",
        "{customer} took their consent back. If they agree again, “/references consent {key}” records it.",
        "What the customer agreed to is not recorded yet. “/references consent” does so.",
    ),
}
