"""A Web API call as a method sees it: who calls, with which arguments, and the channels and people they name."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from playground.slack.blocks.surfaces import check_blocks, fill_ids
from playground.slack.core import Slack, Token
from playground.slack.errors import SlackError, bad_arguments
from playground.slack.limits import Tier
from playground.slack.shapes import Json
from playground.slack.state import Channel, Person

_FAMILY = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
BOT_OR_USER = frozenset({"bot", "user"})


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call that has passed the gate."""

    slack: Slack
    token: Token
    args: Json

    def text(self, name: str, default: str = "") -> str:
        """Read an argument as text."""
        value = self.args.get(name)
        if value is None:
            return default
        if isinstance(value, (dict, list)):
            raise bad_arguments(f"must provide a string [json-pointer:/{name}]")
        return value if isinstance(value, str) else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Read an argument as true or false."""
        value = self.args.get(name)
        if value is None or value == "":
            return default
        return value in (True, 1, "1", "true", "True")

    def whole(self, name: str, *, default: int, most: int, error: str = "invalid_limit") -> int:
        """Read an argument as a whole number between 1 and `most`."""
        value = self.args.get(name)
        if value is None or value == "":
            return default
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise SlackError(error) from None
        if number < 1:
            raise SlackError(error)
        return min(number, most)

    def parsed(self, name: str, *, error: str = "invalid_arguments") -> object:
        """Read an argument that is JSON, or text that holds JSON; None if it is not there."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            parsed: object = msgspec.json.decode(value)
        except msgspec.DecodeError:
            raise SlackError(error) from None
        return parsed

    def blocks(self) -> list[Json] | None:
        """Read, check and complete a message's blocks; None without any."""
        return self.checked(self.parsed("blocks", error="invalid_blocks_format"))

    def attachments(self) -> list[Json] | None:
        """Read a message's attachments, checking and completing the blocks in them; None without any."""
        given = self.parsed("attachments", error="invalid_attachments")
        if given is None:
            return None
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            raise SlackError("invalid_attachments")
        return [{**one, "blocks": self.checked(one["blocks"])} if one.get("blocks") else one for one in given]

    def checked(self, given: object) -> list[Json] | None:
        """Check blocks against the message surface and fill ids in."""
        if given is None:
            return None
        if not isinstance(given, list):
            raise SlackError("invalid_blocks_format")
        if self.slack.settings.validate_blocks:
            report = check_blocks(given, "message")
            if report.errors:
                raise SlackError(
                    "invalid_blocks", errors=report.messages(), response_metadata={"messages": report.messages()}
                )
        return fill_ids(given, self.slack.workspace.new_id("k")[-5:].lower()) if given else None

    def needs_scope(self, *any_of: str) -> None:
        """Refuse unless the token has one of these scopes."""
        if not self.token.scopes.intersection(any_of):
            raise SlackError("missing_scope", needed=",".join(any_of), provided=",".join(sorted(self.token.scopes)))

    def channel(self, name: str = "channel", *, family: str = "", error: str = "channel_not_found") -> Channel:
        """Find the channel that an argument names, if the caller may know of it.

        family: the kind of scope (read, history, write) that the channel's own kind asks for.
        """
        channel = self.slack.workspace.channels.get(self.text(name))
        if channel is None or (channel.kind != "public" and self.token.user not in channel.members):
            raise SlackError(error)
        if family:
            self.needs_scope(*scopes_for(channel, family))
        return channel

    def member_of(self, channel: Channel) -> None:
        """Refuse unless the caller is in the channel and it is not archived."""
        if self.token.user not in channel.members:
            raise SlackError("not_in_channel")
        if channel.archived:
            raise SlackError("is_archived")

    def person(self, name: str = "user", *, error: str = "user_not_found") -> Person:
        """Find the person whose id an argument is."""
        person = self.slack.workspace.people.get(self.text(name))
        if person is None:
            raise SlackError(error)
        return person


@dataclass(frozen=True, kw_only=True)
class Method:
    """What the gate must know of a Web API method. scopes: one of them is enough. needs: arguments that must be there.

    takes_json: whether a JSON body's arguments are read; missing: the error when an argument of `needs` is not there.
    """

    run: Callable[[Call], Json]
    tier: Tier
    scopes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    kinds: frozenset[str] = BOT_OR_USER
    takes_json: bool = True
    missing: str = ""


def scopes_for(channel: Channel, family: str) -> tuple[str, ...]:
    """Name the scopes that reach a channel of this kind, any one of them."""
    kind = _FAMILY[channel.kind]
    if family == "write":
        extra = {"channels": ("channels:manage", "channels:write")}.get(kind, (f"{kind}:write",))
        return (*extra, *([f"{kind}:write.invites"] if kind in ("channels", "groups") else []))
    if family == "topic":
        return (*scopes_for(channel, "write"), f"{kind}:write.topic")
    return (f"{kind}:{family}",)


def page(found: list[Json], *, call: Call, default: int, most: int, key: str) -> Json:
    """Cut a list to one page and give the cursor of the next; SlackError invalid_cursor or invalid_limit."""
    limit = call.whole("limit", default=default, most=most)
    start = start_of(call.text("cursor"))
    if start > len(found):
        raise SlackError("invalid_cursor")
    following = start + limit
    cursor = cursor_for(following) if following < len(found) else ""
    return {"ok": True, key: found[start:following], "response_metadata": {"next_cursor": cursor}}


def cursor_for(position: int) -> str:
    """Make a cursor; callers must not look inside."""
    return f"bmV4dDo{position:x}=="


def start_of(cursor: str) -> int:
    """Read a cursor back; SlackError invalid_cursor."""
    if not cursor:
        return 0
    try:
        return int(cursor.removeprefix("bmV4dDo").removesuffix("=="), 16)
    except ValueError:
        raise SlackError("invalid_cursor") from None
