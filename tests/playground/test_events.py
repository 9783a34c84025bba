"""Events about people, metadata, links and groups: who hears them, and what stands in them."""

import pytest

from playground.driver import LocalSlack
from playground.slack.errors import SlackError
from playground.slack.shapes import Json
from tests.playground.apps import client_of, raw_socket, refused

FOLLOWED = {"event_type": "work", "event_payload": {"id": "W-1"}}
CHANGED = {"event_type": "work", "event_payload": {"id": "W-2"}}
SCOPES = ["chat:write", "chat:write.public", "links:read", "links:write", "metadata.message:read", "users:read"]
MANIFEST: Json = {
    "display_information": {"name": "app"},
    "features": {"unfurl_domains": ["example.com"]},
    "oauth_config": {"scopes": {"bot": SCOPES}},
    "settings": {
        "socket_mode_enabled": True,
        "event_subscriptions": {
            "bot_events": [
                "link_shared",
                "message_metadata_deleted",
                "message_metadata_posted",
                "message_metadata_updated",
                "team_join",
                "user_change",
            ],
            "metadata_subscriptions": [{"app_id": "A0000000001", "event_type": "work"}],
        },
    },
}


async def nothing(_envelope: Json) -> None:
    return None


def events(frames: list[Json]) -> list[Json]:
    """The events among frames."""
    return [one["payload"]["event"] for one in frames if one["type"] == "events_api"]


async def test_metadata_is_told_of_as_it_comes_changes_and_goes() -> None:
    """Posted, updated and deleted carry what is and what was; a change of text alone is silent."""
    async with await LocalSlack.start(manifest=MANIFEST) as slack, raw_socket(slack, nothing) as frames:
        client, where = client_of(slack), slack.channel("general").id
        ts = (await client.chat_postMessage(channel=where, text="One", metadata=FOLLOWED))["ts"]
        await client.chat_update(channel=where, ts=ts, text="Two")
        await client.chat_update(channel=where, ts=ts, text="Two", metadata=CHANGED)
        await client.chat_update(channel=where, ts=ts, text="Two", metadata={})
        await client.chat_update(channel=where, ts=ts, text="Two", metadata=FOLLOWED)
        await client.chat_delete(channel=where, ts=ts)
        await slack.until(lambda: len(events(frames)) == 5)
    found = {f"{at} {one['type']}": one for at, one in enumerate(sorted(events(frames), key=_order))}
    assert list(found) == [
        "0 message_metadata_posted",
        "1 message_metadata_posted",
        "2 message_metadata_updated",
        "3 message_metadata_deleted",
        "4 message_metadata_deleted",
    ]
    assert found["0 message_metadata_posted"]["metadata"] == FOLLOWED
    assert found["0 message_metadata_posted"]["message_ts"] == ts
    assert found["2 message_metadata_updated"]["previous_metadata"] == FOLLOWED
    assert found["2 message_metadata_updated"]["metadata"] == CHANGED
    assert found["3 message_metadata_deleted"]["previous_metadata"] == CHANGED
    assert found["4 message_metadata_deleted"]["channel_id"] == where


def _order(event: Json) -> str:
    return str(event["event_ts"])


async def test_other_metadata_is_not_told_of() -> None:
    """Only the event types that the manifest subscribes to come; the control is the one that does."""
    async with await LocalSlack.start(manifest=MANIFEST) as slack, raw_socket(slack, nothing) as frames:
        client, where = client_of(slack), slack.channel("general").id
        other = {"event_type": "other", "event_payload": {"id": "1"}}
        await client.chat_postMessage(channel=where, text="Other", metadata=other)
        await client.chat_postMessage(channel=where, text="Ours", metadata=FOLLOWED)
        await slack.until(lambda: events(frames))
    assert [one["metadata"] for one in events(frames)] == [FOLLOWED]


