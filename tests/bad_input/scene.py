"""The same company in the middle of its work on both databases, and one person who may do everything in it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

import pytest
import sqlalchemy as sa

from storage import history, tables
from storage.engine import open_database
from tests.engagements.seen import Seen
from tests.office import ROLES, Office, every_button, furnish, slack
from tests.pricing import CARDS, draft, set_rate_cards, set_role
from workflows.kernel.answers import Answer, Done, Opened, Refused, Shown
from workflows.kernel.cards import Button
from workflows.kernel.commands import OpenForm, Query
from workflows.kernel.forms import Form
from workflows.kernel.requests import Pressed, Request, Shared, Typed
from workflows.menu import MENU

ANYBODY = "zoe"
"""Holds every role, so that what is refused is refused for what was sent."""
COUNTED = (tables.engagement, tables.handoff, tables.approval, tables.vote, tables.estimate, tables.ticket)
WRITTEN = (*COUNTED, tables.reference_entry, tables.reference_use, tables.history, tables.effect, tables.answer)
COUNTS = sa.select(*(sa.select(sa.func.count()).select_from(table).scalar_subquery() for table in WRITTEN))
TYPED = (
    *("/engagement new", "/rom", "/rom ENG-1", "/rom ENG-1 show", "/approvals all", "/ticket", "/ticket bug acme It"),
    *("/csops admin", "/csops admin people zoe", "/csops admin customers acme", "/csops admin channels"),
    *("/csops away", "/engagement assign ENG-1", "/engagement comment ENG-1", "/engagement back ENG-1"),
    *(
        "/engagement cancel ENG-1",
        "/ticket link TCK-6",
        "/ticket unlink TCK-6",
        "/ticket priority TCK-6",
        "/checkin edit acme",
    ),
    *("/references use", "/references restore birk"),
    *("/engagement public ENG-12", "/engagement invite ENG-12 @ben"),
    *("/engagement uninvite ENG-12 @ben", "/engagement show ENG-12", "/engagement private ENG-1"),
)


class Scene:
    """One of the two offices, with what it takes to send it anything."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._written: tuple[int, ...] = ()
        furnish(office.database)
        set_rate_cards(office, *CARDS)
        for role, people in ROLES.items():
            set_role(office, role, *people, *(() if ANYBODY in people else (ANYBODY,)))
        self._play()
        self._spoil_a_delivery()
        self.seen = Seen(office.database)
        self.seen.look()
        self.ids = self._ids()

    def _play(self) -> None:
        """Bring work to where each form of it can be filled in."""
        office = self.office
        for number, after in ((1, "asked"), (2, "question"), (3, "declined")):
            engagement = self._start("ada", "services-engagement", f"Portal {number}")
            self._must(office.say("ada", engagement, "scoped"))
            self._must(draft(office, key=f"ENG-{number}"))
            self._must(office.type("ada", f"/rom ENG-{number} send"))
            card = office.last_card("slack:CAPPROVALS", having="Needs discovery")
            if after != "asked":
                label = "Needs discovery" if after == "question" else "Decline"
                self._must(office.submit("pria", office.press("pria", card, label), {"reason": "Why?"}))
        self._start("sven", "services-engagement", "Another portal")
        check_ins = self._start("carl", "customer-success", "Check-ins")
        self._must(office.say("carl", check_ins, "started"))
        self._must(office.say("carl", check_ins, "happy", referenceable="yes"))
        for who, kind, priority in (
            ("ada", "bug", "high"),
            ("ada", "customer-success", ""),
            ("carl", "post-implementation", ""),
        ):
            values = {"customer": "acme", "kind": kind, "title": f"A {kind}", "priority": priority}
            self._must(office.submit(who, office.type(who, "/ticket"), values))
        self._must(office.type("carl", "/ticket link TCK-6 TCK-7"))
        self._start("carl", "customer-success", "More check-ins")
        for customer in ("acme", "birk"):
            agreed = {"uses": ("call", "case-study"), "given_by": "Dr Ito", "given_on": "2026-03-01"}
            self._must(office.submit("carl", office.type("carl", f"/references consent {customer}"), agreed))
        self._must(office.submit("carl", office.type("carl", "/references remove birk"), {"reason": "Gone."}))
        reference = self._start("emil", "reference-program", "A reference")
        self._must(office.say("emil", reference, "yes"))
        offered = office.last_card("slack:CINTERNAL", having="Accept")
        self._must(office.submit("carl", office.press("carl", offered, "Return"), {"reason": "Whose?"}))
        self._dispute()
        self._must(office.say(ANYBODY, check_ins, "happy", renewal="yes"))
        self._hide_and_ask()

    def _hide_and_ask(self) -> None:
        """Let one engagement be private, and let one more decision wait, so that there are several."""
        office = self.office
        self._start("ada", "services-engagement", "A private portal")
        self._must(office.submit("ada", office.type("ada", "/engagement private ENG-12"), {}))
        another = self._start("ada", "services-engagement", "One more portal")
        self._must(office.say("ada", another, "scoped"))
        self._must(draft(office, key="ENG-13"))
        self._must(office.type("ada", "/rom ENG-13 send"))

    def _dispute(self) -> None:
        """Let one hand-off be returned twice, so that somebody has to decide."""
        office = self.office
        logged = {"customer": "acme", "kind": "customer-success", "title": "Whose is it?"}
        self._must(office.submit("ada", office.type("ada", "/ticket"), logged))
        for reason in ("Not ours.", "Still not ours."):
            offered = office.last_card("slack:CINTERNAL", having="Accept")
            self._must(office.submit("carl", office.press("carl", offered, "Return"), {"reason": reason}))
            if reason == "Not ours.":
                back = office.last_card("slack:UADA", having="Hand off again")
                self._must(office.press("ada", back, "Hand off again"))

    def _start(self, who: str, process: str, title: str) -> str:
        self.office.later(minutes=1)
        return self.office.start(who, process=process, title=title)

    def _must(self, answer: Answer) -> None:
        self.office.later(minutes=1)
        assert isinstance(answer, Done), answer

    def _spoil_a_delivery(self) -> None:
        """Let one message be one that could not be delivered."""
        first = sa.select(sa.func.min(tables.effect.c.seq)).scalar_subquery()
        dead = sa.update(tables.effect).where(tables.effect.c.seq == first).values(state="dead", fence=1)
        with self.office.database.transaction() as connection:
            connection.execute(dead)

    def _ids(self) -> Mapping[str, str]:
        """Return an id or a number of each kind of thing, by what it is."""
        found: dict[str, str] = {}
        for table in (tables.engagement, tables.handoff, tables.approval, tables.estimate):
            rows = sorted(self.seen.rows(table), key=lambda row: str(row["id"]))
            found |= {f"{table.name} {number}": str(row["id"]) for number, row in enumerate(rows[:3])}
        dead = next(row for row in self.office.rows(tables.effect) if row["state"] == "dead")
        return {**found, "delivery": str(dead["id"]), "number": "ENG-1", "ticket": "TCK-6", "unknown": "0" * 32}

    def buttons(self) -> Mapping[str, list[Button]]:
        """Return the buttons that were ever on a message or in an answer, by their keys."""
        found: dict[str, list[Button]] = {}
        answers = [self.send(self.typed(words)) for words in (*every_verb(), *TYPED)]
        cards = [answer.card for answer in answers if isinstance(answer, Shown)]
        shown = [button for card in cards for button in every_button(card)]
        shown += self._behind({(button.key, button.subject): button for button in shown}.values())
        for button in [*self.seen.buttons.values(), *shown]:
            found.setdefault(button.key, []).append(button)
        return found

    def _behind(self, buttons: Iterable[Button]) -> list[Button]:
        """Return the buttons of what is shown when a button is pressed that only asks."""
        asked = (self.pressed(button) for button in buttons)
        answers = [self.send(one) for one in asked if isinstance(self.office.registry.route(one), Query)]
        return [button for one in answers if isinstance(one, Shown) for button in every_button(one.card)]

    def forms(self) -> Mapping[str, list[Form]]:
        """Return the forms that can be opened now, by their kinds; opening changes nothing."""
        requests: list[Request] = [self.typed(words) for words in (*every_verb(), *TYPED)]
        requests += [self.pressed(button) for buttons in self.buttons().values() for button in buttons]
        requests.append(self.shared("ticket.log"))
        found: dict[str, list[Form]] = {}
        for request in requests:
            routed = self.office.registry.route(request)
            answer = self.office.dispatcher.answer(routed) if isinstance(routed, OpenForm) else routed
            if isinstance(answer, Opened):
                found.setdefault(answer.form.kind, []).append(answer.form)
        found["approvals.several"] = [self._several(found["approvals.choose"][0])]
        return found

    def _several(self, choosing: Form) -> Form:
        """Return the form that follows on another one: what approving several does."""
        chosen = tuple(choice.value for choice in choosing.fields[0].choices)
        answer = self.office.submit(ANYBODY, Opened(form=choosing), {"chosen": chosen})
        assert isinstance(answer, Opened), answer
        return answer.form

    def typed(self, words: str) -> Typed:
        """Return a command that was typed."""
        verb, _, rest = words.partition(" ")
        return Typed(actor=slack(ANYBODY), request_key=self.office.key(), verb=verb, words=rest)

    def pressed(self, button: Button, **changed: object) -> Pressed:
        """Return the press of a button that is as it was but for what is changed."""
        given = {"button": button.key, "subject": button.subject, "version": button.version, **changed}
        argument = {"argument": button.argument}
        return Pressed(actor=slack(ANYBODY), request_key=self.office.key(), **{**argument, **given})  # type: ignore[arg-type]

    def shared(self, shortcut: str, **changed: object) -> Shared:
        """Return the pick of a message that is as it was but for what is changed."""
        given = {"message_key": "slack:T1:C1:1.1", "text": "It fails", "link": "", "place": "slack:CACME", **changed}
        return Shared(actor=slack(ANYBODY), request_key=self.office.key(), shortcut=shortcut, **given)  # type: ignore[arg-type]

    def send(self, request: Request) -> Answer:
        """Send something, and look that a refusal has left nothing behind."""
        return self.watched(lambda: self.office.ask(request))

    def watched(self, ask: Callable[[], Answer]) -> Answer:
        """Do something, and look that a refusal has left nothing behind."""
        before, answer = self._written or self.written(), ask()
        self._written = self.written()
        assert not isinstance(answer, Refused) or self._written == before, "a refusal left something behind"
        return answer

    def written(self) -> tuple[int, ...]:
        """Return how many rows there are of each kind."""
        with self.office.database.transaction() as connection:
            return tuple(connection.execute(COUNTS).one())

    def is_whole(self) -> bool:
        """Return whether the history still is what was written."""
        with self.office.database.transaction() as connection:
            return history.verify(connection) is None


