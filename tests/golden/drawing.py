"""What a card or a form becomes on each platform, as the text of a file: the same in every run, easy to read."""

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal

from msgspec.structs import replace

from handlers.slack import render as slack
from handlers.teams import render as teams
from tests.office import PEOPLE
from tests.slack.judges import MOST_CHARACTERS, faults_of_blocks, faults_of_view
from tests.teams.judges import card_of, faults_of_card, faults_of_message
from workflows.kernel.answers import Offered
from workflows.kernel.cards import Card
from workflows.kernel.forms import Form
from workflows.kernel.people import Directory, Identity
from workflows.registry import Registry

Json = dict[str, Any]
What = Card | Form | Offered
Kind = Literal["posts", "answers", "results", "home", "forms", "choices"]
"""Where it is seen: in a channel, by who asked alone, after a form was sent, on the Home, to fill in, under a field."""

LANE = "teams:19:acme@thread.tacv2"
ACCOUNTS: Mapping[str, str] = {key: f"00000000-0000-4000-8000-{n:012}" for n, key in enumerate(PEOPLE, 1)}
_IDS = re.compile(r"(?<![0-9a-f])[0-9a-f]{12,64}(?![0-9a-f])")
_CODES = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
_MRIS = {account: f"29:{key}" for key, account in ACCOUNTS.items()}


def on_slack(kind: Kind, what: What, directory: Directory) -> Json:
    """Return what Slack is sent."""
    match what:
        case Form():
            return slack.modal(what, directory)
        case Offered():
            return slack.options(what.choices)
        case Card():
            drawn: dict[str, Callable[[Card, Directory], Json]] = {"home": slack.home, "results": slack.result}
            return drawn.get(kind, slack.message)(what, directory)


def on_teams(kind: Kind, what: What, directory: Directory, registry: Registry) -> Json:
    """Return what Teams is sent, in a company whose people are all there."""
    moved = _moved(directory)
    match what:
        case Form():
            return teams.dialog(what, moved, teams.Showing(opened="once"))
        case Offered():
            return teams.options(what.choices)
        case Card():
            opens = teams.opens_form(registry.route)
            if kind == "posts":
                return teams.message(what, moved, lane=LANE, opens=opens, mri_of=lambda one: _MRIS.get(one, ""))
            return teams.result(what, moved) if kind == "results" else teams.answer(what, moved, lane=LANE, opens=opens)


def faults(path: str, drawn: Json) -> list[str]:
    """Return what the platform of a file would not take, in words: by its published rules, and those we measured."""
    platform, kind, *_ = path.split("/")
    if kind == "choices":
        most = 100 if platform == "slack" else 15
        return [] if len(drawn.get("options") or drawn["value"]["results"]) <= most else ["too many choices"]
    if platform == "slack":
        if "type" in drawn:
            return faults_of_view(drawn)
        long = len(json.dumps(drawn["blocks"], ensure_ascii=False, separators=(",", ":"))) > MOST_CHARACTERS
        return faults_of_blocks(drawn["blocks"]) + (["too many characters"] if long else [])
    if "task" in drawn:
        return faults_of_card(card_of(drawn), dialog=True)
    return faults_of_message(drawn)


def text_of(drawn: Json) -> str:
    """Return the text of a file: sorted, with names in the place of the ids and codes that a run makes up."""
    text = json.dumps(drawn, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    names: dict[str, str] = {}
    text = _IDS.sub(lambda found: names.setdefault(found[0], f"id-{len(names) + 1}"), text)
    return _CODES.sub("CODE-CODE-CODE", text)


def _moved(directory: Directory) -> Directory:
    """Return the directory of the same company, whose people are on Teams."""
    there = {Identity("teams", account): key for key, account in ACCOUNTS.items()}
    addresses = {key: f"teams:{account}" for key, account in ACCOUNTS.items()}
    return replace(directory, identities=MappingProxyType(there), addresses=MappingProxyType(addresses))
