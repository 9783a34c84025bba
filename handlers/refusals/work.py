"""Refusals for how the work stands: where it is, who has it, what was done already."""

from collections.abc import Mapping

from workflows.kernel.answers import Reason

REFUSALS: Mapping[Reason, tuple[str, ...]] = {
    Reason.NOT_FOUND: (
        "There is no “{what}” here. “/csops find” looks by number or customer.",
        "That does not exist here, or no longer. “/csops find” looks by number or customer.",
    ),
    Reason.SEVERAL_ENGAGEMENTS: (
        "“{words}” may be {engagements}. Say more of the title, or the number.",
        "Several engagements are called so. Say more of the title, or the number.",
    ),
    Reason.UNKNOWN_CUSTOMER: (
        "There is no customer “{customer}”. Choose one of the list; an administrator adds new ones.",
        "That customer is not known. Choose one of the list; an administrator adds new ones.",
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
    Reason.NOTHING_TO_EDIT: (
        "Nothing of {key} can be edited now: it has moved on. “/engagement back {key}” sets it back.",
        "Nothing can be edited here now.",
    ),
    Reason.TOO_LATE_TO_EDIT: (
        "That was sent {at} and cannot be edited any more. Say it in a comment: “/engagement comment {key}”.",
        "That was sent too long ago and cannot be edited any more.",
    ),
    Reason.CANNOT_TAKE_BACK: (
        "{what} cannot be taken back: nothing was changed. Put it right by hand: “/engagement comment {key}” says so.",
        "{what} cannot be taken back, so nothing was changed. Put it right by hand.",
        "Something of it cannot be taken back, so nothing was changed.",
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
    Reason.NO_DOCUMENT: (
        "{key} has no document of that name. There are: {choices}.",
        "{key} has no documents: its process makes none.",
        "There is no such document.",
    ),
    Reason.DOCUMENT_LATER: (
        "The {document} is made at step {step}, which {key} has not come to.",
        "It is made at a later step.",
    ),
    Reason.NO_RATE_CARD: (
        "There is no rate card that is valid today. An administrator adds one in “/csops admin rates”.",
    ),
    Reason.NOT_PAUSED: ("{key} is not paused. Nothing was changed.", "That is not paused. Nothing was changed."),
    Reason.NO_CHECK_INS: (
        "No check-ins run with {customer}. “/checkin {customer}” begins some.",
        "No check-ins run with that customer. “/checkin” with the customer's name begins some.",
    ),
    Reason.NOT_A_CADENCE: (
        "“{words}” does not say how often. Write a length of time, such as 2 weeks or 1 month.",
        "That does not say how often. Write a length of time, such as 2 weeks or 1 month.",
    ),
    Reason.NOT_WAITING: (
        "Nobody waits for that any more. Possible is: {possible}.",
        "Nobody waits for that any more. Nothing was changed.",
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
    Reason.IN_FLIGHT: (
        "“{what}” for {customer} is already in flight since {at}: “/engagement show {key}” says how far it is.",
        "That is already in flight. “/csops find” looks for it.",
    ),
    Reason.ITEMS_OPEN: (
        "Still open: {count}, the first is “{first}”. Mark each done; “/engagement show {key}” has the buttons.",
        "Something of the list is still open. Mark each done first.",
    ),
    Reason.UNDO_NOTHING: ("You did nothing within the last minute that could be taken back.",),
    Reason.UNDO_OVERTAKEN: (
        "{key} has moved on since, so this stays. “/engagement back {key}” sets it back, with a reason.",
        "It has moved on since, so this stays.",
    ),
    Reason.UNDO_LATE: (
        "A minute is over, so this stays. “/engagement back {key}” sets it back, with a reason.",
        "A minute is over, so this stays.",
    ),
    Reason.UNDO_FINAL: (
        "This began other work, or wrote on a list. “/engagement back {key}” sets {key} back and leaves that as it is.",
        "This began other work, or wrote on a list, and is not simply taken back.",
    ),
    Reason.UNDO_LEFT: (
        "A message to {where} has left already. “/engagement back {key}” sets {key} back; tell {where} yourself.",
        "A message about it has left already, so this is not simply taken back.",
    ),
}
