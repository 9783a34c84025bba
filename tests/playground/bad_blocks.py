"""Block structures that Slack refuses, after its documented limits: what is wrong, where, and of which kind."""

from playground.slack.shapes import Json
from tests.playground.apps import actions, button, modal, option, picked, plain, section, text_input

LONG = "x" * 3001
IMAGE: Json = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A"}
CONFIRM: Json = {"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Yes"), "deny": plain("No")}
CARD: Json = {"type": "card", "title": plain("T")}
VIDEO: Json = {"type": "video", "alt_text": "A", "title": plain("T"), "video_url": "https://example.com/v"}
CHANNELS: Json = {"type": "conversations_select", "action_id": "a"}
NUMBER: Json = {"type": "number_input", "action_id": "a", "is_decimal_allowed": False}

Case = tuple[object, str, str]


def marked(text: str, **more: object) -> Json:
    return {"type": "mrkdwn", "text": text, **more}


def row(cells: int) -> list[Json]:
    return [{"type": "raw_text", "text": "x"}] * cells


def select(**more: object) -> Json:
    return {"type": "static_select", "action_id": "choose", "options": [option("One")], **more}


def ticks(count: int, kind: str = "checkboxes", **more: object) -> Json:
    return {"type": kind, "action_id": "tick", "options": [option(f"o{at}") for at in range(count)], **more}


def styled(**style: object) -> Json:
    text = {"type": "text", "text": "x", "style": style}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [text]}]}


# A whole list of blocks, and the fault's pointer below /blocks.
LISTS: dict[str, Case] = {
    "51 blocks": ([{"type": "divider"}] * 51, "", "too_many"),
    "no list": ({"type": "divider"}, "", "wrong_type"),
    "a string among them": ([{"type": "divider"}, "text"], "/1", "wrong_type"),
    "same block_id": ([section(block_id="a"), section(block_id="a")], "/1/block_id", "duplicate"),
    "two focused": ([text_input(focus_on_load=True), text_input(block_id="b", focus_on_load=True)], "", "conflict"),
    "two tables": ([{"type": "table", "rows": [row(1)]}] * 2, "", "too_many"),
    "long markdown in all": ([{"type": "markdown", "text": "x" * 7000}] * 2, "", "too_long"),
}

# One block, and the fault's pointer inside it.
SINGLE: dict[str, Case] = {
    "unknown block": ({"type": "sectoin"}, "/type", "unknown_type"),
    "no type": ({"text": plain("x")}, "", "missing_field"),
    "unknown key": (section(colour="red"), "", "unknown_field"),
    "long block_id": (section(block_id="x" * 256), "/block_id", "too_long"),
    "empty section": ({"type": "section"}, "", "missing_field"),
    "text as string": ({"type": "section", "text": "Hello"}, "/text", "wrong_type"),
    "unknown text type": ({"type": "section", "text": {"type": "markdwn", "text": "x"}}, "/text/type", "unknown_type"),
    "text without text": ({"type": "section", "text": {"type": "mrkdwn"}}, "/text", "missing_field"),
    "empty text": (section(""), "/text/text", "too_short"),
    "long section": (section(LONG), "/text/text", "too_long"),
    "emoji in mrkdwn": ({"type": "section", "text": marked("x", emoji=True)}, "/text", "unknown_field"),
    "11 fields": ({"type": "section", "fields": [plain("x")] * 11}, "/fields", "too_many"),
    "no fields": ({"type": "section", "fields": []}, "/fields", "too_few"),
    "long field": ({"type": "section", "fields": [plain("x" * 2001)]}, "/fields/0/text", "too_long"),
    "input accessory": (section(accessory={"type": "plain_text_input"}), "/accessory/type", "not_allowed_here"),
    "long header": ({"type": "header", "text": plain("x" * 151)}, "/text/text", "too_long"),
    "mrkdwn header": ({"type": "header", "text": marked("x")}, "/text/type", "not_allowed_here"),
    "image without alt": ({"type": "image", "image_url": "https://example.com/a.png"}, "", "missing_field"),
    "image without picture": ({"type": "image", "alt_text": "A"}, "", "missing_field"),
    "image twice": (IMAGE | {"slack_file": {"id": "F1"}}, "", "conflict"),
    "long image url": (IMAGE | {"image_url": "https://example.com/" + LONG}, "/image_url", "too_long"),
    "image url is none": (IMAGE | {"image_url": "not a url"}, "/image_url", "bad_format"),
    "empty actions": (actions(), "/elements", "too_few"),
    "26 elements": (actions(*[button(action_id=str(at)) for at in range(26)]), "/elements", "too_many"),
    "same action_id": (actions(button(), button()), "/elements/1/action_id", "duplicate"),
    "11 in context": ({"type": "context", "elements": [plain("x")] * 11}, "/elements", "too_many"),
    "button in context": ({"type": "context", "elements": [button()]}, "/elements/0/type", "not_allowed_here"),
    "button as input": (picked(button()), "/element/type", "not_allowed_here"),
    "input without label": ({"type": "input", "element": {"type": "plain_text_input"}}, "", "missing_field"),
    "long label": (text_input("x" * 2001), "/label/text", "too_long"),
    "long hint": (text_input() | {"hint": plain("x" * 2001)}, "/hint/text", "too_long"),
    "101 rows": ({"type": "table", "rows": [row(1)] * 101}, "/rows", "too_many"),
    "21 columns": ({"type": "table", "rows": [row(21)]}, "/rows/0", "too_many"),
    "bad cell": ({"type": "table", "rows": [[plain("x")]]}, "/rows/0/0/type", "unknown_type"),
    "alert in a message": ({"type": "alert", "text": plain("Careful")}, "/type", "not_allowed_here"),
    "empty card": ({"type": "card"}, "", "missing_field"),
    "long card": ({"type": "card", "body": plain("x" * 201)}, "/body/text", "too_long"),
    "11 cards": ({"type": "carousel", "elements": [CARD] * 11}, "/elements", "too_many"),
    "rich text of what": ({"type": "rich_text", "elements": [plain("x")]}, "/elements/0/type", "unknown_type"),
    "rich text style": (styled(bald=True), "/elements/0/elements/0/style", "unknown_field"),
    "video without thumbnail": (VIDEO, "", "missing_field"),
}

