"""How each way in which Teams waits is answered: at once, privately, after the commit, and in words when it fails."""

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from handlers.teams import phrases
from playground.teams.driver import Dialog
from tests.slack.edge import CARD, Act
from tests.teams.scripted import Scripted, scripted
from workflows.kernel.cards import Button, Card, note
from workflows.kernel.posts import Outgoing, Post
from workflows.kernel.requests import Pressed, Shared, Submitted
from workflows.kernel.text import Mention

pytestmark = pytest.mark.timeout(30)


@pytest.fixture
async def here() -> AsyncIterator[Scripted]:
    """Our edge on Teams."""
    async with scripted() as opened:
        yield opened


def filled(dialog: Dialog, title: str) -> Dialog:
    """Fill in what the form needs."""
    return dialog.fill({"Title": title, "Kind": "Bug"})


async def test_words_are_answered_in_the_chat(here: Scripted) -> None:
    """What was done, what was asked for, and what was refused; each as a message that follows."""
    assert "Saved" in (await here.ann.command("ticket", "done")).text
    assert "ENG-1 Rollout" in (await here.ann.command("ticket", "show")).text
    assert (await here.ann.command("ticket", "refuse")).text == "This is for Bob Berg. Nothing was changed."


async def test_what_is_asked_in_a_channel_is_answered_to_the_person_alone(here: Scripted) -> None:
    """The answer comes in their own chat; the channel sees nothing of it."""
    reply = await here.ann.command("ticket", "show", channel=here.general)

    assert "ENG-1 Rollout" in reply.text
    assert reply.message is not None
    assert reply.message.conversation_id == here.ann.dm.id
    assert all("Rollout" not in one.words for message in here.general.messages for one in (message, *message.replies))


async def test_where_it_is_switched_on_the_answer_stands_in_the_channel_for_one_alone() -> None:
    """A targeted message, of which nobody else hears; without it, or for who is not there, the chat remains."""
    async with scripted(whispers=True) as here:
        card = await here.post(CARD)
        await here.ann.post("<at>csops</at> ticket show", channel=here.general)
        told = await here.ann.told("ENG-1 Rollout")
        assert told.conversation_id == here.general.id
        assert (await card.click("Show", by=here.bob))["text"] == phrases.BELOW
        assert all("Rollout" not in one.words or one.id == card.id for one in here.general.messages)


async def test_without_a_chat_the_person_is_told_how_to_get_one(here: Scripted) -> None:
    """Nobody else may read the answer, so it is not given where they do."""
    gus = here.teams.person("gus", real_name="Gus Guest", installed=False)
    said = await gus.post("<at>csops</at> ticket show", channel=here.general)

    told = await here.teams.until(lambda: said.now.replies[-1])
    assert "The answer is for Gus Guest alone, and there is no chat between us yet." in told.words
    assert "Rollout" not in told.words


async def test_a_form_is_offered_and_opens_at_once(here: Scripted) -> None:
    """Words cannot open a dialog, so a button does; before that nothing is looked up."""
    offer = await here.ann.command("ticket", "look up", opens=False)
    assert offer.message is not None
    assert offer.message.buttons == [phrases.OPEN_FORM, phrases.FILL_HERE]
    assert here.script.carried_out == []

    await offer.message.click(phrases.OPEN_FORM, by=here.ann)
    assert here.ann.modal().title == "A form"
    assert [type(one).__name__ for one in here.script.carried_out] == ["OpenForm"]


async def test_where_there_are_no_dialogs_the_form_stands_in_the_chat(here: Scripted) -> None:
    """The offer turns into the form for the one who asked, and the form into what came of it."""
    offer = await here.ann.command("ticket", "form", opens=False)
    assert offer.message is not None
    await offer.message.click(phrases.FILL_HERE, by=here.ann)
    mine = offer.message.seen_by(here.ann)
    assert "Title" in mine.words

    answer = await mine.click("Save", by=here.ann, values={"text.title": "too long", "choice.kind": "bug"})
    assert "This is too long: 5 characters are possible." in str(answer["card"])
    assert '"value": "too long"' in str(answer["card"]).replace("'", '"')
    await offer.message.seen_by(here.ann).click(
        "Save", by=here.ann, values={"text.title": "done", "choice.kind": "bug"}
    )
    assert "Saved" in offer.message.seen_by(here.ann).words
    keys = {one.request_key for one in here.script.requests if isinstance(one, Submitted)}
    assert len(keys) == 1


async def test_what_is_named_where_nothing_can_be_looked_up_is_found(here: Scripted) -> None:
    """In the chat's form a customer is named; a name that means nothing, or two of them, is asked about again."""
    offer = await here.ann.command("ticket", "form", opens=False)
    assert offer.message is not None
    await offer.message.click(phrases.FILL_HERE, by=here.ann)
    values = {"text.title": "done", "choice.kind": "bug"}

    for named, told in (("North", "must be one of: Northwind, Northern Light."), ("Nobody", "must be one of what")):
        asked = {**values, "typed-customer.customer": named}
        answer = await offer.message.seen_by(here.ann).click("Save", by=here.ann, values=asked)
        assert told in str(answer["card"])
        assert f"'value': '{named}'" in str(answer["card"])
    asked = {**values, "typed-customer.customer": "Northwind"}
    await offer.message.seen_by(here.ann).click("Save", by=here.ann, values=asked)
    [done] = [one for one in here.script.requests if isinstance(one, Submitted)]
    assert done.values["customer"] == "nw"


