"""The shipped definitions carry the processes exactly as the business wrote them down."""

import pytest

from tests.process.found import moved
from tests.process.written import WRITTEN, Steps
from workflows.process.catalogue import Definitions
from workflows.process.definition import Definition
from workflows.process.effects import Enlist, Post, Record, Start
from workflows.process.engine import advance, start


def test_exactly_these_processes_are_shipped(definitions: Definitions) -> None:
    """A process that nobody wrote down is not shipped, and none is forgotten."""
    assert definitions.processes == tuple(sorted(WRITTEN))


@pytest.mark.parametrize(("process", "steps"), WRITTEN.items())
def test_every_step_owner_and_outcome_is_as_written(definitions: Definitions, process: str, steps: Steps) -> None:
    """Step numbers, owners in their order, outcomes and where they lead are those of the source, and no others."""
    shipped = definitions.current(process)

    found = {step.id: (step.owners, {outcome.key: outcome.next for outcome in step.outcomes}) for step in shipped.steps}
    assert found == steps
    assert list(found) == list(steps)


def test_the_ends_are_as_written(definitions: Definitions) -> None:
    """Every way for a process to be over has its name."""
    ends = {process: {end.key for end in definitions.current(process).ends} for process in definitions.processes}

    assert ends == {
        "services-engagement": {"completed", "declined", "lost"},
        "reference-program": {"stopped-no-marketing", "not-a-reference", "published", "no-case-study"},
        "customer-success": {"churned"},
        "ticket": {"customer-informed"},
        "hand-off": {"done", "stopped"},
    }


def test_the_approval_of_the_rom_is_as_written(engagement: Definition) -> None:
    """Step 6 binds the estimate, one approver is enough, it opens when 3 is left, and a new ROM asks again until 9."""
    approval = engagement.step("6")

    assert approval is not None
    assert (approval.kind, approval.asks, approval.rule) == ("approval", "estimate", "any")
    assert (approval.open_from, approval.reask_until) == ("3", "9")
    reasons = {outcome.key: outcome.reason for outcome in approval.outcomes}
    assert reasons == {"approve": "optional", "needs-discovery": "required", "decline": "required"}


def test_without_a_project_manager_the_engineer_owns_their_steps(reference: Definition) -> None:
    """The fallback of the role PM is the PSE, for every step of the reference program that PM owns or marks."""
    assert reference.role_of["pm"].fallback == "pse"
    owned = [step.id for step in reference.steps if reference.owners(step, {}) == ("pm",)]
    assert owned == ["1.1", "1.2", "1.3", "1.4", "1.5"]


def test_people_outside_have_somebody_inside_who_marks_their_steps(reference: Definition) -> None:
    """The agency and the customer have no account here."""
    marked = {step.id: (step.owners, step.marked_by) for step in reference.steps if step.marked_by}

    assert marked == {
        "1.5": (("customer",), "pm"),
        "2.5": (("agency",), "marketing"),
        "2.11": (("customer",), "marketing"),
    }
    assert {role.key for role in reference.roles if role.outside} == {"agency", "customer"}


def test_the_loops_are_declared_with_their_warnings(definitions: Definitions) -> None:
    """Every way back is known by name; the two loops of the reference program warn at the third round."""
    loops = {
        (process, loop.path): loop.warn_at
        for process in definitions.processes
        for loop in definitions.current(process).loops
    }

    assert loops["reference-program", ("2.5", "2.6")] == 3
    assert loops["reference-program", ("2.9", "2.10", "2.11")] == 3
    assert {path for process, path in loops if process == "services-engagement"} == {
        ("6", "7"),
        ("8",),
        ("9",),
        ("13",),
        ("16",),
    }
    assert {path for process, path in loops if process == "customer-success"} == {
        ("1.2",),
        ("1.2", "1.3"),
        ("1.2", "1.3", "1.4"),
    }


