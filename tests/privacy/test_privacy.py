"""Private work: who makes it so, who sees it, and where it is posted; never where others read along."""

import msgspec
import pytest
import sqlalchemy as sa

from storage import tables
from storage.engine import Database
from tests.office import Office, slack, staff
from tests.pricing import draft, priced
from workflows.deliveries.rules import what_it_was
from workflows.engagements.commands import StartEngagement
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused, Shown
from workflows.kernel.posts import Retract, Update

__all__ = ["priced"]

TITLE = "Zanzibar plan"


def reason_of(answer: Answer) -> Reason:
    """Return why something was refused."""
    assert isinstance(answer, Refused), answer
    return answer.reason


def do(office: Office, who: str, typed: str, /, **values: str) -> Answer:
    """Type a command that opens a form, and send the form; a refusal to open it is the answer."""
    opened = office.type(who, typed)
    return office.submit(who, opened, values) if isinstance(opened, Opened) else opened


def began(office: Office, who: str = "ada", title: str = TITLE, process: str = "services-engagement") -> Answer:
    """Begin something private by the command that the form makes."""
    return office.dispatcher.answer(
        StartEngagement(
            actor=slack(who), request_key=office.key(), process=process, customer="acme", title=title, private=True
        )
    )


def lanes(office: Office, since: int = 0) -> set[str]:
    """Return where something was sent, from a number of promises on."""
    return {sent.lane for sent in office.sent()[since:]}


def shown(office: Office, who: str) -> bool:
    """Return whether somebody sees the only engagement: by its number, and in the list of what is under way."""
    asked = {"/engagement show ENG-1": TITLE, f"/csops find {TITLE}": "ENG-1"}
    seen = {said in msgspec.json.encode(office.type(who, words)).decode() for words, said in asked.items()}
    assert len(seen) == 1
    return seen.pop()


def test_it_begins_in_private_and_walks_on_without_a_word_in_a_channel(priced: Office) -> None:
    """From the first step to the next owners' acceptance: its people have a thread each, and no channel has a word."""
    assert isinstance(began(priced), Done)
    assert lanes(priced) == {"slack:UADA"}
    (engagement,) = (str(row["id"]) for row in priced.rows(tables.engagement))

    assert isinstance(priced.say("ada", engagement, "scoped"), Done)
    drafted = draft(priced)
    assert isinstance(drafted, Done)
    assert isinstance(priced.press("ada", drafted.card, "Send"), Done)
    assert lanes(priced) == {"slack:UADA", "slack:UPRIA", "slack:UDORA"}
    card = priced.last_card("slack:UPRIA", having="Approve")
    question = priced.submit("pria", priced.press("pria", card, "Needs discovery"), {"reason": "How many?"})
    assert isinstance(question, Done)
    asked = priced.last_card("slack:UADA", having="Answer")
    assert isinstance(priced.submit("ada", priced.press("ada", asked, "Answer"), {"answer": "Nine."}), Done)
    assert isinstance(priced.press("dora", priced.last_card("slack:UDORA", having="Approve"), "Approve"), Done)
    for outcome in ("created", "entered", "customer-approves"):
        assert isinstance(priced.say("ada", engagement, outcome), Done)

    assert lanes(priced) == {f"slack:U{key}" for key in ("ADA", "PRIA", "DORA", "EMIL", "CARL")}
    accept = priced.last_card("slack:UEMIL", having="Accept")
    assert isinstance(priced.press("emil", accept, "Accept"), Done)
    assert all(sent.payload.private for sent in priced.sent() if not isinstance(sent.payload, Retract))


def test_what_private_work_starts_is_private(priced: Office) -> None:
    """The check-ins that a closed deal starts are seen by the same people, and by those of their own process."""
    assert isinstance(began(priced), Done)
    with priced.database.transaction() as connection:
        connection.execute(sa.update(tables.engagement).values(step="11", position='{"step":"11","visits":{"11":1}}'))
    (engagement,) = (str(row["id"]) for row in priced.rows(tables.engagement))

    assert isinstance(priced.say("pria", engagement, "created"), Done)

    begun = next(row for row in priced.rows(tables.engagement) if row["process"] == "customer-success")
    assert {"role:csm", "ada"} < set(msgspec.json.decode(str(begun["seen_by"])))
    assert lanes(priced) <= {f"slack:U{key}" for key in ("ADA", "CARL", "PRIA", "FINA")}


