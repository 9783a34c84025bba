"""The sentences for refusals of administration."""

from collections.abc import Mapping

from workflows.kernel.answers import Reason

REFUSALS: Mapping[Reason, tuple[str, ...]] = {
    Reason.NOT_TAKEN: ("{what} {mend}", "This cannot be taken as it is."),
    Reason.THERE_ALREADY: ("“{what}” is there already. Open it to change it.", "That is there already."),
    Reason.LAST_ADMIN: ("Nobody would be left who can administer csops. Add another administrator first.",),
    Reason.HEIR_MISSING: (
        "{person} still has roles or work in hand. Choose who takes over.",
        "Something of theirs would be left to nobody. Choose who takes over.",
    ),
    Reason.CARD_USED: (
        "ROMs were made with rate card “{version}”, so it never changes. Give the new rates a new version.",
        "ROMs were made with this rate card, so it never changes. Give the new rates a new version.",
    ),
    Reason.TIER_USED: (
        "{count} customers have this tier: {customers}. Give them another one first.",
        "Customers have this tier. Give them another one first.",
    ),
}
