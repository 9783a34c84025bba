"""Where the files of channels go: the port of handlers.teams.channel_files, over Graph."""

import aiohttp
import structlog

from connectors.graph.client import Graph, GraphError, UnreachableError
from connectors.graph.files import ChannelFolders
from handlers.teams import phrases
from handlers.teams.channel_files import NoRoomError, NotNowError

_FORBIDDEN = (401, 403)
_PASSING = (408, 409, 412, 423, 429)
_SERVER_ERROR = 500

log = structlog.get_logger()


class GraphFolders:
    """Folders (handlers.teams.channel_files) in SharePoint."""

    def __init__(self, graph: Graph) -> None:
        self._folders = ChannelFolders(graph)

    async def put(self, group: str, channel: str, name: str, content: bytes, *, media_type: str) -> str:
        """Put a file into a channel's folder and return the link to it. Raises NoRoomError and NotNowError."""
        try:
            return await self._folders.put(group, channel, name, content, media_type=media_type)
        except GraphError as error:
            if error.status in _PASSING or error.status >= _SERVER_ERROR:
                raise NotNowError(str(error), retry_after_seconds=error.retry_after_seconds) from error
            log.warning("file_not_shared", channel=channel, status=error.status, code=error.code)
            if error.status in _FORBIDDEN:
                raise NoRoomError(phrases.MAY_NOT_PUT_FILES) from error
            raise NoRoomError(phrases.NO_FOLDER.format(code=error.code or error.status)) from error
        except (UnreachableError, aiohttp.ClientError, OSError) as error:
            raise NotNowError(str(error) or type(error).__name__) from error
