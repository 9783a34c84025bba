"""The card of every step of every process that csops ships: an office walks each until it has been everywhere."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from storage import tables
from tests.engagements.clicking import filled
from tests.golden.album import Album, card
from tests.office import AGREED, ROLES, every_button, slack, staff
from tests.pricing import draft
from tests.process import naive
from workflows.approvals.commands import Decide
from workflows.engagements.commands import TickItem
from workflows.engagements.parts import WorkItem
from workflows.handoffs.commands import AcceptHandOff
from workflows.kernel.answers import Answer, Done
from workflows.kernel.cards import Card
from workflows.process.definition import Definition
from workflows.process.steps import SYSTEM, Step

Row = Mapping[str, Any]

MORE_ROLES = {
    "am": "ada",
    "architect": "sven",
    "css": "ivan",
    "delivery": "emil",
    "engineer": "sven",
    "executive": "dora",
    "marketing_approver": "lena",
    "rm": "ada",
    "sales_manager": "luis",
}
"""Who holds the roles that the office leaves empty; and a video is approved by somebody else than who made it."""
LONGEST = 40


def walk(album: Album, definition: Definition) -> None:
    """Keep the card of every step of a process."""
    for role, holder in MORE_ROLES.items():
        staff(album.database, role, holder)
    wanted = {step.id for step in definition.steps}
    for number, begin in enumerate(_beginnings(album, definition), 1):
        key = begin(number)
        album.later(hours=1)
        for _ in range(LONGEST):
            row = next(row for row in album.rows(tables.engagement) if row["key"] == key)
            step = definition.step(row["step"] or "")
            left = wanted - {step for process, step in album.kept.steps if process == definition.process}
            outcome = _way_to(definition, step, left, json.loads(row["facts"])) if step is not None and left else ""
            if step is not None and step.id in left:
                _accept(album, definition, step, row)
                album.step(definition.process, step.id, _live(album, row))
                continue
            if step is None or not outcome:
                break
            album.later(hours=1)
            _say(album, definition, step, outcome, row)


def _beginnings(album: Album, definition: Definition) -> Iterator[Callable[[int], str]]:
    """Return ways to begin the process: enough of them to come everywhere."""
    if definition.process == "ticket":
        for kind in definition.kinds:
            yield lambda number, kind=kind.key: _log(album, kind, number)  # type: ignore[misc]
    elif definition.process == "hand-off":
        yield lambda _number: _key_in(
            album.submit("ada", album.type("ada", "/handoff acme"), {"kind": "sales-to-success"})
        )
    else:
        for _ in range(4):
            who = _holder(definition, definition.steps[0], {})
            yield lambda number, who=who: _start(album, who, definition.process, f"Portal {number}")  # type: ignore[misc]


def _start(album: Album, who: str, process: str, title: str) -> str:
    engagement = album.start(who, process=process, title=title)
    return next(str(row["key"]) for row in album.rows(tables.engagement) if row["id"] == engagement)


def _log(album: Album, kind: str, number: int) -> str:
    values = {"customer": "acme", "kind": kind, "title": f"Request {number}", "description": "The export is empty."}
    return _key_in(album.submit("carl", album.type("carl", "/ticket"), values))


def _key_in(answer: Answer) -> str:
    assert isinstance(answer, Done), answer
    return card(answer).title.partition(" ")[0].rstrip(":")


def _way_to(definition: Definition, step: Step, wanted: set[str], facts: Mapping[str, str]) -> str:
    """Return the outcome that leads the shortest way to a step that is wanted; none where no way does."""
    if step.id in wanted:
        return step.outcomes[0].key
    can_be_said = naive.allowed(_as_json(definition), step.id, {"reason": "Because.", **facts})
    ways = deque((outcome.key, outcome.next) for outcome in step.outcomes if outcome.key in can_be_said)
    known: set[str] = set()
    while ways:
        first, reached = ways.popleft()
        if reached in wanted:
            return first
        found = definition.step(reached)
        if found is not None and reached not in known:
            known.add(reached)
            ways.extend((first, outcome.next) for outcome in found.outcomes)
    return ""


def _holder(definition: Definition, step: Step, facts: Mapping[str, str]) -> str:
    """Return who has a step; that of csops itself is done by whoever keeps the records."""
    role = next((role for role in definition.owners(step, facts) if role != SYSTEM), "ps_manager")
    return MORE_ROLES.get(role) or ROLES[role][0]


def _accept(album: Album, definition: Definition, step: Step, row: Row) -> None:
    """Let the next owner accept a step that was handed over."""
    offers = [one for one in album.rows(tables.handoff) if one["id"] == row["handoff_id"] and one["state"] == "offered"]
    for offer in offers:
        who = slack(_holder(definition, step, json.loads(row["facts"])))
        accept = AcceptHandOff(actor=who, request_key=album.key(), handoff=offer["id"], version=offer["round"])
        _must(album.dispatcher.answer(accept))


def _live(album: Album, row: Row) -> Card:
    """Return the newest message with which the engagement's step can be moved on."""
    subjects = {row["id"], row["approval_id"]}
    for _, face in reversed(album.faces()):
        if any(button.subject in subjects and button.key.split(".")[0] in MOVES for button in every_button(face)):
            return face
    raise LookupError(row["step"])


MOVES = frozenset({"step", "approval", "rom"})


def _say(album: Album, definition: Definition, step: Step, outcome: str, row: Row) -> None:
    """Let whose step it is say an outcome, with everything filled in and ticked off."""
    facts = json.loads(row["facts"])
    who = _holder(definition, step, facts)
    if step.kind == "approval":
        approval = next(one for one in album.rows(tables.approval) if one["id"] == row["approval_id"])
        given = {"approval": approval["id"], "version": approval["round"], "values": {"reason": "How many users?"}}
        _must(album.dispatcher.answer(Decide(actor=slack(who), request_key=album.key(), outcome=outcome, **given)))
        return
    if step.makes == "estimate":
        drafting = step.id == "2"
        _must(draft(album, key=row["key"]) if drafting else album.type("ada", f"/rom {row['key']} send"))
        return
    for item in msgspec.json.decode(row["items"], type=list[WorkItem]):
        if item.done_at is None:
            tick = TickItem(actor=slack(who), request_key=album.key(), engagement=row["id"], item=item.key)
            album.dispatcher.answer(tick)
    written = next(one for one in _as_json(definition)["steps"] if one["id"] == step.id)
    values = {**filled(written, outcome, 0), **AGREED.get(outcome, {})}
    _must(album.say(who, row["id"], outcome, **values))


def _as_json(definition: Definition) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(definition.model_dump_json(by_alias=True))
    return found


def _must(answer: Answer) -> None:
    assert isinstance(answer, Done), answer
