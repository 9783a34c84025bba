"""Twenty thousand pieces of junk at Teams' door: nothing unsigned gets in, nothing breaks, and nobody sees a 5xx."""

import random
from collections.abc import AsyncIterator

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from handlers.teams.values import Json
from playground.teams import activities
from playground.teams.state import Message
from tests.junk import spoiled
from tests.teams.at_the_door import AtTheDoor, at_the_door
from tests.teams.edge import edge_turn

HEADERS, BODIES, ACTIVITIES, REQUESTS = 8_000, 3_000, 8_500, 500
DATA = {"button": "step.say", "subject": "eng1", "version": 3, "argument": "done"}
FORM = {"form": "ticket.log", "subject": "eng1", "version": 3, "text.title": "Printer"}
CONTEXT = {"theme": "default"}


@pytest.fixture
async def door() -> AsyncIterator[AtTheDoor]:
    """The whole edge of Teams, with a core behind it that answers everything alike."""
    async with at_the_door(turn=edge_turn()) as opened:
        yield opened


def genuine(door: AtTheDoor) -> list[Json]:
    """Return one activity of each kind, as Teams sends them."""
    teams, alice = door.teams.teams, door.teams.person("alice")
    where = teams.tenant.conversations[door.teams.channel("acme").id]
    said = teams.put(where, sender=alice.id, activity={"text": "<at>csops</at> ticket printer"})
    card = teams.put(where, sender=door.teams.bot_id, activity={"text": "Done?"})
    person = teams.tenant.people[alice.id]

    def invoke(name: str, value: object, of: Message | None = card) -> Json:
        return activities.invoke(teams, person, where, name=name, value=value, of=of)

    picked = {"commandId": "ticket.log", "messagePayload": activities.payload(teams, where, of=said)}
    pressed = {"action": {"type": "Action.Execute", "verb": "press", "data": DATA}, "trigger": "manual"}
    found = {"commandId": "find", "parameters": [{"name": "query", "value": "ac"}]}
    return [
        activities.message(teams, person, where, said=said),
        activities.submitted(teams, person, where, card=card, value=DATA),
        invoke("adaptiveCard/action", pressed),
        invoke("task/fetch", {"data": {**DATA, "msteams": {"type": "task/fetch"}}, "context": CONTEXT}),
        invoke("task/submit", {"data": FORM, "context": CONTEXT}),
        invoke("composeExtension/fetchTask", {**picked, "context": CONTEXT}),
        invoke("composeExtension/submitAction", {**picked, "data": FORM, "context": CONTEXT}),
        invoke("composeExtension/query", found, None),
        invoke("application/search", {"queryText": "ac", "dataset": "customers", "queryOptions": {"top": 15}}),
        invoke("fileConsent/invoke", {"type": "fileUpload", "action": "accept", "context": {}, "uploadInfo": {}}),
        activities.event(teams, person, where, kind="installationUpdate", action="add"),
        activities.event(teams, person, where, kind="conversationUpdate", membersAdded=[person.account()]),
    ]


async def test_spoiled_activities_are_answered_and_break_nothing(door: AtTheDoor) -> None:
    """Signed activities with wrong, missing and hostile parts are refused or ignored; the edge itself never fails."""
    dice = random.Random(20_260_302)  # noqa: S311 - made-up junk, not secrets.
    real = genuine(door)
    good = f"Bearer {door.token()}"
    statuses = set()
    for activity in real:
        _, reply = await door.entry.deliver(msgspec.json.encode(activity), good, "application/json")
        assert reply.status == 200, activity
    with capture_logs() as log:
        for number in range(ACTIVITIES):
            raw = encoded(spoiled(dice.choice(real), dice))
            _, reply = await door.entry.deliver(raw, good, "application/json")
            statuses.add(reply.status)
            assert reply.status in {200, 400, 401, 501}, (number, raw)
    assert {200, 400, 401} <= statuses
    assert [line for line in log if line["log_level"] in {"error", "critical"}] == []


def encoded(value: object) -> bytes:
    """Write JSON as another program might: with what is no Unicode, no number and no JSON in it."""
    try:
        return msgspec.json.encode(value)
    except (UnicodeEncodeError, OverflowError, ValueError):
        return repr(value).replace("'", '"').encode("utf-8", "surrogatepass")


async def test_no_header_is_a_token_by_chance(door: AtTheDoor) -> None:
    """Pieces of real tokens in any order, cut and doubled, and letters of any kind: 401, and nothing behind it."""
    dice = random.Random(7)  # noqa: S311 - made-up junk, not secrets.
    other = door.token(aud="other")
    pieces = ["Bearer ", "Basic ", ".", "..", " ", "é", "\x00", "\ud800", "eyJhbGciOiJub25lIn0", *other.split(".")]
    body = msgspec.json.encode(door.activity())
    for _ in range(HEADERS):
        header = "".join(dice.choices(pieces, k=dice.randint(0, 6)))
        if dice.random() < 0.5:
            place = dice.randrange(len(other))
            header = f"Bearer {other[:place]}{dice.choice('aZ_-.0 ')}{other[place + dice.randint(0, 2) :]}"
        _, reply = await door.entry.deliver(body, header, "application/json")
        assert reply.status == 401, header


async def test_no_body_breaks_the_door(door: AtTheDoor) -> None:
    """Signed, but random bytes, and cut or doubled pieces of real activities: 400 or 401 or taken, never a 5xx."""
    dice = random.Random(11)  # noqa: S311 - made-up junk, not secrets.
    real = [msgspec.json.encode(activity) for activity in genuine(door)]
    good = f"Bearer {door.token()}"
    for _ in range(BODIES):
        body = bytearray(dice.choice(real))
        for _ in range(dice.randint(1, 8)):
            start = dice.randrange(len(body) or 1)
            body[start : start + dice.randint(0, 20)] = dice.randbytes(dice.randint(0, 6))
        _, reply = await door.entry.deliver(bytes(body), good, dice.choice(("application/json", "text/plain", "")))
        assert reply.status in {200, 400, 401, 501}, bytes(body)


@pytest.mark.timeout(30)
async def test_five_hundred_forged_requests_get_nowhere(door: AtTheDoor) -> None:
    """Over real HTTP: random headers and bodies are refused with 401, and Teams' next request is answered."""
    dice = random.Random(13)  # noqa: S311 - made-up junk, not secrets.
    printable = [chr(code) for code in range(33, 127)]
    for _ in range(REQUESTS):
        header = dice.choice(("Bearer ", "", "Basic ")) + "".join(dice.choices(printable, k=dice.randint(0, 300)))
        status, _ = await door.send(dice.randbytes(dice.randint(0, 300)), authorization=header.strip())
        assert status == 401
    status, _ = await door.send(msgspec.json.encode(genuine(door)[0]), authorization=f"Bearer {door.token()}")
    assert status == 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=st.text(), body=st.binary(), kind=st.text())
async def test_no_text_is_a_token_by_chance(door: AtTheDoor, header: str, body: bytes, kind: str) -> None:
    """The same, with what hypothesis finds worth a try."""
    _, reply = await door.entry.deliver(body, header, kind)
    assert reply.status == 401
