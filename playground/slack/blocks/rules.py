"""The small rules of which the Block Kit tables are made, and the report they write to.

An error has the shape of Slack's blocks.validate: pointer (JSON pointer), code, message. Slack documents only the code
`failed_constraint`; the finer codes here are this project's, the messages are worded like Slack's.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from playground.slack.shapes import Json


class Report:
    """The faults found so far."""

    def __init__(self) -> None:
        self.errors: list[Json] = []

    def add(self, pointer: str, code: str, message: str) -> None:
        """Write one fault down."""
        self.errors.append({"pointer": pointer, "code": code, "message": message})

    def messages(self) -> list[str]:
        """Say them as a Web API answer does in response_metadata.messages."""
        return [f"[ERROR] {one['message']} [json-pointer:{one['pointer']}]" for one in self.errors]


Rule: TypeAlias = Callable[[object, str, Report], None]
CrossRule: TypeAlias = Callable[[Json, str, Report], None]


def string(most: int, least: int = 1) -> Rule:
    """Text of a length."""

    def check(value: object, pointer: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add(pointer, "wrong_type", "must provide a string")
        elif len(value) > most:
            report.add(pointer, "too_long", f"must be less than {most + 1} characters")
        elif len(value) < least:
            report.add(pointer, "too_short", f"must be more than {least - 1} characters")

    return check


def matching(pattern: str, example: str) -> Rule:
    """Text of a form."""
    compiled = re.compile(pattern)

    def check(value: object, pointer: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add(pointer, "wrong_type", "must provide a string")
        elif not compiled.fullmatch(value):
            report.add(pointer, "bad_format", f"must be in the format of {example}")

    return check


def one_of(*choices: str) -> Rule:
    """One of a few words."""

    def check(value: object, pointer: str, report: Report) -> None:
        if value not in choices:
            report.add(pointer, "not_one_of", f"must be one of {', '.join(choices)}")

    return check


def whole(least: int, most: int) -> Rule:
    """A whole number in a range."""

    def check(value: object, pointer: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add(pointer, "wrong_type", "must provide a number")
        elif not least <= value <= most:
            report.add(pointer, "out_of_range", f"must be between {least} and {most}")

    return check


def flag(value: object, pointer: str, report: Report) -> None:
    """Take true or false."""
    if not isinstance(value, bool):
        report.add(pointer, "wrong_type", "must provide a boolean")


def anything(value: object, pointer: str, report: Report) -> None:
    """Take whatever there is."""


def url(value: object, pointer: str, report: Report) -> None:
    """Take a web address of at most 3000 characters."""
    string(3000)(value, pointer, report)
    if isinstance(value, str) and value and not re.match(r"^[a-zA-Z][a-zA-Z0-9+.-]*:\S+$", value):
        report.add(pointer, "bad_format", "must be a valid URL")


def items(rule: Rule, least: int, most: int) -> Rule:
    """Take a list of so many."""

    def check(value: object, pointer: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add(pointer, "wrong_type", "must provide an array")
            return
        if len(value) > most:
            report.add(pointer, "too_many", f"no more than {most} items allowed")
        if len(value) < least:
            report.add(pointer, "too_few", f"no fewer than {least} items allowed")
        for index, one in enumerate(value[: most + 1]):
            rule(one, f"{pointer}/{index}", report)

    return check


@dataclass(frozen=True)
class Shape:
    """An object: what it must have, what it may have, and what has to hold between its parts."""

    needs: Mapping[str, Rule] = field(default_factory=dict)
    takes: Mapping[str, Rule] = field(default_factory=dict)
    also: tuple[CrossRule, ...] = ()

    def __call__(self, value: object, pointer: str, report: Report) -> None:
        """Check one value."""
        if not isinstance(value, dict):
            report.add(pointer, "wrong_type", "must be an object")
            return
        before = len(report.errors)
        self._fields(value, pointer, report)
        if len(report.errors) == before:
            for cross in self.also:
                cross(value, pointer, report)

    def _fields(self, value: Json, pointer: str, report: Report) -> None:
        for name in self.needs:
            if value.get(name) is None:
                report.add(pointer, "missing_field", f"missing required field: {name}")
        for name, inner in value.items():
            rule = self.needs.get(name) or self.takes.get(name)
            if rule is None and name != "type":
                report.add(pointer, "unknown_field", f"invalid additional property: {name}")
            elif rule is not None and inner is not None:
                rule(inner, f"{pointer}/{name}", report)


def typed(shapes: Mapping[str, Rule], *allowed: str) -> Rule:
    """Take an object whose `type` says its shape; with `allowed`, only these types fit here."""

    def check(value: object, pointer: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add(pointer, "wrong_type", "must be an object")
            return
        kind = value.get("type")
        if kind is None:
            report.add(pointer, "missing_field", "missing required field: type")
        elif not isinstance(kind, str) or kind not in shapes:
            report.add(f"{pointer}/type", "unknown_type", f"unsupported type: {kind}")
        elif allowed and kind not in allowed:
            report.add(f"{pointer}/type", "not_allowed_here", f"{kind} is not allowed here")
        else:
            shapes[kind](value, pointer, report)

    return check


def exactly_one(*names: str) -> CrossRule:
    """Ask for one of some fields and no second."""

    def check(value: Json, pointer: str, report: Report) -> None:
        found = [name for name in names if value.get(name) is not None]
        if not found:
            report.add(pointer, "missing_field", f"missing required field: {' or '.join(names)}")
        elif len(found) > 1:
            report.add(pointer, "conflict", f"only one of {', '.join(names)} is allowed")

    return check


def at_least_one(*names: str) -> CrossRule:
    """Ask for one or more of some fields."""

    def check(value: Json, pointer: str, report: Report) -> None:
        if all(value.get(name) is None for name in names):
            report.add(pointer, "missing_field", f"missing required field: {' or '.join(names)}")

    return check


def ordered(low: str, high: str) -> CrossRule:
    """Ask that one number is not above another."""

    def check(value: Json, pointer: str, report: Report) -> None:
        least, most = value.get(low), value.get(high)
        if least is not None and most is not None and float(least) > float(most):
            report.add(pointer, "conflict", f"{low} must not be greater than {high}")

    return check
