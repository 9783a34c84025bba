"""Refusals for who somebody is: unknown, away, without an account or a role."""

from collections.abc import Mapping

from workflows.kernel.answers import Reason

REFUSALS: Mapping[Reason, tuple[str, ...]] = {
    Reason.UNKNOWN_PERSON: (
        "You are not among the people csops knows here ({user}). Ask {admins} to add you.",
        "You are not among the people csops knows here. Ask whoever runs csops to add you.",
    ),
    Reason.OTHER_WORKSPACE: (
        "csops works for the people of its own workspace only. Ask your contact there to do this for you.",
    ),
    Reason.GUEST: (
        "You are a guest here, and csops works for members only. Nothing was changed. {admins} can do this for you.",
        "Guests cannot use csops here. Nothing was changed. Ask your contact to do this for you.",
    ),
    Reason.BOT: ("csops works for people, not for bots. Nothing was changed.",),
    Reason.ROLE_EMPTY: (
        "Only {requester} could decide step {step}, on their own work. Ask {admins} to add somebody else as {role}.",
        "Nobody holds the role {role}, which step {step} needs. Ask {admins} to fill it; then try again.",
        "Nobody holds the role {role}. Ask {admins} to fill it; then try again.",
        "Nobody holds the role {role}. An administrator fills it in “/csops admin roles”; then try again.",
        "Nobody holds the role that this needs. An administrator fills it in “/csops admin roles”; then try again.",
    ),
    Reason.CHANNEL_MISSING: (
        "There is no channel for “{purpose}”. An administrator names one in “/csops admin channels”; then try again.",
        "The channel that this goes to is not named. An administrator names it in “/csops admin channels”.",
    ),
    Reason.NOT_PRIVATE: (
        "{key} is not private: everybody sees it. “/engagement private {key}” changes that.",
        "It is not private: everybody sees it.",
    ),
    Reason.ALREADY_SEES: ("{person} sees {key} already. Nothing was changed.", "They see it already."),
    Reason.KEEPS_SEEING: (
        "{person} began {key}, has it or holds a role in it, and so goes on seeing it.",
        "Whoever began it, has it or holds a role in it goes on seeing it.",
    ),
    Reason.NOT_INVITED: ("{person} is not invited to {key}. Nothing was changed.", "They are not invited."),
    Reason.NOT_AWAY: ("{person} is not away. Nothing was changed.", "Nobody is away there. Nothing was changed."),
    Reason.DAY_PASSED: (
        "“{label}”: {day} has passed already. Choose today or a later day.",
        "That day has passed already. Choose today or a later day.",
    ),
    Reason.DAYS_REVERSED: ("The last day is before the first. Choose a later one.",),
    Reason.STANDS_FOR_SELF: ("Nobody stands in for themselves. Choose somebody else.",),
    Reason.AWAY_IN_CIRCLE: (
        "{through} is away on some of these days, and {person} would stand in for them. Choose somebody else.",
        "That leads back to who is away. Choose somebody else.",
    ),
    Reason.NO_ACCOUNT: (
        "{person} has no chat account, so can neither be asked nor answer. Choose somebody else.",
        "They have no chat account. Choose somebody else.",
    ),
    Reason.NOBODY_CALLED: (
        "Nobody here is called “{words}”. “/csops away” opens a form in which people can be searched.",
        "There is nobody of that name here.",
    ),
    Reason.SEVERAL_PEOPLE: (
        "“{words}” may be {people}. Say more of the name; “/csops away” opens a form.",
        "Several people are called so. Say more of the name.",
    ),
    Reason.LINK_WRONG: ("This is no code that csops gave out. Ask for a new one with /csops link on the other side.",),
    Reason.LINK_OLD: ("This code is too old: each works for ten minutes. “/csops link” makes a new one.",),
    Reason.LINK_USED: ("This code was used already, and each works once. “/csops link” makes a new one.",),
    Reason.LINK_SAME_PLATFORM: (
        "This code was made on {platform} too. It links an account of the other platform: use it there.",
        "This code was made on this platform too. Use it on the other one.",
    ),
    Reason.LINK_TAKEN: (
        "This account is {person}'s already, and an account is one person's. Nothing was changed.",
        "This account is somebody's already, and an account is one person's. Nothing was changed.",
    ),
    Reason.LINK_DONE: ("This account is yours already. “/csops accounts” lists them.",),
    Reason.LINK_SECOND: (
        "{person} has an account on {platform} already. “/csops unlink” takes off one that was linked.",
        "There is an account on this platform already. “/csops unlink” takes off one that was linked.",
    ),
    Reason.LINK_COMPLETE: ("You have an account on each platform already. “/csops accounts” lists them.",),
    Reason.LINK_NOBODY: (
        "Nobody here has the address {email} alone. Write /csops link where csops knows you, and here what it says.",
        "csops cannot tell who you are. Write /csops link where it knows you, and here the code that it gives you.",
    ),
    Reason.LINK_TOO_MANY: ("Too many codes were wrong. Wait for a quarter of an hour; then try again.",),
    Reason.LINK_IN_SIGHT: ("Everybody reads along here. Write this to csops in your own chat with it.",),
    Reason.NOTHING_LINKED: (
        "There is no linked account that could be taken off. Those of csops.toml are changed there.",
    ),
    Reason.NO_ACCOUNT_THERE: (
        "You have no account on {platform} here. “/csops link” adds one.",
        "You have no account there. “/csops link” adds one.",
    ),
    Reason.NOT_LOADED: (
        "Nobody is known to csops yet. Whoever runs it has to load csops.toml first: csops load FILE.",
    ),
}
