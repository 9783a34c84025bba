"""Sending the Referenceable Customer Report: its card at once, the whole of it as a sheet where it was asked for."""

from workflows.desk import Desk
from workflows.kernel.answers import Done, Reason, RefusedError
from workflows.kernel.cards import Button, Card
from workflows.kernel.posts import Post
from workflows.references import report_cards, reporting, rules
from workflows.references.commands import ALONE, REPORT, SendReport


def send_report(desk: Desk, command: SendReport) -> Done:
    """Answer with the report, and promise its sheet: in Marketing's channel where it was asked for there.

    Anywhere else it goes to the asking person's direct messages. Refused with NOT_A_MONTH.
    """
    zone = desk.directory.time_zone
    month = reporting.month_of(command.month.strip(), now=desk.now, zone=zone)
    if month is None:
        raise RefusedError(Reason.NOT_A_MONTH, words=command.month)
    definition = desk.definitions.current(rules.PROCESS)
    report = reporting.report_of(desk.unit, month, zone)
    marketing = desk.directory.channel_of("marketing", None, definition.role_of)
    here = bool(command.place) and command.place == marketing
    lane = marketing if here else desk.directory.addresses.get(desk.actor.key, "")
    where = "in this channel" if here else "in your direct messages with csops"
    follows = f"The whole of it follows {where}, as a file." if lane else "No chat account is known for you."
    if lane:
        desk.send(lane, post_of(desk, report))
    return Done(card=_card(desk, report, follows))


def post_of(desk: Desk, report: reporting.Report) -> Post:
    """Return the post that brings a report with its sheet; also what Marketing gets each month (B 1.6)."""
    kinds = rules.kinds_of(desk.definitions.current(rules.PROCESS))
    sheet = report_cards.sheet_of(report, kinds=kinds, tiers=_tiers(desk), zone=desk.directory.time_zone)
    alone = Button(key=REPORT, label="Send it to me", subject=ALONE, argument=report.month.key)
    return Post(card=_card(desk, report), file=sheet, alone=alone)


def _card(desk: Desk, report: reporting.Report, follows: str = "") -> Card:
    kinds = rules.kinds_of(desk.definitions.current(rules.PROCESS))
    return report_cards.report_card(report, kinds=kinds, tiers=_tiers(desk), follows=follows)


def _tiers(desk: Desk) -> report_cards.Tiers:
    def title(key: str) -> str:
        tier = desk.directory.settings.tier(key)
        return tier.title if tier else key

    return title
