"""What Slack takes is taken here: one example of every block and element."""

import pytest

from playground.slack.blocks.elements import EVERY_ELEMENT, IN_INPUT
from playground.slack.blocks.kinds import BLOCKS
from playground.slack.blocks.surfaces import check_blocks, check_view, fill_ids
from playground.slack.shapes import Json
from tests.playground.apps import actions, button, modal, option, picked, plain, section, text_input

PICTURE: Json = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A"}
RICH: Json = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "Hi ", "style": {"bold": True}}]},
        {"type": "rich_text_list", "style": "bullet", "elements": [{"type": "rich_text_section", "elements": []}]},
        {"type": "rich_text_quote", "elements": [{"type": "user", "user_id": "U1"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "link", "url": "https://example.com"}]},
    ],
}
CARD: Json = {"type": "card", "title": plain("T"), "body": plain("B"), "actions": [button()]}
TASK: Json = {"type": "task_card", "task_id": "1", "title": "T", "status": "pending"}
CELLS = [[{"type": "raw_text", "text": "x"}, RICH]]
OPTIONS: Json = {"options": [option("One"), option("Two")]}

GOOD: dict[str, Json] = {
    "actions": actions(button(style="primary", value="v", url="https://example.com")),
    "card": CARD,
    "carousel": {"type": "carousel", "elements": [CARD]},
    "container": {"type": "container", "title": plain("T"), "child_blocks": [section()]},
    "context": {"type": "context", "elements": [PICTURE, plain("x"), {"type": "mrkdwn", "text": "*x*"}]},
    "context_actions": {
        "type": "context_actions",
        "elements": [
            {"type": "icon_button", "icon": "trash", "text": plain("Delete"), "action_id": "a"},
            {
                "type": "feedback_buttons",
                "action_id": "b",
                "positive_button": {"text": plain("Good"), "value": "1"},
                "negative_button": {"text": plain("Bad"), "value": "0"},
            },
        ],
    },
    "data_table": {"type": "data_table", "caption": "C", "rows": CELLS * 2, "page_size": 5},
    "data_visualization": {"type": "data_visualization", "title": "T", "chart": {"type": "pie"}},
    "divider": {"type": "divider"},
    "file": {"type": "file", "external_id": "x", "source": "remote"},
    "header": {"type": "header", "text": plain("T")},
    "image": PICTURE | {"title": plain("T")},
    "input": text_input(multiline=True, min_length=1, max_length=3000),
    "markdown": {"type": "markdown", "text": "**x**"},
    "plan": {"type": "plan", "title": "T", "tasks": [TASK]},
    "rich_text": RICH,
    "section": section(fields=[plain("a")] * 10, accessory=PICTURE, block_id="s"),
    "table": {"type": "table", "rows": CELLS, "column_settings": [{"align": "right"}]},
    "task_card": TASK,
    "video": {
        "type": "video",
        "alt_text": "A",
        "title": plain("T"),
        "thumbnail_url": "https://example.com/t.png",
        "video_url": "https://example.com/v",
    },
}
ELEMENTS: dict[str, Json] = {
    "static_select": OPTIONS | {"initial_option": option("Two")},
    "multi_static_select": OPTIONS | {"max_selected_items": 2},
    "radio_buttons": OPTIONS,
    "checkboxes": OPTIONS | {"initial_options": [option("One")]},
    "number_input": {"is_decimal_allowed": True, "min_value": "0", "max_value": "10.5", "initial_value": "3"},
    "datepicker": {"initial_date": "2026-12-31"},
    "timepicker": {"initial_time": "09:30", "timezone": "Europe/Zurich"},
    "datetimepicker": {"initial_date_time": 1_795_000_000},
    "file_input": {"filetypes": ["png"], "max_files": 3},
    "rich_text_input": {"initial_value": RICH},
    "conversations_select": {"filter": {"include": ["public", "im"]}, "default_to_current_conversation": True},
    "external_select": {"min_query_length": 0, "initial_option": option("One")},
}


@pytest.mark.parametrize("kind", BLOCKS.keys() - {"alert"})
def test_every_block_has_a_good_example(kind: str) -> None:
    """Nothing is refused that Slack documents as right."""
    assert check_blocks([GOOD[kind]], "message").errors == []


def test_alerts_stand_in_modals() -> None:
    """The one block that messages may not have."""
    assert check_view(modal({"type": "alert", "text": plain("Careful"), "level": "warning"})).errors == []


@pytest.mark.parametrize("kind", IN_INPUT)
def test_every_input_has_a_good_example(kind: str) -> None:
    """Each input element stands in a modal."""
    element = {"type": kind, "action_id": "a", **ELEMENTS.get(kind, {})}
    assert check_view(modal(picked(element, optional=True, hint=plain("H")))).errors == []


def test_nothing_is_left_out() -> None:
    """Every element is tried somewhere above."""
    elsewhere = {
        "button",
        "workflow_button",
        "overflow",
        "image",
        "plain_text",
        "mrkdwn",
        "feedback_buttons",
        "icon_button",
    }
    assert set(EVERY_ELEMENT) - set(IN_INPUT) == elsewhere


def test_ids_that_are_missing_are_made_and_the_given_stay() -> None:
    """A block_id on every block, an action_id on every element, none twice; the caller's value is not altered."""
    given = [
        section(),
        actions(button() | {"action_id": "mine"}, {"type": "button", "text": plain("B")}),
        section(block_id="s"),
    ]
    filled = fill_ids(given, "k1")
    names = [block["block_id"] for block in filled]
    assert len(set(names)) == 3
    assert names[2] == "s"
    assert filled[1]["elements"][0]["action_id"] == "mine"
    assert filled[1]["elements"][1]["action_id"]
    assert "block_id" not in given[0]
