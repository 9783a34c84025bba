"""An office in which what people see is kept: under a name that says what it is, as each platform is sent it."""

from collections.abc import Mapping
from typing import Any

import msgspec
from typing_extensions import override

from storage import tables
from storage.engine import Database
from tests.golden import drawing
from tests.golden.drawing import Json, Kind, What
from tests.office import Office, every_button, furnish, words_of
from tests.pricing import CARDS, set_rate_cards
from workflows.kernel.answers import Answer, Done, Offered, Opened, Refused, Shown
from workflows.kernel.cards import Card
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.forms import Form
from workflows.kernel.posts import Payload, Post, Update
from workflows.kernel.requests import Request, Submitted, Visited


class Kept(msgspec.Struct):
    """Everything that was kept: the files, and what of the registry they show."""

    files: dict[str, Json] = msgspec.field(default_factory=dict)
    """What a platform is sent, by the path of its file without the ending."""
    forms: set[str] = msgspec.field(default_factory=set)
    buttons: set[str] = msgspec.field(default_factory=set)
    asked: set[type] = msgspec.field(default_factory=set)
    """The kinds of commands and questions whose answers are kept."""
    opened: set[str] = msgspec.field(default_factory=set)
    """The names of the forms that were looked up."""
    steps: set[tuple[str, str]] = msgspec.field(default_factory=set)


class Album(Office):
    """An office that keeps pictures. Each chapter has one of its own, so that none of them moves another's numbers."""

    def __init__(self, database: Database, kept: Kept) -> None:
        furnish(database)
        super().__init__(database)
        set_rate_cards(self, *CARDS)
        self.kept = kept
        self._behind: list[tuple[Answer, Request, object]] = []

    @override
    def ask(self, request: Request) -> Answer:
        """Answer a request, and remember what it asked for."""
        routed = self.registry.route(request)
        answer = self.dispatcher.answer(routed) if isinstance(routed, Command | Query | OpenForm) else routed
        self._behind.append((answer, request, routed))
        return answer

    def keep(self, name: str, answer: Answer) -> Answer:
        """Keep what somebody was answered, and return it."""
        assert not isinstance(answer, Refused), f"{name}: {answer}"
        request, routed = next((asked, routed) for one, asked, routed in reversed(self._behind) if one is answer)
        if isinstance(routed, OpenForm):
            self.kept.opened.add(routed.form)
        if isinstance(answer, Done | Shown):
            self.kept.asked.add(type(routed))
        match answer:
            case Opened(form=form):
                self._draw("forms", name, form)
            case Offered():
                self.kept.asked.add(type(routed))
                self._draw("choices", name, answer)
            case Done(card=card) | Shown(card=card):
                sent_by_form = isinstance(request, Submitted)
                kind: Kind = "home" if isinstance(request, Visited) else "results" if sent_by_form else "answers"
                self._draw(kind, name, card)
        return answer

    def told(self, name: str, who: str, words: str) -> Answer:
        """Keep what a person is answered who types a command."""
        return self.keep(name, self.type(who, words))

    def pressed(self, name: str, who: str, card: Card, label: str) -> Answer:
        """Keep what a person is answered who presses a button."""
        return self.keep(name, self.press(who, card, label))

    def filled(self, name: str, who: str, opened: Answer, values: Mapping[str, Any]) -> Answer:
        """Keep what a person is answered who sends a form."""
        return self.keep(name, self.submit(who, opened, values))

    def post(self, name: str, lane: str, having: str = "") -> Card:
        """Keep the newest message of a lane whose title, status or buttons have the words, as it is now."""
        card = next((card for at, card in reversed(self.faces()) if at == lane and having in words_of(card)), None)
        assert card is not None, f"{name}: nothing in {lane} says {having!r}: {[words_of(c) for _, c in self.faces()]}"
        self._draw("posts", name, card)
        return card

    def step(self, process: str, step: str, card: Card) -> None:
        """Keep the card of a step."""
        self.kept.steps.add((process, step))
        self._draw("posts", f"steps/{process}/{step}", card)

    def faces(self) -> list[tuple[str, Card]]:
        """Return every message that was promised, with its lane, as it is now."""
        found: dict[str, tuple[str, Card]] = {}
        for row in sorted(self.rows(tables.effect), key=lambda row: int(row["seq"])):
            payload = msgspec.json.decode(row["payload"], type=Payload)
            if isinstance(payload, Post):
                found[str(row["id"])] = (str(row["lane"]), payload.card)
            elif isinstance(payload, Update):
                found[payload.target] = (str(row["lane"]), payload.card)
        return list(found.values())

    def _draw(self, kind: Kind, name: str, what: What) -> None:
        directory, path = self.dispatcher.directory(), f"{kind}/{name}"
        assert f"slack/{path}" not in self.kept.files, f"{path} is there twice"
        if isinstance(what, Form):
            self.kept.forms.add(what.kind)
        if isinstance(what, Card):
            self.kept.buttons |= {button.key for button in every_button(what)}
        self.kept.files[f"slack/{path}"] = drawing.on_slack(kind, what, directory)
        self.kept.files[f"teams/{path}"] = drawing.on_teams(kind, what, directory, self.registry)


def card(answer: Answer) -> Card:
    """Return the card of an answer."""
    assert isinstance(answer, Done | Shown), answer
    return answer.card
