"""What the kernel learns of each payload: who asks, for what, under which key; and what is refused at the door."""

from copy import deepcopy
from typing import Any

import msgspec
import pytest

from handlers.slack.parse import Delivery, Kind, parse
from handlers.slack.strict_json import ShapeError
from tests.slack import wire
from tests.slack.company import OURS, name_of
from workflows.kernel.answers import Reason, Refused
from workflows.kernel.people import Identity
from workflows.kernel.requests import Pressed, Searched, Shared, Submitted, Typed, Visited

ANN = Identity("slack", "U0ANN")
EVERY = (wire.command(), wire.press(), wire.submission(), wire.search(), wire.shared(), wire.event())


def read(body: dict[str, Any]) -> Delivery:
    """Parse a payload in both ways in which it may come, and return the one delivery."""
    delivery = parse(body, OURS, name_of)
    assert delivery is not None
    if "command" not in body:
        as_text = parse(msgspec.json.encode(body).decode(), OURS, name_of)
        assert as_text is not None
        assert msgspec.structs.replace(as_text, body=body) == delivery
    return delivery


def asked(body: dict[str, Any]) -> Any:  # noqa: ANN401 - each test knows which request it is.
    """Return what is asked for."""
    return read(body).asked


def refused(body: dict[str, Any]) -> Reason:
    """Return why it is refused."""
    refusal = asked(body)
    assert isinstance(refusal, Refused), refusal
    return refusal.reason


def test_a_command_is_typed_words() -> None:
    """The verb, the words in one line with Slack's escapes undone, the place and the person."""
    request = asked(wire.command(text="  new\u200b R&amp;D\u202e \x00 rollout "))

    assert request == Typed(
        actor=ANN, request_key=request.request_key, verb="/engagement", words="new R&D rollout", place="slack:C0GEN"
    )


def test_a_press_is_a_button_with_what_it_carries() -> None:
    """The action_id names the button; its value is subject, version and argument; a number after it is taken off."""
    body = wire.press()
    body["actions"][0]["action_id"] += "~3"
    request = asked(body)

    assert request == Pressed(
        actor=ANN,
        request_key=request.request_key,
        button="approval.approve",
        subject="eng1",
        version=7,
        argument="approve",
        place="slack:C0GEN",
    )


