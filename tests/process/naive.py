"""The rules of the engine once more, in the slowest and plainest way: dictionaries and searches, nothing kept ready."""

from typing import Any

State = dict[str, Any]
Process = dict[str, Any]


def begin(step_id: str) -> State:
    return {"step": step_id, "open": set(), "decisions": {}, "given": {}, "visits": {step_id: 1}, "rounds": {}}


def find(process: Process, step_id: str) -> dict[str, Any]:
    return next(step for step in process["steps"] if step["id"] == step_id)


def outcome_of(process: Process, step_id: str, key: str) -> dict[str, Any]:
    return next(outcome for outcome in find(process, step_id)["outcomes"] if outcome["key"] == key)


def holds(guard: dict[str, list[str]], facts: dict[str, str]) -> bool:
    return all(name in facts and facts[name] in values for name, values in guard.items())


def allowed(process: Process, step_id: str, facts: dict[str, str]) -> list[str]:
    """The outcomes that can be said of a step."""
    return [
        outcome["key"]
        for outcome in find(process, step_id)["outcomes"]
        if holds(outcome["when"], facts) and (outcome["reason"] != "required" or facts.get("reason", "").strip())
    ]


def can_reach(process: Process, start: str, goal: str) -> bool:
    seen, todo = set(), [start]
    while todo:
        here = todo.pop()
        if here == goal:
            return True
        if here not in seen and not here.startswith("end:"):
            seen.add(here)
            todo += [outcome["next"] for outcome in find(process, here)["outcomes"]]
    return False


def say(process: Process, state: State, step_id: str, key: str, facts: dict[str, str]) -> State:
    """An outcome of a step that may be left now: the current one, or an approval that ends the process early."""
    outcome = outcome_of(process, step_id, key)
    after: State = {
        "step": outcome["next"],
        "open": set(state["open"]),
        "decisions": dict(state["decisions"]),
        "given": dict(state["given"]),
        "visits": dict(state["visits"]),
        "rounds": dict(state["rounds"]),
    }
    if find(process, step_id)["kind"] == "approval":
        after["given"][step_id] = key
    for other in process["steps"]:
        if other["open_from"] == step_id and can_reach(process, outcome["next"], other["id"]):
            after["open"].add(other["id"])
            after["decisions"].pop(other["id"], None)
            after["given"].pop(other["id"], None)
    for loop in process["loops"]:
        if (loop["path"][-1], loop["path"][0]) == (step_id, outcome["next"]):
            after["rounds"][loop["key"]] = after["rounds"].get(loop["key"], 0) + 1
    return arrive(process, after, facts)


def arrive(process: Process, state: State, facts: dict[str, str]) -> State:
    """The step was entered, or the process is over."""
    step_id = state["step"]
    if step_id.startswith("end:"):
        return {**state, "open": set(), "decisions": {}}
    state["visits"][step_id] = state["visits"].get(step_id, 0) + 1
    if step_id in state["decisions"]:
        key = state["decisions"].pop(step_id)
        if holds(outcome_of(process, step_id, key)["when"], facts):
            return say(process, state, step_id, key, facts)
    state["open"].discard(step_id)
    if find(process, step_id)["kind"] == "approval":
        state["given"].pop(step_id, None)
    return state


def decide_early(process: Process, state: State, step_id: str, key: str, facts: dict[str, str]) -> State:
    """The decision of an approval that is open and not reached yet."""
    if outcome_of(process, step_id, key)["next"].startswith("end:"):
        return say(process, state, step_id, key, facts)
    return {
        **state,
        "open": state["open"] - {step_id},
        "decisions": {**state["decisions"], step_id: key},
    }
