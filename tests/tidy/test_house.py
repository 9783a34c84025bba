"""The lock file, the Makefile and pyproject.toml agree with each other and with what is there."""

import re
import subprocess
import tomllib
from importlib.metadata import distribution
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tidy import test_contracts
from tests.tidy.sources import ROOT
from tools import lock

A_COMMENT_A_PIN_OR_A_HASH = re.compile(r"#.*|[a-z0-9._-]+==\S+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def locked() -> tuple[dict[str, Requirement], dict[str, Requirement]]:
    """What the lock file pins above its divider, and below it."""
    run_part, _, for_development = (ROOT / lock.LOCK).read_text(encoding="utf-8").partition(lock.DIVIDER)
    return pins(run_part), pins(for_development)


def pins(text: str) -> dict[str, Requirement]:
    first_lines = [entry.partition(" \\\n")[0] for entry in lock.entries(text)]
    return {canonicalize_name(pin.name): pin for pin in map(Requirement, first_lines)}


def is_pinned(wanted: str, found: dict[str, Requirement]) -> bool:
    """Whether a requirement of pyproject.toml is met by a pin."""
    requirement = Requirement(wanted)
    pin = found.get(canonicalize_name(requirement.name))
    return pin is not None and requirement.specifier.contains(str(pin.specifier).removeprefix("=="), prereleases=True)


def needed(names: list[str]) -> set[str]:
    """Everything that these installed packages need on this machine, themselves included."""
    found: set[tuple[str, str]] = set()
    waiting = [one for one in map(Requirement, names) if applies(one, "")]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        for extra in ("", *requirement.extras):
            if (name, extra) not in found:
                found.add((name, extra))
                waiting += [one for one in map(Requirement, distribution(name).requires or []) if applies(one, extra)]
    return {name for name, _ in found}


def applies(requirement: Requirement, extra: str) -> bool:
    """Whether a requirement holds on this machine, for the plain package or for one of its extras."""
    if requirement.marker is None:
        return not extra
    return requirement.marker.evaluate({"extra": extra})


def test_every_pin_has_a_hash_and_the_lock_names_no_address() -> None:
    """The same bytes are installed everywhere, from whichever registry the machine is set up to use."""
    text = (ROOT / lock.LOCK).read_text(encoding="utf-8")

    assert [line for line in text.splitlines() if not A_COMMENT_A_PIN_OR_A_HASH.fullmatch(line)] == []
    assert [entry for entry in lock.entries(text) if "--hash=" not in entry] == []
    assert not A_COMMENT_A_PIN_OR_A_HASH.fullmatch("--find-links somewhere")
    assert "://" not in text


def test_the_lock_answers_pyproject(
    settings: dict[str, Any], locked: tuple[dict[str, Requirement], dict[str, Requirement]]
) -> None:
    """What pyproject.toml asks for is pinned as it asks; if this fails, run `make lock`."""
    run_part, for_development = locked
    groups = settings["dependency-groups"]
    extras = [name for names in settings["project"]["optional-dependencies"].values() for name in names]
    running = [*settings["project"]["dependencies"], *groups["build"]]

    assert [wanted for wanted in running if not is_pinned(wanted, run_part)] == []
    assert [wanted for wanted in [*groups["dev"], *extras] if not is_pinned(wanted, run_part | for_development)] == []
    assert not is_pinned("aiohttp<3", run_part)


def test_running_needs_exactly_what_stands_above_the_divider(
    settings: dict[str, Any], locked: tuple[dict[str, Requirement], dict[str, Requirement]]
) -> None:
    """`make play` installs all that running needs, and nothing that only tests and checks need."""
    run_part, for_development = locked
    wanted = needed([*settings["project"]["dependencies"], *settings["dependency-groups"]["build"]])
    here = {name for name, pin in run_part.items() if pin.marker is None or pin.marker.evaluate()}

    assert wanted == here
    assert "sed '/^# ---- development/,$$d'" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert lock.DIVIDER.startswith("# ---- development")
    assert run_part.keys() & for_development.keys() == set()


def test_every_package_is_built_and_contracted(settings: dict[str, Any]) -> None:
    """A new room is built into the distribution and stands under the import contracts; nobody can forget it."""
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    rooms = folders - {"benchmarks", "tests", "tools"}

    assert set(settings["tool"]["importlinter"]["root_packages"]) == rooms
    assert set(settings["tool"]["deptry"]["known_first_party"]) >= folders
    built = settings["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {pattern.removesuffix("*") for pattern in built} == rooms


def test_every_import_contract_has_an_example(settings: dict[str, Any]) -> None:
    """A contract that nothing is known to break may hold nothing."""
    contracts = [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]

    assert sorted(contracts) == test_contracts.CONTRACTS


def test_make_explains_itself() -> None:
    """`make` alone lists every target that a newcomer needs, with what it does."""
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, check=True, text=True).stdout  # noqa: S607
    listed = re.findall(r"^  make ([a-z-]+) +\S", said, flags=re.MULTILINE)

    assert listed == [
        *(
            "help",
            "setup",
            "play",
            "play-teams",
            "test",
            "test-crash",
            "test-soak",
            "golden",
            "pictures",
            "check",
            "fix",
        ),
        *("bench", "teams-manifest", "lock"),
    ]
