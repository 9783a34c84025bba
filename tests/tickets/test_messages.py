"""A message that somebody picks becomes a ticket: prefilled, linked both ways, and one for everybody."""

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from storage import tables
from tests.office import Office, slack
from tests.together import at_once
from workflows.kernel.answers import Answer, Done, Opened, Refused, Shown
from workflows.kernel.forms import Form
from workflows.kernel.posts import Post
from workflows.kernel.requests import Shared, Submitted
from workflows.kernel.text import Link
from workflows.tickets.commands import LogTicket, log_submitted
from workflows.tickets.sources import LONGEST_SOURCE, Source, checked, pack, unpack

KEY = "slack:T1:CACME:1700000000.000100"
LINK = "https://quellwerk.slack.com/archives/CACME/p1700000000000100"
FILES = ("https://quellwerk.slack.com/files/U1/F1/screen.png", "https://quellwerk.slack.com/files/U1/F2/log.txt")
TEXT = "Hi all,\nsince Monday the login page shows an error\n<!channel> please help"


def share(office: Office, who: str = "carl", *, key: str = KEY, place: str = "slack:CACME", text: str = TEXT) -> Answer:
    """Let somebody pick a message."""
    shared = Shared(
        actor=slack(who),
        request_key=office.key(),
        shortcut="ticket.log",
        message_key=key,
        text=text,
        link=LINK,
        place=place,
        files=FILES,
    )
    return office.ask(shared)


def opened(office: Office, who: str = "carl", *, key: str = KEY, place: str = "slack:CACME") -> Form:
    """Do the same and return the form that it opens."""
    answer = share(office, who, key=key, place=place)
    assert isinstance(answer, Opened), answer
    return answer.form


def notes(office: Office) -> list[tuple[str, Post]]:
    """Return the posts that stand under a message of somebody else, with their lanes."""
    posts = [(sent.lane, sent.payload) for sent in office.sent() if isinstance(sent.payload, Post)]
    return [(lane, post) for lane, post in posts if post.under]


def test_the_form_is_prefilled_with_the_message(office: Office) -> None:
    """Its words, a title of its first telling line, and the customer whose channel it stands in."""
    form = opened(office)

    start = {field.key: field.initial for field in form.fields}
    assert start == {
        "customer": "acme",
        "kind": None,
        "title": "since Monday the login page shows an error",
        "description": TEXT,
        "severity": None,
        "priority": None,
    }
    assert next(field.initial_label for field in form.fields if field.key == "customer") == "Acme Mills"


def test_link_and_files_are_carried_over(office: Office) -> None:
    """The ticket's card links back to the message and to its files."""
    answer = office.submit("carl", Opened(form=opened(office)), {"kind": "bug"})

    assert isinstance(answer, Done)
    (row,) = office.rows(tables.ticket)
    assert (row["source_key"], row["source_link"]) == (KEY, LINK)
    assert msgspec.json.decode(row["files"]) == list(FILES)
    links = [piece.url for fact in answer.card.facts for piece in fact.value if isinstance(piece, Link)]
    assert links == [LINK, *FILES]


def test_a_note_goes_under_the_message(office: Office) -> None:
    """Where csops is at home, the message's thread hears which ticket it became."""
    office.submit("carl", Opened(form=opened(office)), {"kind": "bug"})

    ((lane, post),) = notes(office)
    assert (lane, post.under) == ("slack:CACME", KEY)
    assert "TCK-1" in str(post.card.body)


def test_no_note_goes_where_csops_is_not_at_home(office: Office) -> None:
    """A message of a private talk becomes a ticket too; a note there could only fail, so none is promised."""
    form = opened(office, place="slack:D123")

    answer = office.submit("carl", Opened(form=form), {"customer": "acme", "kind": "bug"})

    assert isinstance(answer, Done)
    assert notes(office) == []


def test_the_same_message_again_shows_the_same_ticket(office: Office) -> None:
    """Whoever picks it again sees the ticket and who logged it, instead of a second form."""
    office.submit("carl", Opened(form=opened(office)), {"kind": "bug"})

    again = share(office, "ada")

    assert isinstance(again, Shown)
    assert again.card.title == "TCK-1 since Monday the login page shows an error"
    assert "This message is a ticket already" in str(again.card.status)
    assert len(office.rows(tables.ticket)) == 1


