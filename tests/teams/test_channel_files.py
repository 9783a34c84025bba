"""A file of a channel lies in the channel's folder with a link on the card, or the card says how to get it."""

import re

import msgspec
import pytest

from handlers.teams import phrases
from playground.teams.driver import Message
from tests.relay.test_files import PICTURE, SHEET
from tests.teams.judges import faults_of_card
from tests.teams.scripted import Scripted, scripted
from workflows.files.making import maker
from workflows.kernel.cards import Button, note
from workflows.kernel.files import name_of
from workflows.kernel.posts import NotSent, Outgoing, Post, Sent, Verdict

pytestmark = pytest.mark.timeout(60)
MAY = ["Files.ReadWrite.All"]
EFFECT = "0123456789abcdef0123456789abcdef"
ALONE = Button(key="engagement.chart", label="Send it to me", subject="e1", version=1)


async def deliver(here: Scripted, *, effect: str = EFFECT) -> Verdict:
    """Post a sheet in the general channel."""
    post = Post(card=note("The customers."), file=SHEET, alone=ALONE)
    return await here.poster.deliver(Outgoing(id=effect, lane=f"teams:{here.general.id}", payload=post))


async def posted(here: Scripted) -> Message:
    """Do the same, which must work, and return the message."""
    verdict = await deliver(here)
    assert isinstance(verdict, Sent), verdict
    message = next(one for one in here.general.messages if one.id == verdict.place["activity"])
    (card,) = message.raw["attachments"]
    assert faults_of_card(card["content"]) == []
    return message


async def heard(here: Scripted) -> None:
    """Let the bot hear from the channel, and so of its team."""
    await here.ann.post(f"<at>{here.teams.teams.settings.bot_name}</at> help", channel=here.general)


def lying(here: Scripted) -> dict[str, bytes]:
    """Return what lies in the channel's folder."""
    return here.teams.teams.tenant.files.get(here.general.id, {})


def links(message: Message) -> list[str]:
    """Return the addresses that a card leads to."""
    return re.findall(r"\]\((https://[^)]*)\)", msgspec.json.encode(message.raw["attachments"][0]).decode())


async def test_a_file_lies_in_the_folder_and_the_card_leads_there() -> None:
    """Under its name, with the content that was promised, and without a button: the link is enough."""
    async with scripted() as here:
        await here.teams.control("settings", permissions=MAY)
        await heard(here)
        message = await posted(here)
        name = name_of(SHEET, EFFECT)
        assert name == "references-01234567.csv"
        assert lying(here) == {name: maker()(SHEET)}
        (link,) = links(message)
        assert link.startswith("https://example.sharepoint.com/")
        assert link.endswith(name)
        assert "Referenceable customers (CSV)" in message.words
        assert "Send it to me" not in message.words


async def test_sent_again_it_replaces_itself() -> None:
    """After a doubt the message may be there twice, but the file is not; the next effect has a file of its own."""
    async with scripted() as here:
        await here.teams.control("settings", permissions=MAY)
        await heard(here)
        await posted(here)
        await posted(here)
        assert len(lying(here)) == 1
        await deliver(here, effect="f" * 32)
        assert len(lying(here)) == 2


async def test_without_the_permission_the_card_says_how_to_get_it() -> None:
    """It names what an administrator would grant, and has the button that sends it to one person."""
    async with scripted() as here:
        await heard(here)
        message = await posted(here)
        assert phrases.MAY_NOT_PUT_FILES in message.words
        assert "Send it to me" in message.words
        assert lying(here) == {}


async def test_a_channel_that_was_never_heard_of_has_no_folder_yet() -> None:
    """No message told which team it belongs to."""
    async with scripted() as here:
        await here.teams.control("settings", permissions=MAY)
        message = await posted(here)
        assert phrases.TEAM_UNKNOWN in message.words
        assert "Send it to me" in message.words


@pytest.mark.parametrize("call", ["team", "filesFolder", "putFile"])
@pytest.mark.parametrize("status", [429, 503])
async def test_trouble_that_passes_is_tried_again(call: str, status: int) -> None:
    """Nobody has seen anything of it: it is certainly not sent. Graph is asked for its folder with patience."""
    async with scripted() as here:
        await here.teams.control("settings", permissions=MAY)
        await heard(here)
        times = 4 if call == "filesFolder" else 1  # Reads of Graph are tried four times.
        for _ in range(times):
            await here.teams.fault("refuse", call, status=status)
        verdict = await deliver(here)
        assert isinstance(verdict, NotSent), verdict
        assert [one for one in here.general.messages if "The customers." in one.words] == []
        await posted(here)
        assert len(lying(here)) == 1


async def test_an_answer_that_was_lost_is_no_second_file() -> None:
    """The file may lie there already; the same name takes its place."""
    async with scripted() as here:
        await here.teams.control("settings", permissions=MAY)
        await heard(here)
        await here.teams.fault("lose", "putFile", how="status", status=502)
        assert isinstance(await deliver(here), NotSent)
        await posted(here)
        assert list(lying(here)) == [name_of(SHEET, EFFECT)]


async def test_what_no_folder_takes_says_so() -> None:
    """The channel is gone from its team, or its library takes no more: trying again would not help."""
    async with scripted() as here:
        await here.teams.control("settings", permissions=MAY)
        await heard(here)
        await here.teams.fault("error", "filesFolder", status=404, error="NotFound")
        message = await posted(here)
        assert phrases.NO_FOLDER.format(code="NotFound") in message.words


def test_a_picture_has_a_name_that_tells_it_from_the_next() -> None:
    """On every platform the same."""
    assert name_of(PICTURE, EFFECT) == "ENG-1-01234567.png"
    assert name_of(PICTURE) == "ENG-1.png"
