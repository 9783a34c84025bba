"""`csops check`: what it says of a database, a company and a workspace, whole and broken, and its exit code."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.doctor import examine
from bot.doctor_chats import manifest_scopes
from bot.settings import Settings, read_settings
from playground.driver import LocalSlack
from storage import tables
from storage.engine import Database, open_database
from tests.people.conftest import NOW, Load, stamp
from workflows.kernel.findings import Finding
from workflows.process.catalogue import load_definitions

CHANNELS = ("sales", "approvals", "finance", "marketing", "internal", "operations")
CUSTOMERS = ("northgate", "alderbrook", "calder", "pinewater", "vantor", "solis", "brasserie-elan", "quayside")
PEOPLE = (
    *("ruth", "mira", "tobias", "irena", "irena2", "hana", "omar", "leila"),
    *("jonas", "priya", "diego", "greta", "yuki", "sami", "nadia", "felix"),
)
TEST_SERVER = "fsync is off"
"""The PostgreSQL of the tests is told to be fast, and csops check rightly says so."""


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    """A workspace with everybody and every channel of the example company."""
    async with await LocalSlack.start() as started:
        await started.limits(on=False)
        for name in PEOPLE:
            started.person(name)
        for name in (*CHANNELS, *CUSTOMERS):
            started.channel(name)
        yield started


@pytest.fixture
def ready(database: Database, load: Load, example: str) -> Database:
    """A database at the newest version, with the example company in it."""
    stamp(database)
    load(csops_toml=example)
    return database


@pytest.fixture
def environment(database_url: str, slack: LocalSlack) -> dict[str, str]:
    return {
        "CSOPS_DATABASE_URL": database_url,
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
    }


async def found_with(environment: dict[str, str], *, offline: bool = False) -> list[Finding]:
    """Return what is found; asked in a thread, because the local Slack answers in this one."""
    settings: Settings = read_settings(environment)
    found = await asyncio.to_thread(lambda: list(examine(settings, now=NOW, offline=offline)))
    assert all(finding.mend for finding in found if finding.level == "fault")
    return [finding for finding in found if TEST_SERVER not in finding.what]


def faults(found: list[Finding]) -> list[str]:
    return [finding.what for finding in found if finding.level == "fault"]


async def test_all_is_well(ready: Database, environment: dict[str, str]) -> None:
    """The example company in a workspace that fits it: not one fault, on either database."""
    found = await found_with(environment)
    assert faults(found) == []
    said = " ".join(finding.what for finding in found)
    assert "5 definitions are sound" in said
    assert "Fennwick Systems, 8 customers, load 1" in said
    assert "Socket Mode can be opened" in said
    assert "14 channels are as they should be" in said
    assert "16 people are as they should be" in said
    assert ("journal WAL" if ready.is_sqlite else "No synchronous standby") in said


async def test_what_is_wrong_in_the_workspace_is_told(
    ready: Database, environment: dict[str, str], slack: LocalSlack
) -> None:
    """A guest, somebody who left, somebody unknown; a channel without the bot, an archived one, a missing one."""
    del ready
    space = slack.slack.workspace
    next(one for one in space.people.values() if one.name == "mira").is_guest = True
    await slack.control("remove_person", person="hana")
    del space.people["U000000YUKI"]
    space.channels["C00000SALES"].members.remove(slack.bot_user)
    space.channels["C000FINANCE"].archived = True
    del space.channels["C0000VANTOR"]
    told = faults(await found_with(environment))
    assert told == [
        "#finance (finance) is archived.",
        "The bot is not in #sales (sales).",
        "There is no channel C0000VANTOR that the bot can see (Vantor Robotics).",
        "U000000HANA, the account of Hana Whitlock, is deactivated.",
        "U000000MIRA, the account of Mira Lindqvist, is a guest, and may do nothing.",
        "U000000YUKI, the account of Yuki Tanabe, is nobody's account.",
    ]


async def test_tokens_that_do_not_work_are_told(
    ready: Database, environment: dict[str, str], slack: LocalSlack
) -> None:
    """A token of nobody, a revoked one, and an app token that may not open sockets: in words, without the token."""
    del ready
    told = faults(await found_with({**environment, "SLACK_BOT_TOKEN": "xoxb-canary", "SLACK_APP_TOKEN": "xapp-canary"}))
    assert told == [
        "SLACK_BOT_TOKEN: Slack does not know the token.",
        "SLACK_APP_TOKEN: Slack does not know the token.",
    ]
    await slack.control("token", token=slack.bot_token, revoked="token_revoked")
    assert "SLACK_BOT_TOKEN: The token was revoked." in faults(await found_with(environment))


async def test_missing_scopes_are_told(ready: Database, environment: dict[str, str], slack: LocalSlack) -> None:
    """A token that may not look at channels or people says which scope is missing, once and not for each."""
    del ready
    await slack.control("token", token=slack.bot_token, scopes=["chat:write"])
    told = [what for what in faults(await found_with(environment)) if "lacks scopes" not in what]
    assert told == [
        "The token may not look at channels (missing_scope).",
        "The token may not look at people (missing_scope).",
    ]


async def test_a_slack_that_is_busy_is_asked_again(
    ready: Database, environment: dict[str, str], slack: LocalSlack
) -> None:
    """A 429 is waited out; it is not mistaken for a fault."""
    del ready
    await slack.fault("ratelimit", "users.info", times=2, retry_after=0)
    assert faults(await found_with(environment)) == []


async def test_a_slack_that_is_not_there_is_told(ready: Database, environment: dict[str, str]) -> None:
    """No answer, or somebody else's page, is one sentence; the rest is looked at all the same."""
    del ready
    told = await found_with({**environment, "SLACK_API_URL": "http://127.0.0.1:1/api/"})
    assert all("Slack cannot be reached" in what for what in faults(told))
    assert len(faults(told)) == 2
    assert any(finding.area == "roles" for finding in told)


