"""What the stories drove, door by door: what the local Slack handed to the bot, routed as the bot routes it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers.slack.parse import parse
from handlers.slack.workspace import Workspace
from handlers.teams.parse import parse as parse_activity
from handlers.teams.values import Tenant
from workflows.kernel.answers import Opened, Refused
from workflows.kernel.commands import OpenForm
from workflows.kernel.menu import Verb
from workflows.kernel.requests import Pressed, Request, Searched, Shared, Submitted, Typed, Visited
from workflows.process.catalogue import load_definitions
from workflows.registry import Registry

Said = tuple[str, str, str]
"""A process, one of its steps, and what was said of it."""
KEY = r"[A-Z]+-[0-9]+"
EXAMPLES = (KEY, r"[0-9]{4}-[0-9]{2}-[0-9]{2}", r"@\S+")
"""What stands in the menu for any of its kind: a number, a date, a person."""


@dataclass
class Driven:
    """What came through one door: what was typed, and the names of everything that it led to."""

    typed: set[tuple[str, str]] = field(default_factory=set)
    buttons: set[str] = field(default_factory=set)
    forms_sent: set[str] = field(default_factory=set)
    forms_built: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    shortcuts: set[str] = field(default_factory=set)
    searches: set[str] = field(default_factory=set)
    visits: int = 0
    said: dict[Said, set[str]] = field(default_factory=dict)
    """Each outcome that somebody said through the door, and the stories in which they did."""

    def verb(self, command: str, verb: Verb) -> bool:
        """Return whether a way to use a command was typed."""
        shape = shape_of(verb.words)
        return any(one == command and re.fullmatch(shape, words) for one, words in self.typed)

    def note(self, request: Request, routed: object) -> None:
        """Write down a request that was not refused, and where it led."""
        match request:
            case Typed(verb=verb, words=words):
                self.typed.add((verb, words))
            case Pressed(button=button):
                self.buttons.add(button)
            case Submitted(form=form):
                self.forms_sent.add(form)
            case Shared(shortcut=shortcut):
                self.shortcuts.add(shortcut)
            case Searched(source=source):
                self.searches.add(source)
            case Visited():
                self.visits += 1
        self._led_to(routed)

    def _led_to(self, routed: object) -> None:
        if isinstance(routed, OpenForm):
            self.forms_built.add(routed.form)
        elif not isinstance(routed, Opened):
            self.questions.add(type(routed).__name__)


def shape_of(words: str) -> str:
    """Return the pattern of what can be typed for an entry of the menu: `done ENG-12`, `new TITLE`, `bug acme The ...`.

    What begins with a capital letter stands, to the end, for anything.
    """
    found: list[str] = []
    for word in words.split():
        kind = next((one for one in EXAMPLES if re.fullmatch(one, word)), "")
        if kind:
            found.append(kind)
        elif word[0].isupper():
            found.append(".+")
            break
        else:
            found.append(re.escape(word))
    return " ".join(found)


def read_teams(activities: Iterable[Mapping[str, Any]], ours: Tenant, into: Driven) -> None:
    """Write down what Teams handed to the bot."""
    registry = Registry(load_definitions())
    for activity in activities:
        delivery = parse_activity(activity, ours, str)
        asked = delivery.asked
        if asked is None or isinstance(asked, Refused):
            continue
        routed = registry.route(asked)
        if not isinstance(routed, Refused):
            into.note(asked, routed)


def read(deliveries: Iterable[Mapping[str, Any]], into: Driven) -> None:
    """Write down what was handed to the bot."""
    registry = Registry(load_definitions())
    for delivery in deliveries:
        payload = delivery["payload"]
        team, app = payload.get("team_id") or payload["team"]["id"], payload["api_app_id"]
        ours = Workspace(team_id=team, url="", bot_id="", bot_user_id="", app_id=app)
        parsed = parse(payload, ours, str)
        if parsed is None or parsed.asked is None or isinstance(parsed.asked, Refused):
            continue
        routed = registry.route(parsed.asked)
        if not isinstance(routed, Refused):
            into.note(parsed.asked, routed)
