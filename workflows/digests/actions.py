"""Sending digests: keeping their timers, carrying them out when they are due, and reports for the asking."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from storage import tables
from storage.columns import Utc
from storage.statements import Prepared, Spelt, insert_on
from workflows import timing
from workflows.desk import Desk, Noted, person_subject
from workflows.digests import cards, rules
from workflows.digests.commands import OFTEN, KeepDigests, SendReport, SetOwnDigest
from workflows.digests.rules import Period
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.digests import Digest, wished
from workflows.kernel.posts import Post
from workflows.kernel.working_time import Calendar
from workflows.recurrence import Recurrence
from workflows.timing import Firing

SEND: Final = "digest"
"""The kind of timer that sends what goes to a channel or a role."""
TELL: Final = "own-digest"
"""The kind of timer that sends somebody's own."""
OWN: Final = "own"
_EVERY: Final = {"daily": "day", "weekly": "week"}

sent, timer = tables.digest_sent, tables.timer
_KEYS: Final = {"digest": sa.bindparam("digest", type_=sa.Text), "whom": sa.bindparam("whom", type_=sa.Text)}
SENT = Prepared(sa.select(sent.c.period).where(sent.c.digest == _KEYS["digest"], sent.c.whom == _KEYS["whom"]))


def _mark(dialect: str) -> sa.Executable:
    adding = insert_on(dialect, sent)
    given = {**_KEYS, "period": sa.bindparam("period", type_=sa.Text), "at": sa.bindparam("at", type_=Utc)}
    changed = {"period": adding.excluded.period, "at": adding.excluded.at}
    put: sa.Executable = adding.values(given).on_conflict_do_update(index_elements=["digest", "whom"], set_=changed)
    return put


MARK = Prepared(Spelt(_mark))
KEPT = Prepared(
    sa.select(timer.c.id, timer.c.recurrence, timer.c.needs).where(timer.c.kind == sa.literal_column(f"'{SEND}'"))
)
_RECURRENCE = msgspec.json.Decoder(Recurrence)
_NEEDS: Final = msgspec.json.Decoder(dict[str, str])


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be told: which digest, of which period, and to whom where it is somebody's own."""

    digest: Digest
    period: Period
    whom: str = ""


Source = Callable[[Desk, Told], Sequence[Post]]
"""Makes the posts of a digest, the head first; none where there is nothing to tell."""
Sources = Mapping[str, Source]


def keep_digests(desk: Desk, _command: KeepDigests) -> Done:
    """Set the timers that are missing or have another time or period now, and take those away that nobody wants."""
    zone, calendar = desk.directory.time_zone, desk.directory.calendar()
    wanted = {f"{SEND}:{one.key}": one for one in _digests(desk).values() if not one.off}
    kept = {row.id: row for row in desk.unit.rows(KEPT, {})}
    for gone in kept.keys() - wanted.keys():
        timing.drop(desk, gone)
    for name, digest in wanted.items():
        recurrence = Recurrence(f"0 {digest.hour} * * *", zone)
        needs = {"digest": digest.key, "every": digest.every}
        row = kept.get(name)
        set_so = _NEEDS.decode(row.needs) if row else {}
        if set_so.get("every") != digest.every:
            _begin_with(desk, digest.key, "", rules.next_owed(digest.every, calendar, now=desk.now, hour=digest.hour))
        if row is None or set_so != needs or _RECURRENCE.decode(row.recurrence) != recurrence:
            timing.recur(desk, name, recurrence, kind=SEND, needs=needs)
    return Done(card=cards.own_card("", None))


def send(desk: Desk, firing: Firing, *, sources: Sources) -> datetime | None:
    """Send a digest (`digest`) on the first working day of its period, once; after an outage on the next one."""
    digest = _digests(desk).get(firing.needs["digest"])
    if digest is None or digest.off:
        timing.drop(desk, firing.timer)
        return None
    calendar = desk.directory.calendar()
    today = calendar.local_day(firing.now)
    if firing.needs.get("every") != digest.every:
        return None  # The company has changed it: the next time that timers are kept begins anew.
    current = rules.period_of(digest.every, today)
    if not rules.is_owed(current, today, calendar, sent=_sent(desk, digest.key, "")):
        return None
    _mark_sent(desk, digest.key, "", current)
    told = Told(digest=digest, period=rules.covered(digest, today))
    people = _people(desk, digest)
    if people or not digest.to:
        for person in people:
            posts = sources[digest.brings](desk, replace(told, whom=person))
            _send_to(desk, person, posts, now=firing.now, period=current)
        return None
    lane = desk.directory.channels.get(digest.to) or desk.directory.channels.get("operations", "")
    if lane:
        _post(desk, lane, sources[digest.brings](desk, told))
    return None


def tell(desk: Desk, firing: Firing, *, sources: Sources) -> datetime | None:
    """Send somebody's own digest (`own-digest`) in their working time; none where nothing waits for them.

    Whoever is away without anybody who stands in has it when they are back. Returns when it comes next.
    """
    every, person = firing.needs["every"], firing.person
    if not desk.directory.active((person,)):
        return None
    calendar, away = _calendar(desk, person), desk.directory.away.get(person)
    stands_in = away is not None and bool(away.here)
    heard = calendar.next_moment if stands_in else partial(desk.directory.next_working_moment, person)
    if (at := heard(firing.now)) > firing.now:
        return at
    current = rules.period_of("week" if every == "week" else "day", calendar.local_day(firing.now))
    own = Digest(key=OWN, title="Your digest", brings=OWN, every=current.every)
    posts = sources[OWN](desk, Told(digest=own, period=current, whom=person))
    _send_to(desk, person, posts, now=firing.now, period=current)
    return next_own(calendar, firing.now, every)


