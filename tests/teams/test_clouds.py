"""Where the bot's token may go: to the Teams of its own cloud, and to nobody who only says so."""

import pytest

from handlers.slack.client import open_session
from handlers.teams.clouds import CLOUDS
from handlers.teams.connector import STRANGE_ADDRESS, Connector, ConnectorError
from handlers.teams.verdicts import refusal
from workflows.kernel.posts import Rejected

OURS = {
    "public": "https://smba.trafficmanager.net/emea/",
    "gcc": "https://smba.infra.gcc.teams.microsoft.com/gcc",
    "gcc-high": "https://smba.infra.gov.teams.microsoft.us/gcch",
    "dod": "https://smba.infra.dod.teams.microsoft.us/dod",
}
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
    cloud, ours = CLOUDS[name], OURS[name]
    assert cloud.serves(ours)
    assert cloud.serves(ours.replace("https://smba", "HTTPS://SMBA"))
    assert not any(cloud.serves(url) for url in STRANGE)
    assert not any(cloud.serves(url) for other, url in OURS.items() if other == "gcc-high" != name)


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
