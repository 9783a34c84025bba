"""The e-mail address that the company's tenant has for one of its people; guests have none here."""

from handlers.teams.connector import Connector
from handlers.teams.conversations import Conversations
from handlers.teams.values import PLATFORM, Tenant

_GUEST = "#EXT#"
"""How Entra marks the user names of people who are invited from elsewhere."""


async def email_of(connector: Connector, conversations: Conversations, ours: Tenant, user: str) -> str:
    """Return the address of somebody who has a chat with the bot, empty for everybody else.

    Raises what the connector raises.
    """
    where = await conversations.of(f"{PLATFORM}:{user}")
    if where is None or not where.conversation:
        return ""
    member = await connector.member(where.service_url, where.conversation, user)
    name = str(member.get("userPrincipalName") or "")
    is_guest = member.get("userRole") == "guest" or _GUEST in name
    is_ours = str(member.get("tenantId") or ours.tenant_id).lower() == ours.tenant_id
    if is_guest or not is_ours:
        return ""
    return str(member.get("email") or name)
