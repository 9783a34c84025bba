"""Work under way: its cards, its ROM, decisions and hand-offs in each of their states, and what is done to it."""

from tests.golden.album import Album, card
from tests.office import staff
from tests.pricing import HOURS, draft, to_approval
from workflows.kernel.answers import Done, Opened

ACME, APPROVALS, INTERNAL = "slack:CACME", "slack:CAPPROVALS", "slack:CINTERNAL"


def engagements(album: Album) -> None:
    """From the form that starts one to the card that says how it ended."""
    opened = album.told("new-engagement", "ada", "/engagement new New portal")
    album.filled("start-engagement", "ada", opened, {"customer": "acme"})
    album.post("engagement-head", ACME, "New portal")
    album.told("engagement-show", "ada", "/engagement show ENG-1")
    album.told("engagement-list", "ada", "/engagement list")
    album.told("engagement-list-empty", "ada", "/engagement list birk")
    album.told("engagement-titles", "ada", "/engagement portal")
    album.told("find", "ada", "/csops find portal")
    album.told("find-nothing", "ada", "/csops find unicorn")
    album.told("why", "ada", "/csops why ENG-1")
    album.told("chart", "ada", "/engagement chart ENG-1")
    album.post("chart", ACME)
    album.pressed("step-of-button", "ada", album.last_card(ACME, having="Step 1"), "Scoped")
    fill = album.told("say-scoped", "ada", "/engagement done ENG-1")
    said = album.filled("say-scoped", "ada", fill, {"scope_summary": "A portal with *two* languages & a <search>"})
    album.post("step-behind", ACME, "Step 1")
    album.pressed("undo", "ada", card(said), "Undo")
    album.told("history", "dora", "/engagement history ENG-1")


def interventions(album: Album) -> None:
    """What people do to work besides saying its outcomes."""
    engagement = album.start("ada")
    for name, words, values in (
        ("assign", "assign ENG-1", {"person": "sven"}),
        ("comment", "comment ENG-1", {"words": "They call back on *Monday*."}),
        ("private", "private ENG-1", {"reason": "It is about prices."}),
        ("invite", "invite ENG-1 @mara", {}),
        ("uninvite", "uninvite ENG-1 @mara", {}),
        ("public", "public ENG-1", {"reason": "They signed."}),
    ):
        album.later(minutes=1)
        album.filled(name, "ada", album.told(name, "ada", f"/engagement {words}"), values)
        if name == "invite":
            album.told("engagement-show-private", "ada", "/engagement show ENG-1")
    album.later(minutes=1)
    album.post("comment", ACME, "")
    album.say("ada", engagement, "scoped")
    back = album.told("set-back", "ada", "/engagement back ENG-1")
    album.filled("set-back", "ada", back, {"reason": "Said by mistake."})
    cancel = album.told("cancel", "ada", "/engagement cancel ENG-1")
    album.filled("cancel", "ada", cancel, {"reason": "They bought nothing."})
    album.post("engagement-cancelled", ACME, "New portal")


def roms(album: Album) -> None:
    """The form with every role of the rate card, the figures, and what is listed."""
    engagement = album.start("ada")
    album.say("ada", engagement, "scoped")
    edited = album.filled("rom", "ada", album.told("rom", "ada", "/rom ENG-1"), HOURS)
    album.told("rom-show", "ada", "/rom ENG-1 show")
    album.told("rom-list", "ada", "/rom list")
    album.told("rom-which", "ada", "/rom")
    album.pressed("rom-send", "ada", card(edited), "Send")
    album.post("rom-head", ACME, "New portal")


def decisions(album: Album) -> None:
    """A decision that waits, a question with its answer, and the three ways in which it ends."""
    to_approval(album)
    waits = album.post("approval-waiting", APPROVALS, "Approve")
    album.told("approvals", "pria", "/approvals")
    album.told("approvals-all", "ada", "/approvals all")
    album.told("approvals-empty", "fina", "/approvals")
    album.told("approval-show", "pria", "/approvals show ENG-1")
    asking = album.pressed("approval-question", "pria", waits, "Needs discovery")
    album.filled("approval-question", "pria", asking, {"reason": "How many users, and *which* regions?"})
    asked = album.post("approval-questioned", APPROVALS, "Answer")
    answering = album.pressed("approval-answer", "ada", asked, "Answer")
    album.filled("approval-answer", "ada", answering, {"answer": "Twelve, all in the <north>."})
    answered = album.post("approval-answered", APPROVALS, "Approve")
    album.pressed("approval-approve", "pria", answered, "Approve")
    album.post("approval-approved", APPROVALS)


