"""What a platform says of an account: a guest's or a bot's may do nothing, whatever csops.toml says of it."""

from workflows.desk import Desk, Noted
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cards import note
from workflows.kernel.people import MEMBER, STANDINGS, Identity
from workflows.people import statements
from workflows.people.commands import NoteStanding


def note_standing(desk: Desk, command: NoteStanding) -> Done:
    """Keep what a platform says of an account; refused with ALREADY_DONE where that is kept already or nobody's."""
    if command.what not in STANDINGS:
        raise RefusedError(Reason.UNREADABLE)
    account = Identity(command.actor.platform, command.actor.user)
    person = desk.directory.identities.get(account)
    if person is None or desk.directory.standings.get(account, MEMBER) == command.what:
        raise RefusedError(Reason.ALREADY_DONE)
    row = {"platform": account.platform, "user_id": account.user}
    if command.what == MEMBER:
        desk.unit.write(statements.DROP_STANDING, {"of_platform": account.platform, "of_user": account.user})
    else:
        desk.unit.write(statements.SAVE_STANDING, {**row, "what": command.what, "seen_at": desk.now})
    desk.unit.write(statements.DIRECTORY_CHANGED, {})
    details = {"account": f"{account.platform}:{account.user}", "person": person, "standing": command.what or "member"}
    desk.record_company(Noted("account-standing", details=details))
    return Done(card=note("Noted."))
