"""What is handed over and handed out, to the model: taken, given back, offered again; a copy of a document."""

from typing import Any

from tests.engagements import model


def copy_of_document(_world: model.World) -> None:
    """Somebody gets a copy of a document: anybody may, and nothing is changed by it."""


def accept(world: model.World, work: model.Work, actor: str, version: int) -> None:
    """Somebody takes what was handed over."""
    handoff = waiting_handoff(world, work, actor, version)
    roles = [handoff["to"], *model.owners(world, work, model.step_of(world, work))]
    held = [role for role in roles if model.may(world, work["process"], actor, [role])]
    work["owner"], work["role"] = actor, held[0]
    handoff["state"] = "accepted"


def give_back(world: model.World, work: model.Work, actor: str, version: int, reason: str) -> None:
    """Somebody gives it back."""
    handoff = waiting_handoff(world, work, actor, version)
    model.need(reason)
    handoff["state"] = "returned"


def waiting_handoff(world: model.World, work: model.Work, actor: str, version: int) -> dict[str, Any]:
    """The hand-off that waits for somebody like the actor."""
    handoff: dict[str, Any] = work["handoff"]
    model.need(handoff and handoff["state"] == "offered" and handoff["round"] == version)
    model.need(
        model.may(
            world, work["process"], actor, [handoff["to"], *model.owners(world, work, model.step_of(world, work))]
        )
    )
    return handoff


def offer_again(world: model.World, work: model.Work, actor: str, version: int) -> None:
    """Whoever handed it over, or has the same role, does so again."""
    handoff = work["handoff"]
    model.need(handoff and handoff["state"] == "returned" and handoff["round"] == version)
    givers = [handoff["from"]] if handoff["from"] else []
    model.need(actor == handoff["by"] or model.may(world, work["process"], actor, givers))
    role, _ = model.resolve(world, work["process"], model.owners(world, work, model.step_of(world, work)))
    handoff |= {"state": "offered", "round": handoff["round"] + 1, "to": role, "by": actor}
