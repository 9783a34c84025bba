"""The story so far of the example company: work under way in every process, tickets, a ROM that waits for approval.

It is told with the very commands that people use, so the playground never shows what the bot would not have done.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from bot.dispatch import Dispatcher
from storage import tables
from storage.engine import Database
from workflows.engagements.commands import SayOutcome, StartEngagement
from workflows.handoffs.commands import AcceptHandOff
from workflows.kernel.answers import Answer, Done, Opened, Refused
from workflows.kernel.commands import Command, OpenForm, Query
from workflows.kernel.forms import Value
from workflows.kernel.people import Identity
from workflows.kernel.requests import Pressed, Submitted, Typed
from workflows.registry import Registry

HOURS = {"hours_architect": "24/40/60", "hours_engineer": "80/120/180", "hours_manager": "16/24/32"}

TICKETS = (
    ("priya", "bug", "alderbrook", "Nobody can log in since this morning", "high"),
    ("diego", "customer-success", "northgate", "Please add two users for the new plant", ""),
    ("diego", "development-request", "pinewater", "Export of appointments as a calendar file", ""),
    ("priya", "post-implementation", "calder", "The delivery note prints the old logo", ""),
    ("priya", "additional-scope", "vantor", "A second production line in the dashboard", ""),
    ("priya", "bug", "quayside", "Dates on the invoice are shown the American way", "low"),
)

HAND_OFFS = (
    ("mira", "sales-to-success", "vantor", "They go live in May. Their plant manager decides, not their IT."),
    ("priya", "adoption", "quayside", "Bookings are made by phone again since the last release."),
)


class StoryError(Exception):
    """The bot refused what the story wanted: the example company and the definitions do not fit each other."""


class Teller:
    """Lets the people of the example company do things, one after the other."""

    def __init__(self, database: Database, registry: Registry, dispatcher: Dispatcher) -> None:
        self._database = database
        self._registry = registry
        self._dispatcher = dispatcher
        self._asked = 0

    def tell(self) -> None:
        """Tell the whole story."""
        self._waiting_for_approval()
        self._handed_to_sales()
        self._under_delivery()
        self.start("mira", "solis", "Meter data migration")
        self._lost()
        self._reference()
        self._unhappy()
        for who, kind, customer, note in HAND_OFFS:
            self.form(who, "/handoff", {"customer": customer, "kind": kind, "note": note})
        for who, kind, customer, title, priority in TICKETS:
            values = {"customer": customer, "kind": kind, "title": title, "priority": priority}
            self.form(who, "/ticket", {**values, "description": f"{title}. Reported by phone."})

    def start(self, who: str, customer: str, title: str, process: str = "services-engagement") -> str:
        """Begin an engagement and return its number."""
        self._ask(who, StartEngagement, process=process, customer=customer, title=title)
        return self._newest()

    def say(self, who: str, key: str, outcome: str, **values: Value) -> None:
        """Say an outcome of an engagement's step, accepting it first where it was handed over."""
        row = self._row(key)
        if row.handoff_id is not None and self._offered(row.handoff_id):
            self._ask(who, AcceptHandOff, handoff=row.handoff_id, version=1)
        self._ask(who, SayOutcome, engagement=row.id, arrival=0, outcome=outcome, values=values)

    def form(self, who: str, words: str, values: Mapping[str, Value]) -> None:
        """Type a command that opens a form, and send it filled in."""
        verb, _, rest = words.partition(" ")
        routed = self._registry.route(Typed(actor=self._as(who), request_key=self._key(), verb=verb, words=rest))
        opened = self._dispatcher.answer(routed) if isinstance(routed, Command | Query | OpenForm) else routed
        if not isinstance(opened, Opened):
            raise StoryError(f"{words} opened no form: {opened}")
        form = opened.form
        known = {field.key: field.initial for field in form.fields if field.initial is not None}
        given = {key: value for key, value in values.items() if value and any(key == one.key for one in form.fields)}
        submitted = Submitted(
            actor=self._as(who),
            request_key=self._key(),
            form=form.kind,
            subject=form.subject,
            version=form.version,
            argument=form.argument,
            values={**known, **given},
        )
        self._take(self._registry.route(submitted))

    def decide(self, who: str, key: str, outcome: str) -> None:
        """Press a button of an engagement's approval."""
        approval = self._row(key).approval_id or ""
        pressed = Pressed(
            actor=self._as(who),
            request_key=self._key(),
            button="approval.decide",
            subject=approval,
            version=1,
            argument=outcome,
        )
        self._take(self._registry.route(pressed))

    def _rom_sent(self, customer: str, title: str, *, scale: str = "") -> str:
        key = self.start("mira", customer, title)
        self.say("mira", key, "scoped", scope=f"{title}, as discussed on the phone.{scale}")
        self.form("tobias", f"/rom {key}", {**HOURS, "assumptions": "There is a test system."})
        self._take(
            self._registry.route(
                Typed(actor=self._as("mira"), request_key=self._key(), verb="/rom", words=f"{key} send")
            )
        )
        return key

    def _waiting_for_approval(self) -> None:
        self._rom_sent("northgate", "Warehouse portal")

    def _handed_to_sales(self) -> None:
        key = self._rom_sent("alderbrook", "Branch onboarding")
        self.say("mira", key, "created")
        self.say("mira", key, "entered")
        self.decide("irena", key, "approve")

    def _under_delivery(self) -> None:
        key = self._rom_sent("calder", "Route planning")
        self.decide("hana", key, "approve")
        for who, outcome, values in (
            ("mira", "created", {}),
            ("mira", "entered", {}),
            ("mira", "customer-approves", {}),
            ("omar", "sent", {}),
            ("mira", "won", {"billing_terms": "entire-amount"}),
            ("irena", "created", {}),
            ("greta", "billed", {}),
        ):
            self.say(who, key, outcome, **values)

    def _lost(self) -> None:
        key = self._rom_sent("quayside", "Booking engine")
        self.decide("irena", key, "approve")
        for outcome in ("created", "entered", "customer-declines"):
            self.say("mira", key, outcome)

    def _reference(self) -> None:
        key = self.start("ruth", "brasserie-elan", "Reference: kitchen displays", "reference-program")
        wording = {"consent_wording": "You may give our name to kitchens that ask, and write about us."}
        uses: Mapping[str, Value] = {"consent_uses": ("call", "case-study")}
        agreed = {**uses, "consent_by": "Amélie Roux", "consent_on": "2026-03-02", **wording}
        for who, outcome, values in (
            ("ruth", "yes", {}),
            ("ruth", "invited", {"closure_date": "2026-02-27"}),
            ("ruth", "attended", {}),
            ("ruth", "sent", wording),
            ("ruth", "commits", agreed),
            ("irena", "listed", {}),
            ("yuki", "no", {}),
            ("yuki", "yes", {}),
        ):
            self.say(who, key, outcome, **values)

    def _unhappy(self) -> None:
        key = self.start("diego", "pinewater", "Check-ins", "customer-success")
        self.say("diego", key, "started")
        self.say("diego", key, "not-happy", issue="The export is late every Monday.", reason="Late exports.")

    def _ask(self, who: str, kind: type[Command], **more: object) -> None:
        self._take(kind(actor=self._as(who), request_key=self._key(), **more))

    def _take(self, asked: object) -> None:
        answer: Answer | object = asked
        if isinstance(asked, Command | Query | OpenForm):
            answer = self._dispatcher.answer(asked)
        if not isinstance(answer, Done):
            what = answer.reason if isinstance(answer, Refused) else answer
            raise StoryError(f"{asked} was not done: {what} {getattr(answer, 'facts', '')}")

    def _key(self) -> str:
        self._asked += 1
        return f"play:{self._asked}"

    def _as(self, who: str) -> Identity:
        return Identity("csops", who)

    def _row(self, key: str) -> sa.Row[tuple[object, ...]]:
        with self._database.looking() as connection:
            return connection.execute(sa.select(tables.engagement).where(tables.engagement.c.key == key)).one()

    def _newest(self) -> str:
        """Return the number of what was begun last: the numbers of all kinds of work are one count."""
        with self._database.looking() as connection:
            keys = connection.execute(sa.select(tables.engagement.c.key)).scalars().all()
        return str(max(keys, key=lambda key: int(key.partition("-")[2])))

    def _offered(self, handoff: str) -> bool:
        state = sa.select(tables.handoff.c.state).where(tables.handoff.c.id == handoff)
        with self._database.looking() as connection:
            return connection.execute(state).scalar() == "offered"
