"""What Teams sends becomes requests: who asks, for what, and the key that is the same for every delivery."""

from copy import deepcopy
from typing import Any

import pytest

from handlers.teams.deliveries import Delivery, Kind
from handlers.teams.parse import UnreadableError, parse
from tests.teams import wire
from tests.teams.company import ANN, BOB, CHANNEL, OURS, name_of
from workflows.kernel.answers import Reason, Refused
from workflows.kernel.people import Identity
from workflows.kernel.requests import Pressed, Searched, Shared, Submitted, Typed

Json = dict[str, Any]
ME = Identity("teams", ANN)


def read(activity: Json) -> Delivery:
    """Return the delivery of an activity."""
    return parse(activity, OURS, name_of)


def asked(activity: Json) -> object:
    """Return what an activity asks for."""
    return read(activity).asked


@pytest.mark.parametrize(
    ("text", "verb", "words"),
    [
        ("ticket bug acme The login fails", "/ticket", "bug acme The login fails"),
        ("/ticket bug acme", "/ticket", "bug acme"),
        ("Engagement  new  Rollout", "/engagement", "new Rollout"),
        ("csops mine", "/csops", "mine"),
        ("mine", "/csops", "mine"),
        ("", "/csops", ""),
        ("/frobnicate now", "/frobnicate", "now"),
        ("what is this", "/csops", "what is this"),
        ("rom&nbsp;ENG-12 &amp; more", "/rom", "ENG-12 & more"),
        ("ticket a\u202egnp\u200b.exe", "/ticket", "agnp.exe"),
    ],
)
def test_words_are_commands_with_or_without_a_slash(text: str, verb: str, words: str) -> None:
    """In a chat and, after the bot's name, in a channel; words without a command belong to /csops."""
    for channel in (False, True):
        typed = asked(wire.message(text, channel=channel))
        assert isinstance(typed, Typed)
        assert (typed.actor, typed.verb, typed.words) == (ME, verb, words)
        assert typed.place == (f"teams:{CHANNEL}" if channel else f"teams:{wire.CHAT}")


def test_only_the_bots_own_name_is_taken_out_of_words() -> None:
    """Somebody else who is mentioned stays named; a name that is only typed stays as well."""
    told = wire.message("", channel=True)
    told["text"] = "<at>csops</at> rom ENG-1 <at>Bob Berg</at> &lt;at&gt;csops&lt;/at&gt;"
    told["entities"].append({"type": "mention", "text": "<at>Bob Berg</at>", "mentioned": {"id": "29:bob"}})

    typed = asked(told)
    assert isinstance(typed, Typed)
    assert typed.words == "ENG-1 @Bob Berg <at>csops</at>"


def test_a_message_has_its_own_key_and_each_delivery_of_it_the_same() -> None:
    """Teams sends a message again when it had no answer; the same words later are another command."""
    first, again = wire.message("csops mine"), wire.message("csops mine")
    assert read(first).key == read(again).key
    again["id"] = "1700000000002"
    assert read(first).key != read(again).key
    assert read(first).key != read(wire.message("csops mine", user=BOB)).key


def test_a_press_carries_what_its_button_carried() -> None:
    """From an Action.Execute, from an older client's message, in a dialog, and where a dialog is asked for."""
    kinds = {
        Kind.PRESS: wire.press(wire.button("done")),
        Kind.MESSAGE: wire.activity("message", value=wire.button("done"), replyToId="1699"),
        Kind.FETCH: wire.invoke("task/fetch", {"data": {**wire.button("done"), "msteams": {"type": "task/fetch"}}}),
        Kind.SUBMISSION: wire.invoke("task/submit", {"data": wire.button("done")}),
        Kind.PICKED_SUBMISSION: wire.invoke("composeExtension/submitAction", {"data": wire.button("done")}),
        Kind.REFRESH: wire.press(wire.button("done"), verb="refresh"),
    }
    for kind, activity in kinds.items():
        delivery = read(activity)
        assert delivery.kind is kind
        assert isinstance(delivery.asked, Pressed)
        pressed = delivery.asked
        assert (pressed.button, pressed.subject, pressed.version, pressed.argument) == ("test.press", "eng1", 7, "done")
        assert pressed.actor == ME


