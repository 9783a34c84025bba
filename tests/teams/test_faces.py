"""Every card and form that the bot has is drawn for Teams: a walk through the office that presses whatever there is."""

import random
from collections import deque
from datetime import UTC, datetime

import msgspec
import pytest

from handlers.teams import render
from handlers.teams.render import Fault, Showing
from tests.office import PEOPLE, Office, every_button, slack
from tests.pricing import CARDS, set_rate_cards
from tests.references.agreeing import agreed
from tests.teams.judges import card_of, faults_of_card, faults_of_message
from workflows.contents import PRESSED, SUBMITTED
from workflows.engagements.commands import StartEngagement
from workflows.kernel.answers import Answer, Done, Opened, Refused, Shown
from workflows.kernel.cards import Button, Card
from workflows.kernel.forms import Field, Form, Value
from workflows.kernel.posts import Post, Update
from workflows.menu import MENU

STEPS = 90
LANE = "teams:19:general@thread.tacv2"
EXAMPLES = {
    "ENG-12": "ENG-1",
    "ENG-14": "ENG-2",
    "TCK-12": "TCK-4",
    "TITLE": "A title",
    "WORDS": "acme",
    "@ben": "@carl",
}
FILLED: dict[str, Value] = {
    "text": "Some *words* <at>x</at>",
    "long_text": "Several\nlines of_words",
    "number": "3",
    "money": "1200",
    "date": "2026-04-01",
    "yes_no": True,
    "person": "carl",
    "customer": "acme",
    "engagement": "ENG-1",
    "ticket": "TCK-1",
    "link": "https://acme.example/a_b",
}


class Walk:
    """Presses, fills in and judges; it knows what it has met."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.opens = render.opens_form(office.registry.route)
        self.waiting: deque[Button] = deque()
        self.cards: set[bytes] = set()
        self.met: set[tuple[str, str, str, int]] = set()
        self.buttons: set[str] = set()
        self.forms: set[str] = set()
        self.judged = 0
        self.read = 0

    def take(self, who: str, answer: Answer) -> None:
        """Judge an answer, and go on with what it offers."""
        if isinstance(answer, Opened):
            self.forms.add(answer.form.kind)
            self.judge_form(answer.form)
            values = {field.key: value for field in answer.form.fields if (value := filled(field)) is not None}
            self.take(who, self.office.submit(who, answer, values))
        elif isinstance(answer, Done | Shown):
            self.judge(answer.card)

    def judge(self, card: Card) -> None:
        """Fail unless Teams takes the card wherever it may stand; remember its buttons."""
        directory = self.office.dispatcher.directory()
        message = render.message(card, directory, lane=LANE, opens=self.opens, mri_of=str)
        drawn = msgspec.json.encode(message)
        if drawn in self.cards:
            return
        assert faults_of_message(message) == []
        assert faults_of_card(card_of(render.result(card, directory)), dialog=True) == []
        self.judged += 1
        self.cards.add(drawn)
        for button in every_button(card):
            name = (button.key, button.subject, button.argument, button.version)
            if name not in self.met:
                self.met.add(name)
                self.waiting.append(button)

    def judge_form(self, form: Form) -> None:
        """Fail unless Teams takes the form, and takes it again with a fault."""
        directory = self.office.dispatcher.directory()
        for fault in (None, Fault("That cannot be.", form.fields[0].key if form.fields else "")):
            showing = Showing(opened="once", fault=fault)
            drawn = card_of(render.dialog(form, directory, showing))
            assert faults_of_card(drawn, dialog=True) == []
            assert "kept" in msgspec.json.encode(drawn).decode(), f"{form.kind} could not be shown again."

    def next_button(self) -> Button:
        """Return one that waits, of a kind that was not pressed yet where there is one."""
        new = (button for button in self.waiting if button.key not in self.buttons)
        button = next(new, self.waiting[0])
        self.waiting.remove(button)
        return button

    def press(self, button: Button) -> None:
        """Let somebody press who may."""
        self.buttons.add(button.key)
        card = Card(title="", buttons=(button,))
        for who in PEOPLE:
            answer = self.office.press(who, card, button.label)
            if not isinstance(answer, Refused):
                self.take(who, answer)
                return

    def start(self, process: str) -> None:
        """Let somebody start a process who may."""
        title = f"A *new* <portal> for {process}_"
        for who in PEOPLE:
            asked = StartEngagement(
                actor=slack(who), request_key=self.office.key(), process=process, customer="acme", title=title
            )
            answer = self.office.dispatcher.answer(asked)
            if not isinstance(answer, Refused):
                self.take(who, answer)
                return
        raise LookupError(process)

    def posted(self) -> None:
        """Judge everything that was promised since the last look."""
        sent_so_far = self.office.sent()
        for sent in sent_so_far[self.read :]:
            if isinstance(sent.payload, Post | Update):
                self.judge(sent.payload.card)
        self.read = len(sent_so_far)


def typed() -> list[str]:
    """Return every use of every command, as the menu has it, with something of the office for its examples."""
    found = [f"{slash.command} {verb.words}".strip() for slash in MENU for verb in slash.verbs]
    for example, here in EXAMPLES.items():
        found = [words.replace(example, here) for words in found]
    return found


def filled(field: Field) -> Value | None:
    """Return something for a field: what stands there already, or what its kind takes."""
    if field.initial is not None:
        return None
    if field.kind == "choice":
        return field.choices[0].value
    if field.kind == "choices":
        return (field.choices[0].value,)
    if "hours" in field.key:
        return "10/20/30"
    return FILLED[field.kind]


@pytest.mark.timeout(300)
def test_every_card_and_form_of_the_bot_is_one_that_teams_takes(office: Office) -> None:
    """Three processes and tickets are walked through by whoever may press; each card and form is judged on its way."""
    set_rate_cards(office, *CARDS)
    office.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    dice = random.Random(20_260_302)  # noqa: S311 - a way through the office, not a secret.
    agreed(office)
    walk = Walk(office)
    for process in ("services-engagement", "customer-success", "reference-program"):
        walk.start(process)
    for kind in ("bug", "post-implementation", "development-request"):
        walk.take("carl", office.type("carl", f"/ticket {kind} acme It_fails *often* {kind}"))
    for who in ("mara", "carl", "pria", "zoe"):
        for words in typed():
            walk.take(who, office.type(who, words))
    for step in range(STEPS):
        walk.posted()
        if step % 30 == 1:  # What has come about meanwhile has buttons of its own.
            for words in typed():
                walk.take("zoe", office.type("zoe", words))
                walk.take("carl", office.type("carl", words))
        walk.waiting.rotate(dice.randrange(len(walk.waiting)))
        walk.press(walk.next_button())
        office.later(hours=1)

    assert walk.judged > STEPS
    assert len(walk.buttons & set(PRESSED)) >= len(PRESSED) // 2
    assert len(walk.forms & set(SUBMITTED)) >= len(SUBMITTED) // 2
