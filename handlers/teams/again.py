"""Shows once more what was sent: a form with what was wrong and what was filled in, a dialog that waits."""

import secrets
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from handlers.listening import Said
from handlers.teams import carried, dialogs, phrases, render
from handlers.teams.deliveries import Delivery, Filled, Kind
from handlers.teams.naming import LookUp
from workflows.kernel.answers import Refused
from workflows.kernel.forms import LOOKED_UP, Field, Form, Value

Json = dict[str, Any]


def again(filled: Filled) -> Form | None:
    """Return the form as it was sent, with what was filled in; None where it was too large to carry itself."""
    form = carried.kept_form(filled.kept)
    if form is None:
        return None
    return replace(form, fields=tuple(_refilled(field, filled.values) for field in form.fields))


async def refilled(filled: Filled, look_up: LookUp) -> Form | None:
    """Return the same, with words for the values that were looked up: Teams sends back the values alone."""
    form = again(filled)
    if form is None:
        return None
    return replace(form, fields=tuple([await _named(field, look_up) for field in form.fields]))


async def _named(field: Field, look_up: LookUp) -> Field:
    value = field.initial
    if field.kind not in LOOKED_UP or not isinstance(value, str) or not value or field.initial_label:
        return field
    offered = await look_up(field.kind, value)
    return replace(field, initial_label=next((one.label for one in offered if one.value == value), value))


def _refilled(field: Field, values: Mapping[str, Value]) -> Field:
    value = values.get(field.key)
    if field.kind in LOOKED_UP and value == field.initial:
        return field
    return replace(field, initial=value if value != "" else None, initial_label="")


def showing(*, dialog: bool, home: str = "") -> render.Showing:
    """Return a new showing of a form: what is filled in there is another entry than in the showing before."""
    return render.Showing(opened=secrets.token_urlsafe(9), dialog=dialog, home=home)


def corrected(said: Said, sentence: str, delivery: Delivery, *, dialog: bool) -> render.Showing:
    """Return the same showing of a form once more, with what was wrong."""
    field = said.field if isinstance(said, Refused) else ""
    opened = delivery.filled.opened if delivery.filled is not None else ""
    return render.Showing(opened=opened, dialog=dialog, fault=render.Fault(sentence, field), home=delivery.home)


def slow(delivery: Delivery) -> Json:
    """Return the dialog that says that an answer takes longer: it follows, or is asked for again by a button."""
    if delivery.kind in {Kind.SUBMISSION, Kind.PICKED_SUBMISSION} and delivery.filled is not None:
        return dialogs.told(phrases.FOLLOWS)
    if delivery.data:
        return dialogs.waiting(phrases.SHOW_AGAIN, dict(delivery.data))
    return dialogs.told(phrases.SHOW_AGAIN)


def as_it_is(sentence: str) -> Json:
    """Return the answer to a refresh that leaves the card as it is."""
    return render.unchanged("NotRefreshed", sentence)
