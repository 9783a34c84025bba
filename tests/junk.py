"""Junk in the places of real payloads, for tests of what comes from outside."""

import random
from copy import deepcopy
from typing import Any

JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**70,
    1.5,
    float("nan"),
    float("inf"),
    "",
    "x",
    "\x00",
    "\ud800",
    "\u202e\u200b",
    "x" * 5000,
    "T0THEIRS",
    "<!channel>",
    [],
    [[]],
    [None, 5],
    {},
    {"id": 5},
    {"id": "U0EVE"},
    {"type": "button"},
    {"values": []},
    '["eng1",7,""]',
    "task/fetch",
    "Action.Execute",
    "19:x@thread.tacv2;messageid=1",
    "view_submission",
    "block_actions",
    "event_callback",
)


def places(value: object, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every node of a JSON value."""
    found = [at]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places(inner, (*at, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found += places(inner, (*at, number))
    return found


def spoiled(payload: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """Return a payload in which one to three nodes were taken out or replaced by junk."""
    payload = deepcopy(payload)
    for _ in range(dice.randint(1, 3)):
        ways = [way for way in places(payload) if way]
        if not ways:
            break
        *above, last = dice.choice(ways)
        holder: Any = payload
        for step in above:
            holder = holder[step]
        if dice.random() < 0.25:
            del holder[last]
        else:
            holder[last] = deepcopy(dice.choice(JUNK))
    return payload
