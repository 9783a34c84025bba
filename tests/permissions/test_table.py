"""The table of who may do what is true: each command by a holder of every role, and by nobody's."""

import pathlib
from collections.abc import Iterator, Mapping

import pytest

from storage import tables
from tests.databases import make_tables
from tests.office import Office, staff
from tests.permissions import hall as halls
from tests.permissions.expected import EVERYBODY, MAY
from tests.permissions.hall import EVERY_ROLE, HEIR, NOBODY, Copies, Hall, only
from workflows.approvals.commands import ApproveSeveral
from workflows.contents import COMMANDS
from workflows.kernel.answers import Answer, Done, Reason, Refused

OTHERWISE: Mapping[str, Reason] = {
    "StopReminder": Reason.NOT_FOUND,
    "StopTimer": Reason.NOT_FOUND,
    "UnlinkAccount": Reason.NOTHING_LINKED,
}
"""How somebody else is refused who is not told who may: what they ask for is nothing of theirs."""
HIDDEN = frozenset({"MakePublic", "Invite", "Uninvite"})
"""What is done to private work: who does not see it is told that there is none."""
BY_ROLE = [name for name, who in MAY.items() if who != EVERYBODY and not all(one[0] == "@" for one in who.split())]

DONE_ON_POSTGRESQL = (
    *("StartEngagement of services", "SayOutcome of a ticket", "AcceptHandOff", "DecideHandOff", "Decide"),
    *("AnswerQuestion", "SetPriority", "PutOff", "SetStage", "RecordConsent", "Assign", "MakePublic", "StopTimer"),
    *("ComeBack", "RetryDelivery", "ChangeEntry"),
)
"""Each is of something else, so that one does not stand in another's way."""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Hall:
    """Return a SQLite file in which everything is prepared."""
    path = tmp_path_factory.mktemp("permissions") / "prepared.db"
    make_tables(f"sqlite:///{path}")
    return halls.furnished(f"sqlite:///{path}")


@pytest.fixture
def copies(hall: Hall, tmp_path: pathlib.Path) -> Iterator[Copies]:
    """Return what makes copies of it."""
    made = Copies(hall, tmp_path)
    yield made
    made.used()


@pytest.fixture
def on_postgresql(postgres_url: str) -> Iterator[tuple[Hall, Office]]:
    """Return the same prepared in PostgreSQL, and its office."""
    hall = halls.furnished(postgres_url)
    office = halls.opened(hall, postgres_url)
    yield hall, office
    halls.close(office)


def people(name: str) -> dict[str, bool]:
    """Return everybody who asks for the command of a row, and whether they may."""
    who = MAY[name].split()
    own = {one[1:]: True for one in who if one[0] == "@"}
    asking = {only(role): role in who or who == [EVERYBODY] for role in EVERY_ROLE}
    return {NOBODY: who == [EVERYBODY], **asking, **own}


def fault(name: str, answer: Answer, *, may: bool, changed: bool) -> str:
    """Return what is wrong with an answer; empty where nothing is."""
    if may:
        return "" if isinstance(answer, Done) else f"refused: {answer}"
    if not isinstance(answer, Refused):
        return "done"
    reasons = {OTHERWISE.get(name, Reason.NOT_ALLOWED), *((Reason.NOT_FOUND,) if name in HIDDEN else ())}
    return "something was changed" if changed else "" if answer.reason in reasons else f"refused as {answer}"


def faults(hall: Hall, copies: Copies, name: str, asking: Mapping[str, bool]) -> list[str]:
    """Let everybody ask for a row's command, and return where the answer is another one than was meant."""
    found = []
    for who, may in asking.items():
        office = copies.office()
        answer = halls.ask(office, who, hall.commands[name])
        changed = not isinstance(answer, Done) and halls.kept(office.database) != hall.kept
        found.append((who, fault(name, answer, may=may, changed=changed)))
        if changed or isinstance(answer, Done):
            copies.used()
    return [f"{who}: {wrong}" for who, wrong in found if wrong]


def test_every_command_has_its_row(hall: Hall) -> None:
    """Whoever adds a command writes down who may; and no row is of a role that there is not."""
    given = {kind for kind, carried in COMMANDS.items() if not carried.by_platform and not carried.by_clock}
    roles = {one for who in MAY.values() for one in who.split() if one[0] != "@"}

    assert {type(command) for command in hall.commands.values()} == given
    assert hall.commands.keys() == MAY.keys()
    assert roles <= {EVERYBODY, *EVERY_ROLE}


@pytest.mark.parametrize("name", MAY)
def test_by_a_holder_of_every_role(hall: Hall, copies: Copies, name: str) -> None:
    """Done for whoever may; refused for everybody else, and then nothing is changed."""
    assert faults(hall, copies, name, people(name)) == []


def test_a_table_that_is_not_true_is_noticed(hall: Hall, copies: Copies) -> None:
    """The control: one who may and is said not to, and one who may not and is said to."""
    wrong = {only("finance"): True, only("ps_manager"): False, only("cs_director"): True}

    assert [one.partition(":")[0] for one in faults(hall, copies, "Decide", wrong)] == [
        "only-finance",
        "only-ps_manager",
    ]


def test_of_several_decisions_each_is_taken_by_who_decides_it(hall: Hall, copies: Copies) -> None:
    """Whoever approves several at once approves none that they could not approve alone."""
    command = hall.commands["ApproveSeveral"]
    assert isinstance(command, ApproveSeveral)
    approval = command.chosen[0].partition(":")[0]
    for who, may in people("Decide").items():
        office = copies.office()
        assert isinstance(halls.ask(office, who, command), Done if may else Refused), who
        state = next(row["state"] for row in office.rows(tables.approval) if row["id"] == approval)
        assert state == ("approved" if may else "waiting"), who
        copies.used()


def test_a_role_that_was_taken_away_after_the_card_was_posted(hall: Hall, copies: Copies) -> None:
    """The press of who held it is refused, whatever it was of, and changes nothing; who holds it now may."""
    office = copies.office()
    for role in EVERY_ROLE:
        staff(office.database, role, HEIR)
    before = halls.kept(office.database)

    for name in BY_ROLE:
        for role in (one for one in MAY[name].split() if one[0] != "@"):
            answer = halls.ask(office, only(role), hall.commands[name])
            assert not fault(name, answer, may=False, changed=halls.kept(office.database) != before), (name, role)
    answer = halls.ask(office, HEIR, hall.commands["Decide"])
    assert isinstance(answer, Done), answer
    copies.used()


@pytest.mark.postgres
def test_a_sample_on_postgresql(on_postgresql: tuple[Hall, Office]) -> None:
    """Of each row nobody and one whose role is another are refused; of some, somebody who may is not."""
    hall, office = on_postgresql
    for name, command in hall.commands.items():
        for who in [one for one, may in people(name).items() if not may][:2]:
            answer = halls.ask(office, who, command)
            assert not fault(name, answer, may=False, changed=False), (name, who)
    assert halls.kept(office.database) == hall.kept

    for name in DONE_ON_POSTGRESQL:
        who = next(one for one, may in people(name).items() if may)
        answer = halls.ask(office, who, hall.commands[name])
        assert not fault(name, answer, may=True, changed=True), (name, who)
