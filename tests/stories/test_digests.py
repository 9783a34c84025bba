"""Reports for the asking and one's own digest, as people see them."""

from tests.stories.day import next_report
from tests.stories.stage import Stage


async def test_reports_are_asked_for(stage: Stage) -> None:
    """The list leads to each; a past week is a button away; what goes with it comes to the own chat."""
    stage.ahead("ada", "services-engagement", "New portal", ("ada", "scoped", {}))

    listed = await stage.whisper("pria", "/csops report")
    assert "Referenceable Customer Report" in listed.words
    assert "in the channel for marketing" in listed.words
    shown = await stage.whisper("pria", "/csops report pipeline")
    assert "Began" in shown.words
    older = await stage.turn(shown, "The week before", "Pipeline and risks", who="pria")
    assert "nothing" in older.words
    await stage["pria"].told("All figures of")
    assert "Pria Nair" in await stage.told("ada", "/csops report pipeline")


async def test_ones_own_digest_is_switched(stage: Stage) -> None:
    """Off until it is asked for; daily, weekly, and off again, by words and by buttons."""
    off = await stage.whisper("ada", "/csops digest")
    assert "does not come" in off.words
    assert "every working day" in await stage.told("ada", "/csops digest daily")

    on = await stage.whisper("ada", "/csops digest")
    weekly = await stage.turn(on, "Once a week", "first working day of a week", who="ada")
    await stage.turn(weekly, "Not at all", "does not come", who="ada")
    listed = await stage.whisper("ada", "/csops report")
    await stage.turn(listed, "Your own digest", "does not come", who="ada")


async def test_the_lead_of_success_hears_of_customers_at_risk(stage: Stage) -> None:
    """Each week in their own chat, with a button to the account card."""
    said = (("carl", "started", {"cadence": "monthly"}), ("carl", "not-happy", {"issue": "It is slow."}))
    stage.ahead("carl", "customer-success", "Acme's year", *said)

    await next_report(stage, "risks")

    told = await stage["dora"].told("Open escalation since")
    assert "Customers at risk: 1" in told.words
    assert "Acme Mills" in told.words
    assert "Account" in told.buttons
