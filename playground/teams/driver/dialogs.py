"""Dialogs (task modules) as a person uses them; Slack's modals, by the same names."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.slack.shapes import Json
from playground.teams.driver.places import find_press
from playground.teams.errors import impossible
from playground.teams.reading import Press, held, inputs, presses, words_of

if TYPE_CHECKING:
    from playground.teams.driver.people import Person


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What sending led to. result: closed, errors, updated or failed.

    errors: sentence by label. failure: what Teams showed when the bot did not take it; error: its code.
    attachments: what a message extension puts into the compose box.
    """

    result: str
    errors: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""
    error: str = ""
    text: str = ""
    attachments: tuple[Json, ...] = ()

    @property
    def closed(self) -> bool:
        """Say whether the dialog is gone."""
        return self.result == "closed"


class Dialog:
    """An open dialog; it stays the same object's business while the bot goes on with it."""

    def __init__(self, person: "Person") -> None:
        self._person = person
        self._values: dict[str, object] = {}

    @property
    def view(self) -> Json:
        """What is open now; LookupError if nothing is."""
        found = self._person.dialog
        if found is None:
            message = f"The dialog of {self._person.name} is closed."
            raise LookupError(message)
        return found

    @property
    def is_open(self) -> bool:
        """Say whether it is still open."""
        return self._person.dialog is not None

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.view["title"])

    @property
    def card(self) -> Json:
        """Its card."""
        found: Json = self.view["card"]
        return found

    @property
    def words(self) -> str:
        """All text that can be read in it, with its title."""
        return f"{self.title}\n{words_of(self.card)}"

    @property
    def labels(self) -> list[str]:
        """What its inputs and buttons are called, from top to bottom."""
        return [_label(one) for one in inputs(self.card)] + [one.title for one in presses(self.card)]

    def shows(self, text: str) -> bool:
        """Say whether a text can be read in it."""
        return text in self.words

    def value(self, name: str) -> object:
        """Give what an input holds now: what was filled in, else what it starts with."""
        found = self._input(name)
        return self._values.get(found["id"], held(found))

    def fill(self, values: Mapping[str, object]) -> "Dialog":
        """Put values in, by label or id; choices by their title. LookupError if there is no such input or choice."""
        for name, value in values.items():
            found = self._input(name)
            self._values[found["id"]] = _entered(found, value)
        return self

    def _input(self, name: str) -> Json:
        for one in inputs(self.card):
            if name in (_label(one), one["id"], str(one["id"]).partition(".")[2]):
                return one
        message = f"There is no {name!r} here; there are {[_label(one) for one in inputs(self.card)]}."
        raise LookupError(message)

    async def options(self, name: str, query: str) -> list[Json]:
        """Type into an input that asks the bot, and see what it offers."""
        found = self._input(name)
        asked = found.get("choices.data") or {}
        answer = await self._person.act(
            "options", dataset=asked.get("dataset", ""), query=query, conversation=self.view["conversation"]
        )
        return [*answer["options"]]

    async def submit(self, title: str = "") -> Submission:
        """Press the button that sends it (the first, or one by its title) and wait for what the bot says."""
        known = [one for one in presses(self.card) if one.action["type"] == "Action.Submit"]
        if not known:
            raise impossible(f"The dialog {self.title!r} has nothing to send it with.")
        return await self._send(find_press(known, title) if title else known[0])

    async def click(self, name: str) -> Submission:
        """Press a button in it."""
        return await self._send(find_press(presses(self.card), name))

    async def _send(self, press: Press) -> Submission:
        labels: dict[str, str] = {one["id"]: _label(one) for one in inputs(self.card)}
        values = await self._looked_up()
        answer = await self._person.act("submit", values=values, action=press.action)
        told: dict[str, str] = answer.get("errors") or {}
        errors = {labels.get(name, name): text for name, text in told.items()}
        if answer["result"] == "errors" and not errors:
            errors = _warnings(self.card)
        if answer["result"] == "updated":
            self._values.clear()
        failure = answer.get("failure") or {}
        return Submission(
            result=answer["result"],
            errors=errors,
            failure=failure.get("text", ""),
            error=failure.get("error", ""),
            text=str(answer.get("text") or ""),
            attachments=tuple(answer.get("attachments") or ()),
        )

    async def _looked_up(self) -> Json:
        """Find, by asking the bot, what was typed into inputs whose choices only the bot knows."""
        known = {one["id"]: one for one in inputs(self.card)}
        values = {name: value for name, value in self._values.items() if name in known}
        for name, value in values.items():
            if isinstance(value, Wanted):
                values[name] = self._values[name] = await self._search(known[name], value.titles)
        return values

    async def _search(self, one: Json, titles: tuple[str, ...]) -> str:
        chosen = []
        for title in titles:
            offered = await self.options(one["id"], title)
            found = next((each for each in offered if title in (each["title"], each["value"])), None)
            if found is None:
                message = f"Searching for {title!r} offers {[each['title'] for each in offered]}, not that."
                raise LookupError(message)
            chosen.append(str(found["value"]))
        return ",".join(chosen)

    async def close(self) -> None:
        """Close it with its cross."""
        await self._person.act("close")
        self._values.clear()


@dataclass(frozen=True)
class Wanted:
    """Choices that must be searched for before they can be chosen."""

    titles: tuple[str, ...]


def _label(one: Json) -> str:
    return str(one.get("label") or one.get("title") or one.get("placeholder") or one["id"])


def _warnings(card: Json) -> dict[str, str]:
    """Give the words that stand in the colour of attention under each input, by its label; above all inputs by ""."""
    found: dict[str, str] = {}
    label = ""
    for one in card.get("body") or ():
        if str(one.get("type", "")).startswith("Input."):
            label = _label(one)
        elif "ttention" in str(one):
            found[label] = words_of(one)
    return found


def _entered(one: Json, value: object) -> object:
    if one["type"] == "Input.ChoiceSet":
        return _chosen(one, value)
    if one["type"] == "Input.Toggle":
        return one.get("valueOn", "true") if value else one.get("valueOff", "false")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else value if isinstance(value, int | float) else str(value)


def _chosen(one: Json, value: object) -> object:
    if value is None:
        return ""
    several = isinstance(value, Iterable) and not isinstance(value, str | bytes)
    wanted = [_name(each) for each in value] if several and isinstance(value, Iterable) else [_name(value)]
    offered = {str(each["title"]): str(each["value"]) for each in one.get("choices") or ()}
    values = [_offered(each, offered) for each in wanted]
    if all(values):
        return ",".join(values)
    if "choices.data" in one:
        return Wanted(tuple(wanted))
    message = f"{wanted} cannot be chosen; there are {list(offered)}."
    raise LookupError(message)


def _offered(name: str, offered: Mapping[str, str]) -> str:
    """Find a choice by its title, which may go on with a description, or by its value; empty where there is none."""
    begun = (value for title, value in offered.items() if title == name or title.startswith(f"{name} \N{EN DASH} "))
    return next(begun, name if name in offered.values() else "")


def _name(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(getattr(value, "shown_name", value))
