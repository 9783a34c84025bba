"""The form that logs a ticket, and the question in it whether it is one that is open already."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from workflows.kernel.cleaning import cut
from workflows.kernel.forms import Choice, Field, Form
from workflows.kernel.text import Strong, When, line
from workflows.process.steps import Kind, Priority
from workflows.process.tables import Severity
from workflows.tickets import rules
from workflows.tickets.sources import Source, pack

LOG: Final = "ticket.log"
"""The form that logs a ticket, and the shortcut on a message."""
SAME: Final = "same"
"""The field that asks whether it is a ticket that looks the same."""
ANYWAY: Final = "anyway"
"""What is chosen there where it is another one."""


class Prefill(msgspec.Struct, frozen=True, kw_only=True):
    """What the form begins with; none of it must be right."""

    customer: str = ""
    customer_name: str = ""
    kind: str = ""
    title: str = ""
    description: str = ""


def fields(kinds: Sequence[Kind], prefill: Prefill = Prefill()) -> tuple[Field, ...]:  # noqa: B008 - it is frozen.
    """Return the fields of the form that logs a ticket."""
    return (
        Field(
            key="customer",
            label="Customer",
            kind="customer",
            initial=prefill.customer or None,
            initial_label=prefill.customer_name,
        ),
        Field(
            key="kind",
            label="Kind",
            kind="choice",
            choices=tuple(Choice(kind.key, kind.title, cut(kind.description, 75)) for kind in kinds),
            initial=prefill.kind or None,
        ),
        Field(
            key="title",
            label="What is it about?",
            max_length=rules.LONGEST_TITLE,
            placeholder="The login page shows an error",
            initial=prefill.title or None,
        ),
        Field(
            key="description",
            label="In the customer's words",
            kind="long_text",
            required=False,
            initial=prefill.description or None,
        ),
        *_pressing(kinds),
    )


def _pressing(kinds: Sequence[Kind]) -> Iterator[Field]:
    """Return the fields for how badly it hits the customer and how pressing it is, where some kind asks for them."""
    for key, label, offered in (
        (rules.SEVERITY, "Severity", {kind.title: kind.severities for kind in kinds}),
        (rules.PRIORITY, "Priority", {kind.title: rules.choosable(kind) for kind in kinds}),
    ):
        taking = " or ".join(title for title, ones in offered.items() if ones)
        found = {one.key: one for ones in offered.values() for one in ones}
        if found:
            yield Field(
                key=key,
                label=label,
                kind="choice",
                required=False,
                hint=f"Only for: {taking}. Left open, it is the usual one."[:150],
                choices=tuple(Choice(one.key, _named(one), one.description[:75]) for one in found.values()),
            )


def _named(one: Priority | Severity) -> str:
    return f"{one.key} {one.title}" if isinstance(one, Severity) else one.title


def log_form(kinds: Sequence[Kind], prefill: Prefill = Prefill(), source: Source | None = None) -> Form:  # noqa: B008
    """Return the form that logs a ticket; made of the definition alone, so that it opens at once."""
    return Form(
        kind=LOG,
        title="Log a ticket",
        submit="Log it",
        fields=fields(kinds, prefill),
        subject=source.key if source else "",
        argument=pack(source) if source else "",
    )


def alike_form(
    kinds: Sequence[Kind], values: Mapping[str, str], *, customer: str, alike: rules.Recent, source: Source | None
) -> Form:
    """Return the same form once more, with the question whether it is a ticket that looks the same."""
    form = log_form(kinds, source=source)
    question = Field(
        key=SAME,
        label=f"This looks like {alike.key}",
        kind="choice",
        choices=(Choice(alike.key, f"It is the same as {alike.key}"), Choice(ANYWAY, "Log it anyway")),
        hint="If it is the same, your words and the link to the message are added to it.",
    )
    filled = (msgspec.structs.replace(field, initial=values.get(field.key) or None) for field in form.fields)
    named = (
        msgspec.structs.replace(field, initial_label=customer) if field.key == "customer" else field for field in filled
    )
    intro = (line(Strong(alike.key), f" “{alike.title}” of {customer}, logged ", When(alike.logged_at), "."),)
    fields = (question, *named)
    return msgspec.structs.replace(form, title="The same again?", submit="Go on", intro=intro, fields=fields)
