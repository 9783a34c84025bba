"""What `csops check` says of Microsoft Graph and of mail: only of what is set up, and of Graph only what is wanted."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from bot.mail_settings import MailSettings
from bot.settings import Settings, SettingsError, TeamsSettings
from handlers.slack.client import open_session
from workflows.kernel.findings import Finding, faulty, fine, noted
from workflows.kernel.people import GROUP, Customer, Directory

MAIL: Final = "mail"
TEAMS: Final = "teams:"


def microsoft_and_mail(
    settings: Settings,
    directory: Directory,
    customers: list[Customer],
    *,
    now: Callable[[], datetime],
    offline: bool,
) -> Iterator[Finding]:
    """Look at Graph for groups, channels and people, and at the way that mail is sent."""
    try:
        _, teams = settings.doors()
    except SettingsError:
        return  # The doors' own part of the check has said it.
    yield from _without_an_app(directory, customers, teams)
    if teams is not None and not offline:
        yield from asyncio.run(_ask_graph(teams, directory, customers, now))
    try:
        mail = settings.mailing()
    except SettingsError as error:
        for fault in error.faults:
            what, _, mend = fault.partition(" Mend: ")
            yield faulty(MAIL, what, mend)
        return
    yield from _mail(mail, teams, offline=offline)


def _without_an_app(directory: Directory, customers: list[Customer], teams: TeamsSettings | None) -> Iterator[Finding]:
    groups = _groups(directory, customers)
    if groups and teams is None:
        what = f"Roles are held by groups, and nobody can be asked who is in them: {', '.join(groups.values())}."
        yield faulty("roles", what, "set TEAMS_APP_ID, TEAMS_TENANT_ID and a credential, or name people.")


async def _ask_graph(
    settings: TeamsSettings, directory: Directory, customers: list[Customer], now: Callable[[], datetime]
) -> list[Finding]:
    from bot.groups import graph_of  # noqa: PLC0415 - a company without Microsoft does not pay for it.
    from connectors.graph.checkup import Wanted, check_graph  # noqa: PLC0415
    from handlers.teams.sign_in import SignIn  # noqa: PLC0415
    from handlers.teams.tokens import Tokens  # noqa: PLC0415

    wanted = Wanted(
        groups=_groups(directory, customers),
        channels=_channels(directory, customers),
        people=_people(directory),
    )
    async with open_session() as session:
        tokens = Tokens(SignIn(settings.registration, session), clock=now)
        try:
            return await check_graph(graph_of(settings, session, tokens), wanted)
        finally:
            await tokens.close()


def _mail(mail: MailSettings | None, teams: TeamsSettings | None, *, offline: bool) -> Iterator[Finding]:
    if mail is None:
        yield noted(MAIL, "No mail is sent: what a process wants mailed is a checklist item.", "set CSOPS_MAIL.")
    elif mail.server is None and teams is None:
        mend = "set TEAMS_APP_ID, TEAMS_TENANT_ID and a credential, or set CSOPS_MAIL to smtp."
        yield faulty(MAIL, "CSOPS_MAIL is graph, and csops is no app in Entra.", mend)
    elif mail.server is None:
        yield fine(MAIL, f"Mail is sent by Graph from {mail.sender}.")
    elif offline:
        yield noted(MAIL, "The mail server was not asked.", "leave --offline away.")
    else:
        from connectors.mail.by_smtp import SmtpSender  # noqa: PLC0415 - who sends no mail does not pay for it.
        from connectors.mail.checkup import check_server  # noqa: PLC0415

        yield asyncio.run(check_server(SmtpSender(mail.server), address=mail.sender))


def _groups(directory: Directory, customers: list[Customer]) -> dict[str, str]:
    """Return the groups that hold roles, each with those roles."""
    found: dict[str, list[str]] = {}
    held = [*directory.roles.items(), *(pair for customer in customers for pair in customer.roles.items())]
    for role, keys in held:
        for key in keys:
            if key.startswith(GROUP):
                found.setdefault(key.removeprefix(GROUP), []).append(role)
    return {group: " and ".join(sorted(set(roles))) for group, roles in sorted(found.items())}


def _channels(directory: Directory, customers: list[Customer]) -> dict[str, str]:
    """Return the channels in Teams, each with what is heard there."""
    uses: dict[str, list[str]] = {}
    for use, address in [*sorted(directory.channels.items()), *((one.name, one.channel) for one in customers)]:
        if address.startswith(TEAMS):
            uses.setdefault(address.removeprefix(TEAMS), []).append(use)
    return {channel: ", ".join(use[:3]) for channel, use in uses.items()}


def _people(directory: Directory) -> dict[str, tuple[str, str]]:
    """Return those who have an address, each with the account that is known of them in Teams."""
    accounts = {key: identity.user for identity, key in directory.identities.items() if identity.platform == "teams"}
    return {
        person.email: (person.name, accounts.get(key, ""))
        for key, person in directory.people.items()
        if person.active and person.email
    }
