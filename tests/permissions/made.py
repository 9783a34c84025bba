"""Each command as the cards and forms of the prepared office would make it, for whoever asks."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import msgspec

from storage import tables
from tests.office import Office, slack
from tests.pricing import HOURS
from workflows.accounts.commands import LinkAccount, NotifyOn, UnlinkAccount
from workflows.administration import commands as administration
from workflows.approvals.commands import AnswerQuestion, ApproveSeveral, Decide
from workflows.checkins import commands as checkins
from workflows.customers.commands import HandOver, NoteCustomer, SetStage
from workflows.deliveries.commands import DropDelivery, RetryDelivery
from workflows.digests import commands as digests
from workflows.documents.commands import SendDocument
from workflows.engagements import reminding
from workflows.engagements.commands import GotIt, SayOutcome, SendChart, StartEngagement, TickItem
from workflows.engagements.offering import NAME
from workflows.estimates.commands import SaveEstimate, SendEstimate
from workflows.handoffs.commands import RECEIVER, AcceptHandOff, DecideHandOff, OfferAgain, ReturnHandOff
from workflows.interventions.commands import Assign, Cancel, Comment, SetBack, Undo
from workflows.kernel.answers import Opened
from workflows.kernel.commands import Command, OpenForm
from workflows.links.commands import Link, Unlink
from workflows.offers.commands import AcceptOffer, ReturnOffer
from workflows.people.commands import ComeBack, GoAway
from workflows.privacy.commands import Invite, MakePrivate, MakePublic, Uninvite
from workflows.references import commands as references
from workflows.references.study_commands import StartCaseStudy
from workflows.reminders.commands import StopReminder, StopTimer
from workflows.tickets.commands import AddToTicket, AnswerQuestions, LogTicket, SetPriority

Named = Iterator[tuple[str, type[Command], Mapping[str, Any]]]
"""A row's name, its command, and the fields of it."""


def made(office: Office, admin: str) -> Mapping[str, Command]:
    """Return each command by the name of its row; `admin` looks up what administrators see."""
    found = Found(office, admin)
    parts = (found.work(), found.decisions(), found.tickets(), found.check_ins(), found.customers())
    rows = (row for part in (*parts, found.beside(), found.own(), found.company()) for row in part)
    commands: dict[str, Command] = {}
    for name, kind, fields in rows:
        assert name not in commands, name
        commands[name] = kind(actor=slack(admin), request_key="", **fields)
    return commands


def key_of(office: Office, title: str) -> str:
    """Return the number of the engagement of that title."""
    return next(str(row["key"]) for row in office.rows(tables.engagement) if row["title"] == title)