async def test_a_form_keeps_what_was_filled_in_until_it_is_right(here: Scripted) -> None:
    """The error stands under its field, everything else is as it was, and words of looked-up values are not lost."""
    await here.ann.command("ticket", "form")
    dialog = filled(here.ann.modal(), "too long").fill(
        {
            "Notes": "One\nTwo",
            "Tags": ["A", "B"],
            "Sure?": "No",
            "Due": "2026-03-31",
            "Hours": 7.5,
            "Customer": "Northwind",
        }
    )
    refused = await dialog.submit()

    assert (refused.result, refused.errors) == (
        "errors",
        {"Title": "\N{WARNING SIGN} This is too long: 5 characters are possible."},
    )
    again = here.ann.modal()
    shown = {
        name: again.value(name) for name in ("Title", "Notes", "Tags", "Sure?", "Due", "Hours", "Kind", "Customer")
    }
    assert shown == {
        "Title": "too long",
        "Notes": "One\nTwo",
        "Tags": "a,b",
        "Sure?": "no",
        "Due": "2026-03-31",
        "Hours": 7.5,
        "Kind": "bug",
        "Customer": "nw",
    }
    again.fill({"Title": "done"})
    assert (await again.submit()).result == "updated"
    assert "Saved" in here.ann.modal().title
    done = [one for one in here.script.requests if isinstance(one, Submitted)][-1]
    assert done.values["notes"] == "One\nTwo"
    assert done.values["tags"] == ("a", "b")
    assert (done.subject, done.version, done.argument) == ("eng1", 7, "approve")


async def test_a_form_may_lead_to_another_and_buttons_in_a_dialog_work(here: Scripted) -> None:
    """The next form takes the place of the first; what a result's buttons do shows in the dialog too."""
    await here.ann.command("ticket", "form")
    await filled(here.ann.modal(), "form").submit()
    assert here.ann.modal().title == "A form"
    await filled(here.ann.modal(), "buttons").submit()
    await here.ann.modal().click("Refuse")
    assert "This is for Bob Berg." in here.ann.modal().words


async def test_a_button_on_a_shared_card_says_what_it_did_to_the_one_who_pressed(here: Scripted) -> None:
    """The card itself is changed by the relay; a refusal is only ever told to the person."""
    card = await here.post(CARD)

    assert (await card.click("Done", by=here.ann))["text"].startswith("Saved")
    assert (await card.click("Refuse", by=here.bob))["text"] == "This is for Bob Berg. Nothing was changed."
    pressed = [one for one in here.script.requests if isinstance(one, Pressed)]
    assert [one.actor.user for one in pressed] == [here.ann.object_id, here.bob.object_id]
    assert card.seen_by(here.ann).words == card.words


async def test_a_button_that_shows_something_shows_it_to_the_person_alone(here: Scripted) -> None:
    """In their chat; where that cannot be reached, in the place of the card, which only they see so."""
    card = await here.post(CARD)
    assert (await card.click("Show", by=here.ann))["text"] == phrases.IN_OUR_CHAT
    assert (await here.ann.told("ENG-1 Rollout")).conversation_id == here.ann.dm.id

    gus = here.teams.person("gus", real_name="Gus Guest", installed=False)
    answer = await card.click("Show", by=gus)
    assert "ENG-1 Rollout" in str(answer["card"])
    assert "own" in str(answer["card"])
    assert card.seen_by(here.bob).words == card.words


async def test_what_a_button_shows_in_ones_own_chat_stands_there_once(here: Scripted) -> None:
    """The card follows below; what is told at the button says so, and does not say it all a second time."""
    await here.poster.deliver(Outgoing(id="e1", lane=f"teams:{here.ann.object_id}", payload=Post(card=CARD)))
    card = here.ann.dm.last()
    assert (await card.click("Show", by=here.ann))["text"] == phrases.STANDS_BELOW
    await here.teams.until(lambda: [one.words for one in here.ann.dm.messages] == [card.words] * 2)


async def test_a_button_that_opens_a_form_opens_it(here: Scripted) -> None:
    """Both forms that stand ready and forms that are looked up first."""
    card = await here.post(CARD)
    for title in ("Form", "Look up"):
        await card.click(title, by=here.ann)
        assert here.ann.modal().title == "A form"
        await here.ann.modal().close()


async def test_pages_of_a_list_turn_in_their_place(here: Scripted) -> None:
    """An answer that one person has is turned like a page; what its other buttons show comes below."""
    reply = await here.ann.command("ticket", "show")
    assert reply.message is not None
    before = len(here.ann.dm.messages)
    answer = await reply.message.click("Show", by=here.ann)

    assert "ENG-1 Rollout" in str(answer["card"])
    assert len(here.ann.dm.messages) == before


