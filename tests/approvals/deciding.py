"""What people do with a decision, and what a test reads off its card."""

from storage import tables
from tests.office import Office
from tests.pricing import approval_card, position, to_approval
from workflows.kernel.answers import Answer, Done, Opened, Refused
from workflows.kernel.cards import Card


def refused(answer: object) -> Refused:
    """Return the refusal that an answer is."""
    assert isinstance(answer, Refused), answer
    return answer


def fact(card: Card, label: str) -> str:
    """Return a fact of a card as words."""
    return "".join(
        getattr(piece, "person", None) or (piece if isinstance(piece, str) else "")
        for one in card.facts
        if one.label == label
        for piece in one.value
    )


def with_reason(office: Office, who: str, card: Card, label: str, **values: str) -> Answer:
    """Press a button that opens a form, and send the form."""
    opened = office.press(who, card, label)
    return office.submit(who, opened, values) if isinstance(opened, Opened) else opened


def approvals(office: Office) -> list[dict[str, object]]:
    """Return the approvals in the order in which they were asked."""
    return sorted((dict(row) for row in office.rows(tables.approval)), key=lambda row: (row["asked_at"], row["round"]))


def to_step_6(office: Office) -> Card:
    """Bring an engagement to the step of the decision, which nobody has given yet."""
    to_approval(office)
    engagement = office.rows(tables.engagement)[0]["id"]
    assert isinstance(office.say("ada", engagement, "created"), Done)
    assert isinstance(office.say("ada", engagement, "entered"), Done)
    assert position(office) == "6"
    return approval_card(office)
