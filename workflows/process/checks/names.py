"""Every name leads somewhere: roles, channels, systems and their records, processes, lists, outcomes, defaults."""

from collections.abc import Iterator, Mapping
from typing import Final

from workflows.process.checks.scope import Scope
from workflows.process.effects import LISTS, RECORDS
from workflows.process.parts import PURPOSES
from workflows.process.steps import SYSTEM
from workflows.process.tree import Node

_NAMES_OF_EFFECT: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "post": (("to", "role or channel"), ("accept", "role")),
    "message": (("to", "role"),),
    "mail": (("to", "role"),),
    "record": (("owner", "role"), ("assign", "role")),
    "list": (("list", "list"),),
    "document": (("document", "document"),),
}
_CHOSEN: Final = ("choice", "choices")
_NO_CHOICE: Final = "add choices, each a key, a colon and its label."


def check_names(scope: Scope) -> None:
    """Check that whatever is named in the file is declared there, or known to csops."""
    _check_roles(scope)
    _check_used_roles(scope)
    for effect in scope.effects():
        _check_effect(scope, effect)
    for kind in scope.kinds.values():
        _check_kind(scope, kind)
    for row in scope.root.under("raci").values():
        if row.get("hand_off") is not None:
            scope.check_name(row.word("hand_off"), row.line_of("hand_off"), scope.kinds, "kind")
    for step in scope.steps.values():
        _check_owners(scope, step)
        _check_fields(scope, step, frozenset(step.under("outcomes")))
        _check_labels(scope, step)
        _check_gifts(scope, step)


def _check_roles(scope: Scope) -> None:
    for word, line in (
        pair for node in (scope.root, *scope.roles.values()) for pair in scope.names(node, "accountable")
    ):
        scope.check_name(word, line, scope.roles, "role")
    for key, role in scope.roles.items():
        if key in PURPOSES and role.word("channel") != key:
            what = f"The role '{key}' is called like a channel, but its channel is another."
            scope.fault(role.line_of("channel"), what, f"write 'channel: {key}', or give the role another name.")
        fallback = role.word("fallback")
        if not fallback:
            continue
        scope.check_name(fallback, role.line_of("fallback"), scope.roles, "role")
        seen = [key]
        while fallback in scope.roles and fallback not in seen:
            seen.append(fallback)
            fallback = scope.roles[fallback].word("fallback")
        if fallback == key:
            line = role.line_of("fallback")
            scope.fault(line, f"The fallback of '{key}' leads back to it.", "let the last of them have no fallback.")


def _role_words(scope: Scope) -> Iterator[tuple[str, int]]:
    for step in scope.steps.values():
        yield from scope.names(step, "owners")
        yield from scope.names(step, "marked_by")
        yield from _told_when_late(scope, step)
    yield from _told_when_late(scope, scope.root)
    for kind in scope.kinds.values():
        yield from _kind_roles(scope, kind)
    for row in scope.root.under("raci").values():
        for key in row.under("shares"):
            yield key, row.under("shares")[key].line


def _told_when_late(scope: Scope, node: Node) -> Iterator[tuple[str, int]]:
    for waits in (node, node.get("acceptance")):
        for key in ("reminder", "escalation"):
            if waits is not None and (told := waits.get(key)) is not None:
                yield from scope.names(told, "to")


def _kind_roles(scope: Scope, kind: Node) -> Iterator[tuple[str, int]]:
    yield from scope.names(kind, "owners")
    for priority in kind.under("priorities").values():
        yield from scope.names(priority, "message")
    if (review := kind.get("review")) is not None:
        yield from scope.names(review, "by")
    if (handing := kind.get("handing")) is not None:
        yield from _handing_roles(scope, handing)


def _handing_roles(scope: Scope, handing: Node) -> Iterator[tuple[str, int]]:
    yield from scope.names(handing, "sender")
    for task in (*handing.listed("plan"), *handing.listed("success")):
        yield from scope.names(task, "owner")
    shares = handing.under("shares")
    yield from ((key, share.line) for key, share in shares.items())


def _check_used_roles(scope: Scope) -> None:
    for word, line in _role_words(scope):
        scope.check_name(word, line, scope.roles, "role")


def _check_effect(scope: Scope, effect: Node) -> None:
    does = effect.word("do")
    known = {
        "role": tuple(scope.roles),
        "role or channel": (*scope.roles, *sorted(PURPOSES)),
        "list": sorted(LISTS),
        "document": tuple(scope.root.under("documents")),
    }
    for key, what in _NAMES_OF_EFFECT.get(does, ()):
        for word, line in scope.names(effect, key):
            scope.check_name(word, line, known[what], what)
    if does == "start":
        _check_start(scope, effect)
    elif does == "record":
        _check_record(scope, effect, "what")
    elif does == "list":
        _check_list(scope, effect)
    elif does in ("board", "alert", "announce") and not scope.kinds:
        what = f"'{does}' needs the table of kinds."
        scope.fault(effect.line, what, "add a section 'kinds:', or use another effect.")


def _check_record(scope: Scope, node: Node, what: str) -> None:
    system = node.word("system")
    if node.get("system") is not None:
        scope.check_name(system, node.line_of("system"), sorted(RECORDS), "system")
    if system in RECORDS and node.get(what) is not None:
        scope.check_name(node.word(what), node.line_of(what), sorted(RECORDS[system]), f"record of {system}")


