"""What people see in Slack for each way of asking and each answer, over Socket Mode and over signed HTTP."""

import re

import pytest
from structlog.testing import capture_logs

from playground.driver import LocalSlack
from playground.driver.people import Person
from tests.slack.edge import CARD, Act, Edge, open_edge
from workflows.kernel.commands import OpenForm
from workflows.kernel.people import Identity
from workflows.kernel.requests import Pressed, Searched, Shared, Submitted, Typed

FILLED = {"Title": "done", "Kind": "Bug"}
REFERENCE = re.compile(r"[0-9a-f]{8}")


async def test_a_command_is_answered_to_the_person_alone(edge: Edge, ann: Person) -> None:
    """`/engagement done` reaches the core with who typed it and where; its card comes back for their eyes only."""
    reply = await ann.command("/engagement", "done")

    assert reply.ok, reply.failure
    assert "Saved" in reply.text
    assert reply.message is not None
    assert reply.message.raw.get("ts") in {message.ts for message in ann.ephemerals}
    asked = edge.script.requests[0]
    assert isinstance(asked, Typed)
    assert (asked.actor, asked.verb, asked.words) == (Identity("slack", "U0ANN"), "/engagement", "done")
    assert asked.place == f"slack:{edge.slack.channel('general').id}"
    assert asked.request_key.startswith("slack:command:")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("show", "ENG-1 Rollout"),
        ("refuse", "This is for Bob Berg. Nothing was changed."),
        ("trouble", "Something went wrong here, and this may or may not be done. Asking again is safe"),
        ("ask trouble", "Something went wrong here, and this could not be read. Nothing was changed."),
        ("ask gone", "The database cannot be reached, so this could not be read. Nothing was changed"),
        ("no route", "Something went wrong here"),
        ("gone", "The database cannot be reached, and this may or may not be done. Asking again is safe"),
    ],
)
async def test_every_answer_to_a_command_has_words(edge: Edge, ann: Person, words: str, said: str) -> None:
    """A person always hears what became of a command, in words and in time; details of a fault stay in the log."""
    reply = await ann.command("/engagement", words)

    assert reply.ok, reply.failure
    assert said in reply.text
    assert "secret details" not in reply.text
    assert edge.counted("command", 200) == 1


async def test_trouble_has_a_reference_that_is_in_the_log(edge: Edge, ann: Person) -> None:
    """What a person is told to pass on leads to the one line of the log that has the details."""
    with capture_logs() as log:
        reply = await ann.command("/engagement", "trouble")

    reference = REFERENCE.search(reply.text.partition("reference")[2])
    assert reference is not None
    assert edge.script.requests[0].request_key.endswith(reference[0])
    assert [(line["event"], line["request_key"]) for line in log if line["log_level"] == "error"] == [
        ("slack_request_failed", edge.script.requests[0].request_key)
    ]


@pytest.mark.parametrize("words", ["form", "look up"])
async def test_a_command_opens_a_form_and_its_fields_come_back(edge: Edge, ann: Person, words: str) -> None:
    """A form opens at once, or after a moment of loading; what is filled in comes back by field, cleaned and typed."""
    reply = await ann.command("/engagement", words)
    assert reply.ok, reply.failure
    modal = await ann.modal_opened("A form")
    submitted = await modal.fill(
        {**FILLED, "Customer": "Northwind", "Tags": ["A", "B"], "Notes": "one\ntwo", "Hours": "7.5"}
    ).submit()

    assert submitted.result == "updated", submitted
    assert (await ann.modal_opened("Saved")).shows("Step 3")
    asked = edge.script.requests[-1]
    assert isinstance(asked, Submitted)
    assert (asked.form, asked.subject, asked.version, asked.argument) == ("test.form", "eng1", 7, "approve")
    assert asked.values == {
        "title": "done",
        "customer": "nw",
        "kind": "bug",
        "tags": ("a", "b"),
        "sure": True,
        "notes": "one\ntwo",
        "due": "",
        "hours": "7.5",
    }


async def test_looking_up_opens_a_view_before_anything_is_read(edge: Edge, ann: Person) -> None:
    """The trigger is used at once: the only call before the database is asked is views.open, with a loading view."""
    await ann.command("/engagement", "look up")
    await ann.modal_opened("A form")

    assert [name for name in edge.called() if name != "auth.test"][-2:] == ["views.open", "views.update"]
    assert "Loading" in str(edge.slack.calls("views.open")[0]["args"])


async def test_a_field_to_correct_is_named_under_it(edge: Edge, ann: Person) -> None:
    """A refusal that names a field stands under that field, and the form keeps everything."""
    await ann.command("/engagement", "form")
    modal = await ann.modal_opened("A form")
    submitted = await modal.fill({**FILLED, "Title": "too long"}).submit()

    assert submitted.result == "errors"
    assert submitted.errors == {"Title": "This is too long: 5 characters are possible."}
    assert modal.value("Title") == "too long"
    assert edge.script.carried_out == []


