"""The local Teams itself: it sends what Teams sends, refuses what it refuses, and shows people what they would see."""

import asyncio

import aiohttp
import pytest

from handlers.teams.connector import ConnectorError
from handlers.teams.values import Json, Reply
from playground.teams.driver.people import Person
from playground.teams.errors import TeamsError
from tests.teams.little_bot import attached, card, dialog, execute, little_bot, submit, words

TITLE = {"type": "Input.Text", "id": "text.title", "label": "Title", "isRequired": True, "errorMessage": "Needed."}
KIND = {
    "type": "Input.ChoiceSet",
    "id": "choice.kind",
    "label": "Kind",
    "choices": [{"title": "Bug", "value": "bug"}, {"title": "Wish", "value": "wish"}],
}
FETCH = {"type": "task/fetch"}


async def test_a_message_comes_as_teams_sends_it() -> None:
    """In a chat plain, in a channel only what names the bot, with its mention, its thread, its team and its tenant."""
    async with little_bot() as bot:
        alice, acme = bot.teams.person("alice"), bot.teams.channel("acme")
        await alice.say("help")
        await alice.post("nobody hears this", channel=acme)
        said = await alice.post("<at>csops</at> ticket printer", channel=acme)
        await said.reply("<at>csops</at> again", by=alice)
    chat, mention, reply = bot.heard
    assert chat["conversation"]["conversationType"] == "personal"
    assert chat["from"]["aadObjectId"] == alice.object_id
    assert mention["entities"][0]["mentioned"]["id"] == bot.teams.bot_id
    assert mention["conversation"]["id"] == f"{acme.id};messageid={said.id}"
    assert mention["channelData"]["channel"]["id"] == acme.id
    assert reply["conversation"]["id"] == mention["conversation"]["id"]
    assert {one["channelData"]["tenant"]["id"] for one in bot.heard} == {bot.teams.tenant_id}


async def test_a_click_changes_the_card_of_whoever_clicked_and_an_update_everybodys() -> None:
    """The answer to Action.Execute is one person's view; updating the message takes every view away."""
    answer = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": card(words("You agreed"))}
    async with little_bot({"adaptiveCard/action": lambda _: Reply(body=answer)}) as bot:
        alice, bob, acme = bot.teams.person("alice"), bot.teams.person("bob"), bot.teams.channel("acme")
        shown = attached(card(words("Agree?"), actions=(execute("Approve", subject="eng1"),)))
        number = await bot.post(acme.id, **shown)
        asked = await acme.message_with("Agree?")
        await asked.click("Approve", by=alice)
        assert asked.seen_by(alice).words == "You agreed"
        assert asked.seen_by(bob).words == "Agree?\nApprove"
        await bot.update(acme.id, number, **attached(card(words("Agreed by Alice"))))
        assert asked.seen_by(alice).words == asked.now.words == "Agreed by Alice"
        assert asked.shows("Agree?")
    (heard,) = bot.heard
    assert heard["value"]["action"]["data"] == {"subject": "eng1"}
    assert heard["value"]["trigger"] == "manual"
    assert heard["replyToId"] == number


async def test_people_who_are_named_see_a_card_anew() -> None:
    """A card refreshes itself for those whom it names, and for nobody else."""
    answer = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": card(words("For you"))}
    async with little_bot({"adaptiveCard/action": lambda _: Reply(body=answer)}) as bot:
        alice, bob, acme = bot.teams.person("alice"), bot.teams.person("bob"), bot.teams.channel("acme")
        refresh = {"action": {"type": "Action.Execute", "verb": "show"}, "userIds": [alice.id]}
        await bot.post(acme.id, **attached(card(words("For all"), refresh=refresh)))
        message = await acme.message_with("For all")
        assert (await message.look(by=alice)).words == "For you"
        assert (await message.look(by=bob)).words == "For all"
    assert [one["value"]["trigger"] for one in bot.heard] == ["automatic"]


async def test_a_dialog_from_a_button_to_its_end() -> None:
    """A button opens it, the client asks for what is needed, the bot may send it back with words, then it closes."""
    form = card(TITLE, KIND, actions=(submit("Save", form="ticket"),))
    warning = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Taken", "color": "Attention"}]}
    again = card(TITLE, warning, KIND, actions=(submit("Save", form="ticket"),))

    def submitted(activity: Json) -> Reply:
        taken = activity["value"]["data"]["text.title"] == "Printer"
        return Reply(body=dialog("Ticket", again)) if taken else Reply()

    answers = {"task/fetch": lambda _: Reply(body=dialog("Ticket", form)), "task/submit": submitted}
    async with little_bot(answers) as bot:
        alice = bot.teams.person("alice")
        number = await bot.post(alice.dm.id, **attached(card(actions=(submit("New", msteams=FETCH, form="ticket"),))))
        await alice.dm.last().click("New", by=alice)
        form_open = await alice.modal_opened("Ticket")
        assert form_open.labels == ["Title", "Kind", "Save"]
        refused = await form_open.submit()
        assert (refused.result, refused.errors) == ("errors", {"Title": "Needed."})
        assert len(bot.heard) == 1
        refused = await form_open.fill({"Title": "Printer", "Kind": "Wish"}).submit()
        assert (refused.result, refused.errors) == ("errors", {"Title": "Taken"})
        assert (await form_open.fill({"Title": "Screen"}).submit()).closed
        assert not form_open.is_open
    assert bot.heard[-1]["value"]["data"] == {"form": "ticket", "text.title": "Screen", "choice.kind": "wish"}
    assert bot.heard[0]["replyToId"] == number


