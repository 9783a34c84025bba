"""Block Kit for the page's tests: every block and element that a Bolt app may send, and one modal with all inputs."""

from playground.slack.shapes import Json
from tests.playground.apps import actions, button, modal, option, picked, plain, section, text_input

A_PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAA"
    "DUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
A_MOMENT = 1_767_225_600  # 1 January 2026, 00:00 UTC
EVERY_STYLE = (
    "*Bold*, _italic_, ~struck~, `code`, *_both_*, 2*3*4 and snake_case_name stay, :tada: :no_such_emoji:\n"
    "> A quote of two\n> lines\n"
    "```a <preformatted> & escaped\nblock```\n"
    "<https://example.com|A link>, https://example.com/bare, <mailto:a@example.com|a mail>, &lt;b&gt;not bold&lt;/b&gt;"
)
FEW = [option("Low"), option("Middle"), option("High")]
MANY = [option(f"Choice {number}", str(number)) for number in range(1, 60)]


def mentions(user: str, channel: str) -> str:
    """A text with every mention, and a date in the reader's zone."""
    date = f"<!date^{A_MOMENT}^{{date_short}} at {{time}}|the new year>"
    return f"<@{user}>, <#{channel}>, <!here>, <!subteam^S1|@team>, {date}"


def rich(user: str) -> Json:
    """Rich text with every part."""

    def line(*parts: Json) -> Json:
        return {"type": "rich_text_section", "elements": list(parts)}

    def text(words: str, **style: bool) -> Json:
        return {"type": "text", "text": words, **({"style": style} if style else {})}

    def listed(style: str, *words: str, **more: object) -> Json:
        return {"type": "rich_text_list", "style": style, "elements": [line(text(one)) for one in words], **more}

    link = {"type": "link", "url": "https://example.com", "text": "a link"}
    return {
        "type": "rich_text",
        "elements": [
            line(
                text("Rich text with "),
                text("bold", bold=True),
                text(", "),
                text("struck", strike=True),
                text(", "),
                text("code", code=True),
                text(", "),
                link,
                text(", "),
                {"type": "user", "user_id": user},
                text(" and "),
                {"type": "emoji", "name": "rocket"},
                {"type": "date", "timestamp": A_MOMENT, "format": " on {date_long}", "fallback": "a day"},
            ),
            listed("bullet", "first", "second"),
            listed("bullet", "deeper", indent=1),
            listed("ordered", "one", "two"),
            {"type": "rich_text_quote", "elements": [text("As somebody said")]},
            {"type": "rich_text_preformatted", "elements": [text("if a < b:\n    go()")]},
        ],
    }


TABLE: Json = {
    "type": "table",
    "column_settings": [{"align": "left", "is_wrapped": True}, {"align": "right"}],
    "rows": [
        [{"type": "raw_text", "text": "Item"}, {"type": "raw_text", "text": "Hours"}],
        [{"type": "raw_text", "text": "Set-up of the connector and its rules"}, {"type": "raw_number", "value": 40}],
        [{"type": "raw_text", "text": "Training"}, {"type": "raw_number", "value": 16}],
    ],
}
MARKDOWN = """## Markdown

Some **bold**, *slanted*, ~~gone~~ and `code`, with [a link](https://example.com).

- one
  - inside
- [x] done

1. first
2. second

> quoted

| Step | Owner |
| --- | ---: |
| 6 | Manager |
"""
CONFIRM: Json = {
    "title": plain("Are you sure?"),
    "text": {"type": "mrkdwn", "text": "It *cannot* be undone."},
    "confirm": plain("Yes, remove"),
    "deny": plain("No"),
    "style": "danger",
}


def every_block(user: str, channel: str) -> list[Json]:
    """Blocks for a message: what most apps send."""
    return [
        {"type": "header", "text": plain("Everything in one message :sparkles:")},
        section(EVERY_STYLE),
        section(mentions(user, channel)),
        {
            "type": "section",
            "fields": [
                {"type": "mrkdwn", "text": f"*{label}*\n{value}"}
                for label, value in (("Customer", "Acme"), ("Amount", "$12,400"), ("Step", "6"), ("Decides", "Bob"))
            ],
            "accessory": {"type": "image", "image_url": A_PIXEL, "alt_text": "a dot"},
        },
        {"type": "divider"},
        rich(user),
        {"type": "markdown", "text": MARKDOWN},
        TABLE,
        *every_element(),
    ]


