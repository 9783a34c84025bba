"""Web API calls that Slack refuses are refused here, with Slack's code: over a hundred of them."""

import pytest

from playground.driver import LocalSlack
from playground.slack.furnishing import named_id
from playground.slack.shapes import Json
from tests.playground.apps import client_of, modal, raw, refused, refused_form, section, text_input

ALICE, BOB, GONE = named_id("U", "alice"), named_id("U", "bob"), named_id("U", "gone")
GENERAL, QUIET, SECRET, OLD = (named_id("C", name) for name in ("general", "quiet", "secret", "old"))
HOME: Json = {"type": "home", "blocks": [section()]}
TS = "1700000000.000001"
NOBODY, NOWHERE = "U0NOBODY", "C0NOWHERE"

# The method, its arguments (`mine` is a message of the app, `theirs` one of Alice), and the code.
REFUSED: list[tuple[str, Json, str]] = [
    ("chat.sendMessage", {}, "unknown_method"),
    ("api.test", {"error": "my_error"}, "my_error"),
    ("team.info", {"team": "T0NONE"}, "team_not_found"),
    ("apps.connections.open", {}, "not_allowed_token_type"),
    # messages
    ("chat.postMessage", {"text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": NOWHERE, "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "nowhere", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": SECRET, "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": OLD, "text": "x"}, "is_archived"),
    ("chat.postMessage", {"channel": GENERAL}, "no_text"),
    ("chat.postMessage", {"channel": GENERAL, "text": ""}, "no_text"),
    ("chat.postMessage", {"channel": GENERAL, "blocks": []}, "no_text"),
    ("chat.postMessage", {"channel": GENERAL, "text": "x", "blocks": "not json"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": GENERAL, "text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": GENERAL, "text": "x", "blocks": [{"type": "no"}]}, "invalid_blocks"),
    ("chat.postMessage", {"channel": GENERAL, "text": "x", "thread_ts": TS}, "thread_not_found"),
    ("chat.postMessage", {"channel": GENERAL, "text": "x", "thread_ts": "yesterday"}, "invalid_thread_ts"),
    ("chat.postMessage", {"channel": GENERAL, "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
    ("chat.postMessage", {"channel": GENERAL, "text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
    ("chat.postMessage", {"channel": GENERAL, "text": "x", "metadata": "{"}, "invalid_metadata_format"),
    ("chat.postMessage", {"channel": GENERAL, "text": "x", "metadata": {"id": 1}}, "invalid_metadata_format"),
    (
        "chat.postMessage",
        {"channel": GENERAL, "text": "x", "metadata": {"event_type": "e", "event_payload": {"a": {"b": 1}}}},
        "invalid_metadata_schema",
    ),
    (
        "chat.postMessage",
        {"channel": GENERAL, "text": "x", "metadata": {"event_type": "e", "event_payload": {"a": "x" * 9000}}},
        "metadata_too_large",
    ),
    ("chat.postEphemeral", {"channel": GENERAL, "text": "x"}, "invalid_arguments"),
    ("chat.postEphemeral", {"channel": GENERAL, "user": NOBODY, "text": "x"}, "user_not_in_channel"),
    ("chat.postEphemeral", {"channel": QUIET, "user": BOB, "text": "x"}, "user_not_in_channel"),
    ("chat.postEphemeral", {"channel": NOWHERE, "user": ALICE, "text": "x"}, "channel_not_found"),
    ("chat.postEphemeral", {"channel": GENERAL, "user": ALICE}, "no_text"),
    ("chat.update", {"channel": GENERAL, "text": "x"}, "invalid_arguments"),
    ("chat.update", {"channel": GENERAL, "ts": TS, "text": "x"}, "message_not_found"),
    ("chat.update", {"channel": GENERAL, "ts": "theirs", "text": "x"}, "cant_update_message"),
    ("chat.update", {"channel": GENERAL, "ts": "mine"}, "no_text"),
    ("chat.update", {"channel": GENERAL, "ts": "mine", "text": "x" * 4001}, "msg_too_long"),
    ("chat.update", {"channel": NOWHERE, "ts": "mine", "text": "x"}, "channel_not_found"),
    ("chat.update", {"channel": GENERAL, "ts": "mine", "blocks": [{"type": "no"}]}, "invalid_blocks"),
    ("chat.delete", {"channel": GENERAL, "ts": TS}, "message_not_found"),
    ("chat.delete", {"channel": GENERAL, "ts": "theirs"}, "cant_delete_message"),
    ("chat.delete", {"channel": NOWHERE, "ts": TS}, "channel_not_found"),
    ("chat.meMessage", {"channel": GENERAL}, "no_text"),
    ("chat.scheduleMessage", {"channel": GENERAL, "text": "x", "post_at": 1}, "time_in_past"),
    ("chat.scheduleMessage", {"channel": GENERAL, "text": "x", "post_at": 9_999_999_999}, "time_too_far"),
    ("chat.scheduleMessage", {"channel": GENERAL, "text": "x", "post_at": "soon"}, "invalid_time"),
    ("chat.scheduleMessage", {"channel": GENERAL, "text": "x"}, "invalid_arguments"),
    (
        "chat.deleteScheduledMessage",
        {"channel": GENERAL, "scheduled_message_id": "Q0"},
        "invalid_scheduled_message_id",
    ),
    ("chat.scheduledMessages.list", {"channel": NOWHERE}, "invalid_channel"),
    ("chat.unfurl", {"channel": GENERAL, "ts": TS, "unfurls": {}}, "cannot_find_message"),
    ("chat.unfurl", {"ts": TS, "unfurls": {}}, "missing_channel"),
    ("chat.unfurl", {"channel": "C0", "ts": TS, "unfurls": {}}, "cannot_find_channel"),
    ("chat.unfurl", {"unfurl_id": "C0.1.x", "source": "conversations_history", "unfurls": {}}, "invalid_unfurl_id"),
    ("chat.unfurl", {"unfurl_id": "C0.1.x", "source": "elsewhere", "unfurls": {}}, "invalid_source"),
    ("chat.unfurl", {"source": "conversations_history", "unfurls": {}}, "missing_unfurl_id"),
    # conversations
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.open", {"users": NOBODY}, "user_not_found"),
    ("conversations.open", {"users": GONE}, "user_disabled"),
    ("conversations.open", {"channel": GENERAL}, "method_not_supported_for_channel_type"),
    ("conversations.open", {"channel": "D0NONE"}, "channel_not_found"),
    ("conversations.history", {}, "invalid_arguments"),
    ("conversations.history", {"channel": NOWHERE}, "channel_not_found"),
    ("conversations.history", {"channel": SECRET}, "channel_not_found"),
    ("conversations.history", {"channel": QUIET}, "not_in_channel"),
    ("conversations.history", {"channel": GENERAL, "cursor": "what"}, "invalid_cursor"),
    ("conversations.history", {"channel": GENERAL, "limit": "many"}, "invalid_limit"),
    ("conversations.history", {"channel": GENERAL, "oldest": "monday"}, "invalid_ts_oldest"),
    ("conversations.history", {"channel": GENERAL, "latest": "monday"}, "invalid_ts_latest"),
    ("conversations.join", {"channel": SECRET}, "channel_not_found"),
    ("conversations.join", {"channel": OLD}, "is_archived"),
    ("conversations.invite", {"channel": GENERAL, "users": ALICE}, "already_in_channel"),
    ("conversations.invite", {"channel": GENERAL, "users": NOBODY}, "user_not_found"),
    ("conversations.invite", {"channel": GENERAL, "users": "U0BOT000001"}, "cant_invite_self"),
    ("conversations.invite", {"channel": QUIET, "users": BOB}, "not_in_channel"),
    ("conversations.create", {"name": "general"}, "name_taken"),
    ("conversations.create", {"name": "Big Deal"}, "invalid_name_specials"),
    ("conversations.create", {"name": "a" * 81}, "invalid_name_maxlength"),
    ("conversations.create", {"name": "--"}, "invalid_name_punctuation"),
    ("conversations.create", {}, "invalid_arguments"),
    ("conversations.archive", {"channel": GENERAL}, "cant_archive_general"),
    ("conversations.archive", {"channel": OLD}, "already_archived"),
    ("conversations.unarchive", {"channel": GENERAL}, "not_archived"),
    ("conversations.kick", {"channel": GENERAL, "user": ALICE}, "cant_kick_from_general"),
    ("conversations.kick", {"channel": GENERAL, "user": "U0BOT000001"}, "cant_kick_self"),
    ("conversations.leave", {"channel": GENERAL}, "cant_leave_general"),
    ("conversations.rename", {"channel": GENERAL, "name": "x y"}, "invalid_name_specials"),
    ("conversations.rename", {"channel": GENERAL, "name": "fine"}, "not_authorized"),
    ("conversations.setTopic", {"channel": GENERAL, "topic": "x" * 251}, "too_long"),
    ("conversations.setPurpose", {"channel": QUIET, "purpose": "x"}, "not_in_channel"),
    ("conversations.mark", {"channel": GENERAL, "ts": "now"}, "invalid_timestamp"),
    ("conversations.close", {"channel": GENERAL}, "method_not_supported_for_channel_type"),
    # views
    ("views.open", {"view": modal(section())}, "invalid_arguments"),
    ("views.open", {"trigger_id": "1.2.3", "view": modal(section())}, "invalid_trigger_id"),
    ("views.open", {"trigger_id": "1.2.3", "view": HOME}, "invalid_arguments"),
    ("views.open", {"trigger_id": "1.2.3", "view": modal(text_input(), submit=None)}, "invalid_arguments"),
    ("views.open", {"trigger_id": "1.2.3", "view": "{"}, "invalid_arguments"),
    ("views.push", {"trigger_id": "1.2.3", "view": modal(section())}, "invalid_trigger_id"),
    ("views.update", {"view_id": "V0NONE", "view": modal(section())}, "not_found"),
    ("views.update", {"external_id": "none", "view": modal(section())}, "not_found"),
    ("views.publish", {"user_id": NOBODY, "view": HOME}, "invalid_arguments"),
    ("views.publish", {"user_id": ALICE, "view": modal(section())}, "invalid_arguments"),
    ("views.publish", {"user_id": ALICE, "view": HOME | {"blocks": [section()] * 101}}, "invalid_arguments"),
    # reactions, groups, files
    ("reactions.add", {"name": "eyes"}, "no_item_specified"),
    ("reactions.add", {"channel": GENERAL, "timestamp": "mine"}, "invalid_arguments"),
    ("reactions.add", {"channel": GENERAL, "timestamp": "mine", "name": "two eyes"}, "invalid_name"),
    ("reactions.add", {"channel": GENERAL, "timestamp": "soon", "name": "eyes"}, "bad_timestamp"),
    ("reactions.add", {"channel": GENERAL, "timestamp": TS, "name": "eyes"}, "message_not_found"),
    ("reactions.add", {"channel": NOWHERE, "timestamp": TS, "name": "eyes"}, "channel_not_found"),
    ("reactions.add", {"channel": GENERAL, "timestamp": "theirs", "name": "tada"}, "already_reacted"),
    ("reactions.remove", {"channel": GENERAL, "timestamp": "mine", "name": "eyes"}, "no_reaction"),
    ("pins.add", {"channel": GENERAL, "timestamp": "theirs"}, "already_pinned"),
    ("pins.remove", {"channel": GENERAL, "timestamp": "mine"}, "no_pin"),
    ("usergroups.create", {}, "missing_subteam_name"),
    ("usergroups.create", {"name": "On Call", "handle": "On Call"}, "bad_handle"),
    ("usergroups.create", {"name": "On Call", "channels": NOWHERE}, "invalid_channel_provided"),
    ("usergroups.update", {"usergroup": "S0NONE"}, "no_such_subteam"),
    ("usergroups.users.update", {"usergroup": "S0NONE", "users": ALICE}, "no_such_subteam"),
    ("files.completeUploadExternal", {}, "invalid_arguments"),
    ("files.completeUploadExternal", {"files": [{"id": "F0NONE"}]}, "file_not_found"),
    ("files.delete", {"file": "F0NONE"}, "file_not_found"),
]

# The same for methods that read only forms.
FORMS: list[tuple[str, Json, str]] = [
    ("bots.info", {"bot": "B0NONE"}, "bot_not_found"),
    ("chat.getPermalink", {"channel": GENERAL, "message_ts": TS}, "message_not_found"),
    ("chat.getPermalink", {"channel": NOWHERE, "message_ts": TS}, "channel_not_found"),
    ("conversations.info", {"channel": NOWHERE}, "channel_not_found"),
    ("conversations.info", {}, "invalid_arguments"),
    ("conversations.list", {"types": "public"}, "invalid_types"),
    ("conversations.list", {"cursor": "zzz"}, "invalid_cursor"),
    ("conversations.members", {"channel": SECRET}, "channel_not_found"),
    ("conversations.members", {"channel": GENERAL, "limit": "-1"}, "invalid_limit"),
    ("conversations.replies", {"channel": GENERAL, "ts": TS}, "thread_not_found"),
    ("conversations.replies", {"channel": GENERAL}, "invalid_arguments"),
    ("users.info", {"user": NOBODY}, "user_not_found"),
    ("users.info", {}, "user_not_found"),
    ("users.lookupByEmail", {"email": "nobody@example.com"}, "users_not_found"),
    ("users.profile.get", {"user": NOBODY}, "user_not_found"),
    ("users.conversations", {"types": "rooms"}, "invalid_types"),
    ("usergroups.users.list", {"usergroup": "S0NONE"}, "no_such_subteam"),
    ("files.getUploadURLExternal", {"filename": "a"}, "invalid_arguments"),
    ("files.getUploadURLExternal", {"filename": "a", "length": "0"}, "invalid_arguments"),
    ("files.info", {"file": "F0NONE"}, "file_not_found"),
    ("files.list", {"user": NOBODY}, "user_not_found"),
    ("reactions.list", {"user": NOBODY}, "user_not_found"),
    ("reactions.get", {"channel": GENERAL, "timestamp": TS}, "message_not_found"),
]


@pytest.fixture
async def furnished(slack: LocalSlack) -> LocalSlack:
    """Alice and Bob, somebody who left, a channel without the app, a private one, an archived one, two messages."""
    alice, _ = slack.person("alice"), slack.person("bob")
    slack.person("gone")
    await slack.control("remove_person", person="gone")
    slack.channel("quiet", members=[alice], bot=False)
    slack.channel("secret", members=[alice], bot=False, private=True)
    slack.channel("old", members=[alice])
    client = client_of(slack)
    await client.conversations_archive(channel=OLD)
    await client.chat_postMessage(channel=GENERAL, text="mine")
    theirs = await alice.post("theirs")
    await client.reactions_add(channel=GENERAL, timestamp=theirs.ts, name="tada")
    await client.pins_add(channel=GENERAL, timestamp=theirs.ts)
    await slack.limits(on=False)
    return slack


def filled(slack: LocalSlack, args: Json) -> Json:
    """The arguments with the time of the named message."""
    named = {one.text: one.ts for one in slack.channel("general").messages}
    return {name: named.get(value, value) if isinstance(value, str) else value for name, value in args.items()}


def test_there_are_at_least_a_hundred() -> None:
    """The battery does not shrink unseen."""
    assert len(REFUSED) + len(FORMS) >= 100


async def test_bad_calls_are_refused_with_slacks_code(furnished: LocalSlack) -> None:
    """Each call, as JSON, gets its own code."""
    found = []
    for method, args, error in REFUSED:
        answer = await refused(furnished, method, **filled(furnished, args))
        if answer["error"] != error:
            found.append((method, args, error, answer["error"]))
    assert found == []


async def test_bad_forms_are_refused_with_slacks_code(furnished: LocalSlack) -> None:
    """Each call, as a form, gets its own code."""
    found = []
    for method, args, error in FORMS:
        answer = await refused_form(furnished, method, **args)
        if answer["error"] != error:
            found.append((method, args, error, answer["error"]))
    assert found == []


@pytest.mark.parametrize(
    ("token", "error"),
    [("xoxb-wrong", "invalid_auth"), ("xoxb-gone", "token_revoked"), ("xapp-local-app", "not_allowed_token_type")],
)
async def test_bad_tokens_are_refused(slack: LocalSlack, token: str, error: str) -> None:
    """An unknown, a revoked and a wrong kind of token; and none at all."""
    await slack.control("token", token="xoxb-gone", revoked="token_revoked")
    assert (await refused(slack, "chat.postMessage", token, channel=GENERAL, text="x"))["error"] == error
    status, answer = await raw(slack, "auth.test", body=b"", kind="application/x-www-form-urlencoded", token=" ")
    assert (status, answer["error"]) == (200, "not_authed")


async def test_a_token_in_a_json_body_does_not_count(slack: LocalSlack) -> None:
    """Slack reads tokens from the header or a form, never from JSON."""
    body = b'{"token": "xoxb-local-bot"}'
    assert (await raw(slack, "auth.test", body=body, kind="application/json", token=" "))[1]["error"] == "not_authed"
    form = b"token=xoxb-local-bot"
    kind = "application/x-www-form-urlencoded"
    assert (await raw(slack, "auth.test", body=form, kind=kind, token=" "))[1]["ok"]


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"<a/>", "text/xml", "invalid_post_type"),
    ],
)
async def test_bad_bodies_are_refused(slack: LocalSlack, body: bytes, kind: str, error: str) -> None:
    """What is no JSON, no object, or no form."""
    assert (await raw(slack, "chat.postMessage", body=body, kind=kind))[1]["error"] == error


async def test_a_missing_argument_is_named(slack: LocalSlack) -> None:
    """The messages say which one it is."""
    answer = await refused(slack, "chat.update", channel=GENERAL, text="x")
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: ts"]


async def test_json_for_a_method_that_reads_forms_is_not_read(slack: LocalSlack) -> None:
    """conversations.info does not know JSON, so the channel is missing."""
    status, answer = await raw(slack, "conversations.info", body=b'{"channel": "C000GENERAL"}', kind="application/json")
    assert (status, answer["error"]) == (200, "invalid_arguments")


MANIFEST: Json = {
    "display_information": {"name": "Narrow"},
    "oauth_config": {"scopes": {"bot": ["chat:write", "channels:read", "im:write"]}},
    "settings": {"socket_mode_enabled": True},
}


@pytest.mark.parametrize(
    ("method", "args", "needed"),
    [
        ("reactions.add", {"channel": GENERAL, "timestamp": TS, "name": "eyes"}, "reactions:write"),
        ("users.list", {}, "users:read"),
        ("conversations.history", {"channel": GENERAL}, "channels:history,groups:history,im:history,mpim:history"),
        ("files.completeUploadExternal", {"files": []}, "files:write"),
        ("usergroups.list", {}, "usergroups:read"),
    ],
)
async def test_scopes_come_from_the_manifest(method: str, args: Json, needed: str) -> None:
    """What the manifest does not ask for is missing_scope, with what is needed and what was provided."""
    async with await LocalSlack.start(manifest=MANIFEST) as slack:
        answer = await refused(slack, method, **args)
        assert (answer["error"], answer["needed"]) == ("missing_scope", needed)
        assert answer["provided"] == "channels:read,chat:write,im:write"


async def test_the_kind_of_channel_decides_the_scope() -> None:
    """channels:read does not list private channels; chat:write does not reach channels that one is not in."""
    async with await LocalSlack.start(manifest=MANIFEST) as slack:
        answer = await refused_form(slack, "conversations.list", types="private_channel")
        assert answer["needed"] == "groups:read"
        slack.channel("quiet", members=[slack.person("alice")], bot=False)
        assert (await refused(slack, "chat.postMessage", channel=QUIET, text="x"))["error"] == "not_in_channel"
        answer = await refused(slack, "views.publish", user_id=ALICE, view=HOME)
        assert answer["error"] == "not_enabled"


async def test_an_external_id_names_one_view_at_a_time(slack: LocalSlack) -> None:
    """The second view with the same external_id is refused."""
    slack.person("alice")
    slack.person("bob")
    client = client_of(slack)
    await client.views_publish(user_id=ALICE, view=HOME | {"external_id": "one"})
    await client.views_publish(user_id=ALICE, view=HOME | {"external_id": "one"})
    answer = await refused(slack, "views.publish", user_id=BOB, view=HOME | {"external_id": "one"})
    assert answer["error"] == "duplicate_external_id"
    stale = await refused(slack, "views.publish", user_id=ALICE, view=HOME, hash="1.2")
    assert stale["error"] == "hash_conflict"


async def test_a_view_may_not_be_too_large(slack: LocalSlack) -> None:
    """250 kB is the end."""
    slack.person("alice")
    big = HOME | {"blocks": [section("x" * 2900) for _ in range(90)]}
    assert (await refused(slack, "views.publish", user_id=ALICE, view=big))["error"] == "view_too_large"