def set_own_digest(desk: Desk, command: SetOwnDigest) -> Done:
    """Have one's own digest daily, weekly or not at all; it comes as one's working day begins.

    Refused with NOT_A_CHOICE.
    """
    person = desk.actor.key
    if command.often not in OFTEN:
        raise RefusedError(Reason.NOT_A_CHOICE, label="How often", choices=", ".join(OFTEN))
    name, every = f"{TELL}:{person}", _EVERY.get(command.often, "")
    desk.record_next(Noted("digest", note=command.often), subject=person_subject(person))
    if not every:
        timing.drop(desk, name)
        return Done(card=cards.own_card("", None))
    calendar = _calendar(desk, person)
    first = next_own(calendar, desk.now, every)
    timing.put(desk, name, kind=TELL, due_at=first, subject=person, person=person, needs={"every": every})
    return Done(card=cards.own_card(every, first))


def send_report(desk: Desk, command: SendReport, *, sources: Sources) -> Done:
    """Answer with a report's card, and promise what goes with it to the asking person's own chat.

    Refused with NOT_FOUND where there is no such report, with NOT_ALLOWED for who is none of its readers, and with
    NOT_A_PERIOD where the period is none or to come.
    """
    known = _digests(desk)
    digest = known.get(command.report) or next((known[key] for key in known if key.startswith(command.report)), None)
    if digest is None:
        raise RefusedError(Reason.NOT_FOUND, what=command.report)
    if not rules.may_read(digest, desk.directory, desk.actor.key):
        may = desk.directory.names(rules.readers(digest, desk.directory) or ())
        raise RefusedError(Reason.NOT_ALLOWED, may=may or "nobody yet: its roles are empty")
    today = desk.directory.calendar().local_day(desk.now)
    period = rules.period_meant(command.period, digest.every, today=today)
    if period is None or (command.period and digest.about == "now" and period.following <= today):
        raise RefusedError(Reason.NOT_A_PERIOD, words=command.period, every=digest.every)
    posts = sources[digest.brings](desk, Told(digest=digest, period=period, whom=desk.actor.key))
    if not posts:
        return Done(card=cards.nothing_card(digest, period.words))
    lane = desk.directory.addresses.get(desk.actor.key, "")
    if lane and any(post.file for post in posts):
        _post(desk, lane, posts)
    return Done(card=posts[0].card)


def next_own(calendar: Calendar, now: datetime, every: str) -> datetime:
    """Return when somebody's own digest comes next: as their working day begins."""
    begins = calendar.day_from(now)[0]
    while begins <= now or (every == "week" and not _first_of_week(calendar, begins)):
        begins = calendar.day_from(calendar.days_later(begins, 1))[0]
    return begins


def _first_of_week(calendar: Calendar, moment: datetime) -> bool:
    day = calendar.local_day(moment)
    # A week without a working day is only come to where a calendar has ended: none is waited for there.
    return rules.first_working_day(rules.period_of("week", day), calendar) in {None, day}


def _digests(desk: Desk) -> Mapping[str, Digest]:
    """Return every digest as the company wants it."""
    return wished(desk.directory.settings.digests)


def _calendar(desk: Desk, person: str) -> Calendar:
    return desk.directory.calendar((person,))


def _people(desk: Desk, digest: Digest) -> tuple[str, ...]:
    roles = digest.people or _reviewers(desk, digest)
    return tuple(dict.fromkeys(person for role in roles for person in desk.directory.holders(role, None)))


def _reviewers(desk: Desk, digest: Digest) -> tuple[str, ...]:
    """Return the roles that the kinds of tickets name for their review (processes.md D)."""
    if digest.brings != "review":
        return ()
    kinds = (kind for one in desk.definitions.all() for kind in one.kinds if kind.review)
    return tuple(dict.fromkeys(role for kind in kinds if kind.review for role in kind.review.by))


def _send_to(desk: Desk, person: str, posts: Sequence[Post], *, now: datetime, period: Period) -> None:
    """Promise posts to a person in their working time; to who stands in for them while they are away.

    Who is away until after the period, and for whom nobody stands in, has that of the period in which they are back.
    """
    away = desk.directory.away.get(person)
    whom = away.here if away and away.here else person
    lane, heard = desk.directory.addresses.get(whom, ""), desk.directory.next_working_moment(whom, now)
    too_late = away is not None and not away.here and _calendar(desk, person).local_day(heard) >= period.following
    if lane and not too_late:
        _post(desk, lane, [replace(post, heard_by=whom) for post in posts], due_at=heard)


def _post(desk: Desk, lane: str, posts: Sequence[Post], *, due_at: datetime | None = None) -> None:
    """Promise posts to a lane, the others in the thread of the first."""
    head = ""
    for post in posts:
        effect = desk.send(lane, replace(post, thread=head), due_at=due_at)
        head = head or effect


def _sent(desk: Desk, digest: str, whom: str) -> str:
    row = desk.unit.row(SENT, {"digest": digest, "whom": whom})
    return row.period if row else ""


def _begin_with(desk: Desk, digest: str, whom: str, period: Period) -> None:
    """Let a digest go out for a period first, whatever it was sent for while it came at other times."""
    _mark_sent(desk, digest, whom, rules.before(period))


def _mark_sent(desk: Desk, digest: str, whom: str, period: Period) -> None:
    desk.unit.write(MARK, {"digest": digest, "whom": whom, "period": period.key, "at": desk.now})
