"""Makes the mail of an effect: its headers, its words, its HTML (RFC 5322, RFC 3834 for what is sent by a machine)."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from connectors.mail import render
from workflows.kernel.cards import Card
from workflows.kernel.people import Directory
from workflows.kernel.posts import Outgoing

EFFECT_HEADER: Final = "X-Csops-Effect"
"""Carries the effect's id, so that a rule or a person can recognise a repeat."""
MAY_BE_A_REPEAT: Final = "This message may be a repeat: it was unclear whether it had arrived."
LONGEST_ADDRESS: Final = 254

_POLICY = SMTP.clone(cte_type="7bit")  # No server on the way need know more.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?!-)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def is_address(words: str) -> bool:
    """Return whether this is an address that every mail server takes."""
    return len(words) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(words) is not None


def message_id(effect: str, sender: str) -> str:
    """Return the Message-ID of an effect: the same for every try, so that a mailbox may know a repeat."""
    return f"<{effect}.csops@{sender.partition('@')[2]}>"


def message(outgoing: Outgoing, card: Card, directory: Directory, *, sender: str, now: datetime) -> EmailMessage:
    """Return the mail. Both addresses must be such that `is_address` takes them."""
    to = outgoing.lane.partition(":")[2]
    reader = render.Reader(directory, to)
    notes = (MAY_BE_A_REPEAT,) if outgoing.marker else ()
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address("csops", addr_spec=sender)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = render.subject(card, reader)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(outgoing.id, sender)
    if above := (outgoing.place or {}).get("message_id"):
        mail["In-Reply-To"] = above
        mail["References"] = above
    mail["Auto-Submitted"] = "auto-generated"
    mail[EFFECT_HEADER] = outgoing.id
    mail.set_content(render.text(card, reader, notes))
    mail.add_alternative(render.page(card, reader, notes), subtype="html")
    return mail
