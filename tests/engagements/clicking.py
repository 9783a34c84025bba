"""What a button or a command is to the model: the same click, once as the bot gets it and once as the model does it."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.engagements import handing, model
from tests.engagements.seen import Pressable, Row
from tests.office import PEOPLE, slack
from tests.process import naive
from workflows.kernel.cards import Button
from workflows.kernel.requests import Pressed

Act = Callable[[model.World], object]

WORDS: Mapping[str, str] = {
    "link": "https://example.com/it",
    "text": "Words",
    "long_text": "More words",
    "money": "1200",
    "number": "3",
    "date": "2026-03-09",
    "person": "emil",
    "yes_no": "yes",
    "ticket": "",
}


def filled(step: dict[str, Any], outcome: str, picks: int) -> dict[str, str]:
    """Return what is typed into the form of an outcome; `picks` decides what is left open and what is chosen."""
    fields = [field for field in step["form"] if not field["only_for"] or outcome in field["only_for"]]
    values: dict[str, str] = {}
    for number, field in enumerate(fields):
        choices = [choice["key"] for choice in field["choices"]] or ["yes", "no"][: field["type"] == "yes_no" and 2]
        words = choices[picks % len(choices)] if choices else WORDS[field["type"]]
        if field["required"] or not (picks >> number) & 1:
            values[field["key"]] = words
    said = next((one for one in step["outcomes"] if one["key"] == outcome), None)
    if said and said["reason"] != "none":
        values["reason"] = "Because."
    return values


def act_of(pressed: Pressable, row: Row, who: str, values: Mapping[str, str]) -> Act:
    """Return what pressing a button, and sending the form that it may open, is to the model."""
    key, subject, version, argument = pressed
    reason = values.get("reason", "")
    ways: dict[str, Act] = {
        "step.say": lambda world: at_arrival(world, row, version, who, argument, values),
        "step.fill": lambda world: at_arrival(world, row, version, who, argument, values),
        "item.done": lambda world: model.tick(world, world["works"][row["id"]], who, argument),
        "message.got-it": lambda world: model.got_it(world, world["works"][row["id"]], who, argument),
        "ticket.questions": lambda world: model.answer_form(
            world, world["works"][row["id"]], who, version, values.get("expected", "")
        ),
        "document.send": lambda _world: handing.copy_of_document(who),
        "rom.edit": lambda world: model.makes_rom(world, world["works"][row["id"]], who),
        "handoff.accept": lambda world: handing.accept(world, live(world, row, "handoff_id", subject), who, version),
        "handoff.return": lambda world: handing.give_back(
            world, live(world, row, "handoff_id", subject), who, version, reason
        ),
        "handoff.offer-again": lambda world: handing.offer_again(
            world, live(world, row, "handoff_id", subject), who, version
        ),
        "handoff.decide": lambda world: handing.decide(
            world, live(world, row, "handoff_id", subject), who, version, argument or values.get("person", "")
        ),
        "approval.decide": lambda world: model.decide(
            world, live(world, row, "approval_id", subject), who, version, argument, reason
        ),
        "approval.ask": lambda world: model.decide(
            world, live(world, row, "approval_id", subject), who, version, argument, reason
        ),
        "approval.answer": lambda world: model.answer(
            world, live(world, row, "approval_id", subject), who, version, values.get("answer", "")
        ),
    }
    return ways[key]


def at_arrival(world: model.World, row: Row, version: int, who: str, outcome: str, values: Mapping[str, str]) -> None:
    """Say an outcome by a button, which only counts for the arrival that it was made for."""
    model.need(version == row["arrival"])
    model.say(world, world["works"][row["id"]], who, outcome, dict(values))


def live(world: model.World, row: Row, column: str, subject: str) -> model.Work:
    """Return the work whose hand-off or approval it still is."""
    model.need(row[column] == subject)
    work: model.Work = world["works"][row["id"]]
    return work


def values_for(world: model.World, work: model.Work, pressed: Pressable, picks: int) -> dict[str, str]:
    """Return what somebody types into the form that a button may open."""
    key, _, _, argument = pressed
    if key == "step.fill" and not model.ended(work):
        return filled(model.step_of(world, work), argument, picks)
    if key == "ticket.questions":
        return {"expected": "That it works"}
    if key == "approval.answer":
        return {"answer": "Twelve."}
    if key == "handoff.decide":
        return {"person": sorted(PEOPLE)[picks % len(PEOPLE)], "words": "Because."}
    return {"reason": "Because."}


def one_of(buttons: set[Pressable], number: int) -> Pressable:
    """Return one of the buttons: every kind of them as often, however many there are of each."""
    kinds = sorted({button[0] for button in buttons})
    kind = kinds[number % len(kinds)]
    alike = sorted(button for button in buttons if button[0] == kind)
    return alike[number // len(kinds) % len(alike)]


def fresh(work: model.Work, pressed: Pressable, row: Row) -> Pressable:
    """Return the button as it would be now: who may press that one is who presses the old one, too."""
    key, subject, _, argument = pressed
    if key in {"step.say", "step.fill"}:
        return key, subject, row["arrival"], argument
    if key.startswith("handoff.") and work["handoff"]:
        return key, row["handoff_id"], work["handoff"]["round"], argument
    if key.startswith("approval.") and work["approval"]:
        return key, row["approval_id"], work["approval"]["round"], argument
    return pressed


def next_click(world: model.World, work: model.Work) -> tuple[str, str, str] | None:
    """Return who does what next where everything goes well: a person, `accept`, `decide`, `save`, `send` or `say`."""
    process = work["process"]
    step = model.step_of(world, work)
    if step["kind"] == "approval" or naive.find(model.process_of(world, work), step["id"])["kind"] == "approval":
        return _next_decision(world, work)
    roles = model.owners(world, work, step)
    found = [one for role in roles if (one := model.stand(world, process, role))]
    if not found:
        return None
    who = found[0][1][0]
    if work["handoff"] and work["handoff"]["state"] == "offered":
        return who, "accept", ""
    if step["makes"] == "estimate" and (not work["rom"] or step["id"] == "2"):
        return who, "save", ""
    if step["makes"] == "estimate":
        return who, "send", ""
    keys = model.possible(world, work)
    return (who, "say", keys[0]) if keys else None


def _next_decision(world: model.World, work: model.Work) -> tuple[str, str, str] | None:
    people = model.panel(world, work)
    if work["approval"]["state"] != "waiting" or not people:
        return None
    return people[0], "decide", "approve"


def pressed_by(who: str, button: Button, key: str) -> Pressed:
    """Return the request that an edge makes of a click."""
    return Pressed(
        actor=slack(who),
        request_key=key,
        button=button.key,
        subject=button.subject,
        version=button.version,
        argument=button.argument,
    )
