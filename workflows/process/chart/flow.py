"""A definition as steps and edges: what every drawing begins with, and the JSON form of a chart."""

import json
from typing import TypedDict

from workflows.process.definition import Definition
from workflows.process.steps import Step

FlowEdge = TypedDict("FlowEdge", {"from": str, "outcome": str, "to": str})


class FlowStep(TypedDict):
    """A step; its owners are the keys of roles."""

    id: str
    title: str
    owners: list[str]
    kind: str


class Flow(TypedDict):
    """The whole chart; ends are written `end:NAME`."""

    process: str
    version: int
    steps: list[FlowStep]
    edges: list[FlowEdge]


def flow_of(definition: Definition) -> Flow:
    """Return the steps and edges of a definition, in its own order."""
    return {
        "process": definition.process,
        "version": definition.version,
        "steps": [
            {"id": step.id, "title": step.title, "owners": list(step.owners), "kind": step.kind}
            for step in definition.steps
        ],
        "edges": [
            {"from": step.id, "outcome": outcome.key, "to": outcome.next}
            for step in definition.steps
            for outcome in step.outcomes
        ],
    }


def owner_words(definition: Definition, step: Step) -> str:
    """Return who a step belongs to, in words, and who marks it where that is somebody outside."""
    if step.owners_of_kind:
        return "Whom its kind names"
    owners = " or ".join(definition.role_of[owner].title for owner in step.owners)
    return f"{owners}, marked by {definition.role_of[step.marked_by].title}" if step.marked_by else owners


def draw_json(definition: Definition) -> str:
    """Return the chart as JSON."""
    return json.dumps(flow_of(definition), ensure_ascii=False, indent=2) + "\n"
