"""`csops check` says of every document whether its template is there, and what it asks for that csops does not know."""

from pathlib import Path

from bot.doctor_templates import templates
from tests.files.test_documents import written
from workflows.kernel.findings import Finding
from workflows.process.catalogue import load_definitions


def found(folder: Path | None) -> list[Finding]:
    return list(templates(folder, load_definitions()))


def test_the_examples_are_in_use_until_there_are_others() -> None:
    """Both are named, with where one's own belong; that is no fault."""
    notes = found(None)
    assert [finding.level for finding in notes] == ["note", "note"]
    assert "Statement of work (Services engagement) is made of the example" in notes[0].words()
    assert "statement-of-work.docx into the folder of CSOPS_TEMPLATES" in notes[0].words()


def test_a_template_of_ones_own_is_named(tmp_path: Path) -> None:
    """Its place stands there; what it may say are also the fields of the definition's forms."""
    written(tmp_path, "{{ customer }} {{ work_begins }} {%p for line in lines %}", "{{ line.role }}", "{%p endfor %}")
    first, second = found(tmp_path)
    assert (first.level, second.level) == ("fine", "note")
    assert str(tmp_path / "statement-of-work.docx") in first.words()


def test_what_nobody_knows_is_a_fault(tmp_path: Path) -> None:
    """Before the first engagement comes to that step."""
    written(tmp_path, "{{ custmer }} {{ price }}")
    faults = [finding for finding in found(tmp_path) if finding.level == "fault"]
    assert ["custmer" in faults[0].words(), "price" in faults[1].words()] == [True, True]
    assert "docs/definitions.md lists" in faults[0].words()
