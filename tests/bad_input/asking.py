"""Ways to ask one of the offices for something that is as it should be but for what is changed."""

from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

from tests.bad_input.scene import ANYBODY, Scene
from tests.office import slack
from workflows.kernel.answers import Answer
from workflows.kernel.cards import Button
from workflows.kernel.forms import Form
from workflows.kernel.requests import Request, Searched, Submitted, Visited

Ask = Callable[[Scene], Answer]


def press(button: Button, changed: Mapping[str, Any]) -> Ask:
    """Press a button."""
    return lambda scene: scene.office.ask(scene.pressed(button, **changed))


def submit(form: Form, changed: Mapping[str, Any]) -> Ask:
    """Send a form."""
    carried = {"subject": form.subject, "version": form.version, "argument": form.argument, **changed}

    def request(scene: Scene) -> Request:
        return Submitted(actor=slack(ANYBODY), request_key=scene.office.key(), form=form.kind, **carried)

    return lambda scene: scene.office.ask(request(scene))


def type_in(words: str) -> Ask:
    """Type a command."""
    return lambda scene: scene.office.ask(scene.typed(words))


def share(shortcut: str, changed: Mapping[str, Any]) -> Ask:
    """Pick a message."""
    return lambda scene: scene.office.ask(scene.shared(shortcut, **changed))


def search(source: str, words: str) -> Ask:
    """Type in a field that is looked up."""
    return lambda scene: scene.office.ask(
        Searched(actor=slack(ANYBODY), request_key=scene.office.key(), source=source, words=words)
    )


def visit(user: str) -> Ask:
    """Open the Home."""
    return lambda scene: scene.office.ask(Visited(actor=slack(user), request_key=scene.office.key()))


def make(kind: type[Any], changed: Mapping[str, Any]) -> Ask:
    """Make a command or a question as no door would, with something sensible in the fields that are not changed."""
    hints = get_type_hints(kind)

    def ask(scene: Scene) -> Answer:
        known: dict[str, Any] = {**SENSIBLE, "request_key": scene.office.key(), "delivery": scene.ids["delivery"]}
        known |= {name: scene.ids[f"{name} 0"] for name in ("engagement", "handoff", "approval")}
        known["subject"] = known["engagement"]
        given = {name: known.get(name, 1 if hints[name] is int else "") for name in kind.__struct_fields__}
        return scene.office.dispatcher.answer(kind(**{**given, **changed}))

    return ask


SENSIBLE: Mapping[str, Any] = {
    "actor": slack(ANYBODY),
    "key": "ENG-1",
    "process": "services-engagement",
    "customer": "acme",
    "title": "A title",
    "kind": "bug",
    "item": "1",
    "outcome": "approve",
    "person": ANYBODY,
    "rate_card": "2026-1",
    "reason": "Because.",
    "values": {},
    "source": None,
}
