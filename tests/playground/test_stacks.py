"""Modals on top of each other: pushing, closing, clearing, and who is told."""

from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError

from playground.driver import LocalSlack
from playground.slack.shapes import Json
from tests.playground.apps import Client, actions, app_for, button, modal, running, text_input
from tests.playground.test_modals import opening

Seen = list[Json]


async def test_three_views_are_stacked_and_not_four(slack: LocalSlack, way: str) -> None:
    """Each push knows what is below; the fourth is refused; clear closes all."""
    alice = slack.person("alice")
    app = app_for(slack)
    errors: list[str] = []

    async def push(ack: AsyncAck, body: Json, client: Client) -> None:
        await ack()
        try:
            depth = len(alice.modal_views) + 1
            await client.views_push(trigger_id=body["trigger_id"], view=modal(actions(button()), title=f"Page {depth}"))
        except SlackApiError as error:
            errors.append(error.response["error"])

    @app.command("/open")
    async def command(ack: AsyncAck, body: Json, client: Client) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(actions(button()), title="Page 1"))
        await ack()

    app.action("press")(push)

    @app.view("form")
    async def clear(ack: AsyncAck) -> None:
        await ack(response_action="clear")

    async with running(slack, app, way):
        await alice.command("/open")
        for depth in (2, 3):
            await alice.modal().click("Press")
            await alice.modal_opened(f"Page {depth}")
        await alice.modal().click("Press")
        await slack.until(lambda: errors)
        assert errors == ["push_limit_reached"]
        views = alice.modal_views
        assert [one["previous_view_id"] for one in views] == [None, views[0]["id"], views[1]["id"]]
        assert {one["root_view_id"] for one in views} == {views[0]["id"]}
        assert (await alice.modal().submit()).closed
    assert alice.modal_views == []


async def test_only_a_modal_leads_to_the_next_one(slack: LocalSlack) -> None:
    """A trigger from a message pushes nothing, though the person has a modal open; one from the modal does."""
    alice = slack.person("alice")
    app = app_for(slack)
    answers: list[str] = []

    @app.command("/open")
    async def command(ack: AsyncAck, body: Json, client: Client) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(actions(button())))
        await client.chat_postMessage(channel="general", text="Card", blocks=[actions(button())])

    @app.action("press")
    async def push(ack: AsyncAck, body: Json, client: Client) -> None:
        await ack()
        try:
            await client.views_push(trigger_id=body["trigger_id"], view=modal(text_input(), title="Next"))
            answers.append("ok")
        except SlackApiError as error:
            answers.append(error.response["error"])

    async with running(slack, app, "sockets"):
        await alice.command("/open")
        form, card = await alice.modal_opened("Form"), await slack.channel("general").message_with("Press")
        await card.click("Press", by=alice)
        await slack.until(lambda: answers)
        await form.click("Press")
        await alice.modal_opened("Next")
    assert answers == ["not_found", "ok"]


async def test_closing_is_told_to_who_asked(slack: LocalSlack, way: str) -> None:
    """view_closed comes only with notify_on_close, and says whether all was closed."""
    alice = slack.person("alice")
    seen: Seen = []
    async with running(slack, opening(slack, modal(text_input(), notify_on_close=True), seen), way):
        await alice.command("/open")
        await alice.modal().close()
    assert [(one["type"], one["is_cleared"]) for one in seen] == [("view_closed", True)]
    silent: Seen = []
    async with running(slack, opening(slack, modal(text_input()), silent), way):
        await alice.command("/open")
        await alice.modal().close()
    assert silent == []


async def test_only_people_close_modals(slack: LocalSlack) -> None:
    """What the app replaces, clears or takes as submitted is not told of: nobody closed it. The control is a person."""
    alice = slack.person("alice")
    app = app_for(slack)
    seen: Seen = []
    view = modal(text_input(), actions(button(), block_id="row"), notify_on_close=True)

    @app.command("/open")
    async def command(ack: AsyncAck, body: Json, client: Client) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.action("press")
    async def push(ack: AsyncAck, body: Json, client: Client) -> None:
        await client.views_push(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view("form")
    async def clear(ack: AsyncAck) -> None:
        await ack(response_action="clear")

    @app.view_closed("form")
    async def closed(ack: AsyncAck, body: Json) -> None:
        seen.append(body)
        await ack()

    async with running(slack, app, "sockets"):
        await alice.command("/open")
        await alice.command("/open")
        await alice.modal().click("Press")
        assert (await alice.modal().fill({"Title": "x"}).submit()).closed
        assert (alice.modal_views, seen) == ([], [])
        await alice.command("/open")
        await alice.modal().click("Press")
        below, top = (one["id"] for one in alice.modal_views)
        await alice.modal().close(everything=True)
    assert [(one["view"]["id"], one["is_cleared"]) for one in seen] == [(top, True), (below, True)]
