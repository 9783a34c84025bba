"""Asks Microsoft Graph whether what csops wants of it can be had: groups, channels' names, people by their address."""

from collections.abc import AsyncIterator, Mapping
from typing import Final

import msgspec

from connectors.graph.client import Graph, GraphError, UnreachableError
from connectors.graph.files import ChannelFolders
from connectors.graph.lookups import account_of, channel_names, home_of, members_of
from workflows.kernel.findings import Finding, faulty, fine, named, noted

AREA: Final = "graph"
MOST_PEOPLE: Final = 100
_FORBIDDEN = (401, 403)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What csops.toml names: groups with the roles that they hold, channels with their use, people by address.

    `people` maps an address to the name of its person and the account that is known, which may be none.
    """

    groups: Mapping[str, str] = {}
    channels: Mapping[str, str] = {}
    people: Mapping[str, tuple[str, str]] = {}


async def check_graph(graph: Graph, wanted: Wanted) -> list[Finding]:
    """Return what Graph says of everything that is wanted of it; nothing where nothing is."""
    found: list[Finding] = []
    for ask, permission, missed in (
        (_groups(graph, wanted), "GroupMember.Read.All", "who is in the groups that hold roles stays as it was"),
        (_channels(graph, wanted), "Team.ReadBasic.All and Channel.ReadBasic.All", "channels have no names here"),
        (_files(graph, wanted), "Files.ReadWrite.All", "files in channels are offered to one person at a time"),
        (_people(graph, wanted), "User.ReadBasic.All", "nobody's address was looked up"),
    ):
        try:
            found += [finding async for finding in ask]
        except GraphError as error:
            if error.status in _FORBIDDEN:
                what = f"Graph does not let the app look ({error.code}), so {missed}."
                found.append(noted(AREA, what, f"grant the app {permission} in Entra."))
            else:
                found.append(faulty(AREA, f"{error}.", "try again; if it stays so, look at the app's permissions."))
        except UnreachableError as error:
            return [*found, faulty(AREA, str(error), "look at this machine's way to the internet, or GRAPH_API_URL.")]
        except OSError as error:  # There is no token.
            what, _, mend = str(error).partition(" Mend: ")
            return [faulty(AREA, f"There is no token: {what}", mend or "look at the TEAMS_ settings.")]
    return found


async def _groups(graph: Graph, wanted: Wanted) -> AsyncIterator[Finding]:
    for group, roles in sorted(wanted.groups.items()):
        members = await members_of(graph, group)
        if members is None:
            yield faulty(AREA, f"There is no group {group}, which holds {roles}.", "mend its object id in csops.toml.")
        else:
            yield fine(AREA, f"The group {group} holds {roles}; {len(members)} accounts are in it.")


async def _channels(graph: Graph, wanted: Wanted) -> AsyncIterator[Finding]:
    if not wanted.channels:
        return
    names = await channel_names(graph, wanted.channels)
    for channel, use in sorted(wanted.channels.items(), key=lambda one: one[1]):
        if channel in names:
            yield fine(AREA, f"{use} is heard in {names[channel]}.")
    unseen = [use for channel, use in sorted(wanted.channels.items(), key=lambda one: one[1]) if channel not in names]
    if unseen:
        yield noted(AREA, f"In no team that Graph shows: the channel of {named(unseen)}.", "look at its id.")


async def _files(graph: Graph, wanted: Wanted) -> AsyncIterator[Finding]:
    home = await home_of(graph, wanted.channels) if wanted.channels else None
    if home is not None:
        await ChannelFolders(graph).look(*home)
        yield fine(AREA, "The folders of channels can be read: files in channels go there, with a link.")


async def _people(graph: Graph, wanted: Wanted) -> AsyncIterator[Finding]:
    for address, (name, known) in sorted(wanted.people.items())[:MOST_PEOPLE]:
        account = await account_of(graph, address)
        if account is None or account.id == known:
            continue
        if known:
            what = f"{address} is the address of another account than the one that {name} has here."
            yield noted(AREA, what, f'look whether it should be teams = "{account.id}".')
        else:
            yield noted(AREA, f"{name} has an account in Teams.", f'add teams = "{account.id}" to them.')
