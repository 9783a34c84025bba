"""From what a person reads on the screen to what Slack stores: labels to elements, words to values."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from playground.slack.blocks.objects import options_of
from playground.slack.blocks.surfaces import interactive
from playground.slack.people.values import VALUES
from playground.slack.shapes import Json


@dataclass(frozen=True)
class Search:
    """A value that must be searched for in an external select before it can be chosen."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Upload:
    """Files that must be uploaded before they can be chosen: name and content."""

    files: tuple[tuple[str, bytes], ...]


def words_of(value: object) -> str:
    """Collect all readable text of a block, a message or a view: a line for each text, mentions as Slack has them."""
    if isinstance(value, dict) and value.get("type") in _LINES:
        return "".join(_inline(one) for one in value.get("elements") or ())
    if isinstance(value, dict):
        parts = [words_of(one) for name, one in value.items() if name in _READABLE or isinstance(one, (dict, list))]
        return "\n".join(part for part in parts if part)
    if isinstance(value, list):
        return "\n".join(part for part in (words_of(one) for one in value) if part)
    return value if isinstance(value, str) else ""


def _inline(element: Json) -> str:
    kind = element.get("type")
    if kind in _WRITTEN:
        form, name = _WRITTEN[kind]
        return form.format(element.get(name, ""))
    return str(element.get("text") or element.get("url") or element.get("fallback") or "")


_LINES = frozenset({"rich_text_section", "rich_text_preformatted", "rich_text_quote"})
_WRITTEN = {
    "user": ("<@{}>", "user_id"),
    "channel": ("<#{}>", "channel_id"),
    "usergroup": ("<!subteam^{}>", "usergroup_id"),
    "broadcast": ("<!{}>", "range"),
    "emoji": (":{}:", "name"),
}
_READABLE = frozenset({"text", "alt_text", "title", "initial_value"})


def caption(block: Json, element: Json) -> str:
    """Tell what a person would call an element: its label, its own text, or its placeholder."""
    if block.get("type") == "input":
        return str(block["label"]["text"])
    for name in ("text", "placeholder"):
        if isinstance(element.get(name), dict):
            return str(element[name]["text"])
    if block.get("type") == "section" and isinstance(block.get("text"), dict):
        return str(block["text"]["text"])
    return ""


def find(blocks: Sequence[Json], name: str) -> tuple[Json, Json]:
    """Find an element by its label or text, its action_id or its block_id; LookupError says what there is."""
    known = [(block, element) for block in blocks for _, element in interactive(block)]
    for block, element in known:
        if name in (caption(block, element), element.get("action_id"), block.get("block_id")):
            return block, element
    for block, element in known:
        if block.get("type") == "section" and name == (block.get("text") or {}).get("text"):
            return block, element
    names = [caption(block, element) or element.get("action_id") for block, element in known]
    message = f"There is no {name!r} here; there are {names}."
    raise LookupError(message)


def question(element: Json) -> str:
    """What is asked before an element does anything: the dialog's title and text; empty where nothing is asked."""
    asked = element.get("confirm")
    return f"{asked['title']['text']}\n{asked['text']['text']}" if asked else ""


def pressed_on(element: Json, *, confirm: bool) -> bool:
    """Say whether a click goes on to the app; LookupError when a dialog is to be refused and none comes up."""
    if not confirm and not question(element):
        message = f"Nothing is asked before {element.get('action_id')!r} is done, so it cannot be refused."
        raise LookupError(message)
    return confirm


def state_value(element: Json, value: object) -> object:
    """Turn what a test says into what the element's state holds; Search or Upload if it must be fetched first."""
    kind = element["type"]
    if value is None or kind not in VALUES:
        return value
    special = _SPECIAL.get(kind)
    if special is not None:
        return special(element, value)
    if kind.startswith("multi_"):
        return [_id(one) for one in _many(value)]
    return value if isinstance(value, dict) else _simple(value)


def _external(_element: Json, value: object) -> object:
    if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
        return value
    return Search(tuple(str(one) for one in _many(value)))


def _files(_element: Json, value: object) -> object:
    files = [value] if isinstance(value, tuple) else _many(value)
    return Upload(tuple((str(one[0]), bytes(one[1])) for one in files if isinstance(one, tuple)))


def _rich(_element: Json, value: object) -> object:
    if isinstance(value, dict):
        return value
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
    return {"type": "rich_text", "elements": [section]}


def _moment(_element: Json, value: object) -> object:
    return int(value.timestamp()) if isinstance(value, dt.datetime) else value


def _several(element: Json, value: object) -> object:
    return [option(element, one) for one in _many(value)]


def _simple(value: object) -> object:
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    return _id(value)


def _id(value: object) -> str:
    return str(getattr(value, "id", value))


def _many(value: object) -> list[object]:
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes, dict)):
        return list(value)
    return [value]


def option(element: Json, value: object) -> Json:
    """Find an option by its text or value; LookupError says what there is."""
    wanted = value.get("value") if isinstance(value, dict) else value
    offered = options_of(element)
    for one in offered:
        if wanted in (one["text"]["text"], one.get("value")):
            return one
    message = f"{wanted!r} cannot be chosen; there are {[one['text']['text'] for one in offered]}."
    raise LookupError(message)


_SPECIAL: dict[str, Callable[[Json, object], object]] = {
    "external_select": _external,
    "multi_external_select": _external,
    "static_select": option,
    "radio_buttons": option,
    "multi_static_select": _several,
    "checkboxes": _several,
    "file_input": _files,
    "rich_text_input": _rich,
    "datetimepicker": _moment,
}
