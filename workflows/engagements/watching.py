"""What moves is shown where it is linked, and whoever waits for it hears when nothing is left to wait for (C 1.3)."""

from collections.abc import Mapping
from typing import Final

from workflows.desk import Desk
from workflows.engagements import addressing, cards, linked, linking
from workflows.engagements.parts import Linked
from workflows.engagements.work import PERSONAL, Work, save
from workflows.kernel.text import Line, Strong, When, line

WATCHED: Final = f"{PERSONAL}watched"
"""The live card that tells the owner of a step which watches that all it waited for is settled."""


def tell(desk: Desk, work: Work) -> None:
    """Let all that work is linked with show where it stands now."""
    for link in work.links:
        other = linking.other_side(desk, link)
        before = linking.linked_with(other, work.id) if other is not None else None
        now = linking.seen(work)
        if other is None or before is None or before == now:
            continue
        other.links = [now if one.id == work.id else one for one in other.links]
        other.record(
            desk,
            "linked-moved",
            note=f"{now.name}: {now.state}",
            details={"with": work.id},
        )
        linking.refresh(desk, other)
        _watch(desk, other, before, now)
        save(desk, other)


def leave(desk: Desk, work: Work) -> None:
    """Take the buttons off what told of the step that is being left."""
    said = line("Step left by ", *desk.by, ", ", When(desk.now), ".")
    work.refresh(desk, WATCHED, linked.watched_card(work, said), last=True)


def _watch(desk: Desk, work: Work, before: Linked, now: Linked) -> None:
    if work.ended or not work.step.watches or before.settled == now.settled:
        return
    if not now.settled:
        again: Line = line(Strong(now.name), " was taken up again, ", When(desk.now), ".")
        work.refresh(desk, WATCHED, linked.watched_card(work, again), last=True)
        return
    if all(one.settled for one in work.links):
        _all_settled(desk, work)


def _all_settled(desk: Desk, work: Work) -> None:
    told = line("All that ", Strong(work.key), " waited for is resolved. What came of it is still yours to say.")
    lanes: Mapping[str, None] = dict.fromkeys(addressing.lanes_of(desk, work.owner) if work.owner else ())
    for lane in lanes or (work.lane,):
        called = cards.people_line((work.owner,), notify=True, away=desk.directory.away) if work.owner else ()
        heard: Line = line(*called, ": ", *told) if called else told
        card = linked.watched_card(work, heard, buttons=cards.outcome_buttons(work))
        work.post(desk, WATCHED, card, lane=lane)
    if lanes:
        work.say(desk, linked.watched_card(work, line("All linked tickets are resolved.")))
