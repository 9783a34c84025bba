"""Twenty thousand pieces of junk in headers and bodies: nothing gets in, nothing breaks, and nobody sees a 5xx."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.bodies import BodyError, decode
from bot.signatures import Signatures
from tests.junk import spoiled
from tests.slack import wire
from tests.slack.alone import open_alone
from workflows.kernel.requests import Request

HEADERS, BODIES, PAYLOADS, REQUESTS = 9_000, 3_000, 7_000, 1_000
GENUINE = {
    "command": wire.command(text="done"),
    "press": wire.press(),
    "submission": wire.submission({"title": {"text": wire.typed("done")}}),
    "search": wire.search(),
    "shared": wire.shared(),
    "event": wire.event(),
}


async def test_spoiled_payloads_are_answered_and_break_nothing() -> None:
    """Signed payloads with wrong, missing and hostile parts are refused or ignored; the edge itself never fails."""
    dice = random.Random(20_260_302)  # noqa: S311 - made-up junk, not secrets.
    async with open_alone() as alone:
        with capture_logs() as log:
            for number in range(PAYLOADS):
                body = spoiled(dice.choice(list(GENUINE.values())), dice)
                # Half of them as JSON text, as HTTP brings them, and half decoded by the SDK, as sockets do.
                _, answer = await alone.door.deliver(json.dumps(body) if number % 2 else body)
                assert answer.status in {200, 400}, (number, body)
    failures = [line for line in log if line["log_level"] in {"error", "critical"}]
    assert failures == []
    assert 0 < len(alone.script.requests) < PAYLOADS
    for request in alone.script.requests:
        assert isinstance(request, Request)
        assert request.actor.user.isascii()
        assert request.request_key.startswith("slack:")


def test_no_header_is_a_signature_by_chance() -> None:
    """Whatever stands in the two headers, it is refused, and no check of it raises."""
    dice = random.Random(7)  # noqa: S311 - made-up junk, not secrets.
    signatures = Signatures(wire.SECRET, now=lambda: 1_700_000_000.0)
    pieces = [
        "v0=",
        "v1=",
        "0" * 64,
        "f" * 64,
        "F" * 64,
        "1700000000",
        "17e8",
        "-1",
        "é",
        "\x00",
        "\ud800",
        "٣",
        " ",
        "\n",
    ]
    for _ in range(HEADERS):
        stamp, signature = ("".join(dice.choices(pieces, k=dice.randint(0, 3))) for _ in range(2))
        assert not signatures.genuine(b"payload=x", timestamp=stamp, signature=signature)


@given(st.text(), st.text(), st.binary())
def test_no_text_is_a_signature_by_chance(stamp: str, signature: str, body: bytes) -> None:
    """The same, with what hypothesis finds worth a try."""
    assert not Signatures(wire.SECRET, now=lambda: 0.0).genuine(body, timestamp=stamp, signature=signature)


def test_no_body_breaks_the_decoder() -> None:
    """Random bytes, and cut or doubled pieces of real bodies, decode or are refused."""
    dice = random.Random(11)  # noqa: S311 - made-up junk, not secrets.
    real = [wire.form_of(payload) for payload in GENUINE.values()]
    for _ in range(BODIES):
        body = bytearray(dice.choice(real))
        for _ in range(dice.randint(0, 8)):
            start = dice.randrange(len(body) or 1)
            body[start : start + dice.randint(0, 20)] = dice.randbytes(dice.randint(0, 6))
        try:
            decoded = decode(bytes(body), dice.choice((wire.FORM, "application/json", "text/plain", "")))
        except BodyError:
            continue
        assert isinstance(decoded, str | dict)


@pytest.mark.timeout(30)
async def test_a_thousand_forged_requests_get_nowhere() -> None:
    """Over real HTTP: random headers and bodies are refused with 401, and Slack's next request is answered."""
    dice = random.Random(13)  # noqa: S311 - made-up junk, not secrets.
    printable = [chr(code) for code in range(33, 127)]
    async with open_alone() as alone:
        for _ in range(REQUESTS):
            headers = {
                "Content-Type": dice.choice((wire.FORM, "application/json")),
                "X-Slack-Request-Timestamp": "".join(dice.choices(printable, k=dice.randint(0, 12))),
                "X-Slack-Signature": "v0=" + "".join(dice.choices("0123456789abcdef", k=dice.choice((0, 63, 64)))),
            }
            status, answer = await alone.post(dice.randbytes(dice.randint(0, 300)), headers)
            assert (status, answer) == (401, "")
        assert alone.script.requests == []
        assert (await alone.post(wire.form_of(GENUINE["command"])))[0] == 200
