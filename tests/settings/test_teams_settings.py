"""What Teams needs of the environment: whole or not at all, and never open by accident."""

import itertools

import pytest

from bot.settings import SettingsError, TeamsSettings, read_settings
from handlers.teams.credentials import Certificate, Federated, Managed, Secret

APP = "0D1F6F2E-5b3c-4c55-8a0b-6b8f8b3f9a22"
TENANT = "7f2b6a1c-2a7e-4f0e-9a52-6f0d3a0c1b11"
SECRET = "what~nobody.knows-1234"
WHOLE = {"TEAMS_APP_ID": APP, "TEAMS_TENANT_ID": TENANT, "TEAMS_APP_SECRET": SECRET}
WAYS = {
    "TEAMS_APP_CERTIFICATE": "/etc/csops/bot.pem",
    "TEAMS_FEDERATED_TOKEN_FILE": "/var/run/token",
    "TEAMS_MANAGED_IDENTITY": "system",
    "TEAMS_APP_SECRET": SECRET,
}


def teams(**environment: str) -> TeamsSettings:
    found = read_settings(environment).teams()
    assert found is not None
    return found


def refused(**environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings(environment).doors()
    return str(caught.value)


def test_nothing_of_teams_is_no_teams() -> None:
    """A company on Slack alone sets nothing, and Teams has no door."""
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    assert read_settings(slack).doors()[1] is None
    found, ours = read_settings(WHOLE).doors()
    assert found is None
    assert ours is not None
    both = read_settings({**slack, **WHOLE}).doors()
    assert None not in both


@pytest.mark.parametrize("missing", [names for size in (1, 2) for names in itertools.combinations(WHOLE, size)])
def test_a_part_of_teams_stops_the_process(missing: tuple[str, ...]) -> None:
    """Without an app id anybody could speak as Teams; what is missing is named, each with its mend."""
    words = refused(**{name: value for name, value in WHOLE.items() if name not in missing})
    assert words.count("Mend:") == len(missing)
    assert all(name in words for name in missing)


def test_nothing_at_all_names_both_platforms() -> None:
    """With neither platform set, both ways out are told."""
    words = refused()
    assert "SLACK_BOT_TOKEN" in words
    assert "TEAMS_APP_ID" in words


@pytest.mark.parametrize(("name", "kind"), list(zip(WAYS, (Certificate, Federated, Managed, Secret), strict=True)))
def test_each_way_to_prove_who_the_bot_is(name: str, kind: type[object]) -> None:
    """Four ways, one at a time."""
    found = teams(TEAMS_APP_ID=APP, TEAMS_TENANT_ID=TENANT, **{name: WAYS[name]})
    assert isinstance(found.registration.credential, kind)
    assert found.registration.app_id == APP.lower()


@pytest.mark.parametrize("names", list(itertools.combinations(WAYS, 2)))
def test_two_ways_at_once_are_refused(names: tuple[str, ...]) -> None:
    """Nobody has to guess which of two credentials is used."""
    words = refused(TEAMS_APP_ID=APP, TEAMS_TENANT_ID=TENANT, **{name: WAYS[name] for name in names})
    assert all(name in words for name in names)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TEAMS_APP_ID", "csops", "is no id such as"),
        ("TEAMS_TENANT_ID", "example.onmicrosoft.com", "is no id such as"),
        ("TEAMS_APP_SECRET", TENANT, "the id of a secret"),
        ("TEAMS_APP_SECRET", "short", "too short"),
        ("TEAMS_APP_SECRET", f'"{SECRET}"', "quotation mark"),
        ("TEAMS_APP_CERTIFICATE_THUMBPRINT", "xyz", "is no thumbprint"),
        ("TEAMS_MANAGED_IDENTITY", "mine", "neither `system` nor"),
        ("TEAMS_CLOUD", "moon", "'public', 'gcc', 'gcc-high', 'dod' or 'china'"),
        ("TEAMS_LOGIN_URL", "https://login.example.com", "leads away from this machine"),
        ("TEAMS_OPENID_URL", "https://keys.example.com/v1", "leads away from this machine"),
        ("TEAMS_SERVICE_HOSTS", "127.0.0.1,evil.example.com", "is not this machine"),
        ("GRAPH_API_URL", "http://graph.example.com", "does not stay on this machine"),
        ("CSOPS_MAIL", "pigeon", "'graph' or 'smtp'"),
        ("CSOPS_MAIL_FROM", "csops", "no mail address"),
    ],
)
def test_what_is_wrong_is_said_in_words(name: str, value: str, told: str) -> None:
    """Each fault names its variable, what is wrong and how to mend it."""
    words = refused(**{name: value})
    assert words.startswith(name)
    assert told in words
    assert "Mend:" in words


def test_a_teams_on_this_machine() -> None:
    """The playground's keys and hosts replace the cloud's; the addresses go together."""
    here = {"TEAMS_OPENID_URL": "http://127.0.0.1:9/v1/x", "TEAMS_SERVICE_HOSTS": "127.0.0.1"}
    found = teams(**WHOLE, **here, TEAMS_LOGIN_URL="http://127.0.0.1:9/login/")
    assert found.registration.local == "http://127.0.0.1:9/login"
    assert found.cloud.serves("http://127.0.0.1:9/smba/")
    assert not found.cloud.serves("https://smba.trafficmanager.net/emea/")
    with pytest.raises(SettingsError, match="go together"):
        teams(**WHOLE, TEAMS_OPENID_URL="http://127.0.0.1:9/v1/x")


def test_secrets_never_show() -> None:
    """Neither the client secret nor the mail server's password is ever shown, and the log hides both."""
    settings = read_settings({**WHOLE, "SMTP_PASSWORD": "a mail password"})
    for shown in (repr(settings), repr(settings.teams()), settings.model_dump_json()):
        assert SECRET not in shown
        assert "a mail password" not in shown
    assert set(settings.secrets) == {SECRET, "a mail password"}
