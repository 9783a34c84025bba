"""The four processes as docs of the business write them: step, owners, and where each outcome leads."""

# What leads back to its own step is a round of it: the SOW with other terms (9), the engineer who is assigned by the
# manager (13), what is still owed (16).
Steps = dict[str, tuple[tuple[str, ...], dict[str, str]]]

SERVICES_ENGAGEMENT: Steps = {
    "1": (("sal", "sa"), {"scoped": "2"}),
    "2": (("sal", "sa"), {"drafted": "3"}),
    "3": (("sal",), {"sent": "4"}),
    "4": (("sal",), {"created": "5"}),
    "5": (("sal",), {"entered": "6"}),
    "6": (("ps_manager", "cs_director"), {"approve": "8", "needs-discovery": "7", "decline": "end:declined"}),
    "7": (("sal", "cs_team"), {"answered": "6"}),
    "8": (("sal",), {"customer-approves": "9", "revise": "8", "customer-declines": "end:lost"}),
    "9": (("pse",), {"sent": "10", "terms": "9"}),
    "10": (("sal",), {"won": "11", "lost": "end:lost"}),
    "11": (("system",), {"created": "12"}),
    "12": (("finance",), {"billed": "13"}),
    "13": (("ps_manager", "pse"), {"assigned": "13", "accepted": "14"}),
    "14": (("pse",), {"done": "15"}),
    "15": (("sal", "tam"), {"sent": "16"}),
    "16": (("finance",), {"closed": "end:completed", "still-owed": "16"}),
}

REFERENCE_PROGRAM: Steps = {
    "1.1": (("pm",), {"yes": "1.2", "no": "1.3"}),
    "1.2": (("pm",), {"invited": "1.3"}),
    "1.3": (("pm",), {"attended": "1.4", "did-not-attend": "end:stopped-no-marketing"}),
    "1.4": (("pm",), {"sent": "1.5"}),
    "1.5": (("customer",), {"commits": "1.6", "does-not-commit": "end:not-a-reference"}),
    "1.6": (("ps_director",), {"listed": "2.1"}),
    "2.1": (("marketing",), {"yes": "2.2", "no": "2.8"}),
    "2.2": (("marketing",), {"done": "2.3"}),
    "2.3": (("marketing",), {"done": "2.4"}),
    "2.4": (("marketing",), {"done": "2.5"}),
    "2.5": (("agency",), {"delivered": "2.6"}),
    "2.6": (("marketing_approver",), {"approve": "2.7", "reject": "2.5"}),
    "2.7": (("marketing",), {"shared": "end:published"}),
    "2.8": (("marketing",), {"yes": "2.9", "no": "end:no-case-study"}),
    "2.9": (("marketing",), {"written": "2.10"}),
    "2.10": (("marketing",), {"designed": "2.11"}),
    "2.11": (("customer",), {"approve": "2.7", "reject": "2.9"}),
}

CUSTOMER_SUCCESS: Steps = {
    "1.1": (("system", "csm"), {"started": "1.2"}),
    "1.2": (("csm",), {"happy": "1.2", "not-happy": "1.3"}),
    "1.3": (("csm",), {"resolved": "1.2", "not-resolved": "1.4"}),
    "1.4": (("csm",), {"saved": "1.2", "cancelled": "end:churned"}),
}

TICKET: Steps = {
    "logged": (("csm",), {"on-board": "on-board", "taken": "in-progress"}),
    "on-board": (("csm",), {"started": "in-progress"}),
    "in-progress": (("csm",), {"resolved": "resolved", "wants-proposal": "resolved"}),
    "resolved": (("csm",), {"closed": "closed"}),
    "closed": (("csm",), {"written": "telling"}),
    "telling": (("csm",), {"informed": "end:customer-informed"}),
}

HAND_OFF: Steps = {
    "plan": (("csm",), {"carried-out": "confirm", "stopped": "end:stopped"}),
    "confirm": (("csm",), {"confirmed": "end:done", "missing": "plan"}),
}

WRITTEN: dict[str, Steps] = {
    "services-engagement": SERVICES_ENGAGEMENT,
    "reference-program": REFERENCE_PROGRAM,
    "customer-success": CUSTOMER_SUCCESS,
    "ticket": TICKET,
    "hand-off": HAND_OFF,
}
