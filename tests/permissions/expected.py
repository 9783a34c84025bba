"""Who may do what, as it is meant: by roles, by whose own it is, or everybody. Data that people read."""

from collections.abc import Mapping
from typing import Final

EVERYBODY: Final = "everybody"

MAY: Final[Mapping[str, str]] = {
    # Engagements and their steps: who owns the step.
    "StartEngagement of services": "sal sa",
    "StartEngagement of check-ins": "csm",
    "StartEngagement of a reference program": "pm",
    "SayOutcome of pre-sales": "sal sa",
    "SayOutcome of a ticket": "csm",
    "SayOutcome of the SOW": "pse",
    "TickItem of sales": "sal @ada",
    "SendChart": EVERYBODY,
    "GotIt": "@lena",
    # Hand-offs: whoever it is offered to, gave it, or is accountable.
    "AcceptHandOff": "csm",
    "ReturnHandOff": "csm",
    "OfferAgain": "@ada",
    "DecideHandOff": "am",
    "AcceptOffer of a renewal": "am",
    "ReturnOffer of a renewal": "am",
    "AcceptOffer of a reference": "marketing",
    "ReturnOffer of a reference": "marketing",
    # The ROM and its decision.
    "SaveEstimate": "sal sa",
    "SendEstimate": "sal",
    "Decide": "ps_manager cs_director",
    "ApproveSeveral": "ps_manager cs_director",  # Each decision is taken by itself; who may take none is refused.
    "AnswerQuestion": "sal cs_team",
    # Tickets.
    "LogTicket": EVERYBODY,
    "AddToTicket": EVERYBODY,
    "AnswerQuestions": "csm implementation_lead @carl",
    "SetPriority": "development_lead",
    "Link": EVERYBODY,
    "Unlink": EVERYBODY,
    # Check-ins.
    "StartCheckIns": "csm",
    "PutOff": "csm @carl",
    "SkipCheckIn": "csm @carl",
    "PauseCheckIns": "csm @carl",
    "ResumeCheckIns": "csm @carl",
    "SetCadence": "csm @carl",
    "EditCheckIn": "@zoe",
    # Customers: who answers for the stage, who gives and who takes what is handed over.
    "SetStage": "am delivery csm css",
    "NoteCustomer": EVERYBODY,
    "HandOver": "csm css",
    # References.
    "RecordConsent": "ps_director marketing csm",
    "WithdrawConsent": "ps_director marketing csm",
    "RemoveReference": "ps_director marketing csm",
    "RestoreReference": "ps_director marketing csm",
    "RecordUse": "ps_director marketing csm sal am",
    "TakeBackUse": "ps_director marketing csm @carl",
    "SendReport of references": EVERYBODY,
    "StartCaseStudy": "marketing",
    # Beside the process: who has it, who began it, who may do its step, administrators.
    "Assign": "sal sa admin @sven",
    "SetBack": "sal admin",
    "Cancel": "sal sa admin @sven",
    "Comment": EVERYBODY,
    "Undo": "@sven",
    "MakePrivate": "admin @ada",
    "MakePublic": "admin @ada",
    "Invite": "admin @ada",
    "Uninvite": "admin @ada",
    "SendDocument": EVERYBODY,
    # What is a person's own.
    "StopReminder": "@ada",
    "StopTimer": "@carl",
    "GoAway of oneself": EVERYBODY,
    "GoAway of somebody else": "admin @carl",
    "ComeBack": "admin @luis",
    "SendReport of a digest": EVERYBODY,
    "SendReport of the pipeline": "ps_manager cs_director ps_director",
    "SetOwnDigest": EVERYBODY,
    "LinkAccount": EVERYBODY,
    "UnlinkAccount": "@carl",
    "NotifyOn": EVERYBODY,
    # Administration.
    "RetryDelivery": "admin",
    "DropDelivery": "admin",
    "ChangeEntry": "admin",
    "RemoveEntry": "admin",
    "LetGo": "admin",
}
"""By the command, and what it is of where that matters: roles, people whose own it is (`@`), or everybody."""