async def test_a_done_press_on_ones_own_answer_takes_its_place(here: Scripted) -> None:
    """What came of it stands where the buttons were, which nothing else would take away; no message follows."""
    reply = await here.ann.command("ticket", "show")
    assert reply.message is not None
    before = len(here.ann.dm.messages)
    answer = await reply.message.click("Done", by=here.ann)

    assert "Saved" in str(answer["card"])
    assert "Action.Execute" not in str(answer["card"])
    assert len(here.ann.dm.messages) == before


async def test_trouble_is_told_with_a_reference_and_without_details(here: Scripted) -> None:
    """In a chat, on a card and in a form; the form comes again with what was filled in."""
    card = await here.post(CARD)
    with capture_logs() as logs:
        said = (await here.ann.command("ticket", "trouble")).text
        pressed = (await card.click("Gone", by=here.ann))["text"]
        await here.ann.command("ticket", "form")
        await filled(here.ann.modal(), "trouble").submit()

    assert "Something went wrong here" in said
    assert "secret" not in said
    assert "The database cannot be reached" in pressed
    assert "Something went wrong here" in here.ann.modal().words
    assert here.ann.modal().value("Title") == "trouble"
    assert sum(log["event"] == "teams_request_failed" for log in logs) == 3


async def test_a_broken_route_is_told_too() -> None:
    """Whatever is wrong inside, Teams never sees a failed invoke."""
    async with scripted() as here:
        assert "Something went wrong" in (await here.ann.command("ticket", "no route")).text


async def test_slow_answers_say_so_and_follow() -> None:
    """After the patience a sentence, later the answer itself in the person's chat."""
    async with scripted(patience_seconds=0.05) as here:
        card = await here.post(CARD)
        said = await here.ann.command("ticket", "slow")
        pressed = await card.click("Slow", by=here.bob)
        assert "The answer follows" in said.text
        assert pressed["text"] == phrases.FOLLOWS
        here.script.go_on.set()
        await here.ann.told("Saved")
        await here.bob.told("Saved")


async def test_a_repeated_press_is_the_same_request(here: Scripted) -> None:
    """Two clicks, or one that was delivered twice, carry the same key; the core answers the second as the first."""
    card = await here.post(CARD)
    await card.click("Done", by=here.ann)
    await card.click("Done", by=here.ann)
    await card.click("Done", by=here.bob)

    keys = [one.request_key for one in here.script.carried_out if isinstance(one, Act)]
    assert keys[0] == keys[1] != keys[2]


async def test_a_card_that_refreshes_itself_shows_and_never_does(here: Scripted) -> None:
    """Looking gives the current face; a refresh that was made up to act is refused."""
    await here.ann.say("ticket show")
    await here.ann.told("ENG-1 Rollout")
    mention = Card(
        title="Decide",
        status=(*((f"For {here.ann.shown_name}",)),),
        buttons=(Button("approval.decide", "Approve", "eng1", 7, "show"),),
    )
    message = await here.post(mention)
    assert "refresh" not in (message.card or {})  # Nobody is named on it, so it refreshes for nobody.

    action = {"type": "Action.Execute", "verb": "refresh", "data": {"button": "test.press", "subject": "eng1"}}
    for argument, statement in (("show", "ENG-1 Rollout"), ("done", phrases.NOTHING_IS_DONE)):
        data = {**action["data"], "argument": argument}  # type: ignore[dict-item]
        answer = await here.teams.act(
            "press",
            person=here.ann.id,
            conversation=message.conversation_id,
            id=message.id,
            action={**action, "data": data},
            card=message.card,
        )
        assert statement in str(answer)
    assert not any(isinstance(one, Act) for one in here.script.carried_out)


async def test_searches_find_and_a_picked_message_becomes_a_form(here: Scripted) -> None:
    """A field offers what it finds, the message extension cards; a message brings its form."""
    await here.ann.command("ticket", "form")
    assert [one["title"] for one in await here.ann.modal().options("Customer", "North")] == [
        "Northwind",
        "Northern Light",
    ]
    await here.ann.modal().close()

    said = await here.bob.post("The login fails", channel=here.general)
    await said.shortcut("ticket.log", by=here.ann)
    assert here.ann.modal().title == "A form"
    shared = next(one for one in here.script.requests if isinstance(one, Shared))
    assert shared.text == "The login fails"
    assert (await filled(here.ann.modal(), "done").submit()).result == "updated"


async def test_the_bot_greets_once_where_it_is_put(here: Scripted) -> None:
    """An installation is greeted in the chat."""
    await here.ann.install()

    assert (await here.ann.told("csops for Acme")).words.count("csops for Acme") == 1


async def test_who_is_not_in_the_channel_is_named_and_not_called(here: Scripted) -> None:
    """Teams refuses a mention of somebody who is not there; the message stands all the same."""
    team = here.teams.teams.tenant.teams[here.general.info.team]
    told = note(Mention("ann"), " and ", Mention("bob"))
    both = await here.post(told)
    team.members.remove(here.bob.id)
    named = await here.post(told)

    assert both.mentioned == {here.ann.object_id, here.bob.object_id}
    assert named.mentioned == set()
    assert "Ann Ames and Bob Berg" in named.words
