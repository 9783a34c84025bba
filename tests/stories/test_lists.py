"""Looking things up as people do: what is under way, where it is and why, page by page; and the Home."""

from storage import tables
from tests.stories.stage import Stage
from tests.stories.test_decisions import sent


async def test_a_bare_command_starts_an_engagement(stage: Stage) -> None:
    """The form asks for everything; with words behind the command the title is filled in."""
    form = await stage.open("ada", "/engagement", title="New engagement")
    form.fill({"Customer": "Acme Mills", "Process": "Services engagement", "What is it about?": "Intranet"})
    await stage.send(form)
    await stage.card("acme", "ENG-1", "Intranet")

    form = await stage.open("ada", "/engagement new Data lake", title="New engagement")
    assert form.value("What is it about?") == "Data lake"
    await stage.send(form.fill({"Customer": "Birk & Sons"}))

    await stage.card("birk", "ENG-2", "Data lake")


async def test_where_it_stands_and_why(stage: Stage) -> None:
    """One engagement in five ways: shown with its buttons, why, its history, its chart, and found by its customer."""
    key = sent(stage)

    shown = await stage.whisper("ada", f"/engagement show {key}")
    assert "4 Create the services opportunity" in shown.words
    assert "Opportunity created" in shown.buttons
    why = await stage.told("sven", f"/csops why {key}")
    assert "It has stood at step 4" in why
    assert "Who can move it" in why
    history = await stage.told("ada", f"/engagement history {key}")
    assert history.index("Send for approval") < history.index("Scoped")
    chart = await stage.told("ada", f"/engagement chart {key}")
    assert "4 Create the services opportunity" in chart
    for words in ("acme", key.lower(), "Acme Mills"):
        assert key in await stage.told("fina", f"/csops find {words}")
    assert "New portal" not in await stage.told("fina", "/csops find birk")


async def test_the_current_step_is_done_from_a_command(stage: Stage) -> None:
    """`/engagement done` opens the form of the step, wherever its card is."""
    key = stage.ahead("ada", "services-engagement", "New portal")
    form = await stage.open("ada", f"/engagement done {key}")

    words = await stage.send(form.fill({"What the customer wants": "A portal"}))

    assert stage.step_of(key) == "2", words


async def test_a_long_list_has_pages(stage: Stage) -> None:
    """Ten to a page: on and back again; `list acme` and `list PROCESS` show fewer."""
    titles = [f"Portal {letter}" for letter in "ABCDEFGHIJKL"]
    for title in titles:
        stage.ahead("ada", "services-engagement", title)

    first = await stage.whisper("ada", "/engagement list")
    assert first.buttons == ["More"]
    second = await stage.turn(first, "More", "Portal A", who="ada")
    assert second.buttons == ["Back"]
    again = await stage.turn(second, "Back", "Portal L", who="ada")
    assert all((title in again.words) != (title in second.words) for title in titles)
    assert "Portal F" in await stage.told("ada", "/engagement list acme")
    assert "Portal F" not in await stage.told("ada", "/engagement list birk")
    assert "Portal F" not in await stage.told("ada", "/engagement list reference-program")


async def test_what_waits_is_in_the_home_and_in_a_command(stage: Stage) -> None:
    """The Home, `/csops` and `/csops mine` say the same: to who decides, the decision; to others, their steps."""
    key = sent(stage)

    for who, due in (("pria", "Is there enough information?"), ("ada", "4 Create the services opportunity")):
        home = await stage.home(who)
        bare, mine = await stage.told(who, "/csops"), await stage.told(who, "/csops mine")
        assert all(due in words and key in words for words in (home.words, bare, mine)), (who, home.words)
        assert bare == mine
    assert key in await stage.pressed_at_home("pria", "Open")
    assert key not in (await stage.home("fina")).words


async def test_every_command_is_told_and_the_company_checked(stage: Stage) -> None:
    """Help names every command; the check is for administrators and says how to mend what it finds."""
    help_words = await stage.told("emil", "/csops help")
    assert all(command in help_words for command in ("engagement", "rom", "approvals", "ticket", "csops"))
    assert "Mend:" in await stage.told("zoe", "/csops check")
    assert "Mend:" not in await stage.told("emil", "/csops check")
    assert stage.rows(tables.engagement) == []


async def test_things_are_found_by_their_words(stage: Stage) -> None:
    """Customers, engagements and tickets in groups, with what matched; what is many has pages."""
    for number in range(12):
        stage.ahead("ada", "services-engagement", f"Café portal {number}")
    form = await stage.open("ada", "/ticket", title="Log a ticket")
    form.fill({"Customer": "Acme Mills", "Kind": "Customer success", "What is it about?": "The portal is slow"})
    form.fill({"In the customer's words": "Opening the café's page takes a minute."})
    await stage.send(form)

    found = await stage.whisper("fina", "/csops find cafe")
    assert "Engagements" in found.words
    assert "TCK-13" in found.words
    assert "takes a minute" in found.words
    assert "Customers" not in found.words
    rest = await stage.turn(found, "Show all", "Engagements for", who="fina")
    assert "ENG-12" in rest.words
    last = await stage.turn(rest, "More", "portal 0", who="fina")
    await stage.turn(last, "Back", "ENG-12", who="fina")
    assert "Customers" in await stage.told("fina", "/csops find mills")
    assert "Nothing found" in await stage.told("fina", "/csops find zebra")


async def test_an_engagement_is_found_by_its_title_and_drawn(stage: Stage) -> None:
    """Words where a verb could stand are looked for among the titles; the card's button draws its process."""
    key = stage.ahead("ada", "services-engagement", "Portal migration", ("ada", "scoped", {}))

    found = await stage.whisper("ada", "/engagement portal")
    assert key in found.words
    await found.click("Flow chart")
