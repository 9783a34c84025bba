"""What is sent by itself, as kernel/digests.toml has it, and what a company says of it in csops.toml."""

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec

Every = Literal["day", "week", "month"]
PERIODS: Final[tuple[Every, ...]] = get_args(Every)

FILE: Final = Path(__file__).with_name("digests.toml")


class Digest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that is sent by itself; the head of kernel/digests.toml explains every key."""

    key: str
    title: str
    brings: str
    every: Every
    periods: tuple[Every, ...] = PERIODS
    about: Literal["past", "now"] = "now"
    hour: int = 9
    to: str = ""
    people: tuple[str, ...] = ()
    personal: bool = False
    readers: tuple[str, ...] = ()
    whose: tuple[str, ...] = ()
    process: str = ""
    steps: Mapping[str, str] = {}
    off: bool = False


class Wish(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a company wants of a digest otherwise than it is shipped; what is not said stays as it is."""

    off: bool = False
    every: Every | None = None
    hour: int | None = None
    to: str = ""
    people: tuple[str, ...] = ()


@functools.cache
def shipped() -> Mapping[str, Digest]:
    """Return every digest as it is shipped, by key."""

    class File(msgspec.Struct, forbid_unknown_fields=True):
        digests: tuple[Digest, ...]

    read = msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), File)
    return {one.key: one for one in read.digests}


def wished(wishes: Mapping[str, Wish]) -> Mapping[str, Digest]:
    """Return every digest as a company wants it; one that is off is sent to nobody, and shown to whoever asks."""
    return {key: _wished(one, wishes[key]) if key in wishes else one for key, one in shipped().items()}


def _wished(digest: Digest, wish: Wish) -> Digest:
    """Where it goes is said as a whole: a channel takes the place of people, and people that of a channel."""
    where = {"to": wish.to, "people": wish.people} if wish.to or wish.people else {}
    when = {"every": wish.every or digest.every, "hour": digest.hour if wish.hour is None else wish.hour}
    return msgspec.structs.replace(digest, off=wish.off, **where, **when)
