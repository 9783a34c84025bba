"""Definitions are found by name and version, kept as JSON, and known by a digest of their content."""

from pathlib import Path

import pytest

from tests.process.sound import SOUND, changed, read
from workflows.process.catalogue import Definitions, UnknownProcessError, load_definitions
from workflows.process.definition import Definition
from workflows.process.faults import DefinitionError


def sound(text: str) -> Definition:
    found = read(text)
    assert isinstance(found, Definition), found
    return found


FIRST = sound(SOUND)
SECOND = sound(changed(SOUND, "version: 1\n", "version: 2\n"))


def test_the_current_version_is_the_highest() -> None:
    """Older versions stay at hand for the engagements that began with them."""
    definitions = Definitions([SECOND, FIRST])

    assert definitions.current("small") is SECOND
    assert definitions.version("small", 1) is FIRST
    assert definitions.all() == (FIRST, SECOND)


def test_what_is_not_there_is_refused_with_what_is() -> None:
    """A misspelt process and a version that never was."""
    definitions = Definitions([FIRST])

    with pytest.raises(UnknownProcessError, match=r"no process 'smal'\. There are: small") as refusal:
        definitions.current("smal")
    assert refusal.value.known == ("small",)
    with pytest.raises(UnknownProcessError, match=r"small version 2.*There are: small 1"):
        definitions.version("small", 2)


def test_stored_versions_stand_beside_and_never_before_the_shipped() -> None:
    """What a database keeps fills the gaps; the file of a version wins over its copy."""
    copy = Definition.from_json(FIRST.to_json())
    definitions = Definitions([SECOND]).including([copy, Definition.from_json(SECOND.to_json())])

    assert definitions.version("small", 1) is copy
    assert definitions.current("small") is SECOND


def test_json_keeps_everything(definitions: Definitions) -> None:
    """A definition that comes back from the database is equal, and runs the same."""
    for definition in (*definitions.all(), FIRST):
        again = Definition.from_json(definition.to_json())
        assert again == definition
        assert again.digest == definition.digest
        assert again.routes == definition.routes


def test_the_digest_knows_content_and_not_layout() -> None:
    """Comments, blank lines and quotes change nothing; a word, an owner or an outcome does."""
    layout = "# A comment.\n\n" + SOUND.replace('name: A page, version: "1"', "version: '1', name: A page")

    assert sound(layout).digest == FIRST.digest
    for old, new in (
        ("Make the offer.", "Make an offer."),
        ("owners: [boss]", "owners: [seller]"),
        ("due: 2", "due: 3"),
    ):
        assert sound(changed(SOUND, old, new)).digest != FIRST.digest


def test_a_folder_is_loaded_whole_or_not_at_all(tmp_path: Path) -> None:
    """Faults of all its files are told together."""
    (tmp_path / "a.yml").write_text(changed(SOUND, "process: ticket", "process: other"), encoding="utf-8")
    (tmp_path / "b.yml").write_text("process: [", encoding="utf-8")

    with pytest.raises(DefinitionError) as refusal:
        load_definitions(tmp_path)
    told = [(Path(fault.file).name, fault.what) for fault in refusal.value.faults]
    assert told[0] == ("a.yml", "There is no process 'other'.")
    assert told[1][0] == "b.yml"
    assert "This is not YAML" in told[1][1]


def test_an_empty_folder_is_no_catalogue(tmp_path: Path) -> None:
    """A wrong folder is told, instead of a bot without processes."""
    with pytest.raises(DefinitionError, match="No definition is here"):
        load_definitions(tmp_path)


def test_one_version_stands_in_one_file(tmp_path: Path) -> None:
    """Two files with the same version of a process are a fault of the second; two versions are none."""
    text = changed(SOUND, "process: ticket, at: logged", 'process: small, at: "1"')
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yml").write_text(changed(text, "version: 1\n", "version: 2\n"), encoding="utf-8")
    assert load_definitions(tmp_path).current("small").version == 2

    (tmp_path / "c.yml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"c\.yml:3: Version 1 of 'small' stands in .*a\.yml already"):
        load_definitions(tmp_path)


def test_processes_of_one_folder_know_each_other(tmp_path: Path) -> None:
    """One may start another; a step of it that does not exist is a fault."""
    other = changed(changed(SOUND, "process: small", "process: other"), "at: logged", "at: nowhere")
    (tmp_path / "a.yml").write_text(
        changed(SOUND, "process: ticket, at: logged", 'process: other, at: "3"'), encoding="utf-8"
    )
    (tmp_path / "b.yml").write_text(changed(other, "process: ticket", "process: small"), encoding="utf-8")

    with pytest.raises(DefinitionError) as refusal:
        load_definitions(tmp_path)
    assert [fault.what for fault in refusal.value.faults] == ["There is no step of small 'nowhere'."]