# One element in a row of actions, and the fault's pointer inside it.
ELEMENTS: dict[str, Case] = {
    "text input in actions": ({"type": "plain_text_input", "action_id": "a"}, "/type", "not_allowed_here"),
    "unknown element": ({"type": "knob"}, "/type", "unknown_type"),
    "long button": (button("x" * 76), "/text/text", "too_long"),
    "button without text": ({"type": "button", "action_id": "a"}, "", "missing_field"),
    "mrkdwn button": ({"type": "button", "text": marked("x")}, "/text/type", "not_allowed_here"),
    "long value": (button(value="x" * 2001), "/value", "too_long"),
    "long action_id": (button(action_id="x" * 256), "/action_id", "too_long"),
    "button style": (button(style="warning"), "/style", "not_one_of"),
    "long button url": (button(url="https://example.com/" + LONG), "/url", "too_long"),
    "confirm without deny": (button(confirm=CONFIRM | {"deny": None}), "/confirm", "missing_field"),
    "long confirm title": (button(confirm=CONFIRM | {"title": plain("x" * 101)}), "/confirm/title/text", "too_long"),
    "long confirm text": (button(confirm=CONFIRM | {"text": plain("x" * 301)}), "/confirm/text/text", "too_long"),
    "long confirm yes": (button(confirm=CONFIRM | {"confirm": plain("x" * 31)}), "/confirm/confirm/text", "too_long"),
    "no options": (select(options=[]), "/options", "too_few"),
    "101 options": (select(options=[option(f"o{at}") for at in range(101)]), "/options", "too_many"),
    "options and groups": (select(option_groups=[{"label": plain("G"), "options": [option("A")]}]), "", "conflict"),
    "group without label": (
        {"type": "static_select", "option_groups": [{"options": [option("A")]}]},
        "/option_groups/0",
        "missing_field",
    ),
    "long option": (select(options=[option("x" * 76)]), "/options/0/text/text", "too_long"),
    "long option value": (select(options=[option("A", "x" * 151)]), "/options/0/value", "too_long"),
    "option without value": (select(options=[{"text": plain("A")}]), "/options/0", "missing_field"),
    "initial not offered": (select(initial_option=option("Two")), "/initial_option", "not_one_of"),
    "initial ticks not offered": (ticks(2, initial_options=[option("zzz")]), "/initial_options", "not_one_of"),
    "long placeholder": (select(placeholder=plain("x" * 151)), "/placeholder/text", "too_long"),
    "11 checkboxes": (ticks(11), "/options", "too_many"),
    "11 radio buttons": (ticks(11, "radio_buttons"), "/options", "too_many"),
    "same values": ({"type": "checkboxes", "options": [option("A", "v"), option("B", "v")]}, "", "duplicate"),
    "6 in overflow": ({"type": "overflow", "options": [option(str(at)) for at in range(6)]}, "/options", "too_many"),
    "bad date": ({"type": "datepicker", "initial_date": "31.12.2026"}, "/initial_date", "bad_format"),
    "bad time": ({"type": "timepicker", "initial_time": "25:00"}, "/initial_time", "bad_format"),
    "bad moment": ({"type": "datetimepicker", "initial_date_time": 12}, "/initial_date_time", "out_of_range"),
    "empty filter": (CHANNELS | {"filter": {}}, "/filter", "missing_field"),
    "unknown in filter": (CHANNELS | {"filter": {"include": ["dm"]}}, "/filter/include/0", "not_one_of"),
    "none selected": ({"type": "multi_users_select", "max_selected_items": 0}, "/max_selected_items", "out_of_range"),
}

