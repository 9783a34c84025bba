"""A picture becomes a file in somebody's folder once they say yes, and never anywhere else."""

import pytest

from handlers.teams import files, phrases
from tests.relay.test_pictures import PICTURE
from tests.teams.judges import faults_of_card
from tests.teams.scripted import scripted
from workflows.kernel.cards import note
from workflows.kernel.posts import Outgoing, Post, Sent
from workflows.process.chart.trail import draw_trail

pytestmark = pytest.mark.timeout(60)
SERVICE_URL = "https://smba.trafficmanager.net/emea/"


async def test_a_picture_is_offered_and_put_into_the_folder() -> None:
    """The message says what it shows and offers the file; yes brings the file, no brings nothing."""
    async with scripted() as here:
        post = Post(card=note("ENG-1 is at step 2."), picture=PICTURE)
        lane = f"teams:{here.ann.object_id}"
        sent = await here.poster.deliver(Outgoing(id="e1", lane=lane, payload=post))
        assert isinstance(sent, Sent)
        message = next(one for one in here.ann.dm.messages if one.id == sent.place["activity"])
        card, offer = message.raw["attachments"]
        assert faults_of_card(card["content"]) == []
        assert (offer["name"], offer["content"]["sizeInBytes"]) == ("ENG-1.png", len(draw_trail(PICTURE)))

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
        assert told.raw["attachments"][0]["name"] == "ENG-1.png"
        assert list(here.teams.teams.tenant.uploads.values()) == [draw_trail(PICTURE)]


async def test_an_offer_that_is_none_of_ours_is_said_to_be_none() -> None:
    """Whatever comes back as its context, nothing is drawn and nothing is put anywhere."""
    for context in ({"picture": "!"}, {"picture": "eJw="}, {"picture": "x" * 9000}, {}, None, "x"):
        assert files.wanted({"action": "accept", "context": context}) is None
    assert files.wanted("accept") is None
    async with scripted() as here:
        sent = await here.poster.deliver(
            Outgoing(id="e1", lane=f"teams:{here.ann.object_id}", payload=Post(card=note("x"), picture=PICTURE))
        )
        assert isinstance(sent, Sent)
        message = next(one for one in here.ann.dm.messages if one.id == sent.place["activity"])
        message.raw["attachments"][1]["content"]["acceptContext"]["picture"] = "made up"
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
