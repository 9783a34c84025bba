"""Makes the inputs of a form: a block's id is the field's key, its element's id the field's kind (see entries.py)."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from handlers.prefilled import most_in, number_in, words_in
from handlers.slack import pieces
from handlers.slack.entries import NO, YES
from workflows.kernel.cleaning import LONGEST_ENTRY, cut, single_line
from workflows.kernel.forms import LOOKED_UP, Choice, Field

Json = dict[str, Any]

MOST_FIELDS = 90
"""Slack takes 100 blocks in a view; the rest is for the form's introduction and for a refusal above it."""
MOST_CHOICES = 100 * 100
LONGEST_CHOICE = 150
"""Characters of a choice's value; its label may be longer and is shortened."""

_LABEL = 2000
_OPTION = 75
_PLACEHOLDER = 150
_FEW = 5
_CHECKBOXES = 10
_GROUP = 100
_WEB_ADDRESS = re.compile(r"https?://\S+")


def inputs(fields: tuple[Field, ...]) -> list[Json]:
    """Return the input blocks of a form's fields. ValueError where Slack could not show them all."""
    if len(fields) > MOST_FIELDS:
        raise ValueError(f"A form has at most {MOST_FIELDS} fields on Slack; this one has {len(fields)}.")
    if len({field.key for field in fields}) < len(fields):
        raise ValueError("Two fields of this form have the same key.")
    return [_input(field) for field in fields]


def options(choices: tuple[Choice, ...]) -> list[Json]:
    """Return the options of a list; those beyond the hundred that Slack takes are found by typing more."""
    return [_option(choice) for choice in choices[:_GROUP]]


def _input(field: Field) -> Json:
    drawn: Json = {
        "type": "input",
        "block_id": field.key,
        "label": pieces.title(field.label, _LABEL),
        "optional": not field.required,
        "element": {"action_id": field.kind, **_ELEMENTS[field.kind](field)},
    }
    if field.hint.strip():
        drawn["hint"] = pieces.plain_text(field.hint, _LABEL)
    return drawn


def _text(field: Field) -> Json:
    drawn = {"type": "plain_text_input", "multiline": field.kind == "long_text", **_placeholder(field)}
    drawn["max_length"] = most_in(field)
    words = words_in(field)
    return drawn if words is None else {**drawn, "initial_value": words}


def _number(field: Field) -> Json:
    """Slack's own number input checks while the person types; what was typed wrongly before is shown as words again."""
    typed = number_in(field)
    if typed is None:
        return _text(field)
    drawn = {"type": "number_input", "is_decimal_allowed": True, **_placeholder(field)}
    return {**drawn, "initial_value": typed} if typed else drawn


def _web_address(field: Field) -> Json:
    typed = single_line(field.initial) if isinstance(field.initial, str) else ""
    if typed and (not _WEB_ADDRESS.fullmatch(typed) or len(typed) > LONGEST_ENTRY):
        return _text(field)
    drawn = {"type": "url_text_input", **_placeholder(field)}
    return {**drawn, "initial_value": typed} if typed else drawn


def _date(field: Field) -> Json:
    drawn = {"type": "datepicker", **_placeholder(field)}
    try:
        drawn["initial_date"] = date.fromisoformat(str(field.initial)).isoformat()
    except ValueError:
        return drawn
    return drawn


def _yes_no(field: Field) -> Json:
    both = {YES: _option(Choice(YES, "Yes")), NO: _option(Choice(NO, "No"))}
    drawn: Json = {"type": "radio_buttons", "options": list(both.values())}
    if isinstance(field.initial, bool):
        drawn["initial_option"] = both[YES if field.initial else NO]
    return drawn


def _choice(field: Field) -> Json:
    offered = _offered(field)
    initial = {"initial_option": offered[field.initial]} if field.initial in offered else {}
    if len(offered) <= _FEW and field.required:
        return {"type": "radio_buttons", "options": list(offered.values()), **initial}
    return {"type": "static_select", **_listed(offered), **_placeholder(field), **initial}


def _choices(field: Field) -> Json:
    offered = _offered(field)
    chosen = field.initial if isinstance(field.initial, tuple) else (field.initial,)
    initial = [offered[value] for value in dict.fromkeys(chosen) if value in offered]
    marked = {"initial_options": initial} if initial else {}
    if len(offered) <= _CHECKBOXES:
        return {"type": "checkboxes", "options": list(offered.values()), **marked}
    return {"type": "multi_static_select", **_listed(offered), **_placeholder(field), **marked}


def _looked_up(field: Field) -> Json:
    drawn = {"type": "external_select", "min_query_length": 0, **_placeholder(field)}
    if isinstance(field.initial, str) and 0 < len(field.initial) <= LONGEST_CHOICE:
        drawn["initial_option"] = _option(Choice(field.initial, field.initial_label or field.initial))
    return drawn


def _offered(field: Field) -> dict[Any, Json]:
    """Return the options by value. ValueError where there is none to choose, or more than Slack can list."""
    if not 0 < len(field.choices) <= MOST_CHOICES:
        raise ValueError(f"The field {field.key} has {len(field.choices)} choices; Slack lists 1 to {MOST_CHOICES}.")
    return {choice.value: _option(choice) for choice in field.choices}


def _listed(offered: Mapping[Any, Json]) -> Json:
    """Return a hundred options as they are, and more of them in groups of a hundred."""
    listed = list(offered.values())
    if len(listed) <= _GROUP:
        return {"options": listed}
    groups = []
    for start in range(0, len(listed), _GROUP):
        part = listed[start : start + _GROUP]
        first, last = (cut(option["text"]["text"], _OPTION // 2 - 2) for option in (part[0], part[-1]))
        groups.append({"label": pieces.title(f"{first} \N{HORIZONTAL ELLIPSIS} {last}", _OPTION), "options": part})
    return {"option_groups": groups}


def _option(choice: Choice) -> Json:
    if not 0 < len(choice.value) <= LONGEST_CHOICE:
        raise ValueError(f"A choice's value has 1 to {LONGEST_CHOICE} characters on Slack, not {len(choice.value)}.")
    drawn: Json = {"text": pieces.title(choice.label, _OPTION), "value": choice.value}
    if choice.description.strip():
        drawn["description"] = pieces.title(choice.description, _OPTION)
    return drawn


def _placeholder(field: Field) -> Json:
    return {"placeholder": pieces.title(field.placeholder, _PLACEHOLDER)} if field.placeholder.strip() else {}


_ELEMENTS: Mapping[str, Callable[[Field], Json]] = {
    "text": _text,
    "long_text": _text,
    "money": _text,
    "number": _number,
    "link": _web_address,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    **dict.fromkeys(LOOKED_UP, _looked_up),
}
