"""An office in which anybody does anything in any order, and the model of it: the clicks of the state machine."""

from collections.abc import Callable

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from typing_extensions import override

from storage import tables
from storage.engine import Database
from tests.engagements import clicking, handing, model
from tests.engagements.seen import BESIDE, Pressable, Row, Seen
from tests.office import PEOPLE, ROLES, Office, furnish, slack
from tests.pricing import CARDS, HOURS, set_rate_cards, set_role
from workflows.approvals.commands import Decide
from workflows.engagements.commands import SayOutcome, StartEngagement, TickItem
from workflows.engagements.parts import WorkItem
from workflows.estimates.commands import SaveEstimate, SendEstimate
from workflows.handoffs.commands import AcceptHandOff
from workflows.kernel.answers import Answer, Done, Opened, Reason, Refused
from workflows.kernel.commands import Command
from workflows.tickets.commands import LogTicket

WHO = st.sampled_from([*sorted(set(PEOPLE) - {"ivan"}), "nobody"])
MOST_WORKS = 4
"""So much is begun by hand, so that what there is gets somewhere."""
PICKS = st.integers(0, 255)
ANY = st.integers(0, 10_000)
STARTED = st.sampled_from(["services-engagement", "services-engagement", "reference-program", "customer-success"])
KINDS = st.sampled_from(["bug", "customer-success", "development-request", "post-implementation", "additional-scope"])
OTHERS = {"sal": ["ada", "luis"], "cs_director": ["dora", "ada"], "marketing_approver": ["lena"]}
STAFF = {**{role: list(people) for role, people in ROLES.items()}, **OTHERS}
STAFFED = {
    "finance": [[], ["fina"]],
    "pse": [[], ["emil"]],
    "pm": [[], ["emil", "zoe"]],
    "csm": [[], ["carl", "zoe"]],
    "sa": [["sven"], ["sven", "pria"]],
    "ps_manager": [[], ["pria"]],
}
CHANGES = st.sampled_from([(role, people) for role, choices in STAFFED.items() for people in choices])
BOUNCES = frozenset({"handoff.return", "handoff.offer-again", "handoff.decide"})
"""Buttons by which a hand-off goes back and forth."""
_ITEMS = msgspec.json.Decoder(list[WorkItem])


