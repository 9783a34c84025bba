"""What a person has put into inputs: the state that Slack sends, what it starts with, what the client refuses."""

import re

from playground.slack.blocks.objects import options_of
from playground.slack.blocks.surfaces import interactive
from playground.slack.errors import SlackError
from playground.slack.shapes import Json

# Per type of element: the name of its value in the state, and of what it starts with.
VALUES: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
LISTS = frozenset(kind for kind, (name, _) in VALUES.items() if name.endswith("s") and name != "files") | {"file_input"}
_OFFERED = frozenset({"static_select", "radio_buttons", "multi_static_select", "checkboxes"})
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+\.\S+|https?://localhost\S*")


def state_of(blocks: list[Json], given: Json, *, here: str = "") -> Json:
    """Make state.values: what was given, else what an element starts with, else nothing.

    here: the channel in which the person is, for selects that start with the current conversation.

    SlackError `impossible` if a person could not have put that in.
    """
    values: Json = {}
    for block in blocks:
        for _, element in interactive(block):
            kind = element.get("type")
            if kind not in VALUES:
                continue
            key, first = VALUES[kind]
            put = (given.get(block["block_id"]) or {}).get(element["action_id"])
            value = put.get(key) if isinstance(put, dict) else _first(element, first, here)
            if put is not None:
                value = _possible(element, value)
            if value in (None, "") and kind in LISTS:
                value = []
            entry: Json = {"type": kind, key: value if value != "" else None}
            if kind == "timepicker" and element.get("timezone"):
                entry["timezone"] = element["timezone"]
            values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return values


def _first(element: Json, name: str, here: str) -> object:
    found = element.get(name)
    if found is None and element.get("default_to_current_conversation") and here:
        return [here] if element["type"].startswith("multi_") else here
    return found


def _possible(element: Json, value: object) -> object:
    if element["type"] not in _OFFERED or not value:
        return value
    offered = {one["value"]: one for one in options_of(element)}
    chosen = value if isinstance(value, list) else [value]
    for one in chosen:
        if not isinstance(one, dict) or one.get("value") not in offered:
            message = f"{one!r} cannot be chosen; the choices are {sorted(offered)}"
            raise SlackError("impossible", message=message)
    found = [offered[one["value"]] for one in chosen if isinstance(one, dict)]
    return found if isinstance(value, list) else found[0]


def complaints(blocks: list[Json], values: Json) -> Json:
    """Say what Slack's own client refuses before the app sees it: {block_id: sentence}."""
    found: Json = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        entry = values.get(block["block_id"], {}).get(element["action_id"], {})
        value = entry.get(VALUES[element["type"]][0])
        if value in (None, "", []):
            if not block.get("optional"):
                found[block["block_id"]] = "Please complete this required field."
            continue
        sentence = _refused(element, value)
        if sentence:
            found[block["block_id"]] = sentence
    return found


def _refused(element: Json, value: object) -> str:
    kind = element["type"]
    if kind == "plain_text_input":
        return _length(element, str(value))
    if kind == "number_input":
        return _number(element, str(value))
    if kind == "email_text_input" and not _EMAIL.fullmatch(str(value)):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not _URL.fullmatch(str(value)):
        return "Please enter a valid URL."
    most = element.get("max_selected_items") or (element.get("max_files", 10) if kind == "file_input" else None)
    if most and isinstance(value, list) and len(value) > most:
        return f"Please choose at most {most}."
    return ""


def _length(element: Json, text: str) -> str:
    least, most = element.get("min_length") or 0, element.get("max_length") or 3000
    if len(text) < least:
        return f"This must be at least {least} characters."
    return f"This must be at most {most} characters." if len(text) > most else ""


def _number(element: Json, text: str) -> str:
    decimal = element.get("is_decimal_allowed")
    if not re.fullmatch(r"-?\d+(\.\d+)?" if decimal else r"-?\d+", text):
        return "Please enter a valid number." if decimal else "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(text) < float(least):
        return f"Please enter a number that is at least {least}."
    return f"Please enter a number that is at most {most}." if most is not None and float(text) > float(most) else ""
