"""What may be done with engagements and what comes of it, read plainly: dictionaries and searches, nothing kept ready.

A world is people's roles and works; a work is where it stands, in whose hands, and what waits in it. Whoever breaks a
rule gets a No, and then the world is as it was.
"""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.process import naive
from workflows.process.definition import Definition

World = dict[str, Any]
Work = dict[str, Any]

ROM_STEPS = ("2", "3")
"""Where a ROM is made and sent."""


class No(Exception):  # noqa: N818 - it is what the rules say.
    """The rules do not allow it."""


def world_of(definitions: list[Definition], roles: dict[str, list[str]]) -> World:
    """Return a world without any work."""
    processes = {one.process: json.loads(one.model_dump_json(by_alias=True)) for one in definitions}
    return {"processes": processes, "roles": roles, "works": {}, "born": []}


def attempt(world: World, act: Callable[[World], object]) -> World | None:
    """Return the world after an act, None where the rules do not allow it."""
    after = {**world, "works": deepcopy(world["works"]), "born": []}
    try:
        act(after)
    except No:
        return None
    return after


def begin(world: World, process: str, actor: str, *, facts: dict[str, str] | None = None, at: str = "") -> Work:
    """Something begins: where it is started by hand only for who may have its first step."""
    first = at or world["processes"][process]["steps"][0]["id"]
    work: Work = {
        "process": process,
        "state": naive.begin(first),
        "facts": facts or {},
        "owner": actor,
        "role": "",
        "creator": actor,
        "handoff": None,
        "approval": None,
        "rom": None,
        "items": {},
        "told": set(),
    }
    arrive(world, work, actor, left=None)
    return work


def start(world: World, process: str, actor: str) -> Work:
    """Somebody starts an engagement."""
    first = world["processes"][process]["steps"][0]
    need(may(world, process, actor, first["owners"]))
    return begin(world, process, actor)


def log(world: World, kind: str, priority: str, actor: str) -> Work:
    """Somebody logs a ticket, for which anybody will do."""
    found = next(one for one in world["processes"]["ticket"]["kinds"] if one["key"] == kind)
    keys = [one["key"] for one in found["priorities"]]
    usual = next((one["key"] for one in found["priorities"] if one["default"]), "")
    need(not priority or (not found["review"] and priority in keys))
    facts = {"kind": kind, "priority": priority or usual}
    work = begin(world, "ticket", actor, facts={key: value for key, value in facts.items() if value})
    chosen = next((one for one in found["priorities"] if one["key"] == facts["priority"]), None)
    if chosen and chosen["message"]:
        work["told"] = {person for role in chosen["message"] for person in world["roles"][role]}
    return work


def need(condition: object) -> None:
    """Say no unless the condition holds."""
    if not condition:
        raise No


def stand(world: World, process: str, role: str) -> tuple[str, list[str]] | None:
    """Who stands for a role: its people, or those of the role that stands in for it."""
    seen: list[str] = []
    while role not in seen:
        if world["roles"].get(role):
            return role, list(world["roles"][role])
        seen.append(role)
        written = [one for one in world["processes"][process]["roles"] if one["key"] == role]
        role = (written[0]["fallback"] if written else None) or role
    return None


def may(world: World, process: str, person: str, roles: list[str]) -> bool:
    """Whether somebody stands for one of the roles."""
    return any(person in found[1] for role in roles if (found := stand(world, process, role)))


def resolve(world: World, process: str, roles: list[str]) -> tuple[str, list[str]]:
    """Who gets a step: the first role that anybody holds, then the first with somebody to stand in."""
    held = [role for role in roles if world["roles"].get(role)] or [r for r in roles if stand(world, process, r)]
    need(held)
    found = stand(world, process, held[0])
    assert found is not None
    return found


def process_of(world: World, work: Work) -> naive.Process:
    """The process that a work runs."""
    found: naive.Process = world["processes"][work["process"]]
    return found


def step_of(world: World, work: Work) -> dict[str, Any]:
    """The step it stands at."""
    return naive.find(process_of(world, work), work["state"]["step"])