def test_it_is_made_private_and_the_thread_is_emptied(office: Office) -> None:
    """The head says words without content, what csops said under it is taken away, and its people get a new thread."""
    office.start("ada", title=TITLE)
    assert isinstance(do(office, "fina", "/engagement comment ENG-1 They pay late."), Done)
    assert shown(office, "mara")
    before = len(office.sent())

    answer = do(office, "ada", "/engagement private ENG-1", reason="Their board does not know yet.")

    assert isinstance(answer, Done), answer
    new = office.sent()[before:]
    left = [sent.payload for sent in new if sent.lane == "slack:CACME"]
    assert {type(one) for one in left} == {Update, Retract}
    assert not any(TITLE in str(one) or "ENG-1" in str(one) for one in left)
    assert len(left) == 3
    assert {sent.lane for sent in new} == {"slack:CACME", "slack:UADA"}
    assert not shown(office, "mara")
    assert shown(office, "ada")
    opened = office.press("ada", office.last_card("slack:UADA", having="Scoped"), "Scoped")
    assert isinstance(office.submit("ada", opened, {}), Done)
    assert reason_of(do(office, "ada", "/engagement private ENG-1")) is Reason.ALREADY_DONE


def test_what_has_ended_is_made_private(office: Office) -> None:
    """The card that told of its end in the channel says nothing of it any more."""
    office.start("ada", title=TITLE)
    assert isinstance(do(office, "ada", "/engagement cancel ENG-1", reason="They said no."), Done)

    assert isinstance(do(office, "ada", "/engagement private ENG-1"), Done)

    faces: dict[str, str] = {}
    for row in sorted(office.rows(tables.effect), key=lambda row: int(row["seq"])):
        if row["lane"] == "slack:CACME":
            faces[str(row["target"] or row["id"])] = "" if row["kind"] == "retract" else str(row["payload"])
    assert not any(TITLE in face or "ENG-1" in face for face in faces.values())


def test_a_decision_that_waits_goes_along(priced: Office) -> None:
    """Its card in the channel is emptied; those who decide have it in their own threads, and can decide there."""
    engagement = priced.start("ada", title=TITLE)
    assert isinstance(priced.say("ada", engagement, "scoped"), Done)
    drafted = draft(priced)
    assert isinstance(drafted, Done)
    assert isinstance(priced.press("ada", drafted.card, "Send"), Done)

    assert isinstance(do(priced, "ada", "/engagement private ENG-1"), Done)

    assert "Approve" not in str(priced.last_card("slack:CAPPROVALS", having=""))
    card = priced.last_card("slack:UPRIA", having="Approve")
    assert isinstance(priced.press("pria", card, "Approve"), Done)


def test_it_is_public_again(office: Office) -> None:
    """Its thread begins anew in the customer's channel with the step's card, and the private ones say where it went."""
    assert isinstance(began(office), Done)
    assert not shown(office, "mara")

    assert isinstance(do(office, "ada", "/engagement public ENG-1"), Done)

    assert shown(office, "mara")
    head = office.last_card("slack:CACME", having=f"ENG-1 {TITLE}")
    assert "Private" not in [fact.label for fact in head.facts]
    opened = office.press("ada", office.last_card("slack:CACME", having="Scoped"), "Scoped")
    assert isinstance(office.submit("ada", opened, {}), Done)
    assert "public again" in str(office.last_card("slack:UADA"))
    assert reason_of(do(office, "ada", "/engagement public ENG-1")) is Reason.NOT_PRIVATE
    actions = [row["action"] for row in sorted(office.rows(tables.history), key=lambda row: int(row["seq"]))]
    assert actions[:2] == ["started", "made-public"]


def test_somebody_is_invited_and_uninvited(office: Office) -> None:
    """Mara sees it and has a thread of it; then she sees nothing of it, and her thread is closed."""
    assert isinstance(began(office), Done)
    opened = office.type("ada", "/engagement invite ENG-1 @mara")
    assert isinstance(opened, Opened)
    assert opened.form.fields[0].initial == "mara"

    assert isinstance(office.submit("ada", opened, {}), Done)
    assert shown(office, "mara")
    assert TITLE in office.last_card("slack:UMARA", having=TITLE).title
    assert reason_of(office.submit("ada", opened, {})) is Reason.ALREADY_SEES
    assert isinstance(do(office, "mara", "/engagement comment ENG-1 Thank you."), Done)

    assert isinstance(do(office, "ada", "/engagement uninvite ENG-1 @mara"), Done)
    assert not shown(office, "mara")
    before = len(office.sent())
    assert isinstance(do(office, "ada", "/engagement comment ENG-1 Now for us."), Done)
    assert lanes(office, before) == {"slack:UADA"}
    assert reason_of(do(office, "mara", "/engagement comment ENG-1 Hello?")) is Reason.NOT_FOUND


