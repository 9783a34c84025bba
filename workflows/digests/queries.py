"""Questions about digests: which reports there are, and whether one's own digest comes."""

import msgspec
import sqlalchemy as sa

from storage import tables
from storage.statements import Prepared
from workflows.desk import Look
from workflows.digests import cards, rules
from workflows.digests.actions import TELL, next_own
from workflows.digests.commands import ListReports, ShowOwnDigest
from workflows.kernel.answers import Shown
from workflows.kernel.digests import Digest, wished

timer = tables.timer
OWN_TIMER = Prepared(
    sa.select(timer.c.needs, timer.c.next_at).where(timer.c.id == sa.bindparam("which", type_=sa.Text))
)
_NEEDS = msgspec.json.Decoder(dict[str, str])


def list_reports(look: Look, _query: ListReports) -> Shown:
    """List every report and digest with where it goes by itself."""
    found = [
        (one, _where(look, one), rules.may_read(one, look.directory, look.actor.key))
        for one in wished(look.directory.settings.digests).values()
    ]
    return Shown(card=cards.reports_card(found))


def show_own_digest(look: Look, _query: ShowOwnDigest) -> Shown:
    """Say whether the asking person's own digest comes, and when; one that they stopped does not."""
    row = look.unit.row(OWN_TIMER, {"which": f"{TELL}:{look.actor.key}"})
    if row is None or row.next_at is None:
        return Shown(card=cards.own_card("", None))
    every = _NEEDS.decode(row.needs)["every"]
    return Shown(card=cards.own_card(every, next_own(look.directory.calendar((look.actor.key,)), look.now, every)))


def _where(look: Look, digest: Digest) -> str:
    """Return where a digest goes, in words."""
    if digest.to:
        return f"in the channel for {digest.to}"
    known = {role.key: role.title for one in look.definitions.all() for role in one.roles}
    named = [known.get(role, role) for role in digest.people]
    return f"to each {' and '.join(named)}" if named else "to whoever reviews them"
