"""The values that a company file is made of: each is taken exactly, or refused with how to mend it."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Annotated, Final

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from workflows.kernel.cleaning import single_line
from workflows.kernel.digests import PERIODS, Every
from workflows.kernel.people import GROUP

LONGEST_TITLE: Final = 120
LONGEST_EMAIL: Final = 254
MOST_RATE: Final = Decimal(1_000_000)
MOST_TRAVEL: Final = Decimal(1_000_000_000)

SYSTEM: Final = frozenset({"csops", "system"})
"""What csops calls itself in the history and in the definitions; nobody else may be called so."""

_KEY: Final = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_ROLE: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_EMAIL: Final = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\".]+(\.[^\s@<>,;\".]+)+")
_SLACK_USER: Final = re.compile(r"[UW][A-Z0-9]{2,30}")
_SLACK_CHANNEL: Final = re.compile(r"[CG][A-Z0-9]{2,30}")
_TEAMS_USER: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TEAMS_CHANNEL: Final = re.compile(r"19:[A-Za-z0-9_-]{1,120}@thread\.(tacv2|v2|skype)")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_COPY_CHANNEL: Final = 'open the channel\'s details in Slack and copy its id from the end, such as "slack:C0123ABCD"'
_COPY_USER: Final = "open the person's profile in Slack, then the three dots, and copy the member id, such as U0123ABCD"


def wrong(what: str, mend: str) -> PydanticCustomError:
    """Return a fault of a value: what is wrong with it, as a sentence, and how to mend it."""
    return PydanticCustomError("csops", "{what} Mend: {mend}", {"what": what, "mend": mend})


def shown(value: object) -> str:
    """Return a value as a fault may show it: one line, not too long."""
    if not isinstance(value, str):
        return "What stands here"
    line = value if value.isprintable() else ascii(value)[1:-1]
    return f"'{line[:60]}…'" if len(line) > 60 else f"'{line}'"  # noqa: PLR2004 - as much as a line of a terminal bears.


def words(value: object, *, most: int, what: str) -> str:
    """Return words on one line, as long as they may be; `what` they are begins a sentence."""
    if not isinstance(value, str):
        raise wrong(f"{what} must be words.", "write them in quotation marks.")
    text = unicodedata.normalize("NFC", value.strip(" "))
    cleaned = single_line(text)
    if cleaned != re.sub(" +", " ", text):
        raise wrong(
            f"{shown(value)} has a line break in it, or something that nobody can see.", "write it again by hand."
        )
    if not cleaned:
        raise wrong(f"{what} is empty.", "write it out, or take the line away.")
    if len(cleaned) > most:
        raise wrong(f"{shown(value)} is longer than {most} characters.", "shorten it.")
    return cleaned


def _title(value: object) -> str:
    return words(value, most=LONGEST_TITLE, what="A name")


def _matching(pattern: re.Pattern[str], most: int, mend: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, str) or len(value) > most or not pattern.fullmatch(value):
            raise wrong(f"{shown(value)} is no key.", mend)
        if value in SYSTEM:
            raise wrong(f"'{value}' is csops itself.", "choose another name.")
        return value

    return check


def _email(value: object) -> str:
    if value == "":
        return ""
    if (
        not isinstance(value, str)
        or len(value) > LONGEST_EMAIL
        or not _EMAIL.fullmatch(value)
        or not value.isprintable()
    ):
        raise wrong(
            f"{shown(value)} is no e-mail address.", "write one, such as ana@example.com, or take the line away."
        )
    return value


def _several(one: Callable[[object], str], what: str) -> Callable[[object], tuple[str, ...]]:
    """Return a reader of one value or a list of them, each no more than once."""

    def check(value: object) -> tuple[str, ...]:
        listed = value if isinstance(value, list | tuple) else [value]
        found = tuple(one(entry) for entry in listed)
        for index, entry in enumerate(found):
            if entry in found[:index]:
                raise wrong(f"'{entry}' stands here twice.", f"name each {what} once.")
        return found

    return check


def _holder(value: object) -> str:
    """Return a person's key, or that of a group, whose id is small letters whatever was copied."""
    if not isinstance(value, str) or not value.startswith(GROUP):
        return _key(value)
    if not _TEAMS_USER.fullmatch(value.removeprefix(GROUP).strip().lower()):
        raise wrong(
            f"{shown(value)} is no group.", 'copy the group\'s object id from Microsoft Entra, as "group:<id>".'
        )
    return f"{GROUP}{value.removeprefix(GROUP).strip().lower()}"


def _holders(value: object) -> tuple[str, ...]:
    found = _several(_holder, "person")(value)
    if not found:
        raise wrong("It names nobody.", "name the people who hold the role, or take the line away.")
    return found


def _slack_user(value: object) -> str:
    if not isinstance(value, str) or not _SLACK_USER.fullmatch(value):
        raise wrong(f"{shown(value)} is no Slack member id.", f"{_COPY_USER}.")
    return value


