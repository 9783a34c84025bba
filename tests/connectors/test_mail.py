"""Mail: what a card becomes, headers that nobody's words can change, and what every answer of a server means."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from connectors.graph.client import Graph
from connectors.mail.by_graph import GraphSender
from connectors.mail.by_smtp import SmtpSender
from connectors.mail.message import is_address, message
from connectors.mail.poster import MailPoster, Sender
from connectors.mail.terms import Terms
from tests.connectors.conftest import Tickets
from tests.connectors.stand_in import StandInGraph, StandInMailServer, read_mail, refusal
from workflows.kernel.cards import Card, Fact, Item, Row
from workflows.kernel.people import Directory, Person
from workflows.kernel.posts import (
    CannotReadBackError,
    NotSent,
    Outgoing,
    Post,
    Rejected,
    Retract,
    Sent,
    Unknown,
    Update,
    Verdict,
)
from workflows.kernel.text import Link, Mention, Strong, When, line

SENDER = "csops@fennwick.example"
TO = "irena@fennwick.example"
NOW = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)
ID = "0f" * 16
PEOPLE = Directory(
    version=1,
    company="Fennwick",
    time_zone="Europe/Berlin",
    people={"irena": Person(key="irena", name="Irena Černá", email="Irena@fennwick.example", time_zone="Asia/Tokyo")},
    identities={},
    addresses={},
    roles={},
    channels={},
)
HOSTILE = "<b>Hi</b> <script>x</script> [a](http://evil.example)\r\nBcc: all@evil.example"


def outgoing(card: Card, *, to: str = TO, marker: bool = False) -> Outgoing:
    return Outgoing(id=ID, lane=f"mail:{to}", payload=Post(card=card), marker=marker)


def poster(way: Sender) -> MailPoster:
    return MailPoster(way, sender=SENDER, directory=lambda: PEOPLE, now=lambda: NOW)


def mailed(card: Card, *, to: str = TO, marker: bool = False) -> tuple[dict[str, str], str, str]:
    """Return the headers, the words and the HTML of a card's mail, as its reader has them."""
    made = message(outgoing(card, to=to, marker=marker), card, PEOPLE, sender=SENDER, now=NOW)
    mail = read_mail(made.as_bytes())
    words, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert words is not None
    assert page is not None
    headers = {name.lower(): str(value).strip() for name, value in mail.items()}
    return headers, unix(words.get_content()), unix(page.get_content())


def unix(text: str) -> str:
    return text.replace("\r\n", "\n")


@pytest.fixture
async def server() -> AsyncIterator[StandInMailServer]:
    async with StandInMailServer().open() as served:
        yield served


def smtp(server: StandInMailServer, *, user: str = "", password: str = "") -> SmtpSender:
    secret = SecretStr(password) if password else None
    return SmtpSender(Terms(host="127.0.0.1", port=server.port, user=user, password=secret, encryption="none"))


def test_a_card_is_whole_in_words_and_in_html() -> None:
    """Everything that a card says stands in both, with names for people and times in the reader's own zone."""
    card = Card(
        title="New opportunity",
        status=line("For ", Mention("irena")),
        facts=(Fact("Due", line(When(NOW))), Fact("Customer", line(Strong("Northwind")))),
        body=(line("See ", Link("https://crm.example/1?a=1&b=2", "the opportunity"), "."),),
        quote="They want more.\nSoon.",
        items=(Item("Called", done=True), Item("Mailed")),
        rows=(Row(text=line("One"), detail=line("small")),),
        more="3 more.",
        footer=line("ENG-12"),
    )
    _, words, page = mailed(card)

    assert "For Irena Černá" in words
    assert "Due: 2026-06-01 21:30 (JST)" in words
    assert "the opportunity (https://crm.example/1?a=1&b=2)" in words
    assert "> They want more.\n> Soon." in words
    assert "[x] Called\n[ ] Mailed" in words
    assert "- One \N{EN DASH} small" in words
    assert '<a href="https://crm.example/1?a=1&amp;b=2">the opportunity</a>' in page
    assert "<strong>Northwind</strong>" in page
    for part in ("New opportunity", "3 more.", "ENG-12", "They want more."):
        assert part in words
        assert part in page


def test_words_of_a_customer_are_words() -> None:
    """Nothing that somebody typed becomes markup, a link or a header."""
    card = Card(
        title=HOSTILE,
        facts=(Fact("Customer", line(HOSTILE)),),
        body=(line(HOSTILE, Link("javascript:alert(1)", "press")),),
        quote=HOSTILE,
    )
    headers, _, page = mailed(card)

    assert "<script" not in page
    assert "<b>" not in page
    assert "href" not in page
    assert "bcc" not in headers
    assert headers["subject"].startswith("<b>Hi</b> <script>x</script> [a](http://evil.example) Bcc:")


