"""Checks Adaptive Cards as Teams and the schema of version 1.5 do; each refusal says where in the card it is.

Unknown elements are let pass only where they carry a fallback, as the schema has it. The codes are finer than Teams'
own, which answers BadArgument for most of this.
"""

import re
from collections.abc import Iterator, Sequence

from playground.slack.shapes import Json
from playground.teams.elements import ACTIONS, CARD, CHOICES, ELEMENTS, NUMBERS, PARTS, STYLES, TEXTS, TRUTHS
from playground.teams.errors import TeamsError

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
NEWEST = (1, 5)
MOST_ACTIONS = 6
MOST_REFRESHED = 60
_URL = re.compile(r"(https?|mailto|tel|msteams|data):\S+", re.ASCII)


def check_card(card: object, *, dialog: bool = False) -> None:
    """Refuse a card that the schema does not allow, or that Teams shows wrongly; TeamsError 400."""
    _Check(dialog=dialog).card(card, "", first=True)


def _wrong(code: str, where: str, words: str) -> TeamsError:
    return TeamsError(400, code, f"{words} (at {where or '/'})")


class _Check:
    """One card under way; it knows the ids that were met."""

    def __init__(self, *, dialog: bool) -> None:
        self._dialog = dialog
        self._inputs: set[str] = set()

    def card(self, card: object, where: str, *, first: bool = False) -> None:
        if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
            raise _wrong("BadCard", where, "A card is an object of the type AdaptiveCard.")
        self._known(card, CARD.split(), where)
        if not isinstance(card.get("$schema", ""), str):
            raise _wrong("BadValue", where, "The $schema of a card is an address.")
        if first:
            self._version(card.get("version"), where)
        for place, one in _each(card, "body", where):
            self.element(one, place)
        self._actions(card, where)
        if "selectAction" in card:
            self.action(card["selectAction"], f"{where}/selectAction", selecting=True)
        if "refresh" in card:
            self._refresh(card["refresh"], f"{where}/refresh")

    def _version(self, version: object, where: str) -> None:
        found = re.fullmatch(r"([0-9])\.([0-9])", version) if isinstance(version, str) else None
        if found is None:
            raise _wrong("BadCardVersion", where, "A card has a version such as 1.5.")
        if (int(found[1]), int(found[2])) > NEWEST:
            raise _wrong("BadCardVersion", where, f"Teams shows cards up to 1.5, not {version}.")

    def _refresh(self, refresh: object, where: str) -> None:
        if not isinstance(refresh, dict) or not isinstance(refresh.get("action"), dict):
            raise _wrong("BadRefresh", where, "A refresh has an action.")
        if refresh["action"].get("type") != "Action.Execute":
            raise _wrong("BadRefresh", where, "What refreshes is an Action.Execute.")
        self.action(refresh["action"], f"{where}/action", selecting=True)
        people = refresh.get("userIds", [])
        if not isinstance(people, list) or not all(isinstance(one, str) for one in people):
            raise _wrong("BadRefresh", where, "userIds are ids of people.")
        if len(people) > MOST_REFRESHED:
            raise _wrong("TooManyRefreshed", where, f"At most {MOST_REFRESHED} people are refreshed.")

    def element(self, one: object, where: str) -> None:
        kind = self._kind(one, where)
        if not isinstance(one, dict) or kind not in ELEMENTS:
            return self._fallback(one, kind, where)
        needed, more = ELEMENTS[kind]
        self._shape(one, kind, needed, more, where)
        if kind.startswith("Input."):
            self._input(one, kind, where)
        self._inside(one, kind, where)
        self._actions(one, where)
        self._pairs(one, kind, where)
        if "selectAction" in one:
            self.action(one["selectAction"], f"{where}/selectAction", selecting=True)
        return None

    def _inside(self, one: Json, kind: str, where: str) -> None:
        for name in ("items", "images"):
            for place, inner in _each(one, name, where):
                self.element(inner, place)
        for name, part in (("columns", "Column"), ("rows", "TableRow"), ("inlines", "TextRun")):
            if not (name == "columns" and kind == "Table"):
                for place, inner in _each(one, name, where):
                    self._part(inner, part, place)

    def _part(self, one: object, part: str, where: str) -> None:
        if part == "TextRun" and isinstance(one, str):
            return
        if not isinstance(one, dict) or one.get("type", "" if part == "TextRun" else part) != part:
            raise _wrong("BadElement", where, f"Here stands a {part}.")
        needed, more = PARTS[part]
        self._shape(one, part, needed, more, where)
        for place, inner in _each(one, "items", where):
            self.element(inner, place)
        for place, inner in _each(one, "cells", where):
            self._part(inner, "TableCell", place)
        if "selectAction" in one:
            self.action(one["selectAction"], f"{where}/selectAction", selecting=True)

    def _pairs(self, one: Json, kind: str, where: str) -> None:
        wanted = {"FactSet": ("facts", "title"), "Input.ChoiceSet": ("choices", "title")}.get(kind)
        if wanted is None:
            return
        for place, pair in _each(one, wanted[0], where):
            sound = isinstance(pair, dict) and isinstance(pair.get("title"), str) and isinstance(pair.get("value"), str)
            if not sound:
                raise _wrong("BadElement", place, "It has a title and a value, both texts.")
        if kind == "Input.ChoiceSet" and "choices" not in one and "choices.data" not in one:
            raise _wrong("MissingProperty", where, "An Input.ChoiceSet has choices or choices.data.")

    def _input(self, one: Json, kind: str, where: str) -> None:
        name = str(one["id"])
        if name in self._inputs:
            raise _wrong("DuplicateId", where, f"Two inputs have the id {name!r}.")
        self._inputs.add(name)
        if one.get("isRequired") and not one.get("errorMessage"):
            raise _wrong("MissingErrorMessage", where, "Teams marks a required input only with an errorMessage.")
        if one.get("isRequired") and not one.get("label"):
            raise _wrong("MissingLabel", where, "A required input without a label shows no mark.")
        value = one.get("value")
        if kind == "Input.Number" and not isinstance(value, int | float | None):
            raise _wrong("BadValue", where, "The value of an Input.Number is a number.")
        if kind != "Input.Number" and not isinstance(value, str | None):
            raise _wrong("BadValue", where, "The value of an input is a text.")
        if "inlineAction" in one:
            self.action(one["inlineAction"], f"{where}/inlineAction")

    def _actions(self, one: Json, where: str) -> None:
        actions = list(_each(one, "actions", where))
        if len(actions) > MOST_ACTIONS:
            raise _wrong("TooManyActions", where, f"Teams shows {MOST_ACTIONS} actions and hides the others.")
        for place, action in actions:
            self.action(action, place)

    def action(self, one: object, where: str, *, selecting: bool = False) -> None:
        kind = self._kind(one, where)
        if not isinstance(one, dict) or kind not in ACTIONS:
            return self._fallback(one, kind, where)
        needed, more = ACTIONS[kind]
        self._shape(one, kind, needed, more, where)
        if not selecting and not one.get("title"):
            raise _wrong("MissingProperty", where, "An action that is shown has a title.")
        if not isinstance(one.get("data", {}), dict | str):
            raise _wrong("BadValue", where, "What an action carries is an object or a text.")
        if kind == "Action.OpenUrl" and not _URL.fullmatch(str(one["url"])):
            raise _wrong("BadUrl", where, "An Action.OpenUrl leads to an address.")
        if kind == "Action.ShowCard":
            self.card(one["card"], f"{where}/card")
        if kind == "Action.Execute" and self._dialog:
            raise _wrong("ExecuteInDialog", where, "Dialogs are submitted by Action.Submit.")
        if isinstance(one.get("fallback"), dict):
            self.action(one["fallback"], f"{where}/fallback", selecting=selecting)
        return None

    def _kind(self, one: object, where: str) -> str:
        if not isinstance(one, dict) or not isinstance(one.get("type"), str):
            raise _wrong("BadElement", where, "Here stands an object with a type.")
        return str(one["type"])

    def _fallback(self, one: object, kind: str, where: str) -> None:
        if not isinstance(one, dict) or "fallback" not in one:
            raise _wrong("UnknownElement", where, f"{kind} is not in version 1.5 and has no fallback.")

    def _shape(self, one: Json, kind: str, needed: str, more: str, where: str) -> None:
        for name in needed.split():
            if one.get(name) in (None, ""):
                raise _wrong("MissingProperty", where, f"{kind} needs {name}.")
        self._known(one, ["type", *needed.split(), *more.split()], where)
        for name, value in one.items():
            _check_value(kind, name, value, where)

    def _known(self, one: Json, known: Sequence[str], where: str) -> None:
        unknown = sorted(set(one) - set(known))
        if unknown:
            raise _wrong("UnknownProperty", where, f"{one.get('type')} has no {', '.join(unknown)}.")


def _check_value(kind: str, name: str, value: object, where: str) -> None:
    sound = True
    if name in TRUTHS:
        sound = isinstance(value, bool)
    elif name in NUMBERS:
        sound = isinstance(value, int) and not isinstance(value, bool) and value > 0
    elif name in TEXTS:
        sound = isinstance(value, str)
    elif name in CHOICES and isinstance(value, str) and not (name == "height" and value.endswith("px")):
        sound = value.lower() in CHOICES[name]
    elif name == "style" and isinstance(value, str):
        family = "Action" if kind.startswith("Action.") else kind if kind in STYLES else ""
        sound = value.lower() in STYLES[family]
    if not sound:
        raise _wrong("BadValue", where, f"{kind} takes no such {name}.")


def _each(one: Json, name: str, where: str) -> Iterator[tuple[str, object]]:
    found = one.get(name)
    if found is None:
        return
    if not isinstance(found, list):
        raise _wrong("BadElement", f"{where}/{name}", "Here stands a list.")
    for at, inner in enumerate(found):
        yield f"{where}/{name}/{at}", inner
