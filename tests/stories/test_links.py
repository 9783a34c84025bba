"""Tickets that belong to an escalation, as the CSM, support and a development lead see them (C 1.3)."""

from tests.stories.stage import Said, Stage
from workflows.tickets.commands import LogTicket

STARTED: Said = ("carl", "started", {"cadence": "monthly"})
FIELD = "What it is linked with"


def log(stage: Stage, title: str, kind: str = "customer-success", who: str = "carl") -> None:
    """Log a ticket for Acme behind the scene."""
    key = f"ahead:{title}"
    stage.act(LogTicket(actor=stage.identity(who), request_key=key, customer="acme", kind=kind, title=title))


async def resolve(stage: Stage, key: str) -> None:
    """Let the CSM take a ticket up and resolve it, on its own cards."""
    await stage.press("carl", "acme", "Step Logged", key, button="Take it up")
    await stage.say("carl", "acme", "Step In progress", key, button="Resolved", values={})


async def test_an_escalation_shows_its_tickets_as_they_stand(stage: Stage) -> None:
    """Chosen in the form and on the card; when the last is resolved, the CSM hears of it and says what came of it."""
    log(stage, "Reports time out")
    log(stage, "The export is slow")
    key = stage.ahead("carl", "customer-success", "Acme's year", STARTED)
    chosen = {"What troubles them": "All is slow.", "Support ticket that belongs to it": "TCK-1"}
    await stage.say("carl", "acme", "Step 1.2", button="Not happy", values=chosen)
    await stage.card("acme", "Step 1.3", "TCK-1 Reports time out", button="Link a ticket")

    await stage.say("carl", "acme", "Step 1.3", button="Link a ticket", values={FIELD: "TCK-2"})
    await resolve(stage, "TCK-1")
    await stage.card("acme", "Step 1.3", "TCK-2 The export is slow", "Resolved on board")
    await resolve(stage, "TCK-2")

    told = await stage["carl"].told("All that")
    await told.click("Resolved", by=stage["carl"])
    await stage.fill("carl", {"What resolved it?": "A new server."})
    assert stage.step_of(key) == "1.2"
    assert stage.history_is_whole()


async def test_work_is_linked_and_unlinked(stage: Stage) -> None:
    """By two numbers, or by the buttons of a ticket, which ask; a development lead sees it on the bug."""
    log(stage, "Login fails", "bug")
    log(stage, "Two more users")
    key = stage.ahead("ada", "services-engagement", "New portal")
    assert "show each other" in await stage.told("carl", "/ticket link TCK-1 TCK-2")

    shown = await stage.whisper("carl", "/ticket show TCK-1")
    await shown.click("Link")
    await stage.fill("carl", {FIELD: key})

    assert "New portal" in await stage.told("lena", "/ticket show TCK-1")
    assert "Login fails" in await stage.told("ada", f"/engagement show {key}")
    shown = await stage.whisper("carl", "/ticket show TCK-1")
    await shown.click("Unlink")
    await stage.fill("carl", {"Which one?": "TCK-2 Two more users"})
    assert "show each other no more" in await stage.told("carl", f"/ticket unlink TCK-1 {key}")
    assert "New portal" not in await stage.told("lena", "/ticket show TCK-1")