async def test_offline_asks_nothing_of_slack(ready: Database, environment: dict[str, str], slack: LocalSlack) -> None:
    """With --offline not one call goes out, and that is said."""
    del ready
    found = await found_with(environment, offline=True)
    assert slack.calls() == []
    assert any(finding.what == "Slack was not asked." for finding in found)


async def test_a_database_without_tables_or_company_is_told(
    database: Database, environment: dict[str, str], load: Load, example: str
) -> None:
    """Not upgraded, then not loaded: each with the command that mends it; Slack is looked at all the same."""
    found = await found_with(environment)
    (fault,) = [finding for finding in found if finding.level == "fault"]
    assert "has no tables of csops yet" in fault.what
    assert fault.mend == "run csops db upgrade."
    stamp(database)
    assert faults(await found_with(environment)) == ["No company is loaded: nobody may do anything yet."]
    load(csops_toml=example)
    assert faults(await found_with(environment)) == []


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://nobody:canary@127.0.0.1:1/csops", "It does not answer"),
        ("sqlite:////nowhere/at/all.db", "There is no database yet"),
    ],
)
async def test_a_database_that_is_not_there_is_told(url: str, told: str) -> None:
    """Without a server or a file: a sentence, no password, and nothing is made on the way."""
    found = await found_with({"CSOPS_DATABASE_URL": url})
    (fault, *_) = [finding for finding in found if finding.area == "database"]
    assert told in fault.what
    assert "canary" not in " ".join(finding.words() for finding in found)


async def test_what_could_not_be_delivered_and_what_was_edited_is_told(
    ready: Database, environment: dict[str, str]
) -> None:
    """Dead letters are a note; a definition that was edited under its old number is a fault."""
    effect = {"id": "e", "lane": "slack:C1", "kind": "post", "payload": "{}", "state": "dead", "request_key": "k"}
    version = load_definitions().current("ticket").version
    kept = {"process": "ticket", "version": version, "digest": "another", "body": "{}", "kept_at": NOW}
    with ready.transaction() as connection:
        connection.execute(sa.insert(tables.effect).values(**effect, due_at=NOW, created_at=NOW))
        connection.execute(sa.insert(tables.definition).values(**kept))
    found = await found_with(environment)
    assert "1 messages could not be delivered." in [finding.what for finding in found if finding.level == "note"]
    assert faults(found) == [f"Version {version} of ticket is not what it was when it first ran."]


async def csops(*words: str, **environment: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *(str(Path(__file__).parents[2] / ".venv" / "bin" / "csops"), *words),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def test_the_command_tells_and_its_exit_code_counts(sqlite_url: str, slack: LocalSlack) -> None:
    """On the command line: 1 and what to mend while something is missing, also as JSON, also while a bot runs."""
    running = open_database(sqlite_url)
    environment = {"CSOPS_DATABASE_URL": sqlite_url, "SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url}
    code, output = await csops("check", **environment)
    assert code == 1
    assert "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set" in output
    assert output.endswith("faults to mend.\n")
    code, output = await csops("check", "--offline", "--json", **environment)
    answer = json.loads(output)
    assert (code, answer["ok"]) == (1, False)
    assert {"area", "level", "what", "mend"} == set(answer["findings"][0])
    code, output = await csops("check", CSOPS_PORT="many")
    assert code == 1
    assert "CSOPS_PORT is wrong" in output
    running.close()


def test_the_manifest_says_which_scopes(tmp_path: Path) -> None:
    """The scopes are those of app_manifest.yml; without one nothing is asked of the token."""
    path = tmp_path / "app_manifest.yml"
    assert manifest_scopes(path) == frozenset()
    path.write_text("oauth_config:\n  scopes:\n    bot: [chat:write, commands]\n", encoding="utf-8")
    assert manifest_scopes(path) == {"chat:write", "commands"}
