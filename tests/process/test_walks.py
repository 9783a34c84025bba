"""On any walk through any definition the engine and the naive reading of the rules agree."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.process import naive
from tests.process.found import moved
from workflows.process.catalogue import Definitions, load_definitions
from workflows.process.definition import Definition
from workflows.process.engine import advance, ask_again, decide, possible, start, withdraw
from workflows.process.position import Moved, NotAllowed, Position, Recorded

SHIPPED: Definitions = load_definitions()
KINDS = [kind.key for kind in SHIPPED.current("ticket").kinds]
LONGEST_WALK = 60


def as_dict(definition: Definition) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(definition.model_dump_json(by_alias=True))
    return found


def as_state(position: Position) -> naive.State:
    return {
        "step": position.step,
        "open": set(position.open),
        "decisions": dict(position.decisions),
        "given": dict(position.given),
        "visits": dict(position.visits),
        "rounds": dict(position.rounds),
    }


def compare_walk(definition: Definition, data: st.DataObject) -> None:
    """Walk at random by outcomes and early decisions, and compare the two after each move."""
    process = as_dict(definition)
    facts = draw_facts(data)
    first = start(definition, facts)
    assert isinstance(first, Moved)
    position, state = first.position, naive.begin(process["steps"][0]["id"])
    if process["steps"][0]["kind"] == "approval":
        assert [step.id for step in first.opens] == [position.step]
    for _ in range(LONGEST_WALK):
        assert as_state(position) == state
        if position.step.startswith("end:"):
            return
        facts = draw_facts(data)
        early = data.draw(st.sampled_from([None, *sorted(position.open)]), label="early")
        step_id = early or position.step
        keys = [outcome["key"] for outcome in naive.find(process, step_id)["outcomes"]]
        key = data.draw(st.sampled_from(keys), label="outcome")
        found = decide(definition, position, step_id, key, facts)
        if key not in naive.allowed(process, step_id, facts):
            assert isinstance(found, NotAllowed)
            assert found.reason in ("guarded", "reason-missing")
            continue
        assert not isinstance(found, NotAllowed)
        is_early = early is not None
        state = (naive.decide_early if is_early else naive.say)(process, state, step_id, key, facts)
        check_move(definition, position, found)
        position = found.position


def draw_facts(data: st.DataObject) -> dict[str, str]:
    """What is known may change from move to move."""
    return {
        "kind": data.draw(st.sampled_from(KINDS), label="kind"),
        "reason": data.draw(st.sampled_from(["because", "because", ""]), label="reason"),
    }


def check_move(definition: Definition, before: Position, found: Moved | Recorded) -> None:
    """What is told of a move fits the two positions that it lies between."""
    if isinstance(found, Recorded):
        assert found.position.step == before.step
        return
    here = found.position.step
    assert (found.step is None) != (found.end is None)
    assert here == (found.step.id if found.step else f"end:{found.end.key if found.end else ''}")
    assert here.startswith("end:") or definition.step(here) is not None
    was_open = {*before.open, before.step}
    now_open = {*found.position.open, here} if found.step else set()
    for step in found.opens:
        assert step.kind == "approval"
        assert step.id in now_open
    for step_id in now_open - was_open:
        newly = definition.step(step_id)
        if newly is not None and newly.kind == "approval":
            assert newly in found.opens


@given(data=st.data(), process=st.sampled_from(SHIPPED.processes))
def test_walks_through_the_shipped_definitions_agree(data: st.DataObject, process: str) -> None:
    """Whatever people click, the four processes do what a plain reading of their rules says."""
    compare_walk(SHIPPED.current(process), data)


@st.composite
def small_definitions(draw: st.DrawFn) -> Definition:
    """A definition of a few steps with any ways between them: loops, early approvals, guards, required reasons."""
    ids = [str(number) for number in range(1, draw(st.integers(2, 6)) + 1)]
    places = [*ids, "end:over"]
    steps = [draw(step_of(ids, places, step_id)) for step_id in ids]
    loops = draw(st.lists(st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True), max_size=2))
    return Definition.model_validate(
        {
            "process": "generated",
            "title": "Generated",
            "version": 1,
            "about": "Made by a test.",
            "source": {"name": "Nothing", "version": "1"},
            "roles": [{"key": key, "title": key, "channel": "internal"} for key in ("one", "two")],
            "steps": steps,
            "ends": [{"key": "over", "title": "Over"}],
            "loops": [
                {"key": f"loop-{number}", "title": "Loop", "path": path, "warn_at": 2}
                for number, path in enumerate(loops)
                if (path[-1], path[0]) not in [(other[-1], other[0]) for other in loops[:number]]
            ],
        }
    )


def step_of(ids: list[str], places: list[str], step_id: str) -> st.SearchStrategy[dict[str, Any]]:
    outcomes = st.lists(
        st.fixed_dictionaries(
            {
                "next": st.sampled_from(places),
                "reason": st.sampled_from(["none", "none", "required"]),
                "when": st.sampled_from([{}, {}, {}, {"kind": KINDS[:2]}]),
            }
        ),
        min_size=1,
        max_size=3,
    )
    return st.fixed_dictionaries(
        {
            "id": st.just(step_id),
            "title": st.just(f"Step {step_id}"),
            "description": st.just("Do it."),
            "owners": st.sampled_from([["one"], ["two"], ["one", "two"]]),
            "kind": st.sampled_from(["task", "approval", "approval"]),
            "open_from": st.sampled_from([None, *ids]),
            "reask_until": st.sampled_from([None, *ids]),
            "outcomes": outcomes.map(
                lambda found: [
                    {
                        "key": f"way-{number}",
                        "label": f"Way {number}",
                        "style": "default" if number else "primary",
                        **way,
                    }
                    for number, way in enumerate(found)
                ]
            ),
        }
    ).map(lambda step: step if step["kind"] == "approval" else {**step, "open_from": None, "reask_until": None})


@given(data=st.data(), definition=small_definitions())
@settings(max_examples=150)
def test_walks_through_generated_definitions_agree(data: st.DataObject, definition: Definition) -> None:
    """The rules hold for any definition, not only for the four."""
    compare_walk(definition, data)


@given(data=st.data(), definition=small_definitions() | st.sampled_from(SHIPPED.all()))
def test_no_question_breaks_the_engine(data: st.DataObject, definition: Definition) -> None:
    """Any question to any position has an answer, and never leads to a step that does not exist."""
    facts = {"kind": data.draw(st.sampled_from(KINDS)), "reason": "because"}
    ids = [step.id for step in definition.steps]
    first = start(definition, facts, at=data.draw(st.sampled_from(ids)))
    assert isinstance(first, Moved)
    position = first.position
    for _ in range(20):
        step_id = data.draw(st.sampled_from([*ids, "nowhere"]))
        keys = [outcome.key for step in definition.steps for outcome in step.outcomes]
        outcome = data.draw(st.sampled_from([*keys, "nothing"]))
        found = data.draw(
            st.sampled_from(
                [
                    advance(definition, position, outcome, facts),
                    decide(definition, position, step_id, outcome, facts),
                    withdraw(definition, position, step_id, facts),
                    ask_again(definition, position, step_id, facts),
                ]
            )
        )
        if not isinstance(found, NotAllowed):
            position = found.position
        assert position.step in ids or position.step == f"end:{position.step[4:]}"
        assert set(position.open) & set(position.decisions) == set()


@given(data=st.data(), process=st.sampled_from(SHIPPED.processes))
def test_every_walk_that_looks_for_the_exit_ends(data: st.DataObject, process: str) -> None:
    """From wherever a walk got to, choosing the way to the nearest end leads there within as many moves as steps."""
    definition = SHIPPED.current(process)
    facts = {"kind": data.draw(st.sampled_from(KINDS)), "reason": "because"}
    first = start(definition, facts)
    assert isinstance(first, Moved)
    position = first.position
    for _ in range(data.draw(st.integers(0, 30))):
        choices = possible(definition, position.step, facts)
        if choices:
            position = moved(advance(definition, position, data.draw(st.sampled_from(choices)).key, facts)).position
    for _ in range(len(definition.steps)):
        if not position.step.startswith("end:"):
            position = moved(
                advance(definition, position, nearest_end(definition, position.step, facts), facts)
            ).position

    assert position.step.removeprefix("end:") in {end.key for end in definition.ends}


def nearest_end(definition: Definition, step_id: str, facts: dict[str, str]) -> str:
    """The outcome of a step that lies on a shortest way to an end."""
    far = len(definition.steps) + 1
    distance = {step.id: far for step in definition.steps}
    for _ in definition.steps:
        for step in definition.steps:
            ways = [outcome.next for outcome in possible(definition, step.id, facts)]
            distance[step.id] = min([distance[step.id], *(1 + distance.get(way, 0) for way in ways)])
    outcomes = possible(definition, step_id, facts)
    return min(outcomes, key=lambda outcome: distance.get(outcome.next, 0)).key
