"""Makes the inputs of a form: an input's id is its field's kind and key (see entries.py), an error stands under it.

Source: adaptivecards.io 1.5, "Inputs"; learn.microsoft.com, "Typeahead search in Adaptive Cards".
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from handlers.prefilled import most_in, number_in, words_in
from handlers.teams import buttons, carried, pieces
from handlers.teams.cards import card_json
from handlers.teams.page import MOST_BYTES, size
from handlers.teams.pieces import Pen
from workflows.kernel.cleaning import LONGEST_ENTRY, cut, single_line
from workflows.kernel.forms import LOOKED_UP, Choice, Field, Form
from workflows.kernel.text import Line, Strong

Json = dict[str, Any]

YES, NO = "yes", "no"
TYPED = "typed-"
"""Stands before the kind of a field in which something is named that others would look up."""
_LABEL = 200
_OPTION = 100
_HINT = 300
_FEW = 5
_CHECKBOXES = 10
_MANY = 15
"""Choices from which on a list is narrowed by typing."""
_SHORT_INITIAL = 300
_ANY = 1_000_000
_CHOSEN = frozenset({"choice", "choices"})
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


class Fault(msgspec.Struct, frozen=True):
    """What was wrong with a form that was sent: the sentence stands under its field, or above the form."""

    sentence: str
    field: str = ""


class Showing(msgspec.Struct, frozen=True, kw_only=True):
    """One showing of a form: `opened` tells it from the next; in a `dialog`, or as a card in the chat.

    `home` is the message of the Home that it was opened from.
    """

    opened: str
    dialog: bool = True
    fault: Fault | None = None
    home: str = ""


def form_json(form: Form, pen: Pen, showing: Showing) -> Json:
    """Return the card of a form; a form that finds no room loses comforts first, and words that it says are missing.

    ValueError where two fields have one key, a field has nothing to choose, or Teams could not show them all.
    """
    if len({field.key for field in form.fields}) < len(form.fields):
        raise ValueError("Two fields of this form have the same key.")
    tried = [(form, carried.keep(form)), *((lighter(form), "") for lighter in _LIGHTER)]
    for lighter, kept in tried:
        drawn = card_json(_body(lighter, pen, showing, kept), pen, most=_ANY)
        if size(drawn) <= MOST_BYTES:
            return drawn
    raise ValueError(f"The form {form.kind} has more fields than Teams can show in one card.")


def _body(form: Form, pen: Pen, showing: Showing, kept: str) -> list[Json]:
    fault = showing.fault
    heading = [] if showing.dialog else [pieces.text((form.title,), pen, _LABEL, size="Medium", weight="Bolder")]
    intro = [pieces.text(line, pen, LONGEST_ENTRY, spacing="Small") for line in form.intro]
    drawn = [line for line in (*heading, *intro) if line]
    keys = {field.key for field in form.fields}
    if fault is not None and fault.field not in keys:
        drawn.insert(len([line for line in heading if line]), _wrong(fault.sentence))
    for field in form.fields:
        drawn.extend(_input(field, pen, dialog=showing.dialog))
        if fault is not None and fault.field == field.key:
            drawn.append(_wrong(fault.sentence))
    if not form.fields:
        drawn.append({"type": "TextBlock", "text": "There is nothing to fill in.", "wrap": True})
    told = {"opened": showing.opened, "kept": kept, "home": showing.home}
    more = {name: value for name, value in told.items() if value}
    data = carried.pack(form=form.kind, subject=form.subject, version=form.version, argument=form.argument, **more)
    send = buttons.submit(form.submit, data, dialog=showing.dialog, style="positive")
    return [*drawn, {"type": "ActionSet", "actions": [send]}]


def _wrong(sentence: str) -> Json:
    words = f"\N{WARNING SIGN} {pieces.tame(single_line(sentence))}"
    run = {"type": "TextRun", "text": cut(words, 500), "color": "Attention", "weight": "Bolder"}
    return {"type": "RichTextBlock", "inlines": [run], "spacing": "Small"}


def _input(field: Field, pen: Pen, *, dialog: bool) -> list[Json]:
    """Return a field's input and what is said of it. Where there are no dialogs nothing can be looked up either."""
    typed = field.kind in LOOKED_UP and not dialog
    label = pieces.label_of(field.label, _LABEL)
    needed = {"isRequired": True, "errorMessage": f"\N{LEFT DOUBLE QUOTATION MARK}{cut(label, 80)}" + _IS_NEEDED}
    name = f"{TYPED if typed else ''}{field.kind}.{field.key}"
    drawn: Json = {"id": name, "label": label, **(needed if field.required else {})}
    drawn |= _by_name(field) if typed else _ELEMENTS[field.kind](field)
    told = [
        (field.hint,),
        *map(_description, field.choices if len(field.choices) <= _CHECKBOXES and field.kind in _CHOSEN else ()),
    ]
    hints = [pieces.text(line, pen, _HINT, isSubtle=True, size="Small", spacing="None") for line in told]
    return [drawn, *(hint for hint in hints if hint)]


_IS_NEEDED = "\N{RIGHT DOUBLE QUOTATION MARK} is needed."


def _description(choice: Choice) -> Line:
    """Return what is said of a choice: on Teams its description stands under the field, since choices have none."""
    words = pieces.label_of(choice.description, _OPTION) if choice.description.strip() else ""
    return (Strong(pieces.label_of(choice.label, _OPTION)), f": {words}") if words else ()


def _text(field: Field) -> Json:
    multiline = {"isMultiline": True} if field.kind == "long_text" else {}
    drawn: Json = {"type": "Input.Text", **_placeholder(field), "maxLength": most_in(field), **multiline}
    words = words_in(field)
    return drawn if words is None else {**drawn, "value": words}


