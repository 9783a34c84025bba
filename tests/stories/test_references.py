"""The register of references as its people keep it: consents, uses, off it and back, and long lists."""

from typing import Any

import sqlalchemy as sa

from bot.wiring import system_clock
from storage import tables
from tests.stories.stage import Said, Stage

STARTED: Said = ("carl", "started", {})
CONSENT = {
    "What they agree to": ["Reference call", "Quote"],
    "In which words": "You may give our name.",
    "Who agreed": "Dr Ito",
    "Agreed on": "2026-03-01",
}


async def agree(stage: Stage, who: str = "carl", customer: str = "acme", **more: str) -> str:
    """Let a customer agree to be a reference, by the form."""
    form = await stage.open(who, f"/references consent {customer}", title="Reference consent")
    return await stage.send(form.fill({**CONSENT, **more}))


async def test_a_willing_customer_becomes_a_reference(stage: Stage) -> None:
    """A happy check-in lists them; the director records what they agree to, in which words (C 1.2, B 1.6)."""
    stage.ahead("carl", "customer-success", "Acme's year", STARTED, ("carl", "happy", {"referenceable": True}))
    listed = await stage.whisper("lena", "/references")
    assert "Willing; what they agree to is to be recorded" in listed.words
    looked = await stage.turn(listed, "Open", "Acme Mills: reference", who="lena")
    assert "Record a use" not in looked.buttons

    shown = await stage.whisper("dora", "/references acme")
    answer = await shown.click("Record consent", by=stage["dora"])
    assert not answer.get("failure"), answer
    form = await stage.form("dora", "Reference consent")
    words = await stage.send(form.fill(CONSENT))

    assert "Reference call, Quote" in words
    kept = await stage.told("lena", "/references acme")
    assert all(part in kept for part in ("You may give our name.", "Dr Ito, 2026-03-01", "not used yet"))


async def test_a_use_is_recorded_and_taken_back(stage: Stage) -> None:
    """Sales says which reference was called for whom; a slip of the finger is taken back where it is seen."""
    await agree(stage)

    asked = await stage.open("ada", "/references use", title="Reference")
    answer = await asked.fill({"Customer": "Acme Mills"}).submit()
    assert answer.result == "updated", answer
    form = await stage.form("ada", "Used as a reference")
    words = await stage.send(form.fill({"Used as": "Reference call", "For what or whom": "Contoso"}))
    assert "That makes 1 use" in words
    form = await stage.open("ada", "/references use acme", title="Used as a reference")
    await stage.send(form.fill({"Used as": "Quote"}))

    shown = await stage.whisper("ada", "/references acme")
    assert "used 2 times" in shown.words
    assert "Contoso" in shown.words
    await stage.turn(shown, "Take back", "use taken back", who="ada")
    assert "used once" in await stage.told("lena", "/references acme")


async def test_a_consent_is_withdrawn_and_a_customer_taken_off_and_put_back(stage: Stage) -> None:
    """Withdrawn, they are offered to nobody; off the register and back, with the reason in the account's history."""
    await agree(stage)

    form = await stage.open("carl", "/references withdraw acme", title="Consent taken back")
    await stage.send(form.fill({"Why?": "A new manager."}))
    assert "Consent withdrawn" in await stage.told("lena", "/references")
    refused = await stage.open("ada", "/references use acme")
    assert "took their consent back" in refused.words
    await refused.close()
    form = await stage.open("carl", "/references remove acme", title="Take off the register")
    await stage.send(form.fill({"Why?": "They left us."}))
    assert "No customer is on the register yet" in await stage.told("lena", "/references")
    form = await stage.open("carl", "/references restore acme", title="Back on the register")
    await stage.send(form.fill({"Remark": "They came back."}))

    assert "Consent withdrawn" in await stage.told("lena", "/references")
    account = await stage.told("carl", "/customer acme")
    assert all(reason in account for reason in ("A new manager.", "They left us.", "They came back."))