def _check_start(scope: Scope, effect: Node) -> None:
    process = effect.word("process")
    if effect.get("process") is None:
        return
    scope.check_name(process, effect.line_of("process"), sorted(scope.processes), "process")
    if process in scope.processes and effect.get("at") is not None:
        known = sorted(scope.processes[process])
        scope.check_name(effect.word("at"), effect.line_of("at"), known, f"step of {process}")


def _check_list(scope: Scope, effect: Node) -> None:
    known = {key: field for key, _, field in scope.forms()}
    for node in effect.under("used").values():
        if node.text is not None:
            scope.check_name(node.text, node.line, known, "field")
    for name, node in effect.under("fields").items():
        if node.text is None:
            continue
        scope.check_name(node.text, node.line, known, "field")
        if name == "uses" and node.text in known and known[node.text].word("type") != "choices":
            scope.fault(node.line, f"'{node.text}' does not let several uses be chosen.", "give it 'type: choices'.")


def _check_kind(scope: Scope, kind: Node) -> None:
    board = kind.get("board")
    if board is not None:
        _check_record(scope, board, "record")
    for post in kind.listed("posts"):
        if post.get("to") is not None and post.word("to") in scope.roles and post.word("to") not in PURPOSES:
            scope.fault(post.line_of("to"), "The posts of a kind go to a channel.", "name what the channel is for.")
    for several in ("priorities", "severities"):
        _check_one_default(scope, kind, several)
    for priority in kind.under("priorities").values():
        if priority.get("message") is not None and priority.get("text") is None:
            scope.fault(
                priority.line_of("message"), "This priority messages somebody without a text.", "add 'text:' here."
            )
    for holder in (kind, *kind.listed("subtasks")):
        _check_fields(scope, holder, frozenset())


def _check_one_default(scope: Scope, kind: Node, several: str) -> None:
    entries = kind.under(several)
    usual = [key for key, one in entries.items() if one.word("default").lower() in ("true", "yes")]
    if entries and len(usual) != 1:
        what = f"{len(usual)} {several} of this kind are the default."
        scope.fault(kind.line_of(several), what, "write 'default: true' at exactly one of them.")


def _check_owners(scope: Scope, step: Node) -> None:
    owners = [word for word, _ in scope.names(step, "owners")]
    line = step.line_of("owners")
    marker = step.word("marked_by")
    outside = [word for word in owners if _is_outside(scope, word)]
    if outside and not marker:
        what = f"'{outside[0]}' is outside and cannot mark this step."
        scope.fault(line, what, "add 'marked_by:' with the role that does.")
    if marker and _is_outside(scope, marker):
        scope.fault(step.line_of("marked_by"), f"'{marker}' is outside too.", "name a role of the company.")
    if owners == [SYSTEM] and SYSTEM in scope.roles and scope.roles[SYSTEM].get("fallback") is None:
        what = "Nobody can do this step by hand when no connector does it."
        scope.fault(line, what, f"give the role '{SYSTEM}' a fallback, or name a second owner.")


def _is_outside(scope: Scope, role: str) -> bool:
    return role in scope.roles and scope.roles[role].word("outside").lower() in ("true", "yes")


def _check_fields(scope: Scope, holder: Node, outcomes: frozenset[str]) -> None:
    for key, field in holder.under("form").items():
        kind, choices = field.word("type"), field.under("choices")
        if kind in _CHOSEN and not choices:
            scope.fault(field.line_of("type"), f"'{key}' is a choice with nothing to choose from.", _NO_CHOICE)
        if kind not in (*_CHOSEN, "") and choices:
            scope.fault(field.line_of("choices"), f"'{key}' has choices but is a {kind}.", "write 'type: choice'.")
        default = field.word("default")
        if default and choices:
            scope.check_name(default, field.line_of("default"), choices, "choice")
        if field.get("max_length") is not None and kind not in ("text", "long_text", ""):
            what = f"'{key}' is a {kind}, which has no length."
            scope.fault(field.line_of("max_length"), what, "take 'max_length' out.")
        for word, line in scope.names(field, "only_for"):
            scope.check_name(word, line, outcomes, "outcome of this step")


def _check_gifts(scope: Scope, step: Node) -> None:
    """Check that an outcome which gives the next step to a person asks for that person."""
    form = step.under("form")
    people = [key for key, field in form.items() if field.word("type") == "person"]
    for key, outcome in step.under("outcomes").items():
        field = outcome.word("gives_to")
        if not field:
            continue
        line = outcome.line_of("gives_to")
        scope.check_name(field, line, people, "field for a person in this step's form")
        asked = [word for word, _ in scope.names(form[field], "only_for")] if field in people else []
        if field in people and (
            form[field].word("required").lower() not in ("true", "yes") or (asked and key not in asked)
        ):
            what = f"'{field}' may be left empty with '{key}', which gives the next step to that person."
            scope.fault(line, what, f"write 'required: true' at '{field}', and name '{key}' in its 'only_for:'.")


def _check_labels(scope: Scope, step: Node) -> None:
    seen: dict[str, str] = {}
    for key, outcome in step.under("outcomes").items():
        label = " ".join(outcome.word("label").lower().split())
        if label and label in seen:
            what = f"'{key}' and '{seen[label]}' have the same label."
            scope.fault(outcome.line_of("label"), what, "give each button its own words.")
        seen.setdefault(label, key)
