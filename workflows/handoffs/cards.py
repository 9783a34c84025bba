"""How a hand-off looks: offered, accepted, returned, and the answers to whoever clicked."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from workflows.desk import by
from workflows.engagements import briefs, filled, rework
from workflows.engagements.cards import checklist, detail_buttons, people_line, step_card, step_words
from workflows.engagements.parts import HandOff
from workflows.engagements.work import Work
from workflows.handoffs import rules
from workflows.handoffs.commands import ACCEPT, DECIDE, GIVER, OFFER_AGAIN, RECEIVER, RETURN
from workflows.kernel.absences import Away
from workflows.kernel.cards import Button, Card, Fact, Style
from workflows.kernel.people import Directory
from workflows.kernel.text import Line, Mention, Strong, When, line

MOST_CALLED = 5
"""How many people of a role are called by name; a team of twenty is not."""


def face(work: Work, directory: Directory) -> Card:
    """Return the card of the current step as its hand-off stands: offered, returned, accepted, or never handed over."""
    handoff = work.handoff
    if handoff is None or work.ended or handoff.to_step != work.step.id:
        return step_card(work, directory)
    if handoff.state == rules.OFFERED:
        return offered_card(work, handoff, _people(work, handoff, directory), directory)
    if handoff.state in {rules.RETURNED, rules.DISPUTED}:
        return returned_card(work, handoff)
    return accepted_card(work, handoff, directory)


def offered_card(work: Work, handoff: HandOff, people: Sequence[str], directory: Directory) -> Card:
    """Return the hand-off as it stands in the receiving role's channel: who hands what to whom, and what is needed.

    One between groups or people says all its parts, the long ones in short with the rest behind "Details".
    """
    again = " (for the second time)" if handoff.round > 1 else ""
    made = rework.facts_at(work, work.step.id)
    given = filled.handed_on(work, directory, shown=made)
    return Card(
        title=f"Hand-off: step {step_words(work.step)}",
        status=(
            *line(Mention(handoff.given_by, notify=False), " hands this over to "),
            *line(Strong(_role_title(work, handoff.to_role)), f"{again}: "),
            *called(people, directory.away),
        ),
        facts=(*_facts(work, handoff), *made, *given, *briefs.short_facts(work, directory)),
        body=(line(work.step.description),),
        items=checklist(work),
        buttons=(*offered_buttons(handoff.id, handoff.round), *detail_buttons(work)),
        footer=_footer(work),
    )


def accepted_card(work: Work, handoff: HandOff, directory: Directory) -> Card:
    """Return what the hand-off becomes when it is taken: who took it, and the buttons of the step itself."""
    before = _decided(handoff) if handoff.decided_by else _answered("Accepted", handoff)
    given = filled.handed_on(work, directory, shown=rework.facts_at(work, work.step.id))
    return step_card(work, directory, before=before, handed_on=given)


def returned_card(work: Work, handoff: HandOff) -> Card:
    """Return what the hand-off becomes when it is given back: who returned it and why; whoever gave it has it again.

    Given back a second time it waits for a decision.
    """
    disputed = handoff.state == rules.DISPUTED
    waits = line(_role_title(work, handoff.decider), " decides") if disputed else ()
    back = Fact("Now", waits) if disputed else Fact("Back with", line(Mention(handoff.given_by, notify=False)))
    return Card(
        title=f"Returned{' again' if disputed else ''}: step {step_words(work.step)}",
        status=_answered("Returned", handoff),
        facts=(*_facts(work, handoff), back),
        quote=handoff.reason,
        footer=_footer(work),
    )


def replaced_card(work: Work, handoff: HandOff) -> Card:
    """Return what a returned hand-off becomes when it is offered again in a new post, which calls the people anew."""
    return Card(
        title=f"Step {step_words(work.step)}",
        status=(*_answered("Returned", handoff), " It was handed over again."),
        quote=handoff.reason,
        footer=_footer(work),
    )


def handed_back_card(work: Work, handoff: HandOff, *, away: Mapping[str, Away] | None = None) -> Card:
    """Return what whoever gave it is told: who returned it and why, with a button to hand it over again."""
    return Card(
        title=f"{work.key}: your hand-off came back",
        status=(*called((handoff.given_by,), away), ", ", *_answered("returned", handoff)),
        facts=_facts(work, handoff),
        quote=handoff.reason,
        buttons=again_buttons(handoff.id, handoff.round),
        footer=_footer(work),
    )


def deciding_buttons(handoff: str, version: int, *, giver: str, receiver: str) -> tuple[Button, ...]:
    """Return a button for each way to decide who has what was returned twice."""

    def button(label: str, side: str, style: Style = "default") -> Button:
        return Button(key=DECIDE, label=label, subject=handoff, version=version, argument=side, style=style)

    return (
        button(f"{giver} keeps it", GIVER),
        button(f"{receiver} takes it", RECEIVER, "primary"),
        button("Somebody else", ""),
    )


def offered_buttons(handoff: str, version: int) -> tuple[Button, ...]:
    """Return the buttons by which what is offered is taken or given back."""
    return (
        Button(key=ACCEPT, label="Accept", subject=handoff, version=version, style="primary"),
        Button(key=RETURN, label="Return", subject=handoff, version=version),
    )


def again_buttons(handoff: str, version: int) -> tuple[Button, ...]:
    """Return the button by which what came back is handed over once more."""
    return (Button(key=OFFER_AGAIN, label="Hand off again", subject=handoff, version=version, style="primary"),)


def dispute_card(work: Work, handoff: HandOff, people: Sequence[str], directory: Directory) -> Card:
    """Return what who is accountable is asked: both reasons, and a button for each way to decide."""
    first, second = handoff.first_answered_by or "", handoff.answered_by or ""
    reasons = (
        Fact("Returned first", line(Mention(first, notify=False), ": ", handoff.first_reason)),
        Fact("Returned again", line(*by(second, handoff.answered_for), ": ", handoff.reason)),
    )
    given = Fact("Handed over by", line(Mention(handoff.given_by, notify=False)))
    offered = Fact("Offered to", line(_role_title(work, handoff.to_role)))
    return Card(
        title=f"{work.key}: who does step {step_words(work.step)}?",
        status=(*called(people, directory.away), ", this hand-off was returned twice. You decide who has it."),
        facts=(*_facts(work, handoff), given, offered, *reasons),
        buttons=deciding_buttons(
            handoff.id, handoff.round, giver=directory.named(handoff.given_by), receiver=directory.named(second)
        ),
        footer=_footer(work),
    )


def waits_for_decision_card(work: Work, handoff: HandOff, deciders: Line) -> Card:
    """Return what whoever gave it is told when it came back a second time; it asks them for nothing."""
    return Card(
        title=f"{work.key}: your hand-off came back again",
        status=(*_answered("Returned", handoff), " Now ", *deciders, " decides who has it."),
        facts=_facts(work, handoff),
        quote=handoff.reason,
        footer=_footer(work),
    )


def disputed_note(
    work: Work, handoff: HandOff, people: Sequence[str], *, away: Mapping[str, Away] | None = None
) -> Card:
    """Return the note in the thread that a hand-off was returned twice, and who decides."""
    who = people_line(people[:MOST_CALLED], away=away)
    person = by(handoff.answered_by or "", handoff.answered_for)
    said = line("Returned a second time by ", *person, f": step {step_words(work.step)}. Now ", *who, " decides.")
    return Card(title="", body=(said,))


def decided_note(work: Work, handoff: HandOff, person: str, words: str) -> Card:
    """Return what everybody concerned reads of the decision: in the thread, in place of the question, and directly."""
    has = line(" Step ", Strong(step_words(work.step)), " is in the hands of ", Mention(person, notify=False), ".")
    return Card(title=f"{work.key}: decided", status=(*_decided(handoff), *has), quote=words, footer=_footer(work))


def past_card(work: Work, words: str, person: Line, at: datetime) -> Card:
    """Return what the giver's card becomes when it asks for nothing any more."""
    said = line(f"{words} by ", *person, ", ", When(at), ".")
    return Card(title=f"{work.key} {work.title}", status=said, footer=_footer(work))


