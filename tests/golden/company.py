"""What concerns a person or the company: the Home of each role, accounts, reports, reminders, what did not arrive."""

from datetime import timedelta

from storage import tables
from tests.accounts.desks import STRANGER, code
from tests.deliveries.test_deliveries import kill
from tests.digests.mornings import Mornings
from tests.golden.album import Album, card
from tests.office import ROLES, every_button, slack, staff
from tests.pricing import draft, to_approval
from tests.references.agreeing import agreed, customers
from tests.reminders.stand import Waiting
from workflows.kernel.answers import Answer, Done
from workflows.kernel.requests import Typed, Visited
from workflows.tickets.commands import LogTicket

OPERATIONS = "slack:COPERATIONS"


def homes(album: Album) -> None:
    """The Home of somebody of each role while much is under way, one with nothing on it, and a section by itself."""
    album.keep("nothing", album.ask(Visited(actor=slack("ivan"), request_key=album.key())))
    staff(album.database, "am", "ada")
    for number in range(8):
        album.later(hours=1)
        engagement = album.start("ada", title=f"Portal {number}")
        if number < 3:
            album.say("ada", engagement, "scoped")
            draft(album, key=f"ENG-{number + 1}")
            album.type("ada", f"/rom ENG-{number + 1} send")
    question = album.last_card("slack:CAPPROVALS", having="Needs discovery")
    album.submit("pria", album.press("pria", question, "Needs discovery"), {"reason": "How many users?"})
    for kind in ("bug", "development-request", "customer-success", "post-implementation"):
        album.later(minutes=20)
        values = {"customer": "acme", "kind": kind, "title": f"About {kind}", "description": "They call daily."}
        assert isinstance(album.submit("ada", album.type("ada", "/ticket"), values), Done)
    check_ins = album.start("carl", process="customer-success", title="Acme's year")
    album.say("carl", check_ins, "started", cadence="monthly")
    album.say("carl", check_ins, "not-happy", issue="It takes minutes.")
    reference = album.start("emil", process="reference-program", title="A reference")
    album.say("emil", reference, "yes")
    album.type("carl", "/references consent birk")
    album.later(days=8)
    for who in sorted({holders[0] for holders in ROLES.values()}):
        roles = "-".join(sorted(role for role, holders in ROLES.items() if holders[0] == who)[:3]).replace("_", "-")
        album.keep(roles, album.ask(Visited(actor=slack(who), request_key=album.key())))
    album.pressed("home-section", "ada", card(album.type("ada", "/csops mine")), "Show all")
    album.told("customer", "carl", "/customer acme")


def oneself(album: Album) -> None:
    """Help, an absence, one's accounts and one's own digest."""
    album.told("help", "ada", "/csops help")
    album.told("help-ticket", "ada", "/csops help ticket")
    away = album.told("away", "carl", "/csops away")
    album.filled("away", "carl", away, {"last_day": "2026-03-13", "delegate": "emil"})
    album.told("home-while-away", "carl", "/csops mine")
    album.told("back", "carl", "/csops back")
    album.told("link-code", "ada", "/csops link")
    linking = Typed(
        actor=STRANGER, request_key=album.key(), verb="/csops", words=f"link {code(album)}", place="teams:x"
    )
    album.keep("link-account", album.ask(linking))
    album.told("accounts", "ada", "/csops accounts")
    album.told("accounts-of-all", "zoe", "/csops accounts")
    album.told("notify", "ada", "/csops notify teams")
    album.told("unlink-account", "ada", "/csops unlink teams")
    album.told("own-digest", "ada", "/csops digest")
    album.told("own-digest-daily", "ada", "/csops digest daily")
    stopped = album.pressed("stop-own-digest", "ada", card(album.type("ada", "/csops reminders")), "Stop")
    album.pressed("own-digest-again", "ada", card(stopped), "Remind me again")


def administration(album: Album) -> None:
    """What is missing, each part of what can be changed, each kind of entry with its form, and what was changed."""
    top = card(album.told("admin", "zoe", "/csops admin"))
    for part in ("roles", "channels", "customers", "people", "away", "tiers", "rates", "digests"):
        label = next((b.label for b in top.buttons if part in {b.argument, b.subject}), "")
        assert label, (part, top.buttons)
        listed = card(album.pressed(f"admin-{part}", "zoe", top, label))
        entry = next((b for b in every_button(listed) if b.key == "admin.entry"), None)
        if entry is not None:
            shown = card(album.pressed(f"admin-{part}-entry", "zoe", listed, entry.label))
            changing = next((b for b in every_button(shown) if b.key == "admin.edit"), None)
            if changing is not None:
                album.pressed(f"admin-{part}", "zoe", shown, changing.label)
    album.told("check", "zoe", "/csops check")
    added = _open(album, "people", "Add to people")
    album.filled(
        "admin-added", "zoe", added, {"key": "nina", "name": "Nina <Berg>", "slack": "UNINA", "time_zone": "UTC"}
    )
    album.start("ada")
    leaving = album.keep("let-go", _open(album, "people ada", "Let go"))
    album.filled("let-go", "zoe", leaving, {"heir": "sven"})
    album.filled(
        "admin-tier-added",
        "zoe",
        _open(album, "tiers", "New tier"),
        {"key": "gold", "title": "Gold", "first_response_minutes": "60"},
    )
    gold = card(album.press("zoe", card(album.type("zoe", "/csops admin tiers gold")), "Open"))
    album.pressed(
        "admin-removed", "zoe", gold, next(button.label for button in gold.buttons if button.key == "admin.remove")
    )
    album.pressed("admin-changes", "zoe", card(album.type("zoe", "/csops admin")), "What was changed")


