"""Finds what somebody named in a form whose client could not look it up."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from msgspec.structs import replace

from workflows.kernel.answers import Reason, Refused
from workflows.kernel.forms import Choice, Value
from workflows.kernel.people import folded
from workflows.kernel.requests import Submitted

LookUp = Callable[[str, str], Awaitable[Sequence[Choice]]]
"""Gives what a field of a kind offers for words."""

MOST_TOLD = 5


async def resolved(asked: Submitted, typed: Mapping[str, str], look_up: LookUp) -> Submitted | Refused:
    """Return the form with what the names mean; refused at the field whose name means nothing, or several things."""
    values: dict[str, Value] = dict(asked.values)
    for field, kind in typed.items():
        words = values.get(field, "")
        if not isinstance(words, str) or not words:
            continue
        offered = await look_up(kind, words)
        found = _found(offered, words)
        if found is None:
            choices = ", ".join(one.label for one in offered[:MOST_TOLD])
            return Refused(reason=Reason.NOT_A_CHOICE, field=field, facts={"label": words, "choices": choices})
        values[field] = found.value
    return replace(asked, values=values)


def _found(offered: Sequence[Choice], words: str) -> Choice | None:
    exact = [one for one in offered if folded(words) in {folded(one.label), folded(one.value)}]
    several = exact or offered
    return several[0] if len(several) == 1 else None