@pytest.mark.parametrize(
    ("words", "said"),
    [("refuse", "This is for Bob Berg."), ("trouble", "Something went wrong"), ("gone", "cannot be reached")],
)
async def test_a_refused_form_comes_again_with_everything(edge: Edge, ann: Person, words: str, said: str) -> None:
    """A refusal of the whole stands above the form; nothing that was filled in is lost, and sending it again works."""
    await ann.command("/engagement", "form")
    modal = await ann.modal_opened("A form")
    submitted = await modal.fill({**FILLED, "Title": words, "Notes": "kept"}).submit()

    assert submitted.result == "updated"
    assert modal.shows(said)
    assert (modal.value("Title"), modal.value("Notes")) == (words, "kept")
    again = await modal.fill({"Title": "done"}).submit()
    assert again.result == "updated"
    assert (await ann.modal_opened("Saved")).shows("Next")
    first, second = (request for request in edge.script.requests if isinstance(request, Submitted))
    # Had only the answer to the first been lost, it must not be saved twice.
    assert first.request_key == second.request_key


async def test_a_submission_may_lead_to_another_form(edge: Edge, ann: Person) -> None:
    """A form that leads to a further one is replaced by it, also where that has to be looked up."""
    for words in ("form", "look up"):
        await ann.command("/engagement", "form")
        modal = await ann.modal_opened("A form")
        submitted = await modal.fill({**FILLED, "Title": words}).submit()
        assert submitted.result == "updated", submitted
        assert modal.title == "A form"
        await modal.close(everything=True)
    assert isinstance(edge.script.carried_out[-1], OpenForm)


async def test_searching_offers_what_matches(edge: Edge, ann: Person) -> None:
    """Typing into a field that is looked up asks the core, and offers what it finds; nothing found is no error."""
    await ann.command("/engagement", "form")
    modal = await ann.modal_opened("A form")

    assert [one["text"]["text"] for one in await modal.options("Customer", "North")] == ["Northwind", "Northern Light"]
    assert await modal.options("Customer", "Zorro") == []
    asked = edge.script.requests[-1]
    assert isinstance(asked, Searched)
    assert (asked.source, asked.words) == ("customer", "Zorro")


async def test_a_button_carries_its_subject_version_and_argument(edge: Edge, ann: Person) -> None:
    """A click reaches the core with what the button stood for; what it does shows on the cards, not in a message."""
    card = await edge.post(CARD)
    answer = await card.click("Done", by=ann)

    assert "failure" not in answer
    asked = edge.script.requests[0]
    assert isinstance(asked, Pressed)
    assert (asked.button, asked.subject, asked.version, asked.argument) == ("test.press", "eng1", 7, "done")
    assert isinstance(edge.script.carried_out[0], Act)
    assert ann.ephemerals == []
    assert edge.called()[-1] == "chat.postMessage"


@pytest.mark.parametrize(
    ("button", "said"),
    [
        ("Show", "ENG-1 Rollout"),
        ("Refuse", "This is for Bob Berg."),
        ("Trouble", "Something went wrong here"),
        ("Gone", "The database cannot be reached"),
    ],
)
async def test_what_a_button_has_to_say_is_said_privately(edge: Edge, ann: Person, button: str, said: str) -> None:
    """A refusal of a click is a message that only the clicker sees; the card stays as it is."""
    card = await edge.post(CARD)
    answer = await card.click(button, by=ann)

    assert "failure" not in answer
    await ann.told(said)
    assert edge.slack.person("bob").ephemerals == []
    assert card.now.buttons == card.buttons


async def test_what_a_button_on_a_private_answer_did_is_said(edge: Edge, ann: Person) -> None:
    """Nothing changes an answer that only one person sees, so its buttons say what came of the click."""
    reply = await ann.command("/engagement", "show")
    assert reply.message is not None
    answer = await reply.message.click("Done", by=ann)

    assert "failure" not in answer
    await ann.told("Saved")
    assert [one.what for one in edge.script.carried_out if isinstance(one, Act)] == ["done"]


@pytest.mark.parametrize("button", ["Form", "Look up"])
async def test_a_button_opens_a_form(edge: Edge, ann: Person, button: str) -> None:
    """Buttons that ask for a reason or for figures open a form."""
    card = await edge.post(CARD)
    await card.click(button, by=ann)

    assert (await ann.modal_opened("A form")).labels[0] == "Title"


async def test_two_clicks_are_two_requests_and_two_deliveries_are_one(edge: Edge, ann: Person) -> None:
    """Each click has a key of its own; a delivery that Slack repeats has the key of the first."""
    card = await edge.post(CARD)
    await card.click("Done", by=ann)
    await edge.slack.fault("twice", "interactive")
    await card.click("Done", by=ann)

    await edge.slack.until(lambda: len(edge.script.requests) == 3)
    first, second, repeated = (request.request_key for request in edge.script.requests)
    assert first != second
    assert second == repeated