def owners(world: World, work: Work, step: dict[str, Any]) -> list[str]:
    """The roles that a step belongs to."""
    if step["marked_by"]:
        return [step["marked_by"]]
    if step["owners_of_kind"]:
        kinds = process_of(world, work)["kinds"]
        return list(next(kind["owners"] for kind in kinds if kind["key"] == work["facts"]["kind"]))
    return list(step["owners"])


def ended(work: Work) -> bool:
    """Whether it is over."""
    return str(work["state"]["step"]).startswith("end:")


def possible(world: World, work: Work) -> list[str]:
    """The outcomes that can be said where it stands, with a reason where one is wanted."""
    if ended(work) or step_of(world, work)["kind"] == "approval":
        return []
    return naive.allowed(process_of(world, work), work["state"]["step"], {**work["facts"], "reason": "because"})


def move(world: World, work: Work, actor: str, state: naive.State, left: str, outcome: str = "") -> None:
    """It goes to another step: what was handed over is past, what is made to happen happens, decisions are asked."""
    process, before = process_of(world, work), work["state"]
    work["handoff"] = None
    work["state"] = state
    given = ""
    if outcome:
        said = naive.outcome_of(process, left, outcome)
        given = work["facts"][said["gives_to"]] if said["gives_to"] else ""
        started = [one for one in said["effects"] if starts(one, work["facts"])]
        world["born"] += [begin(world, one["process"], actor, at=one["at"]) for one in started]
    opened = [step for step in process["steps"] if step["open_from"] == left and step["id"] in state["open"]]
    for step in opened:
        ask(world, work, actor, step)
    if not ended(work):
        here = step_of(world, work)
        known = {*before["open"], *(step["id"] for step in opened)}
        if here["kind"] == "approval" and here["id"] not in known:
            ask(world, work, actor, here)
    if given:
        give(world, work, actor, given)
    else:
        arrive(world, work, actor, left=naive.find(process, left))
    if not ended(work) and step_of(world, work)["recurs"]:
        # The first step leads to the one that comes again and again; all others lie between two visits of it.
        asked = {field["key"] for step in process["steps"][1:] for field in step["form"]}
        work["facts"] = {key: value for key, value in work["facts"].items() if key not in asked}


def starts(effect: dict[str, Any], facts: dict[str, str]) -> bool:
    """Whether an effect of an outcome begins something."""
    return bool(effect["do"] == "start" and naive.holds(effect["when"], facts))


def held_by(world: World, work: Work, roles: list[str], person: str) -> list[str]:
    """The roles in which a person may do a step, first those in which the work is not held now."""
    ranked = sorted(roles, key=lambda role: role == work["role"])
    found = (stand(world, work["process"], role) for role in ranked)
    return [one[0] for one in found if one and person in one[1]]


def give(world: World, work: Work, actor: str, person: str) -> None:
    """It goes to the person whom an outcome names: offered to them, unless they have it or named themselves."""
    role = held_by(world, work, owners(world, work, step_of(world, work)), person)[0]
    work["owner"] = actor if person == actor else work["owner"]
    if work["owner"] == person:
        work["role"] = role
        return
    work["handoff"] = {"state": "offered", "round": 1, "from": work["role"], "to": role, "by": actor}


def arrive(world: World, work: Work, actor: str, *, left: dict[str, Any] | None) -> None:
    """Whose it is now: it stays where the role is the same, and is offered where it is another."""
    if ended(work):
        if work["approval"] and work["approval"]["state"] in {"waiting", "discovery"}:
            work["approval"]["state"] = "superseded"
        return
    step = step_of(world, work)
    roles = owners(world, work, step)
    role, people = resolve(world, work["process"], roles)
    if step["kind"] == "approval":
        work["owner"], work["role"] = None, role
        return
    kept = [one for one in roles if (left is None or one == work["role"])]
    for found in (stand(world, work["process"], one) for one in kept):
        if found and work["owner"] in found[1]:
            work["role"] = found[0]
            return
    changes = left is None or set(owners(world, work, left)) != set(roles)
    if changes and people != [work["owner"]]:
        work["handoff"] = {"state": "offered", "round": 1, "from": work["role"], "to": role, "by": actor}
        return
    work["role"] = role
    if work["owner"] not in people:
        work["owner"] = people[0] if len(people) == 1 else None


