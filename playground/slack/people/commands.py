"""Slash commands."""

from typing import TYPE_CHECKING

from playground.slack.delivery import COMMANDS
from playground.slack.errors import SlackError
from playground.slack.people import finding
from playground.slack.people.answers import immediate
from playground.slack.people.escaping import escaped
from playground.slack.people.failures import failed_command
from playground.slack.people.payloads import response_url, where
from playground.slack.shapes import Json
from playground.slack.state import Channel, Person
from playground.slack.triggers import ResponseUrl

if TYPE_CHECKING:
    from playground.slack.core import Slack


async def command(slack: "Slack", person: Person, args: Json) -> Json:
    """Use a slash command: {command, text, channel, thread_ts?}. Slack refuses app commands in threads."""
    name = str(args.get("command") or "")
    channel = finding.channel(slack, person, args)
    if args.get("thread_ts"):
        text = f"{name} is not supported in threads. Sorry!"
        raise SlackError("not_supported_in_threads", message=text)
    declared = slack.manifest.commands.get(name)
    if declared is None and not (slack.manifest.any_command and name.startswith("/")):
        text = f"{name} is not a valid command. In Slack, all messages that start with / are interpreted as commands."
        raise SlackError("unknown_command", message=text)
    payload = _payload(slack, person, channel, name, str(args.get("text") or ""))
    url = str((declared or {}).get("url") or slack.settings.commands_url)
    outcome = await slack.delivery.send(COMMANDS, payload, url=url)
    if not outcome.ok:
        return failed_command(slack, user=person.id, channel=channel.id, command=name, error=outcome.failure)
    return immediate(slack, person, channel, outcome.body)


def _payload(slack: "Slack", person: Person, channel: Channel, name: str, text: str) -> Json:
    space = slack.workspace
    declared = slack.manifest.commands.get(name) or {}
    given = ResponseUrl(user=person.id, channel=channel.id, made=slack.clock.now())
    return {
        "token": slack.settings.verification_token,
        "team_id": space.id,
        "team_domain": space.domain,
        "channel_id": channel.id,
        "channel_name": where(channel)["name"],
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": escaped(slack, text) if declared.get("should_escape") else text,
        "api_app_id": space.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url(slack, given),
        "trigger_id": slack.permissions.trigger(person.id, channel=channel.id),
    }
