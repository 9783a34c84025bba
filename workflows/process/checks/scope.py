"""The names that a definition file declares, and the list of faults that its checks add to."""

from collections.abc import Iterable, Iterator, Mapping

from workflows.process.faults import Fault, choose, closest
from workflows.process.parts import END
from workflows.process.steps import YES_NO
from workflows.process.tree import Node


class Scope:
    """What the checks know of one file."""

    def __init__(self, root: Node, file: str, processes: Mapping[str, frozenset[str]]) -> None:
        self.root = root
        self.file = file
        self.faults: list[Fault] = []
        self.name = root.word("process")
        self.roles = root.under("roles")
        self.steps = root.under("steps")
        self.ends = root.under("ends")
        self.kinds = root.under("kinds")
        self.processes = {**processes, self.name: frozenset(self.steps)}

    def fault(self, line: int, what: str, mend: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(self.file, line, what, mend))

    def check_name(self, word: str, line: int, known: Iterable[str], what: str, *, otherwise: str = "") -> None:
        """Note a fault when a word is none of the known names; `what` says what it should name, such as `role`."""
        names = tuple(known)
        if word not in names:
            self.fault(line, f"There is no {what} '{word}'.", choose(word, names, otherwise=otherwise))

    def names(self, node: Node, key: str) -> Iterator[tuple[str, int]]:
        """Yield the names under a key, one or a list of them, with their lines."""
        found = node.get(key)
        if found is None:
            return
        for entry in found.entries if found.entries is not None else (found,):
            if entry.text is not None:
                yield entry.text, entry.line

    def target(self, outcome: Node) -> str | None:
        """Return where an outcome leads, a misspelt name as it was meant; None where that cannot be said."""
        word = outcome.word("next")
        known = (*self.steps, *(f"{END}{end}" for end in self.ends))
        return word if word in known else closest(word, known)

    def outcomes(self) -> Iterator[tuple[str, str, Node]]:
        """Yield the step, the key and the node of every outcome of the file."""
        for step_id, step in self.steps.items():
            for key, outcome in step.under("outcomes").items():
                yield step_id, key, outcome

    def forms(self) -> Iterator[tuple[str, int, Node]]:
        """Yield every form field of the file, of steps, kinds and subtasks: its key, the key's line, and the field."""
        holders = [*self.steps.values(), *self.kinds.values()]
        holders += [subtask for kind in self.kinds.values() for subtask in kind.listed("subtasks")]
        for holder in holders:
            form = holder.get("form")
            if form is not None and form.keys is not None:
                yield from ((key, form.line_of(key), field) for key, field in form.keys.items())

    def effects(self) -> Iterator[Node]:
        """Yield every effect of the file."""
        for step in self.steps.values():
            yield from step.listed("on_enter")
        for _, _, outcome in self.outcomes():
            yield from outcome.listed("effects")
        for end in self.ends.values():
            yield from end.listed("effects")

    def facts(self) -> dict[str, frozenset[str]]:
        """Return what guards can ask, with the possible values: facts, kinds, priorities, and fields to choose from."""
        known = {key: frozenset(fact.under("choices")) for key, fact in self.root.under("facts").items()}
        if self.kinds:
            known["kind"] = frozenset(self.kinds)
            known["priority"] = frozenset(key for kind in self.kinds.values() for key in kind.under("priorities"))
        for key, _, field in self.forms():
            if field.word("type") == "yes_no":
                known[key] = YES_NO
            elif field.word("type") == "choice":
                known[key] = known.get(key, frozenset()) | frozenset(field.under("choices"))
        return known
