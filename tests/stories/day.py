"""What the stories of the roles ask again and again: what waits for me, who has it, did they hear of it."""

from collections.abc import Iterable

from storage import tables
from tests.pricing import HOURS
from tests.stories.stage import BEHIND, Message, Said, Stage
from workflows.approvals.commands import Decide
from workflows.digests.commands import KeepDigests
from workflows.estimates.commands import SaveEstimate, SendEstimate
from workflows.timing import CLOCK

NOTHING_TO_ACCEPT = "What is handed over to you waits here"
NOTHING_TO_DO = "Nothing is in your hands"
SIGNED: tuple[Said, ...] = (
    ("ada", "customer-approves", {}),
    ("emil", "sent", {}),
    ("ada", "won", {"billing_terms": "entire-amount"}),
)
"""Steps 8 to 10 of a services engagement: the customer signs."""


async def at_home(stage: Stage, who: str, *words: str, without: Iterable[str] = ()) -> Message:
    """Let a person open their Home, which says all the words and none of the others; return it."""
    home = await stage.home(who)
    await stage.home_says(who, home, *words)
    seen = stage.seen_at_home(who, home)
    found = [word for word in without if word in seen]
    assert not found, seen
    # What was pressed just before may have shown it anew since it was opened.
    return home.now if stage.here == "Teams" else stage.people[who].home()


async def press(stage: Stage, home: Message, button: str) -> None:
    """Let a person press a button of their Home, as soon as it stands there.

    A Home that is read while somebody acts may say of one section what was before, until it is shown anew.
    """
    await stage.slack.until(
        lambda: button in (home.now.buttons if stage.here == "Teams" else home.labels), what=f"{button} at home"
    )
    await home.click(button)


async def why(stage: Stage, who: str, key: str, *words: str) -> None:
    """Let a person ask who has something and what it waits for; the answer says all the words."""
    told = await stage.told(who, f"/csops why {key}")
    missing = [word for word in words if word not in told]
    assert not missing, (missing, told)


async def refused(stage: Stage, who: str, channel: str, *words: str, button: str, theirs: str) -> None:
    """Let a person press what is not theirs: they are told whose it is, for their eyes only."""
    await stage.press(who, channel, *words, button=button)
    await stage.refusal(who, f"This is for {theirs}")


async def returned(stage: Stage, who: str, channel: str, *words: str, reason: str) -> None:
    """Let a person give a hand-off back with the reason."""
    await stage.press(who, channel, *words, button="Return")
    await stage.fill(who, {"What is missing, or whose is it?": reason}, title="Return the hand-off")


async def handed_over_again(stage: Stage, who: str, reason: str) -> None:
    """Let whoever handed it over hear why it came back, and hand it over again."""
    back = await stage[who].told(reason)
    assert "Hand off again" in back.buttons
    await back.click("Hand off again", by=stage[who])


def signed(stage: Stage, title: str, *said: Said) -> str:
    """Bring a services engagement to where the customer signed (A 11), and then as far as it is said; return it."""
    key = approved(stage, title)
    stage.carry_on(key, *SIGNED, *said)
    return key


def approved(stage: Stage, title: str) -> str:
    """Bring a services engagement through its approval to the quote (A 8), all behind the scene; return its number."""
    key = stage.ahead("ada", "services-engagement", title, ("ada", "scoped", {}))
    ada, pria = stage.identity("ada"), stage.identity("pria")
    save, send = f"{BEHIND}{title}:save", f"{BEHIND}{title}:send"
    stage.act(SaveEstimate(actor=ada, request_key=save, key=key, revision=0, rate_card="2026-1", values=HOURS))
    stage.act(SendEstimate(actor=ada, request_key=send, key=key))
    stage.carry_on(key, ("ada", "created", {}), ("ada", "entered", {}))
    (asked,) = (str(row["id"]) for row in stage.rows(tables.approval) if row["state"] == "waiting")
    stage.act(Decide(actor=pria, request_key=f"{BEHIND}{title}:decide", approval=asked, version=1, outcome="approve"))
    return key


async def next_report(stage: Stage, digest: str) -> None:
    """Let time pass until a report or digest is sent the next time."""
    stage.act(KeepDigests(actor=CLOCK, request_key=f"{BEHIND}digests"))
    before = sent_for(stage, digest)
    while sent_for(stage, digest) == before:
        await stage.next("digest", name=f"digest:{digest}")
    stage.let_leave()


async def has_come(stage: Stage, channel: str, title: str) -> None:
    """Wait until a report stands in a channel: as a card, or with its sheet as the file that Slack shows."""
    place = stage.channels[channel]
    await stage.slack.until(lambda: any(title in str(one.raw) for one in place.messages), what=title)


def sent_for(stage: Stage, digest: str) -> list[object]:
    """Return the newest period for which a report or digest was sent."""
    return [row["period"] for row in stage.rows(tables.digest_sent) if row["digest"] == digest]


def delivered(stage: Stage, title: str) -> str:
    """Let the customer accept the work of a services engagement (A 13); return the reference program that it starts."""
    signed(stage, title, ("pria", "created", {}), ("fina", "billed", {}), ("pria", "accepted", {}))
    (key,) = (str(row["key"]) for row in stage.rows(tables.engagement) if row["process"] == "reference-program")
    return key
