"""Modals as people use them and apps steer them."""

import datetime as dt

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError

from playground.driver import LocalSlack
from playground.slack.errors import SlackError
from playground.slack.shapes import Json
from tests.playground.apps import (
    Client,
    app_for,
    client_of,
    modal,
    option,
    picked,
    raw_socket,
    running,
    section,
    text_input,
)

Seen = list[Json]


def opening(slack: LocalSlack, view: Json, seen: Seen, answer: Json | None = None) -> AsyncApp:
    """An app whose /open opens a view; submissions are kept and answered with `answer`."""
    app = app_for(slack)

    @app.command("/open")
    async def command(ack: AsyncAck, body: Json, client: Client) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view("form")
    async def submitted(ack: AsyncAck, body: Json) -> None:
        seen.append(body)
        await ack(**(answer or {}))

    @app.view_closed("form")
    async def closed(ack: AsyncAck, body: Json) -> None:
        seen.append(body)
        await ack()

    return app


def asked(label: str, kind: str, **element: object) -> Json:
    """A required input whose block_id is its label in lower case."""
    inner = {"type": kind, "action_id": element.pop("action_id", "a"), **element}
    return picked(inner, label) | {"block_id": label.lower()}


MAYBE: Json = {"optional": True}
RED_BLUE, LEVELS = [option("Red"), option("Blue")], [option("Low"), option("High")]
INPUTS = modal(
    text_input("Title", "title", max_length=20),
    text_input("Notes", "notes", initial_value="as before") | MAYBE,
    asked("Kind", "static_select", options=[option("Bug"), option("Idea")]),
    asked("Level", "radio_buttons", options=LEVELS, initial_option=option("Low")),
    asked("Colours", "checkboxes", options=RED_BLUE) | MAYBE,
    asked("Owner", "users_select"),
    asked("Watchers", "multi_users_select") | MAYBE,
    asked("Where", "conversations_select"),
    asked("Day", "datepicker"),
    asked("Hour", "timepicker"),
    asked("Days", "number_input", is_decimal_allowed=False, max_value="9"),
    asked("Mail", "email_text_input") | MAYBE,
    asked("Customer", "external_select", action_id="customer", min_query_length=2),
    asked("Story", "rich_text_input") | MAYBE,
    asked("Picture", "file_input") | MAYBE,
)


async def test_every_input_arrives_as_slack_sends_it(slack: LocalSlack, way: str) -> None:
    """Filled by what a person reads; untouched inputs carry what they start with, or nothing."""
    alice, bob = slack.person("alice"), slack.person("bob")
    seen: Seen = []
    app = opening(slack, INPUTS, seen)

    @app.options("customer")
    async def customers(ack: AsyncAck, body: Json) -> None:
        seen.append(body)
        found = [name for name in ("Acme", "Ackermann", "Globex") if name.lower().startswith(body["value"].lower())]
        await ack(options=[option(name) for name in found])

    async with running(slack, app, way):
        await alice.command("/open")
        form = alice.modal()
        form.fill({"Title": "Printer", "Kind": "Bug", "Owner": bob, "Watchers": [alice, bob], "Customer": "Acme"})
        form.fill({"Where": slack.channel("general"), "Day": dt.date(2027, 1, 2), "Hour": "09:30", "Days": 3})
        form.fill({"Story": "Once", "Picture": ("a.png", b"png"), "Colours": ["Blue"]})
        assert [one["value"] for one in await form.options("Customer", "ac")] == ["acme", "ackermann"]
        assert (await form.submit()).closed
    suggestion = next(one for one in seen if one["type"] == "block_suggestion")
    assert (suggestion["action_id"], suggestion["value"], suggestion["view"]["id"]) == ("customer", "ac", form.id)
    body = next(one for one in seen if one["type"] == "view_submission")
    values = {block: next(iter(entry.values())) for block, entry in body["view"]["state"]["values"].items()}
    assert values.pop("story")["rich_text_value"]["type"] == "rich_text"
    assert values.pop("picture")["files"][0]["name"] == "a.png"
    assert values == {
        "title": {"type": "plain_text_input", "value": "Printer"},
        "notes": {"type": "plain_text_input", "value": "as before"},
        "kind": {"type": "static_select", "selected_option": option("Bug")},
        "level": {"type": "radio_buttons", "selected_option": option("Low")},
        "colours": {"type": "checkboxes", "selected_options": [option("Blue")]},
        "owner": {"type": "users_select", "selected_user": bob.id},
        "watchers": {"type": "multi_users_select", "selected_users": [alice.id, bob.id]},
        "where": {"type": "conversations_select", "selected_conversation": slack.channel("general").id},
        "day": {"type": "datepicker", "selected_date": "2027-01-02"},
        "hour": {"type": "timepicker", "selected_time": "09:30"},
        "days": {"type": "number_input", "value": "3"},
        "mail": {"type": "email_text_input", "value": None},
        "customer": {"type": "external_select", "selected_option": option("Acme")},
    }