async def test_links_to_our_domains_are_told_of_and_unfurled() -> None:
    """link_shared names each link once, from a channel without the app too; chat.unfurl takes either kind of name."""
    async with await LocalSlack.start(manifest=MANIFEST) as slack, raw_socket(slack, nothing) as frames:
        alice = slack.person("alice")
        away = slack.channel("away", members=[alice], bot=False)
        words = (
            "See https://docs.example.com/a?b=1&c=2 and https://elsewhere.test and https://docs.example.com/a?b=1&c=2"
        )
        said = await alice.post(words, channel=away)
        await client_of(slack).chat_postMessage(channel=away.id, text="Our own: <https://example.com/x>")
        await slack.until(lambda: events(frames))
        (event,) = events(frames)
        url = "https://docs.example.com/a?b=1&c=2"
        preview = {url: {"text": "The first"}}
        await client_of(slack).chat_unfurl(unfurl_id=event["unfurl_id"], source=event["source"], unfurls=preview)
        assert said.now.shows("The first")
        await client_of(slack).chat_unfurl(channel=away.id, ts=said.ts, unfurls={url: {"text": "The second"}})
        assert said.now.raw["attachments"] == [{"text": "The second", "from_url": url}]
        body = await refused(slack, "chat.unfurl", channel=away.id, ts=said.ts, unfurls={"https://example.com/not": {}})
    assert body["error"] == "cannot_unfurl_message"
    assert (event["type"], event["message_ts"], event["is_bot_user_member"]) == ("link_shared", said.ts, False)
    assert event["links"] == [{"domain": "example.com", "url": url}]


async def test_people_come_change_and_leave() -> None:
    """Each is told with the whole person; an e-mail address only to who may read it."""
    async with await LocalSlack.start(manifest=MANIFEST) as slack, raw_socket(slack, nothing) as frames:
        alice = slack.person("alice", announce=True)
        await alice.change(title="Account leader", time_zone="Europe/Paris", status="On a train")
        await slack.control("change_person", person="alice", real_name="Alice Moreau", is_guest=True)
        await slack.control("remove_person", person="alice", announce=True)
        await slack.until(lambda: len(events(frames)) == 4)
        with pytest.raises(SlackError, match="no time zone"):
            await slack.person("bob").change(time_zone="Paris")
        with pytest.raises(SlackError, match="cannot change"):
            await slack.person("bob").change(email="bob@example.com")
    joined, first, second, left = sorted(events(frames), key=_order)
    assert (joined["type"], joined["user"]["profile"]["title"]) == ("team_join", "")
    assert {one["type"] for one in (first, second, left)} == {"user_change"}
    assert (first["user"]["profile"]["title"], first["user"]["tz"]) == ("Account leader", "Europe/Paris")
    assert first["user"]["profile"]["status_text"] == "On a train"
    assert (second["user"]["real_name"], second["user"]["is_restricted"]) == ("Alice Moreau", True)
    assert left["user"]["deleted"]
    assert "email" not in left["user"]["profile"]


async def test_a_group_is_mentioned_by_its_handle(slack: LocalSlack) -> None:
    """What is typed becomes the group's token, in text and in rich text; a command's text has its handle beside it."""
    alice, bob = slack.person("alice"), slack.person("bob")
    group = slack.group("Delivery leads", [bob])
    said = await alice.post("Ask @delivery-leads or @nobody")
    await alice.command("/ask", "@delivery-leads")
    assert said.text == f"Ask <!subteam^{group}> or @nobody"
    assert {"type": "usergroup", "usergroup_id": group} in said.blocks[0]["elements"][0]["elements"]
    assert slack.deliveries("slash_commands")[0]["payload"]["text"] == "@delivery-leads"


async def test_should_escape_names_the_group() -> None:
    """As Slack does it for people and channels."""
    manifest = {"features": {"slash_commands": [{"command": "/ask", "description": "Ask", "should_escape": True}]}}
    async with await LocalSlack.start(manifest=manifest) as slack:
        group = slack.group("Leads", [slack.person("bob")])
        await slack.person("alice").command("/ask", "@leads and @bob")
        (sent,) = slack.deliveries("slash_commands")
    assert sent["payload"]["text"] == f"<!subteam^{group}|@leads> and <@U0000000BOB|bob>"
