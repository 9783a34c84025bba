"""Messages as an app posts, changes, deletes and reads them."""

import pytest

from playground.driver import LocalSlack
from playground.slack.shapes import Json
from tests.playground.apps import actions, button, client_of, refused, section

METADATA: Json = {"event_type": "csops_effect", "event_payload": {"id": "e-1"}}


async def test_a_post_is_read_back_with_its_metadata(slack: LocalSlack) -> None:
    """Metadata is kept, and shown only to who asks for it."""
    client = client_of(slack)
    posted = await client.chat_postMessage(channel="general", text="Hello", metadata=METADATA)
    channel = posted["channel"]
    plain = (await client.conversations_history(channel=channel))["messages"][0]
    whole = (await client.conversations_history(channel=channel, include_all_metadata=True))["messages"][0]
    assert (plain["ts"], plain["text"], "metadata" in plain) == (posted["ts"], "Hello", False)
    assert whole["metadata"] == METADATA
    assert plain["bot_id"] == "B0000000001"


async def test_metadata_stays_unless_it_is_replaced(slack: LocalSlack) -> None:
    """chat.update keeps it, and an empty object takes it away."""
    client = client_of(slack)
    posted = await client.chat_postMessage(channel="general", text="Hello", metadata=METADATA)
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    await client.chat_update(**where, text="Changed")
    assert slack.channel("general").last().metadata == METADATA
    await client.chat_update(**where, text="Changed", metadata={})
    assert slack.channel("general").last().metadata is None


async def test_new_text_takes_old_blocks_away(slack: LocalSlack) -> None:
    """An update without blocks leaves none, so no button stays that works no more."""
    client = client_of(slack)
    posted = await client.chat_postMessage(channel="general", text="Hello", blocks=[section(), actions(button())])
    assert slack.channel("general").last().buttons == ["Press"]
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Done")
    assert slack.channel("general").last().blocks == []
    assert slack.channel("general").last().raw["edited"]["user"] == slack.bot_user


async def test_missing_ids_are_made(slack: LocalSlack) -> None:
    """Every block that is read back has a block_id, every element an action_id."""
    blocks = [section(), actions({"type": "button", "text": {"type": "plain_text", "text": "x"}})]
    posted = await client_of(slack).chat_postMessage(channel="general", text="x", blocks=blocks)
    kept = posted["message"]["blocks"]
    assert kept[0]["block_id"] != kept[1]["block_id"]
    assert kept[1]["elements"][0]["action_id"]


