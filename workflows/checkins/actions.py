"""Beginning check-ins with a customer: once, however often it is asked for."""

from msgspec.structs import replace

from workflows.checkins.commands import PROCESS, EditCheckIn, StartCheckIns, edit_button
from workflows.checkins.queries import running
from workflows.desk import Desk, Noted
from workflows.engagements import cards, correcting, starting
from workflows.engagements.actions import check_may, customer_at
from workflows.engagements.work import load, save
from workflows.kernel.answers import Done, Reason, RefusedError


def start_check_ins(desk: Desk, command: StartCheckIns) -> Done:
    """Begin them; only who could do the first step may, and only where none run (processes.md C 1.1)."""
    customer = customer_at(desk)
    definition = desk.definitions.current(PROCESS)
    check_may(desk, customer, definition.owners(definition.steps[0], {}), definition.role_of)
    desk.guard(customer.subject)
    if (found := running(desk, command.customer)) is not None:
        raise RefusedError(Reason.ALREADY_DONE, key=found.key)
    # The entry is the lock: of two who begin them at once, the second is told that they run.
    desk.record_next(Noted("check-ins"), subject=customer.subject)
    work = starting.begin(desk, process=PROCESS, customer=customer, title="Check-ins", facts={})
    save(desk, work)
    return Done(card=cards.done_card(work, desk.directory, "started"))


def edit_check_in(desk: Desk, command: EditCheckIn) -> Done:
    """Correct the check-in that was sent a moment ago, with all that it brought; who sent it may (C 1.2)."""
    work = load(desk)
    if command.arrival != work.arrival:
        raise RefusedError(Reason.CHANGED_MEANWHILE, key=work.key)
    said = correcting.correct(desk, work, command.outcome, command.values)
    save(desk, work)
    done = cards.done_card(work, desk.directory, f"corrected: {said}")
    return Done(card=replace(done, buttons=(edit_button(work.customer.key),)))
