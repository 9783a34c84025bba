"""How an approval looks: while it waits, with a question, decided or replaced; and the list of what waits."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

import msgspec

from workflows.approvals import commands, rules
from workflows.approvals.rules import Panel, Said
from workflows.approvals.subjects import Bound, bound_in
from workflows.desk import by
from workflows.engagements import rework
from workflows.engagements.cards import people_line, step_words
from workflows.engagements.parts import Approval, Vote
from workflows.engagements.work import Work
from workflows.kernel.absences import Away
from workflows.kernel.cards import Button, Card, Fact, Row
from workflows.kernel.cleaning import cut
from workflows.kernel.text import Line, Mention, Piece, Strong, When, line
from workflows.process.steps import Outcome, Step

MOST_SAID = 4
"""Questions and answers that a card shows, the newest last; the engagement's thread and history have them all."""
LONGEST_SAID = 500
"""Characters of each that a card shows, so that the newest is never what finds no room."""
MOST_CALLED = 10
"""People whom a card calls by name; a longer list helps nobody."""

_RULES = {
    "any": "one of them decides",
    "all": "all of them must approve",
    "majority": "more than half of them must approve",
    "sequence": "one after the other, in this order",
}
_DONE = {rules.APPROVED: "Approved", rules.DECLINED: "Declined"}
_conversation = msgspec.json.Decoder(tuple[Said, ...])