async def test_the_buttons_of_a_reference_open_their_forms(stage: Stage) -> None:
    """Whoever looks at a customer of the register can do all of it from there."""
    await agree(stage)
    for button, title, values in (
        ("Record a use", "Used as a reference", {"Used as": "Quote"}),
        ("Consent taken back", "Consent taken back", {"Why?": "For now."}),
        ("Take off the register", "Take off the register", {"Why?": "For now."}),
        ("Put back", "Back on the register", {}),
    ):
        shown = await stage.whisper("carl", "/references acme")
        answer = await shown.click(button, by=stage["carl"])
        assert not answer.get("failure"), answer
        form = await stage.form("carl", title)
        await stage.send(form.fill(values))
    assert "Consent withdrawn" in await stage.told("lena", "/references acme")
    assert stage.history_is_whole()


async def test_who_does_not_keep_the_register_is_told_who_does(stage: Stage) -> None:
    """Finance cannot record a consent; nothing is changed."""
    form = await stage.open("fina", "/references consent acme", title="Reference consent")

    await form.fill(CONSENT).submit()

    assert "This is for Dora Weiss" in form.words
    assert "No customer is on the register yet" in await stage.told("lena", "/references")


def enlist(stage: Stage, customers: int) -> None:
    """Put so many customers on the register of references."""
    with stage.database.transaction() as connection:
        for number in range(customers):
            named = {"key": f"c{number:02}", "name": f"Customer {number:02}", "folded_name": f"customer {number:02}"}
            connection.execute(sa.insert(tables.customer).values(**named))
            listed = {"customer_key": named["key"], "state": "willing", "listed_by": "carl", "recorded_by": "carl"}
            at = {"listed_at": system_clock(), "recorded_at": system_clock()}
            row = sa.insert(tables.reference_entry).values(id=named["key"], **listed, **at)
            connection.execute(row)


async def test_a_long_register_has_pages(stage: Stage) -> None:
    """Ten customers to a page, and back."""
    enlist(stage, 12)

    first = await stage.whisper("lena", "/references")
    second = await stage.turn(first, "More", "Customer 11", who="lena")
    await stage.turn(second, "Back", "Customer 00", who="lena")


async def test_the_report_is_there_on_demand(stage: Stage) -> None:
    """Its figures at once, who can be asked for what, and the month before by a button (B 1.6)."""
    await agree(stage)

    report = await stage.whisper("mara", "/references report")
    for part in ("Referenceable Customer Report", "1 (1 new, 0 taken off)", "Acme Mills", "Reference call, Quote"):
        assert part in report.words
    before = await stage.turn(report, "The month before", "0 (0 new, 0 taken off)", who="mara")
    assert "Nobody can be asked now" in before.words
    listed = await stage.whisper("mara", "/references")
    await stage.turn(listed, "Report", "Referenceable Customer Report", who="mara")
    past = await stage.told("dora", "/references report 2026-03")
    assert "March 2026" in past
    assert "no month that has a report" in await stage.told("lena", "/references report tomorrow")


async def test_the_report_comes_as_a_file(on_slack: Stage) -> None:
    """Asked for in Marketing's channel, the whole of it comes there as CSV; a name that is a formula is none in it."""
    stage = on_slack
    with stage.database.transaction() as connection:
        name = tables.customer.c.key == "acme"
        connection.execute(sa.update(tables.customer).where(name).values(name="=1+1", folded_name="=1+1"))
    await agree(stage)
    channel = stage.slack.slack.workspace.channels[stage.channels["marketing"].id]

    def arrived() -> list[dict[str, Any]]:
        return [file for message in channel.messages.values() for file in message.get("files") or ()]

    await stage.told("mara", "/references report", channel="marketing")
    (file,) = await stage.slack.until(arrived, what="the file")

    content = stage.slack.slack.workspace.files[file["id"]].content
    assert content is not None
    assert '"\'=1+1"' in content.decode()
    assert file["name"].endswith(".csv")