def counts(field: dict[str, Any], values: dict[str, str]) -> bool:
    """Whether the other answers of its form ask for a field."""
    return all(values.get(key) in said for key, said in field["asked_when"].items())


def say(world: World, work: Work, actor: str, outcome: str, values: dict[str, str]) -> None:
    """Somebody says an outcome of the step it stands at."""
    need(not ended(work))
    step = step_of(world, work)
    need(step["kind"] != "approval")
    need(may(world, work["process"], actor, owners(world, work, step)))
    need(work["rom"] or step["makes"] != "estimate")
    need(outcome in [one["key"] for one in step["outcomes"]])
    asked = [field for field in step["form"] if not field["only_for"] or outcome in field["only_for"]]
    need(all(values.get(field["key"]) for field in asked if field["required"]))
    wanted = [field for field in asked if field["asked_when"] and not values.get(field["key"])]
    need(not any(counts(one, values) for one in wanted))
    to = next(one["gives_to"] for one in step["outcomes"] if one["key"] == outcome)
    reason = values.get("reason", "")
    facts = {key: value for key, value in work["facts"].items() if key not in {field["key"] for field in asked}}
    answered = [field["key"] for field in asked if values.get(field["key"]) and counts(field, values)]
    facts |= {key: values[key] for key in answered}
    need(outcome in naive.allowed(process_of(world, work), step["id"], {**facts, "reason": reason}))
    need(not to or held_by(world, work, owners(world, work, step), facts[to]))
    work["facts"] = facts
    state = naive.say(process_of(world, work), work["state"], step["id"], outcome, facts)
    move(world, work, actor, state, step["id"], outcome)


def tick(world: World, work: Work, actor: str, item: str) -> None:
    """Somebody ticks something off."""
    found = work["items"].get(item)
    need(found and not found["done"])
    need(actor == work["owner"] or may(world, work["process"], actor, found["roles"]))
    found["done"] = True


def answer_form(world: World, work: Work, actor: str, number: int, words: str) -> None:
    """Somebody fills in a form of a ticket's kind."""
    kind = next(one for one in process_of(world, work)["kinds"] if one["key"] == work["facts"]["kind"])
    need(0 < number <= len(kind["subtasks"]))
    title = kind["subtasks"][number - 1]["title"]
    item = next(item for item in work["items"].values() if item["title"] == title)
    need(not item["done"])
    need(actor in {work["owner"], work["creator"]} or may(world, work["process"], actor, kind["owners"]))
    need(words)
    item["done"] = True


def got_it(_world: World, work: Work, actor: str, person: str) -> None:
    """Somebody acknowledges what they were told."""
    need(actor == person and person in work["told"])
    work["told"] = work["told"] - {person}


def ask(world: World, work: Work, actor: str, step: dict[str, Any]) -> None:
    """A decision is asked for, of those who neither asked for it nor made what it is about."""
    older = work["approval"]
    barred, figures = {actor}, None
    if step["asks"] == "estimate":
        need(work["rom"])
        barred |= {work["rom"]["author"]}
        figures = work["rom"]["figures"]
    same = older if older and older["figures"] == figures and older["step"] == step["id"] else None
    if same and same["state"] == "waiting":
        return
    if same and same["state"] == "discovery":
        same |= {"state": "waiting", "round": same["round"] + 1}
        need(panel(world, work))
        return
    if older and older["state"] in {"waiting", "discovery", "approved"}:
        barred |= older["barred"]
    number = older["round"] + 1 if older else 1
    asked = {"step": step["id"], "round": number, "state": "waiting", "figures": figures}
    work["approval"] = {**asked, "barred": barred, "by": actor}
    if work["rom"]:
        work["rom"]["state"] = "sent"
    need(panel(world, work))


def panel(world: World, work: Work) -> list[str]:
    """Who decides now."""
    approval = work["approval"]
    roles = owners(world, work, naive.find(process_of(world, work), approval["step"]))
    found = [person for role in roles if (one := stand(world, work["process"], role)) for person in one[1]]
    return [person for person in found if person not in approval["barred"]]