class Clicks(RuleBasedStateMachine):
    """An office with a few pieces of work in it, and the model of both."""

    def __init__(self, new_database: Callable[[], Database]) -> None:
        super().__init__()
        self.database = new_database()
        furnish(self.database)
        self.office = Office(self.database)
        set_rate_cards(self.office, *CARDS)
        for role, people in OTHERS.items():
            set_role(self.office, role, *people)
        definitions = [self.office.definitions.current(name) for name in self.office.definitions.processes]
        self.world = model.world_of(definitions, {role: list(people) for role, people in STAFF.items()})
        self.seen = Seen(self.database)
        self.seen.look()
        self.rows: dict[str, Row] = {}

    @override
    def teardown(self) -> None:
        """Close the office."""
        self.office.dispatcher.close()
        self.database.close()

    # --- what people do

    @initialize(process=STARTED, times=st.integers(0, 14))
    def open_the_day(self, process: str, times: int) -> None:
        """There is always something under way, and it has come somewhere."""
        self.start(process, {"services-engagement": "ada", "reference-program": "emil"}.get(process, "carl"))
        self.go_on(0, times)

    @precondition(lambda self: len(self.rows) < MOST_WORKS)
    @rule(process=STARTED, who=WHO)
    def start(self, process: str, who: str) -> None:
        """Somebody starts something."""
        key = self.office.key()
        command = StartEngagement(actor=slack(who), request_key=key, process=process, customer="acme", title="Portal")
        self.carry(command, lambda world: world["born"].append(model.start(world, process, who)))

    @precondition(lambda self: len(self.rows) < MOST_WORKS)
    @rule(kind=KINDS, priority=st.sampled_from(["", "", "high", "low"]), who=WHO)
    def log(self, kind: str, priority: str, who: str) -> None:
        """Somebody logs a ticket."""
        command = LogTicket(
            actor=slack(who),
            request_key=self.office.key(),
            customer="acme",
            kind=kind,
            title="It fails",
            priority=priority,
        )

        def act(world: model.World) -> None:
            model.need(who in PEOPLE)
            world["born"].append(model.log(world, kind, priority, who))

        self.carry(command, act)

    @rule(which=ANY, times=st.integers(1, 6))
    def go_on(self, which: int, times: int) -> None:
        """Everything goes well for a while."""
        for _ in range(times):
            row = self.work(which)
            work = self.world["works"][row["id"]]
            click = None if model.ended(work) else clicking.next_click(self.world, work)
            if click is None:
                return
            who, what, outcome = click
            match what:
                case "accept":
                    self.accept(row, who)
                case "decide":
                    self.decide(row, who, outcome)
                case "save":
                    self.save_rom(which, who, 1, stale=False)
                case "send":
                    self.send_rom(which, who)
                case _:
                    self.say_it(row, who, outcome, clicking.filled(model.step_of(self.world, work), outcome, 0))

    @rule(which=ANY, times=st.integers(1, 4), picks=PICKS)
    def bounce(self, which: int, times: int, picks: int) -> None:
        """What was handed over comes back for a while, and in the end somebody decides who has it."""
        for _ in range(times):
            row = self.work(which)
            shown = {one for one in self.seen.shown() if one[0] in BOUNCES and one[1] == row["handoff_id"]}
            if not shown:
                return
            self.press_it(clicking.one_of(shown, picks), "nobody", picks)

    @rule(which=ANY, outcome=ANY, who=WHO, picks=PICKS, forgets=st.sampled_from([False, False, False, True]))
    def say(self, which: int, outcome: int, who: str, picks: int, forgets: bool) -> None:  # noqa: FBT001
        """Somebody says an outcome, of this step or of another, and may forget what must be filled in."""
        row = self.work(which)
        work = self.world["works"][row["id"]]
        steps = model.process_of(self.world, work)["steps"]
        here = steps[0] if model.ended(work) else model.step_of(self.world, work)
        keys = [one["key"] for step in (here, here, steps[picks % len(steps)]) for one in step["outcomes"]]
        key = keys[outcome % len(keys)]
        values = {} if forgets else clicking.filled(here, key, picks)
        who = self.somebody_for(
            lambda one: lambda world: model.say(world, world["works"][row["id"]], one, key, values), who, picks
        )
        self.say_it(row, who, key, values)

    @rule(button=ANY, who=WHO, picks=PICKS)
    def press(self, button: int, who: str, picks: int) -> None:
        """Somebody presses a button that is there now."""
        shown = set(self.seen.shown())
        if shown:  # Everything may have ended.
            self.press_it(clicking.one_of(shown, button), who, picks)

    @rule(button=ANY, who=WHO, picks=PICKS)
    def press_what_is_gone(self, button: int, who: str, picks: int) -> None:
        """Somebody presses a button that was there once, on a screen that was not looked at since."""
        gone = {one for one in self.seen.buttons if one[0] not in BESIDE} - set(self.seen.shown())
        if gone:
            self.press_it(clicking.one_of(gone, button), who, picks)

    @rule(which=ANY, item=ANY, who=WHO, picks=PICKS)
    def tick(self, which: int, item: int, who: str, picks: int) -> None:
        """Somebody ticks off anything."""
        row = self.work(which)
        keys = ["unknown", *sorted(self.world["works"][row["id"]]["items"])]
        key = keys[item % len(keys)]
        who = self.somebody_for(
            lambda one: lambda world: model.tick(world, world["works"][row["id"]], one, key), who, picks
        )
        command = TickItem(actor=slack(who), request_key=self.office.key(), engagement=row["id"], item=key)
        self.carry(command, lambda world: model.tick(world, world["works"][row["id"]], who, key))

    @rule(which=ANY, who=WHO | st.just("ada"), figures=st.integers(0, 3), stale=st.sampled_from([False, False, True]))
    def save_rom(self, which: int, who: str, figures: int, stale: bool) -> None:  # noqa: FBT001
        """Somebody makes or changes a ROM, perhaps on a form of yesterday."""
        row = self.work(which)
        rom = self.world["works"][row["id"]]["rom"]
        revision = (rom["revision"] if rom else 0) - stale
        command = SaveEstimate(
            actor=slack(who),
            request_key=self.office.key(),
            engagement=row["id"],
            revision=revision,
            rate_card="2026-1",
            values={**HOURS, "travel": str(1000 + figures)},
        )
        self.carry(command, lambda world: model.save_rom(world, world["works"][row["id"]], who, figures, revision))

    @rule(which=ANY, who=WHO | st.just("ada"))
    def send_rom(self, which: int, who: str) -> None:
        """Somebody sends the ROM for approval."""
        row = self.work(which)
        command = SendEstimate(actor=slack(who), request_key=self.office.key(), engagement=row["id"])
        self.carry(command, lambda world: model.send_rom(world, world["works"][row["id"]], who))

    @rule(change=CHANGES)
    def staff(self, change: tuple[str, list[str]]) -> None:
        """Somebody comes or goes: a role has other people, or nobody."""
        role, people = change
        set_role(self.office, role, *people)
        self.world = {**self.world, "roles": {**self.world["roles"], role: people}}

    # --- how it is done

    def work(self, which: int) -> Row:
        """Return one of the pieces of work, the first ones more often."""
        rows = sorted(self.rows.values(), key=lambda row: int(row["key"].partition("-")[2]))
        return rows[which % len(rows) if which % 3 else 0]

    def say_it(self, row: Row, who: str, outcome: str, values: dict[str, str]) -> None:
        command = SayOutcome(
            actor=slack(who),
            request_key=self.office.key(),
            engagement=row["id"],
            arrival=0,
            outcome=outcome,
            values=values,
        )
        self.carry(command, lambda world: model.say(world, world["works"][row["id"]], who, outcome, values))

    def accept(self, row: Row, who: str) -> None:
        version = self.world["works"][row["id"]]["handoff"]["round"]
        command = AcceptHandOff(
            actor=slack(who), request_key=self.office.key(), handoff=row["handoff_id"], version=version
        )
        self.carry(command, lambda world: handing.accept(world, world["works"][row["id"]], who, version))

    def decide(self, row: Row, who: str, outcome: str) -> None:
        version = self.world["works"][row["id"]]["approval"]["round"]
        command = Decide(
            actor=slack(who),
            request_key=self.office.key(),
            approval=row["approval_id"],
            version=version,
            outcome=outcome,
        )
        self.carry(command, lambda world: model.decide(world, world["works"][row["id"]], who, version, outcome, ""))

    def press_it(self, pressed: Pressable, who: str, picks: int) -> None:
        """Press a button as the edge does, and send the form if it opens one."""
        row = self.row_of(pressed)
        work = self.world["works"][row["id"]]
        values = clicking.values_for(self.world, work, pressed, picks)
        fresh = clicking.fresh(work, pressed, row)
        who = self.somebody_for(lambda one: clicking.act_of(fresh, row, one, values), who, picks)
        if pressed[0] == "rom.edit":
            self.open_rom(row, who, picks)
            return
        act = clicking.act_of(pressed, row, who, values)

        def click() -> Answer:
            button = self.seen.buttons[pressed]
            answer = self.office.ask(clicking.pressed_by(who, button, self.office.key()))
            return self.office.submit(who, answer, values) if isinstance(answer, Opened) else answer

        self.compare(click, act, command=None)

    def somebody_for(self, act_of: Callable[[str], clicking.Act], who: str, picks: int) -> str:
        """Return somebody who may do it, if there is anybody and it is not the turn of somebody else."""
        if picks % 4 == 0:
            return who
        able = (one for one in sorted(PEOPLE) if model.attempt(self.world, act_of(one)) is not None)
        return next(able, who)

    def open_rom(self, row: Row, who: str, picks: int) -> None:
        """Open the form of a ROM from its step's card, and send it with other figures."""
        pressed = ("rom.edit", row["id"], 0, "")
        opened = self.office.ask(clicking.pressed_by(who, self.seen.buttons[pressed], self.office.key()))
        allowed = model.attempt(self.world, lambda world: model.makes_rom(world, world["works"][row["id"]], who))
        assert isinstance(opened, Refused) == (allowed is None), opened
        if allowed is not None:
            rom = self.world["works"][row["id"]]["rom"]
            revision, figures = (rom["revision"] if rom else 0), picks % 4
            self.compare(
                lambda: self.office.submit(who, opened, {**HOURS, "travel": str(1000 + figures)}),
                lambda world: model.save_rom(world, world["works"][row["id"]], who, figures, revision),
                command=None,
            )

    def row_of(self, pressed: Pressable) -> Row:
        """Return the engagement that a button belongs to, by the row that its id names."""
        subject = pressed[1]
        for table in (tables.handoff, tables.approval):
            for row in self.seen.rows(table):
                if row["id"] == subject:
                    return self.rows[row["engagement_id"]]
        return self.rows[subject]

    def carry(self, command: Command, act: clicking.Act) -> None:
        """Carry out a command."""
        self.compare(lambda: self.office.dispatcher.answer(command), act, command=command)

    def compare(self, ask: Callable[[], Answer], act: clicking.Act, *, command: Command | None) -> None:
        """Do the same in the office and in the model, and hold the answer against what the model says."""
        after = model.attempt(self.world, act)
        before = self.seen.kept()
        self.office.later(minutes=7)
        answer = ask()
        self.seen.look()
        if after is None:
            assert isinstance(answer, Refused), (command, answer)
            assert self.seen.kept() == before, "a refusal left something behind"
            assert answer.reason is not Reason.NOT_ALLOWED or answer.facts["may"]
            return
        assert isinstance(answer, Done), (command, answer)
        self.world = after
        self.sync()
        if command is not None:
            self.deliver_again(command, answer)

    def deliver_again(self, command: Command, answer: Answer) -> None:
        """The platform repeats what was done, and somebody uses its key for another request: nothing is done."""
        before = self.seen.kept()
        assert self.office.dispatcher.answer(command) == answer
        other = TickItem(actor=command.actor, request_key=command.request_key, engagement="x", item="1")
        stolen = self.office.dispatcher.answer(other)
        assert isinstance(stolen, Refused)
        assert stolen.reason is Reason.REUSED_KEY
        self.seen.look()
        assert self.seen.kept() == before

    def sync(self) -> None:
        """Read the rows; name what was born, and take over the checklist items that are new."""
        rows = {row["id"]: row for row in self.seen.rows(tables.engagement)}
        works = self.world["works"]
        fresh = [row for key, row in rows.items() if key not in works]
        born = self.world["born"]
        assert sorted(row["process"] for row in fresh) == sorted(work["process"] for work in born)
        for row in fresh:
            works[row["id"]] = next(work for work in born if work["process"] == row["process"])
        for key, row in rows.items():
            known, left = works[key]["items"], self.rows.get(key, row)["step"]
            items = _ITEMS.decode(row["items"])
            for gone in set(known) - {item.key for item in items}:
                assert known[gone]["done"] or (known[gone]["own"] and known[gone]["step"] == left)
                here = None if model.ended(works[key]) else model.step_of(self.world, works[key])
                assert here, "only a process that begins again forgets what was done"
                assert here["recurs"]
                del known[gone]
            for item in items:
                done = item.done_at is not None
                if item.key in known and done != known[item.key]["done"]:
                    assert item.own, "only what a step was about is ticked when it is left"
                    assert done
                    assert item.step == left
                kept = {"title": item.title, "roles": list(item.roles), "own": item.own, "step": item.step}
                known[item.key] = {**kept, "done": done}
        self.rows = rows
