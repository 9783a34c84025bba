"""The sentences for each reason of a refusal: what happened, and what to do; the same on every platform."""

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
    Reason.UNKNOWN_COMMAND: (
        "{command} does not know “{words}”. “/csops help” lists what can be said.",
        "{command} is not a command here. “/csops help” lists them.",
        "There is no such command here. “/csops help” lists them.",
    ),
    Reason.UNKNOWN_BUTTON: (
        "This button is of an older csops and does nothing any more. “/csops mine” shows what is open.",
    ),
    Reason.UNKNOWN_FORM: ("This form is of an older csops. Close it and open it again.",),
    Reason.UNREADABLE: (
        "What came with this is not what csops sent out, so nothing was done. Open it again from “/csops mine”.",
    ),
    Reason.NOT_FOUND: (
        "There is no “{what}” here. “/csops find” looks by number or customer.",
        "That does not exist here, or no longer. “/csops find” looks by number or customer.",
    ),
    Reason.SEVERAL_ENGAGEMENTS: (
        "“{words}” may be {engagements}. Say more of the title, or the number.",
        "Several engagements are called so. Say more of the title, or the number.",
    ),
    Reason.UNKNOWN_CUSTOMER: (
        "There is no customer “{customer}”. Choose one of the list; new ones come with csops load.",
        "That customer is not known. Choose one of the list; new ones come with csops load.",
    ),
    Reason.SEVERAL_CUSTOMERS: (
        "“{words}” could be {customers}. Type more of the name.",
        "That could be several customers. Type more of the name.",
    ),
    Reason.UNKNOWN_PROCESS: (
        "There is no process “{process}”. “/engagement new” offers those there are.",
        "There is no such process. “/engagement new” offers those there are.",
    ),
    Reason.NEWER_PROCESS: (
        "This runs on {process}, and this csops is too old to know it. Whoever runs csops has to update it.",
        "This runs on a newer process than this csops knows. Whoever runs csops has to update it.",
    ),
    Reason.NOT_ALLOWED: (
        "This is for {may} ({role}). Nothing was changed.",
        "This is for {may}. Nothing was changed.",
        "You may not do this. Nothing was changed.",
    ),
    Reason.OWN_REQUEST: (
        "You stand in for {absent}, who asked for this, so you do not decide on it. {may} can decide.",
        "Nobody decides on what they asked for themselves. {may} can decide.",
        "Nobody decides on what they asked for themselves. Somebody else has to decide.",
    ),
    Reason.ALREADY_DONE: (
        "{key}: “{step}” was already {done} by {by}, {at}.",
        "{key}: “{step}” was already {done} by {by}.",
        "{key} was already {done} by {by}, {at}.",
        "{key}: “{step}” was already {done}.",
        "{key} was already {done}.",
        "{key}: “{step}” was already done by {by}.",
        "{key} has already moved on; it is at “{step}” now. Nothing was changed.",
        "That was already done. Nothing was changed.",
    ),
    Reason.CHANGED_MEANWHILE: (
        "{key} was changed by somebody else meanwhile. Look at it again: “/engagement show {key}”.",
        "Somebody else changed this meanwhile. Look at it again.",
    ),
    Reason.ENDED: (
        "{key} has ended ({ending}). Nothing can be changed in it any more.",
        "It has ended. Nothing can be changed in it any more.",
    ),
    Reason.IN_OTHER_HANDS: (
        "{key} was handed over and waits to be accepted. Whoever takes it accepts it, and then it is theirs to give.",
        "It was handed over and waits to be accepted.",
    ),
    Reason.NO_SUCH_OUTCOME: (
        "That is not possible at this step. Possible is: {possible}.",
        "That is not possible at this step.",
    ),
    Reason.NOT_THAT_STEP: (
        "{key} is at “{step}”, where this cannot be done. “/engagement show {key}” says what can.",
        "This cannot be done at the step it is at.",
    ),
    Reason.ROLE_EMPTY: (
        "Only {requester} could decide step {step}, on their own work. Ask {admins} to add somebody else as {role}.",
        "Nobody holds the role {role}, which step {step} needs. Ask {admins} to fill it; then try again.",
        "Nobody holds the role {role}. Ask {admins} to fill it; then try again.",
        "Nobody holds the role {role}. It has to be filled in csops.toml; then try again.",
        "Nobody holds the role that this needs. It has to be filled in csops.toml; then try again.",
    ),
    Reason.CHANNEL_MISSING: (
        "There is no channel for “{purpose}” in csops.toml. Whoever runs csops has to name one; then try again.",
        "The channel that this goes to is not named in csops.toml. Whoever runs csops has to name it.",
    ),
    Reason.REASON_MISSING: ("Say why, in a few words.",),
    Reason.FIELD_MISSING: ("“{label}” is needed.", "This is needed."),
    Reason.TOO_LONG: (
        "“{label}” is too long: {most} characters are possible.",
        "This is too long: {most} characters are possible.",
        "This is too long.",
    ),
    Reason.NOT_A_NUMBER: (
        "“{label}” must be a number, such as 1200 or 7.5.",
        "This must be a number, such as 1200 or 7.5.",
    ),
    Reason.OUT_OF_RANGE: (
        "“{label}” is out of range: at most {most}.",
        "“{label}” is out of range.",
        "This is out of range.",
    ),
    Reason.LOW_COMES_FIRST: (
        "“{label}”: low comes first, then likely, then high. Did you mean {ordered}?",
        "Low comes first, then likely, then high.",
    ),
    Reason.NOT_A_DATE: ("“{label}” must be a date, such as 2026-03-31.", "This must be a date, such as 2026-03-31."),
    Reason.NOT_A_CHOICE: (
        "“{label}” must be one of: {choices}.",
        "“{label}” must be one of what is offered.",
        "Choose one of what is offered.",
    ),
    Reason.NOT_A_LINK: (
        "“{label}” must be a web address that begins with https://.",
        "This must be a web address that begins with https://.",
    ),
    Reason.NOT_LINKED: (
        "{key} is not linked with {other}. “/ticket show {key}” names what it is linked with.",
        "{key} is linked with nothing. “/ticket link {key}” links it.",
        "There is no such link.",
    ),
    Reason.TOO_MANY_LINKS: (
        "{key} is linked with {most} others already. Take one off first: “/ticket unlink {key}”.",
        "That is linked with too many others already. Take one off first: “/ticket unlink”.",
    ),
    Reason.NO_PRIORITY: (
        "The priority of the kind “{kind}” is set by the {by}; leave it empty.",
        "A ticket of the kind “{kind}” has no priority; leave it empty.",
        "This has no priority; leave it empty.",
    ),
    Reason.IN_FLIGHT: (
        "“{what}” for {customer} is already in flight since {at}: “/engagement show {key}” says how far it is.",
        "That is already in flight. “/csops find” looks for it.",
    ),
    Reason.ITEMS_OPEN: (
        "Still open: {count}, the first is “{first}”. Mark each done; “/engagement show {key}” has the buttons.",
        "Something of the list is still open. Mark each done first.",
    ),
    Reason.NO_ESTIMATE: ("{key} has no ROM yet. “/rom {key}” makes one.", "There is no ROM yet. “/rom” makes one."),
    Reason.ESTIMATE_CHANGED: (
        "The ROM of {key} was changed after these figures were shown. Look at revision {revision}, the newest, first.",
        "The ROM was changed after these figures were shown. Look at the newest first.",
    ),
    Reason.ESTIMATE_SETTLED: (
        "{key} is at “{step}”: its ROM is settled. A new one needs a new engagement.",
        "This ROM is settled. A new one needs a new engagement.",
    ),
    Reason.NOTHING_TO_ESTIMATE: ("A ROM needs hours for at least one role.",),
    Reason.NO_RATE_CARD: (
        "There is no rate card that is valid today. Whoever runs csops has to add one to csops.toml.",
    ),
    Reason.NOT_WAITING: (
        "Nobody waits for that any more. Possible is: {possible}.",
        "Nobody waits for that any more. Nothing was changed.",
    ),
    Reason.BUSY: ("Too many people are at this at the moment. Nothing was changed: try again.",),
    Reason.REUSED_KEY: ("This form was already saved, with other entries. Close it and open it again.",),
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
"""For each reason the sentences, the fullest first: the first is said whose facts are all there."""
