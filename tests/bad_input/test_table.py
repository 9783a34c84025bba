"""Everything that the registry knows, with everything that nobody should send: Done, shown, or refused in words.

The tables of the registry are walked, so that a new button, form, command or question is held to it from its first day.
"""

from collections.abc import Iterator, Mapping
from typing import Any, get_type_hints

import msgspec
import pytest

from tests.bad_input import asking
from tests.bad_input.junk import VALUES, VERSIONS, WORDS
from tests.bad_input.scene import Both, Scene
from tests.office import slack
from workflows.contents import COMMANDS, FORMS, PRESSED, QUERIES, SHORTCUTS, SUBMITTED
from workflows.kernel.cards import Button
from workflows.kernel.commands import OpenForm
from workflows.kernel.forms import Field, Form
from workflows.menu import MENU

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(600)]
# The longest two take close to a minute on a quiet machine; the limit is for what hangs, not for a busy day.

FILLED: Mapping[str, Any] = {
    "number": "1",
    "money": "10",
    "date": "2026-03-09",
    "link": "https://example.com",
    "yes_no": True,
    "person": "emil",
    "customer": "acme",
    "engagement": "ENG-1",
    "ticket": "TCK-6",
}


def test_buttons(both: Both) -> None:
    """Each button with another subject, another engagement's ids, tampered versions and arguments."""
    # What is typed on the way to them changes both.
    known, _ = (scene.buttons() for scene in both.scenes)
    for key in sorted(PRESSED):
        base = known.get(key, [Button(key=key, label="", subject="mine", version=1, argument="ENG-1")])[0]
        for what, changed in changes_of_a_button(both.scenes[0]):
            both.send(f"{key} with {what}", asking.press(base, changed))


def changes_of_a_button(scene: Scene) -> Iterator[tuple[str, dict[str, object]]]:
    """Return everything that can be wrong with a button."""
    for name, words in {**WORDS, **scene.ids}.items():
        yield f"subject {name}", {"subject": words}
        yield f"argument {name}", {"argument": words}
    for name, version in VERSIONS.items():
        yield f"version {name}", {"version": version}


def test_forms(both: Both) -> None:
    """Each form with each of its fields filled in wrongly, and with what it carries tampered."""
    known = both.scenes[0].forms()
    assert both.scenes[1].forms().keys() == known.keys()
    assert known.keys() >= SUBMITTED.keys(), "a form that the scene does not open: let the scene come to it"
    for kind, forms in sorted(known.items()):
        for form in {tuple(field.key for field in form.fields): form for form in forms}.values():
            for what, changed in changes_of_a_form(form):
                both.send(f"{kind} with {what}", asking.submit(form, changed))


def changes_of_a_form(form: Form) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return everything that can be wrong with a form."""
    good = {field.key: filled(field) for field in form.fields}
    for name, value in VALUES.items():
        for field in form.fields:
            yield f"{field.key} {name}", {"values": {**good, field.key: value}}
        yield f"another field {name}", {"values": {**good, "unknown": value}}
    for name, words in WORDS.items():
        yield f"subject {name}", {"subject": words, "values": good}
        yield f"argument {name}", {"argument": words, "values": good}
    for name, version in VERSIONS.items():
        yield f"version {name}", {"version": version, "values": good}
    yield "no field", {"values": {}}


def filled(field: Field) -> Any:  # noqa: ANN401 - whatever its kind takes.
    """Return what fills a field in as it should be."""
    if field.initial is not None:
        return field.initial
    return field.choices[0].value if field.choices else FILLED.get(field.kind, "8")


def test_typed_words(both: Both) -> None:
    """Each command and each of its verbs with words that are none."""
    for slash in MENU:
        for verb in dict.fromkeys(one.words.split(" ")[0] for one in slash.verbs):
            for name, words in WORDS.items():
                what = f"{slash.command} {verb} with {name}"
                both.send(what, asking.type_in(f"{slash.command} {verb} {words}"))
                both.send(f"{what} before it", asking.type_in(f"{slash.command} {words} {verb}"))
    for name, words in WORDS.items():
        both.send(f"the command {name}", asking.type_in(f"{words} {words}"))


def test_messages_searches_and_visits(both: Both) -> None:
    """A message that was picked, a field that is searched, the Home: with anything in them."""
    shortcuts = [one.key for one in SHORTCUTS]
    for name, words in WORDS.items():
        for shortcut in (*shortcuts, words):
            for place in ("message_key", "text", "link", "place"):
                both.send(f"a message's {place} {name}", asking.share(shortcut, {place: words}))
            files = {"files": (words, "https://files.example/1") * 30}
            both.send(f"a message's files {name}", asking.share(shortcut, files))
        for source in ("customer", "person", "engagement", words):
            both.send(f"a search for {name}", asking.search(source, words))
        both.send(f"a visit of {name}", asking.visit(words))


def test_commands(both: Both) -> None:
    """Each command as no door would make it: the dispatcher and the action refuse it in words as well."""
    for kind in COMMANDS:
        for what, changed in changes_of(kind, both.scenes[0]):
            both.send(f"{kind.__name__} with {what}", asking.make(kind, changed))


def test_questions(both: Both) -> None:
    """Each question as no door would make it."""
    for kind in QUERIES:
        for what, changed in changes_of(kind, both.scenes[0]):
            both.send(f"{kind.__name__} with {what}", asking.make(kind, changed))


def test_forms_that_look_something_up(both: Both) -> None:
    """Each form that is made with the database, of anything."""
    for form in FORMS:
        for what, changed in changes_of(OpenForm, both.scenes[0]):
            both.send(f"{form} with {what}", asking.make(OpenForm, {"form": form, **changed}))


def changes_of(kind: type[msgspec.Struct], scene: Scene) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return everything that can be wrong with each field of a command or a question."""
    hints = get_type_hints(kind)
    for field in kind.__struct_fields__:
        wrong: Mapping[str, Any] = {}
        if field == "actor":
            wrong = {name: slack(words) for name, words in WORDS.items()}
        elif field == "values":
            wrong = {name: {"reason": value, "answer": value} for name, value in VALUES.items()}
        elif hints[field] is int:
            wrong = VERSIONS
        elif hints[field] is str and field != "form":
            wrong = {**WORDS, **scene.ids}
        for name, value in wrong.items():
            yield f"{field} {name}", {field: value}
