"""Judges of what we draw: Slack's own models, and the strict local Slack's rules, which know what the models miss."""

from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from playground.slack.blocks.surfaces import check_blocks, check_view

Json = dict[str, Any]
MOST_CHARACTERS = 12_100
"""Of a message's blocks as JSON: Slack refuses more than about 13 200 (msg_blocks_too_long)."""


def faults_of_blocks(blocks: list[Json], surface: str = "message") -> list[str]:
    """Return what is wrong with the blocks, in words."""
    unknown = [block["type"] for block in blocks if Block.parse(block) is None]
    for block in blocks:
        parsed = Block.parse(block)
        if parsed is not None:
            parsed.to_dict()  # Raises where Slack's models find a fault.
    return unknown + check_blocks(blocks, surface).messages()


def faults_of_view(view: Json) -> list[str]:
    """Return what is wrong with the view, in words."""
    View(**view).to_dict()
    return check_view(view).messages() + faults_of_blocks(view["blocks"], view["type"])


def strings(value: object, path: str = "") -> list[tuple[str, str]]:
    """Return every text in a JSON value, with the way to it."""
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in strings(inner, f"{path}/{key}")]
    if isinstance(value, list):
        return [found for number, inner in enumerate(value) for found in strings(inner, f"{path}/{number}")]
    return [(path, value)] if isinstance(value, str) else []


def marked(value: object) -> list[str]:
    """Return every text that Slack reads for markup: mrkdwn objects, and nothing else of what we send."""
    if isinstance(value, dict):
        found = [value["text"]] if value.get("type") == "mrkdwn" else []
        return found + [text for inner in value.values() for text in marked(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in marked(inner)]
    return []