def test_a_submission_is_a_form_with_values() -> None:
    """The callback_id names the form; each block is a field; its element's id is the field's kind."""
    request = asked(
        wire.submission(
            {
                "title": {"text": wire.typed("  Roll\u202eout\n now ")},
                "notes": {"long_text": wire.typed("one\r\ntwo\x00")},
                "customer": {"customer": {"type": "external_select", "selected_option": {"value": "nw"}}},
                "kind": {"choice": {"type": "radio_buttons", "selected_option": None}},
                "tags": {"choices": {"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}},
                "sure": {"yes_no": {"type": "radio_buttons", "selected_option": {"value": "no"}}},
                "due": {"date": {"type": "datepicker", "selected_date": "2026-03-31"}},
                "hours": {"number": wire.typed(None, "number_input")},
            }
        )
    )

    assert isinstance(request, Submitted)
    assert (request.form, request.subject, request.version, request.argument) == ("step.fill", "eng1", 7, "approve")
    assert request.values == {
        "title": "Rollout now",
        "notes": "one\ntwo",
        "customer": "nw",
        "kind": "",
        "tags": ("a", "b"),
        "sure": False,
        "due": "2026-03-31",
        "hours": "",
    }


def test_a_search_names_the_kind_of_field() -> None:
    """What is typed is cut to what a search can use."""
    request = asked(wire.search("  North\x07" + "x" * 500))

    assert isinstance(request, Searched)
    assert (request.source, len(request.words)) == ("customer", 100)


def test_a_shared_message_comes_as_people_saw_it() -> None:
    """Markup becomes words, the link leads to the message in its thread, and the key is the message's own."""
    text = (
        "&lt;b&gt; <@U0BOB> <@U0NEW|new> <#C1|deals> <!here> <https://a.example|report> <https://b.example>"
        " <mailto:c@d.e|c@d.e>"
    )
    body = wire.shared(text)
    body["message"]["thread_ts"] = "1699999999.000100"
    body["message"]["files"] = [{"id": "F1", "permalink": "https://acme.slack.com/files/F1"}, {"id": "F2"}]
    request = asked(body)

    assert isinstance(request, Shared)
    assert request.text == "<b> @Bob Berg @new #deals @here report (https://a.example) https://b.example c@d.e"
    assert request.link == (
        "https://acme.slack.com/archives/C0GEN/p1700000000000200?thread_ts=1699999999.000100&cid=C0GEN"
    )
    assert request.message_key == "slack:T0OURS:C0GEN:1700000000.000200"
    assert request.files == ("https://acme.slack.com/files/F1", "F2")


def test_a_long_shared_message_is_cut() -> None:
    """A message stays where it is, so the ticket needs only its beginning."""
    assert len(asked(wire.shared("x" * 40_000)).text) == 3000


def test_a_visit_is_one_to_the_home_tab() -> None:
    """Only the Home tab is ours to fill."""
    assert isinstance(asked(wire.event()), Visited)
    assert asked(wire.event(tab="messages")) is None
    assert asked(wire.event("app_mention")) is None
    assert asked(wire.event("message", bot_id="B0BOT")) is None
    assert asked(wire.event("team_join", user={"id": "U0NEW"})) is None
    assert asked(wire.event(user={"id": "U0ANN"})) is None


def test_the_challenge_of_slack_is_answered_before_anything_is_asked() -> None:
    """Slack tries an address out before it accepts it."""
    delivery = read({"type": "url_verification", "token": "unused", "challenge": "abc"})

    assert (delivery.kind, delivery.asked, delivery.key) == (Kind.CHALLENGE, None, "abc")


@pytest.mark.parametrize("body", EVERY, ids=lambda body: str(body.get("type", "command")))
def test_keys_are_of_the_delivery(body: dict[str, Any]) -> None:
    """S2: the same delivery has the same key each time, and any other person's has another."""
    other = deepcopy(body)
    if "command" in body:
        other["user_id"] = "U0BOB"
    elif "event" in body:
        other["event_id"] = "Ev02"
    else:
        other["user"]["id"] = "U0BOB"

    assert read(body).key == read(deepcopy(body)).key
    assert read(body).key != read(other).key


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (wire.command(), wire.command(trigger_id="33.44.def")),
        (wire.press(), wire.press(container={"type": "message", "message_ts": "1700000000.000999"})),
        (wire.submission(), wire.submission(id="V1VIEW")),
        (wire.submission(), wire.submission(callback_id="handoff.return")),
        (wire.submission(), wire.submission(private_metadata='["eng1",8,"approve"]')),
        (wire.shared(), wire.shared(action_ts="1700000009.000001")),
    ],
)
def test_another_act_has_another_key(first: dict[str, Any], second: dict[str, Any]) -> None:
    """What a person does anew is a new request."""
    assert read(first).key != read(second).key


def test_a_form_that_is_shown_again_is_the_same_form() -> None:
    """Slack gives it another hash; sent again, it must get the first answer where that was lost on its way."""
    assert read(wire.submission()).key == read(wire.submission(hash="1700000000.def")).key


def _in_team(body: dict[str, Any], team: str) -> dict[str, Any]:
    body = deepcopy(body)
    if "team_id" in body:
        body["team_id"] = team
    else:
        body["team"]["id"] = team
    return body


@pytest.mark.parametrize("body", EVERY, ids=lambda body: str(body.get("type", "command")))
def test_other_workspaces_and_other_apps_are_refused(body: dict[str, Any]) -> None:
    """S5: what is signed for us but comes from elsewhere is refused."""
    assert refused(_in_team(body, "T0THEIRS")) is Reason.OTHER_WORKSPACE
    assert refused({**body, "api_app_id": "A0OTHER"}) is Reason.OTHER_WORKSPACE


@pytest.mark.parametrize("body", [wire.press(), wire.submission(), wire.search(), wire.shared()])
def test_people_of_a_shared_channel_and_bots_are_refused(body: dict[str, Any]) -> None:
    """S6: in a shared channel the click of another company's person is not one of ours; bots ask for nothing."""
    foreign = {**body, "user": {"id": "U0FAR", "team_id": "T0THEIRS"}}
    nowhere = {**body, "team": None, "user": {"id": "U0FAR", "team_id": "T0THEIRS"}}
    bot = {**body, "user": {"id": "U0ROBOT", "team_id": "T0OURS", "is_bot": True}}
    slackbot = {**body, "user": {"id": "USLACKBOT", "team_id": "T0OURS"}}

    assert refused(foreign) is Reason.OTHER_WORKSPACE
    assert refused(nowhere) is Reason.OTHER_WORKSPACE
    assert refused(bot) is Reason.UNKNOWN_PERSON
    assert refused(slackbot) is Reason.UNKNOWN_PERSON


