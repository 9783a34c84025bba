"""Makes the actions of cards: what is done at once, what opens a dialog, and what is asked about once more."""

from collections.abc import Callable
from typing import Any

import msgspec

from handlers.teams import pieces
from handlers.teams.carried import FETCH, pack
from workflows.kernel.cards import Button, Confirm

Json = dict[str, Any]

Opens = Callable[[Button], bool]
"""Tells of a button whether it opens a form: on Teams only a request for a dialog can be answered by one."""

MOST_IN_A_ROW = 4
"""Teams takes 6 actions side by side and hides those after them; on a phone 4 of them can still be read."""
MOST_WORDS_IN_A_ROW = 48
"""Characters of all labels of a row together."""
_LABEL = 60
_STYLES = {"primary": "positive", "danger": "destructive"}


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """Where a card stands: in a chat or in a dialog, whose buttons are submitted like a form; and which open forms.

    `own` cards are answers that one person has: nothing changes them, and the buttons under a list turn its pages. A
    `home` shows itself anew after a press on it.
    """

    opens: Opens
    dialog: bool = False
    own: bool = False
    home: bool = False


def nothing_opens(_button: Button) -> bool:
    """Return that a button opens no form."""
    return False


CHAT = Where(opens=nothing_opens)
DIALOG = Where(opens=nothing_opens, dialog=True)


def rows(buttons: tuple[Button, ...], where: Where, *, bottom: bool = True) -> list[Json]:
    """Return the buttons in rows; those at the `bottom` of a card concern all of it."""
    found: list[list[Button]] = []
    for one in buttons:
        if not found or not _has_room(found[-1], one):
            found.append([])
        found[-1].append(one)
    return [
        {"type": "ActionSet", "actions": [action(one, where, bottom=bottom) for one in together]} for together in found
    ]


def _has_room(row: list[Button], more: Button) -> bool:
    """Return whether one more fits in a row of buttons: Teams shortens the words of all where they are too many."""
    words = sum(len(one.label) for one in (*row, more))
    return len(row) < MOST_IN_A_ROW and words <= MOST_WORDS_IN_A_ROW


def action(button: Button, where: Where, *, bottom: bool = False) -> Json:
    """Return the action of a button; one with a question opens that first, since Teams itself does not ask."""
    data = pack(button=button.key, subject=button.subject, version=button.version, argument=button.argument)
    if where.home:
        data |= {"own": True, "home": "1"}
    elif where.own:
        data |= {"own": True, "turn": True} if bottom else {"own": True}
    style = {"style": _STYLES[button.style]} if button.style in _STYLES else {}
    if button.confirm is None:
        return _sent(pieces.label_of(button.label, _LABEL), data, style, where, dialog=where.opens(button))
    asked = _question(button.confirm, data, style, where, dialog=where.opens(button))
    return {"type": "Action.ShowCard", "title": pieces.label_of(button.label, _LABEL), "card": asked, **style}


def submit(title: str, data: Json, *, dialog: bool, style: str = "") -> Json:
    """Return an action that sends what a card or a dialog carries and what was filled in."""
    where = DIALOG if dialog else CHAT
    return _sent(pieces.label_of(title, _LABEL), data, {"style": style} if style else {}, where, dialog=False)


def opener(title: str, data: Json, *, style: str = "") -> Json:
    """Return an action of a chat's card that opens a dialog."""
    return _sent(pieces.label_of(title, _LABEL), data, {"style": style} if style else {}, CHAT, dialog=True)


def _sent(title: str, data: Json, style: Json, where: Where, *, dialog: bool) -> Json:
    if where.dialog:
        return {"type": "Action.Submit", "title": title, "data": data, **style}
    if dialog:
        return {"type": "Action.Submit", "title": title, "data": {**data, "msteams": FETCH}, **style}
    # Clients from before universal actions send the same as a message with a value.
    older = {"type": "Action.Submit", "title": title, "data": data}
    return {"type": "Action.Execute", "title": title, "verb": "press", "data": data, **style, "fallback": older}


def _question(confirm: Confirm, data: Json, style: Json, where: Where, *, dialog: bool) -> Json:
    asked = [
        *pieces.verbatim(confirm.title, 100, weight="Bolder"),
        *pieces.verbatim(confirm.text, 300),
    ]
    yes = _sent(pieces.label_of(confirm.yes, _LABEL), data, style, where, dialog=dialog)
    return {"type": "AdaptiveCard", "body": asked, "actions": [yes]}
