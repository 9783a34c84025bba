"""The composition objects of Block Kit: texts, options, confirmations, filters."""

from playground.slack.blocks.rules import (
    Report,
    Rule,
    Shape,
    at_least_one,
    flag,
    items,
    matching,
    one_of,
    string,
    typed,
    url,
)
from playground.slack.shapes import Json

ident = string(255)
date = matching(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "YYYY-MM-DD")
clock_time = matching(r"([01]\d|2[0-3]):[0-5]\d", "HH:mm")
number_text = matching(r"-?\d+(\.\d+)?", "1 or -2.5")


def plain(most: int) -> Rule:
    """Take a plain_text object of at most so many characters."""
    return typed(_texts(most), "plain_text")


def any_text(most: int) -> Rule:
    """Take a plain_text or mrkdwn object of at most so many characters."""
    return typed(_texts(most))


def _texts(most: int) -> dict[str, Rule]:
    return {
        "plain_text": Shape({"text": string(most)}, {"emoji": flag}),
        "mrkdwn": Shape({"text": string(most)}, {"verbatim": flag}),
    }


confirm = Shape(
    {"title": plain(100), "text": any_text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
placeholder = plain(150)
option = Shape({"text": plain(75), "value": string(150)}, {"description": plain(75)})
marked_option = Shape({"text": any_text(75), "value": string(150)}, {"description": any_text(75)})
overflow_option = Shape({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": url})
option_group = Shape({"label": plain(75), "options": items(option, 1, 100)})
dispatch_config = Shape(
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 1, 2)},
)
slack_file = Shape({}, {"id": string(100), "url": url}, (at_least_one("id", "url"),))
conversation_filter = Shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
    (at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),),
)


def options_of(value: Json) -> list[Json]:
    """Collect an element's options, also those inside groups."""
    found = list(value.get("options") or ())
    for group in value.get("option_groups") or ():
        found.extend(group.get("options") or ())
    return [one for one in found if isinstance(one, dict)]


def initial_among_options(value: Json, pointer: str, report: Report) -> None:
    """Ask that what is chosen at first can be chosen at all, exactly as it is offered."""
    offered = [(one.get("value"), (one.get("text") or {}).get("text")) for one in options_of(value)]
    chosen = value.get("initial_options") or [one for one in (value.get("initial_option"),) if one]
    for one in chosen:
        if (one.get("value"), (one.get("text") or {}).get("text")) not in offered:
            name = "initial_option" if value.get("initial_option") else "initial_options"
            report.add(f"{pointer}/{name}", "not_one_of", "must be one of the provided options")


def values_differ(value: Json, pointer: str, report: Report) -> None:
    """Ask that no two options of an element mean the same."""
    seen = [one.get("value") for one in options_of(value)]
    if len(seen) != len(set(seen)):
        report.add(pointer, "duplicate", "option values must be unique")
