"""Settings: read once, refused in words, and never open by accident."""

import contextlib
import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import Settings, SettingsError, read_settings

BOT = "xoxb-111-222-canary"
APP = "xapp-1-A1-canary"
SIGNING = "0123456789abcdef0123456789abcdef"
DOORS = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": SIGNING}
PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"


def faults(**environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings(environment)
    return str(caught.value)


def test_nothing_set_is_a_sqlite_file_in_the_data_folder() -> None:
    """With an empty environment csops has a place for its rows, and no way to be reached."""
    settings = read_settings({})
    assert settings.database == "sqlite:///data/csops.db"
    assert read_settings({"CSOPS_DATA": "/srv/csops"}).database == "sqlite:////srv/csops/csops.db"


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Called without arguments, it reads the environment of this process."""
    monkeypatch.setenv("CSOPS_PORT", "4242")
    assert read_settings().port == 4242


@pytest.mark.parametrize("missing", [names for size in (1, 2, 3) for names in itertools.combinations(DOORS, size)])
def test_no_door_is_left_unlocked(missing: tuple[str, ...]) -> None:
    """Without the bot token, or without both an app token and a signing secret, serving is refused in words (S4)."""
    settings = read_settings({name: value for name, value in DOORS.items() if name not in missing})
    enough = "SLACK_BOT_TOKEN" not in missing and len(missing) < 2
    if enough:
        assert settings.slack().bot_token.get_secret_value() == BOT
        return
    with pytest.raises(SettingsError, match=r"Mend:") as caught:
        settings.slack()
    for name in missing:
        assert name in str(caught.value) or len(missing) == 1 or "SLACK_BOT_TOKEN" in str(caught.value)


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("empty", ["", "   ", "\n"])
def test_empty_is_missing(name: str, empty: str) -> None:
    """A variable that is set to nothing is never an empty secret that anybody could match."""
    settings = read_settings({**DOORS, name: empty})
    assert getattr(settings, name.lower()) is None


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SLACK_BOT_TOKEN", APP, "holds an app-level token, not a bot token"),
        ("SLACK_BOT_TOKEN", "xoxp-1-2", "holds a user token, not a bot token"),
        ("SLACK_BOT_TOKEN", SIGNING, "holds no token, not a bot token"),
        ("SLACK_BOT_TOKEN", "xoxb-", "the beginning of a token and nothing else"),
        ("SLACK_BOT_TOKEN", f'"{BOT}"', "quotation mark"),
        ("SLACK_BOT_TOKEN", "xoxb-ä", "no secret has"),
        ("SLACK_APP_TOKEN", BOT, "holds a bot token, not an app-level token"),
        ("SLACK_SIGNING_SECRET", BOT, "holds a bot token, not a signing secret"),
        ("SLACK_SIGNING_SECRET", "short", "too short"),
        ("SLACK_API_URL", "http://slack.example.com/api", "does not stay on this machine"),
        ("SLACK_API_URL", "ftp://slack.com", "no web address"),
        ("SLACK_API_URL", "https://[::1", "no web address"),
        ("SLACK_API_URL", "https://me:pw@slack.com/api", "has a user"),
        ("CSOPS_PUBLIC_URL", "csops.example.com", "no web address"),
        ("CSOPS_DATABASE_URL", "mysql://h/d", "no database that csops knows"),
        ("CSOPS_DATABASE_URL", "sqlite://", "names no file"),
        ("CSOPS_DATABASE_URL", "sqlite:///:memory:", "names no file"),
        ("CSOPS_PORT", "70000", "CSOPS_PORT is wrong"),
        ("CSOPS_PORT", "http", "CSOPS_PORT is wrong"),
        ("CSOPS_HOST", "not a host", "CSOPS_HOST is wrong"),
        ("CSOPS_LOG_LEVEL", "loud", "'debug', 'info', 'warning' or 'error'"),
        ("CSOPS_LOG_FORMAT", "xml", "'auto', 'json' or 'console'"),
        ("CSOPS_DATABSE_URL", "postgresql://h/d", "did you mean CSOPS_DATABASE_URL"),
        ("CSOPS_ZZZ", "1", "docs/configuration.md"),
    ],
)
def test_what_is_wrong_is_said_in_words(name: str, value: str, told: str) -> None:
    """Each fault names its variable, what is wrong and how to mend it, and never repeats the value."""
    words = faults(**{name: value})
    assert words.startswith(name)
    assert told in words
    assert "Mend:" in words
    assert name.startswith("CSOPS_") or len(value) < 6 or value.strip('"') not in words


def test_every_fault_at_once() -> None:
    """Three mistakes are told in one go."""
    assert faults(SLACK_BOT_TOKEN="x", CSOPS_PORT="x", CSOPS_X="x").count("Mend:") == 3


def test_secrets_never_show() -> None:
    """No way of showing the settings shows a secret; the database is shown without its password."""
    settings = read_settings(
        {**DOORS, "CSOPS_DATABASE_URL": "postgresql://csops:pass/w@rd@db.internal/csops?password=x"}
    )
    for shown in (repr(settings), str(settings), repr(settings.slack()), settings.model_dump_json()):
        assert not any(secret in shown for secret in (BOT, APP, SIGNING, "pass/w"))
    assert settings.database_shown == "postgresql://csops:***@db.internal/csops"
    assert set(settings.secrets) == {BOT, APP, SIGNING, "pass/w@rd"}


def test_addresses_are_whole() -> None:
    """An address gets its closing slash, and this machine may be spoken to without encryption."""
    settings = read_settings(
        {"SLACK_API_URL": "http://127.0.0.1:4000/api", "CSOPS_PUBLIC_URL": "https://csops.example.com"}
    )
    assert settings.slack_api_url == "http://127.0.0.1:4000/api/"
    assert settings.public_url == "https://csops.example.com/"
    assert read_settings({"CSOPS_DATABASE_URL": "postgres://h/d"}).database == "postgresql://h/d"


@given(st.dictionaries(st.sampled_from([field.alias or "" for field in Settings.model_fields.values()]), st.text()))
def test_any_environment_is_read_or_refused(environment: dict[str, str]) -> None:
    """No text in any variable ends in anything but settings or a refusal in words."""
    with contextlib.suppress(SettingsError):
        assert read_settings(environment).database


def test_every_setting_is_documented_and_nothing_else() -> None:
    """docs/configuration.md lists exactly the variables that there are, with their defaults and what they are for."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| (.*) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    expected = [
        (field.alias, f"`{field.default}`" if field.default not in (None, "") else "not set", field.description)
        for field in Settings.model_fields.values()
    ]
    assert rows == expected
