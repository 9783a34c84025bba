"""Tokens: four ways to prove who the bot is, one request however many wait, and words when there is none."""

import asyncio
import contextlib
import pathlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from handlers.teams.credentials import Certificate, Credential, Federated, Managed, Registration, Secret
from handlers.teams.sign_in import SignIn
from handlers.teams.tokens import TokenError, Tokens
from tests.teams.entra import APP, CONNECTOR_SCOPE, GRAPH_SCOPE, LOGIN, SECRET, TENANT, Entra, Key

KEY = Key()
ASSERTION = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjc29wcyJ9.c2lnbmF0dXJl"


class Hand:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
async def entra() -> AsyncIterator[Entra]:
    served = Entra()
    async with served.server:
        yield served


@contextlib.asynccontextmanager
async def tokens_of(
    entra: Entra, credential: Credential, clock: Hand | None = None, *, tenant: str = TENANT, app: str = APP
) -> AsyncIterator[Tokens]:
    registration = Registration(app_id=app, tenant_id=tenant, credential=credential, login=LOGIN, local=entra.address)
    async with aiohttp.ClientSession() as session:
        tokens = Tokens(SignIn(registration, session), clock=clock or Hand())
        yield tokens
        await tokens.close()


def secret(words: str = SECRET) -> Secret:
    return Secret(SecretStr(words))


def pem(folder: pathlib.Path, *parts: str) -> pathlib.Path:
    file = folder / "bot.pem"
    file.write_text("".join(parts), encoding="utf-8")
    return file


async def refused(tokens: Tokens) -> TokenError:
    with pytest.raises(TokenError) as caught:
        await tokens.token(CONNECTOR_SCOPE)
    return caught.value


async def test_a_secret_gets_a_token_for_each_scope_and_asks_once(entra: Entra) -> None:
    """The connector's token and Graph's are different ones, and each is asked for once."""
    async with tokens_of(entra, secret()) as tokens:
        connector, graph = await tokens.token(CONNECTOR_SCOPE), await tokens.token(GRAPH_SCOPE)
        again = [await tokens.token(CONNECTOR_SCOPE) for _ in range(20)]

    assert connector.startswith("https://api.botframework.com#")
    assert graph.startswith("https://graph.microsoft.com#")
    assert set(again) == {connector}
    assert entra.requests == {"discovery": 1, "token": 2}


async def test_a_certificate_in_its_file_signs_by_sha_256(entra: Entra, tmp_path: pathlib.Path) -> None:
    """A file with key and certificate needs no thumbprint, and signs in the newer way."""
    entra.key = KEY
    async with tokens_of(entra, Certificate(pem(tmp_path, KEY.private_pem, KEY.certificate_pem))) as tokens:
        assert await tokens.token(CONNECTOR_SCOPE)

    assert entra.assertions[0]["alg"] == "PS256"
    assert "x5t#S256" in entra.assertions[0]


async def test_a_key_alone_signs_by_the_thumbprint_that_is_given(entra: Entra, tmp_path: pathlib.Path) -> None:
    """Where the file has the key alone, the thumbprint of the settings says which certificate it is."""
    entra.key = KEY
    spelt = ":".join(KEY.thumbprint[index : index + 2].upper() for index in range(0, 40, 2))
    async with tokens_of(entra, Certificate(pem(tmp_path, KEY.private_pem), spelt)) as tokens:
        assert await tokens.token(CONNECTOR_SCOPE)

    assert entra.assertions[0]["alg"] == "RS256"
    assert "x5t" in entra.assertions[0]


async def test_a_federated_assertion_is_read_anew_for_each_token(entra: Entra, tmp_path: pathlib.Path) -> None:
    """The platform writes a fresh assertion into the file every hour; the old one is never sent again."""
    file, clock = tmp_path / "token", Hand()
    file.write_text(f"{ASSERTION}\n", encoding="utf-8")
    entra.federated = {ASSERTION}
    async with tokens_of(entra, Federated(file), clock) as tokens:
        first = await tokens.token(CONNECTOR_SCOPE)
        newer = ASSERTION.replace("c2ln", "bmV3")
        file.write_text(newer, encoding="utf-8")
        entra.federated = {newer}
        clock.move(3600)
        second = await tokens.token(CONNECTOR_SCOPE)

    assert first != second
    assert entra.tokens == 2


