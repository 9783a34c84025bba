"""The part of Microsoft Graph that files in channels need: a channel's folder, and putting a file into it.

Source: learn.microsoft.com, Graph: "Get filesFolder", "Upload small files", "Error responses"; "Invalid file names and
file types in OneDrive and SharePoint".
"""

import re
from collections.abc import Awaitable, Callable

from aiohttp import web

from playground.slack.shapes import Json
from playground.teams.errors import TeamsError
from playground.teams.service import Teams
from playground.teams.state import Team, named_hash
from playground.teams.web import TEAMS, met

AUDIENCE = "https://graph.microsoft.com"
READS, WRITES = frozenset({"Files.Read.All", "Files.ReadWrite.All"}), frozenset({"Files.ReadWrite.All"})
_WRONG_NAME = re.compile(r'["*:<>?/\\|]|^\s|\s$|\.$|^~\$|^\.lock$|^desktop\.ini$|^_vti_')
CREATED, FOUND = 201, 200
Answer = tuple[int, Json]
Do = Callable[[web.Request, Teams], Awaitable[Answer]]


def drive_of(team: Team) -> str:
    """Make the id of a team's document library."""
    return f"b!{named_hash('drive', team.id)}"


def folder_of(channel: str) -> str:
    """Make the id of a channel's folder."""
    return f"01{named_hash('folder', channel)[:32].upper()}"


async def files_folder(request: web.Request, teams: Teams) -> Answer:
    """Give the folder of a channel."""
    _may(request, teams, READS)
    group, channel = request.match_info["group"], request.match_info["channel"]
    team = next((one for one in teams.tenant.teams.values() if one.group_id == group), None)
    if team is None:
        raise TeamsError(404, "NotFound", f"No team found with Group Id {group}.")
    if channel not in team.channels:
        raise TeamsError(404, "NotFound", "Channel not found.")
    name = teams.tenant.conversations[channel].name
    parent = {"driveId": drive_of(team), "driveType": "documentLibrary"}
    return FOUND, {"id": folder_of(channel), "name": name, "folder": {"childCount": 0}, "parentReference": parent}


async def put_file(request: web.Request, teams: Teams) -> Answer:
    """Put a file into a folder, in place of one of the same name where the request says so."""
    _may(request, teams, WRITES)
    drive, folder, name = (request.match_info[part] for part in ("drive", "folder", "name"))
    home = next((one for one in teams.tenant.teams.values() if drive_of(one) == drive), None)
    channel = next((one for one in home.channels if folder_of(one) == folder), None) if home is not None else None
    if channel is None:
        raise TeamsError(404, "itemNotFound", "The resource could not be found.")
    if _WRONG_NAME.search(name):
        raise TeamsError(400, "invalidRequest", "The provided name cannot contain any of these characters.")
    files = teams.tenant.files.setdefault(channel, {})
    there, behaviour = name in files, request.query.get("@microsoft.graph.conflictBehavior", "replace")
    if there and behaviour != "replace":
        raise TeamsError(409, "nameAlreadyExists", "An item with this name already exists.")
    files[name] = await request.read()
    teams.hub.tell("file", channel=channel, name=name)
    where = f"https://example.sharepoint.com/sites/{named_hash('site', drive)[:12]}/Shared%20Documents"
    shown = {"id": named_hash("file", channel, name), "name": name, "size": len(files[name])}
    return FOUND if there else CREATED, {**shown, "webUrl": f"{where}/{folder}/{name}", "file": {}}


def _may(request: web.Request, teams: Teams, permissions: frozenset[str]) -> None:
    try:
        teams.login.admit(request.headers.get("Authorization", ""), AUDIENCE)
    except TeamsError:
        raise TeamsError(401, "InvalidAuthenticationToken", "Access token is missing or not valid.") from None
    if not permissions & set(teams.settings.permissions):
        raise TeamsError(403, "accessDenied", "Missing role permissions on the request.")


async def _answered(request: web.Request, name: str, do: Do) -> web.StreamResponse:
    teams = request.app[TEAMS]

    async def call() -> tuple[int, object, dict[str, str]]:
        try:
            return *(await do(request, teams)), {}
        except TeamsError as error:
            return error.status, error.answer(), error.headers()

    return await met(request, name, {"channel": request.match_info.get("channel")}, call)


def routes(app: web.Application) -> None:
    """Add these addresses to a web application."""

    async def folder(request: web.Request) -> web.StreamResponse:
        return await _answered(request, "filesFolder", files_folder)

    async def put(request: web.Request) -> web.StreamResponse:
        return await _answered(request, "putFile", put_file)

    app.router.add_get("/graph/v1.0/teams/{group}/channels/{channel}/filesFolder", folder)
    app.router.add_put("/graph/v1.0/drives/{drive}/items/{folder}:/{name}:/content", put)
