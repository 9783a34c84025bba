"""The blocks of Block Kit, and on which surface each may stand."""

from playground.slack.blocks import elements
from playground.slack.blocks.elements import BUTTONS, EVERY_ELEMENT, PICTURES
from playground.slack.blocks.objects import any_text, ident, plain, slack_file
from playground.slack.blocks.rich import rich_text, rich_text_shape
from playground.slack.blocks.rules import (
    Report,
    Rule,
    Shape,
    anything,
    at_least_one,
    exactly_one,
    flag,
    items,
    one_of,
    string,
    typed,
    url,
    whole,
)
from playground.slack.shapes import Json

TABLE_ROWS, TABLE_COLUMNS = 100, 20
_ID: dict[str, Rule] = {"block_id": ident}


def _dispatch_fits(value: Json, pointer: str, report: Report) -> None:
    if value.get("dispatch_action") and value["element"].get("type") == "file_input":
        report.add(f"{pointer}/dispatch_action", "conflict", "file_input cannot dispatch actions")


def _collapse_fits(value: Json, pointer: str, report: Report) -> None:
    if value.get("is_collapsible") and value.get("has_header_divider"):
        report.add(pointer, "conflict", "has_header_divider cannot be set when is_collapsible is true")
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        report.add(pointer, "conflict", "default_collapsed requires is_collapsible")


_CELL = typed(
    {
        "raw_text": Shape({"text": string(3000, 0)}),
        "raw_number": Shape({"value": anything}, {"text": string(3000, 0)}),
        "rich_text": rich_text_shape,
    }
)
_COLUMN = Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})
_image = typed(PICTURES)
_card = Shape(
    {},
    {
        **_ID,
        "hero_image": _image,
        "icon": _image,
        "title": any_text(150),
        "subtitle": any_text(150),
        "body": any_text(200),
        "actions": items(typed(BUTTONS, "button"), 1, 3),
    },
    (at_least_one("hero_image", "title", "actions", "body"),),
)
_task = Shape(
    {
        "task_id": string(255),
        "title": string(3000),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    {
        **_ID,
        "details": rich_text,
        "output": rich_text,
        "sources": items(typed({"url": Shape({"url": url, "text": string(3000)}, {"icon_url": url})}), 0, 100),
    },
)

BLOCKS: dict[str, Rule] = {
    "actions": Shape({"elements": items(typed(EVERY_ELEMENT, *elements.IN_ACTIONS), 1, 25)}, _ID),
    "context": Shape({"elements": items(typed(EVERY_ELEMENT, *elements.IN_CONTEXT), 1, 10)}, _ID),
    "context_actions": Shape({"elements": items(typed(EVERY_ELEMENT, *elements.IN_CONTEXT_ACTIONS), 1, 5)}, _ID),
    "divider": Shape({}, _ID),
    "file": Shape({"external_id": string(255), "source": one_of("remote")}, _ID),
    "header": Shape({"text": plain(150)}, {**_ID, "level": whole(1, 4)}),
    "image": Shape(
        {"alt_text": string(2000)},
        {**_ID, "image_url": url, "slack_file": slack_file, "title": plain(2000)},
        (exactly_one("image_url", "slack_file"),),
    ),
    "input": Shape(
        {"label": plain(2000), "element": typed(EVERY_ELEMENT, *elements.IN_INPUT)},
        {**_ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
        (_dispatch_fits,),
    ),
    "markdown": Shape({"text": string(12_000)}, _ID),
    "rich_text": rich_text_shape,
    "section": Shape(
        {},
        {
            **_ID,
            "text": any_text(3000),
            "fields": items(any_text(2000), 1, 10),
            "accessory": typed(EVERY_ELEMENT, *elements.IN_SECTION),
            "expand": flag,
        },
        (at_least_one("text", "fields"),),
    ),
    "video": Shape(
        {"alt_text": string(2000), "title": plain(199), "thumbnail_url": url, "video_url": url},
        {
            **_ID,
            "author_name": string(49),
            "description": plain(200),
            "provider_icon_url": url,
            "provider_name": string(50),
            "title_url": url,
        },
    ),
    "table": Shape(
        {"rows": items(items(_CELL, 1, TABLE_COLUMNS), 1, TABLE_ROWS)},
        {**_ID, "column_settings": items(_COLUMN, 0, TABLE_COLUMNS)},
    ),
    "data_table": Shape(
        {"caption": string(3000), "rows": items(items(_CELL, 1, TABLE_COLUMNS), 2, 101)},
        {**_ID, "page_size": whole(1, 100), "column_settings": items(_COLUMN, 0, TABLE_COLUMNS)},
    ),
    "data_visualization": Shape({"title": string(50), "chart": anything}, {**_ID, "description": anything}),
    "alert": Shape({"text": any_text(200)}, {**_ID, "level": one_of("default", "info", "warning", "error", "success")}),
    "card": _card,
    "carousel": Shape({"elements": items(typed({"card": _card}), 1, 10)}, _ID),
    "plan": Shape({"title": string(3000)}, {**_ID, "tasks": items(typed({"task_card": _task}), 0, 50)}),
    "task_card": _task,
}
_INSIDE = ("actions", "context", "divider", "header", "image", "markdown", "rich_text", "section", "table", "video")
BLOCKS["container"] = Shape(
    {"child_blocks": items(typed(BLOCKS, *_INSIDE), 1, 10)},
    {
        **_ID,
        "title": plain(150),
        "rich_text_title": rich_text,
        "subtitle": any_text(150),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": _image,
        "is_collapsible": flag,
        "default_collapsed": flag,
        "has_header_divider": flag,
    },
    (at_least_one("title", "rich_text_title"), _collapse_fits),
)

_EVERYWHERE = ("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video", "card")
_WIDE = (*_EVERYWHERE, "markdown", "carousel", "data_table", "data_visualization", "table")
SURFACES: dict[str, tuple[str, ...]] = {
    "message": (*_WIDE, "file", "context_actions", "container", "plan", "task_card"),
    "home": _WIDE,
    "modal": (*_EVERYWHERE, "alert", "markdown"),
}
MOST_BLOCKS = {"message": 50, "home": 100, "modal": 100}