async def test_a_message_action_carries_the_message() -> None:
    """A message action opens a dialog, and what is sent carries the message that it was used on."""
    form = card(TITLE, actions=(submit("Save"),))
    answers = {
        "composeExtension/fetchTask": lambda _: Reply(body=dialog("Ticket", form)),
        "composeExtension/submitAction": lambda _: Reply(),
    }
    async with little_bot(answers) as bot:
        alice, bob, acme = bot.teams.person("alice"), bot.teams.person("bob"), bot.teams.channel("acme")
        said = await bob.post("The printer <burns>", channel=acme)
        await said.shortcut("log_ticket", by=alice)
        assert (await alice.modal().fill({"Title": "Fire"}).submit()).closed
    asked, sent = bot.heard
    assert asked["value"]["messagePayload"]["from"]["user"]["id"] == bob.object_id
    assert "&lt;burns&gt;" in sent["value"]["messagePayload"]["body"]["content"]
    assert sent["value"]["commandId"] == "log_ticket"


async def test_searching_shows_what_the_bot_found() -> None:
    """A search brings attachments; an Adaptive Card needs a preview of the older kind, as Teams demands."""
    preview = {"contentType": "application/vnd.microsoft.card.thumbnail", "content": {"title": "Acme"}}
    found = {**attached(card(words("Acme Mills")))["attachments"][0], "preview": preview}
    result = {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": [found]}}
    async with little_bot({"composeExtension/query": lambda _: Reply(body=result)}) as bot:
        alice = bot.teams.person("alice")
        assert [one["preview"]["content"]["title"] for one in await alice.search("ac")] == ["Acme"]
        del found["preview"]
        with pytest.raises(TeamsError, match="preview"):
            await alice.search("ac")
    assert bot.heard[0]["value"]["parameters"] == [{"name": "query", "value": "ac"}]


async def test_a_file_is_put_there_after_consent() -> None:
    """Who consents gives the bot an address to put the file to; who declines gives none."""
    consent = {
        "contentType": "application/vnd.microsoft.teams.card.file.consent",
        "name": "rom.pdf",
        "content": {"sizeInBytes": 3, "acceptContext": {"file": "1"}, "declineContext": {"file": "1"}},
    }
    async with little_bot() as bot:
        alice = bot.teams.person("alice")
        await bot.post(alice.dm.id, attachments=[consent])
        await alice.dm.last().consent(by=alice)
        await alice.dm.last().consent(by=alice, accept=False)
        accepted, declined = bot.heard
        url = accepted["value"]["uploadInfo"]["uploadUrl"]
        async with bot.door.http.put(url, data=b"abc", headers={"Content-Range": "bytes 0-2/3"}) as put:
            assert put.status == 201
        assert b"abc" in bot.teams.teams.tenant.uploads.values()
        with pytest.raises(ConnectorError, match="BadArgument"):
            await bot.post(bot.teams.channel("acme").id, attachments=[consent])
    assert declined["value"]["action"] == "decline"
    assert "uploadInfo" not in declined["value"]


async def answered(person: Person, words_of_card: str) -> str:
    """Let somebody press the only button of their last message, and return what Teams shows for a failure."""
    answer = await (await person.told(words_of_card)).click("Go", by=person)
    return str((answer.get("failure") or {}).get("error", ""))


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(status=500), "http_500"),
        (Reply(body={"task": {}}), "malformed"),
        (Reply(body={"statusCode": 200, "type": "x", "value": {}}), "malformed"),
        (Reply(body={"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": {}}), "malformed"),
        (
            Reply(body={"statusCode": 400, "type": "application/vnd.microsoft.error", "value": {"code": "Bad"}}),
            "Bad",
        ),
    ],
)
async def test_a_person_sees_that_the_bot_failed(reply: Reply, error: str) -> None:
    """Whatever is no answer to a click ends in Teams' own words that something went wrong."""
    async with little_bot({"adaptiveCard/action": lambda _: reply}) as bot:
        alice = bot.teams.person("alice")
        await bot.post(alice.dm.id, **attached(card(words("Press"), actions=(execute("Go"),))))
        assert await answered(alice, "Press") == error
        assert len(alice.failures) == 1


@pytest.mark.parametrize(("kind", "copies"), [("twice", 2), ("drop", 1), ("forged", 1)])
async def test_deliveries_go_wrong_on_demand(kind: str, copies: int) -> None:
    """A message comes twice, is lost at first and sent again with the same id, or comes from a stranger."""
    async with little_bot() as bot:
        alice = bot.teams.person("alice")
        bot.teams.teams.settings.retries = (0.0,)
        await bot.teams.fault(kind, "message")
        await alice.say("help")
        assert len(bot.heard) == (0 if kind == "forged" else copies)
        assert len({one["id"] for one in bot.heard}) <= 1