def decide(world: World, work: Work, actor: str, version: int, outcome: str, reason: str) -> None:
    """Somebody decides: one is enough in what is shipped."""
    approval = work["approval"]
    need(approval and not ended(work) and approval["state"] == "waiting" and approval["round"] == version)
    need(actor in panel(world, work))
    process, step = process_of(world, work), approval["step"]
    known = naive.find(process, step)["outcomes"]
    need(outcome in [one["key"] for one in known])
    said = naive.outcome_of(process, step, outcome)
    need(reason or said["reason"] != "required")
    approves, asks = said["style"] == "primary", said["style"] == "default"
    approval["state"] = "approved" if approves else "discovery" if asks else "declined"
    if approves and work["rom"]:
        work["rom"]["state"] = "approved"
    facts = {**work["facts"], "reason": reason}
    if work["state"]["step"] == step:
        move(world, work, actor, naive.say(process, work["state"], step, outcome, facts), step, outcome)
        return
    state = naive.decide_early(process, work["state"], step, outcome, facts)
    if str(state["step"]).startswith("end:"):
        move(world, work, actor, state, step, outcome)
    else:
        work["state"] = state


def answer(world: World, work: Work, actor: str, version: int, words: str) -> None:
    """Somebody answers the question that a decision waits for: at step 7, or before it came to that."""
    approval = work["approval"]
    need(approval and not ended(work) and approval["state"] == "discovery" and approval["round"] == version)
    seven = naive.find(process_of(world, work), "7")
    need(may(world, work["process"], actor, owners(world, work, seven)) or actor == approval["by"])
    need(words)
    work["facts"]["answer"] = words
    if withdraw(work, approval["step"]):
        ask(world, work, actor, naive.find(process_of(world, work), approval["step"]))
        return
    state = naive.say(process_of(world, work), work["state"], "7", "answered", work["facts"])
    move(world, work, actor, state, "7", "answered")


def withdraw(work: Work, step: str) -> bool:
    """Take an early decision back; whether there was one."""
    state = work["state"]
    if step not in state["decisions"]:
        return False
    left = {key: outcome for key, outcome in state["decisions"].items() if key != step}
    work["state"] = {**state, "decisions": left, "open": state["open"] | {step}}
    return True


def save_rom(world: World, work: Work, actor: str, figures: int, revision: int) -> None:
    """Somebody keeps the figures of a ROM; what was decided about others no longer counts."""
    makes_rom(world, work, actor)
    rom = work["rom"]
    need(revision == (rom["revision"] if rom else 0))
    if rom and rom["figures"] == figures:
        return
    work["rom"] = {"revision": revision + 1, "figures": figures, "author": actor, "state": "draft"}
    state, process = work["state"], process_of(world, work)
    if state["step"] == "2":
        move(world, work, actor, naive.say(process, state, "2", "drafted", work["facts"]), "2", "drafted")
        return
    withdraw(work, "6")
    six, state = naive.find(process, "6"), work["state"]
    if state["given"].get("6") == "approve":
        need(state["step"] == "8")
        again = naive.arrive(process, {**deepcopy(state), "step": "6"}, work["facts"])
        move(world, work, actor, again, "8")
    elif state["step"] == "6" or "6" in state["open"]:
        ask(world, work, actor, six)


def makes_rom(world: World, work: Work, actor: str) -> None:
    """Whether somebody may make a ROM of it at all."""
    need(not ended(work) and work["process"] == "services-engagement")
    steps = [naive.find(process_of(world, work), step) for step in ROM_STEPS]
    need(any(may(world, work["process"], actor, owners(world, work, step)) for step in steps))


def send_rom(world: World, work: Work, actor: str) -> None:
    """Somebody sends the newest figures for approval."""
    need(not ended(work) and work["process"] == "services-engagement" and work["rom"])
    need(work["rom"]["state"] == "draft" and work["state"]["step"] == "3")
    say(world, work, actor, "sent", {})