def _teams_user(value: object) -> str:
    if not isinstance(value, str) or not _TEAMS_USER.fullmatch(value.lower()):
        raise wrong(f"{shown(value)} is no Teams user id.", "copy the person's object id from Microsoft Entra.")
    return value.lower()


def _slack_channel(value: object) -> str:
    if value == "":
        return ""
    if not isinstance(value, str) or not _SLACK_CHANNEL.fullmatch(value.removeprefix("slack:")):
        raise wrong(f"{shown(value)} is no Slack channel id.", f"{_COPY_CHANNEL}.")
    return f"slack:{value.removeprefix('slack:')}"


def _address(value: object) -> str:
    platform, _, place = value.partition(":") if isinstance(value, str) else ("", "", "")
    known = {"slack": _SLACK_CHANNEL, "teams": _TEAMS_CHANNEL}.get(platform)
    if known is None or not known.fullmatch(place):
        mend = 'copy the channel\'s id from its link, as "teams:19:...@thread.tacv2"'
        raise wrong(f"{shown(value)} is no address of a channel.", f"{mend if platform == 'teams' else _COPY_CHANNEL}.")
    return str(value)


def _tier_name(value: object) -> str:
    return "" if value == "" else _role(value)


def _optional_address(value: object) -> str:
    return "" if value == "" else _address(value)


def _amount(most: Decimal) -> Callable[[object], Decimal]:
    """Return a reader of an exact number from 0 to `most` with at most four decimals."""

    def check(value: object) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
            raise wrong(f"{shown(value)} is no number.", 'write a number, such as 165 or "165.50".')
        try:
            number = Decimal(value)
        except (InvalidOperation, ValueError):
            raise wrong(f"{shown(value)} is no number.", 'write a number, such as 165 or "165.50".') from None
        if not number.is_finite() or not 0 <= number <= most:
            raise wrong(f"{shown(str(value))} is out of range.", f"write a number from 0 to {most:,}.")
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and exponent < -4:  # noqa: PLR2004 - the range is in the docstring.
            raise wrong(f"{shown(str(value))} has more than four decimals.", "round it.")
        return number

    return check


def _count(least: int, most: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise wrong(
                f"{shown(str(value))} is no number that fits here.", f"write a whole number from {least} to {most}."
            )
        return value

    return check


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise wrong(f"{shown(value)} is neither true nor false.", "write true or false, without quotation marks.")
    return value


def _currency(value: object) -> str:
    if not isinstance(value, str) or not _CURRENCY.fullmatch(value):
        raise wrong(f"{shown(value)} is no currency.", "write its three letters, such as EUR.")
    return value


def _period(value: object) -> Every | None:
    if value not in PERIODS:
        raise wrong(f"{shown(value)} is no period.", f"write {', '.join(PERIODS[:-1])} or {PERIODS[-1]}.")
    return value


_key = _matching(
    _KEY, 60, "use small letters, digits, and dots, hyphens or underscores between them, such as ana.lopez."
)
_role = _matching(_ROLE, 40, "use small letters, digits and underscores, such as ps_manager.")

Title = Annotated[str, PlainValidator(_title)]
Key = Annotated[str, PlainValidator(_key)]
RoleName = Annotated[str, PlainValidator(_role)]
TierName = Annotated[str, PlainValidator(_tier_name)]
Email = Annotated[str, PlainValidator(_email)]
SlackUsers = Annotated[tuple[str, ...], PlainValidator(_several(_slack_user, "account"))]
TeamsUsers = Annotated[tuple[str, ...], PlainValidator(_several(_teams_user, "account"))]
People = Annotated[tuple[str, ...], PlainValidator(_holders)]
SlackChannel = Annotated[str, PlainValidator(_slack_channel)]
Address = Annotated[str, PlainValidator(_address)]
OptionalAddress = Annotated[str, PlainValidator(_optional_address)]
Rate = Annotated[Decimal, PlainValidator(_amount(MOST_RATE))]
Travel = Annotated[Decimal, PlainValidator(_amount(MOST_TRAVEL))]
Percent = Annotated[Decimal, PlainValidator(_amount(Decimal(100)))]
Minutes = Annotated[int, PlainValidator(_count(1, 30 * 24 * 60))]
WorkingHours = Annotated[int, PlainValidator(_count(1, 1000))]
Share = Annotated[int, PlainValidator(_count(1, 99))]
Times = Annotated[int, PlainValidator(_count(0, 366))]
Flag = Annotated[bool, PlainValidator(_flag)]
Period = Annotated[Every | None, PlainValidator(_period)]
Hour = Annotated[int | None, PlainValidator(_count(0, 23))]
Purpose = Annotated[str, PlainValidator(_tier_name)]
Roles = Annotated[tuple[str, ...], PlainValidator(_several(_role, "role"))]
Currency = Annotated[str, PlainValidator(_currency)]
