"""Buttons inside modals and the Home, and shortcuts from anywhere: where there is no message to answer under."""

import pytest

from handlers.slack import render
from playground.driver.modals import Modal
from playground.driver.people import Person
from tests.slack.company import DIRECTORY
from tests.slack.edge import CARD, Edge
from workflows.kernel.requests import Pressed, Shared


@pytest.fixture
async def opened(edge: Edge, ann: Person) -> Modal:
    """A last view with buttons in it."""
    del edge  # It has to run, no more.
    await ann.command("/engagement", "form")
    modal = await ann.modal_opened("A form")
    await modal.fill({"Title": "buttons", "Kind": "Bug"}).submit()
    return await ann.modal_opened("ENG-1 Rollout")


@pytest.mark.parametrize(
    ("button", "said"),
    [
        ("Done", "Step 3"),
        ("Refuse", "This is for Bob Berg."),
        ("Trouble", "Something went wrong here"),
        ("Gone", "The database cannot be reached"),
    ],
)
async def test_a_button_in_a_modal_is_answered_there(edge: Edge, opened: Modal, button: str, said: str) -> None:
    """What a button in a modal leads to is shown in its place, since nobody sees a message behind it."""
    await opened.click(button)

    await edge.slack.until(lambda: opened.shows(said), what=said)
    asked = edge.script.requests[-1]
    assert isinstance(asked, Pressed)
    assert (asked.subject, asked.version) == ("eng1", 7)


@pytest.mark.parametrize("button", ["Form", "Look up"])
async def test_a_form_opens_above_the_modal(opened: Modal, ann: Person, button: str) -> None:
    """A form that a button in a modal opens stands on top; closing it leads back."""
    await opened.click(button)
    above = await ann.modal_opened("A form")

    assert above.id != opened.id
    assert [view["id"] for view in ann.modal_views] == [opened.id, above.id]
    await above.close()
    assert ann.modal().id == opened.id


async def test_what_the_home_cannot_do_is_told_in_a_view(edge: Edge, ann: Person) -> None:
    """A button on the Home has no message to answer under, so the answer opens as a view."""
    await ann.open_home()
    await edge.slack.until(ann.home)
    await edge.client.views_publish(user_id=ann.id, view=render.home(CARD, DIRECTORY))
    await ann.home().click("Refuse")

    assert (await ann.modal_opened("Not possible")).shows("This is for Bob Berg.")


async def test_a_shortcut_from_anywhere_opens_a_form(edge: Edge, ann: Person) -> None:
    """A global shortcut has neither a message nor a place, only a person."""
    await ann.shortcut("ticket.log")
    await ann.modal_opened("A form")

    asked = edge.script.requests[-1]
    assert isinstance(asked, Shared)
    assert (asked.text, asked.link, asked.place, asked.message_key) == ("", "", "", "")


async def test_a_view_that_was_closed_meanwhile_is_no_trouble(edge: Edge, ann: Person) -> None:
    """A person who closes a form while it loads has no need of it; the next one opens as ever."""
    await edge.slack.fault("error", "views.update", error="not_found")
    await ann.command("/engagement", "look up")
    await edge.slack.until(lambda: "views.update" in edge.called())

    await ann.command("/engagement", "form")
    assert (await ann.modal_opened("A form")).labels[0] == "Title"
