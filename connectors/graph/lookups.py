"""What csops looks up in Graph: people by their address, members of groups, and what a channel is called.

Permissions (application): User.ReadBasic.All, GroupMember.Read.All, Team.ReadBasic.All, Channel.ReadBasic.All. Each
is only needed for what is used of it.
"""

from collections.abc import Collection
from typing import Final
from urllib.parse import quote

import msgspec

from connectors.graph.client import Graph, GraphError

MOST_TEAMS: Final = 500
_NOT_FOUND, _BAD_REQUEST = 404, 400


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account in Entra. `id` is its object id, lower case, by which Teams names people too."""

    id: str
    name: str
    mail: str = ""


async def account_of(graph: Graph, email: str) -> Account | None:
    """Return the account behind an e-mail address or a user name, None where there is none."""
    address = email.replace("'", "''")
    query = {
        "$filter": f"mail eq '{address}' or userPrincipalName eq '{address}'",
        "$select": "id,displayName,mail",
        "$top": "2",
    }
    found = [_account(row) async for row in graph.pages("users", query)]
    return found[0] if len(found) == 1 else None  # Two with one address are nobody in particular.


async def members_of(graph: Graph, group: str) -> frozenset[str] | None:
    """Return the object ids of everybody in a group, also through groups in it; None where there is no such group."""
    path = f"groups/{quote(group, safe='')}/transitiveMembers/microsoft.graph.user"
    try:
        rows = graph.pages(path, {"$select": "id", "$top": "999"})
        return frozenset([str(row["id"]).lower() async for row in rows if row.get("id")])
    except GraphError as error:
        if error.status in {_NOT_FOUND, _BAD_REQUEST}:
            return None
        raise


async def channel_names(graph: Graph, wanted: Collection[str]) -> dict[str, str]:
    """Return what the channels with these ids are called, as "Team, Channel"; those that Graph shows us alone."""
    left, found, seen = set(wanted), dict[str, str](), 0
    async for team in graph.pages("teams", {"$select": "id,displayName"}):
        if not left or seen >= MOST_TEAMS:
            break
        seen += 1
        path = f"teams/{quote(str(team.get('id')), safe='')}/channels"
        async for channel in graph.pages(path, {"$select": "id,displayName"}):
            key = str(channel.get("id"))
            if key in left:
                found[key] = f"{team.get('displayName')}, {channel.get('displayName')}"
                left.discard(key)
    return found


async def home_of(graph: Graph, channels: Collection[str]) -> tuple[str, str] | None:
    """Return the team and the id of the first of these channels that Graph shows us; None where it shows none."""
    seen = 0
    async for team in graph.pages("teams", {"$select": "id"}):
        if (seen := seen + 1) > MOST_TEAMS:
            break
        path = f"teams/{quote(str(team.get('id')), safe='')}/channels"
        async for channel in graph.pages(path, {"$select": "id"}):
            if channel.get("id") in channels:
                return str(team["id"]), str(channel["id"])
    return None


def _account(row: dict[str, object]) -> Account:
    return Account(
        id=str(row.get("id", "")).lower(), name=str(row.get("displayName") or ""), mail=str(row.get("mail") or "")
    )
