"""Reads cards as a person does: their words, their inputs and what can be pressed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from playground.slack.shapes import Json
from playground.teams.cards import ADAPTIVE

_READABLE = ("text", "title", "value", "altText", "label", "fallbackText", "placeholder")
_INSIDE = ("body", "items", "columns", "rows", "cells", "inlines", "facts", "choices", "actions", "card", "images")


@dataclass(frozen=True, kw_only=True)
class Press:
    """An action that can be pressed, and the card around it, whose inputs go along."""

    title: str
    action: Json
    card: Json


def card_of(activity: Json) -> Json | None:
    """Give the Adaptive Card of a message, if it has one."""
    for one in activity.get("attachments") or ():
        if one.get("contentType") == ADAPTIVE and isinstance(one.get("content"), dict):
            found: Json = one["content"]
            return found
    return None


def words_of(value: object) -> str:
    """Collect all readable text of a card or a part of one; what is hidden is not read."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(part for part in (words_of(one) for one in value) if part)
    if not isinstance(value, dict) or value.get("isVisible") is False:
        return ""
    kind = str(value.get("type", ""))
    shown = [_as_read(value[name]) for name in _READABLE if isinstance(value.get(name), str) and _is_read(kind, name)]
    inside = [words_of(value[name]) for name in _INSIDE if name in value and not kind.startswith("Action.")]
    return "\n".join(part for part in (*shown, *inside) if part)


def _as_read(text: str) -> str:
    """Give a text as it is read: Teams shows `**words**` in bold, and what is escaped without its backslash."""
    return re.sub(r"\\([^\w\s])", r"\1", re.sub(r"(?<!\\)\*\*", "", text))


def _is_read(kind: str, name: str) -> bool:
    return name != "value" or kind in ("", "Fact") or kind in ("Input.Text", "Input.Date", "Input.Time")


def presses(card: Json) -> Iterator[Press]:
    """Give everything that can be pressed, from top to bottom; what a ShowCard shows stands behind its own title."""
    yield from _presses(card, card)


def _presses(value: object, card: Json) -> Iterator[Press]:
    if isinstance(value, list):
        for one in value:
            yield from _presses(one, card)
    elif isinstance(value, dict) and value.get("isVisible") is not False:
        yield from _here(value, card)


def _here(value: Json, card: Json) -> Iterator[Press]:
    if str(value.get("type", "")).startswith("Action."):
        yield Press(title=str(value.get("title", "")), action=value, card=card)
        if value["type"] == "Action.ShowCard":
            yield from _presses(value["card"], value["card"])
        return
    if isinstance(value.get("selectAction"), dict):
        chosen = value["selectAction"]
        yield Press(title=str(chosen.get("title") or words_of(value)), action=chosen, card=card)
    for name in (*_INSIDE, "inlineAction"):
        if name in value:
            yield from _presses(value[name], card)


def inputs(value: object) -> Iterator[Json]:
    """Give the inputs of a card from top to bottom, without those of cards that are shown on demand."""
    if isinstance(value, list):
        for one in value:
            yield from inputs(one)
    if not isinstance(value, dict):
        return
    kind = str(value.get("type", ""))
    if kind.startswith("Input."):
        yield value
    elif not kind.startswith("Action."):
        for name in _INSIDE:
            if name in value:
                yield from inputs(value[name])


def held(one: Json) -> object:
    """Give what an input sends when nobody touches it."""
    if one["type"] == "Input.Toggle":
        return one.get("value") or one.get("valueOff", "false")
    value = one.get("value", "")
    return value if value is not None else ""


def wrong_entry(one: Json, value: object) -> str:
    """Tell what Teams' client says of an entry before it sends anything; empty where nothing is wrong."""
    if one.get("isRequired") and value in ("", None):
        return str(one.get("errorMessage") or "This is required.")
    if one["type"] == "Input.Text" and "maxLength" in one and len(str(value)) > one["maxLength"]:
        return str(one.get("errorMessage") or "This is too long.")
    if one["type"] == "Input.Number" and value not in ("", None):
        try:
            float(str(value))
        except ValueError:
            return str(one.get("errorMessage") or "This is no number.")
    return ""