async def test_an_answer_that_is_lost_was_accepted() -> None:
    """After a lost answer the message is there; after a refusal it is not."""
    async with little_bot() as bot:
        acme = bot.teams.channel("acme")
        await bot.teams.fault("lose", "send")
        with pytest.raises(aiohttp.ClientError):
            await bot.post(acme.id, text="lost")
        await bot.teams.fault("refuse", "send", status=502)
        with pytest.raises(ConnectorError, match="502"):
            await bot.post(acme.id, text="refused")
        assert [one.words for one in acme.messages] == ["lost"]


async def test_of_several_things_in_one_message_no_id_is_told() -> None:
    """Teams makes a message of the text and of each attachment, and then tells no id; a carousel stays whole."""
    async with little_bot() as bot:
        acme = bot.teams.channel("acme")
        one, two = (attached(card(words(text)))["attachments"][0] for text in ("one", "two"))
        assert await bot.post(acme.id, attachments=[one, two], attachmentLayout="list") == ""
        assert await bot.post(acme.id, text="a word", attachments=[one]) == ""
        assert [message.words for message in acme.messages] == ["one", "two", "a word", "one"]
        assert await bot.post(acme.id, attachments=[one, two], attachmentLayout="carousel") == acme.messages[-1].id
        thread = await bot.connector.create_conversation(
            bot.teams.service_url,
            {"channelData": {"channel": {"id": acme.id}}, "activity": {"type": "message", "attachments": [one, two]}},
        )
        assert (thread.conversation.partition("=")[2], thread.activity) == (acme.messages[-2].id, "")


async def test_a_conversation_takes_seven_messages_a_second() -> None:
    """The eighth of a second is refused with 429, and one more goes through when the second is over."""
    async with little_bot() as bot:
        acme = bot.teams.channel("acme")
        sent = await asyncio.gather(*(bot.post(acme.id, text=str(n)) for n in range(8)), return_exceptions=True)
        (refused,) = [one for one in sent if isinstance(one, ConnectorError)]
        assert (refused.status, refused.retry_after) == (429, "1")
        await bot.teams.advance(2)
        await bot.post(acme.id, text="later")
        assert len(acme.messages) == 8


@pytest.mark.parametrize(
    ("activity", "code"),
    [
        ({}, "BadSyntax"),
        ({"text": "x" * 60_000}, "MessageSizeTooBig"),
        (attached({"type": "AdaptiveCard", "version": "1.6"}), "BadCardVersion"),
        (attached(card({"type": "Carousel"})), "UnknownElement"),
        (attached(card({"type": "TextBlock"})), "MissingProperty"),
        (attached(card({"type": "TextBlock", "text": "x", "colour": "red"})), "UnknownProperty"),
        (attached(card({"type": "TextBlock", "text": "x", "wrap": "yes"})), "BadValue"),
        (attached(card(TITLE, TITLE)), "DuplicateId"),
        (attached(card(actions=tuple(execute(str(n)) for n in range(7)))), "TooManyActions"),
        (attached(card(actions=({"type": "Action.OpenUrl", "title": "x", "url": "not one"},))), "BadUrl"),
        (attached(card(refresh={"action": execute(""), "userIds": ["29:1"] * 61})), "TooManyRefreshed"),
        ({"text": "hi", "entities": [{"type": "mention", "text": "<at>Bo</at>", "mentioned": {"id": "x"}}]}, "BadArg"),
    ],
)
async def test_what_teams_would_not_show_is_refused(activity: Json, code: str) -> None:
    """Each refusal has a code and says where in the card it is; nothing of it is posted."""
    async with little_bot() as bot:
        acme = bot.teams.channel("acme")
        with pytest.raises(ConnectorError, match=code):
            await bot.post(acme.id, **activity)
        assert acme.messages == []


async def test_where_the_bot_may_not_write() -> None:
    """Blocked, uninstalled, unknown and somebody else's are refused, each with its own code."""
    async with little_bot() as bot:
        alice, bob = bot.teams.person("alice"), bot.teams.person("bob", installed=False)
        said = await alice.say("mine")
        for conversation, code in (("a:1nobody", "404 Conv"), ("19:x@thread.tacv2", "404 Conv")):
            with pytest.raises(ConnectorError, match=code):
                await bot.post(conversation, text="x")
        with pytest.raises(ConnectorError, match="403 Forbidden"):
            await bot.update(alice.dm.id, said.id, text="theirs")
        await bot.teams.control("alter_person", person="alice", blocked=True)
        with pytest.raises(ConnectorError, match="403 MessageWritesBlocked"):
            await bot.post(alice.dm.id, text="x")
        with pytest.raises(ConnectorError, match="403 BotNotInConversationRoster"):
            await bot.connector.create_conversation(bot.teams.service_url, {"members": [{"id": bob.id}]})