async def test_slack_itself_refuses_what_is_missing_or_wrong(slack: LocalSlack) -> None:
    """Required, too long, no number, no e-mail: said under the field, and the app hears nothing."""
    alice = slack.person("alice")
    seen: Seen = []
    number = {"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "max_value": "9"}
    mail = {"type": "email_text_input", "action_id": "m"}
    view = modal(text_input(max_length=5), picked(number, "Days") | {"block_id": "n"}, picked(mail, "Mail"))
    async with running(slack, opening(slack, view, seen), "sockets"):
        await alice.command("/open")
        empty = await alice.modal().submit()
        wrong = await alice.modal().fill({"Title": "too long", "Days": "10", "Mail": "nobody"}).submit()
        half = await alice.modal().fill({"Title": "ok", "Days": "1.5", "Mail": "a@example.com"}).submit()
        assert seen == []
        right = await alice.modal().fill({"Days": 9}).submit()
    assert set(empty.errors) == {"Title", "Days", "Mail"}
    assert set(wrong.errors) == {"Title", "Days", "Mail"}
    assert set(half.errors) == {"Days"}
    assert right.closed


async def test_the_app_answers_with_errors(slack: LocalSlack, way: str) -> None:
    """They stand under their field and the modal stays."""
    alice = slack.person("alice")
    answer = {"response_action": "errors", "errors": {"title": "Taken"}}
    async with running(slack, opening(slack, modal(text_input()), [], answer), way):
        await alice.command("/open")
        said = await alice.modal().fill({"Title": "x"}).submit()
    assert (said.result, said.errors) == ("errors", {"Title": "Taken"})
    assert alice.modal().is_open


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "Taken"}},
        {"response_action": "errors", "errors": {"words": "Not an input"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": modal(text_input(), submit=None)},
        {"response_action": "update", "view": {"type": "home", "blocks": []}},
        {"response_action": "explode"},
    ],
)
async def test_an_answer_that_slack_cannot_use_fails_visibly(slack: LocalSlack, answer: Json) -> None:
    """The person sees trouble and the modal stays."""
    alice = slack.person("alice")
    client, view = client_of(slack), modal(section(block_id="words"), text_input())

    async def answering(envelope: Json) -> Json | None:
        if envelope["type"] == "slash_commands":
            await client.views_open(trigger_id=envelope["payload"]["trigger_id"], view=view)
            return None
        return answer

    async with raw_socket(slack, answering):
        await alice.command("/open")
        said = await alice.modal().fill({"Title": "x"}).submit()
    assert (said.result, said.error) == ("failed", "invalid_response")
    assert said.failure in alice.failures
    assert alice.modal().is_open


async def test_update_keeps_the_id_and_what_was_typed(slack: LocalSlack, way: str) -> None:
    """response_action update shows the next page in the same view, with a new hash."""
    alice = slack.person("alice")
    answer = {"response_action": "update", "view": modal(text_input(), text_input("More", "more"), title="Page two")}
    async with running(slack, opening(slack, modal(text_input()), [], answer), way):
        await alice.command("/open")
        form = alice.modal().fill({"Title": "kept"})
        before = form.view["hash"]
        assert (await form.submit()).result == "updated"
    assert (form.title, alice.modal().id) == ("Page two", form.id)
    assert form.view["hash"] != before
    assert form.value("Title") == "kept"


