"""Who was to decide has left, lost the role, or is away with nobody in their place: no decision waits for ever."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import tables
from tests.approvals.crowd import asked, click, row_of
from tests.approvals.deciding import to_step_6
from tests.approvals.test_standing_in import card_of
from tests.office import Office
from tests.pricing import approval_card, position, set_role, with_rule
from tests.privacy.test_elsewhere import said
from tests.privacy.test_privacy import do
from tests.reminders.stand import Waiting
from workflows.kernel.answers import Done, Refused, Shown
from workflows.kernel.text import Mention

ROLES = {"ps_manager": ("pria", "mara"), "pse": ("emil",), "cs_director": ("dora",)}
PEOPLE = tuple(person for people in ROLES.values() for person in people)
MOVES = st.lists(
    st.tuples(st.sampled_from(("vote", "leave", "away")), st.sampled_from(PEOPLE)), max_size=8, unique=True
)


def away(office: Office, who: str) -> None:
    """Let somebody be away for the week, with nobody who stands in."""
    form = office.type(who, "/csops away until 2026-03-06")
    assert isinstance(office.submit(who, form, {}), Done)


def leave(office: Office, who: str) -> None:
    """Let somebody hold none of the roles any more."""
    with office.database.transaction() as connection:
        held = connection.execute(tables.role_holder.select()).mappings().all()
    for role in ROLES:
        mine = [row for row in held if row["role"] == role]
        left = [row["person_key"] for row in sorted(mine, key=lambda row: row["position"]) if row["person_key"] != who]
        set_role(office, role, *left)


def begin(office: Office) -> None:
    """Let everybody be there, in their roles."""
    for role, people in ROLES.items():
        set_role(office, role, *people)
    for person in PEOPLE:
        office.type(person, "/csops back")
    for row in office.rows(tables.engagement):
        if row["step"]:  # What is left over would stand before the next one on everybody's list.
            form = office.type("ada", f"/engagement cancel {row['key']}")
            assert isinstance(office.submit("ada", form, {"reason": "Enough."}), Done)


def wanted(office: Office, key: str, out: Sequence[str] = ()) -> list[str]:
    """Return whose list of what waits for them has it, of those who are there."""
    here = [who for who in PEOPLE if who not in out]
    return [who for who in here if any(key in str(row.text) for row in card_of(office.type(who, "/approvals")).rows)]


def carried_on(office: Office, row: Mapping[str, Any], key: str, out: Sequence[str]) -> str:
    """Let whoever it waits for approve, one after the other, until it is decided; return how it ended."""
    for _ in range(len(PEOPLE) + 1):
        if row_of(office, tables.approval, tables.approval.c.id == row["id"])["state"] != "waiting":
            return "decided"
        people = wanted(office, key, out)
        if not people:
            return "nobody"
        answer = office.dispatcher.answer(click(office, people[0], row, "approve"))
        assert isinstance(answer, Done), answer
    return "for ever"


def nobody_can(rule: str, gone: Sequence[str], cast: Sequence[str]) -> bool:
    """Say whether nobody is there at all, or all are missing of a role; of the roles where they decide together."""
    teams = [ROLES["ps_manager"], ROLES["pse"]] if rule == "sequence" else [ROLES["ps_manager"] + ROLES["pse"]]
    return set(PEOPLE) <= {*gone} or any(set(team) <= {*gone} - {*cast} for team in teams)


@pytest.mark.parametrize("rule", ["any", "all", "majority", "sequence"])
def test_it_is_decided_whoever_leaves(priced: Office, rule: str) -> None:
    """Whatever happens to those who decide, it waits for somebody who can, or the card says that nobody can."""
    with_rule(priced, rule, owners="[ps_manager, pse]")
    count = iter(range(1, 1000))

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
    @given(MOVES)
    def decided(moves: list[tuple[str, str]]) -> None:
        begin(priced)
        number = next(count)
        row, gone, cast = asked(priced, number), [], []
        for what, who in moves:
            if what == "vote":
                answer = priced.dispatcher.answer(click(priced, who, row, "approve"))
                assert isinstance(answer, Done | Refused)
                cast += [who] if isinstance(answer, Done) else []
            else:
                leave(priced, who) if what == "leave" else away(priced, who)
                cast = [one for one in cast if one != who or what == "away"]
                gone.append(who)
        ended = carried_on(priced, row, f"ENG-{number}", gone)
        if ended == "nobody":
            assert nobody_can(rule, gone, cast), (moves, gone)
            shown = priced.type("ada", f"/approvals show ENG-{number}")
            assert isinstance(shown, Shown)
            assert "Nobody can decide this now." in str(shown.card.status)
        else:
            assert ended == "decided", moves

    decided()


def test_who_stays_carries_out_what_is_enough(priced: Office) -> None:
    """Pria approved and waited for Dora, who left: her Home has it again, the card calls her, one press ends it."""
    with_rule(priced, "all")
    card = to_step_6(priced)
    assert isinstance(priced.press("pria", card, "Approve"), Done)
    assert wanted(priced, "ENG-1") == ["dora"]
    set_role(priced, "cs_director")

    assert wanted(priced, "ENG-1") == ["pria"]
    shown = card_of(priced.type("pria", "/approvals show ENG-1"))
    assert Mention("pria") in shown.status
    assert "Say it again" in str(shown.status)
    assert isinstance(priced.press("pria", shown, "Approve"), Done)
    assert position(priced) == "8"


def test_the_next_who_may_decides_in_the_place_of_who_is_away(priced: Office) -> None:
    """Emil is away and named nobody: Dora, to whom it escalates, is called for him, and the vote is his."""
    with_rule(priced, "all", owners="[ps_manager, pse]")
    away(priced, "emil")
    card = to_step_6(priced)
    assert {Mention("emil"), Mention("dora")} <= set(card.status)
    assert wanted(priced, "ENG-1", out=["emil"]) == ["pria", "dora"]
    assert isinstance(priced.press("dora", card, "Approve"), Done)
    assert isinstance(priced.press("pria", card, "Approve"), Done)
    assert position(priced) == "8"
    assert {row["person_key"]: row["given_by"] for row in priced.rows(tables.vote)} == {"emil": "dora", "pria": ""}


def test_operations_are_told_what_to_do_when_nobody_is_left(priced: Office) -> None:
    """The reminder goes to operations and says what to do; the card that is posted says that nobody can."""
    with_rule(priced, "all", owners="[ps_manager]")
    to_step_6(priced)
    set_role(priced, "ps_manager")
    told = Waiting(priced).told(priced.now + timedelta(days=3))
    to_operations = next(one for one in told if one.lane == "slack:COPERATIONS")
    assert "nobody can decide it: give somebody its role by /csops admin roles" in str(to_operations.details)
    assert "Nobody can decide this now." in str(approval_card(priced).status)
    set_role(priced, "ps_manager", "mara")
    assert wanted(priced, "ENG-1") == ["mara"]


def test_administrators_are_told_in_person_of_private_work(priced: Office) -> None:
    """No channel may hear of it: who can give somebody the role is told, in the same words, and once it is lost too."""
    with_rule(priced, "all", owners="[ps_manager]")
    to_step_6(priced)
    assert isinstance(do(priced, "ada", "/engagement private ENG-1"), Done)
    set_role(priced, "ps_manager")
    set_role(priced, "cs_director")  # Whom it would be escalated to.
    before = len(priced.sent())
    told = Waiting(priced).told(priced.now + timedelta(days=9))
    of_it = [one for one in told if "ENG-1" in one.keys]
    assert {one.lane for one in of_it} == {"slack:UZOE"}
    assert all("nobody can decide it: give somebody its role by /csops admin roles" in one.details[0] for one in of_it)
    assert [lane for lane in said(priced, before) if lane.startswith("slack:C")] == []
    escalated = [row for row in priced.rows(tables.history) if row["action"] == "escalated"]
    assert len(escalated) == 1