class Found:
    """What is under way, looked up as it stands."""

    def __init__(self, office: Office, admin: str) -> None:
        self.office, self.admin = office, admin
        self.rows = {str(row["key"]): row for row in office.rows(tables.engagement)}
        self.priced, self.signed, self.early = (
            key_of(office, f"A portal {what}") for what in ("to price", "to sign", "too early")
        )
        self.tomorrow = (office.now + timedelta(days=1)).date().isoformat()

    def of(self, key: str) -> dict[str, Any]:
        """Return the id of an engagement as commands name it."""
        return {"engagement": self.rows[key]["id"]}

    def at(self, key: str) -> dict[str, Any]:
        """Return the id with the arrival, as forms know both."""
        return {**self.of(key), "arrival": self.rows[key]["arrival"]}

    def handoff(self, state: str) -> dict[str, Any]:
        """Return the hand-off in a state, and its round."""
        row = next(row for row in self.office.rows(tables.handoff) if row["state"] == state)
        return {"handoff": row["id"], "version": row["round"]}

    def approval(self, state: str) -> dict[str, Any]:
        """Return the decision in a state, and its round."""
        row = next(row for row in self.office.rows(tables.approval) if row["state"] == state)
        return {"approval": row["id"], "version": row["round"]}

    def entry(self, part: str, key: str) -> dict[str, Any]:
        """Return an entry of the company in the state in which its form shows it."""
        return {"part": part, "key": key, "state": self._shown(administration.EDIT, part, key)}

    def _shown(self, form: str, part: str, key: str) -> str:
        ask = OpenForm(actor=slack(self.admin), form=form, subject=part, argument=key)
        opened = self.office.dispatcher.answer(ask)
        assert isinstance(opened, Opened), opened
        return opened.form.argument.partition(" ")[0]

    def work(self) -> Named:
        """Engagements and their hand-offs."""
        for what, process in (
            ("services", "services-engagement"),
            ("check-ins", "customer-success"),
            ("a reference program", "reference-program"),
        ):
            fields = {"process": process, "customer": "birk", "title": "Another one"}
            yield f"StartEngagement of {what}", StartEngagement, fields
        yield "SayOutcome of pre-sales", SayOutcome, {**self.at("ENG-4"), "outcome": "scoped", "values": {}}
        yield "SayOutcome of a ticket", SayOutcome, {**self.at("TCK-8"), "outcome": "on-board", "values": {}}
        yield "SayOutcome of the SOW", SayOutcome, {**self.at(self.signed), "outcome": "sent", "values": {}}
        yield "TickItem of sales", TickItem, {**self.of("ENG-1"), "item": self.item("ENG-1")}
        yield "SendChart", SendChart, self.of("ENG-1")
        yield "GotIt", GotIt, {**self.of("TCK-6"), "person": "lena"}
        yield "AcceptHandOff", AcceptHandOff, self.handoff("offered")
        yield "ReturnHandOff", ReturnHandOff, {**self.handoff("offered"), "reason": "Whose?"}
        yield "OfferAgain", OfferAgain, self.handoff("returned")
        yield "DecideHandOff", DecideHandOff, {**self.handoff("disputed"), "side": RECEIVER}
        for what, lane in (("a renewal", "slack:CSALES"), ("a reference", "slack:CMARKETING")):
            offer = {**self.of("CS-5"), "offer": self.offer("CS-5", lane)}
            yield f"AcceptOffer of {what}", AcceptOffer, offer
            yield f"ReturnOffer of {what}", ReturnOffer, {**offer, "reason": "Whose?"}

    def item(self, key: str) -> str:
        """Return the first thing to tick off of an engagement."""
        return str(msgspec.json.decode(self.rows[key]["items"])[0]["key"])

    def offer(self, key: str, lane: str) -> str:
        """Return the name of what an engagement offers in a channel."""
        cards = msgspec.json.decode(self.rows[key]["cards"], type=dict[str, list[list[str]]])
        return next(name for name, copies in cards.items() if name.startswith(NAME) and copies[0][1] == lane)

    def decisions(self) -> Named:
        """The ROM, its decision, and the question before it."""
        price = {"revision": 1, "rate_card": "2026-1", "values": {**HOURS, "travel": "1300"}}
        yield "SaveEstimate", SaveEstimate, {**self.of(self.priced), "key": self.priced, **price}
        yield "SendEstimate", SendEstimate, {**self.of(self.priced), "key": self.priced, "revision": 1}
        yield "Decide", Decide, {**self.approval("waiting"), "outcome": "approve", "values": {}}
        row = next(row for row in self.office.rows(tables.approval) if row["state"] == "waiting")
        yield "ApproveSeveral", ApproveSeveral, {"chosen": (f"{row['id']}:{row['round']}:{row['digest'][:12]}",)}
        yield "AnswerQuestion", AnswerQuestion, {**self.approval("discovery"), "values": {"answer": "Twelve."}}

    def tickets(self) -> Named:
        """Tickets and links."""
        yield "LogTicket", LogTicket, {"customer": "birk", "kind": "bug", "title": "The printer smokes"}
        yield "AddToTicket", AddToTicket, {"key": "TCK-6", "title": "The printer smokes"}
        answers = {"values": {"happens": "It smokes."}}
        yield "AnswerQuestions", AnswerQuestions, {**self.of("TCK-8"), "number": 1, **answers}
        yield "SetPriority", SetPriority, {"key": "TCK-6", "priority": "low"}
        yield "Link", Link, {"key": "TCK-8", "other": "ENG-1"}
        yield "Unlink", Unlink, {"key": "TCK-6", "other": "TCK-7"}

    def check_ins(self) -> Named:
        """Check-ins and their plan."""
        yield "StartCheckIns", checkins.StartCheckIns, {"customer": "birk"}
        held = self.of("CS-5")
        yield "PutOff", checkins.PutOff, {**held, "until": "2026-05-04"}
        yield "SkipCheckIn", checkins.SkipCheckIn, {**held, "reason": "They are away."}
        yield "PauseCheckIns", checkins.PauseCheckIns, {**held, "reason": "They are away."}
        yield "ResumeCheckIns", checkins.ResumeCheckIns, self.of("CS-9")
        yield "SetCadence", checkins.SetCadence, {**held, "every": "2 weeks"}
        yield "EditCheckIn", checkins.EditCheckIn, {**self.at("CS-5"), "outcome": "happy", "values": {}}

    def customers(self) -> Named:
        """Customers and what they agreed to."""
        yield "SetStage", SetStage, {"customer": "birk", "stage": "onboard"}
        yield "NoteCustomer", NoteCustomer, {"customer": "birk", "words": "They like blue."}
        yield "HandOver", HandOver, {"customer": "birk", "kind": "adoption"}
        entries = {str(row["customer_key"]): row["id"] for row in self.office.rows(tables.reference_entry)}
        acme = {"customer": "acme", "entry": entries["acme"]}
        agreed = {"uses": ("call",), "wording": "We agree.", "given_by": "Dr Ito", "given_on": "2026-03-01"}
        yield "RecordConsent", references.RecordConsent, {**acme, "values": agreed}
        yield "WithdrawConsent", references.WithdrawConsent, {**acme, "reason": "They asked."}
        yield "RemoveReference", references.RemoveReference, {**acme, "reason": "They asked."}
        back = {"customer": "birk", "entry": entries["birk"]}
        yield "RestoreReference", references.RestoreReference, {**back, "note": "They are back."}
        used = {"kind": "call", "used_on": "2026-03-02"}
        yield "RecordUse", references.RecordUse, {"customer": "acme", "values": used}
        (use,) = self.office.rows(tables.reference_use)
        yield "TakeBackUse", references.TakeBackUse, {"customer": "acme", "use": use["id"]}
        yield "SendReport of references", references.SendReport, {}
        study = {"title": "Case study", "agreed": True}
        yield "StartCaseStudy", StartCaseStudy, {"customer": "acme", "values": study}

    def beside(self) -> Named:
        """What is done to work beside its process."""
        yield "Assign", Assign, {**self.at("ENG-4"), "person": "only-sa"}
        yield "SetBack", SetBack, {**self.at("ENG-1"), "step": "3", "reason": "A slip."}
        yield "Cancel", Cancel, {**self.at("ENG-4"), "reason": "Nobody wants it."}
        yield "Comment", Comment, {**self.of("ENG-1"), "words": "Well."}
        yield "Undo", Undo, {**self.of(self.early), "version": self.rows[self.early]["version"]}
        yield "MakePrivate", MakePrivate, {**self.of("ENG-1"), "reason": "It is delicate."}
        yield "MakePublic", MakePublic, {**self.of("ENG-12"), "reason": "It is known."}
        yield "Invite", Invite, {**self.of("ENG-12"), "person": "luis"}
        yield "Uninvite", Uninvite, {**self.of("ENG-12"), "person": "ivan"}
        yield "SendDocument", SendDocument, {**self.of(self.signed), "key": self.signed}

    def own(self) -> Named:
        """What is a person's own."""
        (about,) = reminding.reasons("4", int(self.rows["ENG-1"]["arrival"]), None, None)
        yield "StopReminder", StopReminder, {**self.of("ENG-1"), "about": about, "stopped": True}
        yield "StopTimer", StopTimer, {"timer": "own", "stopped": True}
        away = {"first_day": "", "last_day": self.tomorrow, "delegate": ""}
        yield "GoAway of oneself", GoAway, away
        yield "GoAway of somebody else", GoAway, {**away, "person": "carl"}
        yield "ComeBack", ComeBack, {"person": "luis", "version": 0}
        yield "SendReport of a digest", digests.SendReport, {"report": "sales"}
        yield "SendReport of the pipeline", digests.SendReport, {"report": "pipeline"}
        yield "SetOwnDigest", digests.SetOwnDigest, {"often": "daily"}
        yield "LinkAccount", LinkAccount, {}
        yield "UnlinkAccount", UnlinkAccount, {"platform": ""}
        yield "NotifyOn", NotifyOn, {"platform": "slack"}

    def company(self) -> Named:
        """What administrators see to."""
        dead = next(row for row in self.office.rows(tables.effect) if row["state"] == "dead")
        for kind in (RetryDelivery, DropDelivery):
            yield kind.__name__, kind, {"delivery": dead["id"], "version": dead["fence"]}
        operations = self.entry("channels", "operations")
        moved = {"channel": "C0ELSEWHERE"}
        yield "ChangeEntry", administration.ChangeEntry, {**operations, "values": moved}
        yield "RemoveEntry", administration.RemoveEntry, operations
        leaves = {"person": "mara", "state": self._shown(administration.LEAVE, "", "mara"), "heir": "ivan"}
        yield "LetGo", administration.LetGo, leaves
