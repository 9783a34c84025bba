"""What is said of a refusal or of trouble: what happened, and what to do; the same on every platform."""

import re
from datetime import datetime
from string import Formatter
from zoneinfo import ZoneInfo

from handlers.refusals import REFUSALS
from workflows.kernel.answers import Refused

FOR_EVERYTHING = "/csops"
"""The command that words without one belong to where commands need no slash, such as “mine” and “help”."""
_QUOTED = re.compile("“(/[^”]+)”")
"""A command in a sentence for this side; one for the other platform stands without quotes, and keeps its slash."""

TROUBLE = (
    "Something went wrong here, and this may or may not be done. Asking again is safe: nothing is done twice."
    " If it goes on, tell whoever runs csops the reference {reference}."
)
LOST = (
    "The database cannot be reached, and this may or may not be done. Asking again is safe: nothing is done twice."
    " (Reference {reference})"
)
UNREAD = (
    "Something went wrong here, and this could not be read. Nothing was changed."
    " If it goes on, tell whoever runs csops the reference {reference}."
)
UNREAD_LOST = (
    "The database cannot be reached, so this could not be read. Nothing was changed: ask again in a moment."
    " (Reference {reference})"
)
SLOW = "This takes longer than usual. The answer follows here; there is no need to repeat it."
NOTHING = "There is nothing to show."
MAY_BE_A_REPEAT = "This message may be a repeat: it was unclear whether it had arrived."
PRESS_AGAIN = "The form could not be opened in time. Nothing was changed: ask for it again."


def sentence(refused: Refused, time_zone: str = "UTC", *, slashes: bool = True) -> str:
    """Return why nothing was done and what to do; times are told in the reader's zone.

    Without `slashes`, commands are named as they are typed where they begin with none.
    """
    facts = {name: fact for name, fact in refused.facts.items() if fact}
    if "command" in facts and not slashes:
        facts["command"] = facts["command"].removeprefix("/")
    if "at" in facts:
        facts["at"] = _moment(facts["at"], time_zone)
    for words in REFUSALS[refused.reason]:
        if needed(words) <= facts.keys():
            return (words if slashes else _QUOTED.sub(_without, words)).format_map(facts)
    raise LookupError(f"The last sentence for {refused.reason} needs facts, so there may be none to say.")


def needed(words: str) -> frozenset[str]:
    """Return the facts that a sentence names."""
    return frozenset(name for _, name, _, _ in Formatter().parse(words) if name)


def without_slash(usage: str) -> str:
    """Return a command as it is typed where commands have no slash: /csops mine is mine, /rom ENG-12 is rom ENG-12."""
    command, _, rest = usage.partition(" ")
    return rest if command == FOR_EVERYTHING and rest else usage.removeprefix("/")


def _without(quoted: re.Match[str]) -> str:
    return f"“{without_slash(quoted[1])}”"


def _moment(at: str, time_zone: str) -> str:
    local = datetime.fromisoformat(at).astimezone(ZoneInfo(time_zone))
    return f"{local:%Y-%m-%d %H:%M} ({time_zone})"
