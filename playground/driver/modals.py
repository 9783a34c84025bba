"""Modals and the Home as a person uses them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from typing_extensions import override

from playground.driver.choices import Search, Upload, caption, find, pressed_on, question, state_value, words_of
from playground.slack.blocks.surfaces import interactive
from playground.slack.people.values import VALUES
from playground.slack.shapes import Json

if TYPE_CHECKING:
    from playground.driver.people import Person


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What pressing submit led to. result: closed, errors, updated, pushed or failed.

    errors: sentence by label. failure: what Slack showed when the app did not take it; error: its code.
    """

    result: str
    errors: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""
    error: str = ""

    @property
    def closed(self) -> bool:
        """Say whether the modal is gone."""
        return self.result == "closed"


class Form:
    """Something with blocks in which a person puts values: what modals and the Home share."""

    def __init__(self, person: "Person", view_id: str) -> None:
        self._person = person
        self.id = view_id

    @property
    def view(self) -> Json:
        """The view as Slack shows it now; LookupError if it is not open any more."""
        raise NotImplementedError

    @property
    def blocks(self) -> list[Json]:
        """Its blocks now."""
        return list(self.view["blocks"])

    @property
    def words(self) -> str:
        """All text that can be read in it."""
        return words_of(self.view["blocks"])

    @property
    def labels(self) -> list[str]:
        """What its inputs and buttons are called, from top to bottom."""
        return [caption(block, element) for block in self.blocks for _, element in interactive(block)]

    def shows(self, text: str) -> bool:
        """Say whether a text can be read in it."""
        return text in self.words

    @property
    def _drafts(self) -> dict[tuple[str, str], object]:
        return self._person.drafts.setdefault(self.id, {})

    async def _values(self) -> Json:
        values: Json = {}
        for block in self.blocks:
            for _, element in interactive(block):
                key = (block["block_id"], element["action_id"])
                if key in self._drafts and element["type"] in VALUES:
                    value = await self._fetched(element, self._drafts[key])
                    self._drafts[key] = value
                    values.setdefault(key[0], {})[key[1]] = {VALUES[element["type"]][0]: value}
        return values

    async def _fetched(self, element: Json, value: object) -> object:
        if isinstance(value, Search):
            found = [await self._search(element, text) for text in value.texts]
            return found if element["type"].startswith("multi_") else found[0]
        if isinstance(value, Upload):
            return [await self._person.upload(name, content) for name, content in value.files]
        return value

    async def _search(self, element: Json, text: str) -> Json:
        for one in await self.options(element["action_id"], text):
            if text in (one["text"]["text"], one["value"]):
                return one
        offered = [one["text"]["text"] for one in await self.options(element["action_id"], text)]
        message = f"Searching for {text!r} offers {offered}, not that."
        raise LookupError(message)

    async def options(self, name: str, query: str) -> list[Json]:
        """Type into an external select and see what the app offers, groups put together."""
        block, element = find(self.blocks, name)
        args = {"view_id": self.id, "action_id": element["action_id"], "block_id": block["block_id"], "query": query}
        answer = await self._person.act("options", args)
        grouped = [one for group in answer.get("option_groups") or () for one in group["options"]]
        return [*(answer.get("options") or ()), *grouped]

    def asks(self, name: str) -> str:
        """What is asked before a button does anything, its title and text; empty where it acts at once."""
        return question(find(self.blocks, name)[1])

    async def click(self, name: str, value: object = None, *, confirm: bool = True) -> Json:
        """Click a button, or choose in an element that tells the app at once; by text, label, action_id or block_id.

        confirm: what is answered where a dialog asks first; with False nothing reaches the app.
        """
        block, element = find(self.blocks, name)
        if not pressed_on(element, confirm=confirm):
            return {}
        chosen = await self._fetched(element, state_value(element, value))
        if element["type"] in VALUES:
            self._drafts[block["block_id"], element["action_id"]] = chosen
        args = {
            "view_id": self.id,
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "value": chosen,
            "values": await self._values(),
        }
        return await self._person.act("click", args)

    async def choose(self, name: str, value: object) -> Json:
        """Choose or type in an element that tells the app at once."""
        return await self.click(name, value)


class Modal(Form):
    """An open modal; it stays the same object's business while its view is updated."""

    @property
    @override
    def view(self) -> Json:
        """The view as Slack shows it now."""
        for one in self._person.modal_views:
            if one["id"] == self.id:
                return one
        message = f"The modal {self.id} of {self._person.name} is closed."
        raise LookupError(message)

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.view["title"]["text"])

    @property
    def callback_id(self) -> str:
        """Its callback_id."""
        return str(self.view["callback_id"])

    @property
    def is_open(self) -> bool:
        """Say whether it is still open."""
        return any(one["id"] == self.id for one in self._person.modal_views)

    def value(self, name: str) -> object:
        """Give what an input holds now: what was filled in, else what it starts with."""
        block, element = find(self.blocks, name)
        _, first = VALUES[element["type"]]
        drafted = self._drafts.get((block["block_id"], element["action_id"]))
        return drafted if drafted is not None else element.get(first)

    def fill(self, values: Mapping[str, object]) -> "Modal":
        """Put values in, by label, action_id or block_id; options by their text, people and channels as such.

        Dates and times may be datetime values, files are (name, bytes), external selects are searched on submitting.
        LookupError if there is no such input or option.
        """
        for name, value in values.items():
            block, element = find(self.blocks, name)
            self._drafts[block["block_id"], element["action_id"]] = state_value(element, value)
        return self

    async def submit(self) -> Submission:
        """Press the submit button and wait for what the app says."""
        args = {"view_id": self.id, "values": await self._values()}
        labels = {block["block_id"]: block["label"]["text"] for block in self.blocks if block["type"] == "input"}
        answer = await self._person.act("submit", args)
        errors = {labels.get(name, name): text for name, text in (answer.get("errors") or {}).items()}
        failure = answer.get("failure") or {}
        self._forget()
        return Submission(
            result=answer["result"], errors=errors, failure=failure.get("text", ""), error=failure.get("error", "")
        )

    async def close(self, *, everything: bool = False) -> None:
        """Close it with its close button; `everything` closes the whole stack, as the cross does."""
        values = await self._values()
        await self._person.act("close", {"view_id": self.id, "values": values, "all": everything})
        self._forget()

    def _forget(self) -> None:
        if not self.is_open:
            self._person.drafts.pop(self.id, None)


class Home(Form):
    """The app's Home of one person."""

    @property
    @override
    def view(self) -> Json:
        """The view as Slack shows it now."""
        return self._person.home_view