def thread_note(words: str, handoff: HandOff, step: str) -> Card:
    """Return the note in the engagement's thread that a hand-off was accepted or returned."""
    person = handoff.answered_by or handoff.given_by
    return Card(title="", body=(line(f"{words} by ", *by(person, handoff.answered_for), f": step {step}."),))


def answer_card(work: Work, title: str, said: Line) -> Card:
    """Return the private answer to who clicked."""
    return Card(title=f"{work.key}: {title}", body=(said,))


def called(people: Sequence[str], away: Mapping[str, Away] | None = None) -> Line:
    """Return the people who are called by name, with who stands in for them, and how many more there are."""
    more = len(people) - MOST_CALLED
    named = people_line(people[:MOST_CALLED], notify=True, away=away)
    return (*named, f" and {more} more") if more > 0 else named


def _people(work: Work, handoff: HandOff, directory: Directory) -> tuple[str, ...]:
    found = directory.standing_for(handoff.to_role, work.customer, work.definition.role_of)
    return found[1] if found else ()


def _facts(work: Work, handoff: HandOff) -> tuple[Fact, ...]:
    facts = [Fact("Customer", line(work.customer.name)), Fact(work.definition.title, line(f"{work.key} {work.title}"))]
    before = work.definition.step(handoff.from_step)
    if before is not None:
        said = next((outcome.label for outcome in before.outcomes if outcome.key == handoff.outcome), "")
        facts.append(Fact("After", line(f"step {step_words(before)}{': ' if said else ''}{said}")))
    if handoff.due_at is not None:
        facts.append(Fact("Due", line(When(handoff.due_at))))
    return tuple(facts)


def _answered(word: str, handoff: HandOff) -> Line:
    if handoff.answered_by is None or handoff.answered_at is None:
        return ()
    person = by(handoff.answered_by, handoff.answered_for)
    return line(f"{word} by ", *person, ", ", When(handoff.answered_at), ".")


def _decided(handoff: HandOff) -> Line:
    if handoff.decided_by is None or handoff.decided_at is None:
        return ()
    return line("Decided by ", *by(handoff.decided_by, handoff.decided_for), ", ", When(handoff.decided_at), ".")


def _role_title(work: Work, role: str) -> str:
    known = work.definition.role_of.get(role)
    return known.title if known else role


def _footer(work: Work) -> Line:
    return line(f"{work.key} · {work.customer.name} · {work.definition.title}")
