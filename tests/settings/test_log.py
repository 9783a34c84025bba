"""The log: one event a line, no secret in it, and no request body."""

import io
import json
import logging
import warnings
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError

from bot.log import HIDDEN, Redact, set_up_log

GIVEN = "signing-secret-canary"
SECRETS = (
    "xoxb-123456789-canary",
    "xoxe.xoxp-1-canary",
    "xapp-1-A0-canary",
    "https://hooks.slack.com/commands/T1/2/canary",
    "https://hooks.slack-gov.com/actions/canary",
    "eyJhbGciOiJub25lIn0.eyJjYW5hcnkiOjF9.c2ln",
    "Bearer canary.canary",
    "wss://wss.slack.com/link/?ticket=canary-1&app_id=2",
    "postgresql://csops:canary@db/csops",
    GIVEN,
)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, before = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.configure(**before)


Written = Callable[[], str]


def set_up(layout: Literal["json", "console"], level: str = "debug") -> Written:
    stream = io.StringIO()
    set_up_log(level=level, layout=layout, secrets=[GIVEN], stream=stream)
    return stream.getvalue


def log() -> structlog.typing.FilteringBoundLogger:
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return logger


@pytest.mark.parametrize("layout", ["json", "console"])
@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_is_written(layout: Literal["json", "console"], secret: str) -> None:
    """A secret is hidden in an event, a value, a nested value, a traceback and a library's message (S18)."""
    written = set_up(layout)
    log().info("event-with", text=f"before {secret} after", nested={"deep": [{"deeper": secret}]})
    logging.getLogger("some.library").warning("It said %s", secret)
    try:
        raise ValueError(secret)  # noqa: TRY301 - the traceback is what is looked at.
    except ValueError:
        log().exception("failed")
        logging.getLogger("some.library").exception("failed too")
    assert HIDDEN in written()
    assert "canary" not in written()
    assert "eyJ" not in written()


@pytest.mark.parametrize("layout", ["json", "console"])
def test_names_that_say_secret_hide_their_value(layout: Literal["json", "console"]) -> None:
    """Whatever stands under a name such as `response_url` or `client_secret` is hidden, whatever it looks like."""
    written = set_up(layout)
    log().info(
        "received", response_url="https://elsewhere.example/canary", more={"client_secret": "canary"}, tokens=["canary"]
    )
    assert "canary" not in written()


@given(st.text())
def test_redaction_never_fails_and_is_done_once(text: str) -> None:
    """Any text can be redacted, and redacting it again changes nothing."""
    redact = Redact(["canary"])
    once = redact(text)
    assert redact(once) == once


@given(text=st.text(min_size=1), layout=st.sampled_from(["json", "console"]))
def test_one_event_is_one_line(text: str, layout: Literal["json", "console"]) -> None:
    """No name with a line break, an escape sequence or a bidi mark makes a second line or a false one (S24)."""
    written = set_up(layout)
    log().info("customer-added", name=text)
    logging.getLogger("library").warning("about %s", text)
    lines = written().splitlines()
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)
    if layout == "json":
        assert json.loads(lines[0])["name"] == Redact([GIVEN])(text)


def test_context_is_carried() -> None:
    """What the process edge binds, such as the request key, stands in every event of that request."""
    written = set_up("json")
    with structlog.contextvars.bound_contextvars(request_key="slack:1"):
        log().info("carried-out")
    event = json.loads(written())
    assert event["request_key"] == "slack:1"
    assert event["event"] == "carried-out"
    assert event["level"] == "info"
    assert event["timestamp"].endswith("Z")


def test_the_level_is_kept() -> None:
    """Below the level nothing of ours is written, and below a warning nothing of a library."""
    written = set_up("json", level="warning")
    log().info("not-this")
    log().warning("this")
    set_up("json", level="debug")
    logging.getLogger("slack_sdk.web").info("nor-this")
    assert [json.loads(line)["event"] for line in written().splitlines()] == ["this"]


async def test_bolt_does_not_log_the_request() -> None:
    """A request that Bolt has no listener for is told of without its body, also when ours logs all there is to log."""
    written = set_up("json")
    app = AsyncApp(signing_secret=GIVEN, request_verification_enabled=False, authorize=_authorize)
    body = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "actions": [{"value": "customer-words"}],
    }
    await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
    assert "Unhandled request" in written()
    assert "customer-words" not in written()


async def _authorize(**_: object) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_id="B1", bot_user_id="U0", bot_token="xoxb-1")


def test_what_slack_answered_is_one_word() -> None:
    """Of an error answer only Slack's own word for it is written, in the message and in the traceback."""
    written = set_up("json")
    answer = {"ok": False, "error": "invalid_auth", "echo": "customer-words"}
    error = SlackApiError("The request failed.", answer)  # type: ignore[no-untyped-call]  # The library says nothing of it.
    try:
        raise error
    except SlackApiError:
        logging.getLogger("slack_bolt.App").exception("Failed to run (error: %s)", error)
    assert "invalid_auth" in written()
    assert "customer-words" not in written()


def test_warnings_are_events() -> None:
    """A Python warning becomes a line of the log instead of loose text."""
    written = set_up("json")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old-spelling", DeprecationWarning, stacklevel=1)
    assert "old-spelling" in json.loads(written())["event"]