def every_verb() -> Iterator[str]:
    """Return everything that the menu lists."""
    for slash in MENU:
        yield from (f"{slash.command} {verb.words}".strip() for verb in slash.verbs)


def alike(answer: Answer) -> str:
    """Return an answer without codes, numbers and ids: on PostgreSQL a refusal leaves a gap, on SQLite it does not."""
    return re.sub(r"\b(?:[0-9A-Z]{4}(?:-[0-9A-Z]{4}){1,3}|[A-Z]{1,8}-[0-9]+|[0-9a-f]{32})", "", repr(answer))


class Both:
    """The two offices: whatever is asked of one is asked of the other, and the answers are compared."""

    def __init__(self, sqlite: Scene, postgres: Scene) -> None:
        self.scenes = (sqlite, postgres)
        self.faults: list[str] = []
        self.asked = 0

    def send(self, what: str, ask: Callable[[Scene], Answer]) -> None:
        """Ask the same of both; what goes wrong is kept with what it was."""
        self.asked += 1
        answers = []
        for scene in self.scenes:
            try:
                answers.append(alike(scene.watched(partial(ask, scene))))
            except Exception as error:  # noqa: BLE001 - that there is none is what is tested.
                self.faults.append(f"{what}: {type(error).__name__}: {str(error)[:200]}")
                return
        if answers[0] != answers[1]:
            self.faults.append(f"{what}: {answers[0][:200]} on SQLite, {answers[1][:200]} on PostgreSQL")


@pytest.fixture
def both(sqlite_url: str, postgres_url: str) -> Iterator[Both]:
    """Return the two offices; in the end nothing went wrong, and the history of both is whole."""
    databases = [open_database(url) for url in (sqlite_url, postgres_url)]
    scenes = [Scene(Office(database)) for database in databases]
    found = Both(*scenes)
    yield found
    for scene, database in zip(scenes, databases, strict=True):
        assert scene.is_whole()
        scene.office.dispatcher.close()
        database.close()
    assert found.faults == [], f"{len(found.faults)} of {found.asked}:\n" + "\n".join(found.faults[:30])
