"""Where the bot's token may go: to the Teams of its own cloud, and to nobody who only says so."""

import urllib.parse

import pytest

from bot.settings import read_settings
from handlers.slack.client import open_session
from handlers.teams.clouds import CLOUDS
from handlers.teams.connector import STRANGE_ADDRESS, Connector, ConnectorError
from handlers.teams.verdicts import refusal
from workflows.kernel.posts import Rejected

OURS = {
    "public": ("https://smba.trafficmanager.net/emea/", "https://smba.onyx.prod.teams.trafficmanager.net"),
    "gcc": ("https://smba.infra.gcc.teams.microsoft.com/gcc", "https://smba.trafficmanager.net/amer/"),
    "gcc-high": ("https://smba.infra.gov.teams.microsoft.us/gcch",),
    "dod": ("https://smba.infra.dod.teams.microsoft.us/dod",),
    "china": ("https://frontend.botapi.msg.infra.teams.microsoftonline.cn",),
}
"""What Teams names in activities, by cloud."""
COUNTRY = {"public": ".com", "gcc": ".com", "gcc-high": ".us", "dod": ".us", "china": ".cn"}
SOMETHING = "11111111-2222-3333-4444-555555555555"
STRANGE = (
    "",
    "x",
    "http://smba.trafficmanager.net/emea/",
    "https://smba.trafficmanager.net:8443/",
    "https://smba.trafficmanager.net.evil.example.com/",
    "https://evil.example.com/smba.trafficmanager.net/",
    "https://smba.trafficmanager.net@evil.example.com/",
    "https://evil.example.com\\@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net\\.evil.example.com/",
    "https://user@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net/?to=https://evil.example.com",
    "https://smba.trafficmanager.net/#x",
    "https://SMBA.trafficmanager.net\u3002evil.example.com/",
    "https://[::1",
    "https://smba.trafficmanager.net:port/",
    "https://127.0.0.1/",
    "file://smba.trafficmanager.net/",
)


@pytest.mark.parametrize("name", CLOUDS)
def test_a_cloud_knows_its_own_addresses(name: str) -> None:
    """Each cloud's Teams is taken with and without its port and in any case, and those of strangers are not."""
    cloud = CLOUDS[name]
    for ours in OURS[name]:
        assert cloud.serves(ours)
        assert cloud.serves(ours.replace("https://", "HTTPS://").replace("teams", "TEAMS"))
    assert not any(cloud.serves(url) for url in STRANGE)
    assert cloud.service_url == "" or cloud.serves(cloud.service_url)


def test_no_cloud_takes_the_teams_of_another_country() -> None:
    """A token of one cloud is worth nothing in another, and what another one's Teams says is not believed."""
    for name, cloud in CLOUDS.items():
        others = [url for other, urls in OURS.items() if COUNTRY[other] != COUNTRY[name] for url in urls]
        assert others
        assert not any(cloud.serves(url) for url in others)
    assert not CLOUDS["dod"].serves(OURS["gcc-high"][0])
    assert not CLOUDS["gcc-high"].serves(OURS["dod"][0])


@pytest.mark.parametrize("name", CLOUDS)
def test_all_of_a_cloud_lies_in_its_own_country(name: str) -> None:
    """Sign-in, keys, Graph, issuer and connector: no secret and no token of one country is shown in another."""
    cloud = CLOUDS[name]
    for address in (cloud.login, cloud.connector, cloud.graph, cloud.issuer, cloud.openid):
        parts = urllib.parse.urlsplit(address)
        assert parts.scheme == "https"
        assert (parts.hostname or "").endswith(COUNTRY[name])
        assert not address.endswith("/")
    assert cloud.connector_scope == f"{cloud.issuer}/.default"
    assert cloud.graph_scope == f"{cloud.graph}/.default"


@pytest.mark.parametrize("name", CLOUDS)
def test_one_word_chooses_a_cloud(name: str) -> None:
    """Sign-in and Graph follow from it, and nothing else has to be set."""
    app = {"TEAMS_APP_ID": SOMETHING, "TEAMS_TENANT_ID": SOMETHING, "TEAMS_MANAGED_IDENTITY": "system"}
    found = read_settings({**app, "TEAMS_CLOUD": name}).teams()
    assert found is not None
    assert (found.registration.login, found.graph, found.cloud) == (
        CLOUDS[name].login,
        CLOUDS[name].graph,
        CLOUDS[name],
    )


class Nobody:
    """Has no token, and must not be asked for one."""

    async def token(self, scope: str) -> str:
        """Fail."""
        raise AssertionError(scope)

    def refused(self, scope: str, token: str) -> None:
        """Fail."""
        raise AssertionError(scope, token)


@pytest.mark.parametrize("url", STRANGE)
async def test_no_token_leaves_for_a_strange_address(url: str) -> None:
    """Whatever address was kept for a conversation, nothing is asked for and nothing is sent outside the cloud."""
    session = open_session()
    try:
        with pytest.raises(ConnectorError, match=STRANGE_ADDRESS) as caught:
            await Connector(session, Nobody(), cloud=CLOUDS["public"]).send(url, "19:x", {"type": "message"})
    finally:
        await session.close()
    verdict = refusal(caught.value)
    assert isinstance(verdict, Rejected)
    assert "TEAMS_CLOUD" in verdict.error
