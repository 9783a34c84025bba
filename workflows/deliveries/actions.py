"""Seeing to dead letters: trying one again, dropping it, listing them."""

from storage import letters, outbox
from storage.statements import Row
from workflows.deliveries import cards, rules
from workflows.deliveries.commands import DropDelivery, ListFailed, RetryDelivery
from workflows.desk import COMPANY, Desk, Look, Noted, check_admin
from workflows.kernel.answers import Done, Reason, RefusedError, Shown
from workflows.kernel.cleaning import single_line
from workflows.kernel.people import Directory
from workflows.kernel.posts import Update

MOST_LISTED = 10
OVERTAKEN = "Not sent, because a newer change of the same message was; seen to"


def retry(desk: Desk, command: RetryDelivery) -> Done:
    """Send a dead letter again, and after it the changes of its message that came meanwhile.

    Refused with NOT_ALLOWED for everybody but administrators, with NOT_FOUND, ALREADY_DONE or CHANGED_MEANWHILE.
    """
    row = _dead(desk, command)
    overtaken = desk.unit.row(letters.OVERTAKEN, {"effect_id": row.id}) is not None
    desk.unit.write(letters.REVIVE, {"effect_id": row.id})
    desk.unit.write(letters.REVIVE_FOLLOWERS, {"effect_id": row.id})
    outbox.wake(desk.unit, row.lane, due_at=desk.now, now=desk.now)
    return _seen_to(desk, row, "delivery-retried", OVERTAKEN if overtaken else "Sent again")


def drop(desk: Desk, command: DropDelivery) -> Done:
    """Give a dead letter up. Refused as `retry` is."""
    row = _dead(desk, command)
    desk.unit.write(letters.DROP, {"effect_id": row.id})
    return _seen_to(desk, row, "delivery-dropped", "Dropped")


def list_failed(look: Look, _query: ListFailed) -> Shown:
    """List the dead letters; for administrators."""
    check_admin(look)
    rows = look.unit.rows(letters.DEAD, {"most": MOST_LISTED + 1})
    found = [letter_of(row, look.directory) for row in rows[:MOST_LISTED]]
    return Shown(card=cards.listed(found, more=len(rows) > MOST_LISTED))


def letter_of(row: Row, directory: Directory) -> cards.Letter:
    """Return a row of the outbox as a dead letter."""
    return cards.Letter(
        id=row.id,
        version=row.fence,
        subject=rules.what_it_was(row.payload),
        where=rules.where_to(row.lane, directory),
        error=row.error,
        tries=row.attempts,
        promised_at=row.created_at,
        in_doubt=bool(row.doubt),
    )


def _dead(desk: Desk, command: RetryDelivery | DropDelivery) -> Row:
    check_admin(desk)
    # Who sees to it first has said what becomes of it: what another one decided on is looked at again.
    desk.guard(COMPANY)
    row = desk.unit.row(letters.BY_ID, {"effect_id": single_line(command.delivery)})
    if row is None:
        raise RefusedError(Reason.NOT_FOUND)
    if row.state != "dead":
        raise RefusedError(Reason.ALREADY_DONE, key="This message", done=rules.past_word(row.state))
    if row.fence != command.version:
        raise RefusedError(Reason.CHANGED_MEANWHILE)
    return row


def _seen_to(desk: Desk, row: Row, action: str, done: str) -> Done:
    """Write it down, show it on the notice, and tell whoever pressed the button."""
    letter = letter_of(row, desk.directory)
    desk.record_company(
        Noted(action=action, note=letter.error, details={"delivery": row.id, "lane": row.lane, "about": letter.subject})
    )
    told = desk.unit.row(letters.BY_ID, {"effect_id": outbox.effect_id(rules.notice_key(row.id, row.fence), 0)})
    if told is not None:
        face = cards.past(letter, done, desk.actor.key, desk.now)
        desk.send(told.lane, Update(target=told.id, card=face))
    return Done(card=cards.answer(letter, done))
