"""What a person sees when the app did not take their act."""

from typing import TYPE_CHECKING

from playground.slack.messages import whisper
from playground.slack.shapes import Json

if TYPE_CHECKING:
    from playground.slack.core import Slack

TROUBLE = "We had some trouble connecting. Try again?"


def failed_command(slack: "Slack", *, user: str, channel: str, command: str, error: str) -> Json:
    """Show, as Slackbot does, that a command failed; say so in the act's answer."""
    text = f'`{command}` failed with the error "{error}"'
    whisper(slack, user=user, channel=channel, message={"user": "USLACKBOT", "text": text})
    return failed(slack, user=user, error=error, text=text)


def failed(slack: "Slack", *, user: str, error: str, text: str = TROUBLE) -> Json:
    """Say in the act's answer, and to who looks, that the app failed."""
    slack.hub.tell("failure", user=user, error=error, text=text)
    return {"failure": {"error": error, "text": text}}
