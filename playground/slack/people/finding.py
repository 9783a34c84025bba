"""Finding what a person's act is about: the channel, the message, the view, the element."""

from typing import TYPE_CHECKING

from playground.slack.blocks.surfaces import interactive
from playground.slack.errors import SlackError
from playground.slack.people.views import stack_of
from playground.slack.shapes import Json
from playground.slack.state import Channel, Person, View

if TYPE_CHECKING:
    from playground.slack.core import Slack


def channel(slack: "Slack", person: Person, args: Json, *, member: bool = True) -> Channel:
    """Find the channel that an act is in; SlackError if the person does not see it or is not in it."""
    name = str(args.get("channel") or "")
    found = slack.workspace.channel_named(name)
    if found is None or (found.kind != "public" and person.id not in found.members):
        raise SlackError("channel_not_found", message=f"{person.name} sees no channel {name!r}.")
    if member and person.id not in found.members:
        raise SlackError("not_in_channel", message=f"{person.name} is not in #{found.name}.")
    return found


def message(slack: "Slack", person: Person, where: Channel, ts: str) -> Json:
    """Find a message that the person sees, one for their eyes only among them."""
    for one in slack.workspace.ephemerals.get(person.id, ()):
        if one["ts"] == ts and one["channel"] == where.id:
            return one
    found = where.messages.get(ts)
    if found is None:
        raise SlackError("message_not_found", message=f"There is no message {ts} for {person.name} in {where.id}.")
    return found


def view(slack: "Slack", person: Person, view_id: str) -> View:
    """Find an open view of the person: a modal, or the Home."""
    home = slack.workspace.homes.get(person.id)
    candidates = [*stack_of(slack, person.id), *([home] if home else [])]
    found = next((one for one in candidates if one.id == view_id), None)
    if found is None:
        raise SlackError("view_not_found", message=f"{person.name} has no view {view_id} open.")
    return found


def element(blocks: list[Json], args: Json) -> tuple[Json, Json]:
    """Find the element with an action_id (and a block_id, if given) among blocks."""
    action, block_id = args.get("action_id"), args.get("block_id")
    for block in blocks:
        for _, one in interactive(block):
            if one.get("action_id") == action and block_id in (None, block.get("block_id")):
                return block, one
    known = [one.get("action_id") for block in blocks for _, one in interactive(block)]
    raise SlackError("element_not_found", message=f"There is no {action!r} to click; there are {known}.")
