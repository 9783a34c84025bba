"""Whatever slack_sdk's own models refuse is refused here too: found by breaking good blocks in every place."""

import copy
import logging
from collections.abc import Iterator

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from playground.slack.blocks.surfaces import check_blocks, check_view
from playground.slack.shapes import Json
from tests.playground.apps import actions, modal, option, picked, plain, section, text_input
from tests.playground.test_good_blocks import ELEMENTS, GOOD

# What the models let pass in silence or crash on is no verdict; only their own refusal is.
logging.getLogger("slack_sdk").setLevel(logging.ERROR)


def places(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Every place inside a value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in parts:
        yield (*path, name)
        yield from places(inner, (*path, name))


def broken(good: Json) -> Iterator[Json]:
    """The value with one thing changed: a part missing, too long, too many, or of another kind."""
    for path in places(good):
        for change in ("missing", "long", "longer", "many", "other"):
            draft = copy.deepcopy(good)
            holder = draft
            for step in path[:-1]:
                holder = holder[step]  # type: ignore[index] # The path was walked in this very value.
            last = path[-1]
            value = holder[last]  # type: ignore[index]
            if change == "missing" and isinstance(last, str):
                del holder[last]
            elif change in ("long", "longer") and isinstance(value, str):
                holder[last] = "x" * (200 if change == "long" else 3100)  # type: ignore[index]
            elif change == "many" and isinstance(value, list) and value:
                holder[last] = value * 101  # type: ignore[index]
            elif change == "other" and isinstance(value, str):
                holder[last] = "something_else"  # type: ignore[index]
            else:
                continue
            yield draft


def refused_by_models(block: Json) -> bool:
    """Whether slack_sdk says that a block may not be."""
    try:
        parsed = Block.parse(copy.deepcopy(block))
        if parsed is not None:
            parsed.to_dict()
    except SlackObjectFormationError:
        return True
    except (TypeError, KeyError, AttributeError, ValueError):
        return False
    return False


EXAMPLES = [
    *GOOD.values(),
    *(picked({"type": kind, "action_id": "a", **more}) for kind, more in ELEMENTS.items()),
    actions({"type": "overflow", "action_id": "o", "options": [option("A")]}, {"type": "users_select"}),
    section(accessory={"type": "channels_select", "placeholder": plain("Choose")}),
]


@pytest.mark.parametrize("at", range(len(EXAMPLES)))
def test_what_the_models_refuse_is_refused_here(at: int) -> None:
    """No broken variant of a good block passes here that slack_sdk refuses."""
    passed = [
        one for one in broken(EXAMPLES[at]) if refused_by_models(one) and not check_blocks([one], "message").errors
    ]
    assert passed == []


def test_the_models_do_refuse_something() -> None:
    """The comparison is not empty."""
    assert sum(refused_by_models(one) for good in EXAMPLES for one in broken(good)) > 50


def test_what_the_view_model_refuses_is_refused_here() -> None:
    """The same for views."""
    for draft in broken(modal(text_input(), private_metadata="x", close=plain("Close"))):
        try:
            View(**copy.deepcopy(draft)).to_dict()
        except SlackObjectFormationError:
            assert check_view(draft).errors, draft
        except (TypeError, KeyError, AttributeError, ValueError):
            continue