def test_only_who_began_it_or_has_it_decides_who_sees_it(office: Office) -> None:
    """Sven holds a role in it and sees it, but may not open it; an administrator may."""
    assert isinstance(began(office), Done)
    assert reason_of(do(office, "sven", "/engagement public ENG-1")) is Reason.NOT_ALLOWED
    assert reason_of(do(office, "mara", "/engagement public ENG-1")) is Reason.NOT_FOUND
    assert reason_of(do(office, "ada", "/engagement uninvite ENG-1", person="ada")) is Reason.KEEPS_SEEING
    assert reason_of(do(office, "ada", "/engagement uninvite ENG-1", person="mara")) is Reason.NOT_INVITED
    assert reason_of(do(office, "ada", "/engagement invite ENG-1", person="nobody")) is Reason.NOT_A_CHOICE
    assert reason_of(do(office, "ada", "/engagement invite ENG-1", person="sven")) is Reason.ALREADY_SEES

    assert isinstance(do(office, "zoe", "/engagement public ENG-1"), Done)


def test_who_loses_the_role_loses_sight_of_it(office: Office, database: Database) -> None:
    """A card that was posted to them is closed with the next thing that happens, and its buttons do nothing."""
    staff(database, "sal", "ada", "luis")
    assert isinstance(began(office, "luis"), Done)
    assert isinstance(do(office, "luis", "/engagement assign ENG-1", person="ada"), Done)
    assert isinstance(do(office, "luis", "/engagement invite ENG-1", person="mara"), Done)
    (row,) = office.rows(tables.engagement)
    with database.transaction() as connection:
        named = sorted(set(msgspec.json.decode(str(row["seen_by"]))) - {"mara"})
        connection.execute(sa.update(tables.engagement).values(seen_by=msgspec.json.encode(named).decode()))

    before = len(office.sent())
    assert isinstance(do(office, "ada", "/engagement comment ENG-1 Only us."), Done)

    to_mara = [sent.payload for sent in office.sent()[before:] if sent.lane == "slack:UMARA"]
    assert to_mara
    assert all(isinstance(one, Update) and TITLE not in str(one) for one in to_mara)


@pytest.fixture
def channelled(office: Office, database: Database) -> Office:
    """Return an office with a channel for private work."""
    with database.transaction() as connection:
        connection.execute(sa.insert(tables.channel).values(purpose="private", address="slack:CVAULT"))
        version = tables.company.c.directory_version + 1
        connection.execute(sa.update(tables.company).values(directory_version=version))
    return office


def test_a_channel_for_private_work_takes_all_of_it(channelled: Office) -> None:
    """Where the company names one, private work has its one thread there, and nothing goes to anybody directly."""
    assert isinstance(began(channelled), Done)
    (engagement,) = (str(row["id"]) for row in channelled.rows(tables.engagement))
    assert isinstance(channelled.say("ada", engagement, "scoped"), Done)

    assert lanes(channelled) == {"slack:CVAULT"}


def test_who_begins_something_private_without_an_account_is_refused(office: Office, database: Database) -> None:
    """There is nowhere to post it; nothing begins."""
    with database.transaction() as connection:
        connection.execute(sa.delete(tables.identity).where(tables.identity.c.person_key == "ada"))
        connection.execute(
            sa.insert(tables.channel).values(purpose="vault", address="slack:CX"),
        )
    asked = StartEngagement(
        actor=msgspec.structs.replace(slack("ada"), platform="csops", user="ada"),
        request_key="k",
        process="services-engagement",
        customer="acme",
        title=TITLE,
        private=True,
    )
    answer = office.dispatcher.answer(asked)

    assert reason_of(answer) is Reason.CHANNEL_MISSING
    assert office.rows(tables.engagement) == []


def test_a_notice_of_a_lost_message_quotes_nothing_private(office: Office) -> None:
    """Operations hear that one was lost, and not what it said; of public work they hear what it said."""
    assert isinstance(began(office), Done)
    office.start("ada", title="Open work")
    said = [what_it_was(msgspec.json.encode(sent.payload).decode()) for sent in office.sent()]

    assert not any(TITLE in words for words in said)
    assert any("Open work" in words for words in said)


def test_the_form_asks_whether_it_is_private(office: Office) -> None:
    """The box is empty at first; ticked, it begins in private; junk in it is refused, and nothing begins."""
    opened = office.type("ada", "/engagement new")
    assert isinstance(opened, Opened)
    values = {"customer": "acme", "title": TITLE}
    assert reason_of(office.submit("ada", opened, {**values, "private": "perhaps"})) is Reason.NOT_A_CHOICE

    assert isinstance(office.submit("ada", opened, {**values, "private": True}), Done)
    assert isinstance(office.submit("ada", opened, {**values, "title": "Open"}), Done)

    named = {row["title"]: row["seen_by"] for row in office.rows(tables.engagement)}
    assert named["Open"] is None
    assert named[TITLE] is not None
    listed = office.type("mara", "/engagement list")
    assert isinstance(listed, Shown)
    assert len(listed.card.rows) == 1
