"""Tells the operations channel of a dead letter, in the transaction in which it dies (storage.relaying.Notice)."""

import msgspec

from storage import outbox
from storage.settling import Claimed
from workflows.deliveries import cards, rules
from workflows.kernel.people import Directory
from workflows.kernel.posts import Post

PURPOSE = "operations"


def notice_of(claimed: Claimed, reason: str, directory: Directory) -> outbox.Promise | None:
    """Return what is promised to the operations channel when an effect dies.

    None where there is no such channel, and for a notice that itself could not be delivered: those stay on the list
    (`/csops failed`, `csops check`).
    """
    lane = directory.channels.get(PURPOSE)
    if lane is None or rules.is_notice(claimed.request_key):
        return None
    letter = cards.Letter(
        id=claimed.id,
        version=claimed.fence,
        subject=rules.what_it_was(claimed.payload),
        where=rules.where_to(claimed.lane, directory),
        error=reason,
        tries=claimed.attempts,
        promised_at=claimed.created_at,
        in_doubt=claimed.doubt,
    )
    key = rules.notice_key(claimed.id, claimed.fence)
    payload = msgspec.json.encode(Post(card=cards.notice(letter))).decode()
    return outbox.Promise(id=outbox.effect_id(key, 0), lane=lane, payload=payload, due_at=claimed.due_at)
