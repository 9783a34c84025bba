"""Whole payloads: a message's blocks, a modal, a Home; also fills in the ids that Slack would make."""

import msgspec

from playground.slack.blocks.kinds import BLOCKS, MOST_BLOCKS, SURFACES
from playground.slack.blocks.objects import plain
from playground.slack.blocks.rules import Report, Rule, Shape, anything, flag, items, one_of, string, typed
from playground.slack.shapes import Json

MARKDOWN_IN_ALL = 12_000
VIEW_BYTES = 250_000
_ONE_A_MESSAGE = {"table": 1, "data_visualization": 2}
_FOCUS = "focus_on_load"

_LISTS: dict[str, Rule] = {
    surface: items(typed(BLOCKS, *kinds), 0, MOST_BLOCKS[surface]) for surface, kinds in SURFACES.items()
}
_COMMON: dict[str, Rule] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_VIEWS: dict[str, Rule] = {
    "modal": Shape(
        {"title": plain(24), "blocks": anything},
        {
            **_COMMON,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        },
    ),
    "home": Shape(
        {"blocks": anything},
        {**_COMMON, "title": plain(24), "submit": plain(24), "close": plain(24)},
    ),
}


def interactive(block: Json) -> list[tuple[str, Json]]:
    """List a block's elements that can carry an action_id, each with its pointer inside the block."""
    kind = block.get("type")
    if kind in ("actions", "context_actions"):
        return [(f"/elements/{at}", one) for at, one in enumerate(block.get("elements") or ())]
    if kind == "section" and isinstance(block.get("accessory"), dict):
        return [("/accessory", block["accessory"])] if block["accessory"].get("type") != "image" else []
    if kind == "input" and isinstance(block.get("element"), dict):
        return [("/element", block["element"])]
    if kind == "card":
        return [(f"/actions/{at}", one) for at, one in enumerate(block.get("actions") or ())]
    inner = "child_blocks" if kind == "container" else "elements" if kind == "carousel" else ""
    found: list[tuple[str, Json]] = []
    for at, child in enumerate(block.get(inner) or () if inner else ()):
        found += [(f"/{inner}/{at}{pointer}", one) for pointer, one in interactive(child)]
    return found


def check_blocks(blocks: object, surface: str, pointer: str = "/blocks") -> Report:
    """Check a list of blocks against a surface: message, modal or home."""
    report = Report()
    _LISTS[surface](blocks, pointer, report)
    if not report.errors and isinstance(blocks, list):
        _unlike_ids(blocks, pointer, report)
        _counts(blocks, surface, pointer, report)
    return report


def check_view(view: object, *, home: bool | None = None) -> Report:
    """Check a modal or a Home; with `home` it must be that one."""
    report = Report()
    if not isinstance(view, dict):
        report.add("/view", "wrong_type", "must be an object")
        return report
    wanted = ("modal", "home") if home is None else (("home",) if home else ("modal",))
    if view.get("type") is None:
        report.add("/view", "missing_field", "missing required field: type")
        return report
    one_of(*wanted)(view["type"], "/view/type", report)
    if report.errors:
        return report
    typed(_VIEWS)(view, "/view", report)
    if "blocks" in view:
        report.errors += check_blocks(view["blocks"], view["type"], "/view/blocks").errors
    if not report.errors:
        _submit_present(view, report)
    return report


def too_large(view: Json) -> bool:
    """Say whether a view is over Slack's 250 kB."""
    return len(msgspec.json.encode(view)) > VIEW_BYTES


def fill_ids(blocks: list[Json], new_id: str) -> list[Json]:
    """Copy blocks with a block_id on each and an action_id on each element that lacks one, as Slack makes them."""
    filled: list[Json] = msgspec.json.decode(msgspec.json.encode(blocks))
    for at, block in enumerate(filled):
        block.setdefault("block_id", f"{new_id}{at}")
        for place, (_, element) in enumerate(interactive(block)):
            element.setdefault("action_id", f"{new_id}{at}/{place}")
    return filled


def _unlike_ids(blocks: list[Json], pointer: str, report: Report) -> None:
    seen: set[str] = set()
    for at, block in enumerate(blocks):
        key = block.get("block_id")
        if key is not None and key in seen:
            report.add(f"{pointer}/{at}/block_id", "duplicate", f"`block_id`s must be unique: {key}")
        seen.add(key or "")
        actions: set[str] = set()
        for inner, element in interactive(block):
            action = element.get("action_id")
            if action is not None and action in actions:
                place = f"{pointer}/{at}{inner}/action_id"
                report.add(place, "duplicate", f"`action_id`s must be unique in a block: {action}")
            actions.add(action or "")


def _counts(blocks: list[Json], surface: str, pointer: str, report: Report) -> None:
    kinds = [block["type"] for block in blocks]
    if surface == "message":
        for kind, most in _ONE_A_MESSAGE.items():
            if kinds.count(kind) > most:
                report.add(pointer, "too_many", f"no more than {most} {kind} blocks allowed")
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_IN_ALL:
        report.add(pointer, "too_long", f"markdown blocks must be less than {MARKDOWN_IN_ALL + 1} characters in all")
    focused = sum(1 for block in blocks for _, element in interactive(block) if element.get(_FOCUS))
    if focused > 1:
        report.add(pointer, "conflict", f"only one element may set {_FOCUS}")


def _submit_present(view: Json, report: Report) -> None:
    if view["type"] == "modal" and view.get("submit") is None and any(b["type"] == "input" for b in view["blocks"]):
        report.add("/view", "missing_field", "missing required field: submit")