def test_a_press_is_known_by_what_it_carries_and_where_it_stands() -> None:
    """A repeat of an invoke may have another id; the same button of another message is another press."""
    first = wire.press(wire.button("done"))
    again = {**deepcopy(first), "id": "f:another"}
    assert read(first).key == read(again).key
    for other in (
        {**deepcopy(first), "replyToId": "1700"},
        wire.press(wire.button("refuse")),
        wire.press(wire.button("done"), user=BOB),
    ):
        assert read(first).key != read(other).key


def test_a_form_brings_back_what_was_filled_in() -> None:
    """Each input's id names its field and kind; empty ones are empty; several choices come with commas between."""
    values = {
        "text.title": "  A\u200b title ",
        "long_text.notes": "One\r\ntwo",
        "choices.tags": "a,b%2Cc",
        "choices.none": "",
        "yes_no.sure": "yes",
        "number.hours": 7.5,
        "number.days": 3,
        "customer.customer": "nw",
    }
    submitted = asked(wire.invoke("task/submit", {"data": wire.form(**values)}))

    assert isinstance(submitted, Submitted)
    assert (submitted.form, submitted.subject, submitted.version, submitted.argument) == (
        "test.form",
        "eng1",
        7,
        "approve",
    )
    assert submitted.values == {
        "title": "A title",
        "notes": "One\ntwo",
        "tags": ("a", "b,c"),
        "none": (),
        "sure": True,
        "hours": "7.5",
        "days": "3",
        "customer": "nw",
    }


def test_a_form_that_is_sent_again_is_the_same_form() -> None:
    """With other entries too; opened anew it is another one."""
    first = wire.invoke("task/submit", {"data": wire.form(**{"text.title": "a"})})
    second = wire.invoke("task/submit", {"data": wire.form(**{"text.title": "b"})}, id="f:2", replyToId="")
    third = wire.invoke("task/submit", {"data": {**wire.form(**{"text.title": "a"}), "opened": "twice"}})

    keys = [parsed.request_key for parsed in map(asked, (first, second, third)) if isinstance(parsed, Submitted)]
    assert keys[0] == keys[1] != keys[2]


def test_too_much_in_a_field_is_refused_by_its_name() -> None:
    """Nothing is cut in silence."""
    refused = asked(wire.invoke("task/submit", {"data": wire.form(**{"text.title": "x" * 3001})}))
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.field) == (Reason.TOO_LONG, "title")
    assert asked(wire.message("x" * 3001)) == Refused(reason=Reason.TOO_LONG, facts={"most": "3000"})


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"button": 5},
        {"button": "a b"},
        {"button": "test.press", "version": -1},
        {"button": "test.press", "version": "7"},
        {"button": "test.press", "subject": "a b"},
        {"button": "test.press", "argument": "a\nb"},
        {"form": "test.form", "kept": "x" * 20_000},
        {"form": "test.form", "opened": "<script>"},
        {"form": "test.form", **{f"text.f{number}": "x" for number in range(300)}},
        {"typed": "x" * 4000},
        [],
        "press",
        None,
    ],
)
def test_what_we_never_sent_is_refused_in_words(data: object) -> None:
    """Cards come from the client, so everything that they carry may be made up."""
    for activity in (wire.press(data), wire.invoke("task/fetch", {"data": data})):
        refused = asked(activity)
        assert isinstance(refused, Refused)
        assert refused.reason is Reason.UNREADABLE


def test_a_picked_message_brings_its_words_link_and_files() -> None:
    """The key is the message's own, so that the same message again is the same ticket."""
    html = '<div>Hi <at id="0">Bob Berg</at>,<br>see <a href="https://acme.example/x">this</a> <emoji alt="!"></div>'
    shared = asked(wire.picked(html, channel=True))

    assert isinstance(shared, Shared)
    assert shared.text == "Hi @Bob Berg,\nsee this (https://acme.example/x) !"
    assert shared.link == "https://teams.microsoft.com/l/message/1690"
    assert shared.files == ("https://acme.sharepoint.com/a.log",)
    assert shared.place == f"teams:{CHANNEL}"
    assert shared.message_key == f"teams:{CHANNEL};messageid=1600:1690"
    assert shared.shortcut == "ticket.log"
    again = asked(wire.picked("<p>edited</p>", channel=True, user=BOB))
    assert isinstance(again, Shared)
    assert again.message_key == shared.message_key


