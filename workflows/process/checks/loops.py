"""Ways back are declared: a loop has a name, a path that is one, and a number of rounds after which it is noticed."""

from collections.abc import Iterable, Mapping

from workflows.process.checks.flow import graph
from workflows.process.checks.scope import Scope


def check_loops(scope: Scope) -> None:
    """Check that every declared loop is one, and that every cycle of the graph is declared."""
    ways = graph(scope)
    closing: dict[tuple[str, str], str] = {}
    for name, loop in scope.root.under("loops").items():
        path = [word for word, _ in scope.names(loop, "path")]
        for word, line in scope.names(loop, "path"):
            scope.check_name(word, line, scope.steps, "step")
        if not path or any(word not in scope.steps for word in path):
            continue
        missing = next(
            ((here, there) for here, there in zip(path, [*path[1:], path[0]], strict=True) if there not in ways[here]),
            None,
        )
        if missing is not None:
            what = f"The loop '{name}' is none: no outcome of step {missing[0]} leads to step {missing[1]}."
            scope.fault(loop.line_of("path"), what, "write its steps in order; the last leads back to the first.")
            continue
        way_back = (path[-1], path[0])
        if way_back in closing:
            what = f"The loops '{name}' and '{closing[way_back]}' go back by the same outcome."
            scope.fault(loop.line_of("path"), what, "keep one of them.")
        closing[way_back] = name
    _check_undeclared(scope, ways, closing)


def _check_undeclared(scope: Scope, ways: Mapping[str, Iterable[str]], closing: Mapping[tuple[str, str], str]) -> None:
    left = {
        here: [there for there in to if there in ways and (here, there) not in closing] for here, to in ways.items()
    }
    entries = scope.root.get("steps")
    while (cycle := _cycle(left)) is not None:
        path = ", ".join(cycle)
        what = f"Steps {path} are a loop that is not declared." if cycle[1:] else f"Step {path} leads back to itself."
        mend = f"add to 'loops:' a name with 'path: [{path}]' and 'warn_at:'."
        line = entries.line_of(cycle[-1]) if entries is not None else scope.root.line
        scope.fault(line, what, mend)
        left[cycle[-1]].remove(cycle[0])


def _cycle(ways: Mapping[str, list[str]]) -> list[str] | None:
    """Return the steps of a cycle in order, or None. No recursion: a file may hold thousands of steps."""
    done: set[str] = set()
    for start in ways:
        path = [start]
        todo = [iter(ways[start])]
        while path:
            there = next(todo[-1], None)
            if there is None:
                done.add(path.pop())
                todo.pop()
            elif there in path:
                return path[path.index(there) :]
            elif there not in done:
                path.append(there)
                todo.append(iter(ways[there]))
    return None