async def test_a_select_starts_with_the_current_conversation(slack: LocalSlack) -> None:
    """default_to_current_conversation is the channel of the command."""
    alice = slack.person("alice")
    deals = slack.channel("deals", members=[alice])
    seen: Seen = []
    where = {"type": "conversations_select", "action_id": "a", "default_to_current_conversation": True}
    async with running(slack, opening(slack, modal(picked(where, "Where")), seen), "sockets"):
        await alice.command("/open", channel=deals)
        assert (await alice.modal().submit()).closed
    assert seen[0]["view"]["state"]["values"]["pick"]["a"]["selected_conversation"] == deals.id


async def test_a_choice_in_a_modal_is_told_at_once(slack: LocalSlack, way: str) -> None:
    """block_actions from a modal carries the whole view with what was typed; views.update checks the hash."""
    alice = slack.person("alice")
    app = app_for(slack)
    seen: Seen = []
    select = {"type": "static_select", "action_id": "kind", "options": [option("Bug"), option("Idea")]}
    view = modal(text_input(), picked(select, "Kind", dispatch_action=True))

    @app.command("/open")
    async def command(ack: AsyncAck, body: Json, client: Client) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.action("kind")
    async def kind(ack: AsyncAck, body: Json, client: Client) -> None:
        seen.append(body)
        await ack()
        known = {"view_id": body["view"]["id"], "hash": body["view"]["hash"]}
        await client.views_update(**known, view=modal(text_input(), section("Changed")))
        with pytest.raises(SlackApiError, match="hash_conflict"):
            await client.views_update(**known, view=modal(text_input()))
        seen.append({"done": True})

    async with running(slack, app, way):
        await alice.command("/open")
        form = alice.modal().fill({"Title": "typed"})
        await form.choose("Kind", "Idea")
        await slack.until(lambda: len(seen) == 2)
    values = seen[0]["view"]["state"]["values"]
    assert values["title"]["value"]["value"] == "typed"
    assert values["pick"]["kind"]["selected_option"] == option("Idea")
    assert seen[0]["actions"][0]["selected_option"] == option("Idea")
    assert form.shows("Changed")
    assert form.value("Title") == "typed"


async def test_two_people_do_not_disturb_each_other(slack: LocalSlack, way: str) -> None:
    """Each has their own modal, their own values, and closing one leaves the other."""
    alice, bob = slack.person("alice"), slack.person("bob")
    seen: Seen = []
    async with running(slack, opening(slack, modal(text_input()), seen), way):
        await alice.command("/open")
        await bob.command("/open")
        assert alice.modal().id != bob.modal().id
        bob.modal().fill({"Title": "Bob's"})
        assert (await alice.modal().fill({"Title": "Alice's"}).submit()).closed
        assert bob.modal().is_open
        assert (await bob.modal().submit()).closed
        with pytest.raises(SlackError, match="view_not_found"):
            await alice.act("submit", {"view_id": seen[1]["view"]["id"]})
    assert [one["user"]["id"] for one in seen] == [alice.id, bob.id]
    assert [one["view"]["state"]["values"]["title"]["value"]["value"] for one in seen] == ["Alice's", "Bob's"]


async def test_a_trigger_opens_one_view_within_three_seconds(slack: LocalSlack, way: str) -> None:
    """Used twice it is exchanged, after three seconds expired."""
    alice = slack.person("alice")
    app = app_for(slack)
    triggers: list[str] = []

    @app.command("/open")
    async def command(ack: AsyncAck, body: Json) -> None:
        triggers.append(body["trigger_id"])
        await ack()

    client, view = client_of(slack), modal(section())
    async with running(slack, app, way):
        await alice.command("/open")
        await client.views_open(trigger_id=triggers[0], view=view)
        with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
            await client.views_open(trigger_id=triggers[0], view=view)
        await alice.command("/open")
        await slack.advance(3.1)
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            await client.views_open(trigger_id=triggers[1], view=view)
