"""The elements of Block Kit: buttons, selects, pickers, inputs; and where each may stand."""

from playground.slack.blocks.objects import (
    any_text,
    clock_time,
    confirm,
    conversation_filter,
    date,
    dispatch_config,
    ident,
    initial_among_options,
    marked_option,
    number_text,
    option,
    option_group,
    overflow_option,
    placeholder,
    plain,
    slack_file,
    values_differ,
)
from playground.slack.blocks.rich import rich_text
from playground.slack.blocks.rules import (
    CrossRule,
    Rule,
    Shape,
    anything,
    exactly_one,
    flag,
    items,
    one_of,
    ordered,
    string,
    url,
    whole,
)

_ACTION: dict[str, Rule] = {"action_id": ident, "confirm": confirm}
_FOCUS: dict[str, Rule] = {"action_id": ident, "focus_on_load": flag, "placeholder": placeholder}
_CHOICE: dict[str, Rule] = {**_FOCUS, "confirm": confirm}
_TYPED: dict[str, Rule] = {**_FOCUS, "dispatch_action_config": dispatch_config}
_MOST_SELECTED: dict[str, Rule] = {"max_selected_items": whole(1, 100)}
_OPTIONS: dict[str, Rule] = {"options": items(option, 1, 100), "option_groups": items(option_group, 1, 100)}
_OPTION_RULES: tuple[CrossRule, ...] = (exactly_one("options", "option_groups"), initial_among_options)

BUTTONS: dict[str, Rule] = {
    "button": Shape(
        {"text": plain(75)},
        {
            **_ACTION,
            "url": url,
            "value": string(2000),
            "style": one_of("primary", "danger"),
            "accessibility_label": string(75),
        },
    ),
    "workflow_button": Shape(
        {"text": plain(75), "workflow": anything},
        {"action_id": ident, "style": one_of("primary", "danger"), "accessibility_label": string(75)},
    ),
    "overflow": Shape({"options": items(overflow_option, 1, 5)}, _ACTION, (values_differ,)),
}
_FEEDBACK = Shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
FOOT_BUTTONS: dict[str, Rule] = {
    "feedback_buttons": Shape({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {"action_id": ident}),
    "icon_button": Shape(
        {"icon": one_of("trash"), "text": plain(75)},
        {
            **_ACTION,
            "value": string(2000),
            "accessibility_label": string(75),
            "visible_to_user_ids": items(string(50), 1, 10),
        },
    ),
}
PICTURES: dict[str, Rule] = {
    "image": Shape(
        {"alt_text": string(2000)},
        {"image_url": url, "slack_file": slack_file},
        (exactly_one("image_url", "slack_file"),),
    ),
}
TEXTS: dict[str, Rule] = {"plain_text": any_text(3000), "mrkdwn": any_text(3000)}
SELECTS: dict[str, Rule] = {
    "static_select": Shape({}, {**_CHOICE, **_OPTIONS, "initial_option": option}, _OPTION_RULES),
    "external_select": Shape({}, {**_CHOICE, "initial_option": option, "min_query_length": whole(0, 150)}),
    "users_select": Shape({}, {**_CHOICE, "initial_user": string(50)}),
    "conversations_select": Shape(
        {},
        {
            **_CHOICE,
            "initial_conversation": string(50),
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": conversation_filter,
        },
    ),
    "channels_select": Shape({}, {**_CHOICE, "initial_channel": string(50), "response_url_enabled": flag}),
    "multi_static_select": Shape(
        {}, {**_CHOICE, **_OPTIONS, **_MOST_SELECTED, "initial_options": items(option, 1, 100)}, _OPTION_RULES
    ),
    "multi_external_select": Shape(
        {},
        {**_CHOICE, **_MOST_SELECTED, "initial_options": items(option, 1, 100), "min_query_length": whole(0, 150)},
    ),
    "multi_users_select": Shape({}, {**_CHOICE, **_MOST_SELECTED, "initial_users": items(string(50), 1, 100)}),
    "multi_conversations_select": Shape(
        {},
        {
            **_CHOICE,
            **_MOST_SELECTED,
            "initial_conversations": items(string(50), 1, 100),
            "default_to_current_conversation": flag,
            "filter": conversation_filter,
        },
    ),
    "multi_channels_select": Shape({}, {**_CHOICE, **_MOST_SELECTED, "initial_channels": items(string(50), 1, 100)}),
}
_TICK: dict[str, Rule] = {"action_id": ident, "confirm": confirm, "focus_on_load": flag}
PICKERS: dict[str, Rule] = {
    "checkboxes": Shape(
        {"options": items(marked_option, 1, 10)},
        {**_TICK, "initial_options": items(marked_option, 1, 10)},
        (initial_among_options, values_differ),
    ),
    "radio_buttons": Shape(
        {"options": items(marked_option, 1, 10)},
        {**_TICK, "initial_option": marked_option},
        (initial_among_options, values_differ),
    ),
    "datepicker": Shape({}, {**_CHOICE, "initial_date": date}),
    "timepicker": Shape({}, {**_CHOICE, "initial_time": clock_time, "timezone": string(100)}),
    "datetimepicker": Shape({}, {**_TICK, "initial_date_time": whole(1_000_000_000, 9_999_999_999)}),
}
INPUTS: dict[str, Rule] = {
    "plain_text_input": Shape(
        {},
        {
            **_TYPED,
            "initial_value": string(3000, 0),
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        (ordered("min_length", "max_length"),),
    ),
    "email_text_input": Shape({}, {**_TYPED, "initial_value": string(3000, 0)}),
    "url_text_input": Shape({}, {**_TYPED, "initial_value": string(3000, 0)}),
    "number_input": Shape(
        {"is_decimal_allowed": flag},
        {**_TYPED, "initial_value": number_text, "min_value": number_text, "max_value": number_text},
        (ordered("min_value", "max_value"),),
    ),
    "file_input": Shape({}, {"action_id": ident, "filetypes": items(string(50), 1, 100), "max_files": whole(1, 10)}),
    "rich_text_input": Shape({}, {**_TYPED, "initial_value": rich_text}),
}

# Where each may stand, after Slack's page of each element ("Works with block types").
EVERY_ELEMENT = {**BUTTONS, **FOOT_BUTTONS, **PICTURES, **TEXTS, **SELECTS, **PICKERS, **INPUTS}
IN_ACTIONS = (*BUTTONS, *SELECTS, *PICKERS, "rich_text_input")
IN_SECTION = (*BUTTONS, *PICTURES, *SELECTS, "checkboxes", "radio_buttons", "datepicker", "timepicker")
IN_INPUT = (*SELECTS, *PICKERS, *INPUTS)
IN_CONTEXT = (*PICTURES, *TEXTS)
IN_CONTEXT_ACTIONS = tuple(FOOT_BUTTONS)
