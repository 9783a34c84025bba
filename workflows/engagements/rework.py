"""Work that is handed in, looked at, and made anew with a reason: who made it, what is to change, in which round.

A loop is one of rework where the outcome that closes it wants a reason (processes.md B 2.5 and 2.6, 2.9 to 2.11).
"""

from datetime import datetime
from typing import Final

import msgspec

from workflows.desk import Desk, by
from workflows.engagements import rules
from workflows.engagements.work import Work
from workflows.kernel.cards import Card, Fact
from workflows.kernel.cleaning import cut
from workflows.kernel.reading import is_link
from workflows.kernel.text import Line, Link, When, line
from workflows.process.position import Moved
from workflows.process.steps import Loop, Step

FACT: Final = "work.rework"
"""Where it is kept among the facts of an engagement; no field of a form can be called so."""
MANY: Final = 3
"""From this round on the cards ask people to talk to each other."""
TO_CHANGE: Final = "To be changed"
LONGEST_REASON: Final = 500
"""Characters of the reason that a card shows; the message to whoever made it, and the history, have all of it."""


class Rework(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who made what is looked at, and what was asked to be changed in it, by whom and when."""

    maker: str = ""
    reason: str = ""
    asked_by: str = ""
    asked_for: str = ""
    asked_at: datetime | None = None


_REWORK: Final = msgspec.json.Decoder(Rework)


def rework_of(work: Work) -> Rework:
    """Return what is known of the rework that an engagement is in; empty where it is in none."""
    kept = work.facts.get(FACT)
    return _REWORK.decode(kept) if kept else Rework()


def loop_at(work: Work, step: str) -> Loop | None:
    """Return the loop of rework that a step stands in."""
    return next((loop for loop in work.definition.loops_of_rework if step in loop.path), None)


def keep(desk: Desk, work: Work, moved: Moved, reason: str) -> str:
    """Keep who made it when it is handed in, and why it is to be changed; return whom to tell of that, empty if nobody.

    Who says it of their own work knows it. What leads out of the loop ends it.
    """
    loop = loop_at(work, moved.left.id) if moved.left and moved.outcome else None
    if moved.left is None or moved.outcome is None or loop is None:
        return ""
    before = rework_of(work)
    if moved.outcome.next == loop.path[0] and moved.left.id == loop.path[-1]:
        who = {"asked_by": desk.actor.key, "asked_for": desk.behalf, "asked_at": desk.now}
        _write(work, msgspec.structs.replace(before, reason=reason, **who))
        return before.maker if before.maker != desk.actor.key else ""
    if moved.outcome.next not in loop.path:
        work.facts.pop(FACT, None)
    elif moved.left.id == loop.path[0]:
        _write(work, msgspec.structs.replace(before, maker=desk.principal))
    return ""


def changes_card(work: Work) -> Card:
    """Return the message to whoever made it: who asks for which changes, and where it is now."""
    asked, step = rework_of(work), work.step
    facts = [fact for fact in facts_at(work, step.id) if fact.label != TO_CHANGE]
    return Card(
        title=f"{work.key} {work.title}: changes are asked for",
        body=(line("By ", *_asked(asked), f". It is back at step {rules.step_words(step)}."),),
        facts=tuple(facts),
        quote=asked.reason,
        footer=line(f"{work.key} · {work.customer.name} · {work.definition.title}"),
    )


def round_at(work: Work, step: str) -> int:
    """Return in which round a step of rework is, from 1; 0 where it stands in no such loop."""
    loop = loop_at(work, step)
    return work.position.rounds.get(loop.key, 0) + 1 if loop else 0


def facts_at(work: Work, step: str, *, links: bool = True) -> tuple[Fact, ...]:
    """Return what a card says of a step of rework: its round, what was asked to be changed, and what was handed in."""
    loop = loop_at(work, step)
    if loop is None:
        return ()
    number, asked = round_at(work, step), rework_of(work)
    facts = [round_fact(number)] if number > 1 else []
    if asked.reason:
        label = TO_CHANGE if step == loop.path[0] else "Asked for before"
        facts.append(Fact(label, line(cut(asked.reason, LONGEST_REASON), " (", *_asked(asked), ")")))
    given = _links(work, loop) if links and (step != loop.path[0] or asked.reason) else ()
    return (*facts, *(Fact(link.label, line(link)) for link in given))


def round_fact(number: int) -> Fact:
    """Return the round as a card says it, with a word where there have been many."""
    talk = ": talk to each other before there is another" if number >= MANY else ""
    return Fact("Round", line(f"round {number}{talk}"))


def rounds_of(step: Step, asked: int) -> tuple[Fact, ...]:
    """Return the round of a decision that was given, where what it was about can be made anew."""
    return (round_fact(asked),) if step.asks == "deliverable" and asked > 1 else ()


def _links(work: Work, loop: Loop) -> tuple[Link, ...]:
    made = work.definition.step(loop.path[0])
    given = [(field.label, work.facts.get(field.key, "")) for field in (made.form if made else ())]
    return tuple(Link(value, label) for label, value in given if is_link(value))


def _asked(asked: Rework) -> Line:
    when: Line = (", ", When(asked.asked_at)) if asked.asked_at else ()
    return (*by(asked.asked_by, asked.asked_for), *when)


def _write(work: Work, rework: Rework) -> None:
    work.facts = {**work.facts, FACT: msgspec.json.encode(rework).decode()}
