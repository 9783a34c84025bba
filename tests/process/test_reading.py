"""Whatever stands in a file, reading it gives a definition or faults in words, soon, and never a traceback."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.process.alone import read_definition
from tests.process.sound import OTHERS, SOUND, WITH_KINDS, changed, faults, read
from workflows.process.definition import Definition
from workflows.process.faults import Fault
from workflows.process.tree import DEEPEST, LARGEST_BYTES, MOST_NODES

BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
)


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"", 1, "The file is empty."),
        (b"# Only a comment\n", 1, "The file is empty."),
        (b"\n\n  \n", 1, "The file is empty."),
        (b"- a\n- b\n", 1, "This is a list or a text."),
        (b"just words", 1, "This is a list or a text."),
        (b"process: [a\n", 2, "This is not YAML"),
        (b"process: a\n\tx: b\n", 2, "This is not YAML"),
        (b"process: 'a\n", 2, "This is not YAML"),
        (b"process: a\n---\nprocess: b\n", 2, "A second document begins here."),
        (b"process: \xff\xfe\n", 1, "The file is not written in UTF-8."),
        (b"a: b\nc: \xff\n", 2, "The file is not written in UTF-8."),
        (b"a: b\nc: \x00\n", 2, "A character that nobody can see stands here (U+0000)."),
        ("a: b\nc: x\u202ey\n".encode(), 2, "A character that nobody can see stands here (U+202E)."),
        (b'a: b\nc: "x\\u202ey"\n', 2, "A character that nobody can see stands here (U+202E)."),
        (b"a: &x b\n", 1, "Anchors (&) and aliases (*) are not allowed."),
        (BOMB.encode(), 1, "Anchors (&) and aliases (*) are not allowed."),
        (b"a: b\nc: !!python/object/apply:os.system [x]\n", 2, "Tags are not allowed."),
        (b"a: b\n? [x]\n: y\n", 2, "This key is not a word."),
        (b"[" * 100_000, 1, f"Values stand more than {DEEPEST} levels deep."),
        (b"{a: " * 50_000, 1, f"Values stand more than {DEEPEST} levels deep."),
        (b"- " * 100_000, 1, f"Values stand more than {DEEPEST} levels deep."),
        (b"a:\n" + b"- b\n" * (MOST_NODES + 1), MOST_NODES, f"The file has more than {MOST_NODES} values."),
        (b"#" * (LARGEST_BYTES + 1), 1, f"The file is larger than {LARGEST_BYTES // 1024} KiB."),
    ],
)
def test_what_is_no_definition_is_refused_with_its_line(content: bytes, line: int, what: str) -> None:
    """Broken, empty, hostile or far too large: one clear sentence, at the line where it is."""
    begun = time.process_time()
    found = read_definition(content, "a.yml")
    spent = time.process_time() - begun

    assert not isinstance(found, Definition)
    assert any(what in fault.what and abs(fault.line - line) <= 1 for fault in found), found
    assert spent < 5


def test_numbers_and_words_are_taken_as_they_are_written() -> None:
    """Step 2.10 is not step 2.1, and the outcome `no` is not a lie, with quotes or without."""
    text = SOUND.replace('"3"', "2.10").replace('"4"', "no").replace('next: "end:done"', "next: end:done")
    found = read(text)

    assert isinstance(found, Definition), found
    assert [step.id for step in found.steps] == ["1", "2", "2.10", "no"]


def test_a_byte_order_mark_is_no_mistake() -> None:
    """Some editors write one."""
    assert isinstance(read_definition(b"\xef\xbb\xbf" + SOUND.encode(), "a.yml", OTHERS), Definition)


def test_windows_line_ends_keep_the_lines() -> None:
    """A file edited on Windows has its faults on the same lines."""
    text = changed(SOUND, "due: 2 working days", "due: soon")
    unix, windows = faults(text), faults(text.replace("\n", "\r\n"))

    assert unix == windows
    assert unix


def test_the_file_is_named_in_its_faults() -> None:
    """The words for the terminal begin with file and line, as editors and compilers have it."""
    found = faults(changed(SOUND, "due: 2 working days", "due: soon"))

    assert found[0].words().startswith("small.yml:21: 'soon' is no length of time for 'due'. Mend: write a number")


def check_answer(found: Definition | tuple[Fault, ...], text: str) -> None:
    if isinstance(found, Definition):
        assert Definition.from_json(found.to_json()) == found
        assert found.routes.steps
        return
    assert found
    for fault in found:
        assert 1 <= fault.line <= text.count("\n") + 2
        assert fault.what.endswith((".", "?"))
        assert fault.mend


@given(content=st.binary(max_size=300))
def test_any_bytes_are_answered(content: bytes) -> None:
    """Reading never fails with anything but faults."""
    check_answer(read_definition(content, "a.yml"), content.decode("utf-8", "replace").replace("\r", "\n"))


@given(data=st.data(), text=st.sampled_from([SOUND, WITH_KINDS]))
def test_any_damage_to_a_definition_is_answered(data: st.DataObject, text: str) -> None:
    """Lines lost, doubled, indented or moved, words exchanged: a definition, or faults that point into the file."""
    lines = text.splitlines()
    words = sorted({word for line in lines for word in line.split()})
    for _ in range(data.draw(st.integers(1, 4))):
        number = data.draw(st.integers(0, len(lines) - 1))
        other = data.draw(st.integers(0, len(lines) - 1))
        pieces = lines[number].split(" ")
        damage = data.draw(st.sampled_from(["lose", "double", "indent", "outdent", "swap", "word", "empty"]))
        if damage == "lose":
            lines[number] = ""
        elif damage == "double":
            lines.insert(other, lines[number])
        elif damage == "indent":
            lines[number] = f"  {lines[number]}"
        elif damage == "outdent":
            lines[number] = lines[number].removeprefix("  ")
        elif damage == "swap":
            lines[number], lines[other] = lines[other], lines[number]
        elif damage == "word":
            pieces[data.draw(st.integers(0, len(pieces) - 1))] = data.draw(st.sampled_from(words))
            lines[number] = " ".join(pieces)
        else:
            lines[number] = lines[number].partition(":")[0] + ":"
    damaged = "\n".join(lines)

    check_answer(read(damaged), damaged)
