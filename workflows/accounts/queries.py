"""Showing accounts: one's own, and for administrators everybody's that were linked, with what happened last."""

import msgspec

from storage import accounts as statements
from storage.statements import Row
from workflows.accounts import cards, rules
from workflows.accounts.commands import ShowAccounts
from workflows.desk import COMPANY, Look
from workflows.kernel.answers import Shown
from workflows.kernel.people import ADMIN, PLATFORMS, Identity

MOST_PAST = 10
MOST_LINKS = 40


def show_accounts(look: Look, _query: ShowAccounts) -> Shown:
    """Show a person their accounts; administrators also see what others linked."""
    mine = rules.accounts_of(look.directory, look.actor.key)
    card = cards.accounts(look.directory, look.actor.key, mine)
    if look.actor.key not in look.directory.holders(ADMIN, None):
        return Shown(card=card)
    found = look.unit.rows(statements.LINKS, {})[:MOST_LINKS]
    links = {Identity(row.platform, row.user_id): row.person_key for row in found}
    past = look.unit.rows(statements.HAPPENED, {"subject": COMPANY, "most": MOST_PAST})
    return Shown(card=cards.everybodys(card, look.directory, links, [_happened(row) for row in past]))


def _happened(row: Row) -> cards.Happened:
    details = msgspec.json.decode(row.details, type=dict[str, str])
    platform = details.get("platform", "")
    account = f"{PLATFORMS.get(platform, platform)} {details.get('user', '')}"
    person, how = str(details.get("person") or row.actor), details.get("how", "")
    return cards.Happened(at=row.at, person=person, account=account, action=row.action, how=how)
