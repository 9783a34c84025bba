"""What customers ask for and say: tickets, check-ins with what they find, the register of references, case studies."""

from storage import tables
from tests.digests.mornings import Mornings
from tests.golden.album import Album, card
from tests.office import slack, staff
from tests.references.agreeing import CONSENT, customers
from tests.reminders.stand import Waiting
from workflows.kernel.answers import Answer, Done
from workflows.kernel.requests import Searched, Shared

ACME, INTERNAL, SALES, MARKETING = "slack:CACME", "slack:CINTERNAL", "slack:CSALES", "slack:CMARKETING"
LINK = "https://acme.slack.example/archives/C1/p1"


def tickets(album: Album) -> None:
    """From a message that somebody wrote to the words that the customer is told."""
    album.told("tickets-empty", "carl", "/ticket list")
    album.told("queue-empty", "carl", "/ticket queue")
    shared = Shared(
        actor=slack("carl"),
        request_key=album.key(),
        shortcut="ticket.log",
        message_key="slack:T1:CACME:1.1",
        text="The *login* page fails for <everybody> & says 500",
        link=LINK,
        place=ACME,
    )
    opened = album.keep("log-ticket-of-message", album.ask(shared))
    album.filled("log-ticket", "carl", opened, {"kind": "bug", "customer": "acme", "priority": "high", "severity": "1"})
    album.post("ticket-head", ACME, "TCK-1")
    album.post("ticket-high", "slack:ULENA", "")
    got = next((lane, face) for lane, face in album.faces() if any(b.key == "message.got-it" for b in face.buttons))
    album.pressed("got-it", got[0].removeprefix("slack:U").lower(), got[1], "Got it")
    album.told("log-ticket-typed", "carl", "/ticket post-implementation acme The export is slow")
    twice = album.submit(
        "ada",
        album.type("ada", "/ticket"),
        {"customer": "acme", "kind": "bug", "title": "The login page fails for <everybody> & says 500"},
    )
    album.keep("log-ticket-again", twice)
    album.filled("ticket-the-same", "ada", twice, {"same": "TCK-1"})
    album.told("ticket-show", "lena", "/ticket show TCK-1")
    for kind in ("post-implementation", "development-request", "customer-success", "additional-scope"):
        album.later(minutes=7)
        values = {"customer": "acme", "kind": kind, "title": f"About {kind}", "description": "They call daily."}
        logged = album.submit("ada" if kind == "customer-success" else "carl", album.type("carl", "/ticket"), values)
        assert isinstance(logged, Done), logged
    album.told("ticket-show-post-implementation", "carl", "/ticket show TCK-2")
    asking = album.pressed(
        "ticketing-questions", "carl", card(album.type("carl", "/ticket show TCK-2")), "Ticketing Questions"
    )
    answers = {"expected": "That it ends", "happens": "It never ends", "since": "2026-02-20", "blocked": True}
    album.filled("ticketing-questions", "carl", asking, answers)
    album.told("tickets", "carl", "/ticket list")
    album.told("queue", "carl", "/ticket queue")
    urgent = album.told("priority", "lena", "/ticket priority TCK-3")
    album.filled("priority", "lena", urgent, {"priority": "high"})
    album.told("close-ticket-too-soon", "carl", "/ticket close TCK-4")
    carry(album, "TCK-4")


def carry(album: Album, key: str) -> None:
    """Carry a ticket to the words that the customer is told, and take it up again."""
    engagement = next(str(row["id"]) for row in album.rows(tables.engagement) if row["key"] == key)
    for outcome in ("taken", "resolved", "closed"):
        album.later(minutes=1)
        assert isinstance(album.say("carl", engagement, outcome), Done)
    closing = album.told("close-ticket", "carl", f"/ticket close {key}")
    album.filled("close-ticket", "carl", closing, {"message": "Both users are there & can *log in*."})
    album.post("ticket-telling", ACME, "Tell the customer")
    album.later(minutes=5)
    assert isinstance(album.say("carl", engagement, "informed"), Done)
    album.post("ticket-ended", ACME, key)
    again = album.told("reopen-ticket", "carl", f"/ticket reopen {key}")
    album.filled("reopen-ticket", "carl", again, {"reason": "One still cannot."})


def links(album: Album) -> None:
    """Two tickets that show each other."""
    for kind in ("bug", "customer-success"):
        logged = {"customer": "acme", "kind": kind, "title": f"About {kind}"}
        assert isinstance(album.submit("carl", album.type("carl", "/ticket"), logged), Done)
    linking = album.told("link", "carl", "/ticket link TCK-1")
    album.filled("link", "carl", linking, {"other": "TCK-2"})
    album.told("ticket-show-linked", "carl", "/ticket show TCK-1")
    unlinking = album.told("unlink", "carl", "/ticket unlink TCK-1")
    album.filled("unlink", "carl", unlinking, {})


def searches(album: Album) -> None:
    """What is offered under a field while somebody types in it."""
    logged = {"customer": "acme", "kind": "bug", "title": "About the login"}
    assert isinstance(album.submit("carl", album.type("carl", "/ticket"), logged), Done)
    for source, words in (("customer", "ac"), ("person", "ada"), ("engagement", "about"), ("ticket", "about")):
        searched = Searched(actor=slack("carl"), request_key=album.key(), source=source, words=words)
        album.keep(source, album.ask(searched))