@given(st.text(max_size=300), st.text(max_size=60))
def test_no_words_make_a_header(title: str, label: str) -> None:
    """Whatever stands in a card, the mail has the same headers, one of each, and its subject is one line."""
    card = Card(title=title, facts=(Fact(label, line(title)),), quote=title)
    made = message(outgoing(card), card, PEOPLE, sender=SENDER, now=NOW)
    mail = read_mail(made.as_bytes())

    assert sorted(name.lower() for name in mail) == [
        "auto-submitted",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "subject",
        "to",
        "x-csops-effect",
    ]
    assert mail["Subject"].strip()
    assert mail["To"] == TO
    assert all(len(part) <= 998 for part in made.as_bytes().split(b"\r\n"))
    assert made.as_bytes().isascii()


def test_a_mail_says_who_made_it() -> None:
    """Its Message-ID and a header carry the effect's id, and it tells machines not to answer."""
    headers, words, page = mailed(Card(title="Hello"), marker=True)

    assert headers["message-id"] == f"<{ID}.csops@fennwick.example>"
    assert headers["x-csops-effect"] == ID
    assert headers["auto-submitted"] == "auto-generated"
    assert headers["from"] == "csops <csops@fennwick.example>"
    assert headers["date"] == "Mon, 01 Jun 2026 12:30:00 +0000"
    assert "may be a repeat" in words
    assert "may be a repeat" in page


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        (TO, True),
        ("a.b+c@x-y.example", True),
        ("", False),
        ("ana", False),
        ("ana@localhost", False),
        ("ana@x.example\r\nBcc: b@x.example", False),
        ("ana@x.example>", False),
        ("a b@x.example", False),
        ("žofie@x.example", False),
        (f"{'a' * 65}@x.example", False),
    ],
)
def test_only_plain_addresses_are_written_to(address: str, *, taken: bool) -> None:
    """An address with anything else in it never reaches a server."""
    assert is_address(address) is taken


async def test_a_mail_goes_out_by_smtp(server: StandInMailServer) -> None:
    """The envelope, the words with their accents, and a line that is a lone dot arrive as they were."""
    card = Card(title="Grüße an Černá", quote=".\n.two\nžluťoučký")
    verdict = await poster(smtp(server)).deliver(outgoing(card))

    assert verdict == Sent({"message_id": f"<{ID}.csops@fennwick.example>"})
    assert server.envelopes == [(SENDER, TO)]
    assert server.mails[0]["Subject"] == "Grüße an Černá"
    body = server.mails[0].get_body(("plain",))
    assert body is not None
    assert "> .\n> .two\n> žluťoučký" in unix(body.get_content())


async def test_a_server_that_asks_who_we_are_is_told(server: StandInMailServer) -> None:
    """With user and password the mail goes out; with a wrong one everything waits, and the variables are named."""
    server.login = ("csops", "pass-words")

    assert isinstance(await poster(smtp(server, user="csops", password="pass-words")).deliver(hello()), Sent)
    refused = await poster(smtp(server, user="csops", password="wrong")).deliver(hello())
    assert isinstance(refused, NotSent)
    assert refused.hold
    assert "SMTP_PASSWORD" in refused.error
    assert "wrong" not in refused.error


def hello() -> Outgoing:
    return outgoing(Card(title="Hello"))


SMTP_TABLE: list[tuple[dict[str, str], type[Verdict], bool]] = [
    ({"CONNECT": "421 too busy"}, NotSent, False),
    ({"CONNECT": "554 no"}, NotSent, True),
    ({"CONNECT": ""}, NotSent, False),
    ({"EHLO": "", "HELO": ""}, NotSent, False),
    ({"MAIL": "451 later"}, NotSent, False),
    ({"MAIL": "550 not from you"}, NotSent, True),
    ({"MAIL": "530 log in first"}, NotSent, True),
    ({"MAIL": ""}, NotSent, False),
    ({"RCPT": "450 greylisted"}, NotSent, False),
    ({"RCPT": "550 nobody here"}, Rejected, False),
    ({"RCPT": ""}, NotSent, False),
    ({"DATA": "451 later"}, NotSent, False),
    ({"DATA": "554 no"}, Rejected, False),
    ({"DATA": ""}, Unknown, False),
    ({"BODY": "452 full"}, NotSent, False),
    ({"BODY": "552 too large"}, Rejected, False),
    ({"BODY": ""}, Unknown, False),
    ({"BODY": "nonsense"}, Unknown, False),
]


@pytest.mark.parametrize(("answers", "wanted", "hold"), SMTP_TABLE)
async def test_each_answer_of_a_mail_server_has_its_verdict(
    server: StandInMailServer, answers: dict[str, str], wanted: type, *, hold: bool
) -> None:
    """4xx comes again, 5xx does not; only what was handed over whole and not answered is in doubt."""
    server.answers = answers

    verdict = await poster(smtp(server)).deliver(hello())

    assert type(verdict) is wanted, verdict
    assert getattr(verdict, "hold", False) is hold