async def test_a_slow_answer_follows(slack: LocalSlack, ann: Person) -> None:
    """What takes longer than Slack waits is acknowledged with words, and its answer follows."""
    async with open_edge(slack, "http", patience_seconds=0.05) as edge:
        reply = await ann.command("/engagement", "slow")
        assert reply.ok, reply.failure
        assert "This takes longer than usual." in reply.text
        edge.script.go_on.set()
        await ann.told("Saved")


async def test_a_slow_form_keeps_its_entries_and_then_says_what_came_of_it(slack: LocalSlack, ann: Person) -> None:
    """A form that takes long stays, with a word above it, and changes into the result when there is one."""
    async with open_edge(slack, "http", patience_seconds=0.05) as edge:
        await ann.command("/engagement", "form")
        modal = await ann.modal_opened("A form")
        submitted = await modal.fill({**FILLED, "Title": "slow"}).submit()
        assert submitted.result == "updated"
        assert modal.shows("This takes longer than usual.")
        assert modal.value("Title") == "slow"
        edge.script.go_on.set()
        await ann.modal_opened("Saved")


async def test_an_expired_trigger_is_told_in_words(edge: Edge, ann: Person) -> None:
    """When Slack does not open the form, the person hears that they should ask again."""
    await edge.slack.fault("error", "views.open", error="expired_trigger_id")
    reply = await ann.command("/engagement", "form")
    assert reply.ok, reply.failure
    assert "The form could not be opened in time." in reply.text

    card = await edge.post(CARD)
    await edge.slack.fault("error", "views.open", error="expired_trigger_id")
    await card.click("Look up", by=ann)
    await ann.told("The form could not be opened in time.")


async def test_a_message_shortcut_carries_the_message(edge: Edge, ann: Person) -> None:
    """A shared message comes with its words as people saw them, its link, its files and a key of its own."""
    file = await ann.upload("shot.png", b"png")
    message = await ann.post("5 < 6 & *broken* for @bob", files=[file])
    await message.shortcut("ticket.log", by=ann)
    await ann.modal_opened("A form")

    asked = edge.script.requests[-1]
    assert isinstance(asked, Shared)
    assert asked.shortcut == "ticket.log"
    assert asked.text == "5 < 6 & *broken* for @Bob Berg"
    assert asked.link.endswith(f"/archives/{message.channel_id}/p{message.ts.replace('.', '')}")
    assert asked.message_key == f"slack:{edge.slack.team_id}:{message.channel_id}:{message.ts}"
    assert len(asked.files) == 1


async def test_a_visit_shows_the_home(edge: Edge, ann: Person) -> None:
    """Opening the Home publishes what waits for the person."""
    await ann.open_home()

    assert (await edge.slack.until(ann.home)).shows("Waiting for you")


async def test_no_older_home_takes_the_place_of_a_newer_one(edge: Edge, ann: Person) -> None:
    """Slack takes what the first of two visits found late; what the second one found is what stands there."""
    await edge.slack.fault("late", "views.publish", seconds=30, how="wait")
    await ann.open_home()
    await edge.slack.until(lambda: edge.counted("event", 200) == 1)
    edge.script.waiting = "ENG-2"

    await ann.open_home()
    await edge.slack.until(lambda: edge.counted("event", 200) == 2)
    await ann.command("/csops", "show")  # What follows the second visit would be there before the answer to this is.
    await edge.slack.advance(31)

    await edge.slack.until(lambda: any("arrived_late" in one for one in edge.slack.calls("views.publish")))
    await edge.slack.until(lambda: ann.home().shows("ENG-2"))


async def test_other_events_are_taken_politely(edge: Edge, ann: Person) -> None:
    """Mentions and messages ask for nothing yet, and are acknowledged so that Slack does not repeat them."""
    await ann.post("@app hello")
    await ann.say("hello")
    await edge.slack.until(lambda: edge.counted("event", 200) >= 2)

    assert edge.script.requests == []
    assert edge.counted("event", 503) == 0


async def test_an_event_that_fails_is_delivered_again(edge: Edge, ann: Person) -> None:
    """An event that could not be worked off is not acknowledged, so Slack repeats it; then it is the same request."""
    edge.script.gone = 1
    await ann.open_home()
    await edge.slack.until(lambda: len(edge.script.requests) == 1)

    await edge.slack.until(ann.home)
    first, second = (request.request_key for request in edge.script.requests)
    assert first == second


async def test_a_stranger_hears_a_refusal_of_the_core_not_of_the_edge(edge: Edge) -> None:
    """A guest of the workspace reaches the core as who they are; who they are to the company is its business."""
    gus = edge.slack.person("gus")
    place = edge.slack.channel("project", members=[gus])
    reply = await gus.command("/engagement", "refuse", channel=place)

    assert "This is for Bob Berg." in reply.text
    assert edge.script.requests[0].actor == Identity("slack", "U0GUS")