def many_decisions(album: Album) -> None:
    """One that is declined, and several that are approved at once."""
    for number in range(1, 4):
        album.later(hours=1)
        engagement = album.start("ada", title=f"Portal {number}")
        album.say("ada", engagement, "scoped")
        draft(album, key=f"ENG-{number}")
        album.type("ada", f"/rom ENG-{number} send")
    waiting = album.last_card(APPROVALS, having="Decline")
    declining = album.pressed("approval-decline", "pria", waiting, "Decline")
    album.filled("approval-decline", "pria", declining, {"reason": "Too little margin."})
    album.post("approval-declined", APPROVALS)
    listed = album.told("approvals-several", "pria", "/approvals")
    choosing = album.pressed("approve-several", "pria", card(listed), "Approve several")
    assert isinstance(choosing, Opened)
    chosen = tuple(choice.value for choice in choosing.form.fields[0].choices)
    sure = album.filled("approve-several-sure", "pria", choosing, {"chosen": chosen})
    album.filled("approve-several", "pria", sure, {})


def hand_offs(album: Album) -> None:
    """One that is offered, returned, offered again, fought over, decided and accepted."""
    for role, holder in (("am", "luis"), ("delivery", "emil"), ("sales_manager", "luis"), ("executive", "dora")):
        staff(album.database, role, holder)
    album.filled("log-ticket-handed-over", "ada", album.type("ada", "/ticket"), TICKET)
    offered = album.post("hand-off-offered", INTERNAL, "Accept")
    returning = album.pressed("return-hand-off", "carl", offered, "Return")
    album.filled("return-hand-off", "carl", returning, {"reason": "Not *ours*."})
    album.post("hand-off-returned", INTERNAL, "Returned")
    back = album.post("hand-off-came-back", "slack:UADA", "Hand off again")
    album.pressed("hand-off-again", "ada", back, "Hand off again")
    again = album.post("hand-off-offered-again", INTERNAL, "Accept")
    album.submit("carl", album.press("carl", again, "Return"), {"reason": "Still not ours."})
    lane, disputed = next(
        (at, face) for at, face in album.faces() if any(b.key == "handoff.decide" for b in face.buttons)
    )
    who = lane.removeprefix("slack:U").lower()
    album.post("hand-off-disputed", lane, "Somebody else")
    deciding = album.pressed("decide-hand-off", who, disputed, "Somebody else")
    album.filled("decide-hand-off", who, deciding, {"person": "emil", "words": "You know it."})
    album.post("hand-off-decided", lane)


TICKET = {"customer": "acme", "kind": "customer-success", "title": "Two more users", "description": "Please add them."}


def stages(album: Album) -> None:
    """A customer comes to a stage; what is handed over then, from the form to its end."""
    for role, holder in (("am", "ada"), ("delivery", "emil"), ("sales_manager", "luis"), ("executive", "dora")):
        staff(album.database, role, holder)
    album.told("which-customer", "carl", "/customer")
    album.told("customer-empty", "carl", "/customer acme")
    noting = album.pressed("note-customer", "carl", card(album.type("carl", "/customer acme")), "Note")
    album.filled("note-customer", "carl", noting, {"words": "Dr Ito leaves in *May*."})
    album.post("customer-note", INTERNAL)
    staging = album.told("stage", "ada", "/customer acme stage")
    album.filled("stage", "ada", staging, {"stage": "onboard", "note": "They go live in April."})
    album.post("stage", INTERNAL, "")
    offered = album.post("stage-hand-off-offered", INTERNAL, "Accept")
    album.pressed("hand-off-details", "carl", offered, "Details")
    album.pressed("accept-hand-off", "carl", offered, "Accept")
    album.post("hand-off-accepted", INTERNAL, "Accepted")
    plan = album.last_card(INTERNAL, having="Plan carried out")
    tick = next(button for button in plan.buttons if button.key == "item.done")
    album.pressed("tick-item", "ada", plan, tick.label)
    handing = album.told("hand-off", "carl", "/handoff birk")
    album.filled("hand-off", "carl", handing, {"kind": "adoption", "note": "They use half of it."})
    album.told("customer-with-hand-off", "carl", "/customer acme")
    album.told("hand-off-show", "carl", "/engagement show HND-1")


def documents(album: Album) -> None:
    """The SOW in its thread, and again for who asks."""
    to_approval(album)
    engagement = str(album.last_card(ACME, having="Step 4").buttons[0].subject)
    for who, outcome in (("ada", "created"), ("ada", "entered")):
        album.say(who, engagement, outcome, opportunity="https://crm.example/1")
    assert isinstance(album.press("pria", album.last_card(APPROVALS, having="Approve"), "Approve"), Done)
    album.say("ada", engagement, "customer-approves")
    album.told("document", "ada", "/engagement document ENG-1")
    album.told("engagement-show-with-document", "ada", "/engagement show ENG-1")
    album.post("document", "slack:CINTERNAL", "")


CHAPTERS = (engagements, interventions, roms, decisions, many_decisions, hand_offs, stages, documents)