def _number(field: Field) -> Json:
    """Teams' own number input checks while the person types; what was typed wrongly before is shown as words again."""
    typed = number_in(field)
    if typed is None:
        return _text(field)
    drawn: Json = {"type": "Input.Number", **_placeholder(field)}
    return {**drawn, "value": float(typed) if "." in typed else int(typed)} if typed else drawn


def _web_address(field: Field) -> Json:
    return {**_text(field), "style": "Url"}


def _date(field: Field) -> Json:
    drawn: Json = {"type": "Input.Date", **_placeholder(field)}
    try:
        drawn["value"] = date.fromisoformat(str(field.initial)).isoformat()
    except ValueError:
        return drawn
    return drawn


def _yes_no(field: Field) -> Json:
    drawn: Json = {"type": "Input.ChoiceSet", "style": "expanded"}
    drawn["choices"] = [{"title": "Yes", "value": YES}, {"title": "No", "value": NO}]
    return {**drawn, "value": YES if field.initial else NO} if isinstance(field.initial, bool) else drawn


def _choice(field: Field) -> Json:
    offered = _offered(field)
    few = len(offered) <= _FEW and field.required
    style = "expanded" if few else "filtered" if len(offered) > _MANY else "compact"
    chosen = {"value": field.initial} if field.initial in offered else {}
    listed = [_option(choice, choice.value) for choice in offered.values()]
    return {"type": "Input.ChoiceSet", "style": style, "wrap": True, "choices": listed, **_placeholder(field), **chosen}


def _choices(field: Field) -> Json:
    offered = _offered(field)
    chosen = field.initial if isinstance(field.initial, tuple) else (field.initial,)
    initial = [coded(value) for value in dict.fromkeys(chosen) if isinstance(value, str) and value in offered]
    few = len(offered) <= _CHECKBOXES
    return {
        "type": "Input.ChoiceSet",
        "isMultiSelect": True,
        "style": "expanded" if few else "compact",
        "wrap": True,
        "choices": [_option(choice, coded(choice.value)) for choice in offered.values()],
        **_placeholder(field),
        **({"value": ",".join(initial)} if initial else {}),
    }


def _looked_up(field: Field) -> Json:
    """Choices that the bot is asked for while the person types; a client that cannot ask shows what is chosen."""
    drawn: Json = {"type": "Input.ChoiceSet", "style": "filtered", "choices": []}
    drawn["choices.data"] = {"type": "Data.Query", "dataset": field.kind}
    drawn["placeholder"] = pieces.label_of(field.placeholder or f"Type to look it up {_ELLIPSIS}")
    chosen = single_line(field.initial) if isinstance(field.initial, str) else ""
    if chosen:
        drawn["choices"] = [_option(Choice(chosen, field.initial_label or chosen), chosen)]
        drawn["value"] = chosen
    return drawn


def _by_name(field: Field) -> Json:
    told = pieces.label_of(f"The beginning of its name, or its number {_ELLIPSIS}")
    chosen = single_line(field.initial_label or field.initial) if isinstance(field.initial, str) else ""
    return {"type": "Input.Text", "placeholder": told, "maxLength": _OPTION, **({"value": chosen} if chosen else {})}


def coded(value: str) -> str:
    """Return a choice's value so that the comma, which Teams puts between several, is not in it."""
    return quote(value, safe=" ") if "," in value or "%" in value else value


def _offered(field: Field) -> dict[object, Choice]:
    if not field.choices:
        raise ValueError(f"The field {field.key} has nothing to choose.")
    return {choice.value: choice for choice in field.choices}


def _option(choice: Choice, value: str) -> Json:
    return {"title": pieces.label_of(choice.label, _OPTION), "value": value}


def _placeholder(field: Field) -> Json:
    return {"placeholder": pieces.label_of(field.placeholder)} if field.placeholder.strip() else {}


def _without_comforts(form: Form) -> Form:
    """Return a form with short labels, and without hints, placeholders and descriptions."""
    return replace(
        form,
        intro=(),
        fields=tuple(
            replace(
                field,
                label=cut(field.label, 60),
                hint="",
                placeholder="",
                initial_label=cut(field.initial_label, 60),
                choices=tuple(replace(one, label=cut(one.label, 40), description="") for one in field.choices),
            )
            for field in form.fields
        ),
    )


def _with_words(form: Form) -> Form:
    """Return a form that asks for long lists of choices, and long texts, by words, and says so."""
    return replace(_without_comforts(form), fields=tuple(map(_by_words, _without_comforts(form).fields)))


def _by_words(field: Field) -> Field:
    if len(field.choices) > _MANY:
        first = ", ".join(one.value for one in field.choices[:_FEW])
        told = f"Too many to list here: type one of them, such as {first}."
        return replace(field, kind="text", choices=(), initial=_typed(field.initial), hint=cut(told, _HINT))
    if isinstance(field.initial, str) and len(field.initial) > _SHORT_INITIAL and field.kind not in LOOKED_UP:
        told = "What stands here is too long to be shown. It is replaced by what you write."
        return replace(field, initial=None, hint=told)
    return field


def _typed(initial: object) -> str | None:
    return cut(initial, _SHORT_INITIAL) if isinstance(initial, str) else None


def _as_it_is(form: Form) -> Form:
    return form


_LIGHTER: tuple[Callable[[Form], Form], ...] = (_as_it_is, _without_comforts, _with_words)
"""What is tried one after the other where a form that carries itself finds no room."""

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
