"""Puts files into the folders of channels. Permission (application): Files.ReadWrite.All, only where files are shared.

Source: learn.microsoft.com, Graph: "Get filesFolder", "Upload small files" (up to 250 MB).
"""

from typing import Final
from urllib.parse import quote

from connectors.graph.client import Graph, UnreachableError

MOST_REMEMBERED: Final = 1000
_FORBIDDEN: Final = str.maketrans(dict.fromkeys('"*:<>?/\\|#%', "_"))
"""What no file of SharePoint may be called."""


class ChannelFolders:
    """The folders of the channels that were asked for, remembered, since they stay where they are."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[tuple[str, str], str] = {}

    async def put(self, group: str, channel: str, name: str, content: bytes, *, media_type: str) -> str:
        """Put a file into the folder of a channel, in place of one of the same name; return the link to it.

        Raises GraphError, UnreachableError, OSError for no token, and what the transport raises.
        """
        folder = await self._folder(group, channel)
        path = f"{folder}:/{quote(name.translate(_FORBIDDEN), safe='')}:/content"
        made = await self._graph.put(
            f"{path}?@microsoft.graph.conflictBehavior=replace", content, content_type=media_type
        )
        link = made.get("webUrl")
        if not isinstance(link, str) or not link.startswith("https://"):
            raise UnreachableError("Graph did not say where the file is.")
        return link

    async def look(self, group: str, channel: str) -> None:
        """Look whether the folder of a channel can be read. Raises as `put` does."""
        await self._folder(group, channel)

    async def _folder(self, group: str, channel: str) -> str:
        known = self._known.get((group, channel))
        if known is not None:
            return known
        told = await self._graph.get(f"teams/{quote(group, safe='')}/channels/{quote(channel, safe='')}/filesFolder")
        parent = told.get("parentReference")
        drive = parent.get("driveId") if isinstance(parent, dict) else None
        folder = told.get("id")
        if not isinstance(drive, str) or not isinstance(folder, str):
            raise UnreachableError("Graph did not say where the channel's folder is.")
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        found = f"drives/{quote(drive, safe='!')}/items/{quote(folder, safe='')}"
        self._known[group, channel] = found
        return found
