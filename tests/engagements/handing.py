"""What is handed over and handed out, to the model: taken, given back, offered again, decided; a copy of a document."""

from typing import Any

from tests.engagements import model
from tests.office import PEOPLE


def copy_of_document(actor: str) -> None:
    """Somebody gets a copy of a document: anybody of the company may, and nothing is changed by it."""
    model.need(actor in PEOPLE)


def accept(world: model.World, work: model.Work, actor: str, version: int) -> None:
    """Somebody takes what was handed over."""
    handoff = waiting_handoff(world, work, actor, version)
    roles = [handoff["to"], *model.owners(world, work, model.step_of(world, work))]
    held = [role for role in roles if model.may(world, work["process"], actor, [role])]
    work["owner"], work["role"] = actor, held[0]
    handoff["state"] = "accepted"


def give_back(world: model.World, work: model.Work, actor: str, version: int, reason: str) -> None:
    """Somebody gives it back: the first time to whoever handed it over, the second time somebody else decides."""
    handoff = waiting_handoff(world, work, actor, version)
    model.need(reason)
    handoff["answered"] = actor
    handoff["state"] = "returned" if version == 1 else "disputed"
    handoff["asked"] = [] if version == 1 else deciders(world, work)


def deciders(world: model.World, work: model.Work) -> list[str]:
    """Who decides on what was returned twice: the nearest of whom the process names, but neither of the two sides."""
    handoff, process = work["handoff"], model.process_of(world, work)
    receiving = [role["accountable"] for role in process["roles"] if role["key"] == handoff["to"]]
    roles = [role for role in (*receiving, process["accountable"], "admin") if role]
    found = [one[1] for role in roles if (one := model.stand(world, work["process"], role))]
    model.need(found)
    others = [[one for one in people if one not in {handoff["by"], handoff["answered"]}] for people in found]
    return next((people for people in others if people), found[0])


def decide(world: model.World, work: model.Work, actor: str, version: int, said: str) -> None:
    """Somebody says who has it: whoever gave it, whoever returned it, or somebody else by name."""
    handoff = work["handoff"]
    model.need(handoff and handoff["state"] == "disputed" and handoff["round"] == version)
    model.need(actor in deciders(world, work))
    person = {"giver": handoff["by"], "receiver": handoff["answered"]}.get(said, said)
    model.need(person in PEOPLE)
    roles = [handoff["to"], *model.owners(world, work, model.step_of(world, work))]
    held = [role for role in roles if model.may(world, work["process"], person, [role])]
    of_side = handoff["from"] if person == handoff["by"] and handoff["from"] else handoff["to"]
    work["owner"], work["role"] = person, held[0] if held else of_side
    handoff["state"] = "accepted"


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
