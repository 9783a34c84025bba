"""The whole edge of Teams with a core behind it that answers everything with the same short card."""

from handlers.teams.adapter import Turn
from handlers.teams.parse import UnreadableError, parse
from handlers.teams.values import Json, Reply, Tenant
from playground.teams.service import Settings


def edge_turn() -> Turn:
    """Return where the door of a test leads."""
    here = Settings()
    ours = Tenant(tenant_id=here.tenant_id, app_id=here.app_id)

    async def turn(activity: Json) -> Reply:
        try:
            parse(activity, ours, lambda user: user)
        except UnreadableError:
            return Reply(status=400)
        return Reply()

    return turn
