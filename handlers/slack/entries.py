"""Reads what was filled in: a view's state becomes values by field key.

In our views a block's id is the field's key, and the id of the element in it is the field's kind (render makes both).
"""

from collections.abc import Mapping

from handlers.slack.shapes import Entered, State
from workflows.kernel.answers import Reason, RefusedError
from workflows.kernel.cleaning import LONGEST_ENTRY, paragraphs, single_line
from workflows.kernel.forms import Value

YES, NO = "yes", "no"
_CHOSEN = frozenset({"static_select", "external_select", "radio_buttons"})
_SEVERAL = frozenset({"checkboxes", "multi_static_select"})


def values(state: State) -> Mapping[str, Value]:
    """Return what was filled in, cleaned; an empty field is "". RefusedError names a field that is too long."""
    return {
        field: _value(field, kind, entered) for field, block in state.values.items() for kind, entered in block.items()
    }


def _value(field: str, kind: str, entered: Entered) -> Value:
    if entered.type in _SEVERAL:
        return tuple(_text(field, kind, chosen.value) for chosen in entered.selected_options or ())
    if entered.type in _CHOSEN:
        words = _text(field, kind, entered.selected_option.value) if entered.selected_option else ""
        return words == YES if kind == "yes_no" and words in {YES, NO} else words
    if entered.type == "datepicker":
        return _text(field, kind, entered.selected_date or "")
    return _text(field, kind, entered.value or "")


def _text(field: str, kind: str, text: str) -> str:
    cleaned = paragraphs(text) if kind == "long_text" else single_line(text)
    if len(cleaned) > LONGEST_ENTRY:
        raise RefusedError(Reason.TOO_LONG, field=field, most=str(LONGEST_ENTRY))
    return cleaned
