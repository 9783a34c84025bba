"""From the approval to the last payment (processes.md A 6 to 16), with its documents as people open them."""

from typing import Any

import pytest

from playground.teams.acts import CONSENT
from tests.files.test_documents import words_of
from tests.stories.on_teams import TeamsStage
from tests.stories.stage import Message, Stage
from tests.stories.test_services_engagement import hand_on, rom_is_sent

pytestmark = pytest.mark.timeout(240)
TERMS = "Half at the start, half when it is accepted."
MAY = ["Files.ReadWrite.All"]


async def opened(stage: Stage, where: str, count: int) -> list[list[str]]:
    """Return the words of the documents that were shared in a channel, once there are so many."""
    channel = stage.channels[where].id

    def look() -> list[bytes]:
        if isinstance(stage, TeamsStage):
            found = [
                content for name, content in stage.slack.teams.tenant.files.get(channel, {}).items() if ".docx" in name
            ]
        else:
            space = stage.slack.slack.workspace
            shared = (message.get("files") or () for message in space.channels[channel].messages.values())
            files = (space.files[one["id"]] for each in shared for one in each if one["name"].endswith(".docx"))
            found = [file.content for file in files]
        return found if len(found) == count else []

    contents = await stage.slack.until(look, what=f"{count} documents")
    return [words_of(content) for content in contents]


async def own_document(stage: Stage, who: str) -> list[str]:
    """Return the words of the newest document that came to a person's own messages, said yes to where that is asked."""
    if isinstance(stage, TeamsStage):

        def offer() -> Message | None:
            return next((one for one in reversed(stage[who].dm.messages) if is_offer(one)), None)

        await (await stage.slack.until(offer, what="the offer")).consent(by=stage[who])
        return words_of(
            await stage.slack.until(
                lambda: next(iter(stage.slack.teams.tenant.uploads.values()), None), what="the file"
            )
        )
    space = stage.slack.slack.workspace

    def look() -> bytes | None:
        own = (one for one in space.channels.values() if one.kind == "im" and stage[who].id in one.members)
        files = (one for channel in own for message in channel.messages.values() for one in message.get("files") or ())
        return next((space.files[one["id"]].content for one in files if one["name"].endswith(".docx")), None)

    return words_of(await stage.slack.until(look, what="the document"))


def is_offer(message: Message) -> bool:
    """Return whether a message of Teams asks whether it may hand a file over."""
    attached: list[dict[str, Any]] = message.raw["attachments"]
    return any(one["contentType"] == CONSENT for one in attached)


async def approved(stage: Stage) -> str:
    """Bring an engagement through its approval to step 8; return its number."""
    if isinstance(stage, TeamsStage):
        await stage.slack.control("settings", permissions=MAY)
        await stage["ada"].command("help", channel=stage.channels["acme"])
    key = await rom_is_sent(stage)
    await stage.press("ada", "acme", "Step 4", button="Opportunity created")
    await stage.fill("ada", {})
    await stage.press("ada", "acme", "Step 5", button="Amount entered")
    await stage.fill("ada", {})
    await stage.press("pria", "approvals", key, button="Approve")
    return key


async def test_from_the_approval_to_the_last_payment(stage: Stage) -> None:
    """The SOW with its terms, the engineer, the bill, the sign-off, and what is owed until nothing is."""
    key = await approved(stage)
    await hand_on(stage, key, "ada", "sales", "8", "Customer approves")
    await sow_with_its_terms(stage, key)
    for hand in (("ada", "sales", "10", "Closed Won"), ("pria", "internal", "11", "SOW Project created")):
        await hand_on(stage, key, *hand)
    await stage.card("finance", "by the terms of the SOW, not the entire amount of", TERMS)
    await hand_on(stage, key, "fina", "finance", "12", "Billed")
    await delivered(stage, key)
    await hand_on(stage, key, "ada", "sales", "15", "Sign-off sent")
    assert "confirms that the work of" in "\n".join((await opened(stage, "acme", 3))[-1])

    await stage.press("fina", "finance", key, "step 16 ", button="Accept")
    await stage.press("fina", "finance", key, button="Still owed")
    await stage.fill("fina", {"Still owed": "2500", "Expected on": "2026-06-01"})
    await stage.press("fina", "acme", "Step 16", button="Nothing is owed any more")
    await stage.card("acme", key, "Completed")
    assert stage.step_of(key) == "end:completed"
    assert stage.history_is_whole()


async def sow_with_its_terms(stage: Stage, key: str) -> None:
    """Play step 9: the SOW as it is made first, then with terms of its own, which says that it replaces the first."""
    (first,) = await opened(stage, "acme", 1)
    assert {"Acme Mills", "Engineer", "Architect", "Quellwerk"} <= set(first)
    assert "A portal for <!channel> & friends" in first

    await stage.press("emil", "internal", key, "step 9 ", button="Accept")
    await stage.press("emil", "internal", key, button="Set its terms")
    terms = {"What is billed": "As the SOW says", "The terms of the SOW": TERMS, "The work begins on": "2026-04-01"}
    await stage.fill("emil", terms)
    (_, second) = await opened(stage, "acme", 2)
    assert {TERMS, "It replaces the one that was made before.", "01 Apr 2026"} <= set(second)
    await stage.card("acme", "It replaces the one that was made before.")
    await stage.press("emil", "acme", "Step 9", button="SOW sent")
    await stage.fill("emil", {})


async def delivered(stage: Stage, key: str) -> None:
    """Play steps 13 and 14: the manager chooses the engineer, who takes it over, delivers and wraps up."""
    await stage.press("pria", "internal", key, "step 13 ", button="Accept")
    await stage.press("pria", "internal", key, button="Assign the engineer")
    await stage.fill("pria", {"Services engineer": "Emil Kraus"})
    await hand_on(stage, key, "emil", "internal", "13", "Customer accepted the work")
    await stage.press("emil", "acme", "Step 14", button="Wrap-up done")


async def test_somebody_asks_for_it_alone(stage: Stage) -> None:
    """By the command in their own messages, and by the button of the engagement; the thread has one as before."""
    key = await approved(stage)
    await hand_on(stage, key, "ada", "sales", "8", "Customer approves")
    await opened(stage, "acme", 1)

    assert "made at step 15" in await stage.told("fina", f"/engagement document {key} sign", channel="birk")
    assert "direct messages" in await stage.told("fina", f"/engagement document {key}", channel="birk")
    assert "Acme Mills" in await own_document(stage, "fina")

    shown = await stage.whisper("emil", f"/engagement show {key}", channel="birk")
    await stage.turn(shown, "Document: Statement of work", "direct messages", who="emil")
    await opened(stage, "acme", 1)
