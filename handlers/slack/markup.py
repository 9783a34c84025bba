"""Turns Slack's markup of a message into the words that a person saw (docs.slack.dev, "Formatting message text")."""

import re
from collections.abc import Callable

_TOKEN = re.compile(r"<([^<>]{1,4000})>")


def plain_words(text: str, name_of: Callable[[str], str]) -> str:
    """Return the text without markup; `name_of` gives a person's name for their Slack id."""
    return unescaped(_TOKEN.sub(lambda token: _seen(token[1], name_of), text))


def unescaped(text: str) -> str:
    """Put back the three characters that Slack escapes; the ampersand last, or `&amp;lt;` would be turned twice."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _seen(token: str, name_of: Callable[[str], str]) -> str:
    target, _, label = token.partition("|")
    if target.startswith("@"):
        return f"@{label or name_of(target[1:])}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    address = target.removeprefix("mailto:").removeprefix("tel:")
    if not label or label == address or address.removeprefix("https://").removeprefix("http://") == label:
        return address
    return f"{label} ({address})"