async def test_a_goodbye_that_is_not_answered_changes_nothing(server: StandInMailServer) -> None:
    """The mail was taken before it, and is not sent again because of it."""
    server.answers = {"QUIT": ""}

    assert isinstance(await poster(smtp(server)).deliver(hello()), Sent)


async def test_no_mail_server_is_not_sent() -> None:
    """Nobody listens: certainly nothing was sent."""
    async with StandInMailServer().open() as gone:
        way = smtp(gone)

    assert isinstance(await poster(way).deliver(hello()), NotSent)


async def test_a_server_without_encryption_gets_no_mail(server: StandInMailServer) -> None:
    """Where STARTTLS is asked for and not offered, nothing is said in the clear, and the variable is named."""
    way = SmtpSender(Terms(host="127.0.0.1", port=server.port, encryption="starttls"))

    verdict = await poster(way).deliver(hello())

    assert isinstance(verdict, NotSent)
    assert verdict.hold
    assert "SMTP_ENCRYPTION" in verdict.error
    assert server.mails == []


async def test_a_mail_goes_out_by_graph(graph: Graph, there: StandInGraph) -> None:
    """The same mail, in MIME, from the mailbox of the settings."""
    verdict = await poster(GraphSender(graph)).deliver(outgoing(Card(title="Grüße")))

    assert verdict == Sent({"message_id": f"<{ID}.csops@fennwick.example>"})
    assert there.asked == ["/v1.0/users/csops@fennwick.example/sendMail"]
    assert there.sent[0]["Subject"] == "Grüße"
    assert there.sent[0]["X-Csops-Effect"] == ID
    assert there.sent[0]["To"] == TO


@pytest.mark.parametrize(
    ("status", "code", "wanted", "hold"),
    [
        (400, "ErrorInvalidRecipients", Rejected, False),
        (400, "ErrorMimeContentInvalid", Rejected, False),
        (401, "InvalidAuthenticationToken", NotSent, False),
        (403, "ErrorAccessDenied", NotSent, True),
        (404, "ErrorInvalidUser", NotSent, True),
        (429, "ApplicationThrottled", NotSent, False),
        (500, "ErrorInternalServerError", Unknown, False),
        (503, "ServiceUnavailable", NotSent, False),
        (504, "UnknownError", Unknown, False),
    ],
)
async def test_each_answer_of_graph_has_its_verdict(
    graph: Graph, there: StandInGraph, *, status: int, code: str, wanted: type, hold: bool
) -> None:
    """Only what Graph may have carried out before it failed is in doubt; nothing is tried again in here."""
    there.failures = [lambda: refusal(status, code, Retry_After="9")]

    verdict = await poster(GraphSender(graph)).deliver(hello())

    assert type(verdict) is wanted, verdict
    assert getattr(verdict, "hold", False) is hold
    assert len(there.asked) == 1
    if status == 429:
        assert verdict == NotSent(verdict.error, 9.0)  # type: ignore[union-attr] # Its kind was asserted above.


async def test_a_missing_token_and_a_lost_line_are_told_apart(
    graph: Graph, there: StandInGraph, tickets: Tickets
) -> None:
    """Without a token nothing was sent, and everything waits; without a connection nothing was sent either."""
    tickets.fault = OSError("look at TEAMS_APP_SECRET")
    held = await poster(GraphSender(graph)).deliver(hello())
    assert held == NotSent("look at TEAMS_APP_SECRET", 60.0, hold=True)

    tickets.fault = None
    await there.server.close()
    assert isinstance(await poster(GraphSender(graph)).deliver(hello()), NotSent)


async def test_graph_is_never_asked_by_more_than_four_at_once(graph: Graph, there: StandInGraph) -> None:
    """A mailbox takes four requests at a time; the fifth waits here instead of being refused there."""
    way = poster(GraphSender(graph))

    verdicts = await asyncio.gather(*(way.deliver(hello()) for _ in range(20)))

    assert all(isinstance(verdict, Sent) for verdict in verdicts)
    assert there.most_at_once <= 4


async def test_what_mail_cannot_do_is_said(server: StandInMailServer) -> None:
    """A mail is not changed, not taken back, not looked for, and not sent to what is no address."""
    way = poster(smtp(server))
    card = Card(title="Hello")

    assert isinstance(await way.deliver(Outgoing(id=ID, lane=f"mail:{TO}", payload=Retract(target="x"))), Rejected)
    change = Outgoing(id=ID, lane=f"mail:{TO}", payload=Update(target="x", card=card))
    assert isinstance(await way.deliver(change), Rejected)
    assert isinstance(await way.deliver(outgoing(card, to="nobody\r\nRCPT TO:<a@x.example>")), Rejected)
    assert isinstance(await way.remove(f"mail:{TO}", {}), Rejected)
    with pytest.raises(CannotReadBackError):
        await way.copies(hello(), since_epoch_seconds=0)
    assert server.mails == []