@pytest.mark.parametrize("client_id", ["", APP])
async def test_a_managed_identity_asks_the_machine(entra: Entra, client_id: str) -> None:
    """The machine's own identity, or one that is assigned to it by name, needs no secret at all."""
    async with tokens_of(entra, Managed(client_id)) as tokens:
        assert await tokens.token(GRAPH_SCOPE) == "https://graph.microsoft.com#1"

    assert entra.requests == {"machine": 1}


async def test_fifty_who_wait_are_one_request(entra: Entra) -> None:
    """However many messages want to leave at once, Entra is asked once, and everybody gets that token."""
    entra.gate.clear()
    async with tokens_of(entra, secret()) as tokens:
        waiting = [asyncio.create_task(tokens.token(CONNECTOR_SCOPE)) for _ in range(50)]
        await entra.asked.wait()
        waiting[0].cancel()
        entra.gate.set()
        got = await asyncio.gather(*waiting, return_exceptions=True)

    assert isinstance(got[0], asyncio.CancelledError)
    assert len({str(token) for token in got[1:]}) == 1
    assert entra.tokens == 1


async def test_a_slow_sign_in_never_holds_up_the_loop(entra: Entra) -> None:
    """While Entra takes its time, everything else goes on."""
    entra.gate.clear()
    async with tokens_of(entra, secret()) as tokens:
        waiting = asyncio.create_task(tokens.token(CONNECTOR_SCOPE))
        await entra.asked.wait()
        loop = asyncio.get_running_loop()
        longest = 0.0
        for _ in range(50):
            before = loop.time()
            await asyncio.sleep(0)
            longest = max(longest, loop.time() - before)
        entra.gate.set()
        await waiting

    assert longest < 0.5


async def test_a_token_is_renewed_ahead_of_time_and_nobody_waits_for_it(entra: Entra) -> None:
    """In its last ten minutes a token is still given out while its successor is fetched; at its end it is not."""
    clock = Hand()
    async with tokens_of(entra, secret(), clock) as tokens:
        first = await tokens.token(CONNECTOR_SCOPE)
        clock.move(3600 - 599)
        entra.asked.clear()
        entra.gate.clear()
        assert await tokens.token(CONNECTOR_SCOPE) == first
        await entra.asked.wait()
        entra.gate.set()
        clock.move(560)
        second = await tokens.token(CONNECTOR_SCOPE)

    assert second != first
    assert entra.tokens == 2


async def test_a_token_that_was_refused_is_asked_for_anew(entra: Entra) -> None:
    """A 401 drops exactly the token that it was the answer to."""
    async with tokens_of(entra, secret()) as tokens:
        first = await tokens.token(CONNECTOR_SCOPE)
        tokens.refused(CONNECTOR_SCOPE, "another")
        assert await tokens.token(CONNECTOR_SCOPE) == first
        tokens.refused(CONNECTOR_SCOPE, first)
        assert await tokens.token(CONNECTOR_SCOPE) != first


async def test_a_wrong_secret_says_what_to_mend_and_shows_nothing_of_it(entra: Entra) -> None:
    """Whoever reads the error knows which variable to look at; the secret stands nowhere in it."""
    async with tokens_of(entra, secret("wrong-secret-words")) as tokens:
        error = await refused(tokens)

    assert "TEAMS_APP_SECRET" in str(error)
    assert "AADSTS7000215" in str(error)
    assert "wrong-secret-words" not in str(error)
    assert not error.passing


async def test_a_failing_sign_in_is_asked_ever_more_seldom_and_found_again(entra: Entra) -> None:
    """503 after 503 is asked after 2, 4, 8 seconds; between them the same error is given at once."""
    clock = Hand()
    entra.failures = [web.Response(status=503) for _ in range(3)]
    async with tokens_of(entra, secret(), clock) as tokens:
        for asked, wait in enumerate((2, 4, 8), 1):
            error = await refused(tokens)
            assert error.passing
            assert error.retry_after_seconds == wait
            assert (await refused(tokens)).retry_after_seconds == wait
            assert entra.tokens == asked
            clock.move(wait)
        assert await tokens.token(CONNECTOR_SCOPE)

    assert entra.tokens == 4