def _open(album: Album, part: str, label: str) -> Answer:
    """Press a button of a part, or of the only entry that its words lead to."""
    shown = card(album.type("zoe", f"/csops admin {part}"))
    if " " in part:
        shown = card(album.press("zoe", shown, "Open"))
    return album.press("zoe", shown, label)


def reports(album: Album) -> None:
    """The reports there are, one of them, and everything that leaves by itself."""
    staff(album.database, "ps_director", "dora")
    mornings = Mornings(album)
    assert isinstance(album.type("ada", "/csops digest daily"), Done)
    engagement = album.start("ada", title="New portal")
    album.later(hours=30)
    album.say("ada", engagement, "scoped")
    logged = {"customer": "acme", "kind": "development-request", "title": "Dark mode"}
    assert isinstance(album.submit("carl", album.type("carl", "/ticket"), logged), Done)
    album.told("reports", "pria", "/csops report")
    album.told("report-pipeline", "pria", "/csops report pipeline")
    album.say("carl", album.start("carl", process="customer-success", title="Acme's year"), "started")
    mornings.until(album.now + timedelta(days=8))
    album.post("digest-pipeline", "slack:UPRIA", "Pipeline")
    album.post("digest-risks", "slack:UDORA", "Customers at risk")
    album.post("digest-own", "slack:UADA", "What waits")
    album.post("digest-channel", "slack:CSALES", "Waiting in")
    album.post("review-of-priorities", "slack:ULENA", "priority")


def reminders(album: Album) -> None:
    """What is told of what waits too long, to whoever has it and to whoever is shown it; how that is stopped."""
    to_approval(album)
    Waiting(album).told(album.now + timedelta(days=8))
    album.post("reminder", "slack:UADA", "Reminder")
    album.post("escalation", "slack:CINTERNAL", "Waiting too long")
    listed = album.told("reminders", "ada", "/csops reminders")
    album.pressed("stop-reminder", "ada", card(listed), "Stop")
    again = album.told("reminders-stopped", "ada", "/csops reminders")
    album.pressed("remind-again", "ada", card(again), "Remind me again")


def deliveries(album: Album) -> None:
    """A message that did not arrive: the notice, the list, both buttons."""
    album.told("failed-empty", "zoe", "/csops failed")
    album.start("ada")
    kill(album, "slack:CACME")
    notice = album.post("not-delivered", OPERATIONS, "could not")
    album.told("failed", "zoe", "/csops failed")
    album.told("why-not-delivered", "ada", "/csops why ENG-1")
    album.pressed("deliver-again", "zoe", notice, "Try again")
    album.post("delivered-again", OPERATIONS)
    kill(album, "slack:CACME")
    album.pressed("drop-delivery", "zoe", album.last_card(OPERATIONS, having="Drop it"), "Drop it")
    album.post("delivery-dropped", OPERATIONS)


def long_lists(album: Album) -> None:
    """Every list that has more than one page, as its first page is."""
    for number in range(12):
        album.later(minutes=1)
        logged = LogTicket(
            actor=slack("ada"),
            request_key=album.key(),
            customer="acme",
            kind="customer-success",
            title=f"Wish {number}",
        )
        assert isinstance(album.dispatcher.answer(logged), Done)
    for name, words in (
        ("tickets", "/ticket list"),
        ("queue", "/ticket queue"),
        ("find", "/csops find wish"),
        ("engagements", "/engagement list ticket"),
        ("reminders", "/csops reminders"),
    ):
        album.told(f"long-{name}", "carl", words)
    for key in customers(album, 12):
        album.later(minutes=1)
        begin = card(album.type("carl", f"/checkin {key}"))
        assert isinstance(album.press("carl", begin, "Start check-ins"), Done)
        agreed(album, key, uses=("call", "case-study"))
        assert isinstance(album.submit("mara", album.type("mara", f"/casestudy {key}"), {}), Done)
        engagement = album.start("ada", title=f"Portal for {key}")
        album.say("ada", engagement, "scoped")
        number = next(row["key"] for row in album.rows(tables.engagement) if row["id"] == engagement)
        draft(album, key=str(number))
        assert isinstance(album.type("ada", f"/rom {number} send"), Done)
    album.say("carl", _newest(album, "customer-success"), "started", cadence="weekly")
    album.told("long-check-ins", "carl", "/checkin list")
    studies = card(album.told("long-case-studies", "mara", "/casestudy list"))
    album.pressed("case-study-of-list", "mara", studies, "Open")
    album.told("long-approvals", "pria", "/approvals all")
    home = card(album.keep("long", album.ask(Visited(actor=slack("carl"), request_key=album.key()))))
    album.pressed("long-home-section", "carl", home, "Show all")


def _newest(album: Album, process: str) -> str:
    """Return the id of the newest engagement of a process."""
    rows = [row for row in album.rows(tables.engagement) if row["process"] == process]
    return str(max(rows, key=lambda row: row["created_at"])["id"])


CHAPTERS = (homes, oneself, administration, reports, reminders, deliveries, long_lists)
