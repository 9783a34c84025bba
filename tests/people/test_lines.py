"""The lines of a TOML file: every value that Python reads has one, and it is the right one."""

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.people.lines import Place, find_lines

WHOLE = '''# A comment with [brackets] and "quotes".
title = "one"  # two = 2

[company]
"na\\u006de" = 'x # y'
dotted.key . "with dots.in" = 1979-05-27T07:32:00Z

[[people]]
key = "ana"
slack = [
  "U1",  # first ]
  # "U2",

  "U3"
]

[[people]]
key = """
ben"""""
roles = { csm = ["ana", { deep = true }], "a.b" = -1_000.5e-3 }

[people.more]
x = \'\'\'
''\'\'\'

[[people.cars]]
wheels = 4
[[people.cars]]
wheels = inf
[a.b.c]
'''


def places(value: object, place: Place = ()) -> set[Place]:
    """Return the way to everything in what Python read."""
    found = {place}
    if isinstance(value, dict):
        for name, inner in value.items():
            found |= places(inner, (*place, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found |= places(inner, (*place, number))
    return found


def test_every_value_has_its_line() -> None:
    """A file with everything TOML has: each value is found, and on the line where it begins."""
    lines = find_lines(WHOLE)
    assert set(lines.known) | {()} == places(tomllib.loads(WHOLE))
    expected = {
        ("title",): 2,
        ("company", "name"): 5,
        ("company", "dotted", "key", "with dots.in"): 6,
        ("people",): 8,
        ("people", 0, "slack", 0): 11,
        ("people", 0, "slack", 1): 14,
        ("people", 1): 17,
        ("people", 1, "key"): 18,
        ("people", 1, "roles", "csm", 1, "deep"): 20,
        ("people", 1, "roles", "a.b"): 20,
        ("people", 1, "more", "x"): 23,
        ("people", 1, "cars", 1, "wheels"): 29,
        ("a", "b"): 30,
    }
    assert {place: lines.of(place) for place in expected} == expected


def test_what_is_missing_is_sought_where_it_belongs() -> None:
    """A key that is not written has the line of its table; an empty file has a first line."""
    lines = find_lines(WHOLE)
    assert lines.of(("people", 1, "email")) == 17
    assert lines.of(("nothing", 7)) == 1
    assert find_lines("").of(("people",)) == 1


keys = st.text(min_size=1, max_size=6)
scalars = st.one_of(
    st.text(),
    st.integers(-(2**62), 2**62),
    st.booleans(),
    st.floats(allow_nan=False),
)
grouped = st.lists(scalars, max_size=3) | st.dictionaries(keys, scalars, max_size=3)
deeper = st.lists(grouped | scalars, max_size=2) | st.dictionaries(keys, grouped | scalars, max_size=2)
values = scalars | grouped | deeper | st.lists(deeper, max_size=2)
gaps = st.sampled_from(["", "\n", "# [no] = {table\n", "\n \t\n", "#'''\n"])


def spelt(value: object) -> str:
    """Write a value as TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(name)} = {spelt(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[\n" + ",\n".join(spelt(inner) for inner in value) + " # ]\n]"
    if isinstance(value, str):
        return quoted(value)
    return json.dumps(value).replace("Infinity", "inf")


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@given(st.dictionaries(keys, st.tuples(gaps, st.dictionaries(keys, st.tuples(gaps, values), max_size=4)), max_size=4))
def test_any_file_is_walked_to_its_end(tables: dict[str, tuple[str, dict[str, tuple[str, object]]]]) -> None:
    """Whatever the values, keys, comments and gaps: the finder sees the same places as Python, each on its line."""
    text = ""
    expected: dict[Place, int] = {}
    for table, (gap, pairs) in tables.items():
        text += gap
        expected[(table,)] = text.count("\n") + 1
        text += f"[[ {quoted(table)} ]]\n"
        for name, (before, value) in pairs.items():
            text += before
            expected[(table, 0, name)] = text.count("\n") + 1
            text += f"{quoted(name)}= {spelt(value)}\n"
    lines = find_lines(text)
    assert set(lines.known) | {()} == places(tomllib.loads(text))
    assert {place: lines.of(place) for place in expected} == expected


@pytest.mark.parametrize("text", ["x = '''a''''", "x = '''''a'''''", 'x = """a\\"""""', 'x = """\\\n  a"""', "x = ''"])
def test_quotation_marks_end_where_they_end(text: str) -> None:
    """The strings with quotation marks inside end where Python says they do."""
    whole = f"{text}\ny = 1\n"
    assert set(find_lines(whole).known) | {()} == places(tomllib.loads(whole))