@pytest.mark.parametrize(
    "value",
    [
        "",
        "eng1",
        "{}",
        "[]]",
        '["eng1","7","x"]',
        '["eng1",-1,"x"]',
        '["eng1",2147483648,"x"]',
        '["eng1",' + "9" * 400 + ',"x"]',
        '["eng1",1e999,"x"]',
        '["eng1",NaN,"x"]',
        '["eng 1\'; DROP TABLE",1,"x"]',
        '["eng1\\u0000",1,"x"]',
        '["eng1",1,"a\\u0000b"]',
        '["eng1",1,"a\\nb"]',
        '["eng1",1,"\\ud800"]',
        "[" * 900,
        '["' + "x" * 300 + '",1,""]',
    ],
)
def test_tampered_buttons_and_forms_are_refused(value: str) -> None:
    """S9: what comes back is taken for what anybody may have made of it."""
    assert refused(wire.press(value)) is Reason.UNREADABLE
    assert refused(wire.submission(private_metadata=value)) is Reason.UNREADABLE


def test_what_is_too_long_is_refused_with_its_field() -> None:
    """Words of a person are not cut: cutting would change them."""
    assert refused(wire.command(text="x" * 3001)) is Reason.TOO_LONG
    refusal = asked(wire.submission({"title": {"text": wire.typed("x" * 3001)}}))
    assert (refusal.reason, refusal.field, refusal.facts) == (Reason.TOO_LONG, "title", {"most": "3000"})


def test_a_field_of_a_form_that_changes_asks_for_nothing() -> None:
    """Only buttons ask for something; a date that was picked counts when the form is sent."""
    body = wire.press()
    body["actions"][0] = {"type": "datepicker", "action_id": "date", "block_id": "due", "action_ts": "1.1"}

    assert asked(body) is None


@pytest.mark.parametrize("kind", ["view_closed", "dialog_submission", "interactive_message", "workflow_step_edit", ""])
def test_kinds_that_were_never_asked_for_are_ignored(kind: str) -> None:
    """Slack has more kinds of payloads than we use; they are taken and forgotten."""
    assert parse({**wire.interaction(kind), "callback_id": "x"}, OURS, name_of) is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": None},
        {"type": 5},
        {"command": "/x"},
        {"command": 5, "user_id": "U", "team_id": "T", "channel_id": "C"},
        wire.interaction("view_submission"),
        wire.interaction("view_submission", view=None),
        wire.interaction("view_submission", view="V"),
        wire.submission(state={"values": {"title": []}}),
        wire.submission(state={"values": {"title": {"text": {"type": "plain_text_input", "value": 5}}}}),
        wire.submission(state={"values": {f"f{number}": {} for number in range(300)}}),
        wire.interaction("block_actions"),
        wire.interaction("block_actions", actions=[]),
        wire.interaction("block_actions", actions=[{"type": "button"}]),
        wire.press(user="U0ANN"),
        wire.press(user={"id": "U0 ANN"}),
        wire.press(user={"id": "U0ANN\n"}),
        wire.press(team="T0OURS"),
        wire.press(5),
        wire.shared(message={}),
        {"type": "event_callback", "team_id": "T0OURS", "event": "x"},
        {"type": "url_verification", "challenge": ["x"]},
    ],
)
def test_what_is_none_of_slacks_payloads_is_no_request(body: dict[str, Any]) -> None:
    """Wrong types, missing parts and too many of them are told from requests before anything looks at them."""
    for form in (body, msgspec.json.encode(body).decode()):
        with pytest.raises(ShapeError):
            parse(form, OURS, name_of)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "5",
        '"x"',
        "{",
        '{"type":"block_actions"} x',
        '{"type":NaN}',
        '{"type":"block_actions","user":Infinity}',
        '{"a":' * 5000 + "1" + "}" * 5000,
        '{"a":' + "9" * 5000 + "}",
        '{"a":"\\ud800","b":' + "9" * 5000 + "}",
        '{"a":"\\ud800","b":1e99999}',
        '{"a":"\\ud800","b":NaN}',
    ],
)
def test_what_is_no_json_object_is_no_request(text: str) -> None:
    """NaN, numbers without end, nesting without end and anything but an object are refused."""
    with pytest.raises(ShapeError):
        parse(text, OURS, name_of)


def test_half_characters_are_mended_not_refused() -> None:
    """Half of an emoji is no fault of who typed it."""
    body = msgspec.json.encode(wire.submission({"title": {"text": wire.typed("half ?")}})).decode()
    delivery = parse(body.replace("half ?", "half \\ud83d"), OURS, name_of)

    assert delivery is not None
    assert isinstance(delivery.asked, Submitted)
    assert delivery.asked.values == {"title": "half \ufffd"}
