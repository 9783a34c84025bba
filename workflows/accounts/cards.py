"""How linking looks: the code, what was linked, and everybody's accounts for who looks after csops."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from workflows.kernel.cards import Card, Row, note
from workflows.kernel.people import PLATFORMS, Directory, Identity
from workflows.kernel.text import Mention, Strong, When, line, with_usages

_CHOOSES = "`/csops notify` chooses where you are told things."


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """An account that was linked or unlinked, as the history has it."""

    at: datetime
    person: str
    account: str
    action: str
    how: str


def code_card(code: str, ends_at: datetime, elsewhere: str) -> Card:
    """Return the card that shows a code, the only time that it is shown."""
    return Card(
        title="Link your other account",
        body=(
            line(f"Write this to csops on {elsewhere}, from the account that is to be yours too:"),
            line(Strong(f"/csops link {code}")),
            line("It works once, until ", When(ends_at), ". Give it to nobody: whoever uses it acts as you."),
        ),
    )


def code_shown() -> Card:
    """Return what is remembered of that answer: a repeat of the same request is not told the code again."""
    return note(*with_usages("The code was shown once. `/csops link` makes a new one."))


def linked(directory: Directory, person: str, account: Identity) -> Card:
    """Return what the account that was linked is told."""
    where = PLATFORMS[account.platform]
    return Card(
        title=f"This {where} account is {directory.named(person)}'s now",
        body=(with_usages(f"What you do here and there is one person's. {_CHOOSES}"),),
    )


def told_the_person(account: Identity, how: str) -> Card:
    """Return what the person is told where they were reached before: linking must not go unnoticed."""
    where, by = PLATFORMS[account.platform], "by your code" if how == "code" else "by its e-mail address"
    mend = f"If that was not you: `/csops unlink {account.platform}`, and tell whoever runs csops."
    return Card(title=f"A {where} account was linked to you", body=(with_usages(f"It was linked {by}. {mend}"),))


def unlinked(account: Identity) -> Card:
    """Return what is no longer linked."""
    return note(f"Your {PLATFORMS[account.platform]} account is no longer linked.")


def chosen(platform: str) -> Card:
    """Return where a person's messages go from now on."""
    return note(f"What concerns you comes to {PLATFORMS[platform]} from now on.")


def accounts(directory: Directory, person: str, mine: Sequence[Identity]) -> Card:
    """Return a person's own accounts."""
    told = directory.addresses.get(person, "").partition(":")[0]
    rows = tuple(Row(line(Strong(_where(one)), f" {one.user}"), line(_how(directory, one))) for one in mine)
    where = f"What concerns you comes to {PLATFORMS[told]}. " if told in PLATFORMS else ""
    footer = with_usages(f"{where}`/csops link` adds one, `/csops unlink` takes it off.")
    return Card(title="Your accounts", rows=rows, footer=footer)


def everybodys(card: Card, directory: Directory, links: Mapping[Identity, str], past: Sequence[Happened]) -> Card:
    """Return one's own accounts with those that anybody linked, and what happened last, for administrators."""
    rows = [Row(line("Linked by people themselves"))] if links else []
    for one, person in links.items():
        rows.append(
            Row(line(Mention(person, notify=False), f" · {_where(one)} {one.user}"), line(_how(directory, one)))
        )
    rows += [Row(line("What happened last"))] if past else []
    for entry in past:
        what = line(Mention(entry.person, notify=False), f" · {entry.account} {_PAST[entry.action]}")
        rows.append(Row(what, line(When(entry.at), f" · by {_BY.get(entry.how, entry.how)}")))
    return msgspec.structs.replace(card, rows=(*card.rows, *rows))


_PAST: Mapping[str, str] = {"account-linked": "linked", "account-unlinked": "unlinked"}
_BY: Mapping[str, str] = {"code": "a code", "email": "its e-mail address"}


def _where(account: Identity) -> str:
    return PLATFORMS.get(account.platform, account.platform)


def _how(directory: Directory, account: Identity) -> str:
    how = _BY.get(directory.links.get(account, ""), "")
    return f"linked by {how}" if how else "from csops.toml"