async def test_entra_says_itself_when_to_come_again(entra: Entra) -> None:
    """Retry-After counts where it is longer than our own wait."""
    entra.failures = [
        web.Response(status=429, headers={"Retry-After": "17"}, text='{"error": "temporarily_unavailable"}')
    ]
    async with tokens_of(entra, secret()) as tokens:
        error = await refused(tokens)

    assert error.passing
    assert error.retry_after_seconds == 17


async def test_an_old_token_goes_on_while_its_renewal_fails(entra: Entra) -> None:
    """As long as a token is good, a sign-in that is down is nobody's trouble."""
    clock = Hand()
    async with tokens_of(entra, secret(), clock) as tokens:
        first = await tokens.token(CONNECTOR_SCOPE)
        clock.move(3100)
        entra.asked.clear()
        entra.failures = [web.Response(status=503)]
        assert await tokens.token(CONNECTOR_SCOPE) == first
        await entra.asked.wait()
        assert [await tokens.token(CONNECTOR_SCOPE) for _ in range(100)] == [first] * 100

    assert entra.tokens == 2


async def test_each_wrong_setting_is_named(entra: Entra, tmp_path: pathlib.Path) -> None:
    """A tenant, an app, a file, a key, an identity: each mistake names the variable to look at."""
    (tmp_path / "empty").write_text("", encoding="utf-8")
    foreign = pem(tmp_path, Key().private_pem, KEY.certificate_pem)
    entra.key = KEY
    nobody = "00000000-0000-0000-0000-000000000000"
    wrong: list[tuple[Credential, str, str, str]] = [
        (secret(), nobody, APP, "TEAMS_TENANT_ID"),
        (secret(), TENANT, nobody, "TEAMS_APP_ID"),
        (Certificate(tmp_path / "nowhere"), TENANT, APP, "TEAMS_APP_CERTIFICATE"),
        (Certificate(tmp_path / "empty"), TENANT, APP, "TEAMS_APP_CERTIFICATE"),
        (Certificate(foreign), TENANT, APP, "TEAMS_APP_CERTIFICATE"),
        (Federated(tmp_path / "nowhere"), TENANT, APP, "TEAMS_FEDERATED_TOKEN_FILE"),
        (Federated(tmp_path / "empty"), TENANT, APP, "TEAMS_FEDERATED_TOKEN_FILE"),
        (Managed(nobody), TENANT, APP, "TEAMS_MANAGED_IDENTITY"),
    ]
    for credential, tenant, app, variable in wrong:
        async with tokens_of(entra, credential, tenant=tenant, app=app) as tokens:
            error = await refused(tokens)
        assert variable in str(error), credential
        assert " Mend: " in str(error)


async def test_a_sign_in_that_is_not_there_is_a_passing_fault(entra: Entra) -> None:
    """No connection at all is told as one, and tried again."""
    async with tokens_of(entra, secret()) as tokens:
        await entra.server.close()
        error = await refused(tokens)

    assert error.passing
    assert "could not be reached" in str(error)


@pytest.mark.parametrize(
    "body",
    [
        *("", "<html>", "[]", "null", "3", "{}", '{"access_token": null}', '{"access_token": ["x"]}', '"token"'),
        '{"access_token": "x", "expires_in": "soon"}',
        '{"error": null, "error_description": null}',
        '{"error": ["x"], "error_description": {"y": 1}}',
    ],
)
@pytest.mark.parametrize("credential", [secret(), Managed()])
async def test_an_answer_that_is_none_is_a_fault_in_words(entra: Entra, credential: Credential, body: str) -> None:
    """Whatever stands where Entra should be, there is an error that a person can read, and the next try works."""
    clock = Hand()
    entra.failures = [web.Response(text=body, content_type="application/json")]
    async with tokens_of(entra, credential, clock) as tokens:
        error = await refused(tokens)
        clock.move(600)
        assert await tokens.token(CONNECTOR_SCOPE)

    assert str(error)
    assert entra.tokens == 2
