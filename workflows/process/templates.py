"""The words of a definition's effects: plain text with `{variables}`, nothing that could be run."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

VARIABLES: Final[Mapping[str, str]] = {
    "customer": "the customer's name",
    "subject": "what the engagement or the ticket is called",
    "reference": "its short name, such as E-12 or T-40",
    "process": "the title of the process",
    "step": "the number of the current step",
    "step_title": "the title of the current step",
    "outcome": "what was said of the step that was left",
    "person": "the name of the person who said it",
    "owner": "the name of the person whose turn it is now",
    "reason": "the reason or the question that came with the outcome",
    "due": "when the current step is due",
    "link": "what the engagement or the ticket is looked up by: its number",
    "amount": "the budget figure of the ROM, with its currency",
    "range": "the low and the high figure of the ROM",
}
"""What every template can say, with its meaning. The keys of a definition's own form fields come beside these."""

TICKET_VARIABLES: Final[Mapping[str, str]] = {
    "kind": "the kind of the ticket",
    "priority": "the priority of the ticket",
    "board": "the board that the ticket is worked on",
    "board_link": "a link to its record on that board; without a connector, where it is to be added",
    "request": "what the customer asked for, in their words",
    "request_link": "a link to the message that the customer sent",
    "next_steps": "what follows a hand-off, where the kind is one",
}
"""What a template can say beside these where the definition has kinds."""

DOCUMENT_VARIABLES: Final[Mapping[str, str]] = {
    "company": "the company's name, as csops.toml gives it",
    "today": "the day on which the document is made",
    "currency": "the currency of the ROM",
    "rom": "what the ROM is called, such as ROM revision 2",
    "lines": "the line items of the ROM, each with `role`, `hours`, `rate` and `amount`",
    "work_amount": "what the likely work comes to",
    "travel": "the travel of the ROM",
    "contingency": "the contingency of the ROM",
    "assumptions": "what the ROM supposes",
    "again": "the words that this document replaces an earlier one; empty for the first",
}
"""What a document's template can say beside `VARIABLES` and the form fields."""

_TOKEN: Final = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}")
_BRACED: Final = re.compile(r"\{[^{}]*\}")


class TemplateError(ValueError):
    """A template that cannot be read."""


def variables(template: str) -> Iterator[str]:
    """Return the variables of a template. Raise TemplateError where a brace stands alone or holds more than a name."""
    rest = _TOKEN.sub("", template)
    odd = _BRACED.search(rest)
    if odd is not None:
        raise TemplateError(f"'{odd[0]}' is not a variable")
    if "{" in rest or "}" in rest:
        raise TemplateError("a brace stands alone")
    yield from (token[1] for token in _TOKEN.finditer(template) if token[1] is not None)


def fill(template: str, values: Mapping[str, str], *, missing: str = "not given") -> str:
    """Return the template with its variables filled in; what has no value, or an empty one, reads as `missing`."""

    def value(token: re.Match[str]) -> str:
        name = token[1]
        return token[0][0] if name is None else values.get(name) or missing

    return _TOKEN.sub(value, template)
