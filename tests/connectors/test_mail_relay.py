"""Mail through the outbox: once, again after a refusal, and marked as a perhaps after a doubt."""

import pytest

from connectors.mail.by_smtp import SmtpSender
from connectors.mail.poster import MailPoster
from connectors.mail.terms import Terms
from tests.connectors.stand_in import StandInMailServer
from tests.connectors.test_mail import NOW, PEOPLE, SENDER, TO
from tests.relay.conftest import sqlite_rig
from tests.relay.rig import Rig
from workflows.kernel.cards import Card
from workflows.kernel.posts import Post, Poster

__all__ = ["sqlite_rig"]

LANE = f"mail:{TO}"


def posters(server: StandInMailServer) -> dict[str, Poster]:
    way = SmtpSender(Terms(host="127.0.0.1", port=server.port, encryption="none"))
    return {"mail": MailPoster(way, sender=SENDER, directory=lambda: PEOPLE, now=lambda: NOW)}


@pytest.fixture
def hello() -> Post:
    return Post(card=Card(title="Hello"))


async def test_what_was_promised_is_mailed_once(sqlite_rig: Rig, hello: Post) -> None:
    """One promise, one mail, and its Message-ID is kept as its place."""
    async with StandInMailServer().open() as server, sqlite_rig.relay(posters=posters(server)) as relay:
        ids = sqlite_rig.promise(LANE, hello)
        relay.wake()
        await sqlite_rig.until_state(ids)
        await sqlite_rig.until_calm()

    assert [mail["X-Csops-Effect"] for mail in server.mails] == ids
    assert f"<{ids[0]}.csops@fennwick.example>" in sqlite_rig.row(ids[0]).result


async def test_after_a_doubt_it_is_sent_again_and_says_so(sqlite_rig: Rig, hello: Post) -> None:
    """Nobody can look into a mailbox, so what was handed over and not answered is repeated, with a word about it."""
    async with (
        StandInMailServer(answers={"BODY": ""}).open() as server,
        sqlite_rig.relay(posters=posters(server)) as relay,
    ):
        ids = sqlite_rig.promise(LANE, hello)
        relay.wake()
        await sqlite_rig.until(lambda: sqlite_rig.row(ids[0]).doubt)
        server.answers = {}
        await sqlite_rig.until_state(ids)

    body = server.mails[0].get_body(("plain",))
    assert body is not None
    assert "This message may be a repeat" in body.get_content()
    assert server.mails[0]["X-Csops-Effect"] == ids[0]


async def test_a_refused_address_is_a_dead_letter(sqlite_rig: Rig, hello: Post) -> None:
    """It is not tried again by itself, and its reason names what the server said."""
    async with (
        StandInMailServer(answers={"RCPT": "550 nobody here"}).open() as server,
        sqlite_rig.relay(posters=posters(server)) as relay,
    ):
        ids = sqlite_rig.promise(LANE, hello)
        relay.wake()
        await sqlite_rig.until_state(ids, "dead")

    assert "nobody here" in sqlite_rig.row(ids[0]).error
    assert server.mails == []


async def test_a_mail_waits_while_the_server_lets_nobody_in(sqlite_rig: Rig, hello: Post) -> None:
    """A wrong password ages nothing: the mail goes out when it is mended."""
    async with (
        StandInMailServer(answers={"MAIL": "530 log in"}).open() as server,
        sqlite_rig.relay(posters=posters(server)) as relay,
    ):
        ids = sqlite_rig.promise(LANE, hello)
        relay.wake()
        await sqlite_rig.until(lambda: "SMTP_PASSWORD" in (sqlite_rig.row(ids[0]).error or ""))
        server.answers = {}
        sqlite_rig.free_lanes()
        relay.wake()
        await sqlite_rig.until_state(ids)

    assert len(server.mails) == 1