async def test_long_text_is_cut_at_forty_thousand(slack: LocalSlack) -> None:
    """Slack truncates and warns; it does not refuse."""
    posted = await client_of(slack).chat_postMessage(channel="general", text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    assert posted["response_metadata"]["warnings"] == ["message_truncated"]


async def test_times_are_never_the_same(slack: LocalSlack) -> None:
    """A message's time is its key."""
    await slack.limits(on=False)
    client = client_of(slack)
    found = [(await client.chat_postMessage(channel="general", text=str(at)))["ts"] for at in range(50)]
    assert found == sorted(set(found))


async def test_threads_have_a_parent_that_counts(slack: LocalSlack) -> None:
    """Replies are not in the history, the parent says how many, and a reply's time finds the whole thread."""
    client = client_of(slack)
    parent = await client.chat_postMessage(channel="general", text="Parent")
    channel = parent["channel"]
    first = await client.chat_postMessage(channel=channel, text="One", thread_ts=parent["ts"])
    second = await client.chat_postMessage(channel=channel, text="Two", thread_ts=first["ts"])
    history = (await client.conversations_history(channel=channel))["messages"]
    assert [one["text"] for one in history] == ["Parent"]
    assert (history[0]["reply_count"], history[0]["latest_reply"]) == (2, second["ts"])
    replies = await client.conversations_replies(channel=channel, ts=second["ts"])
    assert [one["text"] for one in replies["messages"]] == ["Parent", "One", "Two"]
    assert [one.text for one in slack.channel("general").last().replies] == ["One", "Two"]


async def test_a_broadcast_reply_is_in_both_places(slack: LocalSlack) -> None:
    """reply_broadcast shows a reply in the channel too."""
    client = client_of(slack)
    parent = await client.chat_postMessage(channel="general", text="Parent")
    await client.chat_postMessage(channel=parent["channel"], text="Loud", thread_ts=parent["ts"], reply_broadcast=True)
    assert [one.text for one in slack.channel("general").messages] == ["Parent", "Loud"]


async def test_a_deleted_parent_leaves_a_tombstone(slack: LocalSlack) -> None:
    """A message with replies stays as a grave; one without goes."""
    client = client_of(slack)
    parent = await client.chat_postMessage(channel="general", text="Parent")
    where = {"channel": parent["channel"], "ts": parent["ts"]}
    reply = await client.chat_postMessage(channel=parent["channel"], text="One", thread_ts=parent["ts"])
    await client.chat_delete(**where)
    assert slack.channel("general").last().raw["subtype"] == "tombstone"
    assert (await refused(slack, "chat.delete", **where))["error"] == "message_not_found"
    await client.chat_delete(channel=parent["channel"], ts=reply["ts"])
    assert slack.channel("general").last().replies == []


async def test_history_is_paged_and_windowed(slack: LocalSlack) -> None:
    """Cursors lead through all of it once; oldest and latest cut it, inclusive or not."""
    await slack.limits(on=False)
    client = client_of(slack)
    made = [await client.chat_postMessage(channel="general", text=str(at)) for at in range(7)]
    channel = made[0]["channel"]
    found, cursor = [], ""
    while True:
        answer = await client.conversations_history(channel=channel, limit=3, cursor=cursor)
        found += [one["text"] for one in answer["messages"]]
        if not answer["has_more"]:
            break
        cursor = answer["response_metadata"]["next_cursor"]
    assert found == ["6", "5", "4", "3", "2", "1", "0"]
    cut = {"channel": channel, "oldest": made[2]["ts"], "latest": made[5]["ts"]}
    exclusive = (await client.conversations_history(**cut))["messages"]
    inclusive = (await client.conversations_history(**cut, inclusive=True))["messages"]
    assert [one["text"] for one in exclusive] == ["4", "3"]
    assert [one["text"] for one in inclusive] == ["5", "4", "3", "2"]


async def test_an_ephemeral_is_seen_by_one_person(slack: LocalSlack) -> None:
    """Alice sees it, Bob does not, the history does not have it."""
    alice, bob = slack.person("alice"), slack.person("bob")
    client = client_of(slack)
    await client.chat_postEphemeral(channel=slack.channel("general").id, user=alice.id, text="Psst")
    assert [one.text for one in alice.ephemerals] == ["Psst"]
    assert bob.ephemerals == []
    assert (await client.conversations_history(channel=slack.channel("general").id))["messages"] == []


async def test_a_direct_message_goes_by_person_or_channel(slack: LocalSlack) -> None:
    """Posting to a person's id and to the opened conversation is the same place."""
    alice = slack.person("alice")
    client = client_of(slack)
    opened = (await client.conversations_open(users=[alice.id]))["channel"]["id"]
    await client.chat_postMessage(channel=alice.id, text="One")
    await client.chat_postMessage(channel=opened, text="Two")
    assert [one.text for one in alice.dm_messages] == ["One", "Two"]
    assert (await client.conversations_open(users=[alice.id]))["already_open"]
    info = (await client.conversations_info(channel=opened))["channel"]
    assert (info["is_im"], info["user"]) == (True, alice.id)


async def test_several_people_have_a_group_message(slack: LocalSlack) -> None:
    """conversations.open with two others makes a group of three."""
    alice, bob = slack.person("alice"), slack.person("bob")
    opened = await client_of(slack).conversations_open(users=[alice.id, bob.id], return_im=True)
    assert opened["channel"]["is_mpim"]
    assert set(slack.channel(opened["channel"]["id"]).members) == {alice.id, bob.id, slack.bot_user}


async def test_scheduled_messages_come_when_their_time_comes(slack: LocalSlack) -> None:
    """One is posted after an hour, one was taken back."""
    client = client_of(slack)
    channel, now = slack.channel("general").id, int(slack.slack.clock.now())
    kept = await client.chat_scheduleMessage(channel=channel, text="Later", post_at=now + 3600)
    gone = await client.chat_scheduleMessage(channel=channel, text="Never", post_at=now + 3600)
    await client.chat_deleteScheduledMessage(channel=channel, scheduled_message_id=gone["scheduled_message_id"])
    listed = await client.chat_scheduledMessages_list()
    assert [one["id"] for one in listed["scheduled_messages"]] == [kept["scheduled_message_id"]]
    await slack.advance(3000)
    assert slack.channel("general").messages == []
    await slack.advance(601)
    assert [one.text for one in slack.channel("general").messages] == ["Later"]


async def test_permalinks_lead_to_threads(slack: LocalSlack) -> None:
    """A reply's permalink names its parent."""
    client = client_of(slack)
    parent = await client.chat_postMessage(channel="general", text="Parent")
    reply = await client.chat_postMessage(channel=parent["channel"], text="One", thread_ts=parent["ts"])
    link = await client.chat_getPermalink(channel=parent["channel"], message_ts=reply["ts"])
    assert link["permalink"].endswith(f"?thread_ts={parent['ts']}&cid={parent['channel']}")


async def test_reactions_belong_to_people(slack: LocalSlack) -> None:
    """Each person reacts once with a name; taking it back leaves the others."""
    alice = slack.person("alice")
    client = client_of(slack)
    posted = await client.chat_postMessage(channel="general", text="Hello")
    where = {"channel": posted["channel"], "timestamp": posted["ts"], "name": "eyes"}
    await client.reactions_add(**where)
    await slack.channel("general").last().react("eyes", by=alice)
    assert slack.channel("general").last().reactions == {"eyes": [slack.bot_user, alice.id]}
    await client.reactions_remove(**where)
    assert slack.channel("general").last().reactions == {"eyes": [alice.id]}


@pytest.mark.parametrize("count", [1, 3])
async def test_files_go_up_and_come_down(slack: LocalSlack, count: int) -> None:
    """files_upload_v2 in one call; the message has the files, and their bytes come back with a token only."""
    client = client_of(slack)
    uploads = [{"filename": f"{at}.txt", "content": f"content {at}"} for at in range(count)]
    await client.files_upload_v2(file_uploads=uploads, channel=slack.channel("general").id, initial_comment="Here")
    await slack.until(lambda: slack.channel("general").last())
    message = slack.channel("general").last()
    assert message.text == "Here"
    assert [one["name"] for one in message.raw["files"]] == [f"{at}.txt" for at in range(count)]
    found = (await client.files_info(file=message.raw["files"][0]["id"]))["file"]
    assert (found["size"], found["channels"]) == (9, [slack.channel("general").id])
