"""What keeps csops from starting, or a command from looking, is said in words; nothing ends in a traceback."""

import asyncio
import pathlib
import socket
import subprocess
import sys

import pytest

from playground.driver import LocalSlack

NOBODY = "http://127.0.0.1:9/"
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "0123456789abcdef"}


def csops(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a user does, and give it up after a while."""
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, env=environment, capture_output=True, check=False, text=True, timeout=30)


def said(done: subprocess.CompletedProcess[str], code: int, words: str) -> None:
    """Hold a command to its words: an exit code and a reason, on standard error alone."""
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", ["verify", "head"])
def test_without_a_database_there_is_nothing_to_audit(tmp_path: pathlib.Path, verb: str) -> None:
    """Looking makes no file, and the words say what is missing."""
    said(csops("audit", verb, CSOPS_DATA=str(tmp_path / "data")), 2, "There is no database")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [("audit", "verify"), ("db", "upgrade"), ("serve",)])
def test_a_server_that_does_not_answer_is_named(tmp_path: pathlib.Path, words: tuple[str, ...]) -> None:
    """The address is shown without its password."""
    done = csops(*words, CSOPS_DATABASE_URL=f"postgresql://ada:hunter22@/csops?host={tmp_path}", **TOKENS)
    said(done, 2 if words[0] == "audit" else 1, "csops")
    assert "hunter22" not in done.stderr


def test_a_folder_that_cannot_be_made_is_named(tmp_path: pathlib.Path) -> None:
    """Where a file stands in the way, its name is said."""
    (tmp_path / "taken").touch()
    for words in (("serve",), ("db", "upgrade")):
        said(csops(*words, CSOPS_DATA=str(tmp_path / "taken"), **TOKENS), 1, "taken")


def test_a_slack_that_cannot_be_reached_is_named(tmp_path: pathlib.Path) -> None:
    """No network at the start is a reason like any other."""
    done = csops("serve", CSOPS_DATA=str(tmp_path), SLACK_API_URL=NOBODY, **TOKENS)
    said(done, 1, f"Slack cannot be reached at {NOBODY}")


@pytest.mark.parametrize("words", [("serve",), ("process", "check"), ("process", "draw", "ours")])
def test_a_fault_in_ones_own_definitions_is_named(tmp_path: pathlib.Path, words: tuple[str, ...]) -> None:
    """Nothing starts on half of the company's processes: the file and the line are said."""
    (tmp_path / "ours.yml").write_text("process: ours\ntitel: Ours\n", encoding="utf-8")
    done = csops(*words, CSOPS_DATA=str(tmp_path / "data"), CSOPS_DEFINITIONS=str(tmp_path), **TOKENS)
    assert done.returncode == 1
    assert f"{tmp_path / 'ours.yml'}:2: " in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


async def test_a_port_that_is_taken_is_named(tmp_path: pathlib.Path) -> None:
    """Somebody else listens there: the address is said."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        async with await LocalSlack.start() as slack:
            here = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url, "CSOPS_PORT": port}
            done = await asyncio.to_thread(csops, "serve", CSOPS_DATA=str(tmp_path), **{**TOKENS, **here})
    said(done, 1, port)


def test_the_playground_names_a_port_that_is_taken(tmp_path: pathlib.Path) -> None:
    """Somebody else listens where its page would be: the words say which, and how to take another."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = csops("play", "--no-open", "--port", port, CSOPS_DATA=str(tmp_path))
    said(done, 1, f"cannot listen on port {port}")
    assert "--port 0" in done.stderr
