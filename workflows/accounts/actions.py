"""Linking accounts, taking them off, choosing where one is told. A code is kept as its hash, and shown once."""

import secrets

from storage import accounts as statements
from storage.statements import Row
from workflows.accounts import cards, rules
from workflows.accounts.commands import LinkAccount, NotifyOn, UnlinkAccount
from workflows.desk import Desk, Noted
from workflows.kernel.answers import Done, Reason, Refused, RefusedError
from workflows.kernel.people import PLATFORMS, Identity, Person
from workflows.kernel.posts import Post


def link_account(desk: Desk, command: LinkAccount) -> Done | Refused:
    """Link an account by a code or by its e-mail address, or make a code for another one.

    Refused with a LINK_ reason. A wrong code is a refusal that is returned, so that the try is kept and counted.
    """
    account = command.actor
    person = desk.directory.person(account)
    if command.code:
        return _by_code(desk, command)
    if person is None:
        return _by_email(desk, account, command.email)
    return _make_code(desk, person, account)


def unlink_account(desk: Desk, command: UnlinkAccount) -> Done:
    """Take off what the person linked; refused with NOTHING_LINKED. What csops.toml gives stays."""
    mine = rules.accounts_of(desk.directory, desk.actor.key)
    linked = [one for one in mine if one in desk.directory.links and command.platform in ("", one.platform)]
    if not linked or len(mine) == 1:
        raise RefusedError(Reason.NOTHING_LINKED)
    going = linked[-1]  # One by one, so that somebody always has an account left.
    desk.unit.write(statements.DROP_LINK, {"on": going.platform, "who": going.user})
    desk.unit.write(statements.DIRECTORY_CHANGED, {})
    desk.record_company(_noted(desk.actor, going, "account-unlinked", desk.directory.links[going]))
    return Done(card=cards.unlinked(going))


def notify_on(desk: Desk, command: NotifyOn) -> Done:
    """Send a person's messages to one of their platforms; refused with NO_ACCOUNT_THERE."""
    if command.platform not in rules.platforms_of(desk.directory, desk.actor.key):
        raise RefusedError(Reason.NO_ACCOUNT_THERE, platform=PLATFORMS.get(command.platform, ""))
    desk.unit.write(statements.NOTIFY, {"person": desk.actor.key, "on": command.platform})
    desk.unit.write(statements.DIRECTORY_CHANGED, {})
    details = {"person": desk.actor.key, "platform": command.platform}
    desk.record_company(Noted(action="notify-chosen", details=details))
    return Done(card=cards.chosen(command.platform))


def _make_code(desk: Desk, person: Person, account: Identity) -> Done:
    missing = [name for name in PLATFORMS if name not in rules.platforms_of(desk.directory, person.key)]
    if not missing:
        raise RefusedError(Reason.LINK_COMPLETE)
    desk.record_person(Noted("link-code"), person=person.key)  # Of two at once the second ends the first.
    code = "".join(secrets.choice(rules.ALPHABET) for _ in range(rules.LENGTH))
    ends_at = desk.now + rules.WORKS_FOR
    desk.unit.write(statements.END_CODES, {"person": person.key, "now": desk.now})
    row = {"digest": rules.digest_of(code), "person_key": person.key, "platform": account.platform}
    desk.unit.write(statements.ADD_CODE, {**row, "ends_at": ends_at, "used_at": None})
    desk.shown = Done(card=cards.code_card(rules.spelt(code), ends_at, PLATFORMS[missing[0]]))
    return Done(card=cards.code_shown())


def _by_code(desk: Desk, command: LinkAccount) -> Done | Refused:
    account = command.actor
    tries = desk.unit.rows(statements.TRIES, {"on": account.platform, "who": account.user, "most": rules.MOST_TRIES})
    if not rules.may_try([row.at for row in tries], desk.now):
        raise RefusedError(Reason.LINK_TOO_MANY)
    code = rules.read_code(command.code)
    row = desk.unit.row(statements.CODE, {"wanted": rules.digest_of(code)}) if code else None
    if row is None:
        number = tries[0].number + 1 if tries else 1
        tried = {"platform": account.platform, "user_id": account.user, "number": number, "at": desk.now}
        desk.unit.write(statements.ADD_TRY, tried)
        return Refused(reason=Reason.LINK_WRONG)
    person = _owner(desk, row, account)
    desk.unit.write(statements.USE_CODE, {"wanted": row.digest, "now": desk.now})
    return _linked(desk, person, account, "code")


def _owner(desk: Desk, row: Row, account: Identity) -> Person:
    """Return whose code it is; refused where it is of no use any more, or not for this account."""
    if row.used_at is not None:
        raise RefusedError(Reason.LINK_USED)
    if row.ends_at <= desk.now:
        raise RefusedError(Reason.LINK_OLD)
    if row.platform == account.platform:
        raise RefusedError(Reason.LINK_SAME_PLATFORM, platform=PLATFORMS.get(row.platform, row.platform))
    person = desk.directory.people.get(row.person_key)
    if person is None or not person.active:
        raise RefusedError(Reason.LINK_OLD)
    return person


def _by_email(desk: Desk, account: Identity, email: str) -> Done:
    person = rules.person_of_email(desk.directory, email)
    if person is None:
        raise RefusedError(Reason.LINK_NOBODY, email=email)
    return _linked(desk, person, account, "email")


def _linked(desk: Desk, person: Person, account: Identity, how: str) -> Done:
    """Write the link down; refused where the account is somebody's already, or the person has one there."""
    holder = desk.directory.identities.get(account)
    if holder is not None:
        reason = Reason.LINK_DONE if holder == person.key else Reason.LINK_TAKEN
        raise RefusedError(reason, person=desk.directory.named(holder))
    if account.platform in rules.platforms_of(desk.directory, person.key):
        raise RefusedError(Reason.LINK_SECOND, person=person.name, platform=PLATFORMS[account.platform])
    row = {"platform": account.platform, "user_id": account.user, "person_key": person.key, "how": how}
    desk.unit.write(statements.ADD_LINK, {**row, "linked_at": desk.now})
    desk.unit.write(statements.DIRECTORY_CHANGED, {})
    desk.actor = person
    desk.record_company(_noted(person, account, "account-linked", how))
    known_at = desk.directory.addresses.get(person.key)
    if known_at:
        desk.send(known_at, Post(card=cards.told_the_person(account, how)))
    return Done(card=cards.linked(desk.directory, person.key, account))


def _noted(person: Person, account: Identity, action: str, how: str) -> Noted:
    details = {"person": person.key, "platform": account.platform, "user": account.user, "how": how}
    return Noted(action=action, details=details)
