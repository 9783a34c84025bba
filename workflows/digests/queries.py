"""Questions about digests: which reports there are, and whether one's own digest comes."""

from datetime import datetime

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared
from workflows.desk import Look
from workflows.digests import cards, rules
from workflows.digests.actions import SEND, SENT, TELL, next_own
from workflows.digests.commands import ListReports, ShowOwnDigest
from workflows.kernel.answers import Shown
from workflows.kernel.digests import Digest, wished

timer = tables.timer
TIMER = Prepared(sa.select(timer.c.needs, timer.c.next_at).where(timer.c.id == sa.bindparam("which", type_=sa.Text)))
_NEEDS = msgspec.json.Decoder(dict[str, str])


def list_reports(look: Look, _query: ListReports) -> Shown:
    """List every report and digest with where it goes by itself."""
    found = [
        (one, where(look, one), rules.may_read(one, look.directory, look.actor.key))
        for one in wished(look.directory.settings.digests).values()
    ]
    return Shown(card=cards.reports_card(found))


def show_own_digest(look: Look, _query: ShowOwnDigest) -> Shown:
    """Say whether the asking person's own digest comes, and when; one that they stopped does not."""
    row = look.unit.row(TIMER, {"which": f"{TELL}:{look.actor.key}"})
    if row is None or row.next_at is None:
        return Shown(card=cards.own_card("", None))
    every = _NEEDS.decode(row.needs)["every"]
    return Shown(card=cards.own_card(every, next_own(look.directory.calendar((look.actor.key,)), look.now, every)))


def next_at(look: Look, digest: Digest) -> datetime | None:
    """Return when a digest is sent next; None where it is not."""
    calendar = look.directory.calendar()
    kept = look.unit.row(TIMER, {"which": f"{SEND}:{digest.key}"})
    if kept is None or _NEEDS.decode(kept.needs)["every"] != digest.every:
        # It begins anew with a period of its own, as soon as timers are kept the next time.
        sent = rules.before(rules.next_owed(digest.every, calendar, now=look.now, hour=digest.hour)).key
    else:
        row = look.unit.row(SENT, {"digest": digest.key, "whom": ""})
        sent = row.period if row else ""
    return rules.comes_at(digest, calendar, now=look.now, sent=sent)


def titles(look: Look) -> dict[str, str]:
    """Return the titles of the roles that the processes have now; of several of one role the first."""
    found: dict[str, str] = {}
    for process in look.definitions.processes:
        for role in look.definitions.current(process).roles:
            found.setdefault(role.key, role.title)
    return found


def where(look: Look, digest: Digest) -> str:
    """Return where a digest goes, in words."""
    if digest.to:
        return f"in the channel for {digest.to}"
    known = titles(look)
    named = [known.get(role, role) for role in digest.people]
    return f"to each {' and '.join(named)}" if named else "to whoever reviews them"
