"""Judges of what we draw for Teams: the published schema, the strict local Teams, and what both of them leave out."""

import json
import re
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jsonschema import Draft6Validator

from playground.teams.cards import check_card
from playground.teams.errors import TeamsError

Json = dict[str, Any]

MOST_BYTES = 25_000
SCHEMA = Path(__file__).parent / "published" / "adaptive-card-1.5.0.json"
OUR_DATES = re.compile(r"\{\{(?:DATE\([0-9TZ:-]+,SHORT\)|TIME\([0-9TZ:-]+\))\}\}")
OUR_TAGS = re.compile(r"<at>([^<>]*)</at>")
OUR_LINKS = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(https?://[^\s()\[\]<>*_`~|]*\)")


@cache
def _validator() -> Draft6Validator:
    return Draft6Validator(json.loads(SCHEMA.read_text()))


def size(value: object) -> int:
    """Return the bytes of a value as JSON."""
    return len(msgspec.json.encode(value))


def faults_of_card(card: Json, *, dialog: bool = False) -> list[str]:
    """Return what is wrong with a card, in words."""
    found = [f"{list(error.path)}: {error.message[:200]}" for error in _validator().iter_errors(_by_the_schema(card))]
    try:
        check_card(card, dialog=dialog)
    except TeamsError as error:
        found.append(str(error))
    if size(card) >= MOST_BYTES:
        found.append(f"{size(card)} bytes")
    return found + _faults_of_entities(card)


def faults_of_message(activity: Json) -> list[str]:
    """Return what is wrong with a message that is a card."""
    [attachment] = activity["attachments"]
    found = [] if size(activity) < MOST_BYTES else [f"the message comes to {size(activity)} bytes"]
    found += [] if activity["summary"].strip() else ["no summary"]
    return found + faults_of_card(attachment["content"])


def card_of(answer: Json) -> Json:
    """Return the card in a message, a dialog or the answer of an invoke."""
    if "attachments" in answer:
        card: Json = answer["attachments"][0]["content"]
    elif "task" in answer:
        card = answer["task"]["value"]["card"]["content"]
    else:
        card = answer["value"]
    return card


def each(value: object) -> list[Json]:
    """Return every object in a JSON value."""
    if isinstance(value, dict):
        return [value, *(found for inner in value.values() for found in each(inner))]
    if isinstance(value, list):
        return [found for inner in value for found in each(inner)]
    return []


def marked(card: Json) -> list[str]:
    """Return every text that Teams reads for Markdown: those of text blocks and facts."""
    texts = [one["text"] for one in each(card) if one.get("type") == "TextBlock"]
    facts = [pair for one in each(card) if one.get("type") == "FactSet" for pair in one["facts"]]
    return texts + [words for pair in facts for words in pair.values()]


def runs(card: Json) -> list[str]:
    """Return every text that is shown as it is."""
    return [one["text"] for one in each(card) if one.get("type") == "TextRun"]


def shown(card: Json) -> str:
    """Return the words that a person sees, line by line."""
    lines = []
    for one in each(card):
        kind = one.get("type", "")
        if kind == "TextBlock":
            lines.append(one["text"])
        elif kind == "RichTextBlock":
            lines.append("".join(run["text"] for run in one["inlines"]))
        elif kind == "FactSet":
            lines += [f"{pair['title']}: {pair['value']}" for pair in one["facts"]]
        elif kind.startswith(("Action.", "Input.")):
            lines.append(str(one.get("title") or one.get("label") or ""))
    return "\n".join(lines)


def _by_the_schema(card: Json) -> Json:
    """Return a card without what Teams takes beyond the schema.

    `choices.data` and the style `filtered`: learn.microsoft.com, "Typeahead search in Adaptive Cards"; `msteams`:
    "Format cards in Microsoft Teams".
    """
    bare = deepcopy(card)
    for one in each(bare):
        one.pop("msteams", None)
        if one.get("type") == "Input.ChoiceSet":
            one.pop("choices.data", None)
            one["style"] = one.get("style", "compact").replace("filtered", "compact")
    return bare


def _faults_of_entities(card: Json) -> list[str]:
    """Return what does not fit between the tags that call people and their entities: Teams wants one for each."""
    entities = card.get("msteams", {}).get("entities", [])
    tags = [f"<at>{name}</at>" for text in marked(card) for name in OUR_TAGS.findall(text)]
    told = [entity["text"] for entity in entities]
    return [] if sorted(tags) == sorted(told) else [f"tags {tags} and entities {told} differ"]
