"""The flow chart of an engagement in chat: the list of its steps at once, the picture where the person is."""

from collections.abc import Mapping
from typing import Any

from storage import opening
from workflows.desk import Desk, Opening
from workflows.engagements import rules, titles
from workflows.engagements.cards import step_words
from workflows.engagements.commands import ALONE, SendChart
from workflows.engagements.queries import ENTRIES
from workflows.engagements.work import Work
from workflows.kernel.answers import Done
from workflows.kernel.cards import Button, Card, Item
from workflows.kernel.pictures import Picture, State, Stop
from workflows.kernel.posts import Post
from workflows.kernel.text import Line, Strong, line
from workflows.process.chart.flow import owner_words
from workflows.process.steps import Step

MOST_ENTRIES = 1000
"""How much of the history is looked through for when each step was done, the newest first."""
_MARKS: Mapping[State, str] = {"now": "▶ ", "skipped": "(skipped) "}


def opening_of(command: SendChart) -> Opening:
    """Return what is read first: the engagement by its id, or by the number that was typed."""
    if command.engagement:
        return Opening(opening.BY_ID, command.engagement)
    return Opening(opening.BY_KEY, command.key)


def send_chart(desk: Desk, command: SendChart) -> Done:
    """Answer with the steps, and promise the picture: in the engagement's thread where it was asked for there.

    Anywhere else it goes to the asking person's direct messages, so that nobody sees it who could not see the answer.
    """
    work = titles.load(desk, command.key)
    stops = stops_of(desk, work)
    here = command.place == work.lane
    lane = work.lane if here else desk.directory.addresses.get(desk.actor.key, "")
    head = line(Strong(f"{work.key} {work.title}"), f": {_standing(work)}")
    items = tuple(_item(stop) for stop in stops)
    if lane:
        asked: tuple[Line, ...] = (line("The flow chart, asked for by ", *desk.by, "."),) if here else ()
        card = Card(title="", body=(head, *asked), items=items)
        alone = Button(key="engagement.chart", label="Send it to me", subject=work.id, version=ALONE)
        picture = _picture(desk, work, stops)
        thread = work.thread if here else ""
        desk.send(lane, Post(card=card, thread=thread, file=picture, alone=alone, private=work.is_private))
    where = "in the engagement's thread" if here else "in your direct messages with csops"
    follows = f"The picture follows {where}." if lane else "No chat account is known for you, so there is no picture."
    return Done(card=Card(title=f"{work.key}: {work.definition.title}", body=(head, line(follows)), items=items))


def stops_of(desk: Desk, work: Work) -> tuple[Stop, ...]:
    """Return every step with what became of it: done on which day, where it stands, skipped, or still to come."""
    behind = {*work.position.visits, *work.position.given}
    steps = work.definition.steps
    reached = max((number for number, step in enumerate(steps) if step.id in behind), default=0)
    left = _left(desk, work)
    return tuple(
        _stop(desk, work, step, _state(work, step, was=step.id in behind, before=number < reached), left.get(step.id))
        for number, step in enumerate(steps)
    )


def _state(work: Work, step: Step, *, was: bool, before: bool) -> State:
    if step.id == work.position.step:
        return "now"
    if was:
        return "done"
    return "skipped" if before or work.ended else "ahead"


def _stop(desk: Desk, work: Work, step: Step, state: State, left: Any) -> Stop:  # noqa: ANN401 - a row of the history.
    times = work.position.visits.get(step.id, 1)
    again = f" ({times} times)" if times > 1 else ""
    words = ""
    if state == "now":
        words = f"Here since {rules.day_words(work.entered_at, desk.directory.time_zone)}{again}"
    elif state == "done" and left is not None:
        labels = {outcome.key: outcome.label for outcome in step.outcomes}
        said = labels.get(left.outcome, "")
        words = f"{rules.day_words(left.at, desk.directory.time_zone)}{f': {said}' if said else ''}{again}"
    elif state == "skipped":
        words = "Skipped"
    return Stop(
        number=step.id if step.id[0].isdigit() else "",
        title=step.title,
        owners=owner_words(work.definition, step),
        state=state,
        words=words,
    )


def _left(desk: Desk, work: Work) -> dict[str, Any]:
    """Return the history's newest entry of how each step was left."""
    asked = {"subject": f"engagement:{work.id}", "limit": MOST_ENTRIES, "offset": 0}
    found: dict[str, Any] = {}
    for row in desk.unit.rows(ENTRIES, asked):
        if row.outcome and row.action != "ended":
            found.setdefault(row.step, row)
    return found


def _standing(work: Work) -> str:
    return f"ended, {work.ending_title}" if work.ended else f"at step {step_words(work.step)}"


def _item(stop: Stop) -> Item:
    note = line(stop.words) if stop.words and stop.state in {"done", "now"} else ()
    title = f"{_MARKS.get(stop.state, '')}{f'{stop.number} {stop.title}'.strip()}"
    return Item(title=title, done=stop.state == "done", note=note)


def _picture(desk: Desk, work: Work, stops: tuple[Stop, ...]) -> Picture:
    """Return what is to be drawn: no words of a customer, and no names; who sees the file may not know the thread."""
    day = rules.day_words(desk.now, desk.directory.time_zone)
    return Picture(
        name=work.key,
        title=f"{work.key}: {work.definition.title}",
        subtitle=f"Version {work.definition.version}, as it stood on {day}",
        stops=stops,
        ending=work.ending_title,
    )