def check_ins(album: Album) -> None:
    """From the first one to a plan that is set anew; what one finds, and what becomes of that."""
    staff(album.database, "am", "luis")
    album.told("which-check-in", "carl", "/checkin")
    album.told("check-ins-empty", "carl", "/checkin list")
    begin = album.told("check-in-none", "carl", "/checkin acme")
    album.pressed("start-check-ins", "carl", card(begin), "Start check-ins")
    album.filled("check-ins-started", "carl", album.type("carl", "/engagement done CS-1"), {"cadence": "monthly"})
    Waiting(album).told(album.now.replace(month=4, day=3))
    album.post("check-in-due", "slack:UCARL", "Check in")
    held = album.told("check-in", "carl", "/checkin acme")
    found = {"outcome": "happy", "upsell": True, "referenceable": True, "renewal": True, "description": "Ten *seats*."}
    album.filled("check-in", "carl", held, found)
    album.post("check-in-held", ACME, "")
    offered = album.post("offer-sales", SALES, "Accept")
    wanted = album.post("offer-marketing", MARKETING, "Accept")
    album.pressed("accept-offer", "luis", offered, "Accept")
    album.post("offer-accepted", SALES)
    giving = album.pressed("return-offer", "mara", wanted, "Return")
    album.filled("return-offer", "mara", giving, {"reason": "They were one already."})
    album.post("offer-returned", MARKETING)
    album.told("plan", "carl", "/checkin acme plan")
    album.told("check-ins", "carl", "/checkin list")
    album.told("check-ins-of-others", "ada", "/checkin list all")
    album.told("put-off", "carl", "/checkin acme later 2026-05-15")
    album.pressed("put-off", "carl", card(album.type("carl", "/checkin acme plan")), "Another day")
    for name, words, values in (
        ("skip", "skip", {"reason": "They are all at the fair."}),
        ("cadence", "every", {"every": "quarterly"}),
        ("pause", "pause", {"reason": "They merge with Birk."}),
    ):
        album.later(minutes=1)
        album.filled(
            f"check-in-{name}", "carl", album.told(f"check-in-{name}", "carl", f"/checkin acme {words}"), values
        )
    album.told("plan-paused", "carl", "/checkin acme plan")
    album.told("check-in-resume", "carl", "/checkin acme resume")


def troubles(album: Album) -> None:
    """A check-in with a customer who is not happy, corrected, and their account card then."""
    assert isinstance(album.say("carl", album.start("carl", process="customer-success"), "started"), Done)
    unhappy = {
        "outcome": "not-happy",
        "issue": "It takes minutes.",
        "subject": "All is slow",
        "description": "They think of *leaving*.",
    }
    album.later(days=1)
    album.filled("check-in-unhappy", "carl", album.type("carl", "/checkin acme"), unhappy)
    album.filled("check-in-edit", "carl", album.told("check-in-edit", "carl", "/checkin edit acme"), {})
    album.told("customer-at-risk", "carl", "/customer acme")


def references(album: Album) -> None:
    """The register, its forms and its report, and a case study that is begun from it."""
    album.told("references-empty", "mara", "/references")
    album.told("report-empty", "mara", "/references report")
    agreeing = album.told("consent", "carl", "/references consent acme")
    album.filled("consent", "carl", agreeing, {**CONSENT, "uses": ("call", "case-study"), "until": "2027-03-01"})
    using = album.told("use", "ada", "/references use acme")
    album.filled("use", "ada", using, {"kind": "call", "purpose": "The *north* bank"})
    shown = album.told("reference", "mara", "/references acme")
    album.told("which-reference-use", "ada", "/references use")
    album.told("which-reference", "mara", "/references consent")
    album.told("which-case-study", "mara", "/casestudy")
    album.told("case-studies-empty", "mara", "/casestudy list")
    starting = album.told("start-case-study", "mara", "/casestudy acme")
    album.filled("start-case-study", "mara", starting, {"draft": "https://study.example/1"})
    album.told("case-study", "mara", "/casestudy acme")
    album.told("case-studies", "mara", "/casestudy list")
    album.pressed("take-back-use", "ada", card(shown), "Take back")
    _agree(album, album.type("carl", "/references consent birk"))
    album.filled(
        "withdraw", "carl", album.told("withdraw", "carl", "/references withdraw birk"), {"reason": "New owner."}
    )
    album.filled("remove", "mara", album.told("remove", "mara", "/references remove birk"), {"reason": "New owner."})
    album.told("reference-removed", "mara", "/references birk")
    album.filled("restore", "mara", album.told("restore", "mara", "/references restore birk"), {"note": "Again."})


def register(album: Album) -> None:
    """Two pages of it, and its report: on demand, and as it comes by itself."""
    for key in customers(album, 12):
        album.later(minutes=1)
        _agree(album, album.type("carl", f"/references consent {key}"))
    first = album.told("references", "mara", "/references")
    album.pressed("references-second-page", "mara", card(first), "More")
    album.told("report", "mara", "/references report")
    album.post("report", "slack:UMARA")
    left = Mornings(album).until(album.now.replace(month=4, day=2))
    assert any(one.title == "Referenceable Customer Report" for one in left)
    album.post("report-of-the-month", MARKETING, "Referenceable Customer Report")


def _agree(album: Album, opened: Answer) -> None:
    assert isinstance(album.submit("carl", opened, CONSENT), Done)


CHAPTERS = (tickets, links, searches, check_ins, troubles, references, register)