def test_the_action_from_anywhere_else_brings_no_message() -> None:
    """From the compose box or the command bar there is nothing to make a ticket of yet."""
    shared = asked(wire.invoke("composeExtension/fetchTask", {"commandId": "ticket.log", "commandContext": "compose"}))

    assert isinstance(shared, Shared)
    assert (shared.message_key, shared.text, shared.files) == ("", "", ())


def test_searches_ask_for_what_is_looked_up() -> None:
    """A field's dataset is its kind; the message extension looks for numbers and customers at once."""
    searched = asked(wire.invoke("application/search", {"queryText": " Nor ", "dataset": "customer"}))
    assert isinstance(searched, Searched)
    assert (searched.source, searched.words) == ("customer", "Nor")
    refused = asked(wire.invoke("application/search", {"queryText": "x", "dataset": "passwords"}))
    assert isinstance(refused, Refused)

    found = read(
        wire.invoke("composeExtension/query", {"commandId": "find", "parameters": [{"name": "q", "value": "a"}]})
    )
    assert isinstance(found.asked, Typed)
    assert (found.asked.verb, found.asked.words) == ("/csops", "find a")
    assert isinstance(found.also, Searched)
    first = read(wire.invoke("composeExtension/query", {"parameters": [{"name": "initialRun", "value": "true"}]}))
    assert isinstance(first.asked, Typed)
    assert first.asked.words == "mine"


OUTSIDERS: dict[str, Json] = {
    "another tenant": {"conversation": {"id": wire.CHAT, "tenantId": "theirs"}},
    "a tenant in its channel data": {"channelData": {"tenant": {"id": "theirs"}}},
    "somebody of another tenant in a shared channel": {
        "from": {"id": "29:x", "aadObjectId": BOB, "tenantId": "theirs"}
    },
    "no tenant at all": {"conversation": {"id": wire.CHAT}, "channelData": None},
    "a guest, where Teams tells": {"from": {"id": "29:x", "aadObjectId": BOB, "userRole": "guest"}},
    "a guest by the name": {"from": {"id": "29:x", "aadObjectId": BOB, "userPrincipalName": "x_y.example#EXT#@z"}},
    "a bot": {"from": {"id": "28:other", "aadObjectId": BOB}},
    "a bot by its role": {"from": {"id": "29:x", "aadObjectId": BOB, "role": "bot"}},
    "somebody whom Entra does not know": {"from": {"id": "29:anonymous"}},
}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_are_refused_whatever_they_ask(who: str) -> None:
    """Nothing of theirs is ever routed."""
    for activity in (
        wire.message("csops mine"),
        wire.press(wire.button("done")),
        wire.invoke("task/submit", {"data": wire.form()}),
        wire.picked(),
        wire.invoke("application/search", {"queryText": "x", "dataset": "customer"}),
    ):
        delivery = read({**activity, **OUTSIDERS[who]})
        assert delivery.asked is None or isinstance(delivery.asked, Refused)
        assert delivery.stranger
        assert delivery.asked is not None or delivery.kind is Kind.IGNORED


@pytest.mark.parametrize("kind", ["messageReaction", "typing", "event", "conversationUpdate", "somethingNew"])
def test_other_activities_are_taken_and_ask_for_nothing(kind: str) -> None:
    """Reactions, members who come and go, and whatever Teams invents next."""
    delivery = read(wire.activity(kind, membersAdded=[{"id": OURS.bot_id}], reactionsAdded=[{"type": "like"}]))
    assert (delivery.kind, delivery.asked) == (Kind.IGNORED, None)


def test_the_bot_greets_where_it_is_put_and_knows_no_other_invoke() -> None:
    """An installation is greeted, its removal is not; an invoke that we do not know is told apart."""
    assert read(wire.activity("installationUpdate", action="add")).kind is Kind.HELLO
    assert read(wire.activity("installationUpdate", action="remove")).kind is Kind.IGNORED
    assert read(wire.invoke("signin/verifyState", {})).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    "spoilt",
    [
        {"from": 5},
        {"conversation": []},
        {"text": 7},
        {"entities": "x"},
        {"type": None},
        {"channelData": {"tenant": "x"}},
        {"serviceUrl": {}},
    ],
)
def test_what_is_in_no_shape_of_teams_is_an_error(spoilt: Json) -> None:
    """The door answers it with 400; nothing of it is looked at."""
    with pytest.raises(UnreadableError):
        read({**wire.message("csops mine"), **spoilt})