def every_element() -> list[Json]:
    """Blocks for a message: those that can be used, and pictures of other hosts."""
    return [
        actions(
            button("Approve", "approve", style="primary"),
            button("Remove", "remove", style="danger", confirm=CONFIRM),
            button("Plain", "plain"),
            button("Open", "open", url="https://example.com/page"),
            {"type": "overflow", "action_id": "overflow", "options": [option("Edit"), option("Copy")]},
            block_id="buttons",
        ),
        actions(
            {"type": "static_select", "action_id": "level", "placeholder": plain("Level"), "options": FEW},
            {"type": "users_select", "action_id": "owner", "placeholder": plain("Owner")},
            {"type": "datepicker", "action_id": "due", "initial_date": "2026-01-02"},
            block_id="choices",
        ),
        {
            "type": "context",
            "elements": [
                {"type": "image", "image_url": "https://example.com/logo.png", "alt_text": "their logo"},
                {"type": "mrkdwn", "text": "Step *6* · decides by <!date^1767225600^{date_pretty}|then>"},
            ],
        },
        {"type": "image", "image_url": "https://example.com/chart.png", "alt_text": "a chart of elsewhere"},
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "feedback",
                    "positive_button": {"text": plain("Good"), "value": "good"},
                    "negative_button": {"text": plain("Bad"), "value": "bad"},
                },
                {"type": "icon_button", "action_id": "bin", "icon": "trash", "text": plain("Remove")},
            ],
        },
    ]


def newer_blocks() -> list[Json]:
    """Blocks for a message: those that came lately."""
    card = {"type": "card", "title": plain("Acme"), "subtitle": plain("Platinum"), "body": plain("Three open items")}
    task = {"type": "task_card", "task_id": "t", "title": "Read the brief", "status": "complete"}
    return [
        {**card, "actions": [button("Look", "look", style="primary")], "block_id": "card"},
        {"type": "carousel", "elements": [card, {**card, "title": plain("Borealis")}]},
        {"type": "plan", "title": "What I will do", "tasks": [task, {**task, "task_id": "u", "status": "in_progress"}]},
        {
            "type": "container",
            "title": plain("A folded part"),
            "is_collapsible": True,
            "default_collapsed": True,
            "child_blocks": [section("Inside"), actions(button("Deep", "deep"))],
        },
        {
            "type": "video",
            "title": plain("A talk"),
            "alt_text": "a talk",
            "thumbnail_url": "https://example.com/t.png",
            "video_url": "https://example.com/v",
            "author_name": "Alice",
        },
        {
            "type": "data_visualization",
            "title": "Hours",
            "chart": {"type": "pie", "segments": [{"label": "Done", "value": 3}, {"label": "Open", "value": 5}]},
        },
    ]


def every_input(**more: object) -> Json:
    """A modal with every input."""

    def asked(label: str, kind: str, **element: object) -> Json:
        hint = element.pop("hint", None)
        inner = {"type": kind, "action_id": "value", **element}
        block = picked(inner, label, block_id=label.lower().replace(" ", "-"), optional=label != "Title")
        return {**block, "hint": plain(str(hint))} if hint else block

    return modal(
        {"type": "alert", "level": "info", "text": plain("Every input that a modal can have")},
        {**text_input("Title", "title", min_length=3, max_length=60), "hint": plain("A few words")},
        asked("Story", "plain_text_input", multiline=True, placeholder=plain("What happened?"), max_length=3000),
        asked("Hours", "number_input", is_decimal_allowed=False, min_value="1", max_value="80"),
        asked("Mail", "email_text_input"),
        asked("Link", "url_text_input", hint="Where it can be seen"),
        asked("Level", "static_select", options=FEW, initial_option=FEW[1]),
        asked("Customer", "external_select", min_query_length=2, placeholder=plain("Type to search")),
        asked("Owner", "users_select"),
        asked("Place", "conversations_select", default_to_current_conversation=True),
        asked("Room", "channels_select"),
        asked("Labels", "multi_static_select", options=MANY, max_selected_items=3),
        asked("Team", "multi_users_select"),
        asked("Day", "datepicker", initial_date="2026-01-02"),
        asked("Hour", "timepicker"),
        asked("Moment", "datetimepicker", initial_date_time=A_MOMENT),
        asked("Parts", "checkboxes", options=[{**one, "description": plain("a part")} for one in FEW]),
        asked("Kind", "radio_buttons", options=FEW, initial_option=FEW[0]),
        asked("Files", "file_input", filetypes=["png", "txt"], max_files=2),
        asked("Notes", "rich_text_input"),
        title="Every input",
        callback_id="every_input",
        notify_on_close=True,
        **more,
    )
