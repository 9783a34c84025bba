"""What `csops check` asks of Slack and Teams: whether what csops.toml names is there, and the bot can write to it."""

import asyncio
import pathlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import yaml

from bot.references import KeptReferences
from bot.settings import Settings, SettingsError, SlackSettings, TeamsSettings
from handlers.slack.checkup import Account, Place, check_app_token, check_slack
from handlers.slack.client import open_session, slack_client
from storage.engine import Database
from workflows.kernel.findings import Finding, faulty, named, noted
from workflows.kernel.people import Customer, Directory

MANIFEST: Final = pathlib.Path(__file__).parents[1] / "app_manifest.yml"

_TITLES: Final = {"slack": "Slack", "teams": "Teams"}
_SET_UP: Final = {"slack": "set SLACK_BOT_TOKEN", "teams": "set TEAMS_APP_ID and what goes with it"}


def chats(
    settings: Settings, directory: Directory, customers: list[Customer], database: Database | None, *, offline: bool
) -> Iterator[Finding]:
    """Look at each platform that is set up, and for what csops.toml names on one that is not."""
    try:
        slack, teams = settings.doors()
    except SettingsError as error:
        yield from map(of_settings, error.faults)
        return
    is_set_up = {"slack": slack is not None, "teams": teams is not None}
    yield from _unreachable(directory, customers, is_set_up)
    if ((slack is not None and slack.app_token is None) or teams is not None) and not settings.public_url:
        callers = " and ".join(_TITLES[name] for name, there in is_set_up.items() if there)
        what = f"{callers} calls this csops over HTTP, and CSOPS_PUBLIC_URL does not say where."
        yield noted("settings", what, "set it to the address that stands in the app's settings.")
    if offline:
        names = " and ".join(_TITLES[name] for name, there in is_set_up.items() if there)
        yield noted(names.lower().partition(" ")[0], f"{names} was not asked.", "leave --offline away.")
        return
    if slack is not None:
        yield from asyncio.run(_ask_slack(slack, *_named_on("slack", directory, customers)))
    if teams is not None and database is not None:
        yield from asyncio.run(_ask_teams(teams, database, *_named_on("teams", directory, customers)))


def of_settings(fault: str) -> Finding:
    """Return a fault of the settings as a finding."""
    what, _, mend = fault.partition(" Mend: ")
    return faulty("settings", what, mend)


def manifest_scopes(path: pathlib.Path) -> frozenset[str]:
    """Return the scopes that the app's manifest asks for; none where it is not at hand."""
    if not path.is_file():
        return frozenset()
    manifest: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])


def _unreachable(directory: Directory, customers: list[Customer], is_set_up: Mapping[str, bool]) -> Iterator[Finding]:
    """What csops.toml names on a platform that this csops does not speak with."""
    for platform in (name for name, there in is_set_up.items() if not there):
        places, _ = _named_on(platform, directory, customers)
        prefix, title = f"{platform}:", _TITLES[platform]
        people = sorted(
            directory.named(key)
            for key, address in directory.addresses.items()
            if address.startswith(prefix) and directory.people[key].active
        )
        mend = f"{_SET_UP[platform]}, or give them another address in csops.toml."
        if places:
            uses = named([place.use for place in places])
            yield faulty(platform, f"Channels are on {title}, which is not set up: {uses}.", mend)
        if people:
            yield faulty(platform, f"People are told things on {title}, which is not set up: {named(people)}.", mend)


async def _ask_slack(slack: SlackSettings, places: list[Place], accounts: list[Account]) -> list[Finding]:
    async with open_session() as session:
        client = slack_client(slack.bot_token.get_secret_value(), api_url=slack.api_url, session=session)
        found = await check_slack(client, scopes=manifest_scopes(MANIFEST), places=places, accounts=accounts)
        if slack.app_token is not None:
            token = slack.app_token.get_secret_value()
            app_client = slack_client(token, api_url=slack.api_url, session=session)
            found.append(await check_app_token(app_client, token))
    return found


async def _ask_teams(
    settings: TeamsSettings, database: Database, places: list[Place], accounts: list[Account]
) -> list[Finding]:
    from handlers.teams import checkup  # noqa: PLC0415 - a company without Teams does not pay for it.
    from handlers.teams.connector import Connector  # noqa: PLC0415
    from handlers.teams.sign_in import SignIn  # noqa: PLC0415
    from handlers.teams.tokens import Tokens  # noqa: PLC0415
    from handlers.teams.values import Tenant  # noqa: PLC0415

    registration, cloud = settings.registration, settings.cloud
    async with open_session() as session:
        tokens = Tokens(SignIn(registration, session), clock=_now)
        check = checkup.TeamsCheck(
            Connector(session, tokens, cloud=cloud),
            KeptReferences(database),
            Tenant(tenant_id=registration.tenant_id, app_id=registration.app_id),
            tokens=tokens,
            service_url=cloud.service_url,
        )
        return await check.look(
            cloud.connector_scope,
            [checkup.Place(place.id, place.use) for place in places],
            [checkup.Account(account.id, account.name) for account in accounts],
        )


def _named_on(platform: str, directory: Directory, customers: list[Customer]) -> tuple[list[Place], list[Account]]:
    """Return the channels of a platform that posts go to, each once and the company's own first; and its accounts."""
    uses: dict[str, list[str]] = {}
    for purpose, address in sorted(directory.channels.items()):
        uses.setdefault(address, []).append(purpose)
    ours = frozenset(uses)
    for customer in sorted(customers, key=lambda one: one.key):
        if customer.channel:
            uses.setdefault(customer.channel, []).append(customer.name)
    places = [
        Place(address.partition(":")[2], ", ".join(use[:3]), guests_may_read=address not in ours)
        for address, use in uses.items()
        if address.startswith(f"{platform}:")
    ]
    here: Mapping[str, str] = {key: person.name for key, person in directory.people.items() if person.active}
    accounts = [
        Account(identity.user, here[key])
        for identity, key in sorted(directory.identities.items(), key=lambda one: (one[1], one[0].user))
        if identity.platform == platform and key in here
    ]
    return places, accounts


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the command line is the process edge.