def test_two_forms_of_one_message_make_one_ticket(office: Office) -> None:
    """Who sends the form second gets the first one's ticket, whatever they filled in; nothing is posted again."""
    first, second = opened(office, "carl"), opened(office, "ada")
    office.submit("carl", Opened(form=first), {"kind": "bug"})
    sent = office.sent()

    answer = office.submit("ada", Opened(form=second), {"kind": "customer-success", "title": "Another title"})

    assert isinstance(answer, Done)
    assert answer.card.title == "TCK-1 since Monday the login page shows an error"
    assert len(office.rows(tables.ticket)) == len(office.rows(tables.engagement)) == 1
    assert office.sent() == sent


def test_two_people_at_the_same_moment_make_one_ticket(office: Office) -> None:
    """Ten times two people send the form of one message together: ten tickets, and both are shown the same one."""
    for number in range(10):
        source = Source(key=f"{KEY}{number}", place="slack:CACME", link=LINK, files=FILES)
        asked = [
            LogTicket(
                actor=slack(who),
                request_key=office.key(),
                customer="acme",
                kind="bug",
                title=f"Fault {number}",
                source=source,
            )
            for who in ("carl", "ada")
        ]

        answers = at_once(office, *asked)

        assert all(isinstance(answer, Done) for answer in answers), answers
    assert len(office.rows(tables.ticket)) == len(office.rows(tables.engagement)) == 10
    assert len(notes(office)) == 10


def test_without_the_unique_key_both_would_get_through(office: Office) -> None:
    """The control: two tickets that are logged without a message are two, however alike they are."""
    asked = [
        LogTicket(actor=slack(who), request_key=office.key(), customer="acme", kind="bug", title="Fault")
        for who in ("carl", "ada")
    ]

    at_once(office, *asked)

    assert len(office.rows(tables.ticket)) == 2


def test_the_shortcut_from_anywhere_opens_an_empty_form(office: Office) -> None:
    """Without a message there is nothing to prefill and nothing to look up."""
    answer = share(office, key="", place="")

    assert isinstance(answer, Opened)
    assert all(field.initial is None for field in answer.form.fields)


def test_a_channel_of_two_customers_prefills_neither(office: Office) -> None:
    """Where it is not certain whose message it is, the person chooses."""
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.customer).values(channel="slack:CACME"))

    assert opened(office).fields[0].initial is None


addresses = st.one_of(
    st.text(max_size=30),
    st.builds("https://a.example/{}".format, st.text(alphabet="abcü/_-.", max_size=300)),
)


@given(st.text(max_size=30), addresses, st.lists(addresses, max_size=12))
def test_a_form_carries_what_fits_and_counts_the_rest(place: str, link: str, files: list[str]) -> None:
    """However many and long the files, the form carries at most its share, loses no count, and only links come back."""
    source = Source(key="slack:T1:C1:1.1", place=place, link=link, files=tuple(files))

    packed = pack(source)
    again = checked(unpack(source.key, packed))

    assert len(packed) <= LONGEST_SOURCE
    assert again is not None
    assert len(again.files) + again.left_out == len(files)
    assert all(file.startswith("https://") for file in again.files)
    assert again.link in {"", link}


@pytest.mark.parametrize(
    "argument",
    [
        "nonsense",
        "{}",
        "[1]",
        '["slack:C1","https://a.example",["x"],-1]',
        '["slack:C1","https://a.example",["x"],1e99]',
        "[" * 900,
        '["slack:C1","https://a.example","file"]',
    ],
)
def test_a_tampered_source_is_refused(office: Office, argument: str) -> None:
    """A form that comes back with another source than we sent is refused in words, never an error."""
    request = Submitted(
        actor=slack("carl"),
        request_key=office.key(),
        form="ticket.log",
        subject=KEY,
        version=0,
        argument=argument,
        values={"customer": "acme", "kind": "bug", "title": "Fault"},
    )

    answer = office.ask(request)

    assert isinstance(answer, Refused)
    assert office.rows(tables.ticket) == []


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://", "http://[", "https://a b", "slack://C1", "F123"])
def test_only_a_link_becomes_a_link(office: Office, url: str) -> None:
    """What is no web address is dropped from a source, so that no card ever links it."""
    packed = msgspec.json.encode(["slack:C1", url, [url], 0]).decode()
    request = Submitted(
        actor=slack("carl"),
        request_key=office.key(),
        form="ticket.log",
        subject=KEY,
        version=0,
        argument=packed,
        values={"customer": "acme", "kind": "bug", "title": "Fault"},
    )
    command = log_submitted(request)

    assert isinstance(command, LogTicket)

    assert command.message is not None
    assert (command.message.link, command.message.files) == ("", ())
    assert isinstance(office.ask(request), Done)
