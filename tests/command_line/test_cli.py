"""The command line starts fast, explains itself, and refuses what it does not understand."""

import subprocess
import sys

import pytest

from bot import arguments, cli

# What no command line may load before it knows which command is asked for.
HEAVY = ("argparse", "asyncio", "logging", "msgspec", "pydantic", "slack_bolt", "sqlalchemy", "structlog", "typing")


def csops(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "bot", *words], capture_output=True, check=False, text=True)


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",), ("help",)])
def test_help_lists_every_command(words: tuple[str, ...]) -> None:
    """Help is given to whoever asks, and to whoever does not know what to ask."""
    said = csops(*words)

    assert said.returncode == 0
    assert [name for name in cli.COMMANDS if f"\n  {name} " not in said.stdout] == []


def test_help_loads_nothing_heavy() -> None:
    """`csops --help` costs little more than Python itself; what a command needs is loaded by that command."""
    program = "import sys; from bot.__main__ import main; main(); sys.stderr.write(' '.join(sys.modules))"
    asked = subprocess.run([sys.executable, "-c", program, "--help"], capture_output=True, check=True, text=True)
    loaded = set(asked.stderr.split())

    assert "bot.cli" in loaded
    assert loaded.intersection(HEAVY) == set()


def test_every_command_explains_itself() -> None:
    """Each command that help lists has a help of its own, which says the same and more."""
    assert list(arguments.DESCRIBED) == list(cli.COMMANDS)
    for name, summary in cli.COMMANDS.items():
        said = csops(name, "--help")
        assert said.returncode == 0
        assert said.stdout.startswith(f"usage: csops {name} ")
        assert f"{summary[0].upper()}{summary[1:]}." in " ".join(said.stdout.split())


@pytest.mark.parametrize(
    "words",
    [
        ("sreve",),
        ("serve", "now"),
        ("load",),
        ("process",),
        ("process", "paint"),
        ("process", "draw"),
        ("process", "draw", "ticket", "--format", "gif"),
        ("audit", "--fast"),
    ],
)
def test_what_is_not_understood_is_refused_in_words(words: tuple[str, ...]) -> None:
    """A slip of the pen does nothing, says what was wrong on the error stream, and ends with exit code 2."""
    said = csops(*words)

    assert said.returncode == cli.NOT_UNDERSTOOD
    assert said.stdout == ""
    assert "csops" in said.stderr
    assert "Traceback" not in said.stderr


def test_the_version_is_the_one_that_is_installed() -> None:
    """`csops --version` names the program and its version."""
    assert csops("--version").stdout.startswith("csops 0.")
