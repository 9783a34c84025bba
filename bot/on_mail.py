"""The process's side towards mail: the poster for lanes `mail:<address>`, by a mail server or by Microsoft Graph."""

from collections.abc import Callable
from datetime import datetime

from bot.extras import need
from bot.mail_settings import MailSettings
from bot.variables import SettingsError
from connectors.graph.client import Graph
from connectors.mail.by_graph import GraphSender
from connectors.mail.by_smtp import SmtpSender
from connectors.mail.poster import MailPoster, Sender
from workflows.kernel.people import Directory


def mail_poster(
    settings: MailSettings,
    graph: Graph | None,
    *,
    directory: Callable[[], Directory],
    now: Callable[[], datetime],
) -> MailPoster:
    """Return what sends mail. Raise SettingsError where that is Graph, and csops is no app there."""
    way: Sender
    if settings.server is not None:
        need("aiosmtplib", extra="mail", because="CSOPS_MAIL is smtp")
        way = SmtpSender(settings.server)
    elif graph is not None:
        way = GraphSender(graph)
    else:
        mend = "set TEAMS_APP_ID, TEAMS_TENANT_ID and a credential, or set CSOPS_MAIL to smtp"
        raise SettingsError([f"CSOPS_MAIL is graph, and csops is no app in Entra. Mend: {mend}."])
    return MailPoster(way, sender=settings.sender, directory=directory, now=now)
