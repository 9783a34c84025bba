"""Any sequence of edits leaves what the last one would have left alone: held against a plain model."""

from typing import Any

import msgspec
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import history, tables
from tests.checkins.test_editing import leave
from tests.office import Office, slack, staff
from workflows.checkins.commands import EditCheckIn
from workflows.kernel.answers import Answer, Done
from workflows.kernel.posts import Post, Update

TICKS = ("upsell", "services", "cross_sell", "renewal", "referenceable")
Said = tuple[str, dict[str, str]]
HAPPY = st.tuples(
    st.just("happy"),
    st.fixed_dictionaries({key: st.sampled_from(("yes", "no")) for key in TICKS}).flatmap(
        lambda ticks: st.sampled_from(("", "Ten seats.", "More.")).map(lambda words: {**ticks, "description": words})
    ),
)
NOT_HAPPY = st.tuples(st.just("not-happy"), st.sampled_from(("Slow.", "Late.")).map(lambda words: {"issue": words}))
SAID = st.one_of(HAPPY, HAPPY, NOT_HAPPY)
EDITS = st.lists(st.tuples(st.booleans(), SAID), min_size=1, max_size=5)
"""Each with whether everything that was promised has left before."""


def expected(said: Said) -> dict[str, Any]:
    """Return what is left of a check-in that was said once, in plain words."""
    outcome, values = said
    if outcome == "not-happy":
        items = ["Customer Issues/Escalation"]
        return {"step": "1.3", "sales": [], "marketing": [], "items": items, "listed": False, "services": 0}
    words = values.get("description") or "not given"
    ticked = {key for key in TICKS if values[key] == "yes"}
    sales = {
        "upsell": f"Upsell opportunity at Acme Mills, found by Carl Jensen. {words}",
        "cross_sell": f"Cross-sell opportunity at Acme Mills, found by Carl Jensen. {words}",
        "renewal": f"Acme Mills wants to renew, says Carl Jensen. {words}",
    }
    named = {"upsell": "Upsell", "cross_sell": "Cross-sell", "renewal": "Renewal", "referenceable": "Referenceable"}
    records = [f"{named[key]}: Acme Mills" for key in named if key in ticked]
    return {
        "step": "1.2",
        "sales": sorted(sales[key] for key in sales if key in ticked),
        "marketing": [f"Acme Mills would be a reference, says Carl Jensen. {words}"] * ("referenceable" in ticked),
        "items": sorted(records),
        "listed": "referenceable" in ticked,
        "services": int({"upsell", "services"} <= ticked),
    }


def found(office: Office, work: str, since: int) -> dict[str, Any]:
    """Return what there is: where it stands, what is said to whom, what is to be ticked off, what is under way."""
    row = next(row for row in office.rows(tables.engagement) if row["id"] == work)
    listed = [one for one in office.rows(tables.reference_entry) if one["engagement_id"] == work]
    items = [item["title"] for item in msgspec.json.decode(row["items"]) if item["title"].startswith("Add ")]
    children = [one for one in office.rows(tables.engagement) if one["parent_id"] == work and one["step"] is not None]
    return {
        "step": row["step"],
        "sales": posts(office, "slack:CSALES", since),
        "marketing": posts(office, "slack:CMARKETING", since),
        "items": sorted(title.partition(":")[2].strip().partition(" (")[0] for title in items),
        "listed": any(one["ended_at"] is None for one in listed),
        "services": len(children),
    }


def posts(office: Office, lane: str, since: int) -> list[str]:
    """Return what the messages of a lane tell now that are no hand-offs, without those that were taken back."""
    shown: dict[str, str] = {}
    rows = [row for row in office.rows(tables.effect) if row["lane"] == lane and row["seq"] > since]
    gone = {row["id"] for row in rows if row["state"] == "moot"}
    for row in sorted(rows, key=lambda row: row["seq"]):
        payload = msgspec.json.decode(row["payload"], type=Post | Update)
        target = payload.target if isinstance(payload, Update) else row["id"]
        if target not in gone and not payload.card.title:
            shown[target] = "".join(piece for line in payload.card.body for piece in line if isinstance(piece, str))
    return sorted(words for words in shown.values() if not words.startswith("Taken back"))


def test_the_last_word_counts(office: Office) -> None:
    """However often it is edited, whatever has left meanwhile."""
    staff(office.database, "am", "luis")

    @settings(max_examples=25, deadline=None)
    @given(first=SAID, edits=EDITS)
    def play(first: Said, edits: list[tuple[bool, Said]]) -> None:
        _play(office, first, edits)

    play()
    with office.database.transaction() as connection:
        assert history.verify(connection) is None


def _play(office: Office, first: Said, edits: list[tuple[bool, Said]]) -> None:
    office.later(minutes=1)
    title = f"Year {office.key()}"
    work = office.start("carl", process="customer-success", title=title)
    assert isinstance(office.say("carl", work, "started"), Done)
    with office.database.transaction() as connection:
        connection.execute(sa.update(tables.reference_entry).values(ended_at=office.now))
        since = connection.execute(sa.select(sa.func.max(tables.effect.c.seq))).scalar_one()
    _done(office.say("carl", work, first[0], **first[1]))
    assert found(office, work, since) == expected(first)
    for number, (left, (outcome, values)) in enumerate(edits):
        if left:
            leave(office)
        arrival = next(row["arrival"] for row in office.rows(tables.engagement) if row["id"] == work)
        asked = EditCheckIn(
            actor=slack("carl"),
            request_key=f"{title}:{number}",
            engagement=work,
            arrival=arrival,
            outcome=outcome,
            values=values,
        )
        _done(office.dispatcher.answer(asked))
        assert found(office, work, since) == expected((outcome, values))


def _done(answer: Answer) -> None:
    assert isinstance(answer, Done), answer
