"""Which buttons there must be: exactly those that do something now, as the model has it and with the rows' own ids."""

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.engagements import model
from tests.engagements.seen import Pressable, Row
from tests.process import naive
from workflows.engagements.items import ITEM_BUTTONS


def buttons(world: model.World, work: model.Work, row: Row) -> Counter[Pressable]:
    """Return every button of an engagement that should be on its messages."""
    found = Counter(("message.got-it", row["id"], 0, person) for person in work["told"])
    found.update(_questions(world, work, row))
    if model.ended(work):
        return found
    found.update(_step(world, work, row))
    approval = work["approval"]
    if approval and approval["state"] == "discovery":
        # On the decision's own card, and on the question in the engagement's thread.
        found[("approval.answer", row["approval_id"], approval["round"], "")] += 2
    if approval and approval["state"] == "waiting":
        step = naive.find(model.process_of(world, work), approval["step"])
        for outcome in step["outcomes"]:
            key = "approval.ask" if outcome["reason"] == "required" else "approval.decide"
            found[(key, row["approval_id"], approval["round"], outcome["key"])] += 1
    return found


def _step(world: model.World, work: model.Work, row: Row) -> Iterator[Pressable]:
    """The step's card: a hand-off that waits, one that came back, or the step's own buttons."""
    handoff = work["handoff"]
    if handoff and handoff["state"] != "accepted":
        yield from _hand_off(handoff, row)
        return
    step = model.step_of(world, work)
    for effect in step["on_enter"]:
        if effect["do"] == "document":
            yield "document.send", row["id"], 0, effect["document"]
    if step["makes"] == "estimate":
        yield "rom.edit", row["id"], 0, ""
    for key in model.possible(world, work):
        yield _key(step, key), row["id"], row["arrival"], key
    still_open = [key for key, item in work["items"].items() if not item["done"]]
    for key in still_open[:ITEM_BUTTONS]:
        yield "item.done", row["id"], 0, key


def _hand_off(handoff: dict[str, Any], row: Row) -> Iterator[Pressable]:
    """What waits of a hand-off: that it is taken, that it is offered again, or that somebody decides."""
    which, version = row["handoff_id"], handoff["round"]
    match handoff["state"]:
        case "offered":
            yield from (("handoff.accept", which, version, ""), ("handoff.return", which, version, ""))
        case "returned":
            yield "handoff.offer-again", which, version, ""
        case "disputed":
            # Each of those who decide was asked for themselves.
            for _, side in itertools.product(handoff["asked"], ("giver", "receiver", "")):
                yield "handoff.decide", which, version, side


def _key(step: dict[str, Any], outcome: str) -> str:
    said = next(one for one in step["outcomes"] if one["key"] == outcome)
    asked = [field for field in step["form"] if not field["only_for"] or outcome in field["only_for"]]
    return "step.fill" if asked or said["reason"] != "none" else "step.say"


def _questions(world: model.World, work: model.Work, row: Row) -> Iterator[Pressable]:
    """The forms of a ticket's kind that nobody has filled in, on the head of its thread."""
    if work["process"] != "ticket" or model.ended(work):
        return
    kinds = model.process_of(world, work)["kinds"]
    kind = next(one for one in kinds if one["key"] == work["facts"]["kind"])
    waiting = {item["title"] for item in work["items"].values() if not item["done"]}
    for number, subtask in enumerate(kind["subtasks"], 1):
        if subtask["title"] in waiting:
            yield "ticket.questions", row["id"], number, ""
