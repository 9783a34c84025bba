"""A file is promised like any other post: made when it leaves, found again after a doubt, and shared once."""

from dataclasses import replace

import pytest

from tests.relay.ledger import post
from tests.relay.rig import RELAY, Rig
from workflows.files.making import maker
from workflows.kernel.cards import Card
from workflows.kernel.files import MARK, Document, File, Sheet
from workflows.kernel.pictures import Picture, Stop
from workflows.kernel.posts import Post
from workflows.kernel.text import line
from workflows.process.chart.trail import draw_trail

SLOW = replace(RELAY, longest_delivery_seconds=0.55)
STOPS = (Stop("1", "Begin", "Somebody", "done", "02 Mar 2026"), Stop("2", "Go on", "Somebody else", "now"))
PICTURE = Picture(name="ENG-1", title="ENG-1: Process", subtitle="Version 1", stops=STOPS)
SHEET = Sheet(name="references", title="Referenceable customers", columns=("Customer",), rows=(("=1+1 Ltd.",),))


def with_file(file: File = PICTURE, *, thread: str = "") -> Post:
    """Return a post with a file; the first picture of a process loads fonts, which is no part of what is shown here."""
    draw_trail(PICTURE)
    return Post(card=Card(title="", body=(line("Here it is"),)), thread=thread, file=file)


def shares(rig: Rig, effect: str) -> list[str]:
    """Return the thread of every message that shares the file of an effect; empty for one beside all threads."""
    return [
        str(message.get("thread_ts", ""))
        for channel in rig.slack.slack.workspace.channels.values()
        for message in channel.messages.values()
        if any(effect[:MARK] in file["name"] for file in message.get("files", ()))
    ]


async def test_it_stands_in_its_thread_once(rig: Rig) -> None:
    """Under the message that it belongs to, with words in the picture's place."""
    head, picture = rig.promise(rig.lane(), post("head"), with_file())
    (under,) = rig.promise(rig.lane(), with_file(thread=head))
    async with rig.relay(relay_terms=SLOW):
        await rig.until_calm()
    (thread,) = shares(rig, under)
    assert thread in rig.row(head).result
    assert shares(rig, picture) == [""]
    (file, *_) = rig.slack.slack.workspace.files.values()
    assert file.alt_txt == PICTURE.alt
    assert file.content == draw_trail(PICTURE)


async def test_a_sheet_comes_as_csv(rig: Rig) -> None:
    """Under a name that people can read, with its words beside it and no formula in it."""
    (one,) = rig.promise(rig.lane(), with_file(SHEET))
    async with rig.relay(relay_terms=SLOW):
        await rig.until_calm()
    assert shares(rig, one) == [""]
    (file,) = rig.slack.slack.workspace.files.values()
    assert (file.title, file.name) == ("Referenceable customers", f"references-{one[:MARK]}.csv")
    assert (file.content, file.mimetype, file.alt_txt) == (maker()(SHEET), "text/csv", "")


@pytest.mark.parametrize("file", [PICTURE, SHEET], ids=["picture", "sheet"])
@pytest.mark.parametrize("call", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize("how", [{"how": "reset"}, {"how": "status", "status": 502}])
async def test_a_lost_answer_shares_it_once(rig: Rig, call: str, how: dict[str, object], file: File) -> None:
    """Before it is shared, nobody saw it and it is tried again; after, it is found by the file's name."""
    await rig.slack.fault("lose", call, **how)
    (one,) = rig.promise(rig.lane(), with_file(file))
    async with rig.relay(relay_terms=SLOW):
        await rig.until_calm()
    assert rig.row(one).state == "sent"
    assert len(shares(rig, one)) == 1


async def test_a_thread_that_is_gone_is_no_reason_to_lose_it(rig: Rig) -> None:
    """It stands beside the thread then, as any post does."""
    (head,) = rig.promise(rig.lane(), post("head"))
    async with rig.relay(relay_terms=SLOW):
        await rig.until_state([head])
        await rig.slack.fault("error", "files.completeUploadExternal", error="thread_not_found")
        (one,) = rig.promise(rig.lane(), with_file(thread=head))
        await rig.until_state([one])
    assert shares(rig, one) == [""]


async def test_a_document_without_its_template_says_so_until_there_is_one(rig: Rig) -> None:
    """It is a dead letter that names what to mend; the next post leaves, and nothing of it was seen by anybody."""
    missing = Document(name="x", title="X", template="unheard-of", values={})
    document, after = rig.promise(rig.lane(), with_file(missing), post("after"))
    async with rig.relay(relay_terms=SLOW):
        await rig.until_state([after])
    row = rig.row(document)
    assert row.state == "dead"
    assert "There is no template unheard-of.docx. Mend: put it into the folder of CSOPS_TEMPLATES." in row.error
    assert rig.slack.slack.workspace.files == {}


async def test_a_right_that_is_missing_holds_up_nothing_else(rig: Rig) -> None:
    """An app that was installed before files: this one is a dead letter that says so, and the next post leaves."""
    await rig.slack.fault("error", "files.getUploadURLExternal", error="missing_scope")
    file, after = rig.promise(rig.lane(), with_file(), post("after"))
    async with rig.relay(relay_terms=SLOW):
        await rig.until_state([after])
    row = rig.row(file)
    assert (row.state, "install it again" in row.error) == ("dead", True)
