"""A file goes into somebody's folder once they say yes, and never anywhere else."""

import pytest
from msgspec.structs import replace

from handlers.teams import files, phrases
from handlers.words import MAY_BE_A_REPEAT
from playground.teams.driver import Message, Person
from tests.relay.test_files import PICTURE, SHEET
from tests.teams.scripted import Scripted, scripted
from workflows.files.making import maker
from workflows.kernel.cards import note
from workflows.kernel.files import Document, File, Sheet
from workflows.kernel.posts import Outgoing, Post, Rejected, Sent, Unknown

pytestmark = pytest.mark.timeout(60)
SERVICE_URL = "https://smba.trafficmanager.net/emea/"
LARGE = Sheet(
    name="all", title="All", columns=("Customer",), rows=tuple((f"Customer {number}",) for number in range(20_000))
)


def promised(here: Scripted, file: File, person: Person) -> Outgoing:
    """Promise a file to somebody."""
    lane = f"teams:{person.object_id.lower()}"
    outgoing = Outgoing(id="e1", lane=lane, payload=Post(card=note("Here it is."), file=file))
    here.promised[outgoing.id] = outgoing
    return outgoing


async def offer(here: Scripted, file: File = PICTURE, *, to: Person | None = None) -> Message:
    """Post a file for Ann, or for somebody else, and return the message that offers it: the one under its card."""
    person = to or here.ann
    sent = await here.poster.deliver(promised(here, file, person))
    assert isinstance(sent, Sent)
    card, offered = person.dm.messages[-2:]
    assert card.id == sent.place["activity"]
    assert card.words == "Here it is."
    return offered


@pytest.mark.parametrize("file", [PICTURE, SHEET, LARGE], ids=["picture", "sheet", "a large one"])
async def test_a_file_is_offered_and_put_into_the_folder(file: File) -> None:
    """The card says what it is, a message of its own offers it; yes brings the file, no brings nothing."""
    async with scripted() as here:
        message = await offer(here, file)
        (consent,) = message.raw["attachments"]
        name, content = f"{file.name}{file.suffix}", maker()(file)
        assert (consent["name"], consent["content"]["sizeInBytes"]) == (name, len(content))

        await message.consent(by=here.ann, accept=False)
        await message.consent(by=here.ann)
        told = await here.teams.until(
            lambda: (
                here.ann.dm.messages[-1]
                if here.ann.dm.messages[-1].raw["attachments"][0]["contentType"] == files.INFO
                else None
            )
        )
        assert told is not None
        assert told.raw["attachments"][0]["name"] == name
        assert list(here.teams.teams.tenant.uploads.values()) == [content]


async def test_an_offer_that_is_kept_back_leaves_a_doubt() -> None:
    """Its card stands already: it comes again with the offer, and says so, unless Teams refuses it."""
    async with scripted() as here:
        outgoing = promised(here, PICTURE, here.ann)
        await here.teams.fault("refuse", "send", status=429, skip=1)
        assert isinstance(await here.poster.deliver(outgoing), Unknown)
        assert isinstance(await here.poster.deliver(replace(outgoing, marker=True)), Sent)
        card, again, offered = here.ann.dm.messages
        assert [card.words, again.words] == ["Here it is.", f"Here it is.\n{MAY_BE_A_REPEAT}"]
        assert offered.raw["attachments"][0]["contentType"] == files.CONSENT

        await here.teams.fault("refuse", "send", status=403, skip=1)
        assert isinstance(await here.poster.deliver(outgoing), Rejected)


async def test_an_offer_that_is_none_of_ours_is_said_to_be_none() -> None:
    """Whatever comes back as its context, nothing is made and nothing is put anywhere."""
    for context in ({"effect": 7}, {}, None, "x"):
        assert files.wanted({"action": "accept", "context": context}) == ""
    assert files.wanted("accept") == ""
    async with scripted() as here:
        message = await offer(here)
        message.raw["attachments"][0]["content"]["acceptContext"]["effect"] = "made up"
        await message.consent(by=here.ann)
        await here.ann.told(phrases.NO_SUCH_FILE)


async def test_a_document_without_its_template_is_refused_in_words() -> None:
    """Trying again would not help before somebody mends it, in a chat as in a channel."""
    missing = Document(name="x", title="X", template="unheard-of", values={})
    async with scripted() as here:
        await here.teams.control("settings", permissions=["Files.ReadWrite.All"])
        await here.ann.post(f"<at>{here.teams.teams.settings.bot_name}</at> help", channel=here.general)
        for lane in (f"teams:{here.ann.object_id.lower()}", f"teams:{here.general.id}"):
            said = await here.poster.deliver(Outgoing(id="e1", lane=lane, payload=Post(card=note("x"), file=missing)))
            assert isinstance(said, Rejected), said
            assert "There is no template unheard-of.docx." in said.error


async def test_what_was_offered_to_somebody_else_is_not_handed_out() -> None:
    """An id that came to another person's chat is worth nothing in one's own."""
    async with scripted() as here:
        await offer(here, to=here.bob)
        here.promised["e2"] = here.promised["e1"]
        message = await offer(here)
        message.raw["attachments"][0]["content"]["acceptContext"]["effect"] = "e2"
        await message.consent(by=here.ann)
        await here.ann.told(phrases.NO_SUCH_FILE)


@pytest.mark.parametrize(
    "address",
    [
        "http://acme-my.sharepoint.com/x",
        "https://acme-my.sharepoint.com.evil.example/x",
        "https://evil.example/acme-my.sharepoint.com",
        "https://user@acme-my.sharepoint.com/x",
        "https://127.0.0.1/x",
        "http://127.0.0.1:80/x",
        "http://169.254.169.254/latest/meta-data/",
        "https://[",
        "file:///etc/passwd",
        "",
    ],
)
def test_files_go_to_folders_of_sharepoint_alone(address: str) -> None:
    """The address comes with an activity; other hosts, ports and schemes get nothing."""
    assert not files.allowed(address, SERVICE_URL)
    assert files.allowed("https://acme-my.sharepoint.com/personal/upload", SERVICE_URL)
