"""`csops process check` and `csops process draw` do what they say, and say what they cannot do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.process.sound import SOUND, changed, line_of
from tests.process.written import WRITTEN
from workflows.process import commandline
from workflows.process.catalogue import load_definitions
from workflows.process.chart import FORMATS, Format, draw


def test_the_shipped_definitions_are_sound(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file, all that come with csops are checked; each has its line."""
    assert commandline.check([]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert [Path(line.split(": ")[0]).stem for line in lines] == sorted(WRITTEN)
    assert all(": sound. " in line for line in lines)
    assert any("16 steps, 24 outcomes, 3 ends, 5 loops." in line for line in lines)
    assert any(", 1 end, " in line for line in lines)
    assert not any(f", 1 {what}s" in line for line in lines for what in ("step", "outcome", "end", "loop"))


def test_every_fault_is_printed_with_file_line_and_mend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Faults of several files are sorted; files that are sound say so; the exit code tells."""
    good, bad, broken = tmp_path / "good.yml", tmp_path / "bad.yml", tmp_path / "broken.yml"
    good.write_text(SOUND, encoding="utf-8")
    wrong = changed(changed(SOUND, "due: 2 working days", "due: soon"), "owner: seller", "owner: seler")
    bad.write_text(changed(wrong, "process: small", "process: other"), encoding="utf-8")
    broken.write_bytes(b"process: [")

    assert commandline.check([str(broken), str(good), str(bad), str(tmp_path / "none.yml")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{bad}:21: 'soon' is no length of time for 'due'. Mend: write a number")
    assert lines[1].startswith(
        f"{bad}:{line_of(SOUND, 'owner: seller')}: There is no role 'seler'. Mend: did you mean 'seller'?"
    )
    assert lines[2].startswith(f"{broken}:1: This is not YAML")
    assert lines[3].startswith(f"{tmp_path / 'none.yml'}:1: The file cannot be read: No such file or directory. Mend:")
    assert lines[4].startswith(f"{good}: sound. Small, version 1")
    assert len(lines) == 5


def test_a_folder_stands_for_its_definitions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And a folder without any is told."""
    (tmp_path / "a.yml").write_text(SOUND, encoding="utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()

    assert commandline.check([str(tmp_path)]) == 0
    assert commandline.check([str(empty)]) == 1
    assert "The file cannot be read" in capsys.readouterr().out


def test_a_file_may_start_a_shipped_process(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its steps are known; a step that it does not have is a fault."""
    path = tmp_path / "a.yml"
    path.write_text(changed(SOUND, "at: logged", "at: loged"), encoding="utf-8")

    assert commandline.check([str(path)]) == 1
    assert "There is no step of ticket 'loged'. Mend: did you mean 'logged'?" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("process", "form"),
    [*((process, "json") for process in WRITTEN if process != "ticket"), *(("ticket", form) for form in FORMATS)],
)
def test_every_process_is_drawn_in_every_format(
    process: str, form: Format, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """To standard output and to a file, the same."""
    output = tmp_path / "chart"
    definition = load_definitions().current(process)

    assert commandline.draw(process, form, definition.first, str(output)) == 0
    assert commandline.draw(process, form, definition.first) == 0
    assert capfdbinary.readouterr().out == output.read_bytes() == draw(definition, form, at=definition.first)


def test_a_file_can_be_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What somebody is writing is drawn before it is shipped; with faults it is not, and they are told."""
    path = tmp_path / "a.yml"
    path.write_text(SOUND, encoding="utf-8")
    assert commandline.draw(str(path), "json", "end:done", str(tmp_path / "out")) == 0
    assert json.loads((tmp_path / "out").read_text(encoding="utf-8"))["process"] == "small"

    path.write_text(changed(SOUND, "due: 2 working days", "due: soon"), encoding="utf-8")
    assert commandline.draw(str(path)) == 1
    assert "a.yml:21: 'soon' is no length of time" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "form", "at", "told"),
    [
        ("tickt", "json", None, "There is no process 'tickt'. Did you mean 'ticket'? There are: customer-success,"),
        (
            "zebra",
            "json",
            None,
            "There is no process 'zebra'. Use one of customer-success, hand-off, reference-program,",
        ),
        ("ticket", "json", "reslved", "ticket has no step 'reslved'. Did you mean 'resolved'? There are: logged,"),
        ("services-engagement", "svg", "17", "services-engagement has no step '17'. Did you mean"),
        ("ticket", "gif", None, "There is no format 'gif'. Use one of json, mermaid, svg, png."),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(
    name: str, form: str, at: str | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is printed to standard output, and the exit code is 2."""
    assert commandline.draw(name, form, at) == 2
    captured = capsys.readouterr()

    assert captured.out == ""
    assert told in captured.err


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In words, not in a traceback."""
    assert commandline.draw("ticket", "json", None, str(tmp_path / "none" / "chart.json")) == 1
    assert "cannot be written: No such file or directory." in capsys.readouterr().err


def test_the_commands_are_reached_from_the_command_line() -> None:
    """`csops process check` and `csops process draw` as a person types them."""
    run = [sys.executable, "-m", "bot", "process"]
    check = subprocess.run([*run, "check"], capture_output=True, check=False, text=True)
    chart = subprocess.run([*run, "draw", "ticket", "--format", "json"], capture_output=True, check=False, text=True)

    assert (check.returncode, check.stderr) == (0, "")
    assert check.stdout.count("sound.") == len(WRITTEN)
    assert json.loads(chart.stdout)["process"] == "ticket"
