"""A process as data: one version of one definition, with what the engine looks up in it."""

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property

from pydantic import Field

from workflows.process.effects import Document
from workflows.process.parts import Key, Name, Part, Prose, StepId, Title
from workflows.process.routes import Routes
from workflows.process.steps import SYSTEM, Acceptance, End, Fact, FormField, Kind, Loop, Paper, Role, Step
from workflows.process.tables import RaciRow, Scorecard


class Source(Part):
    """The document that the process was written down from."""

    name: Title
    version: Title


class Definition(Part):
    """One version of a process. It is checked before it gets here, and never changes: an engagement stays on it."""

    process: Key
    title: Title
    version: int = Field(gt=0, lt=100_000)
    about: Prose
    source: Source
    roles: tuple[Role, ...] = Field(min_length=1)
    facts: tuple[Fact, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)
    ends: tuple[End, ...] = Field(min_length=1)
    loops: tuple[Loop, ...] = ()
    kinds: tuple[Kind, ...] = ()
    documents: tuple[Paper, ...] = ()
    raci: tuple[RaciRow, ...] = ()
    scorecards: tuple[Scorecard, ...] = ()
    accountable: Name | None = None
    """The role that decides who does a step whose hand-off was returned twice, where nothing nearer names one."""
    acceptance: Acceptance | None = None
    """By when the hand-offs of steps that say nothing of it must have been accepted."""

    @cached_property
    def routes(self) -> Routes:
        """What the engine looks up, worked out once."""
        return Routes.of(steps=self.steps, ends=self.ends, loops=self.loops, kinds=self.kinds)

    @cached_property
    def fields(self) -> Mapping[str, FormField]:
        """The fields of all steps' forms by key; where several steps ask for one, as the first of them does."""
        return {field.key: field for step in reversed(self.steps) for field in step.form}

    @cached_property
    def papers(self) -> Mapping[str, tuple[Paper, Step]]:
        """The documents by key, each with the first step that makes it when it is entered; no others."""
        titled = {paper.key: paper for paper in self.documents}
        entering = ((effect, step) for step in reversed(self.steps) for effect in step.on_enter)
        made = {effect.document: step for effect, step in entering if isinstance(effect, Document)}
        return {key: (titled[key], made[key]) for key in titled if key in made}

    @cached_property
    def loops_of_rework(self) -> tuple[Loop, ...]:
        """The loops in which something is made anew: those of several steps whose way back wants a reason."""
        return tuple(loop for loop in self.loops if len(loop.path) > 1 and self._wants_reason(loop))

    @cached_property
    def role_of(self) -> Mapping[str, Role]:
        """The roles by key."""
        return {role.key: role for role in self.roles}

    @cached_property
    def kind_of(self) -> Mapping[str, Kind]:
        """The kinds of ticket by key; empty where the process has none."""
        return {kind.key: kind for kind in self.kinds}

    @property
    def first(self) -> StepId:
        """The step that a process begins with."""
        return self.steps[0].id

    def step(self, step_id: str) -> Step | None:
        """Return a step by its number, or None."""
        route = self.routes.steps.get(step_id)
        return route.step if route else None

    def owners(self, step: Step, facts: Mapping[str, str]) -> tuple[str, ...]:
        """Return the roles that a step belongs to, as alternatives: the kind's own where the step says so.

        A step of an outside role belongs to whoever marks it.
        """
        if step.marked_by is not None:
            return (step.marked_by,)
        kind = self.kind_of.get(facts.get("kind", "")) if step.owners_of_kind else None
        return kind.owners if kind else step.owners

    def accountable_for(self, role: str, facts: Mapping[str, str]) -> tuple[str, ...]:
        """Return the roles that answer for a hand-off to a role, the nearest first.

        Those are who is A of the hand-off's kind, whom the receiving role names, and whom the definition names.
        """
        kind = self.kind_of.get(facts.get("kind", ""))
        receiving = self.role_of.get(role)
        named = (receiving.accountable if receiving else None, self.accountable)
        of_kind = kind.handing.holding("A") if kind and kind.handing else ()
        return tuple(dict.fromkeys((*of_kind, *(key for key in named if key))))

    def channel(self, step: Step, facts: Mapping[str, str]) -> str:
        """Return the purpose of the channel that hears of a step: its own, or that of its first owner of flesh."""
        if step.channel is not None:
            return step.channel
        owners = self.owners(step, facts)
        owner = next((key for key in owners if key != SYSTEM), owners[0])
        return self.role_of[owner].channel

    def _wants_reason(self, loop: Loop) -> bool:
        last = self.step(loop.path[-1])
        ways = last.outcomes if last else ()
        return any(outcome.next == loop.path[0] and outcome.reason == "required" for outcome in ways)

    @cached_property
    def digest(self) -> str:
        """A SHA-256 of the content, free of the file's layout: the same version must always have the same one."""
        content = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def to_json(self) -> str:
        """Return the definition as JSON, to be kept beside the engagements that run on it."""
        return self.model_dump_json(by_alias=True, exclude_defaults=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Definition":
        """Return the definition that `to_json` wrote. Raise pydantic.ValidationError when it is not one."""
        return cls.model_validate_json(text)
