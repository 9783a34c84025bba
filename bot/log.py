"""The log: one event a line, as JSON or for a terminal, with secrets hidden and libraries kept from logging bodies."""

import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Final, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger
from typing_extensions import override

HIDDEN: Final = "[hidden]"

_SECRET_NAME: Final = re.compile(
    r"token|secret|passw|authorization|signature|response_url|cookie|credential", re.IGNORECASE
)
_SECRET_WORDS: Final = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w-]+"  # Slack's tokens,
    r"|xapp-[\w-]+"  # its app-level tokens,
    r"|https?://hooks\.slack[\w.-]*/[^\s\"'<>\\]*"  # where anybody can answer a command,
    r"|(?<=[?&])ticket=[^\s\"'&]+"  # the ticket of a socket,
    r"|eyJ[\w-]+\.[\w-]+\.[\w-]*"  # JSON web tokens,
    r"|(?i:(?<=bearer )|(?<=basic ))[\w.~+/=-]{4,}"  # what stands in an Authorization header,
    r"|(?<=://)[^\s/@:\"']*:[^\s\"']*@"  # and the user and password of an address.
)
_SAID_BY_SLACK: Final = re.compile(r"The server responded with: \{.*?'error': '([a-z_]+)'.*\}", re.DOTALL)
_LONGEST: Final = 2000


class Redact:
    """Takes secrets out of a text: those that csops was given word for word, and all that look like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        words = sorted({word for secret in secrets for word in (secret, json.dumps(secret)[1:-1]) if word}, key=len)
        self._given = re.compile("|".join(re.escape(word) for word in reversed(words))) if words else None

    def __call__(self, text: str) -> str:
        """Return the text with HIDDEN in place of each secret."""
        if self._given is not None:
            text = self._given.sub(HIDDEN, text)
        return _SECRET_WORDS.sub(HIDDEN, text)


def hide_named(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Hide every value whose name says that it is a secret, at any depth."""
    hidden = _without_secrets(event)
    return hidden if isinstance(hidden, dict) else event


def one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Write what cannot be printed as an escape, so that no value begins a line of its own; tracebacks are indented."""
    for name, value in event.items():
        if name == "exception" and isinstance(value, str):
            event[name] = "\n".join(f"    | {_printable(line)}" for line in value.split("\n"))
        elif isinstance(value, str):
            event[name] = _printable(value)
    return event


def curb_libraries(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Keep of a library's own message what stands before the first bracket: Bolt puts whole requests behind it."""
    if event.get("_from_structlog"):
        return event
    message = _SAID_BY_SLACK.sub(r"Slack said \1", str(event.get("event", "")))
    event["event"] = re.split(r"[{\[]|b['\"]", message, maxsplit=1)[0].strip().removesuffix("(")[:_LONGEST]
    if isinstance(event.get("exception"), str):
        event["exception"] = _SAID_BY_SLACK.sub(r"Slack said \1", event["exception"])
    return event


def set_up_log(
    *,
    level: str,
    layout: Literal["auto", "json", "console"] = "auto",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send everything that is logged, ours and the libraries', to one stream (standard error if none is given).

    `level` is the least of ours that is logged; of the libraries only warnings and worse are.
    """
    target = stream or sys.stderr
    to_people = layout == "console" or (layout == "auto" and target.isatty())
    handler = logging.StreamHandler(target)
    handler.setFormatter(_Formatter(Redact(secrets), to_people=to_people, colours=target.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("csops").setLevel(level.upper())
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_ours,
    )


def _ours(*_: object) -> logging.Logger:
    return logging.getLogger("csops")


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Turns a record into one line; what it returns has gone through the redaction as a whole, traceback and all."""

    def __init__(self, redact: Redact, *, to_people: bool, colours: bool) -> None:
        self._redact = redact
        shared: list[Processor] = [structlog.processors.format_exc_info, curb_libraries, hide_named]
        drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
        last: list[Processor] = (
            [one_line, drop, structlog.dev.ConsoleRenderer(colors=colours)]
            if to_people
            else [drop, structlog.processors.JSONRenderer(serializer=_as_json)]
        )
        super().__init__(
            processors=[*shared, *last],
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
        )

    @override
    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def _as_json(event: Mapping[str, object], **_options: object) -> str:
    return json.dumps(event, default=str, skipkeys=True)


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def _without_secrets(value: object) -> object:
    if isinstance(value, dict):
        return {
            name: HIDDEN if _SECRET_NAME.search(str(name)) and inner else _without_secrets(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_without_secrets(inner) for inner in value]
    return value