# One element of an input, and the fault's pointer inside it.
INPUTS: dict[str, Case] = {
    "max_length": ({"type": "plain_text_input", "max_length": 3001}, "/max_length", "out_of_range"),
    "min above max": ({"type": "plain_text_input", "min_length": 9, "max_length": 3}, "", "conflict"),
    "number without decimals": ({"type": "number_input"}, "", "missing_field"),
    "number range": (NUMBER | {"min_value": "5", "max_value": "1"}, "", "conflict"),
    "number as number": (NUMBER | {"min_value": 5}, "/min_value", "wrong_type"),
    "11 files": ({"type": "file_input", "max_files": 11}, "/max_files", "out_of_range"),
    "dispatch on nothing": (
        {"type": "plain_text_input", "dispatch_action_config": {"trigger_actions_on": []}},
        "/dispatch_action_config/trigger_actions_on",
        "too_few",
    ),
}

VIEWS: dict[str, Case] = {
    "no object": ("view", "", "wrong_type"),
    "no type": ({"title": plain("x"), "blocks": []}, "", "missing_field"),
    "unknown type": ({"type": "dialog", "title": plain("x"), "blocks": []}, "/type", "not_one_of"),
    "no title": ({"type": "modal", "blocks": []}, "", "missing_field"),
    "long title": (modal(section(), title="x" * 25), "/title/text", "too_long"),
    "mrkdwn title": (modal(section()) | {"title": marked("x")}, "/title/type", "not_allowed_here"),
    "long submit": (modal(section(), submit=plain("x" * 25)), "/submit/text", "too_long"),
    "long close": (modal(section(), close=plain("x" * 25)), "/close/text", "too_long"),
    "input without submit": (modal(text_input(), submit=None), "", "missing_field"),
    "long metadata": (modal(section(), private_metadata=LONG), "/private_metadata", "too_long"),
    "long callback": (modal(section(), callback_id="x" * 256), "/callback_id", "too_long"),
    "101 blocks": (modal(*[{"type": "divider"}] * 101), "/blocks", "too_many"),
    "table in a modal": (modal({"type": "table", "rows": [row(1)]}), "/blocks/0/type", "not_allowed_here"),
    "unknown key": (modal(section(), colour="red"), "", "unknown_field"),
    "bad flag": (modal(section(), notify_on_close="yes"), "/notify_on_close", "wrong_type"),
    "same block_id": (modal(text_input(), text_input()), "/blocks/1/block_id", "duplicate"),
}

# All of the above as messages: the blocks, the whole pointer, the code.
MESSAGES: dict[str, Case] = {
    **{name: (blocks, f"/blocks{at}", code) for name, (blocks, at, code) in LISTS.items()},
    **{name: ([block], f"/blocks/0{at}", code) for name, (block, at, code) in SINGLE.items()},
    **{
        name: ([{"type": "actions", "elements": [element]}], f"/blocks/0/elements/0{at}", code)
        for name, (element, at, code) in ELEMENTS.items()
    },
    **{
        name: ([{"type": "input", "label": plain("L"), "element": element}], f"/blocks/0/element{at}", code)
        for name, (element, at, code) in INPUTS.items()
    },
}
