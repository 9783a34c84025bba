"""A company's own definitions: a new kind of hand-off, a replaced process, and faults with their file and line."""

from pathlib import Path

import pytest

from bot.definitions import keep_definitions
from storage import tables
from storage.engine import Database
from tests.office import MONDAY, Office, staff
from workflows.kernel.answers import Done, Opened, Refused
from workflows.process import commandline
from workflows.process.catalogue import SHIPPED, load_definitions
from workflows.process.faults import DefinitionError

HAND_OFF = (SHIPPED / "hand-off.yml").read_text(encoding="utf-8")


def own_kinds() -> str:
    """Return a process of hand-offs with one kind of a company's own: from the CSM to the renewals manager."""
    head = HAND_OFF[: HAND_OFF.index("\nkinds:")].replace("process: hand-off", "process: our-hand-offs")
    kinds = """
kinds:
  renewal:
    title: Success to renewals
    description: The renewal is prepared.
    owners: [rm]
    handing:
      objective: A renewal without surprises.
      trigger: Ninety days before the contract ends.
      scope: The contract that ends.
      audience: Who signs for it.
      sender: [csm]
      shares: {rm: R, csm: A}
      plan: [{title: Look at the usage, owner: csm}]
      next_steps: [The renewals manager makes the quote.]
      resources: ["The playbook: https://docs.example/renewals"]
      success: [{title: The quote is out, owner: rm}]
"""
    return head + kinds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a company's own definitions."""
    (tmp_path / "our-hand-offs.yml").write_text(own_kinds(), encoding="utf-8")
    return tmp_path


def test_a_kind_of_their_own_is_handed_over(office: Office, folder: Path, database: Database) -> None:
    """`/handoff` offers it beside the shipped ones, and it goes the same way: offered to who owns its kind."""
    staff(database, "rm", "ada")
    office.dispatcher.close()
    office.work_by(load_definitions(own=folder))

    opened = office.type("carl", "/handoff acme")
    assert isinstance(opened, Opened)
    offered = [choice.value for choice in opened.form.fields[1].choices]
    assert offered == ["sales-to-success", "adoption", "our-hand-offs/renewal"]
    answer = office.submit("carl", opened, {"kind": "our-hand-offs/renewal"})

    assert isinstance(answer, Done), answer
    card = office.last_card("slack:CSALES", having="Accept")
    assert [item.title for item in card.items] == ["Look at the usage"]
    assert isinstance(office.press("ada", card, "Accept"), Done)
    again = office.submit("carl", opened, {"kind": "our-hand-offs/renewal"})
    assert isinstance(again, Refused)
    assert office.rows(tables.engagement)[0]["process"] == "our-hand-offs"


def test_a_process_takes_the_place_of_the_shipped_one(tmp_path: Path, database: Database) -> None:
    """With a version above it; both are kept, and what is new takes theirs."""
    shipped = load_definitions().current("hand-off")
    text = HAND_OFF.replace(f"version: {shipped.version}\n", f"version: {shipped.version + 1}\n", 1)
    (tmp_path / "ours.yml").write_text(text.replace("title: Hand-off", "title: Our hand-off"), encoding="utf-8")

    found = keep_definitions(database, load_definitions(own=tmp_path), now=MONDAY)

    assert found.current("hand-off").title == "Our hand-off"
    assert found.version("hand-off", shipped.version) == shipped


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (("owners: [rm]", "owners: [rn]"), "owners: [rn]", "There is no role 'rn'"),
        (("process: our-hand-offs\n", "process: hand-off\n"), "version: ", "stands in"),
        (("process: our-hand-offs\ntitle: Hand-off\nversion: ", "process: hand-off\ntitle: Hand-off\nversion: 1 #"),
         "version: ", "is not above the shipped one"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_file_and_line(
    folder: Path, capsys: pytest.CaptureFixture[str], change: tuple[str, str], line: str, what: str
) -> None:
    """Neither the bot nor the check takes it: a name that leads nowhere, a version that is shipped, or an older one."""
    text = own_kinds()
    assert text.count(change[0]) == 1
    text = text.replace(*change)
    path = folder / "our-hand-offs.yml"
    path.write_text(text, encoding="utf-8")
    number = next(at for at, one in enumerate(text.splitlines(), 1) if line in one)

    with pytest.raises(DefinitionError) as refused:
        load_definitions(own=folder)

    assert any(one.file == str(path) and one.line == number and what in one.what for one in refused.value.faults)
    assert commandline.check([], folder) == commandline.FAULTY
    assert f"{path}:{number}: " in capsys.readouterr().out


def test_the_check_reads_both_folders(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a name it looks at what is shipped and at theirs; with one at that alone; the chart knows theirs too."""
    assert commandline.check([], folder) == commandline.SOUND
    both = capsys.readouterr().out
    assert "services-engagement.yml: sound" in both
    assert "our-hand-offs.yml: sound" in both
    assert commandline.check([str(folder)]) == commandline.SOUND
    assert "services-engagement" not in capsys.readouterr().out
    assert commandline.draw("our-hand-offs", output=str(folder / "chart.txt"), own=folder) == commandline.SOUND


def test_a_folder_without_definitions_is_refused(tmp_path: Path) -> None:
    """A misspelt folder is no folder without wishes: the bot does not start without the company's own processes."""
    with pytest.raises(DefinitionError, match="No definition is here"):
        load_definitions(own=tmp_path / "nowhere")