def test_processes_start_each_other_where_they_meet(definitions: Definitions) -> None:
    """A 11 starts C, the end of 13 starts B, an upsell of services and additional scope start A."""
    starts = {
        (definition.process, step.id, outcome.key): (effect.process, effect.at)
        for definition in definitions.all()
        for step in definition.steps
        for outcome in step.outcomes
        for effect in outcome.effects
        if isinstance(effect, Start)
    }

    assert starts == {
        ("services-engagement", "11", "created"): ("customer-success", "1.1"),
        ("services-engagement", "13", "accepted"): ("reference-program", "1.1"),
        ("customer-success", "1.2", "happy"): ("services-engagement", "1"),
        ("ticket", "in-progress", "wants-proposal"): ("services-engagement", "1"),
    }


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "the entire amount"),
        ({"billing_terms": "entire-amount"}, "the entire amount"),
        ({"billing_terms": "sow-terms"}, "by the terms of the SOW"),
    ],
)
def test_the_post_to_finance_says_what_is_billed(engagement: Definition, facts: dict[str, str], expected: str) -> None:
    """Finance bills the entire amount unless the SOW changed that, and is told which; also when nobody said (A 12)."""
    there = moved(start(engagement, {}, at="11"))
    found = moved(advance(engagement, there.position, "created", facts))

    posts = [effect for effect in found.effects if isinstance(effect, Post)]
    assert [post.to for post in posts] == ["finance"]
    assert expected in posts[0].text


@pytest.mark.parametrize(
    ("flags", "to", "records", "lists"),
    [
        ([], [], [], 0),
        (["upsell"], ["sales"], ["Sales inquiry"], 0),
        (["upsell", "cross_sell", "renewal"], ["sales", "sales", "sales"], ["Sales inquiry"] * 3, 0),
        (["referenceable"], ["marketing"], ["Referenceable"], 1),
        (["renewal", "referenceable"], ["sales", "marketing"], ["Sales inquiry", "Referenceable"], 1),
    ],
)
def test_a_check_in_tells_sales_and_marketing_what_was_found(
    success: Definition, flags: list[str], to: list[str], records: list[str], lists: int
) -> None:
    """Each opportunity makes its record and its post; a reference goes to Marketing and on the list (C 1.2)."""
    there = moved(start(success, {}, at="1.2"))
    found = moved(advance(success, there.position, "happy", dict.fromkeys(flags, "yes")))

    assert [effect.to for effect in found.effects if isinstance(effect, Post)] == to
    made = [effect for effect in found.effects if isinstance(effect, Record)]
    assert [effect.values[0].text for effect in made] == records
    assert all(effect.values[1].text == "Green" for effect in made)
    assert sum(isinstance(effect, Enlist) for effect in found.effects) == lists


STAGES = {
    "need": "am=A architect=R pm=I csm=C css=C rm=I",
    "evaluate": "am=A architect=R engineer=R pm=I csm=C css=C rm=C",
    "select": "am=A architect=R engineer=R pm=I csm=C css=C rm=C",
    "purchase": "am=R/A architect=I engineer=I csm=I css=I rm=I",
    "implement": "am=A architect=I engineer=R delivery=R csm=C css=C",
    "onboard": "am=A architect=C engineer=I delivery=R csm=R css=R",
    "use": "am=A architect=C engineer=I delivery=C pm=I csm=R css=R",
    "engage": "am=A architect=C engineer=C delivery=C pm=I csm=R css=R",
    "adopt": "am=A architect=C engineer=C delivery=C pm=I csm=R css=R",
    "optimize": "am=A architect=C engineer=R delivery=C pm=I csm=R css=R",
    "renew": "am=A architect=I pm=I csm=C css=C rm=R",
    "recommend": "am=A architect=C engineer=C pm=I csm=R css=R rm=C",
    "advocate": "am=A architect=C engineer=C pm=I csm=R css=R rm=C",
    "expand": "am=A architect=R engineer=I pm=I csm=C css=C rm=R",
}
"""Who answers for what in each stage (processes.md E); at onboard the source gives delivery a second A."""


def test_the_stages_are_as_written(definitions: Definitions) -> None:
    """In their order, in four groups, with the letters of every role; onboarding begins the first hand-off."""
    rows = definitions.current("hand-off").raci

    assert {row.key: " ".join(f"{share.key}={share.letters}" for share in row.shares) for row in rows} == STAGES
    assert [row.key for row in rows] == list(STAGES)
    assert list(dict.fromkeys(row.group for row in rows)) == ["Land", "Adopt", "Renew", "Expand"]
    assert {row.key: row.hand_off for row in rows if row.hand_off} == {"onboard": "sales-to-success"}