class Deciding(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an approval's card is made of."""

    work: Work
    approval: Approval
    step: Step
    panel: Panel
    votes: tuple[Vote, ...] = ()
    due_at: datetime | None = None
    away: Mapping[str, Away] = {}
    wanted: tuple[str, ...] = ()
    """Who is to do something about it now; nobody where none can."""


def said_about(approval: Approval) -> tuple[Said, ...]:
    """Return the questions and answers of an approval, oldest first."""
    return _conversation.decode(approval.conversation)


def waiting_card(of: Deciding, *, buttons: bool = True, offered: AbstractSet[str] | None = None) -> Card:
    """Return an approval that waits for its decision, or for an answer; those whose turn it is are called by name.

    `offered` are the outcomes that have a button, where one person alone sees the card; else all have one.
    """
    asks = of.approval.state == rules.DISCOVERY
    votes = {vote.person: vote.decision for vote in of.votes}
    asked = rules.asked_now(of.panel, votes, rules.approving_key(of.step))
    status: Line = line(Strong("A question is to be answered first.")) if asks else ()
    if not asks:
        status = _nobody(of) if not of.wanted else (*_called(asked, of.away), ", please decide.")
        if of.wanted and not asked:
            status = (*_called(of.wanted, of.away), ": nobody else is waited for. Say it again to carry it out.")
    asked_before = rework.facts_at(of.work, of.step.id, links=False)
    return _card(
        of,
        status=status,
        extra=(*asked_before, Fact("Who decides", _deciders(of)), *_progress(of), *_due(of)),
        buttons=() if not buttons else _answer_button(of) if asks else _offered(of, offered),
    )


def _nobody(of: Deciding) -> Line:
    """Say that nobody can decide, and what to do about it."""
    known = of.work.definition.role_of
    roles = " or ".join(known[key].title for key in of.work.definition.owners(of.step, of.work.facts) if key in known)
    return line(
        Strong("Nobody can decide this now."),
        f" An administrator gives somebody the role {roles} by /csops admin roles, or who is away names somebody by",
        " /csops away.",
    )


def _offered(of: Deciding, offered: AbstractSet[str] | None) -> tuple[Button, ...]:
    found = decision_buttons(of.approval, of.step)
    return found if offered is None else tuple(button for button in found if button.argument in offered)


def decided_card(of: Deciding, outcome: Outcome) -> Card:
    """Return what the card becomes when it is decided: by whom, when, on which figures; nothing to press any more."""
    made_anew = of.approval.state == rules.DECLINED and of.work.definition.step(outcome.next) is not None
    word = "Changes requested" if made_anew else _DONE.get(of.approval.state, outcome.label)
    status, extra = _done_by(word, of.approval), rework.rounds_of(of.step, of.approval.round)
    return _card(of, status=status, extra=extra, quote=of.approval.reason, quoted=outcome.reason_label)


def superseded_card(of: Deciding, why: Line, *, approved: bool = False) -> Card:
    """Return what the card becomes when what it asked about is not what counts any more; `approved` it had been."""
    before = (*_done_by("Approved", of.approval), " ") if approved else ()
    return _card(of, status=(*before, *why))


def decision_buttons(approval: Approval, step: Step) -> tuple[Button, ...]:
    """Return a button for every outcome of the step; those that want a reason open a form first."""
    return tuple(
        Button(
            key=commands.ASK if outcome.reason == "required" else commands.DECIDE,
            label=outcome.label,
            subject=approval.id,
            version=approval.round,
            argument=outcome.key,
            style=outcome.style,
        )
        for outcome in step.outcomes
    )


def question_card(
    work: Work, approval: Approval, step: Step, answerers: Sequence[str], *, away: Mapping[str, Away]
) -> Card:
    """Return the question as it stands in the engagement's thread, calling those who can answer it."""
    return Card(
        title=f"A question before step {step_words(step)} is decided",
        status=(*_called(answerers, away), ", please answer.") if answerers else (),
        facts=(Fact("Asked by", by(approval.decided_by or "", approval.decided_for)),),
        quote=approval.reason,
        buttons=answer_button_of(approval),
        footer=_footer(work),
    )


def answered_card(work: Work, step: Step, question: str, answered: Line) -> Card:
    """Return what the question becomes when it is answered or no longer needed."""
    return Card(
        title=f"A question before step {step_words(step)} is decided",
        status=answered,
        quote=question,
        footer=_footer(work),
    )


def asked_note(
    work: Work, approval: Approval, step: Step, wanted: Sequence[str], *, again: bool, away: Mapping[str, Away]
) -> Card:
    """Return the note in the engagement's thread that a decision was asked for; the figures stay out of it."""
    words = "was asked again" if again else "was asked"
    title = bound_in(approval.figures).figures.title
    people = people_line(wanted[:MOST_CALLED], away=away)
    said: Line = (f"Step {step_words(step)}: the decision about {title} {words}, of ", *people, ".")
    return Card(title="", body=(said,), footer=_footer(work))


def note(*pieces: Piece, work: Work, quote: str = "") -> Card:
    """Return a line in a thread, with somebody's words where there are any."""
    return Card(title="", body=(pieces,), quote=quote, footer=_footer(work))


def call_note(wanted: Sequence[str], *pieces: Piece, away: Mapping[str, Away]) -> Card:
    """Return a line under the approval's card that calls those whose turn it is: a changed card calls nobody."""
    return Card(title="", body=((*pieces, " ", *_called(wanted, away), ", please decide."),))


def answer_card(work: Work, title: str, *lines: Line) -> Card:
    """Return the private answer to who clicked."""
    return Card(title=f"{work.key}: {title}", body=lines)


def _card(
    of: Deciding,
    *,
    status: Line,
    extra: tuple[Fact, ...] = (),
    buttons: tuple[Button, ...] = (),
    quote: str = "",
    quoted: str = "Reason",
) -> Card:
    bound = bound_in(of.approval.figures)
    shown = bound.figures
    said = tuple(_said(one) for one in said_about(of.approval)[-MOST_SAID:])
    label = quoted if quote else "Assumptions" if shown.text else ""
    short = (line(Strong("Assumptions: "), cut(shown.text, LONGEST_SAID)),) if quote and shown.text else ()
    return Card(
        title=f"{of.step.title} {of.work.key}: {shown.title}",
        status=status,
        facts=(
            Fact("Customer", line(of.work.customer.name)),
            Fact("For", line(of.work.title)),
            Fact("Step", line(step_words(of.step))),
            *(Fact(label, line(value)) for label, value in shown.facts),
            *(Fact(link.label, line(link)) for link in shown.links),
            Fact("Asked by", _asked_by(of.approval, bound)),
            *extra,
        ),
        body=(*said, *short, *((line(Strong(label if label.endswith("?") else f"{label}:")),) if label else ())),
        quote=quote or shown.text,
        rows=tuple(Row(text=line(one)) for one in shown.lines),
        buttons=buttons,
        footer=_footer(of.work),
    )


def _asked_by(approval: Approval, bound: Bound) -> Line:
    makers = [person for person in bound.prepared_by if person != approval.requested_by]
    made: Line = (" (made by ", *people_line(makers), ")") if makers else ()
    return (*by(approval.requested_by, approval.requested_for), *made, ", ", When(approval.asked_at))


def _said(one: Said) -> Line:
    words = cut(one.text, LONGEST_SAID)
    return line(Strong(f"{one.kind.title()}: "), words, " (", Mention(one.by, notify=False), ", ", When(one.at), ")")


def _deciders(of: Deciding) -> Line:
    people = people_line(of.panel.people[:MOST_CALLED], away=of.away)
    return people if len(of.panel.people) == 1 else (*people, f" ({_RULES[of.panel.rule]})")


def _progress(of: Deciding) -> tuple[Fact, ...]:
    if not of.votes or of.approval.state != rules.WAITING:
        return ()
    labels = {outcome.key: outcome.label for outcome in of.step.outcomes}
    pieces: list[Piece] = [f"{len(of.votes)} of {len(of.panel.people)}: "]
    for index, vote in enumerate(sorted(of.votes, key=lambda vote: vote.person)):
        behalf = vote.person if vote.given_by else ""
        said = labels.get(vote.decision, vote.decision)
        pieces += [", " if index else "", *by(vote.giver, behalf), f" ({said})"]
    return (Fact("So far", tuple(pieces)),)


def _due(of: Deciding) -> tuple[Fact, ...]:
    return (Fact("By", line(When(of.due_at))),) if of.due_at is not None else ()


def _done_by(label: str, approval: Approval) -> Line:
    if approval.decided_by is None or approval.decided_at is None:
        return ()
    person = by(approval.decided_by, approval.decided_for)
    return line(Strong(label), " by ", *person, ", ", When(approval.decided_at), ".")


def _answer_button(of: Deciding) -> tuple[Button, ...]:
    return answer_button_of(of.approval)


def answer_button_of(approval: Approval) -> tuple[Button, ...]:
    """Return the button that answers a question."""
    return (Button(key=commands.ANSWER, label="Answer", subject=approval.id, version=approval.round, style="primary"),)


def _called(people: Sequence[str], away: Mapping[str, Away]) -> Line:
    more = len(people) - MOST_CALLED
    named = people_line(people[:MOST_CALLED], notify=True, away=away)
    return (*named, f" and {more} more") if more > 0 else named


def _footer(work: Work) -> Line:
    return line(f"{work.key} · {work.customer.name} · {work.definition.title}")
